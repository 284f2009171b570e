package ndview

import "github.com/go-inplace/inplace/internal/layout"

// An Index is one part of a slice expression: a range of positions, one
// position, a new axis, or an ellipsis. NumPy's a[1:-1, ::2, ..., None, 3] is
//
//	v.Slice(ndview.Span(1, -1), ndview.All.By(2), ndview.Ellipsis, ndview.NewAxis, ndview.At(3))
//
// Ranges follow Python: negative positions count from the end, positions beyond
// the ends are clamped, a negative step walks backwards from the last position.
type Index struct {
	start, stop, step int // of a range; start is the position of At
	mode              indexMode
}

// An indexMode has the parts of a range that were given, or one of the bits above
// them. It is one byte so that an Index travels in four registers.
type indexMode uint8

const (
	isPosition indexMode = 1 << (iota + 3) // above layout.Parts
	isNewAxis
	isEllipsis

	notRange = isPosition | isNewAxis | isEllipsis
)

// All selects every position of an axis: NumPy's ":". All.By(-1) reverses it.
var All = Index{}

// Ellipsis stands for as many All as make the expression fit: NumPy's "...".
var Ellipsis = Index{mode: isEllipsis}

// NewAxis inserts an axis of length 1: NumPy's None.
var NewAxis = Index{mode: isNewAxis}

// Span selects positions start up to, not including, stop: NumPy's "start:stop".
func Span(start, stop int) Index {
	return Index{start: start, stop: stop, mode: indexMode(layout.HasStart | layout.HasStop)}
}

// From selects the positions from start on: NumPy's "start:".
func From(start int) Index { return Index{start: start, mode: indexMode(layout.HasStart)} }

// To selects the positions before stop: NumPy's ":stop".
func To(stop int) Index { return Index{stop: stop, mode: indexMode(layout.HasStop)} }

// At selects one position and drops the axis: NumPy's "i". Negative positions
// count from the end.
func At(i int) Index { return Index{start: i, mode: isPosition} }

// By returns the range with a step: Span(1, 9).By(2) is NumPy's "1:9:2". With a
// negative step the range runs backwards, as in Python. By panics with a
// [*MisuseError] if ix is not a range or step is 0.
func (ix Index) By(step int) Index {
	if ix.mode&notRange != 0 {
		panic(&MisuseError{"By", "a step belongs to a range: All, Span, From or To; found " + ix.String(), ErrSyntax})
	}
	if step == 0 {
		panic(&MisuseError{"By", "slice step cannot be zero", ErrBounds})
	}
	ix.step = step
	ix.mode |= indexMode(layout.HasStep)
	return ix
}

// String returns ix as NumPy writes it: "1:-1", "::2", "3", "...", "None".
func (ix Index) String() string { return ix.item().String() }

func (ix Index) item() layout.Index {
	switch ix.mode & notRange {
	case isPosition:
		return layout.Index{Kind: layout.IndexAt, At: ix.start}
	case isNewAxis:
		return layout.Index{Kind: layout.IndexNewAxis}
	case isEllipsis:
		return layout.Index{Kind: layout.IndexEllipsis}
	}
	return layout.Index{Kind: layout.IndexRange, Range: ix.asRange()}
}

func (ix Index) asRange() layout.Range {
	return layout.Range{Start: ix.start, Stop: ix.stop, Step: ix.step, Has: layout.Parts(ix.mode)}
}

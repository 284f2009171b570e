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
	kind indexKind
	r    layout.Range
	i    int
}

type indexKind uint8

const (
	isRange indexKind = iota
	isPosition
	isNewAxis
	isEllipsis
)

// All selects every position of an axis: NumPy's ":". All.By(-1) reverses it.
var All = Index{}

// Ellipsis stands for as many All as make the expression fit: NumPy's "...".
var Ellipsis = Index{kind: isEllipsis}

// NewAxis inserts an axis of length 1: NumPy's None.
var NewAxis = Index{kind: isNewAxis}

// Span selects positions start up to, not including, stop: NumPy's "start:stop".
func Span(start, stop int) Index {
	return Index{r: layout.Range{Start: start, Stop: stop, Has: layout.HasStart | layout.HasStop}}
}

// From selects the positions from start on: NumPy's "start:".
func From(start int) Index {
	return Index{r: layout.Range{Start: start, Has: layout.HasStart}}
}

// To selects the positions before stop: NumPy's ":stop".
func To(stop int) Index {
	return Index{r: layout.Range{Stop: stop, Has: layout.HasStop}}
}

// At selects one position and drops the axis: NumPy's "i". Negative positions
// count from the end.
func At(i int) Index { return Index{kind: isPosition, i: i} }

// By returns the range with a step: Span(1, 9).By(2) is NumPy's "1:9:2". With a
// negative step the range runs backwards, as in Python. By panics if ix is not a
// range or step is 0.
func (ix Index) By(step int) Index {
	if ix.kind != isRange {
		panic("ndview: By of an Index that is not a range")
	}
	if step == 0 {
		panic("ndview: slice step cannot be zero")
	}
	ix.r.Step = step
	ix.r.Has |= layout.HasStep
	return ix
}

// rangeOnly returns the range of ix and panics in the name of op if it is none.
func (ix Index) rangeOnly(op string) layout.Range {
	if ix.kind != isRange {
		panic("ndview: " + op + " takes a range: All, Span, From or To, with or without By")
	}
	return ix.r
}

package ndview

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// The verbs that make views of views, in place on the untyped array.
// views_gen.go wraps each of them for the four types: every wrapper hands over
// its own copy of the array and returns it. Where the layout says by how many
// bytes the start moves, that leads to an element of the view or is 0 (M2).

// slice applies ranges and positions one by one, which is what most expressions
// are made of, and leaves all others, and the errors, to the layout.
func slice(a *mem.Array, ix []Index) {
	l := *a.L()
	axis, off := 0, 0
	for _, i := range ix {
		var moved int
		err := error(nil)
		switch i.mode & notRange {
		case 0:
			moved, err = l.Slice(axis, i.asRange())
			axis++
		case isPosition:
			moved, err = l.Index(axis, i.start)
		default:
			err = ErrSyntax
		}
		if err != nil {
			sliceAny(a, ix)
			return
		}
		off += moved
	}
	if l.Empty() {
		off = 0 // an empty range may follow a position
	}
	*a.L() = l
	a.Moved(off)
}

func sliceAny(a *mem.Array, ix []Index) {
	items := make([]layout.Index, len(ix))
	for k, i := range ix {
		items[k] = i.item()
	}
	off, err := a.L().Apply(items)
	must(err)
	a.Moved(off)
}

func sliceText(a *mem.Array, text string) error {
	items, err := layout.ParseIndex(text)
	if err != nil {
		return refused("SliceText", err)
	}
	off, err := a.L().Apply(items)
	if err != nil {
		return refused("SliceText", err)
	}
	a.Moved(off)
	return nil
}

func sliceAxis(a *mem.Array, axis int, ix Index) {
	if ix.mode&notRange != 0 {
		panic(&MisuseError{"SliceAxis", "want a range: All, Span, From or To, with or without By; found " + ix.String(), ErrSyntax})
	}
	off, err := a.L().Slice(axis, ix.asRange())
	must(err)
	a.Shifted(off)
}

func indexAxis(a *mem.Array, axis, i int) {
	off, err := a.L().Index(axis, i)
	must(err)
	a.Moved(off)
}

func row(a *mem.Array, i int) {
	needMatrix("Row", a)
	indexAxis(a, 0, i)
}

func col(a *mem.Array, j int) {
	needMatrix("Col", a)
	indexAxis(a, 1, j)
}

func needMatrix(op string, a *mem.Array) {
	if l := a.L(); l.NDim != 2 {
		panic(&MisuseError{op, "want a view of 2 dimensions, found shape " + shapeText(l) + "; use IndexAxis", ErrShape})
	}
}

func transpose(a *mem.Array) {
	a.L().Transpose()
	a.Shifted(0)
}

func permute(a *mem.Array, axes []int) {
	must(a.L().Permute(axes...))
	a.Shifted(0)
}

func swapAxes(a *mem.Array, axis1, axis2 int) {
	must(a.L().SwapAxes(axis1, axis2))
	a.Shifted(0)
}

func moveAxis(a *mem.Array, from, to int) {
	must(a.L().MoveAxis(from, to))
	a.Shifted(0)
}

func flip(a *mem.Array, axis int) {
	off, err := a.L().Flip(axis)
	must(err)
	a.Shifted(off)
}

func insertAxis(a *mem.Array, at int) {
	must(a.L().NewAxis(at))
	a.Moved(0)
}

func squeeze(a *mem.Array) {
	must(a.L().Squeeze())
	a.Moved(0)
}

func squeezeAxes(a *mem.Array, axes []int) error {
	if len(axes) == 0 {
		return nil // for the layout no axes mean all
	}
	return changed("SqueezeAxes", a, a.L().Squeeze(axes...))
}

func reshape(a *mem.Array, shape []int) error {
	return changed("Reshape", a, a.L().Reshape(shape...))
}

func reshapeF(a *mem.Array, shape []int) error {
	return changed("ReshapeF", a, a.L().ReshapeF(shape...))
}

func ravel(a *mem.Array) error { return changed("Ravel", a, a.L().Ravel()) }

func broadcastTo(a *mem.Array, shape []int) error {
	return changed("BroadcastTo", a, a.L().BroadcastTo(shape...))
}

func windows(a *mem.Array, lengths, axes []int) error {
	if len(axes) == 0 {
		axes = nil
	}
	return changed("Windows", a, a.L().SlidingWindow(lengths, axes))
}

func blocks(a *mem.Array, lengths []int) error {
	return changed("Blocks", a, a.L().Blocks(lengths...))
}

func wholeBlocks(a *mem.Array, lengths []int) error {
	return changed("WholeBlocks", a, a.L().WholeBlocks(lengths...))
}

func diagonal(a *mem.Array, offset, axis1, axis2 int) error {
	off, err := a.L().Diagonal(offset, axis1, axis2)
	if err != nil {
		return refused("Diagonal", err)
	}
	a.Moved(off)
	return nil
}

// splitAt leaves the first part in a and the second in b, which is a copy of a.
func splitAt(a, b *mem.Array, axis, i int) {
	right, off, err := a.L().SplitAt(axis, i)
	must(err)
	*b.L() = right
	a.Moved(0)
	b.Moved(off)
}

// changed settles a after a change of its layout, or refuses in the name of op.
func changed(op string, a *mem.Array, err error) error {
	if err != nil {
		return refused(op, err)
	}
	a.Moved(0)
	return nil
}

func shapeText(l *layout.Layout) string { return layout.FormatShape(l.AppendShape(nil)) }

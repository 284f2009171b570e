package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Tiles cuts every axis of v into pieces of the given lengths, one for each axis,
// and yields the tiles in C order. Those at the ends of the axes may be shorter;
// together the tiles have every element of v once. They share its memory, belong
// to its borrow and do not overlap. A view without elements has no tiles; one
// without axes is its own tile.
//
// The loop panics with a [*MisuseError] if the number of lengths is not v's ndim
// or a length is below 1, and with a [ndview.ReleasedError] once the borrow has
// ended. Nothing is allocated for direct memory of at most four axes.
//
// [ExactTiles] and [Remainders] walk the whole tiles and the rest apart.
func Tiles[T ndview.Element](v ndview.View[T], lengths ...int) stditer.Seq[ndview.View[T]] {
	return func(yield func(ndview.View[T]) bool) {
		if v.Array().Owned() {
			h := new(tiles)
			heldParts(v.Array(), h, func() bool { return h.start("iter.Tiles", v.Array(), lengths, false) }, func(p *mem.Array) bool { return yield(ndview.NewView[T](*p)) })
			return
		}
		var w tiles
		for more := w.start("iter.Tiles", v.Array(), lengths, false); more; more = w.next() {
			if !yield(ndview.NewView[T](*w.view())) {
				return
			}
		}
	}
}

// MutTiles is [Tiles] with views that may also be written.
func MutTiles[T ndview.Element](v ndview.MutView[T], lengths ...int) stditer.Seq[ndview.MutView[T]] {
	return func(yield func(ndview.MutView[T]) bool) {
		if v.Array().Owned() {
			h := new(tiles)
			heldParts(v.Array(), h, func() bool { return h.start("iter.MutTiles", v.Array(), lengths, false) }, func(p *mem.Array) bool { return yield(ndview.NewMutView[T](*p)) })
			return
		}
		var w tiles
		for more := w.start("iter.MutTiles", v.Array(), lengths, false); more; more = w.next() {
			if !yield(ndview.NewMutView[T](*w.view())) {
				return
			}
		}
	}
}

// IndexedTiles is [Tiles] with the index in v of the first element of each tile.
// The slice is overwritten for the next tile.
func IndexedTiles[T ndview.Element](v ndview.View[T], lengths ...int) stditer.Seq2[[]int, ndview.View[T]] {
	return func(yield func([]int, ndview.View[T]) bool) {
		if v.Array().Owned() {
			h := new(tiles)
			var index []int
			heldParts(v.Array(), h, func() bool { return h.start("iter.IndexedTiles", v.Array(), lengths, false) }, func(p *mem.Array) bool {
				index = h.origin(index[:0])
				return yield(index, ndview.NewView[T](*p))
			})
			return
		}
		var w tiles
		var room [4]int
		index := room[:0]
		for more := w.start("iter.IndexedTiles", v.Array(), lengths, false); more; more = w.next() {
			index = w.origin(index[:0])
			if !yield(index, ndview.NewView[T](*w.view())) {
				return
			}
		}
	}
}

// IndexedMutTiles is [IndexedTiles] with views that may also be written.
func IndexedMutTiles[T ndview.Element](v ndview.MutView[T], lengths ...int) stditer.Seq2[[]int, ndview.MutView[T]] {
	return func(yield func([]int, ndview.MutView[T]) bool) {
		if v.Array().Owned() {
			h := new(tiles)
			var index []int
			heldParts(v.Array(), h, func() bool { return h.start("iter.IndexedMutTiles", v.Array(), lengths, false) }, func(p *mem.Array) bool {
				index = h.origin(index[:0])
				return yield(index, ndview.NewMutView[T](*p))
			})
			return
		}
		var w tiles
		var room [4]int
		index := room[:0]
		for more := w.start("iter.IndexedMutTiles", v.Array(), lengths, false); more; more = w.next() {
			index = w.origin(index[:0])
			if !yield(index, ndview.NewMutView[T](*w.view())) {
				return
			}
		}
	}
}

// ExactTiles yields the tiles of [Tiles] that have the given lengths on every
// axis, so that all of them have one shape. What they leave out at the ends of the
// axes is in [Remainders].
func ExactTiles[T ndview.Element](v ndview.View[T], lengths ...int) stditer.Seq[ndview.View[T]] {
	return func(yield func(ndview.View[T]) bool) {
		if v.Array().Owned() {
			h := new(tiles)
			heldParts(v.Array(), h, func() bool { return h.start("iter.ExactTiles", v.Array(), lengths, true) }, func(p *mem.Array) bool { return yield(ndview.NewView[T](*p)) })
			return
		}
		var w tiles
		for more := w.start("iter.ExactTiles", v.Array(), lengths, true); more; more = w.next() {
			if !yield(ndview.NewView[T](*w.view())) {
				return
			}
		}
	}
}

// MutExactTiles is [ExactTiles] with views that may also be written.
func MutExactTiles[T ndview.Element](v ndview.MutView[T], lengths ...int) stditer.Seq[ndview.MutView[T]] {
	return func(yield func(ndview.MutView[T]) bool) {
		if v.Array().Owned() {
			h := new(tiles)
			heldParts(v.Array(), h, func() bool { return h.start("iter.MutExactTiles", v.Array(), lengths, true) }, func(p *mem.Array) bool { return yield(ndview.NewMutView[T](*p)) })
			return
		}
		var w tiles
		for more := w.start("iter.MutExactTiles", v.Array(), lengths, true); more; more = w.next() {
			if !yield(ndview.NewMutView[T](*w.view())) {
				return
			}
		}
	}
}

// Remainders yields what [ExactTiles] leaves out of v, as few views as there are
// axes or fewer: first the positions behind the last whole tile along axis 0, over
// the full length of the other axes; then, of what is left, those along axis 1;
// and so on. None of them is empty, and no two overlap.
func Remainders[T ndview.Element](v ndview.View[T], lengths ...int) stditer.Seq[ndview.View[T]] {
	return func(yield func(ndview.View[T]) bool) {
		if v.Array().Owned() {
			h := new(remainders)
			heldParts(v.Array(), h, func() bool { return h.start("iter.Remainders", v.Array(), lengths) }, func(p *mem.Array) bool { return yield(ndview.NewView[T](*p)) })
			return
		}
		var w remainders
		for more := w.start("iter.Remainders", v.Array(), lengths); more; more = w.next() {
			if !yield(ndview.NewView[T](*w.view())) {
				return
			}
		}
	}
}

// MutRemainders is [Remainders] with views that may also be written.
func MutRemainders[T ndview.Element](v ndview.MutView[T], lengths ...int) stditer.Seq[ndview.MutView[T]] {
	return func(yield func(ndview.MutView[T]) bool) {
		if v.Array().Owned() {
			h := new(remainders)
			heldParts(v.Array(), h, func() bool { return h.start("iter.MutRemainders", v.Array(), lengths) }, func(p *mem.Array) bool { return yield(ndview.NewMutView[T](*p)) })
			return
		}
		var w remainders
		for more := w.start("iter.MutRemainders", v.Array(), lengths); more; more = w.next() {
			if !yield(ndview.NewMutView[T](*w.view())) {
				return
			}
		}
	}
}

// tiles walks through the grid of tiles of an array; a position of the nest is a
// tile, and its stride is the length of the tiles.
type tiles struct {
	whole, at mem.Array
	grid      nest
}

func (w *tiles) start(op string, a *mem.Array, lengths []int, exact bool) bool {
	a.Check()
	checkTile(op, a.L(), lengths)
	w.whole = *a
	w.grid.reset()
	for axis, length := range lengths {
		n, _ := a.L().Dim(axis)
		count := n / length
		if !exact && n%length != 0 {
			count++
		}
		w.grid.add(axis, count, length)
	}
	return !w.grid.empty()
}

func (w *tiles) next() bool {
	_, ok := w.grid.next()
	return ok
}

func (w *tiles) view() *mem.Array {
	w.whole.Check()
	w.at = w.whole
	for _, k := range w.grid.digits() {
		n, _ := w.at.L().Dim(k.axis)
		from := k.i * k.stride
		part(&w.at, k.axis, from, from+min(k.stride, n-from))
	}
	return &w.at
}

// origin appends the index of the first element of the current tile.
func (w *tiles) origin(dst []int) []int {
	for _, k := range w.grid.digits() {
		dst = append(dst, k.i*k.stride)
	}
	return dst
}

// remainders walks through what whole tiles leave out. The position on each axis
// is where that axis' end, which no whole tile covers, begins.
type remainders struct {
	whole, at mem.Array
	ends      nest
	axis      int // whose end is the current part
}

func (w *remainders) start(op string, a *mem.Array, lengths []int) bool {
	a.Check()
	checkTile(op, a.L(), lengths)
	w.whole, w.axis = *a, -1
	w.ends.reset()
	for axis, length := range lengths {
		n, _ := a.L().Dim(axis)
		w.ends.add(axis, n, 0)
		w.ends.digits()[axis].i = n - n%length
	}
	return !w.ends.empty() && w.next()
}

// next goes to the next axis with an end. Behind an axis that is shorter than a
// tile nothing is left.
func (w *remainders) next() bool {
	ends := w.ends.digits()
	if w.axis >= 0 && ends[w.axis].i == 0 {
		return false
	}
	for w.axis++; w.axis < len(ends); w.axis++ {
		if ends[w.axis].i < ends[w.axis].n {
			return true
		}
	}
	return false
}

func (w *remainders) view() *mem.Array {
	w.whole.Check()
	w.at = w.whole
	for _, k := range w.ends.digits()[:w.axis] {
		part(&w.at, k.axis, 0, k.i)
	}
	end := w.ends.digits()[w.axis]
	part(&w.at, end.axis, end.i, end.n)
	return &w.at
}

func checkTile(op string, l *layout.Layout, lengths []int) {
	if len(lengths) != l.NDim {
		panic(misuse(op, ndview.ErrShape, "%d lengths of a tile for a view of %d axes", len(lengths), l.NDim))
	}
	for axis, n := range lengths {
		if n < 1 {
			panic(misuse(op, ndview.ErrShape, "length %d of a tile on axis %d, wanted at least 1", n, axis))
		}
	}
}

package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Chunks cuts v along an axis and yields the pieces in order, each with n
// positions but the last one, which has those that are left. They share the memory
// of v, belong to its borrow and do not overlap. An axis of length 0 has no
// chunks.
//
// The loop panics with an [*ndview.AxisError] for an axis that v does not have,
// with a [*MisuseError] if n is below 1, and with a [ndview.ReleasedError] once
// the borrow has ended. Nothing is allocated for direct memory of at most four
// axes.
func Chunks[T ndview.Element](v ndview.View[T], axis, n int) stditer.Seq[ndview.View[T]] {
	return func(yield func(ndview.View[T]) bool) {
		if v.Array().Owned() {
			h := new(chunks)
			heldParts(v.Array(), h, func() bool { return h.start("iter.Chunks", v.Array(), axis, n) }, func(p *mem.Array) bool { return yield(ndview.NewView[T](*p)) })
			return
		}
		var w chunks
		for more := w.start("iter.Chunks", v.Array(), axis, n); more; more = w.next() {
			if !yield(ndview.NewView[T](*w.view())) {
				return
			}
		}
	}
}

// MutChunks is [Chunks] with views that may also be written.
func MutChunks[T ndview.Element](v ndview.MutView[T], axis, n int) stditer.Seq[ndview.MutView[T]] {
	return func(yield func(ndview.MutView[T]) bool) {
		if v.Array().Owned() {
			h := new(chunks)
			heldParts(v.Array(), h, func() bool { return h.start("iter.MutChunks", v.Array(), axis, n) }, func(p *mem.Array) bool { return yield(ndview.NewMutView[T](*p)) })
			return
		}
		var w chunks
		for more := w.start("iter.MutChunks", v.Array(), axis, n); more; more = w.next() {
			if !yield(ndview.NewMutView[T](*w.view())) {
				return
			}
		}
	}
}

// chunks walks along an axis by n positions.
type chunks struct {
	whole, at       mem.Array
	axis, n, length int
	from            int // first position of the chunk
}

func (w *chunks) start(op string, a *mem.Array, axis, n int) bool {
	a.Check()
	w.whole, w.axis, w.n = *a, axisOf(a.L().NDim, axis), n
	if n < 1 {
		panic(misuse(op, ndview.ErrShape, "chunks of %d positions, wanted at least 1", n))
	}
	w.length, _ = a.L().Dim(w.axis)
	w.from = 0
	return w.length > 0
}

func (w *chunks) next() bool {
	if w.n >= w.length-w.from { // from+n may not fit in an int
		return false
	}
	w.from += w.n
	return true
}

func (w *chunks) view() *mem.Array {
	w.whole.Check()
	w.at = w.whole
	part(&w.at, w.axis, w.from, w.from+min(w.n, w.length-w.from))
	return &w.at
}

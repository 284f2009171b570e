package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Elements yields the elements of v, in C order unless another order is given.
func Elements[T ndview.Element](v ndview.View[T], order ...Order) stditer.Seq[T] {
	return func(yield func(T) bool) {
		var w walk
		a := v.Array()
		for more := w.elements(a, layout.OrderC, order); more; more = w.next(a) {
			for i := range w.Rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				q := mem.Add(w.p, i*w.Step) // M2: the start of lane i, or its pointer
				if w.look {
					if q = w.row(q); w.misfits(q) {
						q = w.stepAside(a, q)
					}
				}
				stride := w.stride
				for off, end := 0, w.n*stride; off != end; off += stride {
					if !yield(mem.LoadAt[T](q, off)) { // M1–M4: in the lane, checked before it, plain or in a window
						w.stop()
						return
					}
				}
			}
		}
	}
}

// IndexedElements is [Elements] with the number of each element: its place in the
// order of the walk. In C order that is the index into the flattened array;
// [Positions] also tell the index along each axis.
func IndexedElements[T ndview.Element](v ndview.View[T], order ...Order) stditer.Seq2[int, T] {
	return func(yield func(int, T) bool) {
		var w walk
		a := v.Array()
		k := 0
		for more := w.elements(a, layout.OrderC, order); more; more = w.next(a) {
			for i := range w.Rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				q := mem.Add(w.p, i*w.Step) // M2: the start of lane i, or its pointer
				if w.look {
					if q = w.row(q); w.misfits(q) {
						q = w.stepAside(a, q)
					}
				}
				stride := w.stride
				for off, end := 0, w.n*stride; off != end; off += stride {
					if !yield(k, mem.LoadAt[T](q, off)) { // M1–M4: as in Elements
						w.stop()
						return
					}
					k++
				}
			}
		}
	}
}

package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Rows and columns are lanes of a matrix. Their loops are those of [Lanes] and
// [MutLanes] once more: a function that called these would be too much for the
// compiler to inline.

// Rows yields the rows of a 2-d view, to be read: its [Lanes] along axis 1, from
// the first to the last unless another order is given. Ranging over it panics with a
// [*MisuseError] if v does not have two axes.
func Rows[T ndview.Element](v ndview.View[T], order ...Order) stditer.Seq[Lane[T]] {
	return func(yield func(Lane[T]) bool) {
		var w walk
		a := v.Array()
		for more := w.matrix("iter.Rows", a, 1, order); more; more = w.next(a) {
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
				if !yield(Lane[T]{q, w.n, w.stride}) {
					w.stop()
					return
				}
			}
		}
	}
}

// Columns yields the columns of a 2-d view, to be read: its [Lanes] along axis 0.
// The rest is as with [Rows].
func Columns[T ndview.Element](v ndview.View[T], order ...Order) stditer.Seq[Lane[T]] {
	return func(yield func(Lane[T]) bool) {
		var w walk
		a := v.Array()
		for more := w.matrix("iter.Columns", a, 0, order); more; more = w.next(a) {
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
				if !yield(Lane[T]{q, w.n, w.stride}) {
					w.stop()
					return
				}
			}
		}
	}
}

// MutRows is [Rows] for rows that may also be written; see [MutLanes].
func MutRows[T ndview.Element](v ndview.MutView[T], order ...Order) stditer.Seq[MutLane[T]] {
	return func(yield func(MutLane[T]) bool) {
		var w walk
		a := v.Array()
		more := w.matrix("iter.MutRows", a, 1, order)
		w.guard()
		for ; more; more = w.next(a) {
			for i := range w.Rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				q := mem.Add(w.p, i*w.Step) // M2: the start of lane i, or its pointer
				if w.look {
					if q = w.row(q); w.misfits(q) {
						if q = w.stepAside(a, q); w.defers() {
							stagedLanes(&w, a, i, 0, func(_ int, l MutLane[T]) bool { return yield(l) })
							return
						}
					}
				}
				if !yield(MutLane[T]{Lane[T]{q, w.n, w.stride}}) {
					return
				}
			}
		}
	}
}

// MutColumns is [Columns] for columns that may also be written; see [MutLanes].
func MutColumns[T ndview.Element](v ndview.MutView[T], order ...Order) stditer.Seq[MutLane[T]] {
	return func(yield func(MutLane[T]) bool) {
		var w walk
		a := v.Array()
		more := w.matrix("iter.MutColumns", a, 0, order)
		w.guard()
		for ; more; more = w.next(a) {
			for i := range w.Rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				q := mem.Add(w.p, i*w.Step) // M2: the start of lane i, or its pointer
				if w.look {
					if q = w.row(q); w.misfits(q) {
						if q = w.stepAside(a, q); w.defers() {
							stagedLanes(&w, a, i, 0, func(_ int, l MutLane[T]) bool { return yield(l) })
							return
						}
					}
				}
				if !yield(MutLane[T]{Lane[T]{q, w.n, w.stride}}) {
					return
				}
			}
		}
	}
}

// matrix is lanes for views of two axes.
func (w *walk) matrix(op string, a *mem.Array, axis int, order []Order) bool {
	if ndim := a.L().NDim; ndim != 2 {
		a.Check()
		panic(misuse(op, ndview.ErrShape, "a view of %d axes has no rows and columns; want 2 axes, or use Lanes along one", ndim))
	}
	return w.lanes(a, axis, order)
}

package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Lanes yields the lanes of v along an axis, to be read, in C order of the other
// axes unless another order is given. A lane runs along its axis from index 0, in
// every order. The package comment has the rules.
func Lanes[T ndview.Element](v ndview.View[T], axis int, order ...Order) stditer.Seq[Lane[T]] {
	return func(yield func(Lane[T]) bool) {
		var w walk
		a := v.Array()
		for more := w.lanes(a, axis, order); more; more = w.next(a) {
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

// IndexedLanes is [Lanes] with the number of each lane: its place in the order of
// the walk. The lane of a 2-d view along axis 1 with number k is row k.
func IndexedLanes[T ndview.Element](v ndview.View[T], axis int, order ...Order) stditer.Seq2[int, Lane[T]] {
	return func(yield func(int, Lane[T]) bool) {
		var w walk
		a := v.Array()
		k := 0
		for more := w.lanes(a, axis, order); more; more = w.next(a) {
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
				if !yield(k, Lane[T]{q, w.n, w.stride}) {
					w.stop()
					return
				}
				k++
			}
		}
	}
}

// MutLanes yields the lanes of v along an axis, to be read and written in place,
// in C order of the other axes unless another order is given. The package comment
// has the rules.
func MutLanes[T ndview.Element](v ndview.MutView[T], axis int, order ...Order) stditer.Seq[MutLane[T]] {
	return func(yield func(MutLane[T]) bool) {
		var w walk
		a := v.Array()
		more := w.lanes(a, axis, order)
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

// IndexedMutLanes is [MutLanes] with the number of each lane, as in
// [IndexedLanes].
func IndexedMutLanes[T ndview.Element](v ndview.MutView[T], axis int, order ...Order) stditer.Seq2[int, MutLane[T]] {
	return func(yield func(int, MutLane[T]) bool) {
		var w walk
		a := v.Array()
		more := w.lanes(a, axis, order)
		w.guard()
		k := 0
		for ; more; more = w.next(a) {
			for i := range w.Rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				q := mem.Add(w.p, i*w.Step) // M2: the start of lane i, or its pointer
				if w.look {
					if q = w.row(q); w.misfits(q) {
						if q = w.stepAside(a, q); w.defers() {
							stagedLanes(&w, a, i, k, yield)
							return
						}
					}
				}
				if !yield(k, MutLane[T]{Lane[T]{q, w.n, w.stride}}) {
					return
				}
				k++
			}
		}
	}
}

// stagedLanes yields the lanes from lane i of the block on, which has number k. They
// may have to be moved back, however the loop body ends.
func stagedLanes[T ndview.Element](w *walk, a *mem.Array, i, k int, yield func(int, MutLane[T]) bool) {
	defer w.end()
	for more := true; more; more = w.next(a) {
		for ; i < w.Rows; i++ {
			if w.slot.Epoch != w.epoch {
				panic(w.released())
			}
			q := mem.Add(w.p, i*w.Step) // M2: the start of lane i, or its pointer
			if w.look {
				if q = w.row(q); w.misfits(q) {
					q = w.stepAside(a, q)
				}
			}
			if !yield(k, MutLane[T]{Lane[T]{q, w.n, w.stride}}) {
				return
			}
			w.back()
			k++
		}
		i = 0
	}
}

package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Runs yields v in contiguous pieces, to be read: the longest that there are in
// memory order, or in the order that is given. Together they hold each element
// once.
//
// Where the elements that follow each other in that order do not lie side by side
// as Go values (in the other byte order, misaligned, with gaps, repeated), they are
// gathered into a window, and the runs are as long as the window: at most
// 4096 bytes.
func Runs[T ndview.Element](v ndview.View[T], order ...Order) stditer.Seq[Run[T]] {
	return func(yield func(Run[T]) bool) {
		var w walk
		a := v.Array()
		for more := w.runs(a, order); more; more = w.next(a) {
			for i := range w.Rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				q := mem.Add(w.p, i*w.Step) // M2: the start of run i, or its pointer
				if w.look {
					if q = w.row(q); w.misfits(q) {
						q = w.stepAside(a, q)
					}
				}
				if !yield(Run[T]{q, w.n}) {
					w.stop()
					return
				}
			}
		}
	}
}

// IndexedRuns is [Runs] with the number of the first element of each run: its place
// in the order of the walk.
func IndexedRuns[T ndview.Element](v ndview.View[T], order ...Order) stditer.Seq2[int, Run[T]] {
	return func(yield func(int, Run[T]) bool) {
		var w walk
		a := v.Array()
		k := 0
		for more := w.runs(a, order); more; more = w.next(a) {
			for i := range w.Rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				q := mem.Add(w.p, i*w.Step) // M2: the start of run i, or its pointer
				if w.look {
					if q = w.row(q); w.misfits(q) {
						q = w.stepAside(a, q)
					}
				}
				if !yield(k, Run[T]{q, w.n}) {
					w.stop()
					return
				}
				k += w.n
			}
		}
	}
}

// MutRuns yields v in contiguous pieces, to be read and written in place, as slices
// whose capacity is their length: append copies and never reaches the next run. The
// runs are those of [Runs]; a window is written back when the loop body ends, also
// by break, return, panic or Goexit. A run is valid in the loop body that received
// it.
func MutRuns[T ndview.Element](v ndview.MutView[T], order ...Order) stditer.Seq[[]T] {
	return func(yield func([]T) bool) {
		var w walk
		a := v.Array()
		more := w.runs(a, order)
		w.guard()
		for ; more; more = w.next(a) {
			for i := range w.Rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				q := mem.Add(w.p, i*w.Step) // M2: the start of run i, or its pointer
				if w.look {
					if q = w.row(q); w.misfits(q) {
						if q = w.stepAside(a, q); w.defers() {
							stagedRuns(&w, a, i, 0, func(_ int, s []T) bool { return yield(s) })
							return
						}
					}
				}
				if !yield(mem.Slice[T](q, w.n)) { // M1–M4: run i, plain
					return
				}
			}
		}
	}
}

// IndexedMutRuns is [MutRuns] with the number of the first element of each run, as
// in [IndexedRuns].
func IndexedMutRuns[T ndview.Element](v ndview.MutView[T], order ...Order) stditer.Seq2[int, []T] {
	return func(yield func(int, []T) bool) {
		var w walk
		a := v.Array()
		more := w.runs(a, order)
		w.guard()
		k := 0
		for ; more; more = w.next(a) {
			for i := range w.Rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				q := mem.Add(w.p, i*w.Step) // M2: the start of run i, or its pointer
				if w.look {
					if q = w.row(q); w.misfits(q) {
						if q = w.stepAside(a, q); w.defers() {
							stagedRuns(&w, a, i, k, yield)
							return
						}
					}
				}
				if !yield(k, mem.Slice[T](q, w.n)) { // M1–M4: run i, plain
					return
				}
				k += w.n
			}
		}
	}
}

// stagedRuns yields the runs from run i of the block on, whose first element has
// number k. They may have to be moved back, however the loop body ends.
func stagedRuns[T ndview.Element](w *walk, a *mem.Array, i, k int, yield func(int, []T) bool) {
	defer w.end()
	for more := true; more; more = w.next(a) {
		for ; i < w.Rows; i++ {
			if w.slot.Epoch != w.epoch {
				panic(w.released())
			}
			q := mem.Add(w.p, i*w.Step) // M2: the start of run i, or its pointer
			if w.look {
				if q = w.row(q); w.misfits(q) {
					q = w.stepAside(a, q)
				}
			}
			if !yield(k, mem.Slice[T](q, w.n)) { // M1–M4: run i, plain or in the window
				return
			}
			w.back()
			k += w.n
		}
		i = 0
	}
}

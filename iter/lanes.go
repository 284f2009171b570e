package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Lanes yields the lanes of v along an axis, to be read, in C order of the other
// axes. The package comment has the rules.
func Lanes[T ndview.Element](v ndview.View[T], axis int) stditer.Seq[Lane[T]] {
	return func(yield func(Lane[T]) bool) {
		var w walk
		for more := w.start(v.Array(), axis); more; more = w.next() {
			p, n, stride := w.p, w.n, w.stride
			for i := range w.rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				if !yield(Lane[T]{mem.Add(p, i*w.step), n, stride}) { // M2: the start of lane i
					w.stop()
					return
				}
			}
		}
	}
}

// IndexedLanes is [Lanes] with the number of each lane: its place in the C order
// of the other axes. The lane of a 2-d view along axis 1 with number k is row k.
func IndexedLanes[T ndview.Element](v ndview.View[T], axis int) stditer.Seq2[int, Lane[T]] {
	return func(yield func(int, Lane[T]) bool) {
		var w walk
		k := 0
		for more := w.start(v.Array(), axis); more; more = w.next() {
			p, n, stride := w.p, w.n, w.stride
			for i := range w.rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				if !yield(k, Lane[T]{mem.Add(p, i*w.step), n, stride}) { // M2: the start of lane i
					w.stop()
					return
				}
				k++
			}
		}
	}
}

// MutLanes yields the lanes of v along an axis, to be read and written in place,
// in C order of the other axes. The package comment has the rules.
func MutLanes[T ndview.Element](v ndview.MutView[T], axis int) stditer.Seq[MutLane[T]] {
	return func(yield func(MutLane[T]) bool) {
		if !v.Plain() {
			detourLanes(v.Array(), axis, yield)
			return
		}
		var w walk
		for more := w.start(v.Array(), axis); more; more = w.next() {
			p, n, stride := w.p, w.n, w.stride
			for i := range w.rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				if !yield(MutLane[T]{Lane[T]{mem.Add(p, i*w.step), n, stride}}) { // M2: the start of lane i
					w.stop()
					return
				}
			}
		}
	}
}

// IndexedMutLanes is [MutLanes] with the number of each lane, as in
// [IndexedLanes].
func IndexedMutLanes[T ndview.Element](v ndview.MutView[T], axis int) stditer.Seq2[int, MutLane[T]] {
	return func(yield func(int, MutLane[T]) bool) {
		k := 0
		if !v.Plain() {
			detourLanes(v.Array(), axis, func(l MutLane[T]) bool {
				k++
				return yield(k-1, l)
			})
			return
		}
		var w walk
		for more := w.start(v.Array(), axis); more; more = w.next() {
			p, n, stride := w.p, w.n, w.stride
			for i := range w.rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				if !yield(k, MutLane[T]{Lane[T]{mem.Add(p, i*w.step), n, stride}}) { // M2: the start of lane i
					w.stop()
					return
				}
				k++
			}
		}
	}
}

// detourLanes yields lanes that may have to be moved back. A deferred call does
// that however the loop body ends; a function with one is not inlined, which is
// why plain memory does without.
func detourLanes[T ndview.Element](a *mem.Array, axis int, yield func(MutLane[T]) bool) {
	var w walk
	defer func() {
		if w.detour != nil {
			w.detour.writeBack()
			w.stop()
		}
	}()
	for more := w.start(a, axis); more; more = w.next() {
		for range w.rows {
			a.Check()
			if !yield(MutLane[T]{Lane[T]{w.p, w.n, w.stride}}) {
				return
			}
		}
		if w.detour != nil {
			w.detour.writeBack()
		}
	}
}

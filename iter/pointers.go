package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Pointers yields the addresses of the elements of v, in C order unless another
// order is given, to read and write them where they lie. They are valid as long as
// the borrow; nothing revokes them at its end.
//
// Ranging over it panics with a [*ndview.PlainError] if the elements are not Go
// values where they lie: ask [ndview.View.Plain] before, or use [MutPositions],
// which work on any memory. Rows behind pointers are plain one by one; see
// [MutLanes].
func Pointers[T ndview.Element](v ndview.MutView[T], order ...Order) stditer.Seq[*T] {
	return func(yield func(*T) bool) {
		var w walk
		a := v.Array()
		if !a.Plain() {
			panic(plainError("iter.Pointers", a, v.DType()))
		}
		for more := w.elements(a, layout.OrderC, order); more; more = w.next(a) {
			for i := range w.Rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				q, stride := mem.Add(w.p, i*w.Step), w.stride // M2: the start of lane i
				for off, end := 0, w.n*stride; off != end; off += stride {
					if !yield(mem.PtrAt[T](q, off)) { // M1–M4: in the lane, checked before it, plain
						w.stop()
						return
					}
				}
			}
		}
	}
}

// IndexedPointers is [Pointers] with the number of each element, as in
// [IndexedElements].
func IndexedPointers[T ndview.Element](v ndview.MutView[T], order ...Order) stditer.Seq2[int, *T] {
	return func(yield func(int, *T) bool) {
		var w walk
		a := v.Array()
		k := 0
		if !a.Plain() {
			panic(plainError("iter.IndexedPointers", a, v.DType()))
		}
		for more := w.elements(a, layout.OrderC, order); more; more = w.next(a) {
			for i := range w.Rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				q, stride := mem.Add(w.p, i*w.Step), w.stride // M2: the start of lane i
				for off, end := 0, w.n*stride; off != end; off += stride {
					if !yield(k, mem.PtrAt[T](q, off)) { // M1–M4: as in Pointers
						w.stop()
						return
					}
					k++
				}
			}
		}
	}
}

// plainError says why the memory of an array is not plain.
func plainError(op string, a *mem.Array, typ ndview.DType) error {
	a.Check()
	e := &ndview.PlainError{Op: op, DType: typ}
	if a.Swapped() {
		e.Reasons = append(e.Reasons, ndview.ErrByteOrder)
	}
	if a.L().Indirect() {
		e.Reasons = append(e.Reasons, ndview.ErrLayout)
	} else if align := a.Item().Align; !mem.Aligned(a.Base, align) || !a.L().AlignedTo(align) {
		e.Reasons = append(e.Reasons, ndview.ErrAlign)
	}
	return e
}

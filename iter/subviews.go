package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// SubViews yields, for each position along the named axes, the view of the other
// axes there, sharing the memory: SubViews(v, 0) of a view of shape (4, 5, 6) has
// 4 views of shape (5, 6). The positions come in C order of the axes as they are
// named, the last one fastest, so that SubViews(v, 1, 0) goes down the columns
// first. Without axes v itself is the only view; if a named axis has length 0
// there is none.
//
// The views belong to the borrow of v and may be kept as long as it is open.
// Nothing is allocated for memory of at most four axes that are not reached
// through pointers, and for indirect memory if the pointers lie before the axes
// that are left. The loop panics with an [*ndview.AxisError] for an axis that v
// does not have, with a [*MisuseError] for one named twice, and with a
// [ndview.ReleasedError] once the borrow has ended.
func SubViews[T ndview.Element](v ndview.View[T], axes ...int) stditer.Seq[ndview.View[T]] {
	return func(yield func(ndview.View[T]) bool) {
		if v.Array().Owned() {
			h := new(outer)
			heldParts(v.Array(), h, func() bool { return h.start("iter.SubViews", v.Array(), axes) }, func(p *mem.Array) bool { return yield(ndview.NewView[T](*p)) })
			return
		}
		var w outer
		for more := w.start("iter.SubViews", v.Array(), axes); more; more = w.next() {
			if !yield(ndview.NewView[T](*w.view())) {
				return
			}
		}
	}
}

// MutSubViews is [SubViews] with views that may also be written.
func MutSubViews[T ndview.Element](v ndview.MutView[T], axes ...int) stditer.Seq[ndview.MutView[T]] {
	return func(yield func(ndview.MutView[T]) bool) {
		if v.Array().Owned() {
			h := new(outer)
			heldParts(v.Array(), h, func() bool { return h.start("iter.MutSubViews", v.Array(), axes) }, func(p *mem.Array) bool { return yield(ndview.NewMutView[T](*p)) })
			return
		}
		var w outer
		for more := w.start("iter.MutSubViews", v.Array(), axes); more; more = w.next() {
			if !yield(ndview.NewMutView[T](*w.view())) {
				return
			}
		}
	}
}

// IndexedSubViews is [SubViews] with the number of each view, counted from 0.
func IndexedSubViews[T ndview.Element](v ndview.View[T], axes ...int) stditer.Seq2[int, ndview.View[T]] {
	return func(yield func(int, ndview.View[T]) bool) {
		if v.Array().Owned() {
			h := new(outer)
			k := -1
			heldParts(v.Array(), h, func() bool { return h.start("iter.IndexedSubViews", v.Array(), axes) }, func(p *mem.Array) bool {
				k++
				return yield(k, ndview.NewView[T](*p))
			})
			return
		}
		var w outer
		k := 0
		for more := w.start("iter.IndexedSubViews", v.Array(), axes); more; more = w.next() {
			if !yield(k, ndview.NewView[T](*w.view())) {
				return
			}
			k++
		}
	}
}

// IndexedMutSubViews is [MutSubViews] with the number of each view, counted from 0.
func IndexedMutSubViews[T ndview.Element](v ndview.MutView[T], axes ...int) stditer.Seq2[int, ndview.MutView[T]] {
	return func(yield func(int, ndview.MutView[T]) bool) {
		if v.Array().Owned() {
			h := new(outer)
			k := -1
			heldParts(v.Array(), h, func() bool { return h.start("iter.IndexedMutSubViews", v.Array(), axes) }, func(p *mem.Array) bool {
				k++
				return yield(k, ndview.NewMutView[T](*p))
			})
			return
		}
		var w outer
		k := 0
		for more := w.start("iter.IndexedMutSubViews", v.Array(), axes); more; more = w.next() {
			if !yield(k, ndview.NewMutView[T](*w.view())) {
				return
			}
			k++
		}
	}
}

package ndview

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// Copies between views and Go slices. They are the only methods of a view that
// copy elements, and they go both ways through any layout: swapped items arrive in
// native byte order and go back in the view's. Package ops copies from view to
// view.

// CopyTo writes the elements to dst in C order (last axis fastest). dst may share
// memory with v: the elements are then those from before the call.
//
// The error wraps [ErrShape] if len(dst) is not v.Size(); nothing is written then.
// CopyTo panics with a [ReleasedError] if the borrow has ended.
func (v View[T]) CopyTo(dst []T) error { return v.copyTo("CopyTo", layout.OrderC, dst) }

// CopyToF is [View.CopyTo] in Fortran order (first axis fastest).
func (v View[T]) CopyToF(dst []T) error { return v.copyTo("CopyToF", layout.OrderF, dst) }

// CopyFrom sets the elements to those of src, which are in C order (last axis
// fastest). src may share memory with v: its elements are then those from before
// the call.
//
// The error wraps [ErrShape] if len(src) is not v.Size(), and [ErrOverlap] if
// elements of v share memory; nothing is written then. CopyFrom panics with a
// [ReleasedError] if the borrow has ended.
func (v MutView[T]) CopyFrom(src []T) error { return v.copyFrom("CopyFrom", layout.OrderC, src) }

// CopyFromF is [MutView.CopyFrom] for a src in Fortran order (first axis fastest).
func (v MutView[T]) CopyFromF(src []T) error { return v.copyFrom("CopyFromF", layout.OrderF, src) }

// Clone returns a copy of v in new memory of Go, C-contiguous and in native byte
// order. It stays valid when the borrow of v ends. Clone panics with a
// [ReleasedError] if the borrow has ended, and with an error that wraps
// [ErrOverflow] if v, as a broadcast, has more elements than memory can hold.
func (v View[T]) Clone() MutView[T] { return v.clone(layout.OrderC) }

// CloneF is [View.Clone] with a Fortran-contiguous copy.
func (v View[T]) CloneF() MutView[T] { return v.clone(layout.OrderF) }

// contiguous returns the contiguous layout of a shape in C or Fortran order.
func contiguous(order layout.Order, shape []int, itemsize int) (layout.Layout, error) {
	if order == layout.OrderF {
		return layout.F(shape, itemsize)
	}
	return layout.C(shape, itemsize)
}

func (v *View[T]) copyTo(op string, order layout.Order, dst []T) error {
	s, err := sliceLike(op, &v.a, order, dst)
	if err != nil {
		return err
	}
	kernel.CopyArray(elem.KindOf[T](), &s, &v.a)
	return nil
}

func (v *MutView[T]) copyFrom(op string, order layout.Order, src []T) error {
	s, err := sliceLike(op, &v.a, order, src)
	if err != nil {
		return err
	}
	if verdict := layout.SelfOverlap(v.a.L(), mem.SizeOf[T](), layout.DefaultWork); verdict != Disjoint && !v.a.L().Indirect() {
		return fmt.Errorf("inplace: %s: elements of the view of shape %s with strides %s (bytes) share memory (%s), so the result would depend "+
			"on the order of writing; copy to a view whose elements are apart: %w",
			op, layout.FormatShape(v.Shape()), layout.FormatShape(v.Strides()), verdict, ErrOverlap)
	}
	kernel.CopyArray(elem.KindOf[T](), &v.a, &s)
	return nil
}

func (v *View[T]) clone(order layout.Order) MutView[T] {
	v.a.Check()
	var buf [8]int
	l, err := contiguous(order, v.a.L().AppendShape(buf[:0]), mem.SizeOf[T]())
	must(err)
	c := overSlice(make([]T, l.Size()), 0, l)
	kernel.CopyArray(elem.KindOf[T](), &c.a, &v.a)
	return c
}

// sliceLike returns s as an array of a's shape in C or F order.
func sliceLike[T Element](op string, a *mem.Array, order layout.Order, s []T) (mem.Array, error) {
	a.Check()
	if size := a.L().Size(); len(s) != size {
		return mem.Array{}, fmt.Errorf("inplace: %s: the view of shape %s has %d elements, the slice %d; slice it to [:%d]: %w",
			op, layout.FormatShape(a.L().AppendShape(nil)), size, len(s), size, ErrShape)
	}
	var buf [8]int
	l, err := contiguous(order, a.L().AppendShape(buf[:0]), mem.SizeOf[T]())
	if err != nil {
		return mem.Array{}, err // no slice of a size that overflows exists
	}
	return mem.New(mem.Of(s), l, lease.Forever, 0, itemOf[T](false)), nil
}

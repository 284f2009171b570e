package ndview

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// Views over Go memory are never released: they keep their memory alive as any
// slice does.

// Make returns a view of new, zeroed, C-contiguous memory. It panics with an
// error that wraps [ErrShape] or [ErrOverflow] if no such array can exist.
func Make[T Element](shape ...int) MutView[T] {
	l, err := layout.C(shape, mem.SizeOf[T]())
	must(err)
	return overSlice(make([]T, l.Size()), 0, l)
}

// FromSlice returns a C-contiguous view of s, sharing its memory: writes through
// one are seen through the other. Without a shape the view is one-dimensional.
// The error wraps [ErrShape] if the shape does not hold exactly len(s) elements.
func FromSlice[T Element](s []T, shape ...int) (MutView[T], error) {
	if shape == nil {
		shape = []int{len(s)}
	}
	l, err := layout.C(shape, mem.SizeOf[T]())
	if err != nil {
		return MutView[T]{}, err
	}
	if l.Size() != len(s) {
		return MutView[T]{}, fmt.Errorf("inplace: FromSlice: shape %s holds %d elements, the slice has %d: %w",
			layout.FormatShape(shape), l.Size(), len(s), ErrShape)
	}
	return overSlice(s, 0, l), nil
}

// FromStrided returns a view of s with any shape and strides, sharing its
// memory: the element at index (0, …, 0) is s[offset], strides are bytes and may
// be negative, zero or odd. Every element must lie inside s. Writing through a
// view whose elements share memory with each other is the caller's concern; see
// [View.Injective]. The error wraps [ErrBounds], [ErrShape], [ErrLayout] or
// [ErrOverflow].
func FromStrided[T Element](s []T, offset int, shape, strides []int) (MutView[T], error) {
	size := mem.SizeOf[T]()
	l, err := layout.New(shape, strides, nil, size)
	if err != nil {
		return MutView[T]{}, err
	}
	if !l.Empty() && uint(offset) > uint(len(s)) {
		return MutView[T]{}, fmt.Errorf("inplace: FromStrided: offset %d lies outside the slice of %d elements: %w", offset, len(s), ErrBounds)
	}
	if err := inside("FromStrided", &l, size, offset*size, len(s)*size); err != nil {
		return MutView[T]{}, err
	}
	return overSlice(s, offset, l), nil
}

func overSlice[T Element](s []T, offset int, l layout.Layout) MutView[T] {
	base := mem.Of(s)
	if l.Size() > 0 {
		base = mem.Add(base, offset*mem.SizeOf[T]()) // M2: inside checked that the layout stays within s
	}
	return NewMutView[T](mem.New(base, l, lease.Forever, 0, itemOf[T](false)))
}

// FromBytes returns an untyped view of b, sharing its memory: the item at index
// (0, …, 0) starts at b[offset], strides are bytes (nil for C-contiguous) and
// items are typ, which may be swapped or a record; they need not be aligned.
// Every item must lie inside b. The error wraps [ErrBounds], [ErrShape],
// [ErrLayout], [ErrOverflow], or [ErrType] for items that hold pointers.
func FromBytes(b []byte, offset int, typ DType, shape, strides []int) (MutRaw, error) {
	if typ.Kind == elem.Invalid || holdsPointers(typ) {
		return MutRaw{}, fmt.Errorf("inplace: FromBytes: items of type %s cannot be made of bytes: %w", typ, ErrType)
	}
	l, err := layout.New(shape, strides, nil, typ.Size)
	if err != nil {
		return MutRaw{}, err
	}
	size := typ.Size
	if strides != nil {
		size = max(size, 1) // an item of no bytes that is walked to must not lie behind the end
	}
	if err := inside("FromBytes", &l, size, offset, len(b)); err != nil {
		return MutRaw{}, err
	}
	base := mem.Of(b)
	if l.Size() > 0 && size > 0 {
		base = mem.Add(base, offset) // M2: inside checked that the layout stays within b
	}
	return NewMutRaw(mem.New(base, l, lease.Forever, 0, mem.Item{}), typ), nil
}

// inside checks that a layout whose first item starts at byte offset of n bytes
// stays within them.
func inside(op string, l *layout.Layout, size, offset, n int) error {
	if l.Size() == 0 {
		return nil
	}
	lo, hi := l.Bounds(size)
	if offset < 0 || offset > n || offset+lo < 0 || hi > n-offset {
		return fmt.Errorf("inplace: %s: shape %s with strides %s (bytes) reaches bytes %d to %d of %d bytes of memory: %w",
			op, layout.FormatShape(l.AppendShape(nil)), layout.FormatShape(l.AppendStrides(nil)), offset+lo, offset+hi, n, ErrBounds)
	}
	return nil
}

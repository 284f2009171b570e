package kernel

import (
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// Small arrays
//
// For ten elements everything but the loop is overhead. The quick forms do the
// usual case, plain arrays of one axis and one length that no handle owns, after
// one look at each array: its tag says at once that the borrow is open, the items
// native and aligned, and the axes one. They refuse everything else, also what is
// wrong, and what is long enough for several workers: the caller then takes the long
// road, which finds out.

// Quick1 computes dst from a, items of exactly the loop's kinds, and reports
// whether it did.
func (l *Loop) Quick1(dst, a *mem.Array) (done bool) {
	if (dst.Tag|a.Tag)&lease.Owned != 0 || dst.Tag != dst.Slot.Epoch+1 || a.Tag != a.Slot.Epoch+1 {
		return false
	}
	d, x := dst.L(), a.L()
	n, size := d.Shape[0], dst.Item().Size
	if x.Shape[0] != n || max(d.Strides[0], -d.Strides[0]) < size || uint(n-1) >= alone-1 {
		return false
	}
	out := lane{dst.Base, n, d.Strides[0]}
	if !out.unread(lane{a.Base, n, x.Strides[0]}, size, a.Item().Size) {
		return false
	}
	l.Unary(dst.Base, d.Strides[0], a.Base, x.Strides[0], n)
	return true
}

// Quick2 is Quick1 for two inputs.
func (l *Loop) Quick2(dst, a, b *mem.Array) (done bool) {
	if (dst.Tag|a.Tag|b.Tag)&lease.Owned != 0 ||
		dst.Tag != dst.Slot.Epoch+1 || a.Tag != a.Slot.Epoch+1 || b.Tag != b.Slot.Epoch+1 {
		return false
	}
	d, x, y := dst.L(), a.L(), b.L()
	n, size := d.Shape[0], dst.Item().Size
	if x.Shape[0] != n || y.Shape[0] != n || max(d.Strides[0], -d.Strides[0]) < size || uint(n-1) >= alone-1 {
		return false
	}
	out := lane{dst.Base, n, d.Strides[0]}
	if !out.unread(lane{a.Base, n, x.Strides[0]}, size, a.Item().Size) ||
		!out.unread(lane{b.Base, n, y.Strides[0]}, size, b.Item().Size) {
		return false
	}
	l.Binary(dst.Base, d.Strides[0], a.Base, x.Strides[0], b.Base, y.Strides[0], n)
	return true
}

// quickFill is the largest number of items that QuickFill writes one by one.
const quickFill = 64

// QuickFill writes x to every item of dst if they are few, and reports whether it
// did.
func QuickFill[T any](dst *mem.Array, x T) (done bool) {
	if dst.Tag&lease.Owned != 0 || dst.Tag != dst.Slot.Epoch+1 {
		return false
	}
	l := dst.L()
	if n := l.Shape[0]; l.Strides[0] != mem.SizeOf[T]() || n > quickFill {
		return false
	}
	items := mem.Slice[T](dst.Base, l.Shape[0]) // K1, K2
	for i := range items {
		items[i] = x
	}
	return true
}

// quickCopy is the largest number of bytes that QuickCopy moves.
const quickCopy = 4096

// QuickCopy copies src to dst if both are short and without gaps, and reports
// whether it did.
func QuickCopy[T any](dst, src *mem.Array) (done bool) {
	if (dst.Tag|src.Tag)&lease.Owned != 0 || dst.Tag != dst.Slot.Epoch+1 || src.Tag != src.Slot.Epoch+1 {
		return false
	}
	d, s, size := dst.L(), src.L(), mem.SizeOf[T]()
	n := d.Shape[0]
	if s.Shape[0] != n || d.Strides[0] != size || s.Strides[0] != size || n > quickCopy/size {
		return false
	}
	copy(mem.Slice[T](dst.Base, n), mem.Slice[T](src.Base, n)) // K1, K2
	return true
}

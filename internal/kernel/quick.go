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
// native and aligned, and the axes one. What they refuse gets a second look (flat.go):
// several axes without gaps, and inputs of one item. Everything else, also what is
// wrong, and what is long enough for several workers, takes the long road, which finds
// out.

// Quick1 computes dst from a, items of exactly the loop's kinds, and reports
// whether it did.
func (l *Loop) Quick1(dst, a *mem.Array) (done bool) {
	if (dst.Tag|a.Tag)&lease.Owned != 0 || dst.Tag != dst.Slot.Epoch+1 || a.Tag != a.Slot.Epoch+1 {
		return l.flat1(dst, a)
	}
	d, x := dst.L(), a.L()
	n, ds, as := d.Shape[0], d.Strides[0], x.Strides[0]
	size, aSize := dst.Item().Size, a.Item().Size
	if x.Shape[0] != n || ds < size || as < 0 || uint(n-1) >= alone-1 {
		return l.flat1(dst, a)
	}
	reach := n - 1
	if (dst.Base != a.Base || ds != as || size != aSize) && !standApart(dst.Base, reach*ds+size, a.Base, reach*as+aSize) {
		return false
	}
	l.Unary(dst.Base, ds, a.Base, as, n)
	return true
}

// Quick2 is Quick1 for two inputs.
func (l *Loop) Quick2(dst, a, b *mem.Array) (done bool) {
	if (dst.Tag|a.Tag|b.Tag)&lease.Owned != 0 ||
		dst.Tag != dst.Slot.Epoch+1 || a.Tag != a.Slot.Epoch+1 || b.Tag != b.Slot.Epoch+1 {
		return l.flat2(dst, a, b)
	}
	d, x, y := dst.L(), a.L(), b.L()
	n, ds, as, bs := d.Shape[0], d.Strides[0], x.Strides[0], y.Strides[0]
	size, aSize, bSize := dst.Item().Size, a.Item().Size, b.Item().Size
	if x.Shape[0] != n || y.Shape[0] != n || ds < size || as < 0 || bs < 0 || uint(n-1) >= alone-1 {
		return l.flat2(dst, a, b)
	}
	reach := n - 1
	bytes := reach*ds + size
	if (dst.Base != a.Base || ds != as || size != aSize) && !standApart(dst.Base, bytes, a.Base, reach*as+aSize) ||
		(dst.Base != b.Base || ds != bs || size != bSize) && !standApart(dst.Base, bytes, b.Base, reach*bs+bSize) {
		return false
	}
	l.Binary(dst.Base, ds, a.Base, as, b.Base, bs, n)
	return true
}

// standApart reports whether so many bytes from p on and from q on have none in common. A
// difference below 0 is a very large one.
func standApart(p mem.Addr, pBytes int, q mem.Addr, qBytes int) bool {
	return mem.Uint(q)-mem.Uint(p) >= uintptr(pBytes) && mem.Uint(p)-mem.Uint(q) >= uintptr(qBytes)
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

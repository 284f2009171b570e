package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
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
	size, aSize := l.Out[0].Size(), l.In[0].Size()
	if x.Shape[0] != n || ds < size || as < 0 || uint(n-1) >= alone-1 {
		return l.flat1(dst, a)
	}
	reach := n - 1
	if (dst.Base != a.Base || ds != as || size != aSize) && !standApart(dst.Base, reach*ds+size, a.Base, reach*as+aSize) {
		return false
	}
	if l.Own {
		l.small(lane{dst.Base, n, ds}, lane{a.Base, n, as}, lane{})
		return true
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
	size, aSize, bSize := l.Out[0].Size(), l.In[0].Size(), l.In[1].Size()
	if x.Shape[0] != n || y.Shape[0] != n || ds < size || as < 0 || bs < 0 || uint(n-1) >= alone-1 {
		return l.flat2(dst, a, b)
	}
	reach := n - 1
	bytes := reach*ds + size
	if (dst.Base != a.Base || ds != as || size != aSize) && !standApart(dst.Base, bytes, a.Base, reach*as+aSize) ||
		(dst.Base != b.Base || ds != bs || size != bSize) && !standApart(dst.Base, bytes, b.Base, reach*bs+bSize) {
		return false
	}
	if l.Own {
		l.small(lane{dst.Base, n, ds}, lane{a.Base, n, as}, lane{b.Base, n, bs})
		return true
	}
	l.Binary(dst.Base, ds, a.Base, as, b.Base, bs, n)
	return true
}

// QuickRaw1 is Quick1 for arrays that nobody looked at as numbers: they may be misaligned. None is swapped.
func (l *Loop) QuickRaw1(dst, a *mem.Array) (done bool) {
	return atItems(dst, l.Out[0]) && atItems(a, l.In[0]) && l.Quick1(dst, a)
}

// QuickRaw2 is QuickRaw1 for two inputs.
func (l *Loop) QuickRaw2(dst, a, b *mem.Array) (done bool) {
	return atItems(dst, l.Out[0]) && atItems(a, l.In[0]) && atItems(b, l.In[1]) && l.Quick2(dst, a, b)
}

// atItems reports whether the loops can compute on items of a kind where a has them (K2). It is inlined.
func atItems(a *mem.Array, kind elem.Kind) bool { return anyAlignment || alignedFor(a, kind) }

func alignedFor(a *mem.Array, kind elem.Kind) bool {
	return mem.Aligned(a.Base, kind.Align()) && a.L().AlignedTo(kind.Align())
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

// QuickReduce reduces a short lane to the only item of dst, which is of the kind that the verb
// gives, and reports whether it did. The arrays may be misaligned; neither is swapped.
func QuickReduce(v *Reducer, dstKind elem.Kind, dst *mem.Array, srcKind elem.Kind, src *mem.Array) (done bool) {
	if (dst.Tag|src.Tag)&lease.Owned != 0 || dst.Tag != dst.Slot.Epoch || src.Tag != src.Slot.Epoch+1 {
		return false
	}
	n := src.L().Shape[0]
	if uint(n-1) >= alone-1 || v.Result(srcKind) != dstKind || !alignedFor(dst, dstKind) || !alignedFor(src, srcKind) {
		return false
	}
	r := reductions.Get().(*reduction)
	r.Reduction, r.watch = Reduction{Verb: v, Axes: 1}, workers.Watch{}
	done = r.single(dstKind, dst, srcKind, src) && !r.missing
	r.Reduction = Reduction{}
	reductions.Put(r)
	return done
}

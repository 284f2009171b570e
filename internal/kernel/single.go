package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Operands of one shape that are one lane each need no plan. That is the case of
// small arrays, for which a plan costs more than the work.

// A lane is a whole array as (address of the first item, items, stride in bytes).
type lane struct {
	p         mem.Addr
	n, stride int
}

// single returns an array as one lane in C order; ok is false if it is not plain,
// or has several axes that do not follow each other.
func single(a *mem.Array, size int) (_ lane, ok bool) {
	l := a.L()
	switch {
	case !a.Plain() || l.Far != nil:
		return lane{}, false
	case l.NDim == 1:
		return lane{a.Base, l.Shape[0], l.Strides[0]}, true
	case l.ContiguousC(size):
		return lane{a.Base, l.Size(), size}, true
	}
	return lane{}, false
}

// sameShape reports whether two arrays of at most four axes have one shape.
func sameShape(a, b *mem.Array) bool {
	l, m := a.L(), b.L()
	return l.NDim == m.NDim && l.Shape == m.Shape
}

// unread reports whether writing d changes nothing that is read of a later than
// the item with the same index: the lanes are the same, or lie apart.
func (d lane) unread(a lane, size int) bool {
	if d.p == a.p && d.stride == a.stride {
		return true
	}
	dLo, dHi := d.extent(size)
	aLo, aHi := a.extent(size)
	return dHi <= aLo || aHi <= dLo
}

func (d lane) extent(size int) (lo, hi uintptr) {
	lo = mem.Uint(d.p)
	hi = lo
	if reach := (d.n - 1) * d.stride; reach < 0 {
		lo += uintptr(reach)
	} else {
		hi += uintptr(reach)
	}
	return lo, hi + uintptr(size)
}

// moveSingle copies src to dst if each is a single lane.
func moveSingle(kind elem.Kind, dst, src *mem.Array) (done bool) {
	size := kind.Size()
	d, ok := single(dst, size)
	if !ok || !sameShape(dst, src) {
		return false
	}
	s, ok := single(src, size)
	if !ok || d.n > 0 && !d.unread(s, size) {
		return false
	}
	MoveOf(size, 1)(d.p, d.stride, s.p, s.stride, d.n)
	return true
}

// computeSingle writes a ∘ b to dst if each is a single lane.
func computeSingle(f Binary, kind elem.Kind, dst, a, b *mem.Array) (done bool) {
	size := kind.Size()
	d, ok := single(dst, size)
	if !ok || !sameShape(dst, a) || !sameShape(dst, b) {
		return false
	}
	x, ok := single(a, size)
	if !ok || d.n > 0 && !d.unread(x, size) {
		return false
	}
	y, ok := single(b, size)
	if !ok || d.n > 0 && !d.unread(y, size) {
		return false
	}
	f(d.p, d.stride, x.p, x.stride, y.p, y.stride, d.n)
	return true
}

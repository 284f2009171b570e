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
func (d lane) unread(a lane, size, aSize int) bool {
	if d.p == a.p && d.stride == a.stride && size == aSize {
		return true
	}
	dLo, dHi := d.extent(size)
	aLo, aHi := a.extent(aSize)
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
	if !ok || d.n > 0 && !d.unread(s, size, size) {
		return false
	}
	moveLane(kind, d, s)
	return true
}

// Run1 computes dst from a, arrays of exactly the loop's kinds. What a Call wants
// of its arrays holds here, too; the loop has no Check.
func (l *Loop) Run1(dst, a *mem.Array) {
	if dst.Owned() || a.Owned() || !l.single1(dst, a) {
		c := Call{
			Loop: l, Out: 1, In: 1,
			Kinds: [5]elem.Kind{l.Out[0], l.In[0]}, Arrays: [5]*mem.Array{dst, a},
		}
		c.Run()
	}
}

// Run2 is Run1 for two inputs.
func (l *Loop) Run2(dst, a, b *mem.Array) {
	if dst.Owned() || a.Owned() || b.Owned() || !l.single2(dst, a, b) {
		c := Call{
			Loop: l, Out: 1, In: 2,
			Kinds: [5]elem.Kind{l.Out[0], l.In[0], l.In[1]}, Arrays: [5]*mem.Array{dst, a, b},
		}
		c.Run()
	}
}

func (l *Loop) single1(dst, a *mem.Array) (done bool) {
	size := l.Out[0].Size()
	d, ok := single(dst, size)
	if !ok || !sameShape(dst, a) {
		return false
	}
	inSize := l.In[0].Size()
	x, ok := single(a, inSize)
	if !ok || d.n > 0 && !d.unread(x, size, inSize) {
		return false
	}
	l.unary(d, x)
	return true
}

func (l *Loop) single2(dst, a, b *mem.Array) (done bool) {
	size := l.Out[0].Size()
	d, ok := single(dst, size)
	if !ok || !sameShape(dst, a) || !sameShape(dst, b) {
		return false
	}
	inSize := l.In[0].Size()
	x, ok := single(a, inSize)
	if !ok || d.n > 0 && !d.unread(x, size, inSize) {
		return false
	}
	inSize = l.In[1].Size()
	y, ok := single(b, inSize)
	if !ok || d.n > 0 && !d.unread(y, size, inSize) {
		return false
	}
	l.binary(d, x, y)
	return true
}

// Compute writes a ∘ b to dst; f is of the operands' kind.
func Compute(f Binary, kind elem.Kind, dst, a, b *mem.Array) {
	l := Loop{In: [3]elem.Kind{kind, kind}, Out: [2]elem.Kind{kind}, Binary: f}
	l.Run2(dst, a, b)
}

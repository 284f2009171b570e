package kernel

import (
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// Small arrays as one lane
//
// An array without gaps is one lane, whatever its axes, and with it all others that have
// its shape and its order; an input of one item is a lane of stride 0. So a few operands
// of this kind need no plan, which would cost more than the work. What flat says of an
// array holds until its borrow ends: the quick forms ask and compute at once.

// A flatness is how dst is one lane of n items, and what inputs must be like to go along.
type flatness struct {
	lane
	size     int
	inC, inF bool // items follow each other in C order, in Fortran order; both if there is one axis
}

// flatDst returns how dst is one lane of few items; ok is false if it is not, or not plain,
// or not surely open.
func flatDst(dst *mem.Array) (f flatness, ok bool) {
	l := dst.L()
	f.size = dst.Item().Size
	if !surelyOpen(dst) || l.Far != nil {
		return f, false
	}
	if l.NDim == 1 {
		f.lane, f.inC, f.inF = lane{dst.Base, l.Shape[0], l.Strides[0]}, true, true
		return f, uint(f.n-1) < alone-1 && max(f.stride, -f.stride) >= f.size
	}
	f.lane = lane{dst.Base, l.Size(), f.size}
	f.inC, f.inF = l.ContiguousC(f.size), l.ContiguousF(f.size)
	return f, uint(f.n-1) < alone-1 && (f.inC || f.inF)
}

// with returns an input as the lane that goes along with dst; ok is false if it does not, or
// if writing dst would change what is still to be read of it.
func (f *flatness) with(dst, a *mem.Array) (_ lane, ok bool) {
	l, d := a.L(), dst.L()
	if !surelyOpen(a) || l.Far != nil || l.NDim > d.NDim {
		return lane{}, false
	}
	size := a.Item().Size
	x := lane{p: a.Base, n: f.n}
	switch {
	case l.NDim == d.NDim && l.Shape == d.Shape:
		switch {
		case l.NDim == 1:
			x.stride = l.Strides[0]
		case f.inC && l.ContiguousC(size), f.inF && l.ContiguousF(size):
			x.stride = size
		default:
			return x, false
		}
	case l.Size() != 1:
		return x, false
	}
	return x, f.unread(x, f.size, size)
}

// surelyOpen reports whether an array is plain and of a borrow that is open and belongs
// to no handle, which another goroutine might release.
func surelyOpen(a *mem.Array) bool {
	return a.Tag&lease.Owned == 0 && a.Tag == a.Slot.Epoch+uint64(a.L().NDim)
}

// flat1 is Quick1 for all that is one lane.
func (l *Loop) flat1(dst, a *mem.Array) (done bool) {
	d, ok := flatDst(dst)
	if !ok {
		return false
	}
	x, ok := d.with(dst, a)
	if !ok {
		return false
	}
	l.Unary(d.p, d.stride, x.p, x.stride, d.n)
	return true
}

// flat2 is Quick2 for all that is one lane.
func (l *Loop) flat2(dst, a, b *mem.Array) (done bool) {
	d, ok := flatDst(dst)
	if !ok {
		return false
	}
	x, ok := d.with(dst, a)
	if !ok {
		return false
	}
	y, ok := d.with(dst, b)
	if !ok {
		return false
	}
	l.Binary(d.p, d.stride, x.p, x.stride, y.p, y.stride, d.n)
	return true
}

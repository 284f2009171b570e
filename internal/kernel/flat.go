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
func flatDst(dst *mem.Array, size int) (f flatness, ok bool) {
	l := dst.L()
	f.size = size
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
func (f *flatness) with(dst, a *mem.Array, size int) (_ lane, ok bool) {
	l, d := a.L(), dst.L()
	if !surelyOpen(a) || l.Far != nil || l.NDim > d.NDim {
		return lane{}, false
	}
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
	d, ok := flatDst(dst, l.Out[0].Size())
	if !ok {
		return false
	}
	x, ok := d.with(dst, a, l.In[0].Size())
	if !ok {
		return false
	}
	if l.Own {
		l.small(d.lane, x, lane{})
		return true
	}
	l.Unary(d.p, d.stride, x.p, x.stride, d.n)
	return true
}

// flat2 is Quick2 for all that is one lane.
func (l *Loop) flat2(dst, a, b *mem.Array) (done bool) {
	d, ok := flatDst(dst, l.Out[0].Size())
	if !ok {
		return false
	}
	x, ok := d.with(dst, a, l.In[0].Size())
	if !ok {
		return false
	}
	y, ok := d.with(dst, b, l.In[1].Size())
	if !ok {
		return false
	}
	if l.Own {
		l.small(d.lane, x, y)
		return true
	}
	l.Binary(d.p, d.stride, x.p, x.stride, y.p, y.stride, d.n)
	return true
}

// lanes computes a run of few items without a plan, if each operand is one lane, and reports whether
// it did; if not, nothing was written. Windows and the mask are those of every run.
func (r *run) lanes(l *Loop) (done bool) {
	d := &r.ops[0]
	first, ok := d.alone(d)
	if !ok || r.indirect || uint(first.n-1) >= alone-1 {
		return false
	}
	steps := offsets{first.stride}
	for k := 1; k < r.nops; k++ {
		o := &r.ops[k]
		x, ok := o.alone(d)
		if !ok {
			return false
		}
		steps[k] = x.stride
		if k < r.nout {
			continue
		}
		for out := range r.nout {
			to := lane{r.ops[out].base, first.n, steps[out]}
			if !to.unread(x, r.ops[out].size, o.size) {
				return false
			}
		}
	}
	r.locate()
	r.watching(l.Own)
	r.lane(l, offsets{}, &steps, first.n)
	return true
}

// alone returns an operand as the lane that goes along with dst, before either was stretched; ok is false if it does not.
func (o *operand) alone(dst *operand) (x lane, ok bool) {
	l, d := &o.own, &dst.own
	x.p, x.n = o.base, d.Size()
	switch {
	case l.Far != nil || d.Far != nil:
		return x, false
	case l.NDim == d.NDim && l.Shape == d.Shape:
		if x.stride = o.size; l.NDim == 1 {
			x.stride = l.Strides[0]
			return x, true
		}
		return x, l.ContiguousC(o.size)
	}
	return x, l.Size() == 1 && l.NDim <= d.NDim
}

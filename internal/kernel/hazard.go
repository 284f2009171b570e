package kernel

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// Operands that share memory
//
// The result of an operation is what it would be if all inputs, and the mask, were
// read before any output was written. For an input that shares bytes with an output
// that holds if
//
//	same place   each item of the input is the item of the output with the same
//	             index, or lies in it, or has it inside of it and in no other item
//	             (the real part of a complex number), or
//	same steps   input and the only output have items of one size and the same
//	             strides, the output's axes are nested (each step is longer than
//	             everything the smaller ones reach), and items are visited so that
//	             the output moves away from the input's unread items: upwards if the
//	             input lies above the output, downwards if below. Nested axes make
//	             the order of the visits the order of the addresses, so that what
//	             has been written lies behind everything still to be read.
//
// An input that is the only output turned over is read and written in pairs of
// pieces (twin.go). Otherwise, and where two inputs want different things, the input
// is copied aside: one temporary of the input's own size, before it is broadcast or
// cast, or none at all if it fits into a window.
//
// Whether memory is shared is decided exactly by layout.Overlap; where that gives
// up, and behind pointers whose targets lie among each other, it counts as shared.

// order is the order in which items have to be visited.
type order uint8

const (
	anyOrder  order = iota
	upwards         // rising addresses of dst
	downwards       // falling addresses of dst
)

// separate makes sure that no input changes while it is still to be read.
func (r *run) separate() {
	for k := r.nout; k < r.nops; k++ {
		wanted, ok := r.orderFor(k)
		switch {
		case !ok && r.pairUp(k):
		case !ok || wanted != anyOrder && (!r.twin.none() || r.order != anyOrder && r.order != wanted):
			r.copyAside(k)
		case wanted != anyOrder:
			r.order = wanted
		}
	}
}

// pairUp reports whether input k is the output turned over, so that it can be read
// in pairs of pieces, and not small enough to be copied to a window, or to be read as
// a whole though it is cast.
func (r *run) pairUp(k int) bool {
	o := &r.ops[k]
	if r.nout != 1 || r.indirect || r.order != anyOrder || r.whole || r.fitsWindow(o) {
		return false
	}
	t := twinOf(&r.ops[0], o)
	if t.none() || !r.twin.none() && r.twin != t {
		return false
	}
	r.twin = t
	r.twinned |= 1 << k
	return true
}

// fitsWindow reports whether an operand can be copied to its window, which is free
// if it is not cast.
func (r *run) fitsWindow(o *operand) bool {
	return o.cast == nil && o.own.Size()*o.size <= windowBytes
}

// orderFor returns the order in which input k may be read while the outputs are
// written; ok is false if there is none.
func (r *run) orderFor(k int) (order order, ok bool) {
	for out := range r.nout {
		wanted, ok := r.orderAgainst(&r.ops[out], &r.ops[k])
		if !ok || wanted != anyOrder && r.nout > 1 {
			return anyOrder, false
		}
		order = wanted
	}
	return order, true
}

func (r *run) orderAgainst(dst, in *operand) (_ order, ok bool) {
	steps := sameSteps(&dst.layout, &in.layout)
	if steps && samePlace(dst, in) {
		return anyOrder, true
	}
	if !mayShare(dst, in) {
		return anyOrder, true
	}
	if !steps || r.indirect || dst.size != in.size || !nested(&dst.layout, dst.size) {
		return anyOrder, false
	}
	if mem.Uint(in.base) > mem.Uint(dst.base) {
		return upwards, true
	}
	return downwards, true
}

// samePlace reports whether items of two operands with the same steps, of which
// the first is written, share bytes only with those of the same index.
func samePlace(dst, in *operand) bool {
	if dst.size == in.size {
		return dst.base == in.base
	}
	if dst.layout.Indirect() {
		return false
	}
	d, i := mem.Uint(dst.base), mem.Uint(in.base)
	if dst.size > in.size {
		return i >= d && i+uintptr(in.size) <= d+uintptr(dst.size) // items of dst lie apart
	}
	return d >= i && d+uintptr(dst.size) <= i+uintptr(in.size) && nested(&in.layout, in.size)
}

// mayShare reports whether two operands share a byte, or may.
func mayShare(a, b *operand) bool {
	if a.own.Indirect() || b.own.Indirect() {
		aLo, aHi := extent(a)
		bLo, bHi := extent(b)
		return aLo < bHi && bLo < aHi
	}
	return layout.Overlap(&a.own, mem.Uint(a.base), a.size, &b.own, mem.Uint(b.base), b.size, layout.DefaultWork) != layout.Disjoint
}

// extent returns the addresses from the first byte to after the last that an
// operand's items reach; for one behind pointers they are all followed.
func extent(o *operand) (lo, hi uintptr) {
	if !o.own.Indirect() {
		from, to := o.own.Bounds(o.size)
		base := mem.Uint(o.base)
		return base + uintptr(from), base + uintptr(to)
	}
	var d layout.Descent
	if err := d.Build(layout.OrderK, &o.own); err != nil {
		panic(err) // one operand has one shape
	}
	from, to := o.own.LevelBounds(o.own.Levels()-1, o.size)
	offset := o.own.LevelOffset(o.own.Levels() - 1)
	lo = ^uintptr(0)
	for more := d.Start(); more; more = d.Next() {
		at := mem.Uint(follow(o.base, d.Path(0)))
		lo, hi = min(lo, at+uintptr(from-offset)), max(hi, at+uintptr(to-offset))
	}
	return lo, hi
}

// sameSteps reports whether two layouts of one shape lead to the same places
// from the same base.
func sameSteps(a, b *layout.Layout) bool {
	if a.Levels() != b.Levels() {
		return false
	}
	for axis := range a.NDim {
		n, s := a.Dim(axis)
		_, t := b.Dim(axis)
		if n > 1 && (s != t || a.AxisLevel(axis) != b.AxisLevel(axis)) {
			return false
		}
	}
	for level := range a.Levels() {
		if a.LevelOffset(level) != b.LevelOffset(level) {
			return false
		}
	}
	return true
}

// nested reports whether each axis of a direct layout steps over everything that
// the axes with smaller strides reach.
func nested(l *layout.Layout, size int) bool {
	var buf [layout.MaxNDim]int
	reach := size
	for _, axis := range byStride(l, buf[:0]) {
		n, s := l.Dim(axis)
		if n == 1 {
			continue
		}
		if abs(s) < reach {
			return false
		}
		reach += abs(s) * (n - 1)
	}
	return true
}

// byStride appends the axes of l to dst, the ones with small strides first.
func byStride(l *layout.Layout, dst []int) []int {
	for axis := range l.NDim {
		_, s := l.Dim(axis)
		at := len(dst)
		dst = append(dst, axis)
		for ; at > 0; at-- {
			if _, before := l.Dim(dst[at-1]); abs(before) <= abs(s) {
				break
			}
			dst[at] = dst[at-1]
		}
		dst[at] = axis
	}
	return dst
}

func abs(x int) int { return max(x, -x) }

// orient puts the axes of all operands in the order of dst's strides and turns
// them so that dst runs up or down, as r.order says.
func (r *run) orient() {
	var buf [layout.MaxNDim]int
	perm := byStride(&r.ops[0].layout, buf[:0])
	for i, j := 0, len(perm)-1; i < j; i, j = i+1, j-1 {
		perm[i], perm[j] = perm[j], perm[i]
	}
	for k := range r.nops {
		if err := r.ops[k].layout.Permute(perm...); err != nil {
			panic(err) // byStride returns a permutation
		}
	}
	for axis := range r.ops[0].layout.NDim {
		if _, s := r.ops[0].layout.Dim(axis); s != 0 && (s > 0) != (r.order == upwards) {
			r.flip(axis)
		}
	}
}

// flip turns an axis of all operands round.
func (r *run) flip(axis int) {
	for k := range r.nops {
		o := &r.ops[k]
		off, err := o.layout.Flip(axis)
		if err != nil {
			panic(err) // the axis exists
		}
		o.base = mem.Add(o.base, off) // K1: the other end of the axis
	}
}

// copyAside replaces an input by a native copy of it, in its own kind.
func (r *run) copyAside(k int) {
	o := &r.ops[k]
	var buf [8]int
	aside, err := layout.C(o.own.AppendShape(buf[:0]), o.size)
	if err != nil {
		panic(err) // what shares memory with dst is not larger than memory
	}
	words := r.window[k][:]
	if !r.fitsWindow(o) {
		words = make([]uint64, (aside.Size()*o.size+7)/8)
	}
	c := newRun(2)
	c.ops[1] = *o
	c.ops[1].layout = o.own
	c.ops[0] = operand{base: mem.Of(words), own: aside, layout: aside, kind: o.kind, size: o.size, native: true}
	c.indirect = o.own.Indirect()
	c.arrange()
	c.moveAll()
	o.base, o.own, o.layout, o.swapped, o.native = c.ops[0].base, aside, aside, false, true
	c.free()
	r.stretch()
	r.indirect = false
	for i := range r.nops {
		r.indirect = r.indirect || r.ops[i].layout.Indirect()
	}
}

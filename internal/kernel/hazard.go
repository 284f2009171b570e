package kernel

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// Operands that share memory
//
// The result of an operation is what it would be if all inputs were read before
// any output was written. For an input that shares bytes with dst that holds if
//
//	same place   each item of the input is the item of dst with the same index, or
//	same steps   input and dst have the same strides, dst's axes are nested (each
//	             step is longer than everything the smaller ones reach), and items
//	             are visited so that dst moves away from the input's unread items:
//	             upwards if the input lies above dst, downwards if below. Nested
//	             axes make the order of the visits the order of the addresses, so
//	             that what has been written lies behind everything still to be read.
//
// Otherwise, and where two inputs want opposite orders, the input is copied
// aside: one temporary of the input's own size, before it is broadcast.
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
	for k := 1; k < r.nops; k++ {
		wanted, ok := r.orderFor(k)
		switch {
		case !ok || wanted != anyOrder && r.order != anyOrder && r.order != wanted:
			r.copyAside(k)
		case wanted != anyOrder:
			r.order = wanted
		}
	}
}

// orderFor returns the order in which input k may be read while dst is written;
// ok is false if there is none.
func (r *run) orderFor(k int) (_ order, ok bool) {
	dst, in := &r.ops[0], &r.ops[k]
	if dst.base == in.base && sameSteps(&dst.layout, &in.layout) {
		return anyOrder, true
	}
	if !r.mayShare(dst, in) {
		return anyOrder, true
	}
	if r.indirect || !sameSteps(&dst.layout, &in.layout) || !nested(&dst.layout, r.size) {
		return anyOrder, false
	}
	if mem.Uint(in.base) > mem.Uint(dst.base) {
		return upwards, true
	}
	return downwards, true
}

// mayShare reports whether two operands share a byte, or may.
func (r *run) mayShare(a, b *operand) bool {
	if a.own.Indirect() || b.own.Indirect() {
		aLo, aHi := extent(a, r.size)
		bLo, bHi := extent(b, r.size)
		return aLo < bHi && bLo < aHi
	}
	return layout.Overlap(&a.own, mem.Uint(a.base), r.size, &b.own, mem.Uint(b.base), r.size, layout.DefaultWork) != layout.Disjoint
}

// extent returns the addresses from the first byte to after the last that an
// operand's items reach; for one behind pointers they are all followed.
func extent(o *operand, size int) (lo, hi uintptr) {
	if !o.own.Indirect() {
		from, to := o.own.Bounds(size)
		base := mem.Uint(o.base)
		return base + uintptr(from), base + uintptr(to)
	}
	var d layout.Descent
	if err := d.Build(layout.OrderK, &o.own); err != nil {
		panic(err) // one operand has one shape
	}
	from, to := o.own.LevelBounds(o.own.Levels()-1, size)
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
		_, s := r.ops[0].layout.Dim(axis)
		if s == 0 || (s > 0) == (r.order == upwards) {
			continue
		}
		for k := range r.nops {
			o := &r.ops[k]
			off, err := o.layout.Flip(axis)
			if err != nil {
				panic(err) // the axis exists
			}
			o.base = mem.Add(o.base, off) // K1: the other end of the axis
		}
	}
}

// copyAside replaces an input by a native copy of it.
func (r *run) copyAside(k int) {
	o := &r.ops[k]
	var buf [8]int
	aside, err := layout.C(o.own.AppendShape(buf[:0]), r.size)
	if err != nil {
		panic(err) // what shares memory with dst is not larger than memory
	}
	words := make([]uint64, (aside.Size()*r.size+7)/8)
	c := newRun(r.kind, 2)
	c.ops[0] = operand{base: mem.Of(words), own: aside, layout: aside, native: true}
	c.ops[1] = *o
	c.ops[1].layout = o.own
	c.indirect = o.own.Indirect()
	c.arrange()
	c.move()
	o.base, o.own, o.layout, o.swapped, o.native = c.ops[0].base, aside, aside, false, true
	c.free()
	r.stretch()
	r.indirect = false
	for i := range r.nops {
		r.indirect = r.indirect || r.ops[i].layout.Indirect()
	}
}

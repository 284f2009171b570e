package iter

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// A walk goes from lane to lane along one axis of an array. Lanes come in blocks
// of equal steps, so that the loop over a block can be inlined where it is ranged
// over:
//
//	for more := w.start(a, axis); more; more = w.next() {
//		for i := range w.rows {
//			… a lane of w.n elements at w.p + i·w.step, w.stride bytes apart …
//		}
//	}
//	w.stop() // after leaving the loop early
//
// No address is formed that lies outside the view, not even after the last lane:
// a pointer past Go memory may meet memory that is free, and the collector
// refuses such pointers.
//
// Plain memory of at most four axes is walked by the arithmetic below; all other
// memory takes a detour, one lane per block.
type walk struct {
	p         mem.Addr // first lane of the block
	n, stride int      // elements of a lane, bytes between them
	rows      int      // lanes in the block
	step      int      // bytes from one to the next

	slot  *lease.Slot // to check the borrow before each lane
	epoch uint64

	wheels [2]wheel // the axes outside the blocks, the inner one first
	detour *detour
}

// A wheel is an axis outside the blocks. Its turn leads from the last position of
// the wheel inside it to the first one, a step further on this axis.
type wheel struct {
	n, left int
	turn    int // bytes
}

// near reports whether the lanes of a come in blocks, without a detour.
func near(a *mem.Array) bool { return a.Plain() && a.L().Far == nil && a.L().NDim > 0 }

// start goes to the first block and reports whether there is one.
func (w *walk) start(a *mem.Array, axis int) bool {
	a.Check()
	w.slot, w.epoch = a.Slot, a.Epoch()
	l := a.L()
	if uint(axis) >= uint(l.NDim) {
		axis = laneAxis(l.NDim, axis)
	}
	if !near(a) {
		return w.startDetour(a, axis)
	}
	w.p, w.rows = a.Base, 1
	w.n, w.stride = l.Shape[axis], l.Strides[axis]
	seen, back := -1, 0 // axes seen, not counting the lane; bytes that the wheels so far go
	for k := l.NDim - 1; k >= 0; k-- {
		n, s := l.Shape[k], l.Strides[k]
		switch {
		case k == axis:
			continue
		case n == 0:
			return false
		case seen < 0:
			w.rows, w.step = n, s
		default:
			w.wheels[seen] = wheel{n, n - 1, s - back}
			back += s * (n - 1)
		}
		seen++
	}
	return true
}

// next goes to the next block and reports whether there is one.
func (w *walk) next() bool {
	if w.detour != nil {
		return w.nextOnDetour()
	}
	for i := range w.wheels {
		k := &w.wheels[i]
		if k.left > 0 {
			k.left--
			w.p = mem.Add(w.p, k.turn) // M2: the first lane of a block
			return true
		}
		k.left = k.n - 1
	}
	return false
}

func (w *walk) startDetour(a *mem.Array, axis int) bool {
	w.detour = newDetour(a, axis)
	return w.nextOnDetour()
}

// nextOnDetour moves in one lane.
func (w *walk) nextOnDetour() bool {
	if !w.detour.next() {
		w.stop()
		return false
	}
	w.p, w.n, w.stride = w.detour.lane()
	w.rows = 1
	return true
}

// stop gives back what the walk holds; lanes that may be written have been moved
// out before.
func (w *walk) stop() {
	if w.detour != nil {
		w.detour.free()
		w.detour = nil
	}
}

// released is the panic value of a walk whose borrow has ended.
//
//go:noinline
func (w *walk) released() error {
	return mem.ReleasedError{Place: w.slot.Place(w.epoch)}
}

// laneAxis counts a negative axis from the end; an array without axes is taken to
// have one.
func laneAxis(ndim, axis int) int {
	counted := axis
	if axis < 0 {
		counted += max(ndim, 1)
	}
	if uint(counted) >= uint(max(ndim, 1)) {
		panic(&layout.AxisError{Axis: axis, NDim: ndim})
	}
	return counted
}

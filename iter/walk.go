package iter

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// A walk goes over one array, lane by lane. It is what all sequences over one view
// are made of. Lanes come in blocks of equal steps, so that the loop over a block
// can be inlined where the sequence is ranged over:
//
//	for more := w.lanes(a, axis, order); more; more = w.next(a) {
//		for i := range w.Rows {
//			if w.slot.Epoch != w.epoch { panic(w.released()) }
//			q := mem.Add(w.p, i*w.Step)
//			if w.look {
//				if q = w.row(q); w.misfits(q) { q = w.stepAside(a, q) }
//			}
//			… a lane of w.n elements at q, w.stride bytes apart …
//		}
//	}
//	w.stop() // after leaving the loop early
//
// No address is formed that lies outside the view, not even after the last lane:
// a pointer past Go memory may meet memory that is free, and the collector
// refuses such pointers.
//
// Memory that Go can load where it lies is walked by a layout.Single, if it has at
// most four axes and one pointer on the way; all other memory takes a detour.
//
// What stands in a window has to be moved out, and a hold to be given up, however the
// loop body ends. A function that defers is not inlined, so a walk that writes goes on
// in another function, from the lane on for which [walk.defers]:
//
//	more := w.lanes(a, axis, order)
//	w.guard()
//	…
//				if q = w.row(q); w.misfits(q) {
//					if q = w.stepAside(a, q); w.defers() { staged(&w, i, yield); return }
//				}
//
// As its body is passed on, the variables of the program around the loop live in
// memory. Walks that only read do without: see hold.
type walk struct {
	layout.Single
	p         mem.Addr // first lane of the block, or the pointer to it
	n, stride int      // elements of a lane, bytes between them
	look      bool     // lanes have to be looked at before they are used
	misfit    uintptr  // bits of an address that lanes may not have

	slot  *lease.Slot // to check the borrow before each lane
	epoch uint64

	base   mem.Addr
	hold   *hold   // of a borrow that belongs to a handle
	aside  *detour // has a lane whose pointer is misaligned
	detour *detour
}

// all are the bits of an address.
const all = ^uintptr(0)

// near reports whether an array may be walked by a Single.
func near(a *mem.Array) bool {
	if a.Plain() {
		return true
	}
	return !a.Swapped() && a.L().Indirect() && levelAligned(a)
}

// levelAligned reports whether the elements behind an aligned pointer are aligned.
func levelAligned(a *mem.Array) bool {
	l := a.L()
	return l.LevelAlignedTo(l.Levels()-1, a.Item().Align)
}

// begin notes the borrow of the array. The walk keeps no pointer to the array, or
// the view would have to live on the heap.
func (w *walk) begin(a *mem.Array) {
	if a.Owned() {
		w.hold = newHold(a)
	}
	a.Check()
	w.base, w.slot, w.epoch = a.Base, a.Slot, a.Epoch()
}

// lanes goes to the first block of lanes along an axis and reports whether there is
// one. A view without axes is taken to have one.
func (w *walk) lanes(a *mem.Array, axis int, order []Order) bool {
	ndim := a.L().NDim
	if uint(axis) >= uint(ndim) {
		a.Check()
		axis = laneAxis(ndim, axis)
	}
	o := planOrder(layout.OrderC, order)
	w.begin(a)
	if near(a) {
		lane := axis
		if ndim == 0 {
			lane = layout.AnyLane
		}
		if more, ok := w.Start(a.L(), o, lane); ok {
			return w.arrive(a, more)
		}
	}
	return w.takeDetour(a, request{order: o, lane: axis})
}

// elements goes to the first block of lanes along the axis that the order leaves
// inside. Their elements do not lie on each other: stride is not 0.
func (w *walk) elements(a *mem.Array, usual layout.Order, order []Order) bool {
	o := planOrder(usual, order)
	w.begin(a)
	if near(a) {
		if more, ok := w.Start(a.L(), o, layout.AnyLane); ok {
			if w.Stride == 0 {
				w.Spread()
			}
			return w.arrive(a, more)
		}
	}
	return w.takeDetour(a, request{order: o, lane: layout.AnyLane, wants: apart})
}

// runs goes to the first block of lanes whose elements lie side by side.
func (w *walk) runs(a *mem.Array, order []Order) bool {
	o := planOrder(layout.OrderK, order)
	w.begin(a)
	if near(a) {
		more, ok := w.Start(a.L(), o, layout.AnyLane)
		if ok && (w.Stride == a.Item().Size || w.N <= 1) {
			return w.arrive(a, more)
		}
	}
	return w.takeDetour(a, request{order: o, lane: layout.AnyLane, wants: dense})
}

// arrive finds the first lane of a block, if there is one.
func (w *walk) arrive(a *mem.Array, more bool) bool {
	if !more {
		w.stop()
		return false
	}
	w.n, w.stride = w.N, w.Stride
	w.p = mem.Add(w.base, w.First) // M2: the first lane of a block, or its pointer
	if w.Pointers != layout.NoPointers {
		w.descend(a)
	}
	return true
}

// descend loads the pointer to a block, or notes that each lane has one.
func (w *walk) descend(a *mem.Array) {
	w.look = true
	if w.aside == nil {
		w.misfit = uintptr(a.Item().Align - 1)
	}
	if w.Pointers == layout.PointerRows {
		return
	}
	a.Check()
	w.p = mem.Add(mem.Deref(w.p), w.Behind) // M1–M3: pointer tables were checked at the borrow
	w.look = mem.Uint(w.p)&w.misfit != 0
}

// row returns the place of a lane of the block that has to be looked at. It is inlined.
func (w *walk) row(q mem.Addr) mem.Addr {
	if w.Pointers == layout.PointerRows {
		return mem.Follow(q, w.Behind) // M1–M3: pointer tables were checked at the borrow
	}
	return q
}

// misfits reports whether a lane may have to be moved into a window. It is inlined.
func (w *walk) misfits(q mem.Addr) bool { return !mem.Fits(q, w.misfit) }

// stepAside returns the place of a lane that misfits: in a window if it is misaligned.
//
//go:noinline
func (w *walk) stepAside(a *mem.Array, q mem.Addr) mem.Addr {
	if w.detour != nil {
		return q
	}
	w.stride = w.Stride
	if mem.Aligned(q, a.Item().Align) {
		return q
	}
	if w.aside == nil {
		w.aside = newDetour()
		w.misfit = all // the stride of the next lane is another one
	}
	q = w.aside.take(a, q, w.n, w.Stride)
	w.stride = w.aside.ops[0].stride
	return q
}

// next goes to the next block and reports whether there is one.
func (w *walk) next(a *mem.Array) bool {
	if w.detour != nil {
		return w.nextOnDetour()
	}
	return w.arrive(a, w.Next())
}

// takeDetour goes on by a detour.
func (w *walk) takeDetour(a *mem.Array, r request) bool {
	w.detour = newDetour()
	arrays := [1]mem.Array{*a}
	w.detour.start(r, arrays[:])
	w.look, w.Pointers = false, layout.NoPointers
	return w.nextOnDetour()
}

func (w *walk) nextOnDetour() bool {
	d := w.detour
	if !d.next() {
		w.stop()
		return false
	}
	o := &d.ops[0]
	w.p, w.n, w.stride, w.Rows, w.Step = o.p, d.n, o.stride, d.rows, o.step
	if d.wants == apart && w.stride == 0 { // the lane is the only one of its block
		w.Rows, w.Step, w.n, w.stride = w.n, 0, 1, 1
	}
	return true
}

// guard makes a walk that writes look at its first lane if it has to defer anything.
func (w *walk) guard() {
	if w.detour != nil || w.hold != nil {
		w.look, w.misfit = true, all
		w.refuseRepeats()
	}
}

// refuseRepeats panics if what is written through a window could be lost.
//
//go:noinline
func (w *walk) refuseRepeats() {
	if w.detour == nil {
		return
	}
	if err := w.detour.repeats(); err != nil {
		w.detour.ops[0].staged = false
		w.stop()
		panic(err)
	}
}

// defers reports whether a walk that writes has to go on in a function that defers
// [walk.end].
func (w *walk) defers() bool { return w.detour != nil || w.hold != nil || w.aside != nil }

// back moves lanes that stand in a window out to where they belong.
func (w *walk) back() {
	if w.detour != nil {
		w.detour.writeBack()
	}
	if w.aside != nil {
		w.aside.writeBack()
	}
}

// end is to be deferred by whoever writes.
func (w *walk) end() {
	w.back()
	w.stop()
}

// stop gives back what the walk has; lanes that may be written have been moved out
// before.
func (w *walk) stop() {
	if w.hold != nil {
		w.hold.giveUp()
		w.hold = nil
	}
	if w.detour != nil {
		w.detour.free()
		w.detour = nil
	}
	if w.aside != nil {
		w.aside.free()
		w.aside = nil
	}
}

// released is the panic value of a walk whose borrow has ended.
//
//go:noinline
func (w *walk) released() error {
	return mem.Late(w.slot, w.epoch)
}

// laneAxis counts a negative axis from the end; an array without axes is taken to
// have one.
func laneAxis(ndim, axis int) int {
	counted, ok := countedAxis(ndim, axis)
	if !ok {
		panic(&layout.AxisError{Axis: axis, NDim: ndim})
	}
	return counted
}

func countedAxis(ndim, axis int) (counted int, ok bool) {
	counted, ndim = axis, max(ndim, 1)
	if axis < 0 {
		counted += ndim
	}
	return counted, uint(counted) < uint(ndim)
}

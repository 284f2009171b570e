package iter

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// A joint walk goes over up to four arrays together, lane by lane, in one order
// that is planned over all of them. It is to several views what walk is to one:
//
//	for more := j.whole(stretch, order, &a, &b); more; more = j.next() {
//		for i := range j.rows {
//			if j.ended() { panic(j.released()) }
//			… lanes of j.n elements, that of operand k at p[k] + i·step[k], stride[k] bytes apart …
//		}
//	}
//	j.stop() // after leaving the loop early
//
// A joint walk that writes to operand 0 and [joint.mayStage] is run by a function
// that defers [joint.end]; see walk.
type joint struct {
	n, rows      int
	p            [maxOps]mem.Addr
	stride, step [maxOps]int

	// Operands that do not exist are borrowed for ever.
	slot  [maxOps]*lease.Slot
	epoch [maxOps]uint64

	base   [maxOps]mem.Addr
	walk   layout.Walk
	hold   *hold // of borrows that belong to handles
	detour *detour
}

// elements goes to the first block of lanes along the axis that the order leaves
// inside, and reports whether there is one.
func (j *joint) elements(s stretch, order []Order, arrays ...*mem.Array) bool {
	return j.whole(s, request{order: askedOrder(layout.OrderAny, order), lane: layout.AnyLane}, arrays)
}

// runs goes to the first block of lanes whose elements lie side by side.
func (j *joint) runs(s stretch, order []Order, arrays ...*mem.Array) bool {
	r := request{order: askedOrder(layout.OrderK, order), lane: layout.AnyLane, wants: dense}
	if r.order&^layout.Reverse == layout.OrderAny {
		r.order = layout.OrderK | r.order&layout.Reverse
	}
	return j.whole(s, r, arrays)
}

func (j *joint) whole(s stretch, r request, arrays []*mem.Array) bool {
	var o operands
	j.hold = newHold(arrays...)
	if err := o.stretch(s, arrays); err != nil {
		j.stop()
		panic(err)
	}
	r.reads = !s.toDst
	return j.start(&o, r)
}

// lanes goes to the first block of lanes along an axis, and reports whether there
// is one.
func (j *joint) lanes(s stretch, axis int, order []Order, arrays ...*mem.Array) bool {
	r := request{order: askedOrder(layout.OrderC, order), reads: !s.toDst}
	var o operands
	j.hold = newHold(arrays...)
	err := o.stretch(s, arrays)
	ndim, ok := o.arrays[0].L().NDim, true
	if r.lane, ok = countedAxis(ndim, axis); err == nil && !ok {
		err = &layout.AxisError{Axis: axis, NDim: ndim}
	}
	if err != nil {
		j.stop()
		panic(err)
	}
	return j.start(&o, r)
}

// start goes to the first block.
func (j *joint) start(o *operands, r request) bool {
	for k := range j.slot {
		j.slot[k], j.epoch[k] = lease.Forever, lease.Forever.Epoch
	}
	for k := range o.arrays[:o.n] {
		a := &o.arrays[k]
		j.slot[k], j.epoch[k], j.base[k] = a.Slot, a.Epoch(), a.Base
	}
	if o.near(r) {
		var plan layout.Plan
		o.plan(&plan, r)
		if r.wants == anything || o.dense(&plan) {
			_, strides := plan.Lane()
			copy(j.stride[:], strides)
			return j.arrive(j.walk.Start(&plan))
		}
	}
	j.detour = newDetour()
	j.detour.start(r, o.arrays[:o.n])
	more := j.next()
	if more && !r.reads {
		if err := j.detour.repeats(); err != nil {
			j.detour.ops[0].staged = false
			j.stop()
			panic(err)
		}
	}
	return more
}

// arrive takes over a block of the walk, if there is one. Operands that do not exist
// have no address.
func (j *joint) arrive(more bool) bool {
	if !more {
		j.stop()
		return false
	}
	j.n, j.rows, j.step = j.walk.N, j.walk.Rows, j.walk.Step
	for k, base := range j.base {
		if base != nil {
			j.p[k] = mem.Add(base, j.walk.First[k]) // M2: the first lane of a block
		}
	}
	return true
}

// next goes to the next block and reports whether there is one.
func (j *joint) next() bool {
	if j.detour != nil {
		return j.nextOnDetour()
	}
	return j.arrive(j.walk.NextBlock())
}

func (j *joint) nextOnDetour() bool {
	d := j.detour
	if !d.next() {
		j.stop()
		return false
	}
	j.n, j.rows = d.n, d.rows
	for k := range d.ops[:d.nops] {
		o := &d.ops[k]
		j.p[k], j.stride[k], j.step[k] = o.p, o.stride, o.step
	}
	return true
}

// ended reports whether one of the borrows has ended. It is inlined.
func (j *joint) ended() bool {
	return j.slot[0].Epoch != j.epoch[0] || j.slot[1].Epoch != j.epoch[1] ||
		j.slot[2].Epoch != j.epoch[2] || j.slot[3].Epoch != j.epoch[3]
}

// released is the panic value of a walk one of whose borrows has ended.
//
//go:noinline
func (j *joint) released() error {
	for k, slot := range j.slot {
		if slot.Epoch != j.epoch[k] {
			return mem.Late(slot, j.epoch[k])
		}
	}
	return nil
}

// mayStage reports whether lanes of the walk may stand in a window, or whether it
// holds a borrow.
func (j *joint) mayStage() bool { return j.detour != nil || j.hold != nil }

// back moves a lane of operand 0 that stands in a window out to where it belongs.
func (j *joint) back() {
	if j.detour != nil {
		j.detour.writeBack()
	}
}

// end is to be deferred by whoever writes.
func (j *joint) end() {
	j.back()
	j.stop()
}

// stop gives back what the walk has.
func (j *joint) stop() {
	if j.hold != nil {
		j.hold.giveUp()
		j.hold = nil
	}
	if j.detour != nil {
		j.detour.free()
		j.detour = nil
	}
}

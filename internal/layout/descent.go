package layout

import (
	"math/bits"
	"slices"
)

// A Descent walks operands of one shape of which some are reached through
// pointers. The axes in front of a last pointer are walked outside; at each of
// their positions every operand has a path (offsets and loads) to an address, and
// from there on all of them are direct, by one Plan that is the same everywhere:
// pointers are followed once per position, and nothing is joined across them.
//
//	var d Descent
//	if err := d.Build(OrderK, ops...); err != nil { … }
//	for more := d.Start(); more; more = d.Next() {
//		… follow d.Path(k) for each operand, then walk d.Plan from there …
//	}
//
// The axes of a [Block] stay inside even where they are in front of a pointer.
// Along such an axis the operand has stride 0 in the plan, and each element a path
// of its own: see [Descent.Before].
type Descent struct {
	Plan Plan // over the inner axes, from the addresses that the paths lead to

	wheels []outerAxis // the outer one first
	paths  [][]int     // per operand and level
	firsts [][]int     // the paths of the first position
	before []int       // per operand: the level of the lane, if that is not its last one
	steps  []int       // per operand: the stride of such a lane
}

// An outerAxis is one that a Descent walks itself.
type outerAxis struct {
	n, at  int
	from   origin
	steps  []int // per operand: stride
	levels []int // per operand: the level it moves on
}

// Build plans the walk in an order, as [Descent.Make] does.
func (d *Descent) Build(order Order, ops ...*Layout) error {
	return d.Make(&Request{Order: order}, ops...)
}

// Make plans the walk. OrderC and OrderF hold for all axes of a group together, so
// that an axis may have to be walked outside although it lies behind all pointers;
// OrderK walks outside only what it must. Of an operand behind pointers, the
// request's Items can have no address: the caller looks at the alignment of each
// place that a path leads to. The error wraps ErrShape (the shapes differ).
func (d *Descent) Make(r *Request, ops ...*Layout) error {
	for i, l := range ops {
		if !sameShape(ops[0], l) {
			return shapesDiffer(ops, i)
		}
	}
	*d = Descent{}
	walked := descended(r, ops)
	var outer Axes
	for _, axis := range walked {
		outer |= 1 << axis
		d.wheels = append(d.wheels, newOuterAxis(r.Order, ops, axis))
	}
	inner, refs := make([]Layout, len(ops)), make([]*Layout, len(ops))
	for k, l := range ops {
		inner[k] = l.behindPointers(outer)
		refs[k] = &inner[k]
		d.addPath(r, k, l)
	}
	below := *r
	below.Inner = r.Inner.without(outer)
	if err := d.Plan.Make(&below, refs...); err != nil {
		return err
	}
	d.relabel(outer)
	for k := range ops {
		if _, _, ok := d.Before(k); ok {
			d.Plan.staged |= 1 << min(k, 63)
		}
	}
	return nil
}

// without returns the set after the axes of another one have been dropped from the
// array.
func (a Axes) without(dropped Axes) (left Axes) {
	to := 0
	for axis := range MaxNDim {
		if dropped.Has(axis) {
			continue
		}
		if a.Has(axis) {
			left |= 1 << to
		}
		to++
	}
	return left
}

// descended returns the axes that the Descent walks itself, the outer one first.
func descended(r *Request, ops []*Layout) []int {
	if len(ops) == 0 {
		return nil
	}
	axes, border := r.nesting(ops[0].NDim)
	last := -1 // the innermost axis that is in front of a pointer
	for i, axis := range axes {
		if inFront(ops, axis) {
			last = i
		}
	}
	if !r.Order.free() {
		return axes[:last+1]
	}
	var walked []int
	for i, axis := range axes[:last+1] {
		if inFront(ops, axis) || i < border && last >= border {
			walked = append(walked, axis)
		}
	}
	return walked
}

// nesting returns the axes that may be walked outside, the outer one first, and
// the number of those that are not in the inner group.
func (r *Request) nesting(ndim int) (axes []int, border int) {
	var inner []int
	for axis := range ndim {
		switch {
		case r.Mode != Whole && !r.Inner.Has(axis):
			axes = append(axes, axis)
		case r.Mode != Block:
			inner = append(inner, axis)
		}
	}
	if r.Order.forward() == OrderF {
		slices.Reverse(axes)
		slices.Reverse(inner)
	}
	return append(axes, inner...), len(axes)
}

// inFront reports whether an operand moves along the axis in front of a pointer.
func inFront(ops []*Layout, axis int) bool {
	for _, l := range ops {
		if !l.loose(axis) && l.Far.level(axis) < l.Levels()-1 {
			return true
		}
	}
	return false
}

func newOuterAxis(order Order, ops []*Layout, axis int) outerAxis {
	w := outerAxis{from: origin(axis << 1)}
	for _, l := range ops {
		n, step := l.Dim(axis)
		if l.loose(axis) {
			step = 0
		}
		w.n = n
		w.steps, w.levels = append(w.steps, step), append(w.levels, l.Far.level(axis))
	}
	if order.reversed() {
		w.from |= 1
	}
	return w
}

// addPath notes the path of an operand at the first position.
func (d *Descent) addPath(r *Request, k int, l *Layout) {
	path := make([]int, l.Levels())
	for level := range path {
		path[level] = l.LevelOffset(level)
	}
	for i := range d.wheels {
		w := &d.wheels[i]
		if w.from&1 != 0 && w.n > 0 {
			path[w.levels[k]] += w.steps[k] * (w.n - 1)
			w.steps[k] = -w.steps[k]
		}
	}
	d.firsts, d.paths = append(d.firsts, path), append(d.paths, slices.Clone(path))
	level, step := l.Levels()-1, 0
	if lane := bits.Len64(uint64(r.Inner)&(1<<l.NDim-1)) - 1; r.Mode == Block && lane >= 0 && inFront([]*Layout{l}, lane) {
		level = l.Far.level(lane)
		_, step = l.Dim(lane)
	}
	d.before, d.steps = append(d.before, level), append(d.steps, step)
}

// behindPointers returns the axes that are not outer as a direct layout.
func (l *Layout) behindPointers(outer Axes) Layout {
	t := *l
	t.dropAxes(uint64(outer))
	if !t.Indirect() {
		return t
	}
	direct := Scalar()
	b := direct.start(t.NDim)
	last := t.Levels() - 1
	for k := range t.NDim {
		n, stride := t.Dim(k)
		if t.loose(k) || t.Far.level(k) < last {
			stride = 0
		}
		b.set(k, n, stride, 0)
	}
	return b.done()
}

// relabel gives the plan's axes the numbers they have in the operands.
func (d *Descent) relabel(outer Axes) {
	if outer == 0 {
		return
	}
	from := d.Plan.origins()
	for i, o := range from {
		if o >= nowhere {
			continue
		}
		axis := int(o >> 1)
		for k := 0; k <= axis; k++ {
			if outer.Has(k) {
				axis++
			}
		}
		from[i] = origin(axis<<1) | o&1
	}
}

// Start goes to the first position of the outer axes and reports whether there is
// one. Nothing may be loaded if there is none, nor for lanes without elements.
func (d *Descent) Start() bool {
	for k, path := range d.firsts {
		copy(d.paths[k], path)
	}
	some := d.Plan.Lanes() > 0
	for i := range d.wheels {
		d.wheels[i].at = 0
		some = some && d.wheels[i].n > 0
	}
	return some
}

// Next goes to the next position and reports whether there is one.
func (d *Descent) Next() bool {
	for i := len(d.wheels) - 1; i >= 0; i-- {
		w := &d.wheels[i]
		if w.at+1 < w.n {
			w.at++
			for k, step := range w.steps {
				d.paths[k][w.levels[k]] += step
			}
			return true
		}
		for k, step := range w.steps {
			d.paths[k][w.levels[k]] -= step * w.at
		}
		w.at = 0
	}
	return false
}

// Path returns, for each level of operand k, the bytes to add to the level's
// address (the base, then each pointer loaded) at the current position; see
// Layout.Path. It is to be read only and changes with Next. The last entry does
// not include the offset that Plan gives the operand.
func (d *Descent) Path(k int) []int { return d.paths[k] }

// Before reports whether operand k moves along the lane in front of a pointer, on
// which level, and the stride there. Element i of a lane of the plan then has the
// path in which i·stride is added on that level, and the lane's offset on the last
// one.
func (d *Descent) Before(k int) (level, stride int, ok bool) {
	return d.before[k], d.steps[k], d.before[k] < len(d.paths[k])-1
}

// Index is [Walk.Index] for a walk over the plan of a Descent.
func (d *Descent) Index(w *Walk, index []int) {
	w.Index(&d.Plan, index)
	for i := range d.wheels {
		o := &d.wheels[i]
		at := o.at
		if o.from&1 != 0 {
			at = o.n - 1 - at
		}
		index[o.from>>1] = at
	}
}

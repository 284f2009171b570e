package layout

import "math/bits"

// The fast road
//
// Most walks are over few operands of few axes that lie in the order asked for.
// For them gather and coalesce are one loop, and no other pass has anything to do:
//
//   - an axis is flipped only if no operand runs up, and moves inwards only past
//     axes along which every operand that moves steps further; where the strides of
//     operand 0 are positive and fall from axis to axis neither happens;
//   - OrderC has no such passes;
//   - a single operand without repeated elements has its axes turned upwards and
//     ordered by stride, whatever they were.
//
// Everything else is left to the passes, errors included.

// quick plans the walk if it can by the fast road.
func (p *Plan) quick(r *Request, ops []*Layout) bool {
	free := r.Order.free()
	if len(ops) == 0 || len(ops) > near || r.Order.reversed() || !free && r.Order != OrderC || r.Mode == Reduce {
		return false
	}
	l := ops[0]
	if l.Far != nil {
		return false
	}
	for _, m := range ops[1:] {
		if m.Far != nil || m.NDim != l.NDim || m.Shape != l.Shape {
			return false
		}
	}
	lane := -1
	if r.Mode == Block {
		inner := uint64(r.Inner) & (1<<l.NDim - 1)
		if bits.OnesCount64(inner) != 1 {
			return false
		}
		lane = bits.TrailingZeros64(inner)
	}
	to, ok := p.inOrder(ops, lane, free, r.Track)
	p.offsets = row{}
	if !ok && free && len(ops) == 1 {
		to, ok = p.inMemory(l, lane, r.Track)
	}
	if !ok {
		return false
	}
	p.outer = 0
	switch {
	case lane >= 0:
		p.outer = to + 1
		to++
		p.set(to, ops, lane, l.Shape[lane&(near-1)])
	case to < 0:
		to = 0
		p.shape[0], p.from[0] = 1, nowhere
		*p.near(0) = row{}
	}
	p.ndim, p.nops, p.block, p.none, p.far = to+1, len(ops), 1, false, nil
	return true
}

// inOrder takes over the axes but the lane in the order they have, and returns the
// last one of the plan; ok is false if they are not as the order wants them.
func (p *Plan) inOrder(ops []*Layout, lane int, free, apart bool) (to int, ok bool) {
	l := ops[0]
	to, before := -1, 0
	for axis := range l.NDim {
		n, s := l.Shape[axis&(near-1)], l.Strides[axis&(near-1)]
		switch {
		case n == 0:
			return to, false
		case n == 1 || axis == lane:
			continue
		case free && (s <= 0 || s > before && to >= 0):
			return to, false
		}
		before = s
		if to >= 0 && !apart && p.continues(to, ops, axis) {
			n *= p.shape[to&(near-1)]
		} else {
			to++
		}
		p.set(to, ops, axis, n)
	}
	return to, true
}

// inMemory is inOrder for the axes of a single operand, turned upwards and ordered
// by stride.
func (p *Plan) inMemory(l *Layout, lane int, apart bool) (to int, ok bool) {
	to = -1
	for axis := range l.NDim {
		n, s := l.Shape[axis&(near-1)], l.Strides[axis&(near-1)]
		switch {
		case n == 0:
			return to, false
		case n == 1 || axis == lane:
			continue
		case s == 0:
			return to, false
		}
		from := origin(axis << 1)
		if s < 0 {
			p.offsets[0] += s * (n - 1)
			from, s = from|1, -s
		}
		to++
		at := to
		for ; at > 0 && p.strides[(at-1)&(near-1)][0] < s; at-- {
			p.move(at-1, at)
		}
		p.shape[at&(near-1)], p.from[at&(near-1)] = n, from
		*p.near(at) = row{s}
	}
	if apart || to < 0 {
		return to, true
	}
	last := to
	to = 0
	for axis := 1; axis <= last; axis++ {
		n := p.shape[axis&(near-1)]
		if p.near(to)[0] == n*p.near(axis)[0] {
			n *= p.shape[to&(near-1)]
		} else {
			to++
		}
		p.move(axis, to)
		p.shape[to&(near-1)] = n
	}
	return to, true
}

// move makes axis from of a single operand axis to.
func (p *Plan) move(from, to int) {
	i, j := from&(near-1), to&(near-1)
	p.shape[j], p.from[j] = p.shape[i], p.from[i]
	p.strides[j] = row{p.strides[i][0]}
}

// continues reports whether every operand walks an axis as if it went on with
// axis to of the plan.
func (p *Plan) continues(to int, ops []*Layout, axis int) bool {
	r := p.near(to)
	n := ops[0].Shape[axis&(near-1)]
	if r[0] != n*ops[0].Strides[axis&(near-1)] {
		return false
	}
	for k := 1; k < len(ops); k++ {
		if r[k&(near-1)] != n*ops[k].Strides[axis&(near-1)] {
			return false
		}
	}
	return true
}

// set makes an axis of the operands axis to of the plan, n elements long.
func (p *Plan) set(to int, ops []*Layout, axis, n int) {
	p.shape[to&(near-1)], p.from[to&(near-1)] = n, origin(axis<<1)
	r := p.near(to)
	*r = row{ops[0].Strides[axis&(near-1)]}
	for k := 1; k < len(ops); k++ {
		r[k&(near-1)] = ops[k].Strides[axis&(near-1)]
	}
}

// near returns the strides along an axis of a plan that is not far.
func (p *Plan) near(axis int) *row { return &p.strides[axis&(near-1)] }

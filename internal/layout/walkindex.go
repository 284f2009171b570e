package layout

// Index writes the index of the first element of the current lane into index,
// which has an entry for each axis of the operands; those of length 1 and those of
// a [Block] are 0. Along the lane the index rises or falls with each element, see
// [Plan.Origin]. The plan is the one that was started and tracks its axes.
func (w *Walk) Index(p *Plan, index []int) {
	clear(index)
	last := p.ndim - 1
	axis := p.ndim - p.block - 1
	start := 0
	switch {
	case w.cut.strict():
		start = w.row * w.cut.piece
		if w.cut.inTail {
			start = w.cut.full * w.cut.piece
		}
	case axis >= 0:
		p.place(index, axis, w.row)
		axis--
	}
	wheels := w.wheels[:w.nwheels]
	if w.far != nil {
		wheels = w.far.wheels
	}
	for i := range wheels {
		at := wheels[i].n - 1 - wheels[i].left
		if i == w.cut.wheel {
			start = at * w.cut.piece
			continue
		}
		p.place(index, axis, at)
		axis--
	}
	if p.block == 1 && p.Shape()[last] > 0 {
		p.place(index, last, start)
	}
}

// place writes the index of position at on an axis of the plan.
func (p *Plan) place(index []int, axis, at int) {
	from, down, ok := p.Origin(axis)
	switch {
	case !ok:
	case down:
		index[from] = p.Shape()[axis] - 1 - at
	default:
		index[from] = at
	}
}

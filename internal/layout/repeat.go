package layout

// Operands that repeat themselves
//
// An image and one number for each of its three channels are walked in lanes of
// three: along the axis of the pixels the numbers do not move, so that it cannot be
// joined with the axis of the channels. But nothing else is in the way. If the
// numbers are written to a window again and again, all operands have long lanes,
// and the window is filled once.

// longPeriod is the length from which lanes are long enough as they are.
const longPeriod = 64

// repeat joins the lane with axes around it where only operands that may be repeated
// stand in the way, because they do not move along those axes. The order of the
// visits stays what it is.
func (p *Plan) repeat(r *Request) {
	if r.Mode == Block || r.Track || p.nops > near || p.ndim-p.outer < 2 || len(r.Items) < p.nops {
		return
	}
	size := 1
	for k := range p.nops {
		size = max(size, r.Items[k].Size)
	}
	period := p.Shape()[p.ndim-1]
	fit := WindowBytes / size / max(period, 1) * period // elements of whole periods
	if period < 2 || period >= longPeriod || fit < 2*period || r.Piece > 0 && r.Piece < period {
		return
	}
	_, strides := p.Lane()
	steps := row{}
	copy(steps[:], strides)
	repeated := Operands(0)
	for p.ndim-p.outer >= 2 {
		more, ok := p.joinedBut(r.Repeat, repeated)
		if !ok || more == 0 || repeated != 0 && more != repeated {
			break
		}
		repeated = more
		p.joinLane(repeated)
	}
	if repeated == 0 {
		return
	}
	p.repeated, p.period, p.steps = repeated, period, steps
	if p.piece == 0 || p.piece > fit {
		p.piece = fit
	}
	p.piece -= p.piece % period
}

// joinedBut reports whether the lane goes on along the axis around it for every
// operand but those, of the ones that may be, that do not move there. already are
// those that are repeated along the lane.
func (p *Plan) joinedBut(may, already Operands) (repeated Operands, ok bool) {
	n, in := p.Lane()
	outer := p.Strides(p.ndim - 2)
	for k, s := range in {
		switch {
		case already.Has(k) && outer[k] == 0, may.Has(k) && s != 0 && outer[k] == 0:
			repeated |= 1 << k
		case already.Has(k) || outer[k] != s*n:
			return 0, false
		}
	}
	return repeated, true
}

// joinLane joins the lane with the axis around it. Along it, repeated operands have
// stride 0, so that pieces of a lane all begin where the lane does.
func (p *Plan) joinLane(repeated Operands) {
	last := p.ndim - 1
	shape, origins := p.Shape(), p.origins()
	shape[last-1] *= shape[last]
	origins[last-1] = origins[last]
	to, from := p.Strides(last-1), p.Strides(last)
	for k := range to {
		to[k] = from[k]
		if repeated.Has(k) {
			to[k] = 0
		}
	}
	p.ndim--
	p.cutAt = p.ndim - 1
}

// Repeated returns the operands that have to be repeated in a window: element i of
// each lane is element i mod period of the operand's own.
func (p *Plan) Repeated() Operands { return p.repeated }

// Period returns the number of elements after which operands are repeated, and the
// stride of operand k along them. Pieces of lanes are multiples of the period, and
// no longer than a window holds.
func (p *Plan) Period(k int) (n, stride int) { return p.period, p.steps[k] }

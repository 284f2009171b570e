package layout

// What a plan says.

// NDim returns the number of axes of the walk, at least 1.
func (p *Plan) NDim() int { return p.ndim }

// NOps returns the number of operands.
func (p *Plan) NOps() int { return p.nops }

// Outer returns the number of axes outside of the inner group: 0 for [Whole].
func (p *Plan) Outer() int { return p.outer }

// Shape returns the lengths of the axes, to be read only.
func (p *Plan) Shape() []int {
	if p.far != nil {
		return p.far.shape[:p.ndim]
	}
	return p.shape[:p.ndim]
}

// Strides returns the strides of all operands, in bytes, on an axis; to be read
// only.
func (p *Plan) Strides(axis int) []int {
	if p.far != nil {
		return p.far.strides[axis*p.nops : (axis+1)*p.nops]
	}
	return p.strides[axis][:p.nops]
}

// Offsets returns for each operand the bytes between its base and the first
// element visited; to be read only.
func (p *Plan) Offsets() []int {
	if p.far != nil {
		return p.far.offsets
	}
	return p.offsets[:p.nops]
}

// Origin returns the axis of the operands that an axis of the plan comes from, and
// whether it is walked from its end; ok is false for an axis that the operands do
// not have. It is meant for a plan that tracks its axes: what was joined goes by
// the inner one.
func (p *Plan) Origin(axis int) (from int, down, ok bool) {
	o := p.origins()[axis]
	return int(o >> 1), o&1 != 0, o < nowhere
}

func (p *Plan) origins() []origin {
	if p.far != nil {
		return p.far.from[:p.ndim]
	}
	return p.from[:p.ndim]
}

// Lane returns the length of the lanes, before they are cut into pieces, and the
// strides of all operands along them, to be read only.
func (p *Plan) Lane() (n int, strides []int) {
	return p.Shape()[p.ndim-1], p.Strides(p.ndim - 1)
}

// Lanes returns the number of lanes, before they are cut into pieces: 0 without
// any. That is also the case without elements, except that the lanes along an axis
// of length 0 that was asked for are counted. In front of a [Block] it is the
// number of positions.
func (p *Plan) Lanes() int {
	if p.none {
		return 0
	}
	lanes := 1
	for _, n := range p.Shape()[:p.ndim-p.block] {
		lanes *= n
	}
	return lanes
}

// Group returns the number of lanes, before they are cut into pieces, that belong
// to one position on the outer axes. They follow each other.
func (p *Plan) Group() int {
	if p.none {
		return 0
	}
	lanes := 1
	for _, n := range p.Shape()[p.outer:max(p.ndim-p.block, p.outer)] {
		lanes *= n
	}
	return lanes
}

// Piece returns the largest number of elements that the walk yields at once, 0
// if lanes are whole.
func (p *Plan) Piece() int { return p.piece }

// Pieces returns the number of pieces that each lane is cut into.
func (p *Plan) Pieces() int {
	n := p.Shape()[p.ndim-1]
	if p.piece == 0 || n <= p.piece {
		return 1
	}
	return (n + p.piece - 1) / p.piece
}

// Staged returns the operands that have to pass through a window.
func (p *Plan) Staged() Operands { return p.staged }

package layout

// The last two passes of a plan: which axis is the lane, and what passes through a
// window.

// An Item describes what an operand consists of.
type Item struct {
	Address uintptr // of the element with index 0
	Size    int     // bytes
	Align   int     // bytes; 1 or 0 for any
	Swapped bool    // not in native byte order
	Dense   bool    // the elements of a lane are wanted side by side
}

// WindowBytes is the size of a window. Four of them fit into the first-level cache
// beside what they are filled from.
const WindowBytes = 4096

// shortLane is the number of elements below which a lane costs more than its
// elements.
const shortLane = 16

// tileBytes is how much memory the pieces of a chosen lane may reach over, so that
// it is still in the first-level cache when the next lanes pass over it.
const tileBytes = 24 << 10

// choose makes a longer axis the lane where the inner one is short and the order
// is free: the innermost of those that are not short, or else the longest. Where
// lanes then lie across each other in memory they are cut into pieces that stay in
// the cache.
func (p *Plan) choose(r *Request) {
	if r.Mode == Block || p.ndim-p.outer < 2 || p.Shape()[p.ndim-1] >= shortLane {
		return
	}
	shape, chosen := p.Shape(), p.ndim-1
	for axis := p.ndim - 2; axis >= p.outer && shape[chosen] < shortLane; axis-- {
		if shape[axis] > shape[chosen] {
			chosen = axis
		}
	}
	if chosen == p.ndim-1 {
		return
	}
	p.moveInside(chosen)
	p.cutAt = chosen
	reach := 0
	_, strides := p.Lane()
	for _, s := range strides {
		reach += int(min(abs(s), tileBytes))
	}
	tile := max(tileBytes/max(reach, 1), shortLane)
	if p.piece == 0 || tile < p.piece {
		p.piece = tile
	}
}

// moveInside makes an axis the last one; the others keep their order.
func (p *Plan) moveInside(axis int) {
	if f := p.far; f != nil {
		rotate(f.shape[axis:p.ndim], 1)
		rotate(f.from[axis:p.ndim], 1)
		rotate(f.strides[axis*p.nops:p.ndim*p.nops], p.nops)
		return
	}
	rotate(p.shape[axis:p.ndim], 1)
	rotate(p.from[axis:p.ndim], 1)
	rotate(p.strides[axis:p.ndim], 1)
}

// rotate moves the first n entries to the end.
func rotate[E any](s []E, n int) {
	for ; n > 0; n-- {
		first := s[0]
		copy(s, s[1:])
		s[len(s)-1] = first
	}
}

// stage names the operands that have to pass through a window and bounds the lanes
// by what a window holds.
func (p *Plan) stage(r *Request) {
	for k := range min(len(r.Items), p.nops) {
		item := &r.Items[k]
		if !item.Swapped && !item.Dense && item.Align <= 1 || p.inPlace(k, item) {
			continue
		}
		p.staged |= 1 << min(k, 63)
		if r.Mode == Block {
			continue
		}
		if fit := max(WindowBytes/max(item.Size, 1), 1); p.piece == 0 || fit < p.piece {
			p.piece = fit
		}
	}
}

// inPlace reports whether the elements of operand k can be worked on where they
// lie (P7).
func (p *Plan) inPlace(k int, item *Item) bool {
	if item.Swapped {
		return false
	}
	misfit := int(item.Address) + p.Offsets()[k]
	shape := p.Shape()
	for axis, n := range shape {
		if n > 1 {
			misfit |= p.Strides(axis)[k]
		}
	}
	last := p.ndim - 1
	if item.Dense && shape[last] > 1 && p.Strides(last)[k] != item.Size {
		return false
	}
	return misfit&(max(item.Align, 1)-1) == 0
}

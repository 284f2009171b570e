package layout

import "slices"

// farWalk is a walk over more axes or operands than the Walk has room for.
type farWalk struct {
	nops        int
	first, step []int
	wheels      []wheel
	turns       []int // per wheel and operand
}

// startFar is Start with slices for the arrays.
func (w *Walk) startFar(p *Plan) {
	f := &farWalk{nops: p.nops, first: slices.Clone(p.far.offsets), step: make([]int, p.nops)}
	w.far = f
	n, lane := p.Lane()
	w.N = n
	axis := p.ndim - p.block - 1
	if p.piece > 0 && n > p.piece {
		w.cut.set(p)
		w.N = p.piece
	}
	switch {
	case w.cut.strict():
		w.Rows = w.cut.full
		copy(f.step, scaled(lane, p.piece))
	case axis >= 0:
		w.Rows = p.far.shape[axis]
		copy(f.step, p.Strides(axis))
		axis--
	}
	back := make([]int, p.nops)
	for axis >= 0 || len(f.wheels) == w.cut.wheel {
		var n int
		var s []int
		if len(f.wheels) == w.cut.wheel {
			n, s = p.Pieces(), scaled(lane, p.piece)
		} else {
			n, s = p.far.shape[axis], p.Strides(axis)
			axis--
		}
		f.wheels = append(f.wheels, wheel{n, n - 1})
		for k := range s {
			f.turns = append(f.turns, s[k]+back[k])
			back[k] -= s[k] * (n - 1)
		}
	}
	copy(w.First[:], f.first)
	copy(w.Step[:], f.step)
}

func scaled(s []int, n int) []int {
	t := slices.Clone(s)
	for k := range t {
		t[k] *= n
	}
	return t
}

func (w *Walk) nextBlockFar() bool {
	f := w.far
	i := spin(f.wheels)
	if i < 0 {
		return false
	}
	for k := range f.first {
		f.first[k] += f.turns[i*f.nops+k]
	}
	copy(w.First[:], f.first)
	if w.cut.tail > 0 {
		w.pieceLength()
	}
	return true
}

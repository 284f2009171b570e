package layout

// A Walk yields the lanes of a Plan: for each, the byte offset of every operand
// from its base. A lane has N elements; that is fewer than the plan's where lanes
// are cut into pieces.
//
//	var w Walk
//	for more := w.Start(&plan); more; more = w.Next() {
//		… w.At(0), w.At(1), w.N …
//	}
//
// Lanes of one length that follow each other at equal steps form a block; where
// the loop over them is to be the caller's own, it goes from block to block:
//
//	for more := w.Start(&plan); more; more = w.NextBlock() {
//		a, b := w.First[0], w.First[1]
//		for range w.Rows {
//			…
//			a, b = a+w.Step[0], b+w.Step[1]
//		}
//	}
type Walk struct {
	First row // offset of the first lane of the block, for the first four operands
	Step  row // from one lane of the block to the next
	Rows  int // lanes in the block
	N     int // elements of each

	row     int
	nwheels int
	wheels  [near - 1]wheel // outside of the blocks, the inner one first
	turns   [near - 1]row
	cut     cut
	far     *farWalk
}

// A wheel is an axis outside of the blocks. Its turn takes every operand from the
// last position of the wheels inside it to their first one and one step further
// on this axis.
type wheel struct{ n, left int }

// Start goes to the first lane and reports whether there is one. The Walk keeps
// no reference to the plan.
func (w *Walk) Start(p *Plan) bool {
	w.Rows, w.row, w.nwheels, w.far = 1, 0, 0, nil
	w.First, w.Step = row{}, row{}
	w.cut = cut{wheel: -1}
	if p.none {
		return false
	}
	if p.far != nil {
		w.startFar(p)
		return true
	}
	w.First, w.N = p.offsets, p.shape[p.ndim-1]
	axis := p.ndim - p.block - 1 // the next one outwards
	if p.piece > 0 && w.N > p.piece {
		w.cut.set(p)
		w.N = p.piece
	}
	switch {
	case w.cut.strict():
		w.Rows, w.Step = w.cut.full, times(p.strides[p.ndim-1], p.piece)
	case axis >= 0:
		w.Rows = p.shape[axis]
		for k, s := range p.Strides(axis) {
			w.Step[k&(near-1)] = s
		}
		axis--
	}
	var back row // from the last to the first position of the wheels inside
	for ; axis >= 0 || w.nwheels == w.cut.wheel; w.nwheels++ {
		var pieces row
		n, s := 0, &pieces
		if w.nwheels == w.cut.wheel {
			n, pieces = p.Pieces(), times(p.strides[p.ndim-1], p.piece)
		} else {
			n, s = p.shape[axis&(near-1)], &p.strides[axis&(near-1)]
			axis--
		}
		w.wheels[w.nwheels] = wheel{n, n - 1}
		turn := &w.turns[w.nwheels]
		*turn = row{}
		for k := range p.nops {
			turn[k&(near-1)] = s[k&(near-1)] + back[k&(near-1)]
			back[k&(near-1)] -= s[k&(near-1)] * (n - 1)
		}
	}
	return true
}

func times(r row, n int) row {
	for k := range r {
		r[k] *= n
	}
	return r
}

// Next goes to the next lane and reports whether there is one.
func (w *Walk) Next() bool {
	if w.row+1 < w.Rows {
		w.row++
		return true
	}
	return w.NextBlock()
}

// At returns the offset of operand k in the current lane.
func (w *Walk) At(k int) int {
	if w.far != nil {
		return w.far.first[k] + w.row*w.far.step[k]
	}
	return w.First[k] + w.row*w.Step[k]
}

// Place copies the offset of the block's first lane and the step to the next one,
// for as many operands as there is room for, or as there are.
func (w *Walk) Place(first, step []int) {
	if w.far != nil {
		copy(first, w.far.first)
		copy(step, w.far.step)
		return
	}
	copy(first, w.First[:])
	copy(step, w.Step[:])
}

// NextBlock goes to the first lane of the next block and reports whether there
// is one.
func (w *Walk) NextBlock() bool {
	w.row = 0
	if w.cut.tail > 0 && w.toTail() {
		return true
	}
	if w.far != nil {
		return w.nextBlockFar()
	}
	i := spin(w.wheels[:w.nwheels])
	if i < 0 {
		return false
	}
	for k := range w.First {
		w.First[k] += w.turns[i][k]
	}
	if w.cut.tail > 0 {
		w.pieceLength()
	}
	return true
}

// spin turns the innermost wheel that has not come to its end and returns it, or
// -1.
func spin(wheels []wheel) int {
	for i := range wheels {
		w := &wheels[i]
		if w.left > 0 {
			w.left--
			return i
		}
		w.left = w.n - 1
	}
	return -1
}

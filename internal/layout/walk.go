package layout

// A Walk yields the lanes of a Plan: for each, the byte offset of every operand
// from its base.
//
//	var w Walk
//	for more := w.Start(&plan); more; more = w.Next() {
//		… w.At(0), w.At(1) …
//	}
//
// Lanes that follow each other at equal steps form a block; where the loop over
// them is to be the caller's own, it goes from block to block:
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

	row     int
	nwheels int
	wheels  [near - 2]wheel
	far     *farWalk
}

// A wheel is an axis outside the blocks. Its turn takes every operand from the
// last position of the wheels inside it to their first one and one step further
// on this axis.
type wheel struct {
	n, left int
	turn    row
}

// farWalk is a walk over more axes or operands than the Walk has room for.
type farWalk struct {
	nops        int
	first, step []int
	n, left     []int // per wheel, the innermost last
	turns       []int // per wheel and operand
}

// Start goes to the first lane and reports whether there is one. The Walk keeps
// no reference to the plan.
func (w *Walk) Start(p *Plan) bool {
	w.First, w.Step, w.Rows = row{}, row{}, 1
	w.row, w.nwheels, w.far = 0, 0, nil
	if p.Shape()[p.ndim-1] == 0 {
		return false
	}
	if p.far != nil {
		w.startFar(p)
		return true
	}
	w.First = p.offsets
	if p.ndim == 1 {
		return true
	}
	w.Rows, w.Step = p.shape[p.ndim-2], p.rows[p.ndim-2]
	w.nwheels = p.ndim - 2
	var back row // from the last to the first position of the wheels inside
	for i := w.nwheels - 1; i >= 0; i-- {
		n := p.shape[i]
		wh := &w.wheels[i]
		wh.n, wh.left = n, n-1
		for k, s := range p.rows[i] {
			wh.turn[k] = s + back[k]
			back[k] -= s * (n - 1)
		}
	}
	return true
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

// NextBlock goes to the first lane of the next block and reports whether there
// is one.
func (w *Walk) NextBlock() bool {
	w.row = 0
	if w.far != nil {
		return w.nextBlockFar()
	}
	for i := w.nwheels - 1; i >= 0; i-- {
		wh := &w.wheels[i]
		if wh.left == 0 {
			wh.left = wh.n - 1
			continue
		}
		wh.left--
		for k := range w.First {
			w.First[k] += wh.turn[k]
		}
		return true
	}
	return false
}

func (w *Walk) startFar(p *Plan) {
	wheels := max(p.ndim-2, 0)
	f := &farWalk{
		nops:  p.nops,
		first: clone(p.far.offsets),
		step:  make([]int, p.nops),
		n:     clone(p.far.shape[:wheels]),
		left:  make([]int, wheels),
		turns: make([]int, wheels*p.nops),
	}
	if p.ndim > 1 {
		w.Rows = p.far.shape[p.ndim-2]
		copy(f.step, p.Strides(p.ndim-2))
	}
	back := make([]int, p.nops)
	for i := wheels - 1; i >= 0; i-- {
		f.left[i] = f.n[i] - 1
		for k, s := range p.Strides(i) {
			f.turns[i*p.nops+k] = s + back[k]
			back[k] -= s * (f.n[i] - 1)
		}
	}
	w.far = f
	copy(w.First[:], f.first)
	copy(w.Step[:], f.step)
}

func (w *Walk) nextBlockFar() bool {
	f := w.far
	for i := len(f.n) - 1; i >= 0; i-- {
		if f.left[i] == 0 {
			f.left[i] = f.n[i] - 1
			continue
		}
		f.left[i]--
		for k := range f.first {
			f.first[k] += f.turns[i*f.nops+k]
		}
		copy(w.First[:], f.first)
		return true
	}
	return false
}

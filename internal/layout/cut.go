package layout

// Lanes in pieces
//
// Pieces that follow each other are the lanes of a block: as many whole ones as
// there are, then, as a block of its own, the tail. Where the order is free the
// pieces are a wheel instead, outside of the axes that lie across them: a piece of
// every lane is walked before the next piece of any.

// A cut says how lanes are cut into pieces; the zero cut without a wheel is none.
type cut struct {
	piece  int
	full   int  // number of whole pieces, at least 1; 0 for no cut
	tail   int  // elements of the last piece, if it is shorter
	wheel  int  // that turns from piece to piece; -1 if they are a block
	inTail bool // the walk is in the tail, not on a wheel
}

func (c *cut) set(p *Plan) {
	n, _ := p.Lane()
	c.piece, c.full, c.tail = p.piece, n/p.piece, n%p.piece
	if p.cutAt < p.ndim-1 {
		c.wheel = p.ndim - 2 - p.cutAt
	}
}

// strict reports whether pieces of a lane follow each other.
func (c *cut) strict() bool { return c.full > 0 && c.wheel < 0 }

// toTail goes from the whole pieces to the tail, and says so, or back to the first
// piece.
func (w *Walk) toTail() bool {
	c := &w.cut
	if c.wheel >= 0 {
		return false
	}
	c.inTail = !c.inTail
	if c.inTail {
		w.shift(c.full)
		w.Rows, w.N = 1, c.tail
		return true
	}
	w.shift(-c.full)
	w.Rows, w.N = c.full, c.piece
	return false
}

// shift moves the block by n lanes.
func (w *Walk) shift(n int) {
	for k := range w.First {
		w.First[k] += n * w.Step[k]
	}
	if w.far != nil {
		for k := range w.far.first {
			w.far.first[k] += n * w.far.step[k]
		}
	}
}

// pieceLength sets the length of the lanes after a turn.
func (w *Walk) pieceLength() {
	c := &w.cut
	if c.wheel < 0 {
		return
	}
	w.N = c.piece
	if w.wheel(c.wheel).left == 0 {
		w.N = c.tail
	}
}

func (w *Walk) wheel(i int) *wheel {
	if w.far != nil {
		return &w.far.wheels[i]
	}
	return &w.wheels[i]
}

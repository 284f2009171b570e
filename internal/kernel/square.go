package kernel

// computeSquare runs a loop where σ exchanges two axes: a matrix is cut in four, the
// quarters beside the diagonal are a pair, those on it are squares again. Squares of
// at most a window are read whole. A stack of squares, which has other axes too, is halved
// until it fits a window or is one square.
func (r *run) computeSquare(l *Loop) {
	d := &r.ops[0].layout
	for axis := range d.NDim {
		if n, _ := d.Dim(axis); n > 1 && axis != r.twin.p && axis != r.twin.q {
			r.computeHalves(l, axis, n)
			return
		}
	}
	n, _ := d.Dim(r.twin.p)
	r.computeDiagonal(l, 0, n)
}

// computeHalves computes two halves of a stack of squares, which share nothing.
func (r *run) computeHalves(l *Loop, axis, n int) {
	for _, half := range [][2]int{{0, n / 2}, {n / 2, n}} {
		part := r.sub()
		part.cut(axis, half[0], half[1])
		part.again(l)
	}
}

// squareTile is the largest side of a square whose items of size bytes fill no more
// than a window.
func squareTile(size int) int {
	side := 1
	for (side+1)*(side+1)*size <= windowBytes {
		side++
	}
	return side
}

// computeDiagonal computes the square on the diagonal from position from up to to.
func (r *run) computeDiagonal(l *Loop, from, to int) {
	p, q := r.twin.p, r.twin.q
	if to-from <= squareTile(r.ops[0].size) {
		tile := r.sub()
		tile.cut(p, from, to)
		tile.cut(q, from, to)
		tile.whole = true
		tile.again(l)
		return
	}
	mid := from + (to-from)/2
	above, below := r.sub(), r.sub()
	above.cut(p, from, mid)
	above.cut(q, mid, to)
	below.cut(p, mid, to)
	below.cut(q, from, mid)
	for k := range below.nops {
		if err := below.ops[k].layout.SwapAxes(p, q); err != nil {
			panic(err) // the axes exist
		}
	}
	pair(l, above, below)
	r.computeDiagonal(l, from, mid)
	r.computeDiagonal(l, mid, to)
}

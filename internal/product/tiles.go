package product

import "github.com/go-inplace/inplace/internal/mem"

// Tiles
//
// dst is computed in tiles of up to 384×384, each in memory of its own, from panels
// of up to 256 items along k that are packed from the operands: in the order in which
// the innermost loop (micro) reads them, whatever the layout of the operands is,
// padded by 0 to whole micro tiles. Packing reads each item once for 384 products. A
// tile and the panels fit the second-level cache, a panel of b of micro's width the
// first-level cache.
//
// Reference: K. Goto, R. van de Geijn, "Anatomy of High-Performance Matrix
// Multiplication", ACM TOMS 34 (2008); F. Van Zee, R. van de Geijn, "BLIS: A Framework
// for Rapidly Instantiating BLAS Functionality", ACM TOMS 41 (2015).

const (
	tile   = 384 // rows and columns; a multiple of every mr and nr
	depth  = blockLen
	widest = 16 // bytes of an item
)

// panels are the scratch memory of a product.
type panels struct {
	a, b, c, staged []uint64
	sum             [strip * widest / 8]uint64 // of lanes
	part            [strip * widest / 8]uint64
	items           [strip * widest / 8]uint64 // as they are stored
}

// sums returns scratch memory for n bytes, at most a strip.
func (s *panels) sums(n int) mem.Addr { return mem.Of(s.sum[:]) }

// room returns n bytes of a growing piece of scratch memory.
func room(p *[]uint64, n int) mem.Addr {
	if words := (n + 7) / 8; words > len(*p) {
		*p = make([]uint64, words)
	}
	return mem.Of(*p)
}

func roundUp(n, to int) int { return (n + to - 1) / to * to }

// tiles computes the core at these offsets from the operands.
func (p *product) tiles(at offsets) {
	c := &p.core
	side := tile
	if p.loops.size == widest {
		side = tile / 2
	}
	for j := 0; j < c.n.n; j += side {
		for i := 0; i < c.m.n; i += side {
			p.tile(at.plus(c.m, i).plus(c.n, j), min(side, c.m.n-i), min(side, c.n.n-j))
		}
	}
}

// tile computes m×n elements of dst.
func (p *product) tile(at offsets, m, n int) {
	c, l := &p.core, p.loops
	mr, nr := l.mr, l.nr
	if p.library != nil {
		mr, nr = 1, 1
	}
	height, width := roundUp(m, mr), roundUp(n, nr)
	ldc := width * l.size
	sums := room(&p.panels.c, height*ldc)
	clear(mem.Bytes(sums, height*ldc))
	p.eachSummed(at, func(at offsets) {
		for k := 0; k < c.k.n; k += depth {
			p.watch.Poll()
			p.accumulate(at.plus(c.k, k), m, n, min(depth, c.k.n-k), sums, ldc)
		}
	})
	for i := range m {
		p.store(mem.Add(sums, i*ldc), mem.Add(p.dst.p, at.d+i*c.m.d), c.n.d, n)
	}
}

// accumulate adds the product of an m×k and a k×n panel to a tile.
func (p *product) accumulate(at offsets, m, n, k int, sums mem.Addr, ldc int) {
	c, l := &p.core, p.loops
	from := grid{mem.Add(p.a.p, at.a), c.m.a, c.k.a}
	with := grid{mem.Add(p.b.p, at.b), c.n.b, c.k.b}
	if p.library != nil {
		aT, a, lda := p.matrix(&p.panels.a, &p.a, from, m, k)
		bT, b, ldb := p.matrix(&p.panels.b, &p.b, with, n, k)
		p.library.Gemm(aT, !bT, m, n, k, a, lda, b, ldb, true, sums, ldc/l.size)
		return
	}
	a := p.pack(&p.panels.a, &p.a, from, m, k, l.mr)
	b := p.pack(&p.panels.b, &p.b, with, n, k, l.nr)
	for j := 0; j < n; j += l.nr {
		y := mem.Add(b, j*k*l.size)
		for i := 0; i < m; i += l.mr {
			l.micro(k, mem.Add(a, i*k*l.size), y, mem.Add(sums, i*ldc+j*l.size), ldc)
		}
	}
}

// grid are w lanes along k: item (i, l) lies at i·w + l·k bytes from p.
type grid struct {
	p    mem.Addr
	w, k int
}

// pack brings w×k items of an operand into panels for micro.
func (p *product) pack(into *[]uint64, o *operand, from grid, w, k, width int) mem.Addr {
	if !o.native {
		from = p.stage(&p.panels.staged, o, from, w, k)
	}
	n := roundUp(w, width) * k
	to := room(into, n*p.loops.size)
	p.loops.pack(to, width, from.p, from.w, from.k, w, k)
	if o.conj {
		p.loops.conj(to, n)
	}
	return to
}

// stage copies w×k items to native neighbours, lanes as they lie closest together, and
// converts them to what is computed with.
func (p *product) stage(into *[]uint64, o *operand, from grid, w, k int) grid {
	size := p.loops.size
	to := grid{room(into, w*k*size), k * size, size}
	count, n, step, stride := w, k, from.w, from.k
	if abs(from.w) < abs(from.k) {
		to.w, to.k = size, w*size
		count, n, step, stride = k, w, from.k, from.w
	}
	move := mover(p.kind, o.swapped)
	items := mem.Of(p.panels.items[:])
	for i := range count {
		lane, src := mem.Add(to.p, i*n*size), mem.Add(from.p, i*step)
		if !p.loops.converts() {
			move(lane, size, src, stride, n)
			continue
		}
		move(items, p.kind.Size(), src, stride, n) // at most tile items, which is below strip
		p.loops.load(lane, items, n)
	}
	return to
}

// matrix returns w×k items of an operand as a matrix for a library: where they lie,
// or staged. transposed: they lie in columns, k of them.
func (p *product) matrix(into *[]uint64, o *operand, from grid, w, k int) (transposed bool, a mem.Addr, lda int) {
	if o.native && !o.conj {
		if transposed, lda, ok := rowsOf(from.w, from.k, w, k, p.loops.size); ok {
			return transposed, from.p, lda
		}
	}
	to := p.stage(into, o, from, w, k)
	if o.conj {
		p.loops.conj(to.p, w*k)
	}
	transposed, lda, _ = rowsOf(to.w, to.k, w, k, p.loops.size)
	return transposed, to.p, lda
}

// rowsOf tells how a library sees w×k items with these strides: in rows that are ld
// items apart, or transposed. ok is false if it does not.
func rowsOf(sw, sk, w, k, size int) (transposed bool, ld int, ok bool) {
	switch {
	case (k == 1 || sk == size) && (w == 1 || sw%size == 0 && sw >= k*size):
		if w == 1 {
			return false, k, true
		}
		return false, sw / size, true
	case (w == 1 || sw == size) && (k == 1 || sk%size == 0 && sk >= w*size):
		if k == 1 {
			return true, w, true
		}
		return true, sk / size, true
	}
	return false, 0, false
}

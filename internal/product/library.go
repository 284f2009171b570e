package product

import "github.com/go-inplace/inplace/internal/mem"

// worthLibrary reports whether the core is one for the library.
func (p *product) worthLibrary() bool {
	c := &p.core
	return p.library != nil && !p.loops.converts() && c.m.n*c.n.n*c.k.n >= p.library.Least
}

// direct reports whether the library can take the operands of the core where they
// lie: they need not be staged.
func (p *product) direct() bool {
	c, size := &p.core, p.loops.size
	if !p.dst.native || !p.a.native || !p.b.native || len(p.outer) > p.batches {
		return false
	}
	_, _, b := rowsOf(c.n.b, c.k.b, c.n.n, c.k.n, size)
	if c.m.n == 1 {
		return c.n.n == 1 && step(c.k.a, size) && step(c.k.b, size) && !(p.a.conj && p.b.conj) && !(p.watch.On() && c.k.n > libraryReads) ||
			b && step(c.n.d, size) && step(c.k.a, size) && !p.a.conj && !p.b.conj
	}
	_, _, a := rowsOf(c.m.a, c.k.a, c.m.n, c.k.n, size)
	transposed, _, d := rowsOf(c.m.d, c.n.d, c.m.n, c.n.n, size)
	return a && b && d && !transposed && !p.a.conj && !p.b.conj
}

// step reports whether a stride is an increment for a library.
func step(stride, size int) bool { return stride != 0 && stride%size == 0 }

// byLibrary computes the core where it lies. Nothing interrupts a call of a library: where interrupts are looked for, it is
// called for blocks of dst.
func (p *product) byLibrary(at offsets) {
	c := &p.core
	m, n := c.m.n, c.n.n
	if p.watch.On() {
		m, n = blockOf(m, n, c.k.n)
	}
	for i := 0; i < c.m.n; i += m {
		for j := 0; j < c.n.n; j += n {
			p.watch.Poll()
			p.callLibrary(at.plus(c.m, i).plus(c.n, j), min(m, c.m.n-i), min(n, c.n.n-j))
		}
	}
}

// A call of a library has so many products at most, which take a core some 20 to 50 ms, or those of a block of so many rows or
// columns, below which what is packed for each call begins to cost (2048×2048×2048 on one core: blocks of 512 rows take 1.01 times
// the time of one call, of 256 rows 1.02, of 128 rows 1.11, of 512 columns 1.13). Those of a vector and a matrix, which are read once,
// take as long per product as memory does.
const (
	libraryMost    = 1 << 30
	libraryRows    = 512
	libraryColumns = 2048
	libraryReads   = 1 << 25
)

// blockOf returns the sides of the blocks of an m×n matrix of sums of k products: rows are halved, then columns.
func blockOf(m, n, k int) (int, int) {
	if m == 1 {
		return 1, min(n, max(libraryReads/k, 1))
	}
	for m*n > libraryMost/k && m >= 2*libraryRows {
		m = (m + 1) / 2
	}
	for m*n > libraryMost/k && n >= 2*libraryColumns {
		n = (n + 1) / 2
	}
	return m, n
}

// besides reports whether the library can write dst where it lies, and is only kept from an operand.
func (p *product) besides() bool {
	c := &p.core
	transposed, _, ok := rowsOf(c.m.d, c.n.d, c.m.n, c.n.n, p.loops.size)
	return p.dst.native && ok && !transposed && c.m.n > 1 && c.n.n > 1 && len(p.outer) == p.batches
}

// libraryBlock is the side of the largest piece of an operand that is copied aside for a library: its 8 MB (float64) are
// read once for 1024 products of each item.
const libraryBlock = 1024

// byBlocks computes the core from blocks of the operands, those copied aside that the library cannot take. A core of up
// to 1024×1024×1024 is one call, so that the library has all of it to pack, and to share among its threads: tiles of
// 384×384 with 256 products for each sum take 1.4 times as long (500×500×500, two threads).
func (p *product) byBlocks(at offsets) {
	c, size := &p.core, p.loops.size
	_, ldd, _ := rowsOf(c.m.d, c.n.d, c.m.n, c.n.n, size)
	for i := 0; i < c.m.n; i += libraryBlock {
		m := min(libraryBlock, c.m.n-i)
		for l := 0; l < c.k.n; l += libraryBlock {
			k := min(libraryBlock, c.k.n-l)
			from := grid{mem.Add(p.a.p, at.a+i*c.m.a+l*c.k.a), c.m.a, c.k.a}
			aT, a, lda := p.matrix(&p.panels.a, &p.a, from, m, k)
			for j := 0; j < c.n.n; j += libraryBlock {
				p.watch.Poll()
				n := min(libraryBlock, c.n.n-j)
				with := grid{mem.Add(p.b.p, at.b+j*c.n.b+l*c.k.b), c.n.b, c.k.b}
				bT, b, ldb := p.matrix(&p.panels.b, &p.b, with, n, k)
				p.library.Gemm(aT, !bT, m, n, k, a, lda, b, ldb, l > 0, mem.Add(p.dst.p, at.d+i*c.m.d+j*c.n.d), ldd)
			}
		}
	}
}

// callLibrary computes m×n elements of dst.
func (p *product) callLibrary(at offsets, m, n int) {
	c, size := &p.core, p.loops.size
	d, a, b := mem.Add(p.dst.p, at.d), mem.Add(p.a.p, at.a), mem.Add(p.b.p, at.b)
	switch {
	case c.m.n == 1 && c.n.n == 1:
		p.libraryDot(d, a, b)
	case c.m.n == 1:
		transposed, ld, _ := rowsOf(c.n.b, c.k.b, c.n.n, c.k.n, size)
		r, s := n, c.k.n
		if transposed {
			r, s = s, r
		}
		p.library.Gemv(transposed, r, s, b, ld, lowest(a, c.k.a, c.k.n), c.k.a/size, lowest(d, c.n.d, n), c.n.d/size)
	default:
		aT, lda, _ := rowsOf(c.m.a, c.k.a, c.m.n, c.k.n, size)
		bT, ldb, _ := rowsOf(c.n.b, c.k.b, c.n.n, c.k.n, size)
		_, ldd, _ := rowsOf(c.m.d, c.n.d, c.m.n, c.n.n, size)
		p.library.Gemm(aT, !bT, m, n, c.k.n, a, lda, b, ldb, false, d, ldd)
	}
}

func (p *product) libraryDot(d, a, b mem.Addr) {
	c, size := &p.core, p.loops.size
	x, y := axis{a: c.k.a}, axis{a: c.k.b}
	if p.b.conj {
		a, b, x, y = b, a, y, x
	}
	p.library.Dot(p.a.conj || p.b.conj, c.k.n, lowest(a, x.a, c.k.n), x.a/size, lowest(b, y.a, c.k.n), y.a/size, d)
}

// lowest returns the address of the item of a lane that lies lowest.
func lowest(p mem.Addr, stride, n int) mem.Addr { return mem.Add(p, min(0, (n-1)*stride)) }

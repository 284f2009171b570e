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
		return c.n.n == 1 && step(c.k.a, size) && step(c.k.b, size) && !(p.a.conj && p.b.conj) ||
			b && step(c.n.d, size) && step(c.k.a, size) && !p.a.conj && !p.b.conj
	}
	_, _, a := rowsOf(c.m.a, c.k.a, c.m.n, c.k.n, size)
	transposed, _, d := rowsOf(c.m.d, c.n.d, c.m.n, c.n.n, size)
	return a && b && d && !transposed && !p.a.conj && !p.b.conj
}

// step reports whether a stride is an increment for a library.
func step(stride, size int) bool { return stride != 0 && stride%size == 0 }

// byLibrary computes the core where it lies.
func (p *product) byLibrary(at offsets) {
	p.watch.Poll()
	c, size := &p.core, p.loops.size
	d, a, b := mem.Add(p.dst.p, at.d), mem.Add(p.a.p, at.a), mem.Add(p.b.p, at.b)
	switch {
	case c.m.n == 1 && c.n.n == 1:
		p.libraryDot(d, a, b)
	case c.m.n == 1:
		transposed, ld, _ := rowsOf(c.n.b, c.k.b, c.n.n, c.k.n, size)
		r, s := c.n.n, c.k.n
		if transposed {
			r, s = s, r
		}
		p.library.Gemv(transposed, r, s, b, ld, lowest(a, c.k.a, c.k.n), c.k.a/size, lowest(d, c.n.d, c.n.n), c.n.d/size)
	default:
		aT, lda, _ := rowsOf(c.m.a, c.k.a, c.m.n, c.k.n, size)
		bT, ldb, _ := rowsOf(c.n.b, c.k.b, c.n.n, c.k.n, size)
		_, ldd, _ := rowsOf(c.m.d, c.n.d, c.m.n, c.n.n, size)
		p.library.Gemm(aT, !bT, c.m.n, c.n.n, c.k.n, a, lda, b, ldb, false, d, ldd)
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

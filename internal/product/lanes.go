package product

import (
	"github.com/go-inplace/inplace/internal/mem"
)

// Products in which one operand is a vector, over memory that can be computed on
// where it lies: dst[j] = Σ a[l]·b[l, j]. The matrix is read once, so what counts is
// that it is read along the axis that lies closer together: lane by lane of k, an
// inner product for each j, or lane by lane of n, added to all of dst at once.

// blockLen is the number of products that are added up before they are added to the
// sum.
const blockLen = 256

// strip is the number of elements of dst that are worked on at once: their sums stay
// in the first-level cache.
const strip = 512

// dot adds up to blockLen products with 4 sums; longer lanes are cut in halves, so
// that rounding errors grow with the logarithm of the length.
func dot[T number](sum, a mem.Addr, as int, b mem.Addr, bs, n int) {
	mem.Store(sum, mem.Load[T](sum)+halves[T](a, as, b, bs, n))
}

func halves[T number](a mem.Addr, as int, b mem.Addr, bs, n int) T {
	if n > 2*blockLen {
		half := (n/2 + blockLen - 1) / blockLen * blockLen
		return halves[T](a, as, b, bs, half) + halves[T](mem.Add(a, half*as), as, mem.Add(b, half*bs), bs, n-half)
	}
	var s0, s1, s2, s3 T
	x, y := 0, 0
	for ; n >= 4; n -= 4 {
		s0 += mem.LoadAt[T](a, x) * mem.LoadAt[T](b, y)
		s1 += mem.LoadAt[T](a, x+as) * mem.LoadAt[T](b, y+bs)
		s2 += mem.LoadAt[T](a, x+2*as) * mem.LoadAt[T](b, y+2*bs)
		s3 += mem.LoadAt[T](a, x+3*as) * mem.LoadAt[T](b, y+3*bs)
		x, y = x+4*as, y+4*bs
	}
	for ; n > 0; n-- {
		s0 += mem.LoadAt[T](a, x) * mem.LoadAt[T](b, y)
		x, y = x+as, y+bs
	}
	return (s0 + s1) + (s2 + s3)
}

// dotFew adds the inner product of a and each of n lanes of b to n sums, for 2 to 4 products each, as dot does.
func dotFew[T number](sums, a mem.Addr, as int, b mem.Addr, bk, bn, k, n int) {
	s := mem.Slice[T](sums, n)
	x0, x1 := mem.Load[T](a), mem.LoadAt[T](a, as)
	off := 0
	switch k {
	case 2:
		for j := range s {
			s[j] += x0*mem.LoadAt[T](b, off) + x1*mem.LoadAt[T](b, off+bk)
			off += bn
		}
	case 3:
		x2 := mem.LoadAt[T](a, 2*as)
		for j := range s {
			s[j] += x0*mem.LoadAt[T](b, off) + x1*mem.LoadAt[T](b, off+bk) + x2*mem.LoadAt[T](b, off+2*bk)
			off += bn
		}
	default:
		x2, x3 := mem.LoadAt[T](a, 2*as), mem.LoadAt[T](a, 3*as)
		for j := range s {
			s[j] += (x0*mem.LoadAt[T](b, off) + x1*mem.LoadAt[T](b, off+bk)) + (x2*mem.LoadAt[T](b, off+2*bk) + x3*mem.LoadAt[T](b, off+3*bk))
			off += bn
		}
	}
}

func dotConj64(sum, a mem.Addr, as int, b mem.Addr, bs, n int) {
	for ; n > 0; n -= blockLen {
		m := min(n, blockLen)
		var s complex64
		for i := range m {
			x := mem.LoadAt[complex64](a, i*as)
			s += complex(real(x), -imag(x)) * mem.LoadAt[complex64](b, i*bs)
		}
		mem.Store(sum, mem.Load[complex64](sum)+s)
		if n > m {
			a, b = mem.Add(a, m*as), mem.Add(b, m*bs)
		}
	}
}

func dotConj128(sum, a mem.Addr, as int, b mem.Addr, bs, n int) {
	for ; n > 0; n -= blockLen {
		m := min(n, blockLen)
		var s complex128
		for i := range m {
			x := mem.LoadAt[complex128](a, i*as)
			s += complex(real(x), -imag(x)) * mem.LoadAt[complex128](b, i*bs)
		}
		mem.Store(sum, mem.Load[complex128](sum)+s)
		if n > m {
			a, b = mem.Add(a, m*as), mem.Add(b, m*bs)
		}
	}
}

func axpy[T number](sum, a mem.Addr, as int, b mem.Addr, bk, bn, k, n int) {
	s := mem.Slice[T](sum, n)
	l := 0
	for ; l+4 <= k; l += 4 {
		x0, x1 := mem.LoadAt[T](a, l*as), mem.LoadAt[T](a, (l+1)*as)
		x2, x3 := mem.LoadAt[T](a, (l+2)*as), mem.LoadAt[T](a, (l+3)*as)
		b0, b1, b2, b3 := mem.Add(b, l*bk), mem.Add(b, (l+1)*bk), mem.Add(b, (l+2)*bk), mem.Add(b, (l+3)*bk)
		off := 0
		for j := range s {
			s[j] += (x0*mem.LoadAt[T](b0, off) + x1*mem.LoadAt[T](b1, off)) + (x2*mem.LoadAt[T](b2, off) + x3*mem.LoadAt[T](b3, off))
			off += bn
		}
	}
	for ; l < k; l++ {
		x, at := mem.LoadAt[T](a, l*as), mem.Add(b, l*bk)
		for j := range s {
			s[j] += x * mem.LoadAt[T](at, j*bn)
		}
	}
}

func add[T number](sum, x mem.Addr, n int) {
	s := mem.Slice[T](sum, n)
	for i, y := range mem.Slice[T](x, n) {
		s[i] += y
	}
}

// byLanes reports whether the core is a vector and a matrix that can be computed on
// where they lie.
func (p *product) byLanes() bool {
	return p.core.m.n == 1 && p.a.native && p.b.native && !(p.a.conj || p.b.conj) || p.byDots() && p.core.n.n == 1
}

// byDots reports whether the lanes of k lie closer together than those of n.
func (p *product) byDots() bool {
	c := &p.core
	return c.m.n == 1 && p.a.native && p.b.native && !(p.a.conj && p.b.conj) && (c.n.n == 1 || abs(c.k.b) <= abs(c.n.b))
}

// lanes computes the core at these offsets from the operands.
func (p *product) lanes(at offsets) {
	p.watch.Poll()
	c, size := &p.core, p.loops.size
	part := mem.Of(p.panels.part[:])
	for from := 0; from < c.n.n; from += strip {
		n := min(strip, c.n.n-from)
		sums := p.panels.sums(n * size)
		clear(mem.Bytes(sums, n*size))
		p.eachSummed(at, func(at offsets) {
			p.watch.Poll()
			a, b := mem.Add(p.a.p, at.a), mem.Add(p.b.p, at.b+from*c.n.b)
			if p.byDots() {
				p.dots(sums, a, b, n)
				return
			}
			if c.k.n <= blockLen {
				p.loops.axpy(sums, a, c.k.a, b, c.k.b, c.n.b, c.k.n, n)
				return
			}
			for l := 0; l < c.k.n; l += blockLen {
				p.watch.Poll()
				clear(mem.Bytes(part, n*size))
				p.loops.axpy(part, mem.Add(a, l*c.k.a), c.k.a, mem.Add(b, l*c.k.b), c.k.b, c.n.b, min(blockLen, c.k.n-l), n)
				p.loops.add(sums, part, n)
			}
		})
		p.store(sums, mem.Add(p.dst.p, at.d+from*c.n.d), c.n.d, n)
	}
}

// dots adds an inner product to each of n sums.
func (p *product) dots(sums, a, b mem.Addr, n int) {
	c, size := &p.core, p.loops.size
	if k := c.k.n; n > 1 && k >= 2 && k <= 4 && !p.a.conj && !p.b.conj {
		p.loops.few(sums, a, c.k.a, b, c.k.b, c.n.b, k, n)
		return
	}
	for j := range n {
		sum := mem.Add(sums, j*size)
		for l := 0; l < c.k.n; l += longest {
			k, x, y := min(longest, c.k.n-l), mem.Add(a, l*c.k.a), mem.Add(b, j*c.n.b+l*c.k.b)
			switch {
			case p.a.conj:
				p.loops.conjDot(sum, x, c.k.a, y, c.k.b, k)
			case p.b.conj:
				p.loops.conjDot(sum, y, c.k.b, x, c.k.a, k)
			default:
				p.loops.dot(sum, x, c.k.a, y, c.k.b, k)
			}
			p.watch.Poll()
		}
	}
}

// longest is how many products are added up between two looks for an interrupt, some milliseconds; a sum is the same where
// nobody looks.
const longest = 1 << 22

// store writes n neighbours, sums in the precision they were computed in, to a lane
// of dst.
func (p *product) store(sums, dst mem.Addr, step, n int) {
	if p.loops.converts() {
		items := mem.Of(p.panels.items[:])
		for i := 0; i < n; i += strip {
			m := min(strip, n-i)
			p.loops.store(items, mem.Add(sums, i*p.loops.size), m)
			p.move(mem.Add(dst, i*step), step, items, p.kind.Size(), m)
		}
		return
	}
	p.move(dst, step, sums, p.kind.Size(), n)
}

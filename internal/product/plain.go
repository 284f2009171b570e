package product

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Plain computes the product of two matrices, of a matrix and a vector on either side, or of two vectors, in a
// tenth of the time that labels, groups and loops around the core take: it does what they would come to. It does
// nothing and reports false if shapes do not fit, where there are more axes, none, or no items, for memory
// behind pointers or of a handle, and where dst may share memory with an input. dst does not overlap itself.
// libraryOf is asked for a library if the product may be large enough for one.
func Plain(kind elem.Kind, dst, a, b *mem.Array, libraryOf func(elem.Kind) *Routines) (done bool) {
	if !near(dst, 0) || !near(a, 1) || !near(b, 1) {
		return false
	}
	c, ok := plainCore(dst, a, b)
	if !ok || !apart(kind.Size(), dst, a) || !apart(kind.Size(), dst, b) {
		return false
	}
	p := productPool.Get().(*product)
	p.kind, p.loops, p.core = kind, loopsOf(kind), c
	p.dst, p.a, p.b = placeOf(dst), operand{place: placeOf(a)}, operand{place: placeOf(b)}
	p.outer, p.batches, p.library = p.outer[:0], 0, nil
	if c.m.n*c.n.n*c.k.n > small {
		p.library = libraryOf(kind)
	}
	p.orient()
	p.computeCore()
	p.release()
	return true
}

// near reports whether an array has at least so many axes, two at most, nothing behind pointers, and a borrow that
// is open and belongs to no handle.
func near(a *mem.Array, least int) bool {
	l := a.L()
	return !a.Owned() && a.Live() && l.Far == nil && l.NDim <= 2 && l.NDim >= least
}

// plainCore is the core of a product of operands of one or two axes; ok is false if they do not fit.
func plainCore(dst, a, b *mem.Array) (c core, ok bool) {
	d, x, y := dst.L(), a.L(), b.L()
	if d.NDim != x.NDim+y.NDim-2 {
		return c, false
	}
	over := x.NDim - 1
	n := x.Shape[over]
	if n == 0 || y.Shape[0] != n {
		return c, false
	}
	c = core{m: axis{n: 1}, n: axis{n: 1}, k: axis{n: n, a: x.Strides[over], b: y.Strides[0]}}
	if n == 1 {
		c.k = axis{n: 1}
	}
	at := 0
	if x.NDim == 2 {
		if c.m, ok = outerAxis(d.Shape[at], x.Shape[0], d.Strides[at]); !ok {
			return c, false
		}
		c.m.a = x.Strides[0]
		at++
	}
	if y.NDim == 2 {
		if c.n, ok = outerAxis(d.Shape[at], y.Shape[1], d.Strides[at]); !ok {
			return c, false
		}
		c.n.b = y.Strides[1]
	}
	return c, true
}

// outerAxis is an axis of dst and of one input. Of length 1 its strides say nothing: full planning drops it.
func outerAxis(n, other, stride int) (x axis, ok bool) {
	return axis{n: n, d: stride}, n == other && n > 1
}

// apart reports whether the spans of two arrays share no byte.
func apart(size int, a, b *mem.Array) bool {
	lo, hi := span(size, a)
	from, to := span(size, b)
	return hi <= from || to <= lo
}

func span(size int, a *mem.Array) (lo, hi uintptr) {
	down, up := 0, size
	l := a.L()
	for i := range l.NDim {
		if reach := (l.Shape[i] - 1) * l.Strides[i]; reach < 0 {
			down += reach
		} else {
			up += reach
		}
	}
	p := mem.Uint(a.Base)
	return p + uintptr(down), p + uintptr(up)
}

//go:build cgo && linux

package npblas

import (
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/blas"
)

// An operand is an array of a call. What the routine must neither read nor write is NaN and marked as a gap:
// what lies between rows, between the elements of a vector and behind the last one, the other
// triangle, the diagonal of a unit triangle.
type operand struct {
	data []complex128
	gap  []bool
}

func gaps(n int) *operand {
	o := &operand{make([]complex128, n), make([]bool, n)}
	for i := range o.data {
		o.leave(i)
	}
	return o
}

func (o *operand) leave(i int)             { o.data[i], o.gap[i] = nan, true }
func (o *operand) set(i int, x complex128) { o.data[i], o.gap[i] = x, false }

// spoil makes what is to be overwritten NaN.
func (o *operand) spoil() {
	for i := range o.data {
		o.data[i] = nan
	}
}

// A caseMaker makes the arguments of one call. Arrays and scalars are complex128 here and are converted to
// the routine's types.
type caseMaker struct {
	*rand.Rand
	i       int  // number of the case: flags and special values go round by it
	complex bool // the element type
	conj    bool // a routine of Hermitian matrices
	nans    bool // now and then an element is NaN
	seen    map[string]int
}

func (c *caseMaker) saw(what string) { c.seen[what]++ }

var nan = complex(math.NaN(), math.NaN())

// turn takes the next of n choices in an order that meets all combinations.
func (c *caseMaker) turn(n int) int {
	k := c.i % n
	c.i /= n
	return k
}

func (c *caseMaker) trans() blas.Transpose {
	t := []blas.Transpose{blas.NoTrans, blas.Trans, blas.ConjTrans}[c.turn(3)]
	c.saw("trans " + string(t))
	return t
}

// rankTrans is what syrk and its relatives allow.
func (c *caseMaker) rankTrans() blas.Transpose {
	allowed := []blas.Transpose{blas.NoTrans, blas.Trans, blas.ConjTrans}
	switch {
	case c.conj:
		allowed = []blas.Transpose{blas.NoTrans, blas.ConjTrans}
	case c.complex:
		allowed = allowed[:2]
	}
	t := allowed[c.turn(len(allowed))]
	c.saw("trans " + string(t))
	return t
}

func (c *caseMaker) uplo() blas.Uplo {
	u := []blas.Uplo{blas.Upper, blas.Lower}[c.turn(2)]
	c.saw("uplo " + string(u))
	return u
}

func (c *caseMaker) diag() blas.Diag {
	d := []blas.Diag{blas.NonUnit, blas.Unit}[c.turn(2)]
	c.saw("diag " + string(d))
	return d
}

func (c *caseMaker) side() blas.Side {
	s := []blas.Side{blas.Left, blas.Right}[c.turn(2)]
	c.saw("side " + string(s))
	return s
}

// size is a dimension: mostly small, sometimes past the block sizes, now and then 0.
func (c *caseMaker) size() int {
	if c.saw("size"); c.seen["size"]%11 == 0 {
		c.saw("size 0")
		return 0
	}
	switch c.IntN(11) {
	case 0:
		return 1
	case 1:
		return 17 + c.IntN(40)
	}
	return 2 + c.IntN(12)
}

func (c *caseMaker) alpha() complex128 {
	switch c.IntN(6) {
	case 0:
		c.saw("alpha 0")
		return 0
	case 1:
		c.saw("alpha 1")
		return 1
	}
	return c.number()
}

func (c *caseMaker) beta() complex128 {
	switch c.IntN(3) {
	case 0:
		c.saw("beta 0")
		return 0
	case 1:
		c.saw("beta 1")
		return 1
	}
	return c.number()
}

// number is never 0: gonum skips zeros, see the test of NaN.
func (c *caseMaker) number() complex128 {
	return complex(math.Copysign(0.1+c.Float64(), c.Float64()-0.5), math.Copysign(0.1+c.Float64(), c.Float64()-0.5))
}

// element is a number of an array.
func (c *caseMaker) element() complex128 {
	if c.nans && c.IntN(60) == 0 {
		c.saw("NaN")
		return nan
	}
	return c.number()
}

// matrix is rows by cols with a gap after each row but the last.
func (c *caseMaker) matrix(rows, cols int) (a *operand, ld int) {
	ld = max(1, cols)
	if c.IntN(2) == 0 {
		ld += 1 + c.IntN(3)
		c.saw("stride > columns")
	}
	a = gaps(max((rows-1)*ld+cols, 0) + c.IntN(3))
	for i := range rows {
		for j := range cols {
			a.set(i*ld+j, c.element())
		}
	}
	return a, ld
}

// under spoils what a beta of 0 overwrites, now and then.
func (c *caseMaker) under(beta complex128, r *operand) {
	if beta == 0 && c.IntN(2) == 0 {
		c.saw("NaN under beta 0")
		r.spoil()
	}
}

func (c *caseMaker) result(rows, cols int, beta complex128) (r *operand, ld int) {
	r, ld = c.matrix(rows, cols)
	c.under(beta, r)
	return r, ld
}

// triangle has small numbers off the diagonal, so that solving is well conditioned.
func (c *caseMaker) triangle(n int, ul blas.Uplo, d blas.Diag) (a *operand, ld int) {
	a, ld = c.half(n, ul)
	for i := range n {
		for j := range n {
			at := i*ld + j
			switch {
			case i == j && d == blas.Unit:
				a.leave(at)
			case i == j:
				a.data[at] += 2
			default:
				a.data[at] /= complex(float64(n), 0)
			}
		}
	}
	return a, ld
}

// half is a symmetric or Hermitian matrix of which one triangle is there; the imaginary parts
// of a Hermitian diagonal do not count.
func (c *caseMaker) half(n int, ul blas.Uplo) (a *operand, ld int) {
	a, ld = c.matrix(n, n)
	for i := range n {
		for j := range n {
			if j < i && ul == blas.Upper || j > i && ul == blas.Lower {
				a.leave(i*ld + j)
			}
		}
	}
	return a, ld
}

func (c *caseMaker) halfResult(n int, ul blas.Uplo, beta complex128) (r *operand, ld int) {
	r, ld = c.half(n, ul)
	c.under(beta, r)
	return r, ld
}

// band is a triangular or symmetric band of k diagonals besides the main one, by rows.
func (c *caseMaker) band(n, k int, ul blas.Uplo, d blas.Diag) (a *operand, ld int) {
	a, ld = c.matrix(n, k+1)
	for i := range n {
		for j := range k + 1 {
			column, diagonal := i+j, 0
			if ul == blas.Lower {
				column, diagonal = i-k+j, k
			}
			at := i*ld + j
			switch {
			case column < 0 || column >= n, j == diagonal && d == blas.Unit:
				a.leave(at)
			case j == diagonal:
				a.data[at] += 2
			default:
				a.data[at] /= complex(float64(n), 0)
			}
		}
	}
	return a, ld
}

// generalBand is band storage by rows, as Dgbmv takes it.
func (c *caseMaker) generalBand(m, n, kL, kU int) (a *operand, ld int) {
	rows := min(m, n+kL)
	a, ld = c.matrix(rows, kL+kU+1)
	for i := range rows {
		for j := range kL + kU + 1 {
			if column := i - kL + j; column < 0 || column >= n {
				a.leave(i*ld + j)
			}
		}
	}
	return a, ld
}

// packed is a triangle without gaps.
func (c *caseMaker) packed(n int, ul blas.Uplo, d blas.Diag) *operand {
	a := gaps(n*(n+1)/2 + c.IntN(3))
	at := 0
	for i := range n {
		first, last := 0, i
		if ul == blas.Upper {
			first, last = i, n-1
		}
		for j := first; j <= last; j++ {
			switch {
			case i == j && d == blas.Unit:
			case i == j:
				a.set(at, c.number()+2)
			default:
				a.set(at, c.number()/complex(float64(n), 0))
			}
			at++
		}
	}
	return a
}

// vector has any increment but 0; positive ones only where the routine takes no others.
func (c *caseMaker) vector(n int, positive bool) (x *operand, inc int) {
	inc = []int{1, 2, -1, 3, -2}[c.IntN(5)]
	if positive {
		inc = max(inc, -inc)
	}
	switch {
	case inc < 0:
		c.saw("negative increment")
	case inc > 1:
		c.saw("increment > 1")
	}
	step := max(inc, -inc)
	x = gaps(max((n-1)*step+1, 0) + c.IntN(3))
	for i := range n {
		x.set(i*step, c.element())
	}
	return x, inc
}

func (c *caseMaker) vectorResult(n int, beta complex128) (y *operand, inc int) {
	y, inc = c.vector(n, false)
	c.under(beta, y)
	return y, inc
}

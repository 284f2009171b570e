package ops

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// MatMul sets dst to the matrix product of a and b, as np.matmul(a, b, out=dst):
//
//   - of two-dimensional operands dst[i, j] = Σ a[i, k]·b[k, j];
//   - axes in front of the last two are those of stacks of matrices: they are stretched
//     to dst's, one product for each matrix of dst;
//   - a one-dimensional a is a row, a one-dimensional b a column: dst then lacks the
//     axis. Of two of them dst has no axis (see also [Dot]).
//
// Integers wrap around, booleans are joined by "and" and "or", Float16 and BFloat16
// are computed in float32 and rounded once; 0·NaN is NaN. Sums over no elements are 0.
// All layouts will do: what is strided, swapped or misaligned is packed on the way,
// a tile at a time; only what lies behind pointers is copied as a whole. Where a library was brought in (by npblas.Use, or blas64.Use
// and its kin) it computes the products of float32, float64 and complex matrices, and
// their rounding is its own. dst may be an input or share memory with it: the result
// is that of reading everything first.
//
// The error wraps [ndview.ErrShape] (a [*ProductError]) if the shapes do not fit, and
// [ndview.ErrOverlap] if dst overlaps itself; nothing is written then.
func MatMul[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T]) error {
	return matMul(elem.KindOf[T](), dst.Array(), a.Array(), b.Array())
}

// A coreSignature says which letters the last axes of each operand have.
type coreSignature struct {
	op, text string
	dst      string
	a, b     string
	conj     bool
}

var (
	signatureMatMul = coreSignature{op: "ops.MatMul", text: "(n?,k),(k,m?)->(n?,m?)", dst: "nm", a: "nk", b: "km"}
	signatureMatVec = coreSignature{op: "ops.MatVec", text: "(m,n),(n)->(m)", dst: "m", a: "mn", b: "n"}
	signatureVecMat = coreSignature{op: "ops.VecMat", text: "(n),(n,m)->(m)", dst: "m", a: "n", b: "nm", conj: true}
	signatureVecDot = coreSignature{op: "ops.VecDot", text: "(n),(n)->()", dst: "", a: "n", b: "n", conj: true}
)

func matMul(kind elem.Kind, dst, a, b *mem.Array) error {
	s := signatureMatMul
	if a.L().NDim == 1 {
		s.a, s.dst = "k", "m"
	}
	if b.L().NDim == 1 {
		s.b, s.dst = "k", s.dst[:len(s.dst)-1]
	}
	return s.do(kind, dst, a, b)
}

// MatVec sets dst to the product of a matrix and a vector, dst[i] = Σ a[i, k]·x[k], as
// np.matvec. Further axes in front are those of stacks, as for [MatMul], whose words
// on elements, memory and errors hold here.
func MatVec[T ndview.Element](dst ndview.MutView[T], a, x ndview.View[T]) error {
	return signatureMatVec.do(elem.KindOf[T](), dst.Array(), a.Array(), x.Array())
}

// VecMat sets dst to the product of a vector and a matrix, dst[j] = Σ x[k]·a[k, j], as
// np.vecmat: a complex x is conjugated, unlike by MatMul. Further axes in front are
// those of stacks, as for [MatMul], whose words on elements, memory and errors hold
// here.
func VecMat[T ndview.Element](dst ndview.MutView[T], x, a ndview.View[T]) error {
	return signatureVecMat.do(elem.KindOf[T](), dst.Array(), x.Array(), a.Array())
}

// VecDot sets dst to the inner products of vectors along the last axis, Σ a[k]·b[k],
// as np.vecdot: a complex a is conjugated. The axes in front are stretched to dst's.
// See [MatMul] for elements, memory and errors.
func VecDot[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T]) error {
	return signatureVecDot.do(elem.KindOf[T](), dst.Array(), a.Array(), b.Array())
}

// do computes a product by its signature.
func (s coreSignature) do(kind elem.Kind, dst, a, b *mem.Array) error {
	c := contraction{op: s.op, signature: s.text, kind: kind, names: operandNames, dst: dst, a: a, b: b, conj: s.conj, strict: letter}
	c.check()
	stack := dst.L().NDim - len(s.dst)
	if stack < 0 || !s.label(&c.l, a, s.a, stack) || !s.label(&c.r, b, s.b, stack) {
		return s.ndimError(&c)
	}
	s.label(&c.d, dst, s.dst, stack)
	return c.do()
}

// label labels the axes of an operand: those of stacks are counted from the last one
// in front of the core. ok is false if it has too many or too few of them.
func (s coreSignature) label(l *labels, a *mem.Array, core string, stack int) (ok bool) {
	own := a.L().NDim - len(core)
	if own < 0 || own > stack {
		return false
	}
	l.count(stack-own, own)
	for i := range len(core) {
		l.add(core[i])
	}
	return true
}

//go:noinline
func (s coreSignature) ndimError(c *contraction) error {
	e := c.newShapeError()
	most := -1
	for k, o := range []struct {
		a    *mem.Array
		core string
	}{{c.a, s.a}, {c.b, s.b}} {
		own := o.a.L().NDim - len(o.core)
		if own < 0 {
			least := len(o.core)
			if strings.Contains(s.text, "?") {
				least = 1 // an axis may be missing
			}
			e.Unmet = append(e.Unmet, fmt.Sprintf("%s has %s, wanted at least %d", c.names[k+1], axesText(o.a.L().NDim), least))
		}
		most = max(most, own)
	}
	if have := c.dst.L().NDim; len(e.Unmet) == 0 && have < most+len(s.dst) {
		e.Unmet = append(e.Unmet, fmt.Sprintf("dst has %s, wanted %d", axesText(have), most+len(s.dst)))
	}
	return e
}

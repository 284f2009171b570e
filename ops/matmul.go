package ops

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/product"
	"github.com/go-inplace/inplace/internal/rawblas"
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

// A signature says which letters the last axes of each operand have.
type signature struct {
	wording
	dst, a, b string
	conj      bool
}

var (
	signatureMatMul = signature{wording{"ops.MatMul", "(n?,k),(k,m?)->(n?,m?)", operandNames, letter}, "nm", "nk", "km", false}
	signatureMatVec = signature{wording{"ops.MatVec", "(m,n),(n)->(m)", operandNames, letter}, "m", "mn", "n", false}
	signatureVecMat = signature{wording{"ops.VecMat", "(n),(n,m)->(m)", operandNames, letter}, "m", "n", "nm", true}
	signatureVecDot = signature{wording{"ops.VecDot", "(n),(n)->()", operandNames, letter}, "", "n", "n", true}

	// of a row, of a column, of both
	signatureRow    = signature{signatureMatMul.wording, "m", "k", "km", false}
	signatureColumn = signature{signatureMatMul.wording, "n", "nk", "k", false}
	signatureBoth   = signature{signatureMatMul.wording, "", "k", "k", false}
)

func matMul(kind elem.Kind, dst, a, b *mem.Array) error {
	s := &signatureMatMul
	switch row, column := a.L().NDim == 1, b.L().NDim == 1; {
	case row && column:
		s = &signatureBoth
	case row:
		s = &signatureRow
	case column:
		s = &signatureColumn
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
func (s *signature) do(kind elem.Kind, dst, a, b *mem.Array) error {
	if (!s.conj || !kind.IsComplex()) && a.L().NDim == len(s.a) && b.L().NDim == len(s.b) && plainProduct(kind, dst, a, b) {
		return nil
	}
	c := contraction{kind: kind, dst: dst, a: a, b: b, conj: s.conj}
	c.check()
	stack := dst.L().NDim - len(s.dst)
	if stack < 0 || !label(&c.l, a, s.a, stack) || !label(&c.r, b, s.b, stack) {
		all, n := c.operands()
		return s.ndimError(all[:n])
	}
	label(&c.d, dst, s.dst, stack)
	return c.do(&s.wording)
}

// plainProduct computes a product of one or two axes each that needs no labels; see [product.Plain].
func plainProduct(kind elem.Kind, dst, a, b *mem.Array) (done bool) {
	return plainlyApart(dst.L(), kind.Size()) && product.Plain(kind, dst, a, b, rawblas.LibraryOf)
}

// label labels the axes of an operand: those of stacks are counted from the last one
// in front of the core. ok is false if it has too many or too few of them.
func label(l *product.Labels, a *mem.Array, core string, stack int) (ok bool) {
	own := a.L().NDim - len(core)
	if own < 0 || own > stack {
		return false
	}
	l.Count(stack-own, own)
	for i := range len(core) {
		l.Add(core[i])
	}
	return true
}

//go:noinline
func (s *signature) ndimError(all []operandAxes) error {
	e := newProductError(&s.wording, all)
	most := -1
	for k, core := range []string{s.a, s.b} {
		have := all[k+1].l.NDim
		if have < len(core) {
			least := len(core)
			if strings.Contains(s.signature, "?") {
				least = 1 // an axis may be missing
			}
			e.Unmet = append(e.Unmet, fmt.Sprintf("%s has %s, wanted at least %d", s.names[k+1], axesText(have), least))
		}
		most = max(most, have-len(core))
	}
	if have := all[0].l.NDim; len(e.Unmet) == 0 && have < most+len(s.dst) {
		e.Unmet = append(e.Unmet, fmt.Sprintf("dst has %s, wanted %d", axesText(have), most+len(s.dst)))
	}
	return e
}

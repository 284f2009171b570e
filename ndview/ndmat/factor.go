package ndmat

import (
	"errors"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/blas/blas64"
)

// Factorisations in place.
//
// mat.LU, Cholesky, QR and EigenSym begin with a copy of the matrix. LAPACK itself
// works in place, on any memory with a Stride, and leaves the gaps between the rows
// alone. A view in Fortran order is in rows the transpose, so its factors are found
// with the transposed routine: Aᵀ = P·L·U solves A·x = b by Trans, and the LQ of Aᵀ
// is the QR of A.
//
// A factorisation looks into the memory of its view for as long as it is used: do
// not write to it in between. Right-hand sides are overwritten with the solutions.

// Errors of matrices whose numbers do not allow what was asked for; the last two are
// panic values.
var (
	ErrSingular            = errors.New("inplace: ndmat: the matrix is singular; least squares (FactorQR, mat.SVD) may have an answer")
	ErrNotPositiveDefinite = errors.New("inplace: ndmat: the matrix is not positive definite; FactorLU takes any square matrix")
	ErrNoConvergence       = errors.New("inplace: ndmat: the eigenvalues were not found in the iterations that LAPACK allows; look for NaN and Inf")
	ErrZeroValue           = errors.New("inplace: ndmat: the zero value of a Receiver or a factorisation was used; Into, FactorLU, FactorCholesky and FactorQR make them")
	ErrUsedUp              = errors.New("inplace: ndmat: the factorisation was used up: its memory holds an inverse or a Q now; factor anew")
)

// factors is the memory of a factorisation.
type factors struct {
	v      ndview.MutView[float64]
	o      rawblas.Order
	usedUp bool
}

// array returns the memory. It panics with ErrZeroValue if there is none.
func (f *factors) array() *mem.Array {
	a := f.v.Array()
	if a.Slot == nil {
		panic(ErrZeroValue)
	}
	return a
}

// memory returns the factors in rows. It panics if the borrow has ended, and with
// ErrUsedUp if they are there no more.
func (f *factors) memory() blas64.General {
	a := f.array()
	a.Check()
	if f.usedUp {
		panic(ErrUsedUp)
	}
	g, _ := rawblas.General64(a, f.o) // the constructor has asked
	return g
}

// give marks the factors as overwritten.
func (f *factors) give() { f.usedUp = true }

// rightHandSides returns b, of n rows or n elements, as matrices in rows: itself, or
// each column of Fortran order on its own. b must not share memory with the factors.
func (f *factors) rightHandSides(op string, b *ndview.MutView[float64], n int) ([]blas64.General, error) {
	a := checked(b)
	if b.NDim() == 0 || b.NDim() > 2 || b.Len(0) != n {
		return nil, refuse[float64](op, "right-hand side", a, rawblas.LengthUnmet(a.L(), n))
	}
	if ndview.Overlaps(&f.v, b) != ndview.Disjoint {
		return nil, refusedOverlap(op, b)
	}
	if b.NDim() == 1 {
		x, ok := rawblas.Vector64(a)
		if !ok || x.Inc < 0 {
			return nil, refuse[float64](op, "right-hand side", a, rawblas.VectorUnmet[float64](a, true))
		}
		return []blas64.General{column(x)}, nil
	}
	if g, ok := rawblas.General64(a, rawblas.RowMajor); ok {
		return []blas64.General{g}, nil
	}
	if _, ok := rawblas.General64(a, rawblas.ColMajor); !ok {
		return nil, refuse[float64](op, "right-hand side", a, rawblas.GeneralUnmet[float64](a, rawblas.RowMajor))
	}
	var columns []blas64.General
	for j := range b.Len(1) {
		c := b.Col(j)
		x, _ := rawblas.Vector64(c.Array()) // a column of Fortran order
		columns = append(columns, column(x))
	}
	return columns, nil
}

// accepts is the error of b as a right-hand side, before v is factored.
func (f *factors) accepts(op string, b *ndview.MutView[float64]) error {
	mem.Hold(f.array(), b.Array())
	defer mem.Unhold(f.v.Array(), b.Array())
	_, err := f.rightHandSides(op, b, f.v.Len(0))
	return err
}

// column is a vector as a matrix of one column.
func column(x blas64.Vector) blas64.General {
	return blas64.General{Rows: x.N, Cols: 1, Stride: x.Inc, Data: x.Data}
}

// square returns the order of a square view, or refuses it.
func square(op, want string, v *ndview.MutView[float64]) (rawblas.Order, error) {
	a := checked(v)
	_, o, ok := rawblas.EitherOf[float64](a)
	if !ok || v.Len(0) != v.Len(1) {
		if !ok {
			o = rawblas.RowMajor
		}
		return o, refuse[float64](op, want, a, rawblas.SquareUnmet[float64](a, o))
	}
	return o, nil
}

// work calls a routine of LAPACK's twice: to ask how much scratch memory it wants,
// and with it.
func work(routine func(work []float64, lwork int)) {
	ask := []float64{0}
	routine(ask, -1)
	n := int(ask[0])
	routine(make([]float64, n), n)
}

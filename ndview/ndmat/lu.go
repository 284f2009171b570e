package ndmat

import (
	"math"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/lapack64"
)

// An LU is the factorisation P·L·U of a square matrix, in the memory of a view.
// [FactorLU] makes it.
type LU struct {
	factors
	pivots []int
	norm   float64 // the 1-norm of the matrix before
	zero   bool    // U has a zero on its diagonal
}

// FactorLU factors a square view in C or Fortran order in place: L without its unit
// diagonal and U take the place of the matrix (of its transpose, in Fortran order).
// A singular matrix has an LU too; Solve and Inverse refuse it.
//
// The error is a [*RefusedError] about the layout. FactorLU panics with a
// [ndview.ReleasedError] if the borrow of v has ended, and so do the methods.
// Source: LAPACK's dgetrf.
func FactorLU(v ndview.MutView[float64]) (*LU, error) {
	o, err := square("FactorLU", "matrix to factor", &v)
	if err != nil {
		return nil, err
	}
	f := &LU{factors: factors{v: v, o: o}, pivots: make([]int, v.Len(0))}
	mem.Hold(f.array())
	defer mem.Unhold(f.v.Array())
	g := f.memory()
	f.norm = lapack64.Lange(f.norm1(), g, make([]float64, g.Cols))
	f.zero = !lapack64.Getrf(g, f.pivots)
	return f, nil
}

// norm1 is the norm of the memory that is the 1-norm of the matrix.
func (f *LU) norm1() lapack.MatrixNorm {
	if f.o == rawblas.ColMajor {
		return lapack.MaxRowSum
	}
	return lapack.MaxColumnSum
}

// Solve overwrites b, of n elements or n×k, with the solution x of A·x = b. b may be
// a vector with a positive stride or a matrix in C or Fortran order. The error wraps
// [ErrSingular], the sentinels of a refusal, or [ndview.ErrOverlap].
func (f *LU) Solve(b ndview.MutView[float64]) error {
	return f.solve("LU.Solve", b, f.o == rawblas.ColMajor)
}

// SolveTrans is Solve for Aᵀ·x = b.
func (f *LU) SolveTrans(b ndview.MutView[float64]) error {
	return f.solve("LU.SolveTrans", b, f.o == rawblas.RowMajor)
}

func (f *LU) solve(op string, b ndview.MutView[float64], transposed bool) error {
	mem.Hold(f.array(), b.Array())
	defer mem.Unhold(f.v.Array(), b.Array())
	g := f.memory()
	sides, err := f.rightHandSides(op, &b, g.Rows)
	if err != nil {
		return err
	}
	if f.zero {
		return ErrSingular
	}
	for _, s := range sides {
		lapack64.Getrs(transpose(transposed), g, s, f.pivots)
	}
	return nil
}

// Inverse overwrites the view with the inverse of the matrix. The factorisation is
// used up then: its methods panic with [ErrUsedUp]. The error is [ErrSingular].
func (f *LU) Inverse() error {
	mem.Hold(f.array())
	defer mem.Unhold(f.v.Array())
	g := f.memory()
	if f.zero {
		return ErrSingular
	}
	work(func(work []float64, lwork int) { lapack64.Getri(g, f.pivots, work, lwork) })
	f.give()
	return nil
}

// Det returns the determinant. It may overflow or underflow; LogDet does not.
func (f *LU) Det() float64 {
	mem.Hold(f.array())
	defer mem.Unhold(f.v.Array())
	g := f.memory()
	det := 1.0
	for i, p := range f.pivots {
		det *= g.Data[i*g.Stride+i]
		if p != i {
			det = -det
		}
	}
	return det
}

// LogDet returns the logarithm of the absolute value of the determinant, and its
// sign: −1, 0 or 1.
func (f *LU) LogDet() (log, sign float64) {
	mem.Hold(f.array())
	defer mem.Unhold(f.v.Array())
	g := f.memory()
	sign = 1
	for i, p := range f.pivots {
		u := g.Data[i*g.Stride+i]
		if u < 0 {
			sign = -sign
		}
		if p != i {
			sign = -sign
		}
		log += math.Log(math.Abs(u))
	}
	if f.zero {
		return math.Inf(-1), 0
	}
	return log, sign
}

// Cond returns LAPACK's estimate of the condition number in the 1-norm, +Inf for a
// singular matrix.
func (f *LU) Cond() float64 {
	mem.Hold(f.array())
	defer mem.Unhold(f.v.Array())
	g := f.memory()
	if f.zero {
		return math.Inf(1)
	}
	return 1 / lapack64.Gecon(f.norm1(), g, f.norm, make([]float64, 4*g.Rows), make([]int, g.Rows))
}

// Pivots returns the row that each row was exchanged with, in this order (of the
// transpose, in Fortran order).
func (f *LU) Pivots() []int { return append([]int(nil), f.pivots...) }

// Solve overwrites b with the solution x of A·x = b, and a with its LU
// factorisation, in place: [FactorLU] and [LU.Solve] in one. If a or b is refused,
// neither is written.
func Solve(a, b ndview.MutView[float64]) error {
	o, err := square("Solve", "matrix to factor", &a)
	if err != nil {
		return err
	}
	if err := (&factors{v: a, o: o}).accepts("Solve", &b); err != nil {
		return err
	}
	f, err := FactorLU(a)
	if err != nil {
		return err
	}
	return f.Solve(b)
}

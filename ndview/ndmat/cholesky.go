package ndmat

import (
	"math"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
)

// A Cholesky is the factorisation Uᵀ·U (or L·Lᵀ) of a symmetric positive definite
// matrix, in one triangle of a view. [FactorCholesky] makes it.
type Cholesky struct {
	factors
	uplo blas.Uplo // of the memory in rows
	norm float64   // the 1-norm of the matrix before
}

// FactorCholesky factors a symmetric positive definite view in C or Fortran order in
// place. uplo, blas.Upper or blas.Lower, says which triangle holds the numbers: U or
// L takes its place, and the other triangle is neither read nor written.
//
// The error is [ErrNotPositiveDefinite], and the triangle is spoiled then, or a
// [*RefusedError] about the layout. FactorCholesky panics with a
// [ndview.ReleasedError] if the borrow of v has ended, as do the methods, and with an
// [*UploError] for another uplo. Source: LAPACK's dpotrf.
func FactorCholesky(v ndview.MutView[float64], uplo blas.Uplo) (*Cholesky, error) {
	triangle(uplo)
	o, err := square("FactorCholesky", "symmetric matrix to factor", &v)
	if err != nil {
		return nil, err
	}
	if o == rawblas.ColMajor {
		uplo = rawblas.Other(uplo)
	}
	f := &Cholesky{factors: factors{v: v, o: o}, uplo: uplo}
	mem.Hold(f.array())
	defer mem.Unhold(f.v.Array())
	s := f.symmetric()
	f.norm = lapack64.Lansy('O', s, make([]float64, s.N))
	if _, ok := lapack64.Potrf(s); !ok {
		return nil, ErrNotPositiveDefinite
	}
	return f, nil
}

func (f *Cholesky) symmetric() blas64.Symmetric {
	g := f.memory()
	return blas64.Symmetric{Uplo: f.uplo, N: g.Rows, Stride: g.Stride, Data: g.Data}
}

func (f *Cholesky) triangular() blas64.Triangular {
	g := f.memory()
	return blas64.Triangular{Uplo: f.uplo, Diag: blas.NonUnit, N: g.Rows, Stride: g.Stride, Data: g.Data}
}

// Solve overwrites b, of n elements or n×k, with the solution x of A·x = b. b may be
// a vector with a positive stride or a matrix in C or Fortran order. The error wraps
// the sentinels of a refusal, or [ndview.ErrOverlap].
func (f *Cholesky) Solve(b ndview.MutView[float64]) error {
	mem.Hold(f.array(), b.Array())
	defer mem.Unhold(f.v.Array(), b.Array())
	t := f.triangular()
	sides, err := f.rightHandSides("Cholesky.Solve", &b, t.N)
	if err != nil {
		return err
	}
	for _, s := range sides {
		lapack64.Potrs(t, s)
	}
	return nil
}

// Inverse overwrites the triangle with that of the inverse of the matrix. The
// factorisation is used up then: its methods panic with [ErrUsedUp].
func (f *Cholesky) Inverse() {
	mem.Hold(f.array())
	defer mem.Unhold(f.v.Array())
	lapack64.Potri(f.triangular())
	f.give()
}

// Det returns the determinant. It may overflow or underflow; LogDet does not.
func (f *Cholesky) Det() float64 {
	mem.Hold(f.array())
	defer mem.Unhold(f.v.Array())
	t := f.triangular()
	det := 1.0
	for i := range t.N {
		u := t.Data[i*t.Stride+i]
		det *= u * u
	}
	return det
}

// LogDet returns the logarithm of the determinant, which is positive.
func (f *Cholesky) LogDet() (log float64) {
	mem.Hold(f.array())
	defer mem.Unhold(f.v.Array())
	t := f.triangular()
	for i := range t.N {
		log += 2 * math.Log(t.Data[i*t.Stride+i])
	}
	return log
}

// Cond returns LAPACK's estimate of the condition number in the 1-norm.
func (f *Cholesky) Cond() float64 {
	mem.Hold(f.array())
	defer mem.Unhold(f.v.Array())
	s := f.symmetric()
	return 1 / lapack64.Pocon(s, f.norm, make([]float64, 3*s.N), make([]int, s.N))
}

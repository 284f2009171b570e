package ndmat

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack/lapack64"
)

// A QR is the factorisation Q·R of a matrix with at least as many rows as columns,
// in the memory of a view. [FactorQR] makes it.
type QR struct {
	factors
	tau []float64
}

// FactorQR factors a view of m×n, m ≥ n, in C or Fortran order in place: R takes the
// upper triangle, the reflections that make Q what is below.
//
// The error is a [*RefusedError] about layout or shape. FactorQR panics with a
// [ndview.ReleasedError] if the borrow of v has ended, and so do the methods.
// Source: LAPACK's dgeqrf; in Fortran order dgelqf of the transpose.
func FactorQR(v ndview.MutView[float64]) (*QR, error) {
	o, err := tall("FactorQR", &v)
	if err != nil {
		return nil, err
	}
	f := &QR{factors{v: v, o: o}, make([]float64, v.Len(1))}
	mem.Hold(f.array())
	defer mem.Unhold(f.v.Array())
	g := f.memory()
	work(func(work []float64, lwork int) {
		if o == rawblas.ColMajor {
			lapack64.Gelqf(g, f.tau, work, lwork)
		} else {
			lapack64.Geqrf(g, f.tau, work, lwork)
		}
	})
	return f, nil
}

// Solve overwrites the first n rows of b, of m elements or m×k, with the x that
// minimises the norm of A·x − b; the squares of the other rows add up to the square
// of that norm. b may be a vector with a positive stride or a matrix in C or Fortran
// order. The error is [ErrSingular] if the columns of A are linearly dependent and R
// shows it by a zero, wraps the sentinels of a refusal, or [ndview.ErrOverlap].
func (f *QR) Solve(b ndview.MutView[float64]) error {
	mem.Hold(f.array(), b.Array())
	defer mem.Unhold(f.v.Array(), b.Array())
	g := f.memory()
	sides, err := f.rightHandSides("QR.Solve", &b, f.v.Len(0))
	if err != nil {
		return err
	}
	r := blas64.Triangular{Uplo: blas.Upper, Diag: blas.NonUnit, N: len(f.tau), Stride: g.Stride, Data: g.Data}
	if f.o == rawblas.ColMajor {
		r.Uplo = blas.Lower
	}
	for i := range r.N {
		if r.Data[i*r.Stride+i] == 0 {
			return ErrSingular
		}
	}
	for _, s := range sides {
		f.applyQT(g, s)
		top := s
		top.Rows = r.N
		lapack64.Trtrs(transpose(f.o == rawblas.ColMajor), r, top)
	}
	return nil
}

// applyQT overwrites b with Qᵀ·b.
func (f *QR) applyQT(g, b blas64.General) {
	work(func(work []float64, lwork int) {
		if f.o == rawblas.ColMajor {
			lapack64.Ormlq(blas.Left, blas.NoTrans, g, f.tau, b, work, lwork)
		} else {
			lapack64.Ormqr(blas.Left, blas.Trans, g, f.tau, b, work, lwork)
		}
	})
}

// R returns the view of the n×n upper triangle R; what is below its diagonal does
// not belong to it.
func (f *QR) R() ndview.View[float64] {
	f.memory()
	return f.v.Slice(ndview.To(len(f.tau))).View
}

// Q overwrites the view with the m×n matrix Q, whose columns are orthonormal: copy
// R before. The factorisation is used up then: its methods panic with [ErrUsedUp].
func (f *QR) Q() {
	mem.Hold(f.array())
	defer mem.Unhold(f.v.Array())
	g := f.memory()
	work(func(work []float64, lwork int) {
		if f.o == rawblas.ColMajor {
			lapack64.Orglq(g, f.tau, work, lwork)
		} else {
			lapack64.Orgqr(g, f.tau, work, lwork)
		}
	})
	f.give()
}

// LeastSquares overwrites the first n rows of b with the x that minimises the norm
// of A·x − b, and a, of m×n with m ≥ n, with its QR factorisation, in place:
// [FactorQR] and [QR.Solve] in one. b has the shape (m,), or (m, k) for k right-hand
// sides. If a or b is refused, with a [*RefusedError], neither is written; [ErrSingular]
// says that columns of A depend on each other, and then a has been overwritten.
func LeastSquares(a, b ndview.MutView[float64]) error {
	o, err := tall("LeastSquares", &a)
	if err != nil {
		return err
	}
	if err := (&factors{v: a, o: o}).accepts("LeastSquares", &b); err != nil {
		return err
	}
	f, err := FactorQR(a)
	if err != nil {
		return err
	}
	return f.Solve(b)
}

// tall returns the order of a view with at least as many rows as columns, or refuses it.
func tall(op string, v *ndview.MutView[float64]) (rawblas.Order, error) {
	a := checked(v)
	_, o, ok := rawblas.EitherOf[float64](a)
	if ok && v.Len(0) >= v.Len(1) {
		return o, nil
	}
	if !ok {
		o = rawblas.RowMajor
	}
	unmet := rawblas.GeneralUnmet[float64](a, o)
	if v.NDim() == 2 && v.Len(0) < v.Len(1) {
		unmet = append(unmet, rawblas.Reason{Kind: rawblas.Shape,
			Text: fmt.Sprintf("want at least as many rows as columns, found %d and %d", v.Len(0), v.Len(1))})
	}
	return o, refuse[float64](op, "matrix to factor", a, unmet)
}

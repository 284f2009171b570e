package ndmat

import (
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/blas/cblas64"
)

// The structs of gonum's BLAS packages, for what package mat has no type for:
// float32, complex64, vectors that run backwards, the lower triangle of a symmetric
// matrix, and LAPACK. They are values: unlike the matrices of package mat they
// cannot be emptied when the borrow ends, and must not be kept.
//
// The functions for matrices take the layouts that Dense takes, with the itemsize of
// the elements; of a view in Fortran order v.T() is in C order, and BLAS takes
// blas.Trans. Symmetric, triangular, Hermitian and band structs of the other
// packages have the N, Stride and Data of a General. Data is clipped to the
// elements. A refusal is a *RefusedError.

// RawGeneral returns a two-dimensional view of float64 as a blas64.General over the
// same memory.
func RawGeneral(v ndview.MutView[float64]) (blas64.General, error) {
	g, ok := rawblas.General64(checked(&v), rawblas.RowMajor)
	return g, refusedGeneral("RawGeneral", "blas64.General", &v, ok)
}

// RawGeneral32 returns a two-dimensional view of float32 as a blas32.General over
// the same memory.
func RawGeneral32(v ndview.MutView[float32]) (blas32.General, error) {
	g, ok := rawblas.General32(checked(&v), rawblas.RowMajor)
	return g, refusedGeneral("RawGeneral32", "blas32.General", &v, ok)
}

// RawGeneralC64 returns a two-dimensional view of complex64 as a cblas64.General
// over the same memory.
func RawGeneralC64(v ndview.MutView[complex64]) (cblas64.General, error) {
	g, ok := rawblas.GeneralC64(checked(&v), rawblas.RowMajor)
	return g, refusedGeneral("RawGeneralC64", "cblas64.General", &v, ok)
}

// RawGeneralC128 returns a two-dimensional view of complex128 as a cblas128.General
// over the same memory.
func RawGeneralC128(v ndview.MutView[complex128]) (cblas128.General, error) {
	g, ok := rawblas.GeneralC128(checked(&v), rawblas.RowMajor)
	return g, refusedGeneral("RawGeneralC128", "cblas128.General", &v, ok)
}

// RawVector returns a one-dimensional view of float64 as a blas64.Vector over the
// same memory. Its stride may be any multiple of the itemsize but 0; where it is
// negative Inc is negative too, and element 0 is the last of Data, as in all BLAS.
//
// With a negative Inc, Dot, Axpy, Copy, Swap, Rot, Rotm and Gemv work. Nrm2, Asum,
// Iamax and Scal panic: they are the same for v.Flip(0). Ger must not be called with
// it: on amd64 it does nothing, or reads memory that is not the vector's.
func RawVector(v ndview.MutView[float64]) (blas64.Vector, error) {
	x, ok := rawblas.Vector64(checked(&v))
	return x, refusedVector("RawVector", "blas64.Vector", &v, ok)
}

// RawVector32 is [RawVector] for float32 and blas32.
func RawVector32(v ndview.MutView[float32]) (blas32.Vector, error) {
	x, ok := rawblas.Vector32(checked(&v))
	return x, refusedVector("RawVector32", "blas32.Vector", &v, ok)
}

// RawVectorC64 is [RawVector] for complex64 and cblas64: Dotu, Dotc, Axpy, Copy, Swap
// and Gemv take a negative Inc; Nrm2, Asum, Iamax, Scal and Dscal panic.
func RawVectorC64(v ndview.MutView[complex64]) (cblas64.Vector, error) {
	x, ok := rawblas.VectorC64(checked(&v))
	return x, refusedVector("RawVectorC64", "cblas64.Vector", &v, ok)
}

// RawVectorC128 is [RawVectorC64] for complex128 and cblas128.
func RawVectorC128(v ndview.MutView[complex128]) (cblas128.Vector, error) {
	x, ok := rawblas.VectorC128(checked(&v))
	return x, refusedVector("RawVectorC128", "cblas128.Vector", &v, ok)
}

// RawSymmetric returns the triangle uplo of a square view, in C or Fortran order, as
// a blas64.Symmetric over the same memory. Its Uplo is that of rows: the other one
// if the view is in Fortran order. It panics if uplo is neither blas.Upper nor
// blas.Lower.
func RawSymmetric(v ndview.MutView[float64], uplo blas.Uplo) (blas64.Symmetric, error) {
	s, o, ok := symmetricOf(checked(&v), uplo)
	if !ok {
		return s, refuse[float64]("RawSymmetric", "blas64.Symmetric", v.Array(), rawblas.SquareUnmet[float64](v.Array(), o))
	}
	return s, nil
}

// RawTriangular returns the triangle uplo of a square view in C order as a
// blas64.Triangular over the same memory, its diagonal included. It panics if uplo
// is neither blas.Upper nor blas.Lower.
func RawTriangular(v ndview.MutView[float64], uplo blas.Uplo) (blas64.Triangular, error) {
	triangle(uplo)
	t, ok := rawblas.Triangular64(checked(&v), uplo, rawblas.RowMajor)
	if !ok {
		return t, refuse[float64]("RawTriangular", "blas64.Triangular", v.Array(), rawblas.SquareUnmet[float64](v.Array(), rawblas.RowMajor))
	}
	return t, nil
}

// symmetricOf returns a triangle in the order of the view; if it is in neither, the
// order that explains why.
func symmetricOf(a *mem.Array, uplo blas.Uplo) (blas64.Symmetric, rawblas.Order, bool) {
	triangle(uplo)
	for _, o := range []rawblas.Order{rawblas.RowMajor, rawblas.ColMajor} {
		s, ok := rawblas.Symmetric64(a, uplo, o)
		if ok && (o == rawblas.ColMajor || s.Uplo == blas.Upper) {
			return s, o, true
		}
	}
	s, ok := rawblas.Symmetric64(a, uplo, rawblas.RowMajor)
	return s, rawblas.RowMajor, ok
}

// checked returns the memory of v. It panics if its borrow has ended.
func checked[T ndview.Element](v *ndview.MutView[T]) *mem.Array {
	v.Array().Check()
	return v.Array()
}

func refusedGeneral[T rawblas.Number](op, want string, v *ndview.MutView[T], ok bool) error {
	if ok {
		return nil
	}
	return refuse[T](op, want, v.Array(), rawblas.GeneralUnmet[T](v.Array(), rawblas.RowMajor))
}

func refusedVector[T rawblas.Number](op, want string, v *ndview.MutView[T], ok bool) error {
	if ok {
		return nil
	}
	return refuse[T](op, want, v.Array(), rawblas.VectorUnmet[T](v.Array(), false))
}

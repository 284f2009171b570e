package rawblas

import (
	"github.com/go-inplace/inplace/internal/mem"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/blas/cblas64"
)

// The structs of gonum's four packages over the memory of an array, which the
// caller has checked to be lent still (mem.Array.Check). They differ in the type of
// Data alone. A Symmetric, Triangular or Hermitian of the other packages is made of
// the General: the same N, Data and Stride.

// Data returns the n elements at a's base.
func Data[T Number](a *mem.Array, n int) []T {
	return mem.Slice[T](a.Base, n) // M1–M4: lease open, plain, up to the last element (R2)
}

// VectorData returns the elements of x from the lowest address to the highest.
func VectorData[T Number](a *mem.Array, x Vector) []T {
	low := mem.Add(a.Base, -x.before()*mem.SizeOf[T]()) // M2: the last element of a vector that runs backwards
	return mem.Slice[T](low, x.Len())                   // M1–M4: lease open, plain, up to the last element (R2)
}

// General64 returns a matrix of float64 as a blas64.General of an order.
func General64(a *mem.Array, o Order) (blas64.General, bool) {
	g, ok := GeneralOf[float64](a, o)
	if !ok {
		return blas64.General{}, false
	}
	return blas64.General{Rows: g.Rows, Cols: g.Cols, Stride: g.Stride, Data: Data[float64](a, g.Len())}, true
}

// General32 returns a matrix of float32 as a blas32.General of an order.
func General32(a *mem.Array, o Order) (blas32.General, bool) {
	g, ok := GeneralOf[float32](a, o)
	if !ok {
		return blas32.General{}, false
	}
	return blas32.General{Rows: g.Rows, Cols: g.Cols, Stride: g.Stride, Data: Data[float32](a, g.Len())}, true
}

// GeneralC64 returns a matrix of complex64 as a cblas64.General of an order.
func GeneralC64(a *mem.Array, o Order) (cblas64.General, bool) {
	g, ok := GeneralOf[complex64](a, o)
	if !ok {
		return cblas64.General{}, false
	}
	return cblas64.General{Rows: g.Rows, Cols: g.Cols, Stride: g.Stride, Data: Data[complex64](a, g.Len())}, true
}

// GeneralC128 returns a matrix of complex128 as a cblas128.General of an order.
func GeneralC128(a *mem.Array, o Order) (cblas128.General, bool) {
	g, ok := GeneralOf[complex128](a, o)
	if !ok {
		return cblas128.General{}, false
	}
	return cblas128.General{Rows: g.Rows, Cols: g.Cols, Stride: g.Stride, Data: Data[complex128](a, g.Len())}, true
}

// Vector64 returns a vector of float64 as a blas64.Vector; Inc may be negative.
func Vector64(a *mem.Array) (blas64.Vector, bool) {
	x, ok := VectorOf[float64](a)
	if !ok {
		return blas64.Vector{}, false
	}
	return blas64.Vector{N: x.N, Inc: x.Inc, Data: VectorData[float64](a, x)}, true
}

// Vector32 returns a vector of float32 as a blas32.Vector; Inc may be negative.
func Vector32(a *mem.Array) (blas32.Vector, bool) {
	x, ok := VectorOf[float32](a)
	if !ok {
		return blas32.Vector{}, false
	}
	return blas32.Vector{N: x.N, Inc: x.Inc, Data: VectorData[float32](a, x)}, true
}

// VectorC64 returns a vector of complex64 as a cblas64.Vector; Inc may be negative.
func VectorC64(a *mem.Array) (cblas64.Vector, bool) {
	x, ok := VectorOf[complex64](a)
	if !ok {
		return cblas64.Vector{}, false
	}
	return cblas64.Vector{N: x.N, Inc: x.Inc, Data: VectorData[complex64](a, x)}, true
}

// VectorC128 returns a vector of complex128 as a cblas128.Vector; Inc may be
// negative.
func VectorC128(a *mem.Array) (cblas128.Vector, bool) {
	x, ok := VectorOf[complex128](a)
	if !ok {
		return cblas128.Vector{}, false
	}
	return cblas128.Vector{N: x.N, Inc: x.Inc, Data: VectorData[complex128](a, x)}, true
}

// Symmetric64 returns the triangle uplo of a as a blas64.Symmetric of an order.
func Symmetric64(a *mem.Array, uplo blas.Uplo, o Order) (blas64.Symmetric, bool) {
	s, ok := SquareOf[float64](a, uplo, o)
	if !ok {
		return blas64.Symmetric{}, false
	}
	return blas64.Symmetric{Uplo: s.Uplo, N: s.N, Stride: s.Stride, Data: Data[float64](a, s.Len())}, true
}

// Triangular64 returns the triangle uplo of a as a blas64.Triangular of an order.
func Triangular64(a *mem.Array, uplo blas.Uplo, o Order) (blas64.Triangular, bool) {
	s, ok := SquareOf[float64](a, uplo, o)
	if !ok {
		return blas64.Triangular{}, false
	}
	return blas64.Triangular{Uplo: s.Uplo, Diag: blas.NonUnit, N: s.N, Stride: s.Stride, Data: Data[float64](a, s.Len())}, true
}

// Band64 returns band storage as a blas64.Band.
func Band64(a *mem.Array, rows, cols, kl, ku int) (blas64.Band, bool) {
	g, ok := BandOf[float64](a, rows, cols, kl, ku)
	if !ok {
		return blas64.Band{}, false
	}
	return blas64.Band{Rows: rows, Cols: cols, KL: kl, KU: ku, Stride: g.Stride, Data: Data[float64](a, g.Len())}, true
}

// SymmetricBand64 returns band storage of the upper triangle as a
// blas64.SymmetricBand.
func SymmetricBand64(a *mem.Array, n, k int) (blas64.SymmetricBand, bool) {
	g, ok := BandOf[float64](a, n, n, 0, k)
	if !ok {
		return blas64.SymmetricBand{}, false
	}
	return blas64.SymmetricBand{Uplo: blas.Upper, N: n, K: k, Stride: g.Stride, Data: Data[float64](a, g.Len())}, true
}

// TriangularBand64 returns band storage of a triangle as a blas64.TriangularBand.
func TriangularBand64(a *mem.Array, uplo blas.Uplo, n, k int) (blas64.TriangularBand, bool) {
	g, ok := BandOf[float64](a, n, n, 0, k)
	if !ok {
		return blas64.TriangularBand{}, false
	}
	return blas64.TriangularBand{Uplo: uplo, Diag: blas.NonUnit, N: n, K: k, Stride: g.Stride, Data: Data[float64](a, g.Len())}, true
}

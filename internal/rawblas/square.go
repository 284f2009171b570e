package rawblas

import (
	"github.com/go-inplace/inplace/internal/mem"
	"gonum.org/v1/gonum/blas"
)

// A Square is a General of which only one triangle is read and written: a
// symmetric, Hermitian or triangular matrix.
type Square struct {
	Uplo      blas.Uplo // the triangle of the General
	N, Stride int
}

// Len returns the number of elements from the first to the last, gaps included.
func (s Square) Len() int { return (s.N-1)*s.Stride + s.N }

// General returns s with both triangles.
func (s Square) General() General { return General{s.N, s.N, s.Stride} }

// SquareOf returns the triangle uplo of a as a triangle of a General of an order:
// the upper triangle of a matrix is the lower one of its transpose.
func SquareOf[T Number](a *mem.Array, uplo blas.Uplo, o Order) (Square, bool) {
	g, ok := GeneralOf[T](a, o)
	if !ok || g.Rows != g.Cols {
		return Square{}, false
	}
	if o == ColMajor {
		uplo = Other(uplo)
	}
	return Square{uplo, g.Rows, g.Stride}, true
}

// SquareUnmet lists what hinders SquareOf.
func SquareUnmet[T Number](a *mem.Array, o Order) []Reason {
	unmet := GeneralUnmet[T](a, o)
	if l := a.L(); l.NDim == 2 {
		r, _ := l.Dim(0)
		c, _ := l.Dim(1)
		if r != c {
			unmet = append(unmet, reasonf(Shape, "want as many rows as columns, found %d and %d", r, c))
		}
	}
	return unmet
}

// Other returns the other triangle.
func Other(uplo blas.Uplo) blas.Uplo {
	if uplo == blas.Upper {
		return blas.Lower
	}
	return blas.Upper
}

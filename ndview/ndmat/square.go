package ndmat

import (
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/mat"
)

// Sym returns a square view as a *mat.SymDense over the same memory, without a copy.
// uplo says which triangle of v holds the numbers, blas.Upper or blas.Lower, the
// diagonal included; the other triangle is neither read nor written.
//
// gonum reads the upper triangle of rows. So the upper triangle of a view in C order
// can be had, and the lower one of a view in Fortran order, which is the same memory.
// The other two are refused: a matrix whose both triangles hold the numbers is
// served by either uplo, and [RawSymmetric] is for BLAS and LAPACK, which take both.
// Strides are asked for as by [Dense] or [Transposed].
//
// Errors, identity, lifetime and panics are those of [Dense]. Sym panics if uplo is
// neither blas.Upper nor blas.Lower.
func Sym(v ndview.MutView[float64], uplo blas.Uplo) (*mat.SymDense, error) {
	a := v.Array()
	a.Check()
	raw, o, ok := symmetricOf(a, uplo)
	if !ok || raw.Uplo != blas.Upper {
		unmet := rawblas.SquareUnmet[float64](a, o)
		if ok {
			unmet = append(unmet, rawblas.Reason{Kind: rawblas.Strides,
				Text: "gonum reads the upper triangle of rows, and the " + triangle(uplo) + " triangle of this view is the lower one"})
		}
		return nil, refuse[float64]("Sym", "*mat.SymDense", a, unmet)
	}
	want := key{place(raw.Data), raw.N, raw.Stride}
	s := lock(a)
	h := s.sym.find(want, keyOfSym)
	if h == nil {
		h = s.sym.add(want, s.weakOnly)
		h.SetRawSymmetric(raw)
	}
	s.mu.Unlock()
	return h, nil
}

// Tri returns a square view in C order as a *mat.TriDense over the same memory,
// without a copy. uplo says which triangle holds the numbers, blas.Upper or
// blas.Lower, the diagonal included; the other triangle counts as zero and is
// neither read nor written.
//
// A view in Fortran order is the transpose of the other triangle: the TTri() of
// Tri(v.T(), blas.Lower) is v with uplo blas.Upper, and the other way round.
//
// Errors, identity, lifetime and panics are those of [Dense]. Tri panics if uplo is
// neither blas.Upper nor blas.Lower.
func Tri(v ndview.MutView[float64], uplo blas.Uplo) (*mat.TriDense, error) {
	a := v.Array()
	a.Check()
	triangle(uplo)
	raw, ok := rawblas.Triangular64(a, uplo, rawblas.RowMajor)
	if !ok {
		return nil, refuse[float64]("Tri", "*mat.TriDense", a, rawblas.SquareUnmet[float64](a, rawblas.RowMajor))
	}
	want := key{place(raw.Data), raw.N, raw.Stride, int(raw.Uplo)}
	s := lock(a)
	h := s.tri.find(want, keyOfTri)
	if h == nil {
		h = s.tri.add(want, s.weakOnly)
		h.SetRawTriangular(raw)
	}
	s.mu.Unlock()
	return h, nil
}

// triangle names a triangle. It panics if there is no such triangle.
func triangle(uplo blas.Uplo) string {
	switch uplo {
	case blas.Upper:
		return "upper"
	case blas.Lower:
		return "lower"
	}
	panic(&UploError{Uplo: uplo})
}

// An UploError is the panic value of naming a triangle that is neither blas.Upper
// nor blas.Lower.
type UploError struct{ Uplo blas.Uplo }

func (e *UploError) Error() string {
	return "inplace: ndmat: there is no triangle " + string(rune(e.Uplo)) + "; use blas.Upper or blas.Lower"
}

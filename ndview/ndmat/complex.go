package ndmat

import (
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/mat"
)

// Complex returns a two-dimensional view of complex128 as a *mat.CDense over the
// same memory, without a copy. It takes the layouts that [Dense] takes, with
// itemsize 16; of a view in Fortran order, Complex(v.T()) is the transpose, and its
// T() is v. gonum computes nothing with a CDense: the products are in cblas128, for
// which [RawGeneralC128] and [RawVectorC128] are.
//
// Errors, identity, lifetime and panics are those of [Dense].
func Complex(v ndview.MutView[complex128]) (*mat.CDense, error) {
	a := v.Array()
	a.Check()
	raw, ok := rawblas.GeneralC128(a, rawblas.RowMajor)
	if !ok {
		return nil, refuse[complex128]("Complex", "*mat.CDense", a, rawblas.GeneralUnmet[complex128](a, rawblas.RowMajor))
	}
	want := key{place(raw.Data), raw.Rows, raw.Cols, raw.Stride}
	s := lock(a)
	h := s.complex.find(want, keyOfComplex)
	if h == nil {
		h = s.complex.add(want, s.weakOnly)
		h.SetRawCMatrix(raw)
	}
	s.mu.Unlock()
	return h, nil
}

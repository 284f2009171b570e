package ndmat

import (
	"fmt"
	"slices"
	"weak"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack/lapack64"
	"gonum.org/v1/gonum/mat"
)

// Band storage keeps the diagonals of a matrix that is zero elsewhere. gonum keeps
// them by rows: a view of min(r, c+kl) × (kl+ku+1) elements in C order, element
// (i, j) of the matrix at (i, kl+j−i) of the view. LAPACK and SciPy keep them by
// columns, ab[ku+i−j, j]; in Fortran order, as LAPACK itself wants it, that is the
// row storage of the transpose, ab.T[j, ku+i−j]. What lies in the corners of the
// storage and outside the matrix is neither read nor written.

// Band returns the band storage v, by rows, of an r×c matrix with kl diagonals below
// the main one and ku above as a *mat.BandDense over the same memory, without a copy.
// v has the shape (min(r, c+kl), kl+ku+1).
// For LAPACK's storage ab in Fortran order, Band(ab.T(), c, r, ku, kl) is the
// transpose, and its TBand() the matrix.
//
// Errors, identity, lifetime and panics are those of [Dense].
func Band(v ndview.MutView[float64], r, c, kl, ku int) (*mat.BandDense, error) {
	a := v.Array()
	a.Check()
	raw, ok := rawblas.Band64(a, r, c, kl, ku)
	if !ok {
		return nil, refuse[float64]("Band", "*mat.BandDense", a, rawblas.BandUnmet[float64](a, r, c, kl, ku))
	}
	want := key{place(raw.Data), r, c, kl, ku, raw.Stride}
	s := lock(a)
	h := s.band.find(want, keyOfBand)
	if h == nil {
		h = s.band.add(want, s.weakOnly)
		h.SetRawBand(raw)
	}
	s.mu.Unlock()
	return h, nil
}

// SymBand returns the storage v of the upper half of a symmetric band matrix, n rows
// of the diagonal and the k elements right of it, as a *mat.SymBandDense over the
// same memory, without a copy. LAPACK's storage of the lower half in Fortran order is
// the same memory: SymBand(ab.T()).
//
// Errors, identity, lifetime and panics are those of [Dense].
func SymBand(v ndview.MutView[float64]) (*mat.SymBandDense, error) {
	a := v.Array()
	a.Check()
	n, k := bandOf(&v)
	raw, ok := rawblas.SymmetricBand64(a, n, k)
	if !ok {
		return nil, refuse[float64]("SymBand", "*mat.SymBandDense", a, rawblas.BandUnmet[float64](a, n, n, 0, k))
	}
	want := key{place(raw.Data), n, k, raw.Stride}
	s := lock(a)
	h := s.symBand.find(want, keyOfSymBand)
	if h == nil {
		h = s.symBand.add(want, s.weakOnly)
		h.SetRawSymBand(raw)
	}
	s.mu.Unlock()
	return h, nil
}

// TriBand returns the storage v of a triangular band matrix as a *mat.TriBandDense
// over the same memory, without a copy: n rows, for blas.Upper of the diagonal and
// the k elements right of it, for blas.Lower of the k elements left of it and the
// diagonal. For LAPACK's storage of a triangle in Fortran order, TriBand of ab.T()
// and the other triangle is the transpose, and its TTriBand() the matrix.
//
// Errors, identity, lifetime and panics are those of [Dense]. TriBand panics if uplo
// is neither blas.Upper nor blas.Lower.
func TriBand(v ndview.MutView[float64], uplo blas.Uplo) (*mat.TriBandDense, error) {
	a := v.Array()
	a.Check()
	triangle(uplo)
	n, k := bandOf(&v)
	raw, ok := rawblas.TriangularBand64(a, uplo, n, k)
	if !ok {
		return nil, refuse[float64]("TriBand", "*mat.TriBandDense", a, rawblas.BandUnmet[float64](a, n, n, 0, k))
	}
	want := key{place(raw.Data), n, k, raw.Stride, int(uplo)}
	s := lock(a)
	h := s.triBand.find(want, keyOfTriBand)
	if h == nil {
		h = s.triBand.add(want, s.weakOnly)
		h.SetRawTriBand(raw)
	}
	s.mu.Unlock()
	return h, nil
}

// bandOf returns the size and the number of side diagonals of a storage of half a
// band; 1 and 0 if it is no matrix, which is refused for its number of axes.
func bandOf(v *ndview.MutView[float64]) (n, k int) {
	if v.NDim() != 2 {
		return 1, 0
	}
	return v.Len(0), v.Len(1) - 1
}

// Diag returns a one-dimensional view as the diagonal of a *mat.DiagDense over the
// same memory, without a copy. It takes the layouts that [Vec] takes: v.Diagonal()
// of a matrix among them.
//
// Errors, identity, lifetime and panics are those of [Dense].
func Diag(v ndview.MutView[float64]) (*mat.DiagDense, error) {
	a := v.Array()
	a.Check()
	x, ok := rawblas.Vector64(a)
	if !ok || x.Inc < 0 {
		return nil, refuse[float64]("Diag", "*mat.DiagDense", a, rawblas.VectorUnmet[float64](a, true))
	}
	want := key{place(x.Data), x.N, x.Inc}
	s := lock(a)
	h := s.diag.find(want, keyOfDiag)
	if h == nil {
		h = s.diag.add(want, s.weakOnly)
		*h = diagOver(x)
	}
	s.mu.Unlock()
	return h, nil
}

// Tridiag returns three one-dimensional contiguous views, the diagonals below, on
// and above the main one, as a *mat.Tridiag over the same memory, without a copy. For
// n elements in d there are n−1 in dl and in du.
//
// The views may belong to different borrows: the matrix is emptied when the first of
// them ends. Errors, identity, lifetime and panics are those of [Dense].
func Tridiag(dl, d, du ndview.MutView[float64]) (*mat.Tridiag, error) {
	arrays := []*mem.Array{dl.Array(), d.Array(), du.Array()}
	mem.Hold(arrays...) // until the header is on the shelves of all three
	defer mem.Unhold(arrays...)
	raw := lapack64.Tridiagonal{}
	for _, part := range []struct {
		v    *ndview.MutView[float64]
		data *[]float64
		less int
	}{{&dl, &raw.DL, 1}, {&d, &raw.D, 0}, {&du, &raw.DU, 1}} {
		a := part.v.Array()
		a.Check()
		if unmet := diagonalUnmet(a, d.Size()-part.less); len(unmet) > 0 {
			return nil, refuse[float64]("Tridiag", "diagonal of a *mat.Tridiag", a, unmet)
		}
		*part.data, _ = part.v.Data()
	}
	raw.N = len(raw.D)
	a := d.Array()
	want := keyOfTridiagonal(raw)
	s := lock(a)
	h := s.tridiag.find(want, keyOfTridiag)
	fresh := h == nil
	if fresh {
		h = s.tridiag.add(want, s.weakOnly)
		h.SetRawTridiagonal(raw)
	}
	s.mu.Unlock()
	if fresh {
		share(h, a, dl.Array())
		share(h, a, du.Array())
	}
	return h, nil
}

// share lets h be emptied also when the borrow of b ends, if that is another than
// a's.
func share(h *mat.Tridiag, a, b *mem.Array) {
	if b.Slot == a.Slot || b.Slot == lease.Forever {
		return
	}
	s := lock(b)
	if len(s.shared) >= 2*s.swept+32 {
		s.shared = slices.DeleteFunc(s.shared, func(p weak.Pointer[mat.Tridiag]) bool { return p.Value() == nil })
		s.swept = len(s.shared)
	}
	s.shared = append(s.shared, weak.Make(h))
	s.mu.Unlock()
}

// diagonalUnmet lists what keeps a view from being n contiguous elements. None at
// all is enough for the side diagonals of a 1×1 matrix.
func diagonalUnmet(a *mem.Array, n int) []rawblas.Reason {
	l := a.L()
	if l.NDim != 1 {
		return rawblas.AxesUnmet(l, 1)
	}
	length, stride := l.Dim(0)
	var unmet []rawblas.Reason
	if length != n {
		unmet = append(unmet, rawblas.Reason{Kind: rawblas.Shape, Text: fmt.Sprintf("axis 0 has length %d, want %d", length, n)})
	}
	if length == 0 && n == 0 {
		return unmet
	}
	unmet = append(unmet, rawblas.VectorUnmet[float64](a, true)...)
	if length > 1 && stride > itemsize && stride%itemsize == 0 {
		unmet = append(unmet, rawblas.Reason{Kind: rawblas.Strides, Text: fmt.Sprintf("axis 0 has stride %d, want %d", stride, itemsize)})
	}
	return unmet
}

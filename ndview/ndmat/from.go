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
	"gonum.org/v1/gonum/mat"
)

// And back: gonum's memory as views, without a copy.

// FromDense returns the memory of m as a two-dimensional view, without a copy. An
// empty m, as the zero mat.Dense is, gives a view of shape (0, 0).
//
// The view is one of Go memory: it keeps the memory alive and is never released.
// Therefore do not take it from a matrix over borrowed memory, which [Dense]
// returned: it would not notice the end of that borrow. A later m.Reset, m.Grow or
// an operation that resizes m may give m other memory; the view keeps the old.
//
// FromDense panics with an error that wraps [ndview.ErrBounds] if m was given, by
// SetRawMatrix, less data than its shape needs. All this holds for the other
// functions whose names begin with From.
func FromDense(m *mat.Dense) ndview.MutView[float64] { return FromRawGeneral(m.RawMatrix()) }

// FromVec returns the memory of x as a one-dimensional view. An empty x gives a view
// of shape (0,).
func FromVec(x *mat.VecDense) ndview.MutView[float64] { return FromRawVector(x.RawVector()) }

// FromSym returns the memory of m as a view of n×n. Only its upper triangle holds
// numbers of m; the other may hold anything.
func FromSym(m *mat.SymDense) ndview.MutView[float64] {
	s := m.RawSymmetric()
	return FromRawGeneral(blas64.General{Rows: s.N, Cols: s.N, Stride: s.Stride, Data: s.Data})
}

// FromTri returns the memory of m as a view of n×n, and which triangle of it holds
// the numbers of m; the other may hold anything.
func FromTri(m *mat.TriDense) (ndview.MutView[float64], blas.Uplo) {
	t := m.RawTriangular()
	return FromRawGeneral(blas64.General{Rows: t.N, Cols: t.N, Stride: t.Stride, Data: t.Data}), t.Uplo
}

// FromBand returns the band storage of m, by rows: element (i, j) of m is (i, kl+j−i)
// of the view. See [Band].
func FromBand(m *mat.BandDense) ndview.MutView[float64] {
	b := m.RawBand()
	return storage(b.Data, rawblas.BandRows(b.Rows, b.Cols, b.KL), b.KL+b.KU+1, b.Stride)
}

// FromSymBand returns the storage of m: element (i, j) of the upper half is (i, j−i)
// of the view. See [SymBand].
func FromSymBand(m *mat.SymBandDense) ndview.MutView[float64] {
	b := m.RawSymBand()
	return storage(b.Data, b.N, b.K+1, b.Stride)
}

// FromTriBand returns the storage of m and its triangle: element (i, j) is (i, j−i)
// of the view for blas.Upper, (i, k+j−i) for blas.Lower. See [TriBand].
func FromTriBand(m *mat.TriBandDense) (ndview.MutView[float64], blas.Uplo) {
	b := m.RawTriBand()
	return storage(b.Data, b.N, b.K+1, b.Stride), b.Uplo
}

// storage is the view of band storage; an empty matrix has no diagonals.
func storage(data []float64, rows, diagonals, stride int) ndview.MutView[float64] {
	if rows == 0 {
		diagonals = 0
	}
	return FromRawGeneral(blas64.General{Rows: rows, Cols: diagonals, Stride: stride, Data: data})
}

// FromDiag returns the diagonal of m as a one-dimensional view.
func FromDiag(m *mat.DiagDense) ndview.MutView[float64] {
	b := m.RawBand() // of one diagonal; its Stride is the Inc
	return FromRawVector(blas64.Vector{N: b.Rows, Inc: b.Stride, Data: b.Data})
}

// FromTridiag returns the three diagonals of m as one-dimensional views.
func FromTridiag(m *mat.Tridiag) (dl, d, du ndview.MutView[float64]) {
	t := m.RawTridiagonal()
	line := func(n int, data []float64) ndview.MutView[float64] {
		return FromRawVector(blas64.Vector{N: max(n, 0), Inc: 1, Data: data})
	}
	return line(t.N-1, t.DL), line(t.N, t.D), line(t.N-1, t.DU)
}

// FromComplex returns the memory of m as a two-dimensional view.
func FromComplex(m *mat.CDense) ndview.MutView[complex128] { return FromRawGeneralC128(m.RawCMatrix()) }

// FromRawGeneral returns the memory of g as a two-dimensional view.
func FromRawGeneral(g blas64.General) ndview.MutView[float64] {
	return matrixOver(g.Data, g.Rows, g.Cols, g.Stride)
}

// FromRawGeneral32 returns the memory of g as a two-dimensional view.
func FromRawGeneral32(g blas32.General) ndview.MutView[float32] {
	return matrixOver(g.Data, g.Rows, g.Cols, g.Stride)
}

// FromRawGeneralC64 returns the memory of g as a two-dimensional view.
func FromRawGeneralC64(g cblas64.General) ndview.MutView[complex64] {
	return matrixOver(g.Data, g.Rows, g.Cols, g.Stride)
}

// FromRawGeneralC128 returns the memory of g as a two-dimensional view.
func FromRawGeneralC128(g cblas128.General) ndview.MutView[complex128] {
	return matrixOver(g.Data, g.Rows, g.Cols, g.Stride)
}

// FromRawVector returns the memory of x as a one-dimensional view, which runs
// backwards if Inc is negative.
func FromRawVector(x blas64.Vector) ndview.MutView[float64] { return vectorOver(x.Data, x.N, x.Inc) }

// FromRawVector32 is [FromRawVector] for blas32.
func FromRawVector32(x blas32.Vector) ndview.MutView[float32] { return vectorOver(x.Data, x.N, x.Inc) }

// FromRawVectorC64 is [FromRawVector] for cblas64.
func FromRawVectorC64(x cblas64.Vector) ndview.MutView[complex64] {
	return vectorOver(x.Data, x.N, x.Inc)
}

// FromRawVectorC128 is [FromRawVector] for cblas128.
func FromRawVectorC128(x cblas128.Vector) ndview.MutView[complex128] {
	return vectorOver(x.Data, x.N, x.Inc)
}

func matrixOver[T ndview.Element](data []T, rows, cols, stride int) ndview.MutView[T] {
	size := mem.SizeOf[T]()
	v, err := ndview.FromStrided(data, 0, []int{rows, cols}, []int{stride * size, size})
	if err != nil {
		panic(err)
	}
	return v
}

func vectorOver[T ndview.Element](data []T, n, inc int) ndview.MutView[T] {
	first := max(0, (1-n)*inc) // element 0 of a vector that runs backwards is the last of Data
	v, err := ndview.FromStrided(data, first, []int{n}, []int{inc * mem.SizeOf[T]()})
	if err != nil {
		panic(err)
	}
	return v
}

package ndmat

import (
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/lapack64"
)

// EigenSym returns the eigenvalues of a symmetric view in C or Fortran order, in
// ascending order. With vectors it overwrites the view with the orthonormal
// eigenvectors, one in each column, in the order of the values; else the triangle is
// spoiled. uplo, blas.Upper or blas.Lower, says which triangle holds the numbers; the
// other one is not read.
//
// The error is [ErrNoConvergence], or a [*RefusedError] about the layout. EigenSym
// panics with a [ndview.ReleasedError] if the borrow of v has ended, and with an
// [*UploError] for another uplo. Source: LAPACK's dsyev.
func EigenSym(v ndview.MutView[float64], uplo blas.Uplo, vectors bool) ([]float64, error) {
	triangle(uplo)
	o, err := square("EigenSym", "symmetric matrix", &v)
	if err != nil {
		return nil, err
	}
	mem.Hold(v.Array())
	defer mem.Unhold(v.Array())
	s, _ := rawblas.Symmetric64(v.Array(), uplo, o) // square has asked
	job := lapack.EVNone
	if vectors {
		job = lapack.EVCompute
	}
	values := make([]float64, s.N)
	ok := false
	work(func(work []float64, lwork int) { ok = lapack64.Syev(job, s, values, work, lwork) })
	if !ok {
		return nil, ErrNoConvergence
	}
	if vectors && o == rawblas.ColMajor {
		transposeInPlace(s)
	}
	return values, nil
}

// transposeInPlace exchanges rows and columns of a square matrix: LAPACK has put the
// vectors into the columns of the rows' memory.
func transposeInPlace(s blas64.Symmetric) {
	for i := range s.N {
		n := s.N - i - 1
		if n == 0 {
			return
		}
		below := blas64.Vector{N: n, Inc: s.Stride, Data: s.Data[(i+1)*s.Stride+i:]}
		right := blas64.Vector{N: n, Inc: 1, Data: s.Data[i*s.Stride+i+1:]}
		blas64.Swap(below, right)
	}
}

//go:build cgo && linux

package npblas

import (
	"sync"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/gonum"

	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

// A lapackDoor is gonum's LAPACK with a library before it.
//
// gonum's matrices lie by rows, LAPACK's by columns: what gonum calls A is Aᵀ to LAPACK. Three roads
// lead across, the first that there is:
//
//   - An identity. The upper Cholesky factor by rows is the lower one by columns; a QR
//     factorisation by rows is an LQ factorisation by columns, with the same reflectors at the
//     same places; the singular vectors of Aᵀ are those of A exchanged. Nothing is copied
//     (factors.go, decompositions.go).
//   - The result is transposed where it is (the eigenvectors of a symmetric matrix).
//   - A transposed copy goes in and comes back (LU, whose pivots exchange rows; the general
//     eigenproblem). It costs n² moves against n³ operations.
//
// Solving with factors is not here: gonum's own Dgetrs, Dpotrs, Dtrtrs and so on are calls of BLAS
// routines, which the BLAS door answers.
type lapackDoor struct {
	gonum.Implementation
	*gate
}

var _ lapack.Float64 = (*lapackDoor)(nil)

// A workspace routine of LAPACK: with lwork -1 it writes the size it wants to work[0].
type workCall func(work []float64, lwork int) (info int)

// ask raises work[0], where gonum has left the size it wants, to the size the library wants.
func ask(work []float64, call workCall) {
	work[0] = max(work[0], wanted(call))
}

func wanted(call workCall) float64 {
	var size [1]float64
	call(size[:], -1)
	return size[0]
}

// enough calls with the caller's workspace if that is as large as the library wants, or else with its
// own, and leaves the size in work[0] as LAPACK does.
func enough(work []float64, call workCall) (info int) {
	want := wanted(call)
	n := max(int(want), 1)
	if n <= len(work) {
		info = call(work, n)
	} else {
		own := borrowScratch(n)
		info = call(*own, n)
		scratch.Put(own)
	}
	work[0] = want
	return info
}

// scratch holds slices that calls have finished with.
var scratch = sync.Pool{New: func() any { return new([]float64) }}

// borrowScratch gives n numbers of any value; Put them back.
func borrowScratch(n int) *[]float64 {
	s := scratch.Get().(*[]float64)
	if cap(*s) < n {
		*s = make([]float64, n)
	}
	*s = (*s)[:n]
	return s
}

// byColumns calls f with a column-major copy of a, which is rows by cols, and writes it back.
func byColumns(rows, cols int, a []float64, lda int, f func(t []float64)) {
	t := borrowScratch(rows * cols)
	cblas.Transpose(rows, cols, a, lda, *t, rows)
	f(*t)
	cblas.Transpose(cols, rows, *t, rows, a, lda)
	scratch.Put(t)
}

// workFits is gonum's rule for workspaces.
func workFits(work []float64, lwork, least int) bool {
	return lwork >= max(1, least) && len(work) >= lwork
}

// otherUplo is where the triangle lies for LAPACK.
func otherUplo(ul blas.Uplo) byte {
	if ul == blas.Upper {
		return 'L'
	}
	return 'U'
}

func otherSide(s blas.Side) byte {
	if s == blas.Left {
		return 'R'
	}
	return 'L'
}

// finiteTriangle is finite for the triangle that a symmetric matrix is read from.
func finiteTriangle(ul blas.Uplo, n int, a []float64, lda int) bool {
	for i := range n {
		first, count := 0, i+1
		if ul == blas.Upper {
			first, count = i, n-i
		}
		if !finite(1, count, a[i*lda+first:], count) {
			return false
		}
	}
	return true
}

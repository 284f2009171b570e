//go:build cgo && linux

package npblas

import (
	"math"

	"gonum.org/v1/gonum/blas"

	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

// The guards decide whether C may see the arguments. Each holds only where the routine
// stays inside the slices; none of them overflows, whatever it is given. Where a guard
// does not hold, gonum's own routine is called with the same arguments and answers
// or panics as it always does. So the guards need not tell a mistake from an empty matrix.

// matrixFits: rows by cols elements, both above 0, rows ld apart, in length elements.
func matrixFits(rows, cols, length, ld int) bool {
	return rows > 0 && cols > 0 && ld >= cols && length >= cols && rows-1 <= (length-cols)/ld
}

// vectorFits: n > 0 elements, |inc| > 0 apart, in length elements.
func vectorFits(n, length, inc int) bool {
	if n < 1 || length < 1 || inc == 0 || inc == math.MinInt {
		return false
	}
	return n-1 <= (length-1)/max(inc, -inc)
}

// bandFits: a symmetric or triangular band matrix of order n with k diagonals besides the main one.
func bandFits(n, k, length, lda int) bool {
	return n > 0 && k >= 0 && k < lda && length >= k+1 && n-1 <= (length-k-1)/lda
}

// packedFits: the n·(n+1)/2 elements of a triangle.
func packedFits(n, length int) bool {
	return n > 0 && n < 1<<31 && n*(n+1)/2 <= length
}

func isTrans(t blas.Transpose) bool {
	return t == blas.NoTrans || t == blas.Trans || t == blas.ConjTrans
}

// isPlain and isConj are what the complex symmetric and Hermitian updates allow.
func isPlain(t blas.Transpose) bool { return t == blas.NoTrans || t == blas.Trans }
func isConj(t blas.Transpose) bool  { return t == blas.NoTrans || t == blas.ConjTrans }

func isUplo(ul blas.Uplo) bool { return ul == blas.Upper || ul == blas.Lower }

func isTriangle(ul blas.Uplo, t blas.Transpose, d blas.Diag) bool {
	return isUplo(ul) && isTrans(t) && (d == blas.Unit || d == blas.NonUnit)
}

func gemvFits(t blas.Transpose, m, n, lenA, lda, lenX, incX, lenY, incY int) bool {
	if !isTrans(t) || !matrixFits(m, n, lenA, lda) {
		return false
	}
	if t != blas.NoTrans {
		m, n = n, m
	}
	return vectorFits(n, lenX, incX) && vectorFits(m, lenY, incY)
}

func gbmvFits(t blas.Transpose, m, n, kL, kU, lenA, lda, lenX, incX, lenY, incY int) bool {
	if !isTrans(t) || m < 1 || n < 1 || kL < 0 || kU < 0 || lda > lenA || kL >= lda || kU >= lda-kL {
		return false
	}
	width := kL + kU + 1
	if lenA < width || min(m-1, n-1+kL) > (lenA-width)/lda { // lda <= lenA bounds n-1+kL with the next lines
		return false
	}
	if t != blas.NoTrans {
		m, n = n, m
	}
	return vectorFits(n, lenX, incX) && vectorFits(m, lenY, incY)
}

func gerFits(m, n, lenX, incX, lenY, incY, lenA, lda int) bool {
	return matrixFits(m, n, lenA, lda) && vectorFits(m, lenX, incX) && vectorFits(n, lenY, incY)
}

func gemmFits(tA, tB blas.Transpose, m, n, k, lenA, lda, lenB, ldb, lenC, ldc int) bool {
	if !isTrans(tA) || !isTrans(tB) {
		return false
	}
	rowsA, colsA, rowsB, colsB := m, k, k, n
	if tA != blas.NoTrans {
		rowsA, colsA = k, m
	}
	if tB != blas.NoTrans {
		rowsB, colsB = n, k
	}
	return matrixFits(rowsA, colsA, lenA, lda) && matrixFits(rowsB, colsB, lenB, ldb) && matrixFits(m, n, lenC, ldc)
}

func symmFits(s blas.Side, ul blas.Uplo, m, n, lenA, lda, lenB, ldb, lenC, ldc int) bool {
	return isUplo(ul) && triangleFits(s, m, n, lenA, lda, lenB, ldb) && matrixFits(m, n, lenC, ldc)
}

// triangleFits: a square A on side s of an m by n matrix B.
func triangleFits(s blas.Side, m, n, lenA, lda, lenB, ldb int) bool {
	order := m
	switch s {
	case blas.Left:
	case blas.Right:
		order = n
	default:
		return false
	}
	return matrixFits(order, order, lenA, lda) && matrixFits(m, n, lenB, ldb)
}

// rankFits: an operand of a rank-k update of order n.
func rankFits(t blas.Transpose, n, k, length, ld int) bool {
	if t == blas.NoTrans {
		return matrixFits(n, k, length, ld)
	}
	return matrixFits(k, n, length, ld)
}

// The flags of the C interface. Only flags that a guard has seen come here.

func complexTrans(t blas.Transpose) cblas.Flag {
	switch t {
	case blas.NoTrans:
		return cblas.NoTrans
	case blas.Trans:
		return cblas.Trans
	}
	return cblas.ConjTrans
}

// realTrans: the conjugate transpose of a real matrix is its transpose.
func realTrans(t blas.Transpose) cblas.Flag {
	if t == blas.NoTrans {
		return cblas.NoTrans
	}
	return cblas.Trans
}

func uploFlag(ul blas.Uplo) cblas.Flag {
	if ul == blas.Upper {
		return cblas.Upper
	}
	return cblas.Lower
}

func diagFlag(d blas.Diag) cblas.Flag {
	if d == blas.Unit {
		return cblas.Unit
	}
	return cblas.NonUnit
}

func sideFlag(s blas.Side) cblas.Flag {
	if s == blas.Left {
		return cblas.Left
	}
	return cblas.Right
}

// finite reports whether all elements are: 0·x is 0 for those only.
func finite[T float32 | float64 | complex64 | complex128](rows, cols int, a []T, lda int) bool {
	var s0, s1 T
	for i := range rows {
		row := a[i*lda : i*lda+cols]
		for ; len(row) >= 2; row = row[2:] {
			s0 += 0 * row[0]
			s1 += 0 * row[1]
		}
		if len(row) > 0 {
			s0 += 0 * row[0]
		}
	}
	return s0+s1 == 0
}

//go:build cgo && linux

package npblas

import (
	"gonum.org/v1/gonum/blas"

	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

// Dgetrf is dgetrf on a transposed copy: its pivots exchange rows, so Aᵀ will not do.
func (door *lapackDoor) Dgetrf(m, n int, a []float64, lda int, ipiv []int) (ok bool) {
	if !door.worth(cblas.DGETRF, m*n*min(m, n)) || !matrixFits(m, n, len(a), lda) ||
		len(ipiv) != min(m, n) || !door.holds(m, n, lda) {
		return door.Implementation.Dgetrf(m, n, a, lda, ipiv)
	}
	pivots := door.lib.Ints(len(ipiv))
	byColumns(m, n, a, lda, func(t []float64) { ok = door.lib.Dgetrf(m, n, t, m, pivots) == 0 })
	for i := range ipiv {
		ipiv[i] = pivots.At(i) - 1 // Fortran counts from 1
	}
	return ok
}

// Dgetri is dgetri on a transposed copy, as Dgetrf.
func (door *lapackDoor) Dgetri(n int, a []float64, lda int, ipiv []int, work []float64, lwork int) (ok bool) {
	ready := door.worth(cblas.DGETRI, n*n*n) && lda >= n && door.holds(n, lda)
	if lwork == -1 {
		ok = door.Implementation.Dgetri(n, a, lda, ipiv, work, lwork)
		if ready {
			ask(work, func(work []float64, lwork int) int {
				return door.lib.Dgetri(n, a, n, door.lib.Ints(1), work, lwork)
			})
		}
		return ok
	}
	if !ready || !matrixFits(n, n, len(a), lda) || len(ipiv) != n || !pivotsFit(ipiv) || !workFits(work, lwork, n) {
		return door.Implementation.Dgetri(n, a, lda, ipiv, work, lwork)
	}
	pivots := door.lib.Ints(n)
	for i, p := range ipiv {
		pivots.Set(i, p+1)
	}
	byColumns(n, n, a, lda, func(t []float64) {
		ok = enough(work, func(work []float64, lwork int) int { return door.lib.Dgetri(n, t, n, pivots, work, lwork) }) == 0
	})
	return ok
}

// pivotsFit: the pivots name rows, which C would not check.
func pivotsFit(ipiv []int) bool {
	for _, p := range ipiv {
		if p < 0 || p >= len(ipiv) {
			return false
		}
	}
	return true
}

// Dpotrf is dpotrf with the other triangle: A = UᵀU by rows is A = L·Lᵀ by columns, L = Uᵀ. A matrix
// with NaN is not positive definite.
func (door *lapackDoor) Dpotrf(ul blas.Uplo, n int, a []float64, lda int) (ok bool) {
	if !door.worth(cblas.DPOTRF, n*n*n) || !isUplo(ul) || !matrixFits(n, n, len(a), lda) || !door.holds(n, lda) {
		return door.Implementation.Dpotrf(ul, n, a, lda)
	}
	return door.lib.Dpotrf(otherUplo(ul), n, a, lda) == 0 && !nanOnDiagonal(n, a, lda)
}

// nanOnDiagonal: OpenBLAS calls a matrix positive definite if a pivot is NaN; gonum, as LAPACK's
// own dpotrf, does not.
func nanOnDiagonal(n int, a []float64, lda int) bool {
	for i := range n {
		if x := a[i*lda+i]; x != x {
			return true
		}
	}
	return false
}

// Dpotri is dpotri with the other triangle.
func (door *lapackDoor) Dpotri(ul blas.Uplo, n int, a []float64, lda int) (ok bool) {
	if !door.worth(cblas.DPOTRI, n*n*n) || !isUplo(ul) || !matrixFits(n, n, len(a), lda) || !door.holds(n, lda) {
		return door.Implementation.Dpotri(ul, n, a, lda)
	}
	return door.lib.Dpotri(otherUplo(ul), n, a, lda) == 0
}

// Dtrtri is dtrtri with the other triangle: the inverse of Aᵀ is the transpose of A's.
func (door *lapackDoor) Dtrtri(ul blas.Uplo, diag blas.Diag, n int, a []float64, lda int) (ok bool) {
	if !door.worth(cblas.DTRTRI, n*n*n) || !isTriangle(ul, blas.NoTrans, diag) || !matrixFits(n, n, len(a), lda) || !door.holds(n, lda) {
		return door.Implementation.Dtrtri(ul, diag, n, a, lda)
	}
	return door.lib.Dtrtri(otherUplo(ul), byte(diag), n, a, lda) == 0
}

// Dgeqrf is dgelqf: Aᵀ = L·Q' is A = Q'ᵀ·Lᵀ, with R = Lᵀ in the upper triangle by rows
// and the reflectors below it, where Dgeqrf has them.
func (door *lapackDoor) Dgeqrf(m, n int, a []float64, lda int, tau, work []float64, lwork int) {
	call := func(work []float64, lwork int) int { return door.lib.Dgelqf(n, m, a, lda, tau, work, lwork) }
	ready := door.worth(cblas.DGELQF, m*n*min(m, n)) && lda >= n && door.holds(m, n, lda)
	switch {
	case lwork == -1:
		door.Implementation.Dgeqrf(m, n, a, lda, tau, work, lwork)
		if ready {
			ask(work, call)
		}
	case ready && matrixFits(m, n, len(a), lda) && len(tau) == min(m, n) && workFits(work, lwork, n):
		enough(work, call)
	default:
		door.Implementation.Dgeqrf(m, n, a, lda, tau, work, lwork)
	}
}

// Dgelqf is dgeqrf, as Dgeqrf is dgelqf.
func (door *lapackDoor) Dgelqf(m, n int, a []float64, lda int, tau, work []float64, lwork int) {
	call := func(work []float64, lwork int) int { return door.lib.Dgeqrf(n, m, a, lda, tau, work, lwork) }
	ready := door.worth(cblas.DGEQRF, m*n*min(m, n)) && lda >= n && door.holds(m, n, lda)
	switch {
	case lwork == -1:
		door.Implementation.Dgelqf(m, n, a, lda, tau, work, lwork)
		if ready {
			ask(work, call)
		}
	case ready && matrixFits(m, n, len(a), lda) && len(tau) == min(m, n) && workFits(work, lwork, m):
		enough(work, call)
	default:
		door.Implementation.Dgelqf(m, n, a, lda, tau, work, lwork)
	}
}

// Dorgqr is dorglq: the rows of Q' are the columns of Q.
func (door *lapackDoor) Dorgqr(m, n, k int, a []float64, lda int, tau, work []float64, lwork int) {
	call := func(work []float64, lwork int) int { return door.lib.Dorglq(n, m, k, a, lda, tau, work, lwork) }
	ready := door.worth(cblas.DORGLQ, m*n*k) && k <= n && n <= m && lda >= n && door.holds(m, n, k, lda)
	switch {
	case lwork == -1:
		door.Implementation.Dorgqr(m, n, k, a, lda, tau, work, lwork)
		if ready {
			ask(work, call)
		}
	case ready && matrixFits(m, n, len(a), lda) && len(tau) == k && workFits(work, lwork, n):
		enough(work, call)
	default:
		door.Implementation.Dorgqr(m, n, k, a, lda, tau, work, lwork)
	}
}

// Dorglq is dorgqr.
func (door *lapackDoor) Dorglq(m, n, k int, a []float64, lda int, tau, work []float64, lwork int) {
	call := func(work []float64, lwork int) int { return door.lib.Dorgqr(n, m, k, a, lda, tau, work, lwork) }
	ready := door.worth(cblas.DORGQR, m*n*k) && k <= m && m <= n && lda >= n && door.holds(m, n, k, lda)
	switch {
	case lwork == -1:
		door.Implementation.Dorglq(m, n, k, a, lda, tau, work, lwork)
		if ready {
			ask(work, call)
		}
	case ready && matrixFits(m, n, len(a), lda) && len(tau) >= k && workFits(work, lwork, m):
		enough(work, call)
	default:
		door.Implementation.Dorglq(m, n, k, a, lda, tau, work, lwork)
	}
}

// Dormqr is dormlq on the other side: (Q·C)ᵀ = Cᵀ·Qᵀ = Cᵀ·Q'.
func (door *lapackDoor) Dormqr(side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int) {
	call := func(work []float64, lwork int) int {
		return door.lib.Dormlq(otherSide(side), byte(trans), n, m, k, a, lda, tau, c, ldc, work, lwork)
	}
	order, other := reflected(side, m, n)
	ready := door.worth(cblas.DORMLQ, m*n*k) && isPlain(trans) && k <= order && lda >= k && ldc >= n && door.holds(m, n, k, lda, ldc)
	switch {
	case lwork == -1:
		door.Implementation.Dormqr(side, trans, m, n, k, a, lda, tau, c, ldc, work, lwork)
		if ready {
			ask(work, call)
		}
	case ready && matrixFits(order, k, len(a), lda) && len(tau) == k && matrixFits(m, n, len(c), ldc) && workFits(work, lwork, other):
		enough(work, call)
	default:
		door.Implementation.Dormqr(side, trans, m, n, k, a, lda, tau, c, ldc, work, lwork)
	}
}

// Dormlq is dormqr on the other side.
func (door *lapackDoor) Dormlq(side blas.Side, trans blas.Transpose, m, n, k int, a []float64, lda int, tau, c []float64, ldc int, work []float64, lwork int) {
	call := func(work []float64, lwork int) int {
		return door.lib.Dormqr(otherSide(side), byte(trans), n, m, k, a, lda, tau, c, ldc, work, lwork)
	}
	order, other := reflected(side, m, n)
	ready := door.worth(cblas.DORMQR, m*n*k) && isPlain(trans) && k <= order && lda >= order && ldc >= n && door.holds(m, n, k, lda, ldc)
	switch {
	case lwork == -1:
		door.Implementation.Dormlq(side, trans, m, n, k, a, lda, tau, c, ldc, work, lwork)
		if ready {
			ask(work, call)
		}
	case ready && matrixFits(k, order, len(a), lda) && len(tau) >= k && matrixFits(m, n, len(c), ldc) && workFits(work, lwork, other):
		enough(work, call)
	default:
		door.Implementation.Dormlq(side, trans, m, n, k, a, lda, tau, c, ldc, work, lwork)
	}
}

// reflected is the order of Q on this side of an m by n matrix, and the other size; order
// is below any k for a side that there is not.
func reflected(side blas.Side, m, n int) (order, other int) {
	switch side {
	case blas.Left:
		return m, n
	case blas.Right:
		return n, m
	}
	return -1, 0
}

//go:build cgo && linux

package npblas

import (
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"

	"github.com/go-inplace/inplace/pyinterop/internal/cblas"
)

// Dgels is dgels with the other transposition: least squares with A is least squares with
// (Aᵀ)ᵀ. The factors come out where Dgeqrf and Dgelqf leave them; B goes through a
// transposed copy. A matrix with NaN or Inf is gonum's.
func (door *lapackDoor) Dgels(trans blas.Transpose, m, n, nrhs int, a []float64, lda int, b []float64, ldb int, work []float64, lwork int) bool {
	other := byte('T')
	if trans != blas.NoTrans {
		other = 'N'
	}
	rows := max(m, n)
	ready := door.worth(cblas.DGELS, m*n*min(m, n)) && isTrans(trans) && nrhs > 0 && lda >= n && ldb >= nrhs && door.holds(m, n, nrhs, lda, ldb)
	if lwork == -1 {
		ok := door.Implementation.Dgels(trans, m, n, nrhs, a, lda, b, ldb, work, lwork)
		if ready {
			ask(work, func(work []float64, lwork int) int {
				return door.lib.Dgels(other, n, m, nrhs, a, lda, b, rows, work, lwork)
			})
		}
		return ok
	}
	if !ready || !matrixFits(m, n, len(a), lda) || !matrixFits(rows, nrhs, len(b), ldb) || !workFits(work, lwork, min(m, n)+max(min(m, n), nrhs)) ||
		!finite(m, n, a, lda) {
		return door.Implementation.Dgels(trans, m, n, nrhs, a, lda, b, ldb, work, lwork)
	}
	solve := func(trans byte, m, n int, a []float64, lda int) (info int) {
		byColumns(rows, nrhs, b, ldb, func(t []float64) {
			info = enough(work, func(work []float64, lwork int) int {
				return door.lib.Dgels(trans, m, n, nrhs, a, lda, t, rows, work, lwork)
			})
		})
		return info
	}
	info := 0
	if m == n {
		// LAPACK takes QR for a square matrix, which for Aᵀ would be LQ of A where gonum leaves QR.
		byColumns(n, n, a, lda, func(t []float64) { info = solve('N'+'T'-other, n, n, t, n) })
	} else {
		info = solve(other, n, m, a, lda)
	}
	return info == 0
}

// Dgesvd is dgesdd, divide and conquer, as numpy.linalg.svd: Aᵀ = V·Σ·Uᵀ, so that V by columns is what
// gonum calls VT by rows, and Uᵀ by columns is U by rows. dgesdd takes one job for both
// sides; a side that is not wanted goes to scratch. (Where one side is wanted whole and the
// other thin, they are thin and whole at once.)
//
// Singular values come in the same order; each pair of singular vectors may have the opposite sign. The
// workspace is not filled with the superdiagonals of what did not converge. A matrix
// with NaN or Inf is gonum's.
func (door *lapackDoor) Dgesvd(jobU, jobVT lapack.SVDJob, m, n int, a []float64, lda int, s, u []float64, ldu int, vt []float64, ldvt int, work []float64, lwork int) (ok bool) {
	k := min(m, n)
	job, fits := byte('N'), true
	sizeU, sizeVT := 0, 0 // columns of U, rows of VT
	if jobU != lapack.SVDNone || jobVT != lapack.SVDNone {
		job, sizeU, sizeVT = 'S', k, k
	}
	if jobU == lapack.SVDAll && m > k || jobVT == lapack.SVDAll && n > k {
		job, sizeU, sizeVT = 'A', m, n
	}
	wantU, wantVT := job != 'N' && jobU != lapack.SVDNone, job != 'N' && jobVT != lapack.SVDNone
	if wantU {
		fits = matrixFits(m, columnsOf(jobU == lapack.SVDAll, m, k), len(u), ldu)
	}
	if wantVT {
		fits = fits && matrixFits(columnsOf(jobVT == lapack.SVDAll, n, k), n, len(vt), ldvt)
	}
	ready := door.worth(cblas.DGESDD, m*n*k) && isSVDJob(jobU) && isSVDJob(jobVT) && lda >= n && door.holds(m, n, lda, ldu, ldvt) && door.holdsWork(k, max(m, n))
	if lwork == -1 {
		ok = door.Implementation.Dgesvd(jobU, jobVT, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork)
		if ready {
			ask(work, func(work []float64, lwork int) int {
				return door.lib.Dgesdd(job, n, m, a, lda, s, vt, n, u, m, work, lwork, door.lib.Ints(1))
			})
		}
		return ok
	}
	if !ready || !fits || ldu < 1 || ldvt < 1 || !matrixFits(m, n, len(a), lda) || len(s) < k ||
		!workFits(work, lwork, max(3*k+max(m, n), 5*k)) || !finite(m, n, a, lda) {
		return door.Implementation.Dgesvd(jobU, jobVT, m, n, a, lda, s, u, ldu, vt, ldvt, work, lwork)
	}
	toU, ldToU, toVT, ldToVT := u, ldu, vt, ldvt
	if !wantU {
		own := borrowScratch(max(1, m*sizeU))
		defer scratch.Put(own)
		toU, ldToU = *own, max(1, sizeU)
	}
	if !wantVT {
		own := borrowScratch(max(1, sizeVT*n))
		defer scratch.Put(own)
		toVT, ldToVT = *own, n
	}
	indices := door.lib.Ints(8 * k)
	info := enough(work, func(work []float64, lwork int) int {
		return door.lib.Dgesdd(job, n, m, a, lda, s, toVT, ldToVT, toU, ldToU, work, lwork, indices)
	})
	return info == 0
}

func columnsOf(all bool, whole, thin int) int {
	if all {
		return whole
	}
	return thin
}

func isSVDJob(job lapack.SVDJob) bool {
	return job == lapack.SVDAll || job == lapack.SVDStore || job == lapack.SVDNone
}

// Dsyev is dsyevd, divide and conquer, as numpy.linalg.eigh, with the other triangle; the eigenvectors are
// then transposed where they are. Their signs may differ from gonum's, and so may
// the basis of an eigenspace. A matrix with NaN or Inf is gonum's.
func (door *lapackDoor) Dsyev(jobz lapack.EVJob, ul blas.Uplo, n int, a []float64, lda int, w, work []float64, lwork int) (ok bool) {
	ready := door.worth(cblas.DSYEVD, n*n*n) && isUplo(ul) && (jobz == lapack.EVCompute || jobz == lapack.EVNone) && lda >= n && door.holds(n, lda) && door.holdsWork(n, n)
	if lwork == -1 {
		ok = door.Implementation.Dsyev(jobz, ul, n, a, lda, w, work, lwork)
		if ready {
			ask(work, func(work []float64, lwork int) int {
				return door.lib.Dsyevd(byte(jobz), otherUplo(ul), n, a, lda, w, work, lwork, door.lib.Ints(1), -1)
			})
		}
		return ok
	}
	if !ready || !matrixFits(n, n, len(a), lda) || len(w) < n || !workFits(work, lwork, 3*n-1) || !finiteTriangle(ul, n, a, lda) {
		return door.Implementation.Dsyev(jobz, ul, n, a, lda, w, work, lwork)
	}
	sizes := door.lib.Ints(3 + 5*n) // what dsyevd wants at most
	info := enough(work, func(work []float64, lwork int) int {
		if lwork == -1 {
			return door.lib.Dsyevd(byte(jobz), otherUplo(ul), n, a, lda, w, work, -1, sizes, -1)
		}
		return door.lib.Dsyevd(byte(jobz), otherUplo(ul), n, a, lda, w, work, lwork, sizes, 3+5*n)
	})
	if jobz == lapack.EVCompute && info == 0 {
		cblas.TransposeSquare(n, a, lda)
	}
	return info == 0
}

// Dgeev is dgeev on a transposed copy. Eigenvalues may come in another order than gonum's, and
// eigenvectors with the opposite sign. With NaN or Inf in the matrix nothing converges: all eigenvalues are NaN
// and n is returned, where gonum v0.17.0 balances the matrix for ever.
func (door *lapackDoor) Dgeev(jobvl lapack.LeftEVJob, jobvr lapack.RightEVJob, n int, a []float64, lda int, wr, wi []float64, vl []float64, ldvl int, vr []float64, ldvr int, work []float64, lwork int) (first int) {
	left, right := jobvl == lapack.LeftEVCompute, jobvr == lapack.RightEVCompute
	ready := door.worth(cblas.DGEEV, n*n*n) && (left || jobvl == lapack.LeftEVNone) && (right || jobvr == lapack.RightEVNone) &&
		lda >= n && door.holds(n, lda, ldvl, ldvr)
	if lwork == -1 {
		first = door.Implementation.Dgeev(jobvl, jobvr, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, lwork)
		if ready {
			ask(work, func(work []float64, lwork int) int {
				return door.lib.Dgeev(byte(jobvl), byte(jobvr), n, a, n, wr, wi, vl, n, vr, n, work, lwork)
			})
		}
		return first
	}
	least := 3 * n
	if left || right {
		least = 4 * n
	}
	if !ready || !matrixFits(n, n, len(a), lda) || len(wr) != n || len(wi) != n ||
		left && !matrixFits(n, n, len(vl), ldvl) || right && !matrixFits(n, n, len(vr), ldvr) ||
		ldvl < 1 || ldvr < 1 || !workFits(work, lwork, least) {
		return door.Implementation.Dgeev(jobvl, jobvr, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, lwork)
	}
	if !finite(n, n, a, lda) {
		for i := range n {
			wr[i], wi[i] = math.NaN(), math.NaN()
		}
		return n
	}
	vectors := borrowScratch(2 * n * n)
	defer scratch.Put(vectors)
	toLeft, toRight := (*vectors)[:n*n], (*vectors)[n*n:]
	byColumns(n, n, a, lda, func(t []float64) {
		first = enough(work, func(work []float64, lwork int) int {
			return door.lib.Dgeev(byte(jobvl), byte(jobvr), n, t, n, wr, wi, toLeft, n, toRight, n, work, lwork)
		})
	})
	if left && first == 0 {
		cblas.Transpose(n, n, toLeft, n, vl, ldvl)
	}
	if right && first == 0 {
		cblas.Transpose(n, n, toRight, n, vr, ldvr)
	}
	return first
}

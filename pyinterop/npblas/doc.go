// Package npblas points gonum at the BLAS and LAPACK that NumPy, or SciPy, brought into the process, so that
// gonum's mat multiplies, solves and decomposes borrowed arrays, and its own matrices, as fast as NumPy does.
//
//	restore, err := npblas.Use() // imports numpy if Python runs and no BLAS is loaded yet
//	if err != nil {
//		return err // which libraries were looked at, and why none was taken
//	}
//	defer restore()
//	info, _ := npblas.Info()
//	fmt.Print(info) // OpenBLAS 0.3.33, its file, its configuration, its threads, the width of its integers
//	c.Mul(a, b)     // plain gonum
//
// The wheels of NumPy carry an OpenBLAS whose names are decorated and whose integers have 64 bits; Debian's NumPy
// loads libopenblas or the reference BLAS; others load MKL or BLIS. The package asks the process which
// libraries are loaded and how they spell their routines, and finds out the width of their
// integers by calling them. Nothing is linked, no file name is guessed.
//
// # What the library answers
//
// gonum's types with one method before each of these routines, in every precision that gonum has them:
//
//	level 1    dot dotu dotc nrm2 asum scal axpy swap rot
//	level 2    gemv gbmv symv hemv sbmv hbmv spmv hpmv trmv tbmv tpmv trsv tbsv tpsv
//	level 2    ger geru gerc syr her spr hpr syr2 her2 spr2 hpr2
//	level 3    gemm symm hemm syrk herk syr2k her2k trmm trsm
//
// and of LAPACK, by rows as gonum has matrices, where LAPACK has them by columns:
//
//	gonum's    LAPACK's    road
//	Dgetrf     dgetrf      a transposed copy, there and back
//	Dgetri     dgetri      a transposed copy, there and back
//	Dpotrf     dpotrf      the other triangle; nothing is copied
//	Dpotri     dpotri      the other triangle
//	Dtrtri     dtrtri      the other triangle
//	Dgeqrf     dgelqf      QR by rows is LQ by columns; nothing is copied
//	Dgelqf     dgeqrf      LQ by rows is QR by columns
//	Dorgqr     dorglq      the same
//	Dorglq     dorgqr      the same
//	Dormqr     dormlq      the same, on the other side
//	Dormlq     dormqr      the same, on the other side
//	Dgels      dgels       the other transposition; B through a transposed copy, a square A too
//	Dgesvd     dgesdd      U and VT exchanged; nothing is copied
//	Dsyev      dsyevd      the other triangle; the eigenvectors are transposed where they are
//	Dgeev      dgeev       a transposed copy
//
// Solving with factors (Dgetrs, Dpotrs, Dtrtrs, Dtbtrs …) and blocked routines that are not in the table are made
// of BLAS calls in gonum and become faster by those. What gonum keeps: copy, which Go does as fast;
// rotg, rotmg and rotm, which are a few operations or rarely used; iamax, because libraries disagree on NaN; sdsdot
// and dsdot; and the LAPACK routines that cost n² (norms, condition numbers). gonum has no LAPACK
// in other precisions than float64.
//
// A call goes to the library when three things hold. The work pays for a call into C (about 75 ns): a product of 6×6
// matrices does, one of 4×4 does not; thresholds.go has the list. Flags, sizes, strides and lengths of slices are
// such that C stays inside. And the answer is the one that gonum would give, see below. Everything else goes to
// gonum's own routine with the same arguments: so wrong arguments make the same panics with the same
// words, C never sees them, and matrices without rows or columns are what they are in gonum.
//
// # Where answers differ
//
// Results differ from gonum's in the last bits, and by the number of threads. Beyond that:
//
//   - Products: gonum skips factors that are 0, so that 0·NaN and 0·Inf count as 0. The library, as NumPy, gives
//     NaN. With alpha 0 and beta 0 operands count for nothing, here as there: those calls are gonum's.
//   - Signs: a pair of singular vectors, and an eigenvector, may have the opposite sign, the vectors of one
//     eigenspace may be another basis of it, and Dgeev may list eigenvalues in another order.
//   - What fails: where a matrix is singular or not positive definite, ok is the same, and what is left in
//     the matrix may differ. Dgesvd leaves no superdiagonals in work.
//   - NaN and Inf: a B of Trmm with such elements is gonum's, for in the library they spread within a block to elements of the
//     product that do not depend on them. Dgels, Dgesvd and Dsyev hand such a matrix to gonum; to Dpotrf NaN is not positive definite; Dgeev reports that nothing converged, with
//     NaN for all eigenvalues, where gonum v0.17.0 does not end.
//   - Workspaces: asked with lwork -1 the LAPACK methods answer what the library wants. With less they
//     allocate the rest, from a pool.
//   - gonum's faults: Dger and Sger of gonum v0.17.0 read memory outside of a vector with a negative increment;
//     Dsyrk and Ssyrk of the lower triangle, transposed, keep NaN under a beta of 0. The library does not, but
//     calls that are not worth it still go to gonum.
//
// # Threads and goroutines
//
// [SetThreads] bounds the library's threads and this module's parallel loops together. Any number of goroutines may
// compute at once. [Use] and [Restore] exchange gonum's implementation for the whole process, without
// synchronisation, which gonum does not have: call them while nobody computes. The other functions may be
// called at any time.
//
// # Systems
//
// Linux with cgo; x86-64 is tested, arm64 should work. Elsewhere and without cgo the package compiles and [Use]
// returns [ErrUnsupported]. The tests run with the OpenBLAS of NumPy's wheels (64-bit integers) and of SciPy's (32-bit);
// Debian's OpenBLAS 0.3.21 and MKL 2026.2 have passed them too, and Debian's reference BLAS is refused. On macOS the
// place of Accelerate is open.
package npblas

//go:generate go run ./internal/gen

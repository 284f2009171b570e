package rawblas

import "github.com/go-inplace/inplace/internal/mem"

// Band storage is a matrix of its own: each row holds the band of one row of the
// band matrix. Element (i, j) of the band matrix stands at
//
//	general      (i, KL+j−i)   r×c with KL diagonals below and KU above; min(r, c+KL) rows of KL+KU+1
//	upper        (i, j−i)      n×n symmetric or upper triangular with K above; n rows of K+1
//	lower        (i, K+j−i)    n×n lower triangular with K below; n rows of K+1
//
// LAPACK itself, and with it SciPy, stores columns: ab[KU+i−j, j] = a[i, j]. In
// Fortran order, as LAPACK wants it, this is the same memory as ours of the
// transpose, ab.T[j, KU+i−j], with KL and KU exchanged.

// BandOf returns the storage of a band matrix of rows×cols as a General.
func BandOf[T Number](a *mem.Array, rows, cols, kl, ku int) (General, bool) {
	g, ok := GeneralOf[T](a, RowMajor)
	return g, ok && bandFits(rows, cols, kl, ku) && g.Rows == BandRows(rows, cols, kl) && g.Cols == kl+ku+1
}

// BandUnmet lists what hinders BandOf.
func BandUnmet[T Number](a *mem.Array, rows, cols, kl, ku int) []Reason {
	unmet := GeneralUnmet[T](a, RowMajor)
	l := a.L()
	if !bandFits(rows, cols, kl, ku) {
		return append(unmet, reasonf(Shape, "a %d×%d matrix has no band of %d diagonals below and %d above the main one", rows, cols, kl, ku))
	}
	if l.NDim != 2 {
		return unmet
	}
	if n, _ := l.Dim(0); n != BandRows(rows, cols, kl) {
		unmet = append(unmet, reasonf(Shape, "axis 0 has length %d, want %d (one for each row of the %d×%d matrix that the band reaches)",
			n, BandRows(rows, cols, kl), rows, cols))
	}
	if n, _ := l.Dim(1); n != kl+ku+1 {
		unmet = append(unmet, reasonf(Shape, "axis 1 has length %d, want %d (%d diagonals below, %d above, and the main one)", n, kl+ku+1, kl, ku))
	}
	return unmet
}

// bandFits reports whether a matrix has that many diagonals.
func bandFits(rows, cols, kl, ku int) bool {
	return 0 <= kl && kl < rows && 0 <= ku && ku < cols
}

// BandRows returns the number of rows that a band of kl diagonals below the main
// one reaches.
func BandRows(rows, cols, kl int) int { return min(rows, cols+kl) }

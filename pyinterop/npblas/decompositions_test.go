//go:build cgo && linux

package npblas

import (
	"fmt"
	"math"
	"math/cmplx"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/lapack"
	"gonum.org/v1/gonum/lapack/gonum"
)

// Singular vectors and eigenvectors are unique up to their sign at best, so these are checked by
// what they are: orthonormal, and a decomposition of the matrix. The values are gonum's.

var svdJobs = []lapack.SVDJob{lapack.SVDAll, lapack.SVDStore, lapack.SVDNone}

func columns(job lapack.SVDJob, whole, thin int) int {
	switch job {
	case lapack.SVDAll:
		return whole
	case lapack.SVDStore:
		return thin
	}
	return 0
}

func svdCase(c *caseMaker) []any {
	jobU, jobVT, m, n := svdJobs[c.turn(3)], svdJobs[c.turn(3)], c.size(), c.size()
	k := min(m, n)
	a, lda := c.matrix(m, n)
	u, ldu := c.matrix(m, columns(jobU, m, k))
	vt, ldvt := c.matrix(columns(jobVT, n, k), n)
	c.saw(fmt.Sprintf("jobs %c%c", jobU, jobVT))
	if m > n {
		c.saw("tall")
	} else if n > m {
		c.saw("wide")
	}
	return []any{jobU, jobVT, m, n, a, lda, &operand{data: make([]complex128, k)}, u, ldu, vt, ldvt, workspace(max(3*k+max(m, n), 5*k))}
}

func TestSVDIsADecompositionWithGonumsSingularValues(t *testing.T) {
	door := &lapackDoor{gate: always(library(t))}
	rng, seen := source(t), map[string]int{}
	for i := range rounds(180) {
		c := &caseMaker{Rand: rng, i: i, seen: seen}
		args := svdCase(c)
		jobU, jobVT, m, n := args[0].(lapack.SVDJob), args[1].(lapack.SVDJob), args[2].(int), args[3].(int)
		k := min(m, n)
		a, lda, ldu, ldvt := reals(args[4]), args[5].(int), args[8].(int), args[10].(int)
		u, vt := reals(args[7]), reals(args[9])
		s, values := make([]float64, k), make([]float64, k)
		what := fmt.Sprintf("%c%c %d×%d", jobU, jobVT, m, n)

		work := make([]float64, max(1, int(args[11].(workspace))))
		if i%2 == 0 {
			door.Dgesvd(jobU, jobVT, m, n, a, lda, s, u, ldu, vt, ldvt, work[:1], -1)
			work = make([]float64, max(len(work), int(work[0])))
		}
		require.True(t, door.Dgesvd(jobU, jobVT, m, n, slices.Clone(a), lda, s, u, ldu, vt, ldvt, work, len(work)), what)
		longer := append(slices.Clone(a), make([]float64, lda)...) // gonum slices a 1×1 matrix from lda on
		gonum.Implementation{}.Dgesvd(lapack.SVDNone, lapack.SVDNone, m, n, longer, lda, values, nil, max(1, ldu), nil, max(1, ldvt), work, len(work))
		require.InDeltaSlice(t, values, s, 1e-11*float64(m+n), what)

		if k == 0 {
			continue // nothing is written
		}
		orthonormal(t, u, m, columns(jobU, m, k), ldu, true, what+" U")
		orthonormal(t, vt, columns(jobVT, n, k), n, ldvt, false, what+" VT")
		if jobU != lapack.SVDNone && jobVT != lapack.SVDNone {
			c.saw("decomposition")
			for i := range m {
				for j := range n {
					sum := 0.0
					for l := range k {
						sum += u[i*ldu+l] * s[l] * vt[l*ldvt+j]
					}
					require.InDelta(t, a[i*lda+j], sum, 1e-11*float64(m+n), what)
				}
			}
		}
		gapsAreLeft(t, args[7], u, what)
		gapsAreLeft(t, args[9], vt, what)
	}
	for _, u := range "ASN" {
		for _, v := range "ASN" {
			assert.NotZero(t, seen[fmt.Sprintf("jobs %c%c", u, v)])
		}
	}
	for _, class := range []string{"tall", "wide", "size 0", "decomposition", "stride > columns"} {
		assert.NotZero(t, seen[class], class)
	}
}

func reals(o any) []float64 {
	var x []float64
	for _, v := range o.(*operand).data {
		x = append(x, real(v))
	}
	return x
}

func gapsAreLeft(t *testing.T, o any, x []float64, what string) {
	t.Helper()
	for i, gap := range o.(*operand).gap {
		require.Equal(t, gap, math.IsNaN(x[i]), "%s: element %d", what, i)
	}
}

// orthonormal columns, or rows.
func orthonormal(t *testing.T, q []float64, rows, cols, ld int, byColumn bool, what string) {
	t.Helper()
	at := func(i, j int) float64 { return q[i*ld+j] }
	if !byColumn {
		at = func(i, j int) float64 { return q[j*ld+i] }
		rows, cols = cols, rows
	}
	for a := range cols {
		for b := range a + 1 {
			sum, want := 0.0, 0.0
			if a == b {
				want = 1
			}
			for i := range rows {
				sum += at(i, a) * at(i, b)
			}
			require.InDelta(t, want, sum, 1e-12*float64(10+rows), "%s: vectors %d and %d", what, a, b)
		}
	}
}

func symmetricCase(c *caseMaker) []any {
	job, ul, n := []lapack.EVJob{lapack.EVCompute, lapack.EVNone}[c.turn(2)], c.uplo(), c.size()
	a, lda := c.half(n, ul)
	c.saw("job " + string(job))
	return []any{job, ul, n, a, lda, &operand{data: make([]complex128, n)}, workspace(3*n - 1)}
}

func TestSymmetricEigenIsADecompositionWithGonumsEigenvalues(t *testing.T) {
	door := &lapackDoor{gate: always(library(t))}
	rng, seen := source(t), map[string]int{}
	for i := range rounds(120) {
		c := &caseMaker{Rand: rng, i: i, seen: seen}
		args := symmetricCase(c)
		job, ul, n, lda := args[0].(lapack.EVJob), args[1].(blas.Uplo), args[2].(int), args[4].(int)
		a := reals(args[3])
		got, want := slices.Clone(a), slices.Clone(a)
		w, values := make([]float64, n), make([]float64, n)
		what := fmt.Sprintf("%c %c %d", job, ul, n)

		work := make([]float64, max(1, 3*n-1))
		if i%2 == 0 {
			door.Dsyev(job, ul, n, got, lda, w, work, -1)
			work = make([]float64, max(len(work), int(work[0])))
		}
		require.True(t, door.Dsyev(job, ul, n, got, lda, w, work, len(work)), what)
		require.True(t, gonum.Implementation{}.Dsyev(lapack.EVNone, ul, n, want, lda, values, work, len(work)), what)
		require.InDeltaSlice(t, values, w, 1e-11*float64(10+n), what)
		if job == lapack.EVNone || n == 0 {
			continue
		}
		orthonormal(t, got, n, n, lda, true, what)
		for i := range n {
			for j := range n {
				sum, from := 0.0, a[i*lda+j]
				if math.IsNaN(from) {
					from = a[j*lda+i]
				}
				for l := range n {
					sum += got[i*lda+l] * w[l] * got[j*lda+l]
				}
				require.InDelta(t, from, sum, 1e-11*float64(10+n), what)
			}
		}
		for i, v := range got {
			between := i%lda >= n || i/lda >= n
			require.Equal(t, between, math.IsNaN(v), "%s: element %d", what, i)
		}
	}
	for _, class := range []string{"job V", "job N", "uplo U", "uplo L", "size 0", "stride > columns"} {
		assert.NotZero(t, seen[class], class)
	}
}

func eigenCase(c *caseMaker) []any {
	left, right := []lapack.LeftEVJob{lapack.LeftEVCompute, lapack.LeftEVNone}[c.turn(2)], []lapack.RightEVJob{lapack.RightEVCompute, lapack.RightEVNone}[c.turn(2)]
	n := c.size()
	a, lda := c.matrix(n, n)
	vl, ldvl := c.matrix(n, n)
	vr, ldvr := c.matrix(n, n)
	c.saw(fmt.Sprintf("jobs %c%c", left, right))
	values := func() *operand { return &operand{data: make([]complex128, n)} }
	return []any{left, right, n, a, lda, values(), values(), vl, ldvl, vr, ldvr, workspace(4 * n)}
}

func TestEigenvectorsOfAGeneralMatrixAreSome(t *testing.T) {
	door := &lapackDoor{gate: always(library(t))}
	rng, seen := source(t), map[string]int{}
	for i := range rounds(80) {
		c := &caseMaker{Rand: rng, i: i, seen: seen}
		args := eigenCase(c)
		left, right, n, lda := args[0].(lapack.LeftEVJob), args[1].(lapack.RightEVJob), args[2].(int), args[4].(int)
		a, ldvl, ldvr := reals(args[3]), args[8].(int), args[10].(int)
		wr, wi, vl, vr := make([]float64, n), make([]float64, n), reals(args[7]), reals(args[9])
		what := fmt.Sprintf("%c%c %d", left, right, n)

		work := make([]float64, max(1, 4*n))
		if i%2 == 0 {
			door.Dgeev(left, right, n, a, lda, wr, wi, vl, ldvl, vr, ldvr, work, -1)
			work = make([]float64, max(len(work), int(work[0])))
		}
		require.Zero(t, door.Dgeev(left, right, n, slices.Clone(a), lda, wr, wi, vl, ldvl, vr, ldvr, work, len(work)), what)
		gr, gi := make([]float64, n), make([]float64, n)
		require.Zero(t, gonum.Implementation{}.Dgeev(lapack.LeftEVNone, lapack.RightEVNone, n, slices.Clone(a), lda, gr, gi, nil, 1, nil, 1, work, len(work)))
		sameSet(t, wr, wi, gr, gi, what)
		for j := 0; j < n; j++ {
			value := complex(wr[j], wi[j])
			vector := func(v []float64, ld int) []complex128 {
				x := make([]complex128, n)
				for i := range x {
					x[i] = complex(v[i*ld+j], 0)
					if wi[j] > 0 {
						c.saw("complex pair")
						x[i] = complex(v[i*ld+j], v[i*ld+j+1])
					}
				}
				return x
			}
			if right == lapack.RightEVCompute {
				isEigenvector(t, vector(vr, ldvr), value, func(i, k int) complex128 { return complex(a[i*lda+k], 0) }, what+" right")
			}
			if left == lapack.LeftEVCompute { // uᴴ·A = λ·uᴴ: Aᵀ·u = conj(λ)·u
				isEigenvector(t, vector(vl, ldvl), cmplx.Conj(value), func(i, k int) complex128 { return complex(a[k*lda+i], 0) }, what+" left")
			}
			if wi[j] > 0 {
				j++
			}
		}
		gapsAreLeft(t, args[7], vl, what)
		gapsAreLeft(t, args[9], vr, what)
	}
	for _, class := range []string{"jobs VV", "jobs VN", "jobs NV", "jobs NN", "complex pair", "size 0", "stride > columns"} {
		assert.NotZero(t, seen[class], class)
	}
}

func isEigenvector(t *testing.T, x []complex128, value complex128, at func(i, k int) complex128, what string) {
	t.Helper()
	norm := 0.0
	for i := range x {
		norm += real(x[i] * cmplx.Conj(x[i]))
		var sum complex128
		for k := range x {
			sum += at(i, k) * x[k]
		}
		require.InDelta(t, 0, cmplx.Abs(sum-value*x[i]), 1e-10*float64(10+len(x)), what)
	}
	require.InDelta(t, 1, norm, 1e-12*float64(10+len(x)), what)
}

// sameSet: each eigenvalue has a partner.
func sameSet(t *testing.T, wr, wi, gr, gi []float64, what string) {
	t.Helper()
	for i := range wr {
		nearest := math.Inf(1)
		for j := range gr {
			nearest = min(nearest, math.Hypot(wr[i]-gr[j], wi[i]-gi[j]))
		}
		require.Less(t, nearest, 1e-8*float64(10+len(wr)), what)
	}
}

// NaN and Inf go to gonum, but for the general eigenproblem, where gonum would not end.
func TestDecompositionsOfWhatIsNotFiniteEnd(t *testing.T) {
	g := always(library(t))
	with := &lapackDoor{gate: g}
	const n = 20
	for _, bad := range []float64{math.NaN(), math.Inf(1)} {
		a := make([]float64, n*n)
		for i := range a {
			a[i] = float64(i%7) - 2.5
		}
		a[3*n+5] = bad
		work, s := make([]float64, 10*n), make([]float64, n)
		assert.Equal(t,
			outcome(func() any {
				return gonum.Implementation{}.Dgesvd(lapack.SVDNone, lapack.SVDNone, n, n, slices.Clone(a), n, s, nil, 1, nil, 1, work, len(work))
			}),
			outcome(func() any {
				return with.Dgesvd(lapack.SVDNone, lapack.SVDNone, n, n, slices.Clone(a), n, s, nil, 1, nil, 1, work, len(work))
			}))
		assert.Equal(t,
			outcome(func() any {
				return gonum.Implementation{}.Dsyev(lapack.EVCompute, blas.Upper, n, slices.Clone(a), n, s, work, len(work))
			}),
			outcome(func() any {
				return with.Dsyev(lapack.EVCompute, blas.Upper, n, slices.Clone(a), n, s, work, len(work))
			}))
		imaginary := make([]float64, n)
		assert.Equal(t, n, with.Dgeev(lapack.LeftEVNone, lapack.RightEVNone, n, a, n, s, imaginary, nil, 1, nil, 1, work, len(work)))
		for i := range n {
			assert.True(t, math.IsNaN(s[i]) && math.IsNaN(imaginary[i]))
		}
	}
}

// OpenBLAS's dpotrf takes NaN for a pivot above 0, and its dgels solves with Inf.
func TestWhatIsNotFiniteFailsWhereItDoesInGonum(t *testing.T) {
	with := &lapackDoor{gate: always(library(t))}
	for _, n := range []int{1, 3, 70, 130} {
		for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
			for _, at := range []int{0, n - 1, n / 2 * n, n/2*n + n/2, n*n - 1} {
				a := make([]float64, n*n)
				for i := range n {
					a[i*n+i] = 2
				}
				a[at] = bad
				what := fmt.Sprintf("%d×%d with %v at %d", n, n, bad, at)
				for _, ul := range []blas.Uplo{blas.Upper, blas.Lower} {
					assert.Equal(t, gonum.Implementation{}.Dpotrf(ul, n, slices.Clone(a), n), with.Dpotrf(ul, n, slices.Clone(a), n), what)
				}
				gels := func(by lapack.Float64) any {
					return outcome(func() any {
						work := make([]float64, 10*n)
						return by.Dgels(blas.NoTrans, n, n, 1, slices.Clone(a), n, make([]float64, n), 1, work, len(work))
					})
				}
				assert.Equal(t, gels(gonum.Implementation{}), gels(with), what)
			}
		}
	}
}

func outcome(f func() any) (result string) {
	defer func() {
		if r := recover(); r != nil {
			result = fmt.Sprint("panic: ", r)
		}
	}()
	return fmt.Sprint(f())
}

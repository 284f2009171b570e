package ndmat_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/mat"
)

// layouts are the strides, in elements, that LAPACK can work on, for r rows of c.
func layouts(r, c int) map[string][]int {
	return map[string][]int{"C": {c, 1}, "C with gaps": {c + 3, 1}, "Fortran": {1, r}, "Fortran with gaps": {1, r + 2}}
}

// filled lays a matrix on a guarded canvas.
func filled(t testing.TB, m mat.Matrix, strides []int) *canvas {
	r, c := m.Dims()
	canvas := newCanvas(t, []int{r, c}, strides)
	for i := range r {
		for j := range c {
			canvas.v.Set2(i, j, m.At(i, j))
		}
	}
	return canvas
}

func random(rng *rand.Rand, r, c int) *mat.Dense {
	d := mat.NewDense(r, c, nil)
	d.Apply(func(_, _ int, _ float64) float64 { return rng.NormFloat64() }, d)
	return d
}

// definite returns a symmetric positive definite matrix.
func definite(rng *rand.Rand, n int) *mat.SymDense {
	a := random(rng, n, n+2)
	var s mat.SymDense
	s.SymOuterK(1, a)
	return &s
}

// oneTriangle lays a symmetric matrix whose other triangle must not be looked at.
func oneTriangle(t testing.TB, m mat.Matrix, strides []int, uplo blas.Uplo) *canvas {
	c := filled(t, m, strides)
	n, _ := m.Dims()
	for i := range n {
		for j := range n {
			if i < j && uplo == blas.Lower || i > j && uplo == blas.Upper {
				c.v.Set2(i, j, guard)
			}
		}
	}
	return c
}

// sameTriangle fails t if the other triangle was written.
func sameTriangle(t testing.TB, c *canvas, uplo blas.Uplo, what string) {
	t.Helper()
	for i := range c.v.Len(0) {
		for j := range c.v.Len(1) {
			if i < j && uplo == blas.Lower || i > j && uplo == blas.Upper {
				require.Equal(t, math.Float64bits(guard), math.Float64bits(c.v.At2(i, j)), "%s: (%d, %d)", what, i, j)
			}
		}
	}
}

func close(t testing.TB, want, got mat.Matrix, what string) {
	t.Helper()
	if !mat.EqualApprox(want, got, 1e-8) {
		require.Failf(t, "matrices differ", "%s\nwant\n%v\ngot\n%v", what, mat.Formatted(want), mat.Formatted(got))
	}
}

// orders are matrix sizes on both sides of LAPACK's blocks.
var factorSizes = []int{1, 2, 5, 70}

// eachSide solves with right-hand sides of all kinds: vectors, and matrices in C and
// Fortran order. solve overwrites the side; want is computed by gonum.
func eachSide(t *testing.T, rng *rand.Rand, m int, what string, solve func(b ndview.MutView[float64]) error, want func(b mat.Matrix) *mat.Dense) {
	t.Helper()
	for name, strides := range layouts(m, 3) {
		b := random(rng, m, 3)
		side := filled(t, b, strides)
		require.NoError(t, solve(side.v), "%s, %s", what, name)
		x := want(b)
		n, _ := x.Dims()
		close(t, x, ndmat.Matrix(side.v.View.Slice(ndview.To(n))), what+", right-hand sides in "+name)
		side.guarded(t, what)
	}
	for _, inc := range []int{1, 3} {
		b := random(rng, m, 1)
		line := newCanvas(t, []int{m}, []int{inc})
		for i := range m {
			line.v.Set1(i, b.At(i, 0))
		}
		require.NoError(t, solve(line.v), what)
		x := want(b)
		n, _ := x.Dims()
		close(t, x, ndmat.Vector(line.v.View.Slice(ndview.To(n))), what+", a vector")
		line.guarded(t, what)
	}
}

func TestFactorLUIsDoneInPlaceInBothOrders(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, n := range factorSizes {
		for name, strides := range layouts(n, n) {
			what := fmt.Sprintf("%d×%d in %s", n, n, name)
			a := random(rng, n, n)
			c := filled(t, a, strides)
			lu, err := ndmat.FactorLU(c.v)
			require.NoError(t, err)
			c.guarded(t, what)
			var ref mat.LU
			ref.Factorize(a)
			require.InEpsilon(t, ref.Det(), lu.Det(), 1e-8, what)
			log, sign := lu.LogDet()
			wantLog, wantSign := ref.LogDet()
			require.InDelta(t, wantLog, log, 1e-8, what)
			require.Equal(t, wantSign, sign, what)
			sameMagnitude(t, ref.Cond(), lu.Cond(), n, what)
			require.Len(t, lu.Pivots(), n)

			eachSide(t, rng, n, what, lu.Solve, func(b mat.Matrix) *mat.Dense {
				var x mat.Dense
				require.NoError(t, ref.SolveTo(&x, false, b))
				return &x
			})
			eachSide(t, rng, n, what+" transposed", lu.SolveTrans, func(b mat.Matrix) *mat.Dense {
				var x mat.Dense
				require.NoError(t, ref.SolveTo(&x, true, b))
				return &x
			})

			var inverse mat.Dense
			require.NoError(t, inverse.Inverse(a))
			require.NoError(t, lu.Inverse())
			close(t, &inverse, ndmat.Matrix(c.v.View), what)
			c.guarded(t, what)
			assertPanics(t, ndmat.ErrUsedUp, func() { lu.Det() })
		}
	}
}

func TestASingularMatrixHasAnLUAndNoSolution(t *testing.T) {
	for _, strides := range layouts(2, 2) {
		c := filled(t, mat.NewDense(2, 2, []float64{1, 2, 2, 4}), strides)
		lu, err := ndmat.FactorLU(c.v)
		require.NoError(t, err)
		assert.Zero(t, lu.Det())
		log, sign := lu.LogDet()
		assert.Equal(t, math.Inf(-1), log)
		assert.Zero(t, sign)
		assert.Equal(t, math.Inf(1), lu.Cond())
		require.ErrorIs(t, lu.Solve(ndview.Make[float64](2)), ndmat.ErrSingular)
		require.ErrorIs(t, lu.Inverse(), ndmat.ErrSingular)
		c.guarded(t, "singular")
	}
	a := ndview.Make[float64](2, 2)
	require.ErrorIs(t, ndmat.Solve(a, ndview.Make[float64](2)), ndmat.ErrSingular)
}

func TestFactorCholeskyTouchesOneTriangleOnly(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, n := range factorSizes {
		for name, strides := range layouts(n, n) {
			for _, uplo := range []blas.Uplo{blas.Upper, blas.Lower} {
				what := fmt.Sprintf("%d×%d in %s, triangle %c", n, n, name, uplo)
				a := definite(rng, n)
				c := oneTriangle(t, a, strides, uplo)
				chol, err := ndmat.FactorCholesky(c.v, uplo)
				require.NoError(t, err, what)
				var ref mat.Cholesky
				require.True(t, ref.Factorize(a))
				require.InEpsilon(t, ref.Det(), chol.Det(), 1e-8, what)
				require.InDelta(t, ref.LogDet(), chol.LogDet(), 1e-8, what)
				require.InEpsilon(t, ref.Cond(), chol.Cond(), 0.9, what)
				eachSide(t, rng, n, what, chol.Solve, func(b mat.Matrix) *mat.Dense { var x mat.Dense; require.NoError(t, ref.SolveTo(&x, b)); return &x })
				c.guarded(t, what)
				sameTriangle(t, c, uplo, what)

				var inverse mat.SymDense
				require.NoError(t, ref.InverseTo(&inverse))
				chol.Inverse()
				for i := range n {
					for j := range n {
						if i == j || (i < j) == (uplo == blas.Upper) {
							require.InDelta(t, inverse.At(i, j), c.v.At2(i, j), 1e-8, what)
						}
					}
				}
				sameTriangle(t, c, uplo, what)
				c.guarded(t, what)
				assertPanics(t, ndmat.ErrUsedUp, func() { chol.LogDet() })
			}
		}
	}
}

func TestFactorCholeskyRefusesWhatIsNotPositiveDefinite(t *testing.T) {
	for _, strides := range layouts(2, 2) {
		c := filled(t, mat.NewDense(2, 2, []float64{1, 2, 2, 1}), strides)
		_, err := ndmat.FactorCholesky(c.v, blas.Lower)
		require.ErrorIs(t, err, ndmat.ErrNotPositiveDefinite)
		c.guarded(t, "not definite")
	}
}

func TestFactorQRSolvesLeastSquaresInBothOrders(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, shape := range [][]int{{1, 1}, {2, 1}, {2, 2}, {5, 3}, {5, 5}, {90, 70}} {
		m, n := shape[0], shape[1]
		for name, strides := range layouts(m, n) {
			what := fmt.Sprintf("%d×%d in %s", m, n, name)
			a := random(rng, m, n)
			c := filled(t, a, strides)
			qr, err := ndmat.FactorQR(c.v)
			require.NoError(t, err)
			var ref mat.QR
			ref.Factorize(a)
			eachSide(t, rng, m, what, qr.Solve, func(b mat.Matrix) *mat.Dense {
				var x mat.Dense
				require.NoError(t, ref.SolveTo(&x, false, b))
				return &x
			})
			c.guarded(t, what)

			r := mat.NewDense(n, n, nil)
			upper := qr.R()
			for i := range n {
				for j := i; j < n; j++ {
					r.Set(i, j, upper.At2(i, j))
				}
			}
			qr.Q()
			c.guarded(t, what)
			q := ndmat.Matrix(c.v.View)
			var product, square mat.Dense
			product.Mul(q, r)
			close(t, a, &product, what+": Q·R")
			square.Mul(q.T(), q)
			eye := mat.NewDiagDense(n, nil)
			for i := range n {
				eye.SetDiag(i, 1)
			}
			close(t, eye, &square, what+": Qᵀ·Q")
			assertPanics(t, ndmat.ErrUsedUp, func() { qr.R() })
		}
	}
	zero := ndview.Make[float64](3, 2)
	require.ErrorIs(t, ndmat.LeastSquares(zero, ndview.Make[float64](3)), ndmat.ErrSingular)
}

func TestEigenSymPutsTheVectorsIntoTheColumns(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, n := range factorSizes {
		for name, strides := range layouts(n, n) {
			for _, uplo := range []blas.Uplo{blas.Upper, blas.Lower} {
				what := fmt.Sprintf("%d×%d in %s, triangle %c", n, n, name, uplo)
				a := definite(rng, n)
				var ref mat.EigenSym
				require.True(t, ref.Factorize(a, false))

				c := oneTriangle(t, a, strides, uplo)
				values, err := ndmat.EigenSym(c.v, uplo, false)
				require.NoError(t, err)
				require.InDeltaSlice(t, ref.Values(nil), values, 1e-8, what)
				sameTriangle(t, c, uplo, what)
				c.guarded(t, what)

				c = oneTriangle(t, a, strides, uplo)
				values, err = ndmat.EigenSym(c.v, uplo, true)
				require.NoError(t, err)
				require.InDeltaSlice(t, ref.Values(nil), values, 1e-8, what)
				c.guarded(t, what)
				vectors := ndmat.Matrix(c.v.View)
				var left, right mat.Dense
				left.Mul(a, vectors)
				right.Mul(vectors, mat.NewDiagDense(n, values))
				close(t, &left, &right, what+": A·V = V·Λ")
			}
		}
	}
	sick := ndview.Make[float64](3, 3)
	sick.Set2(0, 2, math.NaN())
	_, err := ndmat.EigenSym(sick, blas.Upper, true)
	require.ErrorIs(t, err, ndmat.ErrNoConvergence)
}

func TestFactorisationsRefuseOtherLayoutsAndShapes(t *testing.T) {
	square := ndview.Make[float64](6, 6)
	steps := square.Slice(ndview.All.By(2), ndview.All.By(2))
	oblong := square.Slice(ndview.To(2))
	cholesky := func(v ndview.MutView[float64]) error { _, err := ndmat.FactorCholesky(v, blas.Upper); return err }
	eigen := func(v ndview.MutView[float64]) error { _, err := ndmat.EigenSym(v, blas.Upper, true); return err }
	lu := func(v ndview.MutView[float64]) error { _, err := ndmat.FactorLU(v); return err }
	qr := func(v ndview.MutView[float64]) error { _, err := ndmat.FactorQR(v); return err }
	for name, factor := range map[string]func(v ndview.MutView[float64]) error{"LU": lu, "Cholesky": cholesky, "eigen": eigen, "QR": qr} {
		require.ErrorIs(t, factor(steps), ndview.ErrLayout, name)
		require.ErrorIs(t, factor(oblong), ndview.ErrShape, name)
		require.ErrorIs(t, factor(square.Row(0)), ndview.ErrShape, name)
		require.ErrorIs(t, factor(square.Slice(ndview.To(0), ndview.To(0))), ndview.ErrShape, name)
	}
	assert.EqualError(t, lu(oblong), "inplace: FactorLU: the float64 view of shape (2, 6) with strides (48, 8) (bytes) is no matrix to factor: "+
		"want as many rows as columns, found 2 and 6; FactorQR takes more rows than columns; Clone what is in neither C nor Fortran order")
	for _, f := range []func(){
		func() { cholesky(square) }, // a good triangle does not panic
	} {
		require.NotPanics(t, f)
	}
	var uplo *ndmat.UploError
	for _, f := range []func(){
		func() { _, _ = ndmat.FactorCholesky(square, 'X') },
		func() { _, _ = ndmat.EigenSym(square, 'X', true) },
		func() { _, _ = ndmat.Sym(square, 'X') },
		func() { _, _ = ndmat.Tri(square, 'X') },
		func() { _, _ = ndmat.TriBand(square, 'X') },
		func() { _, _ = ndmat.RawSymmetric(square, 'X') },
		func() { _, _ = ndmat.RawTriangular(square, 'X') },
	} {
		func() {
			defer func() { require.ErrorAs(t, recover().(error), &uplo) }()
			f()
		}()
	}
	require.EqualError(t, uplo, "inplace: ndmat: there is no triangle X; use blas.Upper or blas.Lower")
}

func TestRightHandSidesAreRefusedByName(t *testing.T) {
	a := filled(t, mat.NewDense(2, 2, []float64{2, 1, 1, 3}), []int{4, 1})
	lu, err := ndmat.FactorLU(a.v)
	require.NoError(t, err)
	v := ndview.Make[float64](2, 8)
	require.ErrorIs(t, lu.Solve(ndview.Make[float64](3)), ndview.ErrShape)
	require.ErrorIs(t, lu.Solve(ndview.Make[float64]()), ndview.ErrShape)
	require.ErrorIs(t, lu.Solve(v.Slice(ndview.All, ndview.All.By(2))), ndview.ErrLayout)
	require.ErrorIs(t, lu.Solve(v.Col(0).Flip(0)), ndview.ErrLayout)
	err = lu.Solve(a.v.Col(1))
	require.ErrorIs(t, err, ndview.ErrOverlap)
	assert.EqualError(t, err, "inplace: LU.Solve: the float64 view of shape (2,) with strides (32,) (bytes) is no right-hand side: "+
		"it shares memory with the matrix, or that could not be decided; Clone one of them")
}

func TestNothingIsWrittenIfASideIsRefused(t *testing.T) {
	for name, solve := range map[string]func(a, b ndview.MutView[float64]) error{"Solve": ndmat.Solve, "LeastSquares": ndmat.LeastSquares} {
		for _, transposed := range []bool{false, true} {
			a := ndview.Make[float64](3, 3)
			for i := range 9 {
				a.Set2(i/3, i%3, float64(1+i*i))
			}
			if transposed {
				a = a.T()
			}
			before := mat.DenseCopyOf(ndmat.Matrix(a.View))
			wide, line := ndview.Make[float64](3, 8), ndview.Make[float64](3)
			require.ErrorIs(t, solve(a, ndview.Make[float64](4)), ndview.ErrShape, name)
			require.ErrorIs(t, solve(a, wide.Slice(ndview.All, ndview.All.By(2))), ndview.ErrLayout, name)
			require.ErrorIs(t, solve(a, line.Flip(0)), ndview.ErrLayout, name)
			require.ErrorIs(t, solve(a, a.Col(1)), ndview.ErrOverlap, name)
			require.True(t, mat.Equal(before, ndmat.Matrix(a.View)), name)
			require.ErrorIs(t, solve(a.Slice(ndview.To(2)), line), ndview.ErrShape, name)
			require.ErrorIs(t, solve(a.Flip(0), line), ndview.ErrLayout, name)
			require.True(t, mat.Equal(before, ndmat.Matrix(a.View)), name)
		}
	}
	err := ndmat.LeastSquares(ndview.Make[float64](2, 3), ndview.Make[float64](2))
	require.ErrorContains(t, err, "LeastSquares")
	require.ErrorContains(t, err, "want at least as many rows as columns, found 2 and 3")
}

func TestFactorsEndWithTheBorrow(t *testing.T) {
	var slot lease.Slot
	a := ndview.Make[float64](2, 2)
	a.Set2(0, 0, 1)
	a.Set2(1, 1, 1)
	v := lent(&slot, a)
	lu, err := ndmat.FactorLU(v)
	require.NoError(t, err)
	chol, err := ndmat.FactorCholesky(v, blas.Lower)
	require.NoError(t, err)
	qr, err := ndmat.FactorQR(v)
	require.NoError(t, err)
	slot.Close()
	b := ndview.Make[float64](2)
	for _, f := range []func(){
		func() { _ = lu.Solve(b) }, func() { lu.Det() }, func() { _ = lu.Inverse() }, func() { lu.Cond() },
		func() { _ = chol.Solve(b) }, func() { chol.Inverse() }, func() { chol.Cond() },
		func() { _ = qr.Solve(b) }, func() { qr.Q() }, func() { qr.R() },
		func() { _, _ = ndmat.FactorLU(v) }, func() { _, _ = ndmat.FactorQR(v) }, func() { _, _ = ndmat.EigenSym(v, blas.Upper, false) },
	} {
		assertPanics(t, ndview.ErrReleased, f)
	}
	assert.Zero(t, lease.Count())
}

// The borrow of a handle cannot end while a verb works on it; between two verbs
// nobody holds it.
func TestVerbsHoldTheBorrowsOfHandles(t *testing.T) {
	a, b := ndview.Make[float64](3, 3), ndview.Make[float64](3, 3)
	for i := range 3 {
		a.Set2(i, i, 2)
	}
	var slots [2]lease.Slot
	owned := func(k int, v ndview.MutView[float64]) ndview.MutView[float64] {
		return ndview.NewMutView[float64](mem.New(v.Array().Base, *v.Array().L(), &slots[k], slots[k].OpenOwned(0), v.Array().Item()))
	}
	v, w := owned(0, a), owned(1, b)
	r, err := ndmat.Into(v)
	require.NoError(t, err)
	held := 0
	r.Apply(func(_, _ int, x float64) float64 {
		held = max(held, slots[0].Holders())
		require.Equal(t, 1, slots[1].Holders())
		require.NotZero(t, slots[0].CloseWithin(0), "refused")
		return x + 1
	}, ndmat.Matrix(w.View))
	assert.Equal(t, 1, held)
	for i := range 3 {
		v.Set2(i, i, 5)
	}
	d := denseOf(t, v)
	lu, err := ndmat.FactorLU(v)
	require.NoError(t, err)
	require.NoError(t, lu.Solve(w))
	lu.Det()
	for k := range slots {
		assert.Zero(t, slots[k].Holders())
		require.Zero(t, slots[k].CloseWithin(0))
	}
	assert.True(t, d.IsEmpty(), "the end of a handle empties what was adapted, too")
	assertPanics(t, ndview.ErrReleased, func() { lu.Det() })
	assert.Zero(t, lease.Count())
}

// sameMagnitude compares two estimates of a condition number of an n×n matrix, which may be of the matrix in one and of
// its transpose in the other: the two differ by a factor of n² at most, and an estimate may fall short of the truth.
func sameMagnitude(t *testing.T, want, got float64, n int, what string) {
	bound := 3 * float64(n*n)
	require.Greater(t, got, want/bound, "%s: condition", what)
	require.Less(t, got, want*bound, "%s: condition", what)
}

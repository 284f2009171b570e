package ndmat_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/blas/cblas64"
	"gonum.org/v1/gonum/mat"
)

// The numbers of a canvas are 1, 2, 3 … in C order; each test compares gonum's At
// with what the definition of the storage says, and then lets gonum compute.

func TestSymReadsTheTriangleThatWasNamed(t *testing.T) {
	for _, n := range sizes[1:] {
		for name, strides := range layouts(n, n) {
			for _, uplo := range []blas.Uplo{blas.Upper, blas.Lower} {
				what := fmt.Sprintf("%d×%d in %s, triangle %c", n, n, name, uplo)
				c := newCanvas(t, []int{n, n}, strides)
				m, err := ndmat.Sym(c.v, uplo)
				fortran := strides[0] == 1 && strides[1] != 1
				if n > 1 && (uplo == blas.Lower) != fortran {
					require.ErrorIs(t, err, ndview.ErrLayout, what)
					assert.ErrorContains(t, err, "gonum reads the upper triangle of rows", what)
					raw, err := ndmat.RawSymmetric(c.v, uplo)
					require.NoError(t, err)
					require.Equal(t, blas.Lower, raw.Uplo, what)
					symv(t, raw, c, uplo)
					continue
				}
				require.NoError(t, err, what)
				for i := range n {
					for j := range n {
						require.Equal(t, triangleAt(c, uplo, i, j), m.At(i, j), what)
					}
				}
				raw, err := ndmat.RawSymmetric(c.v, uplo)
				require.NoError(t, err)
				symv(t, raw, c, uplo)
				before := copied(c.v.View)
				m.ScaleSym(3, m)
				m.SymRankOne(m, 2, some(n, 1).ColView(0))
				c.guarded(t, what)
				for i := range n {
					for j := range n {
						if i > j && uplo == blas.Upper || i < j && uplo == blas.Lower {
							require.Equal(t, before.At(i, j), c.v.At2(i, j), "%s: the other triangle", what)
						}
					}
				}
			}
		}
	}
}

func triangleAt(c *canvas, uplo blas.Uplo, i, j int) float64 {
	if (i > j) == (uplo == blas.Upper) {
		i, j = j, i
	}
	return c.v.At2(i, j)
}

// symv multiplies a raw symmetric matrix by a vector and compares.
func symv(t *testing.T, raw blas64.Symmetric, c *canvas, uplo blas.Uplo) {
	n := raw.N
	x := blas64.Vector{N: n, Inc: 1, Data: make([]float64, n)}
	y := blas64.Vector{N: n, Inc: 1, Data: make([]float64, n)}
	for j := range n {
		x.Data[j] = float64(j + 2)
	}
	blas64.Symv(1, raw, x, 0, y)
	for i := range n {
		want := 0.0
		for j := range n {
			want += triangleAt(c, uplo, i, j) * x.Data[j]
		}
		require.InDelta(t, want, y.Data[i], 1e-9)
	}
}

func TestTriIsOneTriangle(t *testing.T) {
	for _, n := range sizes[1:] {
		for name, strides := range layouts(n, n) {
			for _, uplo := range []blas.Uplo{blas.Upper, blas.Lower} {
				what := fmt.Sprintf("%d×%d in %s, triangle %c", n, n, name, uplo)
				c := newCanvas(t, []int{n, n}, strides)
				var m mat.Triangular
				if d, err := ndmat.Tri(c.v, uplo); err == nil {
					raw, err := ndmat.RawTriangular(c.v, uplo)
					require.NoError(t, err)
					require.Equal(t, d.RawTriangular(), raw)
					m = d
				} else {
					require.ErrorIs(t, err, ndview.ErrLayout, what)
					require.ErrorContains(t, err, "Tri(v.T(), the other triangle) takes Fortran order")
					_, err = ndmat.RawTriangular(c.v, uplo)
					require.ErrorIs(t, err, ndview.ErrLayout)
					other := blas.Upper + blas.Lower - uplo
					d, err := ndmat.Tri(c.v.T(), other)
					require.NoError(t, err, what)
					m = d.TTri()
				}
				_, kind := m.Triangle()
				require.Equal(t, uplo == blas.Upper, bool(kind), what)
				want := mat.NewDense(n, n, nil)
				for i := range n {
					for j := range n {
						if i == j || (i < j) == (uplo == blas.Upper) {
							want.Set(i, j, c.v.At2(i, j))
						}
					}
				}
				require.True(t, mat.Equal(want, m), what)
				var product, wanted mat.Dense
				product.Mul(m, some(n, 3))
				wanted.Mul(want, some(n, 3))
				close(t, &wanted, &product, what)
				c.guarded(t, what)
			}
		}
	}
}

func TestBandStorageByRows(t *testing.T) {
	for _, test := range []struct{ r, c, kl, ku int }{{1, 1, 0, 0}, {4, 4, 1, 2}, {5, 3, 2, 0}, {3, 6, 0, 3}, {7, 2, 1, 1}, {4, 4, 3, 3}} {
		rows := min(test.r, test.c+test.kl)
		for _, gap := range []int{0, 2} {
			what := fmt.Sprintf("%+v gap %d", test, gap)
			width := test.kl + test.ku + 1
			c := newCanvas(t, []int{rows, width}, []int{width + gap, 1})
			m, err := ndmat.Band(c.v, test.r, test.c, test.kl, test.ku)
			require.NoError(t, err, what)
			want := mat.NewDense(test.r, test.c, nil)
			for i := range rows {
				for j := range test.c {
					if -test.kl <= j-i && j-i <= test.ku {
						want.Set(i, j, c.v.At2(i, test.kl+j-i))
					}
				}
			}
			require.True(t, mat.Equal(want, m), what)
			var y, wantY mat.VecDense
			m.MulVecTo(&y, false, some(test.c, 1).ColView(0))
			wantY.MulVec(want, some(test.c, 1).ColView(0))
			close(t, &wantY, &y, what)
			m.SetBand(0, 0, -1)
			require.Equal(t, -1.0, c.v.At2(0, test.kl))
			if test.r <= test.c+test.kl { // gonum's own walks past its memory otherwise
				m.Zero()
			} else {
				require.Panics(t, func() { mat.NewBandDense(test.r, test.c, test.kl, test.ku, nil).Zero() })
			}
			c.guarded(t, what)
			back := ndmat.FromBand(m)
			require.Equal(t, c.v.Shape(), back.Shape())
			require.Same(t, c.v.UnsafePointerTo(rows-1, width-1), back.UnsafePointerTo(rows-1, width-1))
		}
	}
}

// LAPACK and SciPy store columns: ab[ku+i−j, j] = a[i, j], in Fortran order.
func TestLAPACKsBandStorageIsTheTranspose(t *testing.T) {
	const r, c, kl, ku = 5, 4, 2, 1
	ab := newCanvas(t, []int{kl + ku + 1, c}, []int{1, kl + ku + 1})
	m, err := ndmat.Band(ab.v.T(), c, r, ku, kl)
	require.NoError(t, err)
	a := m.TBand()
	rr, cc := a.Dims()
	require.Equal(t, []int{r, c}, []int{rr, cc})
	gotKL, gotKU := a.Bandwidth()
	require.Equal(t, []int{kl, ku}, []int{gotKL, gotKU})
	for i := range r {
		for j := range c {
			want := 0.0
			if -kl <= j-i && j-i <= ku {
				want = ab.v.At2(ku+i-j, j)
			}
			require.Equal(t, want, a.At(i, j), "(%d, %d)", i, j)
		}
	}
	_, err = ndmat.Band(newCanvas(t, []int{kl + ku + 1, c}, []int{c, 1}).v.T(), c, r, ku, kl)
	require.ErrorIs(t, err, ndview.ErrLayout, "columns in C order")
	require.ErrorContains(t, err, "Band(ab.T(), c, r, ku, kl) is the transpose")
}

func TestHalfBands(t *testing.T) {
	for _, n := range []int{1, 2, 5} {
		for k := range n {
			c := newCanvas(t, []int{n, k + 1}, []int{k + 3, 1})
			s, err := ndmat.SymBand(c.v)
			require.NoError(t, err)
			upper, err := ndmat.TriBand(c.v, blas.Upper)
			require.NoError(t, err)
			lower, err := ndmat.TriBand(c.v, blas.Lower)
			require.NoError(t, err)
			require.NotSame(t, upper, lower)
			for i := range n {
				for j := range n {
					high, low := 0.0, 0.0
					if d := j - i; d >= 0 && d <= k {
						high = c.v.At2(i, d)
					}
					if d := j - i; d <= 0 && d >= -k {
						low = c.v.At2(i, k+d)
					}
					require.Equal(t, high, upper.At(i, j))
					require.Equal(t, low, lower.At(i, j))
					both := high
					if j < i {
						both = s.At(j, i)
					}
					require.Equal(t, both, s.At(i, j))
				}
			}
			var chol mat.BandCholesky
			definite := newCanvas(t, []int{n, k + 1}, []int{k + 3, 1})
			for i := range n {
				definite.v.Set2(i, 0, 1000)
			}
			m, err := ndmat.SymBand(definite.v)
			require.NoError(t, err)
			require.True(t, chol.Factorize(m))
			definite.guarded(t, "band Cholesky")
			require.Equal(t, c.v.Shape(), shape(ndmat.FromSymBand(s)))
			back, uplo := ndmat.FromTriBand(lower)
			require.Equal(t, c.v.Shape(), back.Shape())
			require.Same(t, c.v.UnsafePointerTo(n-1, k), back.UnsafePointerTo(n-1, k))
			require.Equal(t, blas.Lower, uplo)
			c.guarded(t, "half bands")
		}
	}
	for _, v := range []ndview.MutView[float64]{ndview.Make[float64](3), ndview.Make[float64](2, 3), ndview.Make[float64](0, 0)} {
		_, err := ndmat.SymBand(v)
		require.ErrorIs(t, err, ndview.ErrShape)
		_, err = ndmat.TriBand(v, blas.Upper)
		require.ErrorIs(t, err, ndview.ErrShape)
	}
}

func TestDiagIsADiagonalOfAnyIncrement(t *testing.T) {
	for _, n := range sizes {
		for _, stride := range vectorStrides(n) {
			c := newCanvas(t, []int{n}, []int{stride})
			m, err := ndmat.Diag(c.v)
			if n == 0 {
				require.ErrorIs(t, err, ndview.ErrShape)
				continue
			}
			require.NoError(t, err)
			require.Equal(t, n, m.Diag())
			for i := range n {
				require.Equal(t, c.v.At1(i), m.At(i, i))
			}
			raw := m.RawBand()
			require.Len(t, raw.Data, (n-1)*raw.Stride+1)
			require.Equal(t, len(raw.Data), cap(raw.Data))
			m.SetDiag(n-1, -5)
			require.Equal(t, -5.0, c.v.At1(n-1))
			var product mat.Dense
			product.Mul(m, some(n, 2))
			back := ndmat.FromDiag(m)
			require.Equal(t, []int{n}, back.Shape())
			require.Same(t, c.v.UnsafePointerTo(n-1), back.UnsafePointerTo(n-1))
			m.Zero()
			c.guarded(t, "DiagDense")
		}
	}
	_, err := ndmat.Diag(ndview.Make[float64](3).Flip(0))
	require.ErrorIs(t, err, ndview.ErrLayout)
}

func TestTridiagIsThreeDiagonals(t *testing.T) {
	for _, n := range []int{1, 2, 5} {
		dl, d, du := newCanvas(t, []int{n - 1}, []int{1}), newCanvas(t, []int{n}, []int{1}), newCanvas(t, []int{n - 1}, []int{1})
		for i := range n {
			d.v.Set1(i, 10)
		}
		m, err := ndmat.Tridiag(dl.v, d.v, du.v)
		require.NoError(t, err, "%d", n)
		want := mat.NewDense(n, n, nil)
		for i := range n {
			want.Set(i, i, 10)
			if i+1 < n {
				want.Set(i, i+1, du.v.At1(i))
				want.Set(i+1, i, dl.v.At1(i))
			}
		}
		require.True(t, mat.Equal(want, m))
		var x, wantX mat.Dense
		require.NoError(t, m.SolveTo(&x, false, some(n, 2)))
		require.NoError(t, wantX.Solve(want, some(n, 2)))
		close(t, &wantX, &x, "tridiagonal solve")
		for _, c := range []*canvas{dl, d, du} {
			c.guarded(t, "tridiagonal")
		}
		l, main, u := ndmat.FromTridiag(m)
		require.Equal(t, []int{n - 1, n, n - 1}, []int{l.Len(0), main.Len(0), u.Len(0)})
		require.Same(t, d.v.UnsafePointerTo(n-1), main.UnsafePointerTo(n-1))
	}
	line := func(n int) ndview.MutView[float64] { return ndview.Make[float64](n) }
	for _, parts := range [][3]ndview.MutView[float64]{
		{line(2), line(2), line(1)}, {line(1), line(2), line(2)}, {line(0), line(0), line(0)},
		{line(1), line(4).Slice(ndview.All.By(2)), line(1)}, {line(1), ndview.Make[float64](2, 1), line(1)}, {line(1), line(2).Flip(0), line(1)},
	} {
		_, err := ndmat.Tridiag(parts[0], parts[1], parts[2])
		require.Error(t, err)
		require.ErrorContains(t, err, "Tridiag")
	}
}

func TestComplexIsACDense(t *testing.T) {
	v := ndview.Make[complex128](3, 5).Slice(ndview.All, ndview.To(4))
	for i := range 3 {
		for j := range 4 {
			v.Set2(i, j, complex(float64(i), float64(j)))
		}
	}
	m, err := ndmat.Complex(v)
	require.NoError(t, err)
	assert.Equal(t, complex(2, 3), m.At(2, 3))
	m.Set(1, 1, 7i)
	assert.Equal(t, 7i, v.At2(1, 1))
	raw := m.RawCMatrix()
	assert.Equal(t, 5, raw.Stride)
	assert.Len(t, raw.Data, 14)
	assert.Equal(t, 14, cap(raw.Data))
	g, err := ndmat.RawGeneralC128(v)
	require.NoError(t, err)
	assert.Equal(t, raw, g)
	back := ndmat.FromComplex(m)
	assert.Same(t, v.UnsafePointerTo(2, 3), back.UnsafePointerTo(2, 3))

	_, err = ndmat.Complex(v.T())
	require.EqualError(t, err, "inplace: Complex: the complex128 view of shape (4, 3) with strides (16, 80) (bytes) is no *mat.CDense: "+
		"axis 1 has stride 80, want 16, axis 0 has stride 16, want 48 or more (3 elements of axis 1); Complex(v.T()) takes Fortran order, and its T() is v; or Clone")
	xt, err := ndmat.Complex(v.T().T())
	require.NoError(t, err)
	assert.Equal(t, complex(2, 3), xt.T().At(3, 2))

	real := ndview.MutReal128(v) // strides doubled: two real matrices with gaps
	_, err = ndmat.Dense(real)
	require.ErrorIs(t, err, ndview.ErrLayout)
	x, err := ndmat.Vec(real.Row(2))
	require.NoError(t, err)
	assert.Equal(t, 2, x.RawVector().Inc)
}

// Products by the blas packages on views of each element type, one of them running
// backwards.
func TestRawStructsComputeOnTheViews(t *testing.T) {
	a32, x32, y32 := ndview.Make[float32](2, 3), ndview.Make[float32](3), ndview.Make[float32](4).Slice(ndview.All.By(2))
	fill(a32, x32)
	g32, err := ndmat.RawGeneral32(a32)
	require.NoError(t, err)
	v32, err := ndmat.RawVector32(x32.Flip(0))
	require.NoError(t, err)
	w32, err := ndmat.RawVector32(y32)
	require.NoError(t, err)
	blas32.Gemv(blas.NoTrans, 1, g32, v32, 0, w32)
	assert.Equal(t, []float32{1*3 + 2*2 + 3*1, 4*3 + 5*2 + 6*1}, []float32{y32.At1(0), y32.At1(1)})
	require.Equal(t, x32.Strides(), strides(ndmat.FromRawVector32(blas32.Vector{N: 3, Inc: 1, Data: v32.Data})))
	back := ndmat.FromRawVector32(v32)
	assert.Equal(t, []float32{3, 2, 1}, []float32{back.At1(0), back.At1(1), back.At1(2)})
	backM := ndmat.FromRawGeneral32(g32)
	assert.Equal(t, float32(6), backM.At2(1, 2))

	a64, x64, y64 := ndview.Make[complex64](2, 3), ndview.Make[complex64](3), ndview.Make[complex64](2)
	fill(a64, x64)
	g64, err := ndmat.RawGeneralC64(a64)
	require.NoError(t, err)
	v64, err := ndmat.RawVectorC64(x64.Flip(0))
	require.NoError(t, err)
	w64, err := ndmat.RawVectorC64(y64)
	require.NoError(t, err)
	cblas64.Gemv(blas.NoTrans, 1i, g64, v64, 0, w64)
	assert.Equal(t, []complex64{10i, 28i}, []complex64{y64.At1(0), y64.At1(1)})
	backC := ndmat.FromRawVectorC64(v64)
	assert.Equal(t, complex64(3), backC.At1(0))
	backG := ndmat.FromRawGeneralC64(g64)
	assert.Equal(t, []int{2, 3}, backG.Shape())

	a128, x128, y128 := ndview.Make[complex128](2, 3), ndview.Make[complex128](3), ndview.Make[complex128](2)
	fill(a128, x128)
	g128, err := ndmat.RawGeneralC128(a128)
	require.NoError(t, err)
	v128, err := ndmat.RawVectorC128(x128.Flip(0))
	require.NoError(t, err)
	w128, err := ndmat.RawVectorC128(y128)
	require.NoError(t, err)
	cblas128.Gemv(blas.NoTrans, 1i, g128, v128, 0, w128)
	assert.Equal(t, []complex128{10i, 28i}, []complex128{y128.At1(0), y128.At1(1)})
	backZ := ndmat.FromRawVectorC128(v128)
	assert.Equal(t, complex128(3), backZ.At1(0))

	af, xf := ndview.Make[float64](2, 3), ndview.Make[float64](3)
	fill(af, xf)
	gf, err := ndmat.RawGeneral(af)
	require.NoError(t, err)
	vf, err := ndmat.RawVector(xf.Flip(0))
	require.NoError(t, err)
	y := blas64.Vector{N: 2, Inc: 1, Data: make([]float64, 2)}
	blas64.Gemv(blas.NoTrans, 1, gf, vf, 0, y)
	assert.Equal(t, []float64{10, 28}, y.Data)
	backF := ndmat.FromRawVector(vf)
	assert.Equal(t, -8, backF.Stride(0))
	assert.Equal(t, 3.0, backF.At1(0))
}

// fill numbers the elements 1, 2, 3 …
func fill[T float32 | float64 | complex64 | complex128](views ...ndview.MutView[T]) {
	for _, v := range views {
		data, _ := v.Data()
		x := T(0)
		for i := range data {
			x++
			data[i] = x
		}
	}
}

func strides[T ndview.Element](v ndview.MutView[T]) []int { return v.Strides() }

func TestRawStructsRefuse(t *testing.T) {
	refused := func(err error, sentinel error, text string) {
		t.Helper()
		require.ErrorIs(t, err, sentinel)
		assert.EqualError(t, err, text)
	}
	_, err := ndmat.RawGeneral32(ndview.Make[float32](3, 4).Flip(0))
	refused(err, ndview.ErrLayout, "inplace: RawGeneral32: the float32 view of shape (3, 4) with strides (-16, 4) (bytes) is no blas32.General: "+
		"axis 0 has stride -16 (it runs backwards), want 16 or more (4 elements of axis 1); .Flip(0) makes it a blas32.General in the other order; or Clone a copy")
	zero, err := ndview.FromStrided(make([]float64, 3), 0, []int{3}, []int{0})
	require.NoError(t, err)
	_, err = ndmat.RawVector(zero)
	refused(err, ndview.ErrLayout, "inplace: RawVector: the float64 view of shape (3,) with strides (0,) (bytes) is no blas64.Vector: "+
		"axis 0 has stride 0 (one element repeated), want a multiple of 8 other than 0; Clone a copy")
	_, err = ndmat.RawVectorC64(ndview.Make[complex64](0))
	require.ErrorIs(t, err, ndview.ErrShape)
	_, err = ndmat.RawSymmetric(ndview.Make[float64](3, 4), blas.Upper)
	require.ErrorIs(t, err, ndview.ErrShape)
	_, err = ndmat.RawGeneral(ndview.Make[float64](3, 4).T())
	require.ErrorContains(t, err, "BLAS takes v.T() with blas.Trans")
}

func TestFromSquareMatrices(t *testing.T) {
	s := mat.NewSymDense(3, []float64{1, 2, 3, 0, 4, 5, 0, 0, 6})
	v := ndmat.FromSym(s)
	assert.Equal(t, []int{3, 3}, v.Shape())
	assert.Equal(t, 5.0, v.At2(1, 2))
	v.Set2(0, 2, -1)
	assert.Equal(t, -1.0, s.At(2, 0))

	tri := mat.NewTriDense(2, mat.Lower, []float64{1, 0, 2, 3})
	w, uplo := ndmat.FromTri(tri)
	assert.Equal(t, blas.Lower, uplo)
	assert.Equal(t, 2.0, w.At2(1, 0))

	dl, d, du := ndmat.FromTridiag(&mat.Tridiag{})
	assert.Equal(t, []int{0, 0, 0}, []int{dl.Len(0), d.Len(0), du.Len(0)})
	assert.Equal(t, []int{0, 0}, shape(ndmat.FromSym(&mat.SymDense{})))
	assert.Equal(t, []int{0, 0}, shape(ndmat.FromBand(&mat.BandDense{})))
	assert.Equal(t, []int{0, 0}, shape(ndmat.FromSymBand(&mat.SymBandDense{})))
	assert.Equal(t, []int{0}, shape(ndmat.FromDiag(&mat.DiagDense{})))
	c := ndmat.FromComplex(&mat.CDense{})
	assert.Equal(t, []int{0, 0}, c.Shape())
	assert.True(t, math.IsNaN(guard))
}

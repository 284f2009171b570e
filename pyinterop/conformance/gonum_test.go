//go:build cgo

package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas32"
	"gonum.org/v1/gonum/blas/cblas128"
	"gonum.org/v1/gonum/mat"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/go-inplace/inplace/pyinterop"
)

// gonum on borrowed arrays, with numpy.linalg's answers to 1e-10.

// A gonumTest is the namespace of testdata/gonum.py.
type gonumTest struct {
	*testing.T
	names pyinterop.Object
}

// withGonum runs f with the script, its random numbers seeded.
func withGonum(t *testing.T, f func(g gonumTest)) {
	seed := ndtest.Seeded(t).IntN(1 << 30)
	inside(t, func(py pyinterop.Python) {
		g := gonumTest{t, module(t, py, nil, "gonum")}
		g.call("seed", seed)
		f(g)
	})
}

func (g gonumTest) call(function string, args ...any) pyinterop.Object {
	g.Helper()
	o, err := evalIn(g.T, g.names, function).Call(args...)
	require.NoError(g.T, err, "%s: %+v", function, err)
	return o
}

// good calls a judge of the script, which returns what is wrong.
func (g gonumTest) good(what, judge string, args ...any) {
	g.Helper()
	wrong, err := g.call(judge, args...).Str()
	require.NoError(g.T, err)
	require.Empty(g.T, wrong, what)
}

// eval is a Python expression of the objects named a, b, c.
func (g gonumTest) eval(expression string, args ...pyinterop.Object) pyinterop.Object {
	g.Helper()
	for i, o := range args {
		require.NoError(g.T, g.names.SetItem(string(rune('a'+i)), o))
	}
	return evalIn(g.T, g.names, expression)
}

func (g gonumTest) mutate(o pyinterop.Object, f func(v ndview.MutView[float64])) {
	g.Helper()
	require.NoError(g.T, pyinterop.BorrowMut(o, func(v ndview.MutView[float64]) error { f(v); return nil }))
}

// gonumRoads are the layouts of the script, and what gonum makes of them.
var gonumRoads = map[string]ndmat.Kind{
	"C": ndmat.KindDense, "C with gaps": ndmat.KindDense, "readonly C": ndmat.KindDense,
	"F": ndmat.KindTransposed, "F with gaps": ndmat.KindTransposed,
	"steps": ndmat.KindFallback, "backwards": ndmat.KindFallback, "swapped axes of steps": ndmat.KindFallback,
}

// lapackOrders are the layouts that LAPACK works on in place.
var lapackOrders = []string{"C", "F", "C with gaps", "F with gaps"}

var linearSizes = []int{1, 2, 5, 60}

// sides lays right-hand sides of m rows in all ways, and calls f with each.
func (g gonumTest) sides(m int, f func(b, copied pyinterop.Object)) {
	for _, how := range lapackOrders {
		b := g.call("lay", g.call("general", m, 3), how)
		f(b, g.eval("a.copy()", b))
		g.good(how, "intact", b)
	}
	for _, step := range []int{1, 3} {
		b := g.call("line", g.call("column", m), step)
		f(b, g.eval("a.copy()", b))
		g.good("vector", "intact", b)
	}
}

func TestGonumSolvesInPlaceWhatNumPySolves(t *testing.T) {
	withGonum(t, func(g gonumTest) {
		for _, n := range linearSizes {
			for _, how := range lapackOrders {
				values := g.call("general", n, n)
				a := g.call("lay", values, how)
				g.mutate(a, func(v ndview.MutView[float64]) {
					lu, err := ndmat.FactorLU(v)
					require.NoError(t, err)
					g.good(how, "near", g.call("ratio", lu.Det(), g.eval("np.linalg.det(a)", values)), 1.0)
					log, sign := lu.LogDet()
					g.good(how, "near", []float64{sign, log}, g.eval("np.linalg.slogdet(a)", values))
					g.sides(n, func(b, copied pyinterop.Object) {
						g.mutate(b, func(x ndview.MutView[float64]) { require.NoError(t, lu.Solve(x)) })
						g.good("solve "+how, "near", b, g.eval("np.linalg.solve(a, b)", values, copied))
						g.mutate(b, func(x ndview.MutView[float64]) {
							require.NoError(t, x.CopyFrom(copyOf(t, copied)))
							require.NoError(t, lu.SolveTrans(x))
						})
						g.good("solve transposed "+how, "near", b, g.eval("np.linalg.solve(a.T, b)", values, copied))
					})
					require.NoError(t, lu.Inverse())
				})
				g.good("inverse "+how, "near", a, g.eval("np.linalg.inv(a)", values))
				g.good(how, "intact", a)
			}
		}
	})
}

// copyOf returns the numbers of an array in C order.
func copyOf(t testing.TB, o pyinterop.Object) (data []float64) {
	require.NoError(t, pyinterop.Borrow(o, func(v ndview.View[float64]) error {
		data = make([]float64, v.Size())
		return v.CopyTo(data)
	}))
	return data
}

func TestGonumsCholeskyIsNumPys(t *testing.T) {
	withGonum(t, func(g gonumTest) {
		for _, n := range linearSizes {
			for _, how := range lapackOrders {
				for _, uplo := range []blas.Uplo{blas.Lower, blas.Upper} {
					what := how + " " + string(rune(uplo))
					values := g.call("definite", n)
					a := g.call("triangle", values, how, string(rune(uplo)))
					g.mutate(a, func(v ndview.MutView[float64]) {
						chol, err := ndmat.FactorCholesky(v, uplo)
						require.NoError(t, err)
						g.sides(n, func(b, copied pyinterop.Object) {
							g.mutate(b, func(x ndview.MutView[float64]) { require.NoError(t, chol.Solve(x)) })
							g.good(what, "near", b, g.eval("np.linalg.solve(a, b)", values, copied))
						})
					})
					g.good(what, "other_triangle_is_nan", a, string(rune(uplo)))
					if uplo == blas.Lower {
						g.good(what, "near", g.eval("np.tril(a)", a), g.eval("np.linalg.cholesky(a)", values))
					} else {
						g.good(what, "near", g.eval("np.triu(a)", a), g.eval("np.linalg.cholesky(a).T", values))
					}
					g.good(what, "intact", a)
				}
			}
		}
	})
}

func TestGonumsQRIsNumPysUpToSigns(t *testing.T) {
	withGonum(t, func(g gonumTest) {
		for _, shape := range [][2]int{{1, 1}, {3, 2}, {5, 5}, {70, 50}} {
			for _, how := range lapackOrders {
				values := g.call("general", shape[0], shape[1])
				a := g.call("lay", values, how)
				g.mutate(a, func(v ndview.MutView[float64]) {
					qr, err := ndmat.FactorQR(v)
					require.NoError(t, err)
					g.sides(shape[0], func(b, copied pyinterop.Object) {
						g.mutate(b, func(x ndview.MutView[float64]) { require.NoError(t, qr.Solve(x)) })
						g.good("least squares "+how, "near", g.eval("a[:len(b.T)]", b, values),
							g.eval("np.linalg.lstsq(a, b, rcond=None)[0]", values, copied))
					})
				})
				g.good("R "+how, "near", g.eval("np.abs(np.triu(a[:a.shape[1]]))", a), g.eval("np.abs(np.linalg.qr(a)[1])", values))
				g.mutate(a, func(v ndview.MutView[float64]) {
					require.NoError(t, v.CopyFrom(copyOf(t, values)))
					qr, err := ndmat.FactorQR(v)
					require.NoError(t, err)
					qr.Q()
				})
				g.good("Q "+how, "upto", a, g.eval("np.linalg.qr(a)[0]", values))
				g.good(how, "intact", a)
			}
		}
	})
}

func TestGonumsSymmetricEigenvaluesAreNumPys(t *testing.T) {
	withGonum(t, func(g gonumTest) {
		for _, n := range linearSizes {
			for _, how := range lapackOrders {
				for _, uplo := range []blas.Uplo{blas.Lower, blas.Upper} {
					values := g.call("definite", n)
					a := g.call("triangle", values, how, string(rune(uplo)))
					g.mutate(a, func(v ndview.MutView[float64]) {
						w, err := ndmat.EigenSym(v, uplo, true)
						require.NoError(t, err)
						g.good(how, "near", w, g.eval("np.linalg.eigh(a)[0]", values))
					})
					g.good(how, "near", g.eval("a @ a.T", a), g.eval("np.eye(len(a))", a))
					g.good(how, "near", g.eval("a.T @ b @ a", a, values), g.eval("np.diag(np.linalg.eigvalsh(a))", values))
					g.good(how, "intact", a)
				}
			}
		}
	})
}

// gonum's own decompositions through the fastest operand of every layout.
func TestGonumsDecompositionsOfEveryLayoutAreNumPys(t *testing.T) {
	withGonum(t, func(g gonumTest) {
		for how := range gonumRoads {
			values := g.call("general", 6, 4)
			a := g.call("lay", values, how)
			require.NoError(t, pyinterop.Borrow(a, func(v ndview.View[float64]) error {
				m, road := ndmat.ReadOnly(v)
				require.Equal(t, gonumRoads[how], road.Kind, "%s: %s", how, road)
				var svd mat.SVD
				require.True(t, svd.Factorize(m, mat.SVDThin))
				g.good("singular values "+how, "near", svd.Values(nil), g.eval("np.linalg.svd(a)[1]", values))
				var pseudo mat.Dense
				b := g.call("general", 6, 2)
				require.NoError(t, pyinterop.Borrow(b, func(w ndview.View[float64]) error {
					rhs, _ := ndmat.ReadOnly(w)
					svd.SolveTo(&pseudo, rhs, 4)
					return nil
				}))
				g.good("least squares "+how, "near", rowsOf(&pseudo), g.eval("np.linalg.lstsq(a, b, rcond=None)[0]", values, b))
				g.good("norm "+how, "near", mat.Norm(m, 2), g.eval("np.linalg.norm(a)", values))
				g.good("cond "+how, "near", svd.Cond(), g.eval("np.linalg.cond(a)", values))
				return nil
			}))
			g.good(how, "intact", a)

			square := g.call("general", 5, 5)
			s := g.call("lay", square, how)
			require.NoError(t, pyinterop.Borrow(s, func(v ndview.View[float64]) error {
				m, _ := ndmat.ReadOnly(v)
				var eigen mat.Eigen
				require.True(t, eigen.Factorize(m, mat.EigenNone))
				var parts []float64
				for _, z := range eigen.Values(nil) {
					parts = append(parts, real(z), imag(z))
				}
				g.good("eigenvalues "+how, "near", g.eval("np.sort_complex(np.array(a).view(complex))", listOf(t, g, parts)),
					g.eval("np.sort_complex(np.linalg.eigvals(a))", square))
				g.good("determinant "+how, "near", mat.Det(m), g.eval("np.linalg.det(a)", square))
				return nil
			}))
			g.good(how, "intact", s)
		}
	})
}

func listOf(t *testing.T, g gonumTest, values []float64) pyinterop.Object {
	o, err := g.names.Py().From(values)
	require.NoError(t, err)
	return o
}

func rowsOf(m *mat.Dense) (rows [][]float64) {
	r, _ := m.Dims()
	for i := range r {
		rows = append(rows, mat.Row(nil, i, m))
	}
	return rows
}

// Every layout of both operands, into both orders.
func TestGonumsProductsOfEveryLayoutAreNumPys(t *testing.T) {
	withGonum(t, func(g gonumTest) {
		for _, into := range lapackOrders {
			for left := range gonumRoads {
				for right := range gonumRoads {
					what := left + " times " + right + " into " + into
					a, b := g.call("lay", g.call("general", 4, 3), left), g.call("lay", g.call("general", 3, 5), right)
					c := g.call("lay", g.call("general", 4, 5), into)
					g.mutate(c, func(dst ndview.MutView[float64]) {
						r, err := ndmat.Into(dst)
						require.NoError(t, err)
						g.readonly(a, func(x mat.Matrix) { g.readonly(b, func(y mat.Matrix) { r.Mul(x, y) }) })
					})
					g.good(what, "near", c, g.eval("a @ b", a, b))
					for _, o := range []pyinterop.Object{a, b, c} {
						g.good(what, "intact", o)
					}
				}
			}
		}
	})
}

func (g gonumTest) readonly(o pyinterop.Object, f func(m mat.Matrix)) {
	require.NoError(g.T, pyinterop.Borrow(o, func(v ndview.View[float64]) error {
		m, _ := ndmat.ReadOnly(v)
		f(m)
		return nil
	}))
}

func TestProductsOfOtherElementTypesAreNumPys(t *testing.T) {
	withGonum(t, func(g gonumTest) {
		a, b, c := g.eval("general(4, 3).astype('f4')"), g.eval("general(3, 5).astype('f4')"), g.eval("np.zeros((4, 5), 'f4')")
		x, y, z := raw32(t, a), raw32(t, b), raw32(t, c)
		x(func(a blas32.General) {
			y(func(b blas32.General) {
				z(func(c blas32.General) { blas32.Gemm(blas.NoTrans, blas.NoTrans, 1, a, b, 0, c) })
			})
		})
		g.good("float32", "near", c, g.eval("a @ b", a, b), 1e-5)

		a, b, c = g.eval("general(4, 3) + 1j * general(4, 3)"), g.eval("general(5, 3) - 1j * general(5, 3)"), g.eval("np.zeros((4, 5), complex)")
		u, v, w := rawC128(t, a), rawC128(t, b), rawC128(t, c)
		u(func(a cblas128.General) {
			v(func(b cblas128.General) {
				w(func(c cblas128.General) { cblas128.Gemm(blas.NoTrans, blas.ConjTrans, 1, a, b, 0, c) })
			})
		})
		g.good("complex128", "near", c, g.eval("a @ b.conj().T", a, b))
	})
}

func raw32(t *testing.T, o pyinterop.Object) func(func(blas32.General)) {
	return func(f func(blas32.General)) {
		require.NoError(t, pyinterop.BorrowMut(o, func(v ndview.MutView[float32]) error {
			g, err := ndmat.RawGeneral32(v)
			f(g)
			return err
		}))
	}
}

func rawC128(t *testing.T, o pyinterop.Object) func(func(cblas128.General)) {
	return func(f func(cblas128.General)) {
		require.NoError(t, pyinterop.BorrowMut(o, func(v ndview.MutView[complex128]) error {
			g, err := ndmat.RawGeneralC128(v)
			f(g)
			return err
		}))
	}
}

// LAPACK's band storage, as SciPy's solve_banded takes it, is gonum's of the transpose.
func TestBandStorageOfPythonIsABandOfGonums(t *testing.T) {
	withGonum(t, func(g gonumTest) {
		for _, s := range [][4]int{{5, 5, 1, 2}, {6, 4, 2, 0}, {4, 6, 0, 3}, {1, 1, 0, 0}} {
			r, c, kl, ku := s[0], s[1], s[2], s[3]
			pair := g.call("banded", r, c, kl, ku)
			a, ab := g.eval("a[0]", pair), g.eval("a[1]", pair)
			x := g.call("general", c, 1)
			g.mutate(ab, func(v ndview.MutView[float64]) {
				m, err := ndmat.Band(v.T(), c, r, ku, kl)
				require.NoError(t, err)
				g.readonly(x, func(x mat.Matrix) {
					y := mat.NewVecDense(r, nil)
					m.MulVecTo(y, true, mat.NewVecDense(c, mat.Col(nil, 0, x)))
					g.good("band", "near", y.RawVector().Data, g.eval("(a @ b)[:, 0]", a, g.eval("a", x0(g, c, x))))
				})
			})
		}
	})
}

// x0 is a matrix of one column as a Python array again.
func x0(g gonumTest, n int, x mat.Matrix) pyinterop.Object {
	return g.eval("np.array(a)[:, None]", listOf(g.T, g, mat.Col(make([]float64, n), 0, x)))
}

func TestAMatrixThatOutlivesItsBorrowIsEmpty(t *testing.T) {
	withGonum(t, func(g gonumTest) {
		a := g.eval("np.arange(6.).reshape(2, 3)")
		var kept *mat.Dense
		var row *mat.VecDense
		var raw mat.Matrix
		g.mutate(a, func(v ndview.MutView[float64]) {
			var err error
			kept, err = ndmat.Dense(v)
			require.NoError(t, err)
			row, err = ndmat.Vec(v.Row(1))
			require.NoError(t, err)
			raw, _ = ndmat.ReadOnly(v.View)
			again, err := ndmat.Dense(v)
			require.NoError(t, err)
			assert.Same(t, kept, again)
			assert.Equal(t, 15.0, mat.Sum(kept))
		})
		assert.True(t, kept.IsEmpty())
		assert.Nil(t, kept.RawMatrix().Data)
		assert.True(t, row.IsEmpty())
		assert.PanicsWithValue(t, mat.ErrRowAccess, func() { kept.At(0, 0) })
		func() {
			defer func() {
				err, ok := recover().(error)
				require.True(t, ok)
				require.ErrorIs(t, err, ndview.ErrReleased)
			}()
			mat.Sum(raw)
		}()
		g.mutate(a, func(v ndview.MutView[float64]) {
			d, err := ndmat.Dense(v)
			require.NoError(t, err)
			assert.NotSame(t, kept, d)
			d.Set(0, 0, 9)
		})
		g.good("written", "near", a, g.eval("[[9., 1, 2], [3, 4, 5]]"))
	})
}

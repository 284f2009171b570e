package ops_test

import (
	"math"
	"math/cmplx"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

type unary[T ndview.Element] = func(dst ndview.MutView[T], a ndview.View[T], opts ...ops.Option) error

// Every typed function is the verb of its name, and in place as good as beside.
func TestTypedFunctionsAreTheirVerbs(t *testing.T) {
	x := []float64{0.25, 0.5, 0.75, 1}
	for name, f := range map[string]unary[float64]{
		"sqrt": ops.Sqrt[float64], "cbrt": ops.Cbrt[float64], "exp": ops.Exp[float64], "exp2": ops.Exp2[float64], "expm1": ops.Expm1[float64],
		"log": ops.Log[float64], "log2": ops.Log2[float64], "log10": ops.Log10[float64], "log1p": ops.Log1p[float64],
		"sin": ops.Sin[float64], "cos": ops.Cos[float64], "tan": ops.Tan[float64], "arcsin": ops.Arcsin[float64], "arccos": ops.Arccos[float64],
		"arctan": ops.Arctan[float64], "sinh": ops.Sinh[float64], "cosh": ops.Cosh[float64], "tanh": ops.Tanh[float64],
		"arcsinh": ops.Arcsinh[float64], "arccosh": ops.Arccosh[float64], "arctanh": ops.Arctanh[float64],
		"deg2rad": ops.Deg2Rad[float64], "rad2deg": ops.Rad2Deg[float64], "sigmoid": ops.Sigmoid[float64], "angle": ops.Angle[float64, float64],
	} {
		want, got := ndview.Make[float64](2, 2), matrix(t, 2, 2, x...)
		require.NoError(t, ops.Apply(name, want.Raw(), []ndview.Raw{got.View.Raw()}))
		require.NoError(t, f(got.T(), got.T().View), name)
		for i := range x {
			a, b := want.At2(i/2, i%2), got.At2(i/2, i%2)
			assert.True(t, a == b || a != a && b != b, "%s(%v): %v, by name %v", name, x[i], b, a)
		}
	}
	for name, f := range map[string]func(dst ndview.MutView[float64], a, b ndview.View[float64], opts ...ops.Option) error{
		"power": ops.Power[float64], "arctan2": ops.Arctan2[float64], "hypot": ops.Hypot[float64],
		"logaddexp": ops.LogAddExp[float64], "logaddexp2": ops.LogAddExp2[float64],
	} {
		want, got := ndview.Make[float64](2, 2), matrix(t, 2, 2, x...)
		require.NoError(t, ops.Apply(name, want.Raw(), []ndview.Raw{got.View.Raw(), got.T().View.Raw()}))
		require.NoError(t, f(got, got.View, got.T().View), name)
		assert.Equal(t, listed(t, want.View), listed(t, got.View), name)
	}
}

func TestFunctionsOfWhatGoCannotLoadWhereItLies(t *testing.T) {
	v := matrix(t, 1, 4, 1, 2, 3, 4)
	z := ndview.Make[complex64](4)
	for i := range 4 {
		z.Set1(i, complex(float32(i), -1))
	}
	require.NoError(t, ops.Exp(z.Flip(0), z.View))
	for i := range 4 {
		assert.InDelta(t, 0, cmplx.Abs(complex128(z.At1(3-i))-cmplx.Exp(complex(float64(i), -1))), 1e-5)
	}
	mask := ndview.Make[ndview.Bool](4)
	mask.Set1(2, 1)
	row := v.Row(0)
	require.NoError(t, ops.Log2(row, row.View, ops.When(mask.View)))
	assert.Equal(t, []float64{1, 2, 1.584962500721156, 4}, listed(t, row.View))
}

func TestNegativeIntegerPowersAreRefusedBeforeAnythingIsWritten(t *testing.T) {
	a, b := ndview.Make[int32](3), ndview.Make[int32](3)
	for i := range 3 {
		a.Set1(i, int32(i+2))
		b.Set1(i, int32(2-2*i))
	}
	err := ops.Power(a, a.View, b.View)
	require.ErrorIs(t, err, ops.ErrValue)
	assert.Contains(t, err.Error(), "integers to negative integer powers are not allowed")
	assert.Contains(t, err.Error(), "float_power")
	assert.Equal(t, []int32{2, 3, 4}, listed(t, a.View))

	f := ndview.Make[float64](3)
	require.NoError(t, ops.Apply("float_power", f.Raw(), []ndview.Raw{a.View.Raw(), b.View.Raw()}))
	assert.Equal(t, []float64{4, 1, 1. / 16}, listed(t, f.View))

	mask := ndview.Make[ndview.Bool](3)
	mask.Set1(0, 1)
	require.NoError(t, ops.Power(a, a.View, b.View, ops.When(mask.View)), "what is not computed is not looked at")
	assert.Equal(t, []int32{4, 3, 4}, listed(t, a.View))
}

func TestAngleHasTheKindOfTheParts(t *testing.T) {
	z := ndview.Make[complex64](2)
	z.Set1(0, complex(-1, 0))
	z.Set1(1, complex(0, 2))
	narrow, half := ndview.Make[float32](2), ndview.Make[ndview.Float16](2)
	require.NoError(t, ops.Angle(narrow, z.View))
	assert.Equal(t, []float32{math.Pi, math.Pi / 2}, listed(t, narrow.View))
	require.NoError(t, ops.Angle(half, z.View))
	assert.Equal(t, elem.Float16From64(math.Pi), half.At1(0))
	out, _, err := ops.ResultType("angle", z.View.Raw().DType())
	require.NoError(t, err)
	assert.Equal(t, "float32", out.String())
}

func TestIntegersAreComputedInTheFloatThatHoldsThem(t *testing.T) {
	b, h := ndview.Make[int8](2), ndview.Make[ndview.Float16](2)
	b.Set1(1, 100)
	require.NoError(t, ops.Apply("sqrt", h.Raw(), []ndview.Raw{b.View.Raw()}))
	assert.Equal(t, elem.Float16From64(10), h.At1(1))
	assert.ErrorIs(t, ops.Apply("sqrt", b.Raw(), []ndview.Raw{b.View.Raw()}), ndview.ErrType, "float16 does not go into int8")
	var cast *ops.CastError
	assert.ErrorAs(t, ops.Apply("exp", b.Raw(), []ndview.Raw{b.View.Raw()}), &cast)
}

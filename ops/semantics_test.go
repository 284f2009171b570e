package ops_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// What NumPy gives for special values and edges of types, in small tables of its
// answers. The grids of all kinds are compared with NumPy itself in
// pyinterop/conformance.

var (
	inf    = math.Inf(1)
	minus0 = math.Copysign(0, -1)
)

type (
	unaryFunc[D, T ndview.Element]  = func(ndview.MutView[D], ndview.View[T], ...ops.Option) error
	binaryFunc[D, T ndview.Element] = func(ndview.MutView[D], ndview.View[T], ndview.View[T], ...ops.Option) error
)

// gives1 and gives2 check what a verb writes; NaN is NaN, and signs of zeros count.
func gives1[D, T ndview.Element](t *testing.T, name string, f unaryFunc[D, T], a []T, want ...D) {
	t.Helper()
	dst := ndview.Make[D](len(want))
	require.NoError(t, f(dst, of(a...).View), name)
	requireSame(t, want, dataOf(dst), "%s of %v", name, a)
}

func gives2[D, T ndview.Element](t *testing.T, name string, f binaryFunc[D, T], a, b []T, want ...D) {
	t.Helper()
	dst := ndview.Make[D](len(want))
	require.NoError(t, f(dst, of(a...).View, of(b...).View), name)
	requireSame(t, want, dataOf(dst), "%s of %v and %v", name, a, b)
}

type (
	f8 = []float64
	i1 = []int8
	i8 = []int64
	u1 = []uint8
	c8 = []complex128
)

func TestIntegersDivideByZeroAndByMinusOneAsInNumPy(t *testing.T) {
	gives2(t, "//", ops.FloorDiv[int8], i1{7, 0, -128, -128}, i1{0, 0, -1, 0}, 0, 0, -128, 0)
	gives2(t, "%", ops.Mod[int8], i1{7, 0, -128, -128}, i1{0, 0, -1, 0}, 0, 0, 0, 0)
	gives2(t, "fmod", ops.Fmod[int64], i8{7, math.MinInt64}, i8{0, -1}, 0, 0)
	gives2(t, "//", ops.FloorDiv[uint8], u1{7, 255}, u1{0, 2}, 0, 127)
	gives2(t, "%", ops.Mod[uint8], u1{7, 255}, u1{0, 2}, 0, 1)
	gives2(t, "/", ops.TrueDiv[int8], i1{1, 0, -1, 7}, i1{0, 0, 0, 2}, inf, nan, -inf, 3.5)
	gives1(t, "1/", ops.Reciprocal[int64], i8{0, 1, -1, 2}, math.MinInt64, 1, -1, 0)
	gives1(t, "1/", ops.Reciprocal[int32], []int32{0, 2}, math.MinInt32, 0)
	gives1(t, "1/", ops.Reciprocal[uint8], u1{0, 1, 2}, 0, 1, 0)
}

func TestDivisionRoundsDownAndTheRemainderHasTheSignOfTheDivisor(t *testing.T) {
	a, b := []int32{7, -7, 7, -7}, []int32{2, 2, -2, -2}
	gives2(t, "//", ops.FloorDiv[int32], a, b, 3, -4, -4, 3)
	gives2(t, "%", ops.Mod[int32], a, b, 1, 1, -1, -1)
	gives2(t, "fmod", ops.Fmod[int32], a, b, 1, -1, 1, -1)
	x, y := f8{1, inf, 0, minus0, 5, 1, 1, -7, 7}, f8{0, 2, 0, 3, -inf, inf, 0.1, 2, -2}
	gives2(t, "//", ops.FloorDiv[float64], x, y, inf, nan, nan, minus0, -1, 0, 9, -4, -4)
	gives2(t, "%", ops.Mod[float64], x, y, nan, nan, nan, 0, -inf, 1, 0.09999999999999995, 1, -1)
	gives2(t, "%", ops.Mod[float64], f8{6, -6, 6}, f8{3, 3, -3}, 0, 0, minus0)
	gives2(t, "fmod", ops.Fmod[float64], f8{5, minus0, -7, 1}, f8{-inf, 3, 2, 0}, 5, minus0, -1, nan)

	div, mod := ndview.Make[float64](9), ndview.Make[float64](9)
	require.NoError(t, ops.DivMod(div, mod, of(x...).View, of(y...).View))
	requireSame(t, f8{inf, nan, nan, minus0, -1, 0, 9, -4, -4}, dataOf(div), "divmod")
	requireSame(t, f8{nan, nan, nan, 0, -inf, 1, 0.09999999999999995, 1, -1}, dataOf(mod), "divmod")
}

func TestArithmeticOfIntegersWrapsAround(t *testing.T) {
	gives2(t, "+", ops.Add[int8], i1{127}, i1{1}, -128)
	gives2(t, "-", ops.Sub[uint8], u1{0}, u1{1}, 255)
	gives1(t, "neg", ops.Neg[int8], i1{-128, 5}, -128, -5)
	gives1(t, "neg", ops.Neg[uint8], u1{1, 0}, 255, 0)
	gives1(t, "abs", ops.Abs[int8], i1{-128, -5}, -128, 5)
	gives1(t, "square", ops.Square[int8], i1{16, -3}, 0, 9)
	gives2(t, "gcd", ops.GCD[int8], i1{0, -4, -128}, i1{0, 6, 0}, 0, 2, -128)
	gives2(t, "lcm", ops.LCM[int8], i1{0, 100}, i1{5, 3}, 0, 44)
	dst := ndview.Make[int8](2)
	require.NoError(t, ops.FMA(dst, of[int8](100, 2).View, of[int8](2, 3).View, of[int8](100, 4).View))
	assert.Equal(t, i1{44, 10}, dataOf(dst))
}

func TestShiftsByTheWidthAndByNegativeCounts(t *testing.T) {
	gives2(t, "<<", ops.LeftShift[int8], i1{1, 1, 1, -1}, i1{7, 8, -1, 100}, -128, 0, 0, 0)
	gives2(t, ">>", ops.RightShift[int8], i1{64, 64, -64, -64, -1, 5}, i1{3, 8, 8, -1, 127, -1}, 8, 0, -1, -1, -1, 0)
	gives2(t, ">>", ops.RightShift[uint8], u1{255, 255}, u1{7, 8}, 1, 0)
	gives2(t, "<<", ops.LeftShift[int64], i8{1, 1}, i8{63, 64}, math.MinInt64, 0)
	gives1(t, "ones", ops.BitwiseCount[int8], i1{-128, -1, 5}, uint8(1), 1, 2)
	gives1(t, "~", ops.Invert[ndview.Bool], []ndview.Bool{0, 1, 7}, 1, 0, 0)
}

func TestSignsOfNumbers(t *testing.T) {
	gives1(t, "sign", ops.Sign[float64], f8{minus0, nan, -inf, 3}, 0, nan, -1, 1)
	gives1(t, "sign", ops.Sign[complex128], c8{0, 3 + 4i, complex(inf, 2), complex(0, -inf), complex(inf, inf)},
		0, 0.6+0.8i, 1, -1i, complex(nan, nan))
	gives2(t, "copysign", ops.Copysign[float64], f8{1, minus0, nan}, f8{-nan, 1, -1}, math.Copysign(1, -nan), 0, nan)
	gives1(t, "signbit", ops.Signbit[float64], f8{0, minus0, -inf}, ndview.Bool(0), 1, 1)
	gives2(t, "heaviside", ops.Heaviside[float64], f8{nan, 0, -1, 2}, f8{0.5, 0.5, 0.5, 0.5}, nan, 0.5, 0, 1)
	gives1(t, "spacing", ops.Spacing[float64], f8{1, inf, minus0}, 2.220446049250313e-16, nan, 5e-324)
	gives2(t, "nextafter", ops.Nextafter[float64], f8{0, 0, 1}, f8{1, minus0, nan}, 5e-324, minus0, nan)
}

func TestComplexNumbersFollowTheNaiveFormulas(t *testing.T) {
	i := complex(0, 1)
	gives2(t, "*", ops.Mul[complex128], c8{complex(inf, 0)}, c8{i}, complex(nan, inf))
	gives2(t, "/", ops.Div[complex128], c8{1 + 1i, 0, 1 + 2i}, c8{0, 0, 3 - 4i}, complex(inf, inf), complex(nan, nan), complex(-0.2, 0.4))
	gives1(t, "abs", ops.AbsComplex[float64, complex128], c8{complex(inf, nan), 3 - 4i, complex(nan, 1)}, inf, 5, nan)
	gives1(t, "abs", ops.AbsComplex[float32, complex128], c8{3 - 4i}, float32(5))
	gives1(t, "imag", ops.ImagPart[float64, complex128], c8{1 - 2i}, -2)
	gives1(t, "1/", ops.Reciprocal[complex128], c8{4i}, -0.25i)
	x, y := c8{1 + 2i, 1 + 2i, 2, complex(nan, 0)}, c8{1 + 3i, 1 + 2i, 1 + 9i, 0}
	gives2(t, "<", ops.Less[complex128], x, y, ndview.Bool(1), 0, 0, 0)
	gives2(t, ">=", ops.GreaterEqual[complex128], x, y, ndview.Bool(0), 1, 1, 0)
	gives2(t, "maximum", ops.Maximum[complex128], x, y, 1+3i, 1+2i, 2, complex(nan, 0))
	gives1(t, "isinf", ops.IsInf[complex128], c8{complex(1, inf), complex(nan, -inf), 1}, ndview.Bool(1), 1, 0)
}

func TestNaNGoesThroughMinimumAndNotThroughFmin(t *testing.T) {
	x, y := f8{nan, 1, nan, 2}, f8{1, nan, nan, 3}
	gives2(t, "minimum", ops.Minimum[float64], x, y, nan, nan, nan, 2)
	gives2(t, "maximum", ops.Maximum[float64], x, y, nan, nan, nan, 3)
	gives2(t, "fmin", ops.Fmin[float64], x, y, 1, 1, nan, 2)
	gives2(t, "fmax", ops.Fmax[float64], x, y, 1, 1, nan, 3)
	dst := ndview.Make[float64](5)
	require.NoError(t, ops.Clip(dst, of(nan, 5, 5, 5, -1).View, of(0, 9, nan, 0.0, 0).View, of(1, 2, 1, nan, 1.0).View))
	requireSame(t, f8{nan, 2, nan, nan, 0}, dataOf(dst), "clip")
	gives2(t, "==", ops.Equal[float64], f8{nan, 0}, f8{nan, minus0}, ndview.Bool(0), 1)
	gives2(t, "!=", ops.NotEqual[float64], f8{nan, 0}, f8{nan, minus0}, ndview.Bool(1), 0)
	gives2(t, "and", ops.LogicalAnd[float64], f8{nan, minus0}, f8{1, 1}, ndview.Bool(1), 0)
	gives1(t, "isfinite", ops.IsFinite[int8], i1{1, -128}, ndview.Bool(1), 1)
}

func TestRoundingIsToEvenAndKeepsTheSignOfZero(t *testing.T) {
	gives1(t, "rint", ops.Rint[float64], f8{-0.5, 0.5, 1.5, 2.5, nan}, minus0, 0, 2, 2, nan)
	gives1(t, "ceil", ops.Ceil[float64], f8{-0.5, 0.5}, minus0, 1)
	gives1(t, "trunc", ops.Trunc[float32], []float32{-0.5, 1e10}, float32(minus0), 1e10)
	gives1(t, "floor", ops.Floor[ndview.Float16], halves(-0.5, 1.5), halves(-1, 1)...)
	round := func(decimals int) unaryFunc[float64, float64] {
		return func(dst ndview.MutView[float64], a ndview.View[float64], opts ...ops.Option) error {
			return ops.Round(dst, a, decimals, opts...)
		}
	}
	gives1(t, "round 2", round(2), f8{2.675, 1e308, -0.001}, 2.68, inf, minus0)
	gives1(t, "round -1", round(-1), f8{15, 25, 1234}, 20, 20, 1230)
	dst := ndview.Make[int64](3)
	require.NoError(t, ops.Round(dst, of[int64](15, 25, -38).View, -1))
	assert.Equal(t, i8{20, 20, -40}, dataOf(dst))
	require.NoError(t, ops.Round(dst, of[int64](15, 25, -38).View, 3))
	assert.Equal(t, i8{15, 25, -38}, dataOf(dst))
}

func halves(values ...float32) (h []ndview.Float16) {
	for _, x := range values {
		h = append(h, elem.Float16From(x))
	}
	return h
}

func TestSignedAndUnsignedNumbersOf64BitsAreComparedExactly(t *testing.T) {
	a, b := of[uint64](1<<63, 1<<63-1, 0), of[int64](math.MaxInt64, math.MaxInt64, -1)
	for _, row := range []struct {
		name string
		a, b ndview.Raw
		want []ndview.Bool
	}{
		{"equal", a.View.Raw(), b.View.Raw(), []ndview.Bool{0, 1, 0}},
		{"not_equal", b.View.Raw(), a.View.Raw(), []ndview.Bool{1, 0, 1}},
		{"less", b.View.Raw(), a.View.Raw(), []ndview.Bool{1, 0, 1}},
		{"less_equal", a.View.Raw(), b.View.Raw(), []ndview.Bool{0, 1, 0}},
		{"greater", a.View.Raw(), b.View.Raw(), []ndview.Bool{1, 0, 1}},
		{"greater_equal", b.View.Raw(), a.View.Raw(), []ndview.Bool{0, 1, 0}},
	} {
		dst := ndview.Make[ndview.Bool](3)
		require.NoError(t, ops.Apply(row.name, dst.Raw(), []ndview.Raw{row.a, row.b}))
		assert.Equal(t, row.want, dataOf(dst), row.name)
	}
}

func TestBooleansHaveNoDifferenceNegativeOrSign(t *testing.T) {
	x := of[ndview.Bool](1, 0)
	for name, advice := range map[string]string{
		"subtract": "logical_xor", "negative": "logical_not", "positive": "copy", "sign": "int8", "gcd": "int8", "lcm": "int8",
	} {
		operands := []ndview.Raw{x.View.Raw(), x.View.Raw()}
		if name == "negative" || name == "positive" || name == "sign" {
			operands = operands[:1]
		}
		err := ops.Apply(name, x.Raw(), operands)
		require.ErrorIs(t, err, ndview.ErrType, name)
		assert.ErrorContains(t, err, advice, name)
		assert.Equal(t, []ndview.Bool{1, 0}, dataOf(x), "nothing is written")
	}
	dst := ndview.Make[int8](2)
	require.NoError(t, ops.Apply("floor_divide", dst.Raw(), []ndview.Raw{x.View.Raw(), x.View.Raw()}), "bool//bool is int8")
	assert.Equal(t, i1{1, 0}, dataOf(dst))
}

func TestFMARoundsOnce(t *testing.T) {
	x, y, z := float32(0x1p-12*(1+0x1p-23)), float32(0x1p-12*(1-0x1p-23)), float32(1+0x1p-23)
	dst := ndview.Make[float32](1)
	require.NoError(t, ops.FMA(dst, of(x).View, of(y).View, of(z).View))
	assert.Equal(t, []float32{z}, dataOf(dst), "through float64 it would be the next number")
}

func TestFunctionsOfSpecialValues(t *testing.T) {
	gives1(t, "sqrt", ops.Sqrt[float64], f8{-1, minus0, inf}, nan, minus0, inf)
	gives1(t, "log", ops.Log[float64], f8{0, minus0, -1, inf}, -inf, -inf, nan, inf)
	gives1(t, "exp", ops.Exp[float64], f8{1000, -1000, -inf, inf}, inf, 0, 0, inf)
	gives2(t, "hypot", ops.Hypot[float64], f8{inf, nan, -inf}, f8{nan, -inf, 1}, inf, inf, inf)
	gives2(t, "logaddexp", ops.LogAddExp[float64], f8{-inf, inf, inf}, f8{-inf, inf, -inf}, -inf, inf, inf)
	gives2(t, "logaddexp2", ops.LogAddExp2[float64], f8{-inf, inf, inf}, f8{-inf, inf, -inf}, -inf, inf, inf)
	gives2(t, "**", ops.Power[float64], f8{0, minus0, 0, 1, -1, 2, nan, -8}, f8{-1, -1, 0, nan, inf, -inf, 0, 1. / 3}, inf, -inf, 1, 1, 1, 0, 1, nan)
	gives1(t, "1/", ops.Reciprocal[float64], f8{0, minus0, inf}, inf, -inf, 0)
	gives2(t, "+", ops.Add[float64], f8{minus0, minus0, 0}, f8{minus0, 0, minus0}, minus0, 0, 0)
	gives2(t, "-", ops.Sub[float64], f8{minus0, minus0}, f8{0, minus0}, minus0, 0)
	gives2(t, "%", ops.Mod[float64], f8{inf, 1, 5, -5}, f8{2, inf, -inf, inf}, nan, 1, -inf, inf)
	gives2(t, "maximum", ops.Maximum[complex128], c8{complex(1, nan), 1 + 2i, 2 + 1i}, c8{5, 1 + 1i, complex(nan, 0)}, complex(1, nan), 1+2i, complex(nan, 0))
	gives2(t, "fmax", ops.Fmax[complex128], c8{complex(1, nan)}, c8{5}, 5)
}

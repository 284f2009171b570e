package vmath

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

var specials = []float64{
	0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 1, -1, 0.5, -0.5, 2, -2, 3, -3, 1.5, -1.5,
	math.MaxFloat64, -math.MaxFloat64, 0x1p53, -0x1p53, 0x1p53 - 1, 1000, -1000,
}

// alike reports whether two results agree: the same to a few ULP, zeros and infinities with their signs.
func alike(a, b float64) bool {
	switch {
	case a != a || b != b:
		return a != a && b != b
	case a == b:
		return math.Signbit(a) == math.Signbit(b)
	}
	return math.Abs(a-b) <= 1e-14*math.Abs(b)
}

// Package math knows the special values of C99. Beside them it is right to 10⁻¹⁴ at least, if not for
// subnormal numbers (its Log on amd64, its Atan2) and for powers of what is next to 1.
func TestEndsOfTheRangeAreThoseOfC99(t *testing.T) {
	one := []struct {
		name      string
		ours, std func(float64) float64
	}{
		{"sqrt", Sqrt, math.Sqrt}, {"cbrt", Cbrt, math.Cbrt}, {"exp", Exp, math.Exp}, {"exp2", Exp2, math.Exp2},
		{"expm1", Expm1, math.Expm1}, {"log", Log, math.Log}, {"log2", Log2, math.Log2}, {"log10", Log10, math.Log10},
		{"log1p", Log1p, math.Log1p}, {"sin", Sin, math.Sin}, {"cos", Cos, math.Cos}, {"tan", Tan, math.Tan},
		{"arcsin", Arcsin, math.Asin}, {"arccos", Arccos, math.Acos}, {"arctan", Arctan, math.Atan}, {"sinh", Sinh, math.Sinh},
		{"cosh", Cosh, math.Cosh}, {"tanh", Tanh, math.Tanh}, {"arcsinh", Arcsinh, math.Asinh}, {"arccosh", Arccosh, math.Acosh},
		{"arctanh", Arctanh, math.Atanh},
	}
	for _, f := range one {
		for _, x := range specials {
			if got, want := f.ours(x), f.std(x); !alike(got, want) {
				t.Errorf("%s(%v) = %v, want %v", f.name, x, got, want)
			}
		}
	}
	two := []struct {
		name      string
		ours, std func(x, y float64) float64
	}{{"power", Pow, math.Pow}, {"arctan2", Arctan2, math.Atan2}, {"hypot", Hypot, math.Hypot}}
	for _, f := range two {
		for _, x := range specials {
			for _, y := range specials {
				if got, want := f.ours(x, y), f.std(x, y); !alike(got, want) {
					t.Errorf("%s(%v, %v) = %v, want %v", f.name, x, y, got, want)
				}
			}
		}
	}
}

func TestFunctionsWithoutModelInC(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ got, want float64 }{
		{Sigmoid(inf), 1}, {Sigmoid(-inf), 0}, {Sigmoid(0), 0.5}, {Sigmoid(nan), nan}, {Sigmoid(-800), 0}, {Sigmoid(800), 1},
		{Logaddexp(-inf, -inf), -inf}, {Logaddexp(inf, inf), inf}, {Logaddexp(inf, -inf), inf}, {Logaddexp(-inf, 3), 3},
		{Logaddexp(nan, inf), nan}, {Logaddexp(0, 0), math.Ln2}, {Logaddexp2(0, 0), 1}, {Logaddexp2(-inf, -inf), -inf},
		{Logaddexp2(5, -2000), 5}, {Logaddexp(5, -2000), 5}, {Logaddexp(0, -750), 2.0314e-326},
		{Rad2deg(math.Pi), 180}, {Deg2rad(180), math.Pi}, {Deg2rad(inf), inf}, {Rad2deg(-inf), -inf},
	} {
		assert.True(t, alike(c.got, c.want) || c.want == 2.0314e-326 && c.got < 1e-300, "%v, want %v", c.got, c.want)
	}
}

func TestExactResultsAreExact(t *testing.T) {
	for k := -1074; k < 1024; k++ {
		x := math.Ldexp(1, k)
		assert.Equal(t, x, Exp2(float64(k)))
		assert.Equal(t, float64(k), Log2(x))
	}
	for k := range 23 {
		x := math.Pow10(k)
		assert.Equal(t, float64(k), Log10(x))
		assert.Equal(t, x, Pow(10, float64(k)))
	}
	for k := range 200 {
		x := float64(k)
		assert.Equal(t, x, Cbrt(x*x*x))
		assert.Equal(t, x*x*x, Pow(x, 3))
		assert.Equal(t, 5*x, Hypot(3*x, -4*x))
	}
}

func TestOddFunctionsAreOddAndEvenOnesEven(t *testing.T) {
	rng := seed(t)
	for range 2000 {
		x := math.Float64frombits(rng.Uint64())
		if rng.IntN(2) == 0 {
			x = rng.NormFloat64()
		}
		for i, f := range []func(float64) float64{Sin, Tan, Arcsin, Arctan, Sinh, Tanh, Arcsinh, Arctanh, Cbrt} {
			if a, b := f(x), -f(-x); a == a && math.Float64bits(a) != math.Float64bits(b) {
				t.Fatalf("function %d at %v: %v, and %v for −x", i, x, a, b)
			}
		}
		for i, f := range []func(float64) float64{Cos, Cosh} {
			if a, b := f(x), f(-x); a == a && a != b {
				t.Fatalf("even function %d at %v: %v, and %v for −x", i, x, a, b)
			}
		}
	}
}

func TestIntegerPowersWrapAround(t *testing.T) {
	assert.Equal(t, int64(6048575297968530377), PowInt[int64](3, 50))
	assert.Equal(t, uint8(1), PowInt[uint8](0, 0))
	assert.Equal(t, int8(-128), PowInt[int8](2, 7))
	assert.Equal(t, int8(0), PowInt[int8](2, 8))
	rng := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		x, y := int16(rng.Uint32()), int16(rng.IntN(40))
		want := int16(1)
		for range y {
			want *= x
		}
		assert.Equal(t, want, PowInt(x, y), fmt.Sprint(x, y))
	}
}

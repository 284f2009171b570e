package ops_test

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

var sumShapes = append(ndtest.Shapes(), []int{127}, []int{128}, []int{129}, []int{1000}, []int{3, 700}, []int{700, 3}, []int{40, 50})

// overSums runs f for every class of layout and shape.
func overSums[T ndview.Element](t *testing.T, values func(rng *rand.Rand, n int) []T, f func(a *ndtest.Array[T])) {
	rng := ndtest.Seeded(t)
	for _, shape := range sumShapes {
		for _, class := range ndtest.ReadClasses {
			a := ndtest.New[T](rng, class, shape...)
			a.Fill(values(rng, len(a.Values())))
			f(a.Remember())
			a.Unchanged(t, "Sum")
		}
	}
}

func TestIntegersAreSummedModulo2To64(t *testing.T) {
	t.Run("int8", testSumInt[int8])
	t.Run("int16", testSumInt[int16])
	t.Run("int32", testSumInt[int32])
	t.Run("int64", testSumInt[int64])
	t.Run("uint8", testSumUint[uint8])
	t.Run("uint16", testSumUint[uint16])
	t.Run("uint32", testSumUint[uint32])
	t.Run("uint64", testSumUint[uint64])
	t.Run("bool", func(t *testing.T) {
		overSums(t, ndtest.RandomBits[elem.Bool], func(a *ndtest.Array[elem.Bool]) {
			want := int64(0)
			for _, x := range a.Values() {
				if x != 0 {
					want++
				}
			}
			require.Equal(t, want, ops.SumInt(a.V.View), "%v", a)
		})
	})
}

func testSumInt[T int8 | int16 | int32 | int64](t *testing.T) {
	overSums(t, ndtest.RandomBits[T], func(a *ndtest.Array[T]) {
		want := int64(0)
		for _, x := range a.Values() {
			want += int64(x)
		}
		require.Equal(t, want, ops.SumInt(a.V.View), "%v", a)
	})
}

func testSumUint[T uint8 | uint16 | uint32 | uint64](t *testing.T) {
	overSums(t, ndtest.RandomBits[T], func(a *ndtest.Array[T]) {
		want := uint64(0)
		for _, x := range a.Values() {
			want += uint64(x)
		}
		require.Equal(t, want, ops.SumUint(a.V.View), "%v", a)
	})
}

// The error of a float sum is at most that of 20 roundings, however many
// elements there are and whatever their layout.
func TestFloatSumsDoNotLoseAccuracyWithLength(t *testing.T) {
	const roundings = 20
	uniform := func(rng *rand.Rand) float64 { return rng.Float64()*2 - 0.5 }
	t.Run("float64", func(t *testing.T) {
		overSums(t, drawn(func(rng *rand.Rand) float64 { return uniform(rng) }), func(a *ndtest.Array[float64]) {
			requireNear(t, a.Values(), func(x float64) float64 { return x }, ops.Sum(a.V.View), roundings*0x1p-53, a)
		})
	})
	t.Run("float32", func(t *testing.T) {
		overSums(t, drawn(func(rng *rand.Rand) float32 { return float32(uniform(rng)) }), func(a *ndtest.Array[float32]) {
			requireNear(t, a.Values(), func(x float32) float64 { return float64(x) }, float64(ops.Sum(a.V.View)), roundings*0x1p-24, a)
		})
	})
	t.Run("float16", func(t *testing.T) {
		overSums(t, drawn(func(rng *rand.Rand) elem.Float16 { return elem.Float16From64(uniform(rng)) }), func(a *ndtest.Array[elem.Float16]) {
			requireNear(t, a.Values(), elem.Float16.Float64, ops.Sum(a.V.View).Float64(), 0x1p-11+roundings*0x1p-24, a)
		})
	})
	t.Run("bfloat16", func(t *testing.T) {
		overSums(t, drawn(func(rng *rand.Rand) elem.BFloat16 { return elem.BFloat16From64(uniform(rng)) }), func(a *ndtest.Array[elem.BFloat16]) {
			requireNear(t, a.Values(), elem.BFloat16.Float64, ops.Sum(a.V.View).Float64(), 0x1p-8+roundings*0x1p-24, a)
		})
	})
	t.Run("complex64", func(t *testing.T) {
		overSums(t, drawn(func(rng *rand.Rand) complex64 { return complex(float32(uniform(rng)), float32(uniform(rng))) }), func(a *ndtest.Array[complex64]) {
			sum := ops.Sum(a.V.View)
			requireNear(t, a.Values(), func(x complex64) float64 { return float64(real(x)) }, float64(real(sum)), roundings*0x1p-24, a)
			requireNear(t, a.Values(), func(x complex64) float64 { return float64(imag(x)) }, float64(imag(sum)), roundings*0x1p-24, a)
		})
	})
	t.Run("complex128", func(t *testing.T) {
		overSums(t, drawn(func(rng *rand.Rand) complex128 { return complex(uniform(rng), uniform(rng)) }), func(a *ndtest.Array[complex128]) {
			sum := ops.Sum(a.V.View)
			requireNear(t, a.Values(), func(x complex128) float64 { return real(x) }, real(sum), roundings*0x1p-53, a)
			requireNear(t, a.Values(), func(x complex128) float64 { return imag(x) }, imag(sum), roundings*0x1p-53, a)
		})
	})
}

func drawn[T any](draw func(rng *rand.Rand) T) func(rng *rand.Rand, n int) []T {
	return func(rng *rand.Rand, n int) []T {
		values := make([]T, n)
		for i := range values {
			values[i] = draw(rng)
		}
		return values
	}
}

// requireNear compares with the exact sum, relative to the sum of magnitudes.
func requireNear[T any](t *testing.T, values []T, float func(T) float64, got, tolerance float64, what any) {
	t.Helper()
	exact, magnitude := new(big.Float).SetPrec(2000), 0.0
	for _, x := range values {
		exact.Add(exact, big.NewFloat(float(x)))
		magnitude += math.Abs(float(x))
	}
	off, _ := new(big.Float).Sub(exact, big.NewFloat(got)).Float64()
	require.LessOrEqual(t, math.Abs(off), tolerance*magnitude, "%v", what)
}

// A million equal numbers that no float32 holds exactly: a running sum is wrong in
// the fourth digit, on every axis order.
func TestAMillionTenthsAreSummedWell(t *testing.T) {
	v := ndview.Make[float32](1000, 1000)
	require.NoError(t, ops.Fill(v, 0.1))
	want := float64(float32(0.1)) * 1e6
	for _, w := range []ndview.View[float32]{v.View, v.T().View, v.Flip(0).View} {
		assert.InEpsilon(t, want, ops.Sum(w), 3e-7)
	}
	narrow := ndview.Make[float32](1000000, 1)
	require.NoError(t, ops.Fill(narrow, 0.1))
	assert.InEpsilon(t, want, ops.Sum(narrow.View), 3e-7)
}

func TestSumsOfSpecialValuesAreNumPys(t *testing.T) {
	sum := func(x ...float64) float64 {
		v, err := ndview.FromSlice(x)
		require.NoError(t, err)
		return ops.Sum(v.View)
	}
	inf, nan, negative := math.Inf(1), math.NaN(), math.Copysign(0, -1)
	assert.Equal(t, 0.0, sum())
	assert.False(t, math.Signbit(sum(negative)), "a sum of −0 is +0")
	assert.False(t, math.Signbit(sum(negative, negative)))
	assert.Equal(t, inf, sum(1, inf, 2))
	assert.Equal(t, -inf, sum(1, -inf, 2))
	assert.True(t, math.IsNaN(sum(inf, -inf)))
	assert.True(t, math.IsNaN(sum(1, nan)))
	assert.Equal(t, inf, sum(math.MaxFloat64, math.MaxFloat64))

	// Float16: 70 000 ones are more than the largest number, as in NumPy.
	ones := ndview.Make[elem.Float16](70000)
	require.NoError(t, ops.Fill(ones, elem.Float16From(1)))
	assert.Equal(t, inf, ops.Sum(ones.View).Float64())
	assert.Equal(t, 4000.0, ops.Sum(ones.SliceAxis(0, ndview.To(4000)).View).Float64())

	// An int8 array of 4 × 127 has the sum 508, not −4.
	small := ndview.Make[int8](4)
	require.NoError(t, ops.Fill(small, 127))
	assert.Equal(t, int64(508), ops.SumInt(small.View))
}

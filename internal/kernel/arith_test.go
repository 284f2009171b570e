package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// fusedExactly is x·y + z rounded once to float32, by numbers of any precision.
func fusedExactly(x, y, z float32) float32 {
	f := func(x float32) *big.Float { return new(big.Float).SetPrec(2000).SetFloat64(float64(x)) }
	sum := f(0).Mul(f(x), f(y))
	sum.Add(sum, f(z))
	r, _ := sum.Float32()
	return r
}

// The sum of the exact product of two float32 and a third one may lie so near to the
// middle of two float32 that rounding it to float64 first decides wrongly.
func TestFMAOfFloat32IsRoundedOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	random := func() float32 {
		x := math.Float32frombits(rng.Uint32())
		for math.IsNaN(float64(x)) || math.IsInf(float64(x), 0) {
			x = math.Float32frombits(rng.Uint32())
		}
		return x
	}
	twice := 0
	for i := range 12000 {
		x, y, z := random(), random(), random()
		if i%3 > 0 { // the product is next to half a unit of z
			x, y = 0x1p-12*(1+0x1p-23), 0x1p-12*(1-0x1p-23)
			z = 1 + float32(rng.IntN(1<<23))*0x1p-23
			if i%3 == 2 {
				x = -x
			}
		}
		want := fusedExactly(x, y, z)
		got := float32(fmaToOdd(float64(x), float64(y), float64(z)))
		require.True(t, want == got, "%v · %v + %v is %v, wanted %v", x, y, z, got, want)
		if float32(float64(x)*float64(y)+float64(z)) != want {
			twice++
		}
	}
	assert.Greater(t, twice, 2000, "cases in which rounding twice is wrong")
}

func TestFMAOfHalvesIsRoundedOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 20000 {
		x, y, z := elem.Float16(rng.Uint32()), elem.Float16(rng.Uint32()), elem.Float16(rng.Uint32())
		f := func(h elem.Float16) *big.Float { return new(big.Float).SetPrec(200).SetFloat64(h.Float64()) }
		if x&0x7c00 == 0x7c00 || y&0x7c00 == 0x7c00 || z&0x7c00 == 0x7c00 {
			continue
		}
		exact := f(x).Mul(f(x), f(y))
		exact.Add(exact, f(z))
		if exact.Sign() == 0 {
			continue
		}
		out := []elem.Float16{0}
		FMA[elem.KindFloat16](mem.Of(out), 2, mem.Of([]elem.Float16{x}), 2, mem.Of([]elem.Float16{y}), 2, mem.Of([]elem.Float16{z}), 2, 1)
		requireNearestHalf(t, exact, out[0])
	}
}

// requireNearestHalf checks that no neighbour of h is nearer to x, and that h is even
// where one is as near.
func requireNearestHalf(t *testing.T, x *big.Float, h elem.Float16) {
	t.Helper()
	if h&0x7fff == 0x7c00 {
		require.True(t, new(big.Float).Abs(x).Cmp(big.NewFloat(65520)) >= 0, "%v is no infinity", x)
		return
	}
	distance := func(h elem.Float16) *big.Float {
		d := new(big.Float).SetPrec(300).SetFloat64(h.Float64())
		return d.Abs(d.Sub(d, x))
	}
	for _, n := range []elem.Float16{h + 1, h - 1} {
		if n&0x7c00 == 0x7c00 || n&0x8000 != h&0x8000 {
			continue
		}
		c := distance(h).Cmp(distance(n))
		require.True(t, c < 0 || c == 0 && h&1 == 0, "%v rounds to %v, not to %v", x, n, h)
	}
}

func TestGCDAndLCMOfExtremes(t *testing.T) {
	assert.Equal(t, int8(-128), gcdSigned[int8](-128, 0), "as |−128| wraps around")
	assert.Equal(t, int8(1), gcdSigned[int8](-127, 127/2))
	assert.Equal(t, int64(2), gcdSigned[int64](-4, 6))
	assert.Equal(t, int64(math.MinInt64), gcdSigned[int64](math.MinInt64, math.MinInt64))
	assert.Equal(t, int32(0), lcmSigned[int32](0, 5))
	assert.Equal(t, int8(44), lcmSigned[int8](100, 3), "300 wraps around")
	assert.Equal(t, uint64(0), gcd[uint64](0, 0))
}

// fmod64 against the remainder of exact rationals, over all distances of exponents.
func TestFmodIsExact(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	random := func() float64 {
		for {
			if x := math.Float64frombits(rng.Uint64()); math.Abs(x) <= math.MaxFloat64 && x != 0 {
				return x
			}
		}
	}
	for i := range 4000 {
		x, y := random(), random()
		switch i % 4 {
		case 1:
			y = math.Ldexp(rng.Float64()+0.5, rng.IntN(30)) * 5e-324
		case 2:
			x, y = rng.NormFloat64()*1e6, rng.NormFloat64()
		case 3:
			x = y * float64(1+rng.IntN(1000))
		}
		got := fmod64(x, y)
		if y == 0 || math.Abs(x) > math.MaxFloat64 {
			assert.True(t, math.IsNaN(got))
			continue
		}
		a, b := new(big.Rat).SetFloat64(math.Abs(x)), new(big.Rat).SetFloat64(math.Abs(y))
		q := new(big.Rat).Quo(a, b)
		whole := new(big.Int).Quo(q.Num(), q.Denom())
		want, exact := a.Sub(a, b.Mul(b, new(big.Rat).SetInt(whole))).Float64()
		require.True(t, exact)
		require.Equal(t, math.Float64bits(math.Copysign(want, x)), math.Float64bits(got), "fmod(%v, %v) is %v, wanted %v", x, y, got, want)
	}
}

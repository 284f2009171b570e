package vmath

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
)

// Rows of float32 are judged by their rows of float64 here: these are wrong by less than 2⁻²⁸ ULP of
// float32. The quick tier takes some of all float32, the long tier every one.

// given32 are the magnitudes from which on rows give float32 up to the scalar function: there are billions of these,
// which the other tests sample.
var given32 = map[string]float64{"sin": 0x1p13, "cos": 0x1p13, "tan": 0x1p13}

// ulps32 returns how many float32 next to want lie between the two.
func ulps32(got float32, want float64) float64 {
	if r := float32(want); r-r != 0 || got-got != 0 { // of float64 what is beyond float32 is infinite
		if same(got, r) {
			return 0
		}
		return math.Inf(1)
	}
	if want == 0 {
		return math.Abs(float64(got)) * 0x1p149
	}
	e := math.Ilogb(want)
	return math.Abs(float64(got)-want) * pow2(23-max(e, -126))
}

func TestEveryFloat32IsWithinTheBoundOfItsRow(t *testing.T) {
	step := uint64(60013)
	if samples() > 1000 {
		step = 1
	}
	const chunk = 1 << 12
	x32, x, got, want := make([]float32, 0, chunk), make([]float64, 0, chunk), make([]float32, chunk), make([]float64, chunk)
	for _, f := range forms32() {
		if f.in != 1 {
			continue
		}
		bound := rowBounds32[f.name]
		var worst float64
		var at float32
		given := given32[f.name]
		for next := uint64(0); next < 1<<32; {
			x32, x = x32[:0], x[:0]
			for ; next < 1<<32 && len(x) < chunk; next += step {
				v := math.Float32frombits(uint32(next))
				if given != 0 && math.Abs(float64(v)) > given {
					continue
				}
				x32, x = append(x32, v), append(x, float64(v))
			}
			RowOf(f.name).Float32(got[:len(x)], x32)
			RowOf(f.name).Float64(want[:len(x)], x)
			for i := range x {
				if u := ulps32(got[i], want[i]); u > worst {
					worst, at = u, x32[i]
				}
			}
		}
		t.Logf("%s: %.4f ULP at %x", f.name, worst, at)
		assert.LessOrEqual(t, worst, bound, "%s(%x)", f.name, at)
	}
}

// The product of two float32 plus a third in Go, against the processor's, which the loops have.
func TestSumsOfProductsOfFloat32AreRoundedOnce(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	near := 0
	for range 200_000 {
		a := math.Float32frombits(rng.Uint32())
		b := math.Float32frombits(rng.Uint32()>>2 | 1<<29)
		c := math.Float32frombits(math.Float32bits(a*b)&^(1<<31) + uint32(rng.IntN(1<<26)) - 1<<25)
		if rng.IntN(2) == 0 { // a product of 25 bits, which is a middle, and a little more or less
			a = float32(2049 + 2*rng.IntN(1<<10))
			b = float32(8193-2*rng.IntN(1<<10)) * float32(pow2(-rng.IntN(60)))
			c = float32(rng.IntN(3)-1) * float32(pow2(-20-rng.IntN(100)))
		}
		if a-a != 0 || b-b != 0 || c-c != 0 {
			continue
		}
		exact := bigAdd(bigMul(bigOf(float64(a)), bigOf(float64(b))), bigOf(float64(c)))
		want, _ := exact.Float32()
		if want != float32(float64(a)*float64(b)+float64(c)) {
			near++
		}
		if got := fma32(a, b, c); got != want {
			t.Fatalf("%x·%x + %x is %x, want %x", a, b, c, got, want)
		}
	}
	assert.Greater(t, near, 10, "no case in which two roundings differ from one")
}

package kernel

import (
	"math"
	"math/big"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// scanContents are what running sums treat apart.
var scanContents = map[string]func(rng *rand.Rand, i int) float64{
	"any":        func(rng *rand.Rand, _ int) float64 { return rng.NormFloat64() * 1e3 },
	"cancelling": func(rng *rand.Rand, i int) float64 { return math.Copysign(1e16, float64(i%2)-0.5) + rng.Float64() },
	"NaN": func(rng *rand.Rand, _ int) float64 {
		return []float64{rng.Float64(), rng.Float64(), math.Inf(1), math.NaN()}[rng.IntN(60)/19]
	},
	"overflowing": func(rng *rand.Rand, i int) float64 { return math.Copysign(1e38*rng.Float64()*8, float64(i%7)-2.5) },
	"zeros":       func(rng *rand.Rand, _ int) float64 { return math.Copysign(0, rng.Float64()-0.5) },
}

func TestRunningSumsAreTheSameAtEachLevelForEveryLength(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for content, item := range scanContents {
			testScanFloats[float64](t, elem.KindFloat64, content, func(rng *rand.Rand, i int) float64 {
				if content == "overflowing" {
					return item(rng, i) * 1e270
				}
				return item(rng, i)
			})
			testScanFloats[float32](t, elem.KindFloat32, content, func(rng *rand.Rand, i int) float32 { return float32(item(rng, i)) })
		}
	})
}

// testScanFloats compares lanes without gaps with lanes of every other item, which Go scans.
func testScanFloats[S realItem](t *testing.T, kind elem.Kind, content string, item func(rng *rand.Rand, i int) S) {
	rng, size := rand.New(rand.NewPCG(1, 2)), kind.Size()
	for n := range 131 {
		src, wide := make([]S, n+1), make([]S, 2*n+1)
		for i := range n {
			src[i] = item(rng, i)
			wide[2*i] = src[i]
		}
		src[n] = 7
		want, dst := make([]S, 2*n+1), make([]S, n+1)
		if n%2 == 0 {
			dst = src // in place
		}
		dst[n] = 7
		var wanted, got floatSum
		scanFloats[S](kind, mem.Addr(&wanted), mem.Of(want), 2*size, mem.Of(wide), 2*size, n)
		scanFloats[S](kind, mem.Addr(&got), mem.Of(dst), size, mem.Of(src), size, n)
		for i := range n {
			if math.Float64bits(float64(want[2*i])) != math.Float64bits(float64(dst[i])) {
				t.Fatalf("%s, %s: %d items, item %d: want %v, got %v", kind, content, n, i, want[2*i], dst[i])
			}
		}
		require.Equal(t, S(7), dst[n])
		require.Equal(t, [2]uint64{math.Float64bits(wanted.sum), math.Float64bits(wanted.lost)}, [2]uint64{math.Float64bits(got.sum), math.Float64bits(got.lost)}, "%s, %s: %d items", kind, content, n)
	}
}

func TestColumnsOfRunningSumsAreTheSameAtEachLevel(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for content, item := range scanContents {
			rng := rand.New(rand.NewPCG(3, 4))
			for n := range 67 {
				states, wanted := make([]floatSum, n+1), make([]floatSum, 2*n+1)
				for row := range 5 {
					src, dst, want := make([]float64, n+1), make([]float64, n+1), make([]float64, n+1)
					for i := range n {
						src[i] = item(rng, row+i)
					}
					dst[n] = 7
					scanFloatColumns(mem.Of(wanted), 32, mem.Of(want), 8, mem.Of(src), 8, n)
					scanFloatColumns(mem.Of(states), 16, mem.Of(dst), 8, mem.Of(src), 8, n)
					for i := range n {
						if math.Float64bits(want[i]) != math.Float64bits(dst[i]) || math.Float64bits(wanted[2*i].sum) != math.Float64bits(states[i].sum) {
							t.Fatalf("%s: %d items, item %d: want %v, got %v", content, n, i, want[i], dst[i])
						}
					}
					require.Equal(t, 7.0, dst[n])
					require.Zero(t, states[n])
				}
			}
		}
	})
}

// An item passes through four roundings, and each result through one, however many there are.
func TestRunningSumsDoNotGatherErrors(t *testing.T) {
	const n = 30000
	rng := rand.New(rand.NewPCG(5, 6))
	src, dst := make([]float64, n), make([]float64, n)
	for i := range src {
		src[i] = rng.Float64() + 0.5
	}
	var state floatSum
	scanFloats[float64](elem.KindFloat64, mem.Addr(&state), mem.Of(dst), 8, mem.Of(src), 8, n)
	exact := new(big.Float).SetPrec(200)
	for i, x := range src {
		exact.Add(exact, big.NewFloat(x))
		off, _ := new(big.Float).Sub(exact, big.NewFloat(dst[i])).Float64()
		require.LessOrEqual(t, math.Abs(off), 5*0x1p-53*dst[i], "sum %d", i)
	}
}

// They are searched as distribution functions are.
func TestRunningSumsOfNumbersThatAreNotNegativeNeverFall(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, zeros := range []float64{0.5, 0.6, 0.7} {
			for _, n := range []int{100, 10000, 100000} {
				rng := rand.New(rand.NewPCG(1, uint64(n)))
				x := make([]float64, n)
				for i := range x {
					if rng.Float64() >= zeros {
						x[i] = rng.Float64()
					}
				}
				var state floatSum
				scanFloats[float64](elem.KindFloat64, mem.Addr(&state), mem.Of(x), 8, mem.Of(x), 8, n)
				for i := 1; i < n; i++ {
					require.GreaterOrEqual(t, x[i], x[i-1], "sum %d of %d", i, n)
				}
			}
		}
	})
}

// Zeros change nothing behind a sum that is as large as can be, and what one loses there is not added twice.
func TestRunningSumsOverflowWhereTheSumDoes(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		x := make([]float64, 40)
		x[0], x[8], x[16] = math.MaxFloat64, -0x1p920, 0x1p970
		var state floatSum
		scanFloats[float64](elem.KindFloat64, mem.Addr(&state), mem.Of(x), 8, mem.Of(x), 8, len(x))
		for i := range x {
			require.Equal(t, i >= 16, math.IsInf(x[i], 1), "sum %d is %v", i, x[i])
		}
	})
}

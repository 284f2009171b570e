package conformance_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
)

// numpyKinds are the kinds that NumPy has without ml_dtypes.
func numpyKinds() (kinds []elem.Kind, names []string) {
	for k := elem.KindBool; k <= elem.KindComplex128; k++ {
		if k != elem.KindBFloat16 {
			kinds, names = append(kinds, k), append(names, k.String())
		}
	}
	return kinds, names
}

func TestCastingRulesAndPromotionAreNumPys(t *testing.T) {
	np := startNumPy(t, "casts")
	kinds, names := numpyKinds()
	var want struct {
		Safe, Same     [][]bool
		Promoted, Weak [][]string
		Lone           []string
	}
	np.ask(t, map[string][]string{"tables": names}, &want)
	weak := []elem.Weak{elem.WeakInt, elem.WeakFloat, elem.WeakComplex}
	for i, a := range kinds {
		for j, b := range kinds {
			assert.Equal(t, want.Safe[i][j], elem.CanCast(a, b, elem.CastSafe), "%s to %s, safe", a, b)
			assert.Equal(t, want.Same[i][j], elem.CanCast(a, b, elem.CastSameKind), "%s to %s, same_kind", a, b)
			assert.Equal(t, i == j, elem.CanCast(a, b, elem.CastNo))
			assert.True(t, elem.CanCast(a, b, elem.CastUnsafe) && elem.CanCast(a, b, elem.CastSaturate))
			assert.Equal(t, want.Promoted[i][j], elem.Promote(a, b).String(), "%s and %s", a, b)
		}
		for j, w := range weak {
			assert.Equal(t, want.Weak[i][j], elem.PromoteWeak(a, w).String(), "%s and weak %d", a, w)
		}
	}
	for j, w := range weak {
		assert.Equal(t, want.Lone[j], elem.PromoteWeak(elem.Invalid, w).String())
	}
}

func TestCastsGiveNumPysBits(t *testing.T) {
	np := startNumPy(t, "casts")
	rng := ndtest.Seeded(t)
	kinds, _ := numpyKinds()
	count := 0
	for _, from := range kinds {
		items, n := castItems(rng, from)
		for _, to := range kinds {
			var want []byte
			np.ask(t, struct {
				From  string `json:"from"`
				To    string `json:"to"`
				Items []byte `json:"items"`
			}{from.String(), to.String(), items}, &want)
			for _, step := range []int{1, 3} {
				got := castLane(from, to, items, n, step)
				for i := range n {
					x, y := numberAt(to, got, i), numberAt(to, want, i)
					if x != y && !sameNaN(x.c, y.c) {
						require.Failf(t, "cast", "%s to %s, step %d: %v gives %v, NumPy %v", from, to, step, numberAt(from, items, i), x, y)
					}
				}
			}
			count += n
		}
	}
	t.Logf("%d items", count)
}

func sameNaN(x, y complex128) bool {
	return samePart(real(x), real(y)) && samePart(imag(x), imag(y))
}

func samePart(x, y float64) bool {
	return x != x && y != y || math.Float64bits(x) == math.Float64bits(y)
}

// castLane casts n items, side by side or step items apart.
func castLane(from, to elem.Kind, items []byte, n, step int) []byte {
	size, out := from.Size(), to.Size()
	apart, spread, dst := aligned(n*size*step), aligned(n*out*step), aligned(n*out)
	kernel.MoveOf(size, 1)(mem.Of(apart), step*size, mem.Of(items), size, n)
	kernel.CastOf(from, to)(mem.Of(spread), step*out, mem.Of(apart), step*size, n)
	kernel.MoveOf(out, 1)(mem.Of(dst), out, mem.Of(spread), step*out, n)
	return dst
}

// castItems returns items of a kind: all there are of up to 16 bits, or borders of
// every kind and random bits.
func castItems(rng *rand.Rand, kind elem.Kind) (items []byte, n int) {
	size := kind.Size()
	if size <= 2 {
		n = 1 << (8 * size)
		items = aligned(n * size)
		for i := range n {
			items[i*size] = byte(i)
			if size == 2 {
				items[i*size+1] = byte(i >> 8)
			}
		}
		return items, n
	}
	var xs []complex128
	borders := []float64{0, math.Copysign(0, -1), 0.5, 1, 1.5, 65504, 65519.99, 65520, 1e-8, 6e-8, 1 + 0x1p-11 + 0x1p-30, 1e-310, 1e-40, 1e10, 1e20, 1e300, math.Inf(1), math.NaN()}
	for _, bits := range []int{7, 8, 11, 15, 16, 24, 31, 32, 53, 63, 64} {
		for _, off := range []float64{-1, -0.5, 0, 0.5, 1} {
			borders = append(borders, math.Ldexp(1, bits)+off)
		}
		borders = append(borders, math.Nextafter(math.Ldexp(1, bits), 0))
	}
	for _, x := range borders {
		xs = append(xs, complex(x, 3), complex(-x, 0), complex(0, x))
	}
	random := 200
	n = len(xs) + random
	items = aligned(n * size)
	for i, x := range xs {
		kernel.CastOf(elem.KindComplex128, kind)(mem.Of(items[i*size:]), size, mem.Of([]complex128{x}), 16, 1)
	}
	for i := len(xs) * size; i < len(items); i++ {
		items[i] = byte(rng.Uint32())
	}
	return items, n
}

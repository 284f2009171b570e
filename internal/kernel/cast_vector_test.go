package kernel

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// mixedItems returns bytes that hold items of a kind: a third any bits, a third numbers near the borders of
// the integers, a third small whole numbers, all from a lane that is aligned at its start.
func mixedItems(rng *rand.Rand, kind elem.Kind, n int) []byte {
	size := kind.Size()
	words := make([]uint64, (n*size+7)/8+1)
	for i := range words {
		words[i] = rng.Uint64()
	}
	b := mem.Bytes(mem.Of(words), 8*len(words))[:n*size]
	if !kind.IsFloat() {
		return b
	}
	for i := range n {
		var x float64
		switch rng.IntN(3) {
		case 0:
			continue
		case 1:
			border := []float64{0, 1 << 7, 1 << 8, 1 << 15, 1 << 16, 1 << 31, 1 << 32, 1 << 63, 1 << 64}[rng.IntN(9)]
			x = border + []float64{-2, -1.5, -1, -0.5, 0, 0.5, 1}[rng.IntN(7)]
		default:
			x = float64(rng.IntN(600)-300) / 2
		}
		if rng.IntN(2) == 0 {
			x = -x
		}
		castTable()[elem.KindFloat64][kind](mem.Of(b[i*size:]), size, mem.Of([]float64{x}), 8, 1)
	}
	return b
}

// Every cast that has a loop in assembly, at every level, is the one of its Go loop: of every length at
// every address, with gaps, of one item for all, in place; and nothing around it changes.
func TestCastsInAssemblyAreThoseInGo(t *testing.T) {
	type pair struct{ from, to elem.Kind }
	pairs := map[pair]bool{}
	for _, v := range castVectors {
		pairs[pair{v.from, v.to}] = true
	}
	if cpu.Best() > cpu.Go {
		require.Greater(t, len(pairs), 90)
	}
	for p := range pairs {
		rng := rand.New(rand.NewPCG(uint64(p.from), uint64(p.to)))
		f, d, s := CastOf(p.from, p.to), p.to.Size(), p.from.Size()
		const most = 400
		src := mixedItems(rng, p.from, most+64)
		want := make([]byte, (most+64)*d)
		func() {
			defer cpu.Use(cpu.Go)()
			f(mem.Of(want), d, mem.Of(src), s, most+64)
		}()
		eachLevel(t, func(t *testing.T) {
			for n := range 131 {
				at, from := n*7%64, n*3%64 // items from the start of the lanes
				dst := field((n+128)*d, 5)
				expected := slices.Clone(dst)
				copy(expected[at*d:], want[from*d:(from+n)*d])
				f(mem.Of(dst[at*d:]), d, mem.Of(src[from*s:]), s, n)
				require.True(t, bytes.Equal(expected, dst), "%s to %s, %s: %d items", p.from, p.to, cpu.Best(), n)
			}
			for _, n := range []int{15, 16, 100, most} {
				for _, ds := range []int{d, 2 * d, -d} {
					for _, as := range []int{s, 0, -s} {
						dst := field(room(n, ds, d), 9)
						expected := slices.Clone(dst)
						d0, a0 := start(n, ds), 0
						if as < 0 {
							a0 = (n - 1) * s
						}
						for i := range n {
							k := (a0 + i*as) / s
							copy(expected[d0+i*ds:], want[k*d:(k+1)*d])
						}
						f(mem.Of(dst[d0:]), ds, mem.Of(src[a0:]), as, n)
						require.True(t, bytes.Equal(expected, dst), "%s to %s: %d items, strides %d and %d", p.from, p.to, n, ds, as)
					}
				}
			}
			if d <= s { // in place, and with the source ahead
				for _, ahead := range []int{0, 1, 5, 40} {
					b := slices.Clone(src)
					f(mem.Of(b), d, mem.Of(b[ahead*s:]), s, most)
					require.True(t, bytes.Equal(want[ahead*d:(ahead+most)*d], b[:most*d]), "%s to %s: source %d items ahead", p.from, p.to, ahead)
				}
			}
		})
	}
}

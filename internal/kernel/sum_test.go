//go:build unix

package kernel

import (
	"math/rand/v2"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Sums of every other item, and of reversed ones, are at every level those of the loops in Go, to the bit; what lies in
// the gaps has no part in them, and nothing is read before or after the items.
func TestSumsOfLanesWithGapsAreThoseOfGo(t *testing.T) {
	t.Run("float64", func(t *testing.T) { testSumsWithGaps[float64](t, elem.KindFloat64) })
	t.Run("float32", func(t *testing.T) { testSumsWithGaps[float32](t, elem.KindFloat32) })
}

func testSumsWithGaps[S realItem](t *testing.T, kind elem.Kind) {
	page, size, rng := guarded(t), kind.Size(), rand.New(rand.NewPCG(5, 6))
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	items := mem.Slice[S](mem.Of(page), len(page)/size)
	for i := range items {
		items[i] = S(rng.NormFloat64() * 1e3)
	}
	eachLevel(t, func(t *testing.T) {
		for n := 1; n <= len(items)/2; n += 1 + n/70 {
			first := len(items) - (2*n - 1) // the last item ends the page
			for _, lane := range []struct{ from, stride int }{{first, 2}, {0, 2}, {n - 1, -1}, {len(items) - 1, -1}} {
				a, as := mem.Of(items[lane.from:]), lane.stride*size
				want := floatSum{sum: 0.5}
				for i := 0; i < n; i += blockLen {
					want.add(strandSum[S](mem.Add(a, i*as), as, min(n-i, blockLen))) // K1
				}
				got := floatSum{sum: 0.5}
				require.NotPanics(t, func() { addLane[S](&got, kind, a, as, n) }, "%d items, %v", n, lane)
				require.Equal(t, want, got, "%d items, %v", n, lane)
			}
		}
	})
}

//go:build unix

package kernel

import (
	"math/rand/v2"
	"runtime/debug"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/mem"
)

// At every level the items that are selected come to the front, whatever is true in the mask; nothing is read or written
// beside the lanes, which end with a page.
func TestCompressedLanesAtEveryLevel(t *testing.T) {
	t.Run("uint32", testCompressed[uint32, [4]byte])
	t.Run("uint64", testCompressed[uint64, [8]byte])
	t.Run("uint16", testCompressed[uint16, [2]byte])
}

func testCompressed[T uint16 | uint32 | uint64, B item](t *testing.T) {
	to, from, sel := guarded(t), guarded(t), guarded(t)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	rng, size := rand.New(rand.NewPCG(7, 8)), mem.SizeOf[B]()
	eachLevel(t, func(t *testing.T) {
		for n := 1; n < 140; n++ {
			for _, density := range []int{0, 1, 50, 99, 100} {
				src := mem.Slice[T](mem.Of(from[len(from)-n*size:]), n)
				mask := sel[len(sel)-n:]
				var want []T
				for i := range src {
					src[i], mask[i] = T(rng.Uint64()), 0
					if rng.IntN(100) < density {
						mask[i] = byte(1 + rng.IntN(255))
						want = append(want, src[i])
					}
				}
				if len(want) == 0 {
					continue
				}
				dst := mem.Slice[T](mem.Of(to[len(to)-len(want)*size:]), len(want))
				clear(dst)
				require.NotPanics(t, func() {
					compressLane[B](lane{mem.Of(dst), len(want), size}, lane{mem.Of(src), n, size}, lane{mem.Of(mask), n, 1})
				}, "%d items, %d selected", n, len(want))
				require.True(t, slices.Equal(want, dst), "%d items, %d selected", n, len(want))
			}
		}
	})
}

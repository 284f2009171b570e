package ops_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// What random masks and positions select of one lane, of every length around those of
// words and vectors, with gaps and without, against a loop.
func TestWhatMasksAndPositionsSelectOfALane(t *testing.T) {
	t.Run("uint8", testSelect[uint8])
	t.Run("int16", testSelect[int16])
	t.Run("float32", testSelect[float32])
	t.Run("float64", testSelect[float64])
	t.Run("complex128", testSelect[complex128])
}

func testSelect[T ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	for n := range 140 {
		src := ndtest.New[T](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], n)
		src.Fill(ndtest.RandomBits[T](rng, n))
		values := src.Values()
		mask := ndtest.New[elem.Bool](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], n)
		selects := drawMask(rng, n)
		mask.Fill(selects)
		var want []T
		for i, b := range selects {
			if b.Bool() {
				want = append(want, values[i])
			}
		}
		dst := ndtest.New[T](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], len(want)).Remember()
		require.NoError(t, ops.Compress(dst.V, src.V.View, mask.V.View, 0))
		requireBits(t, want, dst.Values(), "Compress: %v, %v, %v", dst, src, mask)
		dst.OnlyElements(t, "Compress")
		longer := ndtest.New[T](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], len(want)+3)
		longer.Fill(ndtest.RandomBits[T](rng, len(want)+3))
		longer.Remember()
		rest := longer.Values()[len(want):]
		count, err := ops.Extract(longer.V, src.V.View, mask.V.View)
		require.NoError(t, err)
		require.Equal(t, len(want), count)
		requireBits(t, append(append([]T{}, want...), rest...), longer.Values(), "Extract: %v, %v, %v", longer, src, mask)
		longer.OnlyElements(t, "Extract")

		x := ndtest.Small[T](rng, 1)[0]
		filled := append([]T{}, values...)
		for i, b := range selects {
			if b.Bool() {
				filled[i] = x
			}
		}
		src.Remember()
		require.NoError(t, ops.Fill(src.V, x, ops.When(mask.V.View)))
		requireBits(t, filled, src.Values(), "Fill: %v, %v", src, mask)
		src.OnlyElements(t, "Fill")
		if n > 0 {
			testPositions(t, rng, src, filled)
		}
	}
}

// drawMask returns booleans most of which are true, or false, or half of each.
func drawMask(rng *rand.Rand, n int) []elem.Bool {
	most := rng.IntN(3)
	selects := make([]elem.Bool, n)
	for i := range selects {
		selects[i] = elem.BoolOf(rng.IntN(10) < []int{0, 5, 10}[most] || rng.IntN(20) == 0)
	}
	return selects
}

func testPositions[T ndview.Element](t *testing.T, rng *rand.Rand, src *ndtest.Array[T], values []T) {
	n, m := len(values), rng.IntN(100)
	at := ndtest.New[int64](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], m)
	positions := make([]int64, m)
	for _, outside := range []ops.Outside{ops.RefuseOutside, ops.WrapOutside, ops.ClipOutside} {
		in := make([]int, m)
		for i := range positions {
			k := rng.IntN(2*n) - n
			if outside != ops.RefuseOutside {
				k = rng.IntN(5*n) - 2*n
			}
			positions[i] = int64(k)
			switch outside {
			case ops.ClipOutside:
				in[i] = min(max(k, 0), n-1)
			default:
				in[i] = (k%n + n) % n
			}
		}
		at.Fill(positions)
		at.Remember()
		want, put := make([]T, m), append([]T{}, values...)
		for i, k := range in {
			want[i] = values[k]
		}
		dst := ndtest.New[T](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], m).Remember()
		require.NoError(t, ops.Take(dst.V, src.V.View, at.V.View, 0, outside))
		requireBits(t, want, dst.Values(), "Take: %v, %v, %v", dst, src, at)
		dst.OnlyElements(t, "Take")
		other := ndtest.New[T](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], n)
		other.Fill(values)
		other.Remember()
		fresh := ndtest.RandomBits[T](rng, 1+rng.IntN(50))
		from, err := ndview.FromSlice(fresh)
		require.NoError(t, err)
		for i, k := range in {
			put[k] = fresh[i%len(fresh)]
		}
		require.NoError(t, ops.Put(other.V, at.V.View, from.View, outside))
		requireBits(t, put, other.Values(), "Put: %v, %v", other, at)
		other.OnlyElements(t, "Put")
		at.Unchanged(t, "positions")
	}
}

package conformance_test

import (
	"bytes"
	"encoding/binary"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Casts from and to bfloat16, by the loops and by ops.CastRaw, give the bits of ml_dtypes; NaN is NaN, its bits are
// nobody's business.
//
// Two deviations are intended. float64 and complex128 are rounded once here, to the nearest bfloat16, and twice in ml_dtypes, by
// way of float32: where that is something else, ours must be nearer. And a byte of a bool that is neither 0 nor 1 is true
// here, and so 1, as NumPy's own casts have it, where ml_dtypes takes it for a number.
func TestBFloat16CastsGiveMLDtypesBits(t *testing.T) {
	np, _ := startMLDtypes(t)
	c := brainCasts{T: t, np: np}
	rng := ndtest.Seeded(t)
	kinds, _ := allKinds()
	every, n := castItems(rng, brain)
	for _, k := range kinds {
		c.compare(brain, k, every, n)
		if k != brain {
			items := brainItems(rng, k)
			c.compare(k, brain, items, len(items)/k.Size())
		}
	}
	c.bytesOfBools()
	t.Logf("%d items, %d of them rounded twice by ml_dtypes", c.items, c.twice)
	assert.Greater(t, c.twice, 1000, "the deviation is there to be seen")
}

type brainCasts struct {
	*testing.T
	np           *numpy
	items, twice int
}

// compare casts n items in all ways.
func (c *brainCasts) compare(from, to elem.Kind, items []byte, n int) {
	var want []byte
	c.np.ask(c, brainQuery{Ask: "cast", From: from.String(), To: to.String(), Items: items}, &want)
	require.Len(c, want, n*to.Size(), "%s to %s", from, to)
	c.items += n
	side := castLane(from, to, items, n, 1)
	require.Equal(c, side, castLane(from, to, items, n, 3), "%s to %s, items apart", from, to)

	verb := aligned(n * to.Size())
	src, err := ndview.FromBytes(items, 0, from.Type(), []int{n}, nil)
	require.NoError(c, err)
	dst, err := ndview.FromBytes(verb, 0, to.Type(), []int{n}, nil)
	require.NoError(c, err)
	require.NoError(c, ops.CastRaw(dst, src.Raw, ops.Casting(ops.Unsafe)))
	require.Equal(c, side, verb, "%s to %s, ops.CastRaw", from, to)

	size := to.Size()
	for i := range n {
		if bytes.Equal(side[i*size:(i+1)*size], want[i*size:(i+1)*size]) {
			continue
		}
		x, got, wanted := numberAt(from, items, i), numberAt(to, side, i), numberAt(to, want, i)
		switch {
		case got.whole == nil && sameNaN(got.c, wanted.c):
		case to == brain && roundedTwice(real(x.c), real(got.c), real(wanted.c)):
			c.twice++
		default:
			require.Failf(c, "cast", "%s to %s: %v gives %v, ml_dtypes %v", from, to, x, got, wanted)
		}
	}
}

func (c *brainCasts) bytesOfBools() {
	items, n := castItems(nil, elem.KindBool)
	got := castLane(elem.KindBool, brain, items, n, 1)
	for i := range n {
		require.Equal(c, complex(float64(min(i, 1)), 0), numberAt(brain, got, i).c, "bool of byte %d", i)
	}
}

// roundedTwice says whether theirs is x by way of float32, and ours nearer to it.
func roundedTwice(x, ours, theirs float64) bool {
	single := float32(x)
	return float64(single) != x && elem.BFloat16From(single).Float64() == theirs && math.Abs(x-ours) < math.Abs(x-theirs)
}

// brainItems returns items of a kind: those of castItems, and numbers half-way between two bfloat16s and
// just beside.
func brainItems(rng *rand.Rand, k elem.Kind) []byte {
	items, n := castItems(rng, k)
	items = items[:n*k.Size()]
	switch {
	case k == elem.KindBool:
		items = []byte{0, 1}
	case k == elem.KindFloat32:
		for high := range uint32(1 << 16) { // around every bfloat16
			for _, low := range []uint32{0, 1, 0x7fff, 0x8000, 0x8001, 0xffff} {
				items = binary.NativeEndian.AppendUint32(items, high<<16|low)
			}
		}
	case k == elem.KindFloat64 || k.IsComplex():
		items = append(items, besideHalves(rng, k)...)
	case k.IsInteger() && k.Size() > 2:
		items = append(items, wholeHalves(rng, k)...)
	}
	return append(aligned(len(items))[:0], items...)
}

// besideHalves are numbers half-way between two bfloat16s, and the neighbours that a float64 has of them.
func besideHalves(rng *rand.Rand, k elem.Kind) []byte {
	highs := []uint32{0, 1, 2, 0x7e, 0x7f, 0x80, 0x81, 0x3f80, 0x3f81, 0x7f7d, 0x7f7e, 0x7f7f} // borders of subnormals and infinity
	for range 4000 {
		highs = append(highs, rng.Uint32N(0x7f80))
	}
	var xs []complex128
	for _, high := range highs {
		half := float64(math.Float32frombits(high<<16 | 0x8000))
		if high == 0x7f7f {
			half = 0x1.ffp127 // from here on infinity is nearer
		}
		for _, x := range []float64{math.Nextafter(half, 0), half, math.Nextafter(half, math.Inf(1))} {
			xs = append(xs, complex(x, -x), complex(-x, 7))
		}
	}
	items := aligned(len(xs) * k.Size())
	kernel.CastOf(elem.KindComplex128, k)(mem.Of(items), k.Size(), mem.Of(xs), 16, len(xs))
	return items[:len(xs)*k.Size()]
}

// wholeHalves are integers half-way between two bfloat16s, and their neighbours.
func wholeHalves(rng *rand.Rand, k elem.Kind) (items []byte) {
	const kept = 9 // bits of such an integer, the last one half a place
	bits := 8 * k.Size()
	if k.IsSigned() {
		bits--
	}
	add := func(x uint64) {
		if k.Size() == 4 {
			items = binary.NativeEndian.AppendUint32(items, uint32(x))
		} else {
			items = binary.NativeEndian.AppendUint64(items, x)
		}
	}
	for shift := range bits - kept + 1 {
		for range 16 {
			half := (1<<(kept-1) | rng.Uint64N(1<<(kept-2))<<1 | 1) << shift
			for _, x := range []uint64{half - 1, half, half + 1} {
				add(x)
				if k.IsSigned() {
					add(-x)
				}
			}
		}
	}
	return items
}

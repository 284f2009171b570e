package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

func castOne[D, S elem.Element](f Unary, x S) (y D) {
	d, s := [2]uint64{}, BitsOf(x)
	f(mem.Of(d[:]), 16, mem.Of(s[:]), 16, 1)
	return mem.Load[D](mem.Of(d[:]))
}

func cast[D, S elem.Element](x S) D {
	return castOne[D](CastOf(elem.KindOf[S](), elem.KindOf[D]()), x)
}

func saturate[D, S elem.Element](x S) D {
	return castOne[D](SaturatingCastOf(elem.KindOf[S](), elem.KindOf[D]()), x)
}

func TestEveryKindIsCastToEveryOther(t *testing.T) {
	for from := elem.KindBool; from <= elem.KindComplex128; from++ {
		for to := elem.KindBool; to <= elem.KindComplex128; to++ {
			for name, f := range map[string]Unary{"unsafe": CastOf(from, to), "saturating": SaturatingCastOf(from, to)} {
				require.NotNil(t, f, "%s %s to %s", name, from, to)
				const n = 300 // more than a detour takes
				src, dst := make([]uint64, 2*n), make([]uint64, 2*n)
				one := make([]uint64, 2*n)
				CastOf(elem.KindUint8, from)(mem.Of(one), from.Size(), mem.Of([]uint8{1}), 0, n)
				f(mem.Of(dst), to.Size(), mem.Of(one), from.Size(), n)
				CastOf(elem.KindUint8, to)(mem.Of(src), to.Size(), mem.Of([]uint8{1}), 0, n)
				assert.Equal(t, src, dst, "%s %s to %s: 1 is 1", name, from, to)
				f(nil, 8, nil, 8, 0) // nothing is nothing
			}
		}
	}
}

// Rows of NumPy's answers on x86-64.
func TestFloatsOutOfRangeBecomeWhatTheyBecomeInNumPy(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for _, x := range []float64{nan, inf, -inf, 1e20, -1e20} {
		assert.Equal(t, int32(math.MinInt32), cast[int32](x))
		assert.Equal(t, int64(math.MinInt64), cast[int64](x))
		assert.Zero(t, cast[int8](x))
		assert.Zero(t, cast[uint16](x))
		assert.Zero(t, cast[uint32](x))
	}
	for _, c := range []struct {
		x float64
		y uint64
	}{{-1, math.MaxUint64}, {-1e20, 1 << 63}, {1.8e19, 18000000000000000000}, {2e19, 0}, {nan, 1 << 63}, {inf, 0}} {
		assert.Equal(t, c.y, cast[uint64](c.x), c.x)
	}
	assert.Equal(t, []uint8{255, 44, 0}, []uint8{cast[uint8](-1.0), cast[uint8](300.0), cast[uint8](nan)})
	assert.Equal(t, elem.Bool(1), cast[elem.Bool](nan))
	assert.Equal(t, elem.Bool(1), cast[elem.Bool](3i))
	assert.Equal(t, int8(1), cast[int8](elem.Bool(7)), "a true byte is 1")
	assert.Equal(t, 2.0, cast[float64](2+3i))
}

func TestHalvesAreRoundedOnce(t *testing.T) {
	x := 1 + 0x1p-11 + 0x1p-40 // through float32 it would be a tie, and become 1
	assert.Equal(t, elem.Float16(0x3c01), cast[elem.Float16](x))
	assert.Equal(t, elem.Float16(0x3c01), cast[elem.Float16](complex(x, 1)))
	y := 1 + 0x1p-8 + 0x1p-40
	assert.Equal(t, elem.BFloat16(0x3f81), cast[elem.BFloat16](y))
	assert.Equal(t, float32(1.5), cast[float32](elem.BFloat16From(1.5)))
	assert.Equal(t, elem.Float16From(3), cast[elem.Float16](elem.BFloat16From(3)))
}

func TestSaturatingCastsTakeTheNearestInteger(t *testing.T) {
	inf := math.Inf(1)
	assert.Equal(t, []int8{127, -128, 0, 127, -128, -1}, []int8{
		saturate[int8](300.0), saturate[int8](-inf), saturate[int8](math.NaN()),
		saturate[int8](uint64(math.MaxUint64)), saturate[int8](int32(-129)), saturate[int8](-1.9),
	})
	assert.Equal(t, []uint64{0, math.MaxUint64, math.MaxUint64, 1 << 63, 0, 5}, []uint64{
		saturate[uint64](-1.0), saturate[uint64](inf), saturate[uint64](0x1p64), saturate[uint64](0x1p63), saturate[uint64](int8(-5)), saturate[uint64](5 + 3i),
	})
	assert.Equal(t, []int64{math.MaxInt64, math.MinInt64, math.MaxInt64, 1 << 62}, []int64{
		saturate[int64](0x1p63), saturate[int64](-0x1p63), saturate[int64](uint64(1 << 63)), saturate[int64](float32(0x1p62)),
	})
	assert.Equal(t, uint16(65504), saturate[uint16](elem.Float16From(65504)))
	assert.Equal(t, uint16(65535), saturate[uint16](elem.Float16From(float32(inf))))
	assert.Equal(t, float32(inf), saturate[float32](1e300), "infinity is the nearest float there is")
	assert.Equal(t, elem.Bool(1), saturate[elem.Bool](int8(-3)))
	nearest[int8](t, -128, 127)
	nearest[int16](t, -1<<15, 1<<15-1)
	nearest[int32](t, -1<<31, 1<<31-1)
	nearest[uint8](t, 0, 255)
	nearest[uint16](t, 0, 1<<16-1)
	nearest[uint32](t, 0, 1<<32-1)
}

func nearest[D elem.Element](t *testing.T, least, most int64) {
	for _, border := range []int64{-1 << 62, -1 << 31, -1 << 15, -128, 0, 127, 255, 1<<15 - 1, 1<<16 - 1, 1<<31 - 1, 1<<32 - 1, 1 << 62} {
		for x := border - 1; x <= border+1; x++ {
			want := cast[D](min(max(x, least), most))
			assert.Equal(t, want, saturate[D](x), "%d", x)
			assert.Equal(t, want, saturate[D](float64(x)), "%d", x)
			assert.Equal(t, cast[D](min(uint64(x), uint64(most))), saturate[D](uint64(x)), "%d", uint64(x))
		}
	}
}

package elem

import (
	"math"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// small is an independent description of a 16-bit format: its number of exponent and fraction bits.
type small struct {
	exponent, fraction int
}

var (
	binary16 = small{5, 10}
	bfloat   = small{8, 7}
)

// value says what the bits mean, straight from IEEE 754.
func (s small) value(bits uint16) float64 {
	e := int(bits>>s.fraction) & (1<<s.exponent - 1)
	f := int(bits) & (1<<s.fraction - 1)
	bias := 1<<(s.exponent-1) - 1
	var v float64
	switch {
	case e == 1<<s.exponent-1 && f != 0:
		return math.NaN()
	case e == 1<<s.exponent-1:
		v = math.Inf(1)
	case e == 0:
		v = math.Ldexp(float64(f), 1-bias-s.fraction)
	default:
		v = math.Ldexp(float64(f+1<<s.fraction), e-bias-s.fraction)
	}
	if bits&0x8000 != 0 {
		return math.Copysign(v, -1)
	}
	return v
}

func (s small) infinity() uint16 { return (1<<s.exponent - 1) << s.fraction }

// nearest rounds by search: the magnitudes are ordered like their bits, so the two neighbours of f
// are found by bisection and their distances compared exactly. Beyond the largest number stands the
// power of two that would follow it.
func (s small) nearest(f float64) uint16 {
	var sign uint16
	if math.Signbit(f) {
		sign = 0x8000
	}
	a := math.Abs(f)
	value := func(bits uint16) float64 {
		if bits == s.infinity() {
			return math.Ldexp(1, 1<<(s.exponent-1))
		}
		return s.value(bits)
	}
	low, high := uint16(0), s.infinity()
	if a >= value(high) {
		return sign | high
	}
	for high-low > 1 {
		if middle := low + (high-low)/2; value(middle) <= a {
			low = middle
		} else {
			high = middle
		}
	}
	below, above := a-value(low), value(high)-a
	if above < below || above == below && high%2 == 0 {
		return sign | high
	}
	return sign | low
}

func sameFloat(t *testing.T, want, got float64, msg ...any) {
	t.Helper()
	if math.IsNaN(want) {
		require.True(t, math.IsNaN(got), msg...)
		return
	}
	if math.Float64bits(want) != math.Float64bits(got) {
		require.Equal(t, want, got, msg...)
	}
}

func TestEveryFloat16WidensExactly(t *testing.T) {
	for b := range 1 << 16 {
		h := Float16(b)
		want := binary16.value(uint16(b))
		sameFloat(t, want, float64(h.Float32()), b)
		sameFloat(t, want, h.Float64(), b)
		require.Equal(t, math.IsNaN(want), h.IsNaN(), b)
	}
}

func TestEveryBFloat16WidensExactly(t *testing.T) {
	for b := range 1 << 16 {
		h := BFloat16(b)
		want := bfloat.value(uint16(b))
		sameFloat(t, want, float64(h.Float32()), b)
		sameFloat(t, want, h.Float64(), b)
		require.Equal(t, math.IsNaN(want), h.IsNaN(), b)
	}
}

func TestEveryFloat16ComesBack(t *testing.T) {
	for b := range 1 << 16 {
		h := Float16(b)
		want := h
		if h.IsNaN() {
			want |= 0x0200 // quiet
		}
		require.Equal(t, want, Float16From(h.Float32()), b)
		require.Equal(t, want, Float16From64(h.Float64()), b)
	}
}

func TestEveryBFloat16ComesBack(t *testing.T) {
	for b := range 1 << 16 {
		h := BFloat16(b)
		want := h
		if h.IsNaN() {
			want |= 0x0040
		}
		require.Equal(t, want, BFloat16From(h.Float32()), b)
		require.Equal(t, want, BFloat16From64(h.Float64()), b)
	}
}

// around lists numbers at which rounding to s changes: every value, every tie between neighbours,
// and what lies next to them.
func around(s small, next func(x, y float64) float64, visit func(f float64)) {
	for b := range s.infinity() {
		low := s.value(b)
		high := s.value(b + 1)
		if b+1 == s.infinity() {
			high = math.Ldexp(1, 1<<(s.exponent-1))
		}
		tie := low + (high-low)/2
		for _, f := range []float64{low, next(low, 1e300), next(tie, 0), tie, next(tie, 1e300), next(high, 0)} {
			visit(f)
			visit(-f)
		}
	}
}

func next32(x, y float64) float64 {
	return float64(math.Nextafter32(float32(x), float32(math.Copysign(math.MaxFloat32, y-x))))
}

func TestFloat16RoundsToNearestEven(t *testing.T) {
	cases, ties := 0, 0
	around(binary16, next32, func(f float64) {
		cases++
		want := Float16(binary16.nearest(f))
		if want.Float64() != f && Float16(binary16.nearest(next32(f, 0))) != Float16(binary16.nearest(next32(f, 1e30))) {
			ties++
		}
		if got := Float16From(float32(f)); want != got {
			require.Equal(t, want, got, "%x", f)
		}
	})
	assert.Equal(t, 12*0x7c00, cases)
	assert.Greater(t, ties, 2*0x7000, "too few rounding boundaries met")
}

func TestBFloat16RoundsToNearestEven(t *testing.T) {
	around(bfloat, next32, func(f float64) {
		if math.Abs(f) > math.MaxFloat32 {
			return
		}
		if want, got := BFloat16(bfloat.nearest(f)), BFloat16From(float32(f)); want != got {
			require.Equal(t, want, got, "%x", f)
		}
	})
}

func TestRoundingFromFloat64HappensOnce(t *testing.T) {
	twice := 0
	check := func(f float64) {
		want := Float16(binary16.nearest(f))
		if want != Float16From(float32(f)) {
			twice++
		}
		if got := Float16From64(f); want != got {
			require.Equal(t, want, got, "%x", f)
		}
		if want, got := BFloat16(bfloat.nearest(f)), BFloat16From64(f); want != got {
			require.Equal(t, want, got, "%x", f)
		}
	}
	around(binary16, math.Nextafter, check)
	around(bfloat, math.Nextafter, check)
	assert.Greater(t, twice, 1000, "the cases where rounding twice goes wrong were not met")
}

func TestRandomFloatsRoundToNearestEven(t *testing.T) {
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	for range 100_000 {
		f := math.Float32frombits(r.Uint32())
		if f != f {
			continue
		}
		require.Equal(t, Float16(binary16.nearest(float64(f))), Float16From(f), "%x", f)
		require.Equal(t, BFloat16(bfloat.nearest(float64(f))), BFloat16From(f), "%x", f)
	}
}

func TestTooLargeBecomesInfinite(t *testing.T) {
	for _, sign := range []float64{1, -1} {
		bit := uint16(0)
		if sign < 0 {
			bit = 0x8000
		}
		assert.Equal(t, Float16(bit|0x7bff), Float16From(float32(sign*65519.99)))
		assert.Equal(t, Float16(bit|0x7c00), Float16From(float32(sign*65520)))
		assert.Equal(t, Float16(bit|0x7c00), Float16From64(sign*math.MaxFloat64))
		assert.Equal(t, Float16(bit|0x7c00), Float16From64(math.Inf(int(sign))))
		assert.Equal(t, BFloat16(bit|0x7f7f), BFloat16From64(sign*0x1.fefffffp127))
		assert.Equal(t, BFloat16(bit|0x7f80), BFloat16From64(sign*0x1.ffp127))
		assert.Equal(t, BFloat16(bit|0x7f80), BFloat16From64(sign*math.MaxFloat64))
		assert.Equal(t, BFloat16(bit|0x7f80), BFloat16From(float32(math.Inf(int(sign)))))
	}
}

func TestNaNsStayQuietNaNsWithTheirPayload(t *testing.T) {
	nan := func(bits uint32) float32 { return math.Float32frombits(bits) }
	assert.Equal(t, Float16(0x7e00), Float16From(nan(0x7fc00000)))
	assert.Equal(t, Float16(0xfe00), Float16From(nan(0xffc00000)))
	assert.Equal(t, Float16(0x7e00), Float16From(nan(0x7f800001)), "signalling, payload lost below")
	assert.Equal(t, Float16(0x7f23), Float16From(nan(0x7f800000|0x123<<13)))
	assert.Equal(t, BFloat16(0x7fc0), BFloat16From(nan(0x7f800001)))
	assert.Equal(t, BFloat16(0xffe5), BFloat16From(nan(0xffa50000)))
	assert.Equal(t, uint32(0x7fc00000|0x123<<13), math.Float32bits(Float16(0x7d23).Float32()), "quiet")
	assert.True(t, Float16From64(math.NaN()).IsNaN())
	assert.True(t, BFloat16From64(math.NaN()).IsNaN())
}

func TestEverySmallFloatPrintsAsItReads(t *testing.T) {
	for b := range 1 << 16 {
		for _, c := range []struct {
			text string
			f    float64
			back func(float64) uint16
		}{
			{Float16(b).String(), Float16(b).Float64(), func(f float64) uint16 { return uint16(Float16From64(f)) }},
			{BFloat16(b).String(), BFloat16(b).Float64(), func(f float64) uint16 { return uint16(BFloat16From64(f)) }},
		} {
			g, err := strconv.ParseFloat(c.text, 64)
			require.NoError(t, err)
			if math.IsNaN(c.f) {
				require.Equal(t, "NaN", c.text)
			} else {
				require.Equal(t, uint16(b), c.back(g), c.text)
			}
		}
	}
}

func TestSmallFloatsPrintShort(t *testing.T) {
	for text, h := range map[string]Float16{
		"0": 0, "-0": 0x8000, "1": 0x3c00, "0.1": 0x2e66, "65500": 0x7bff, "6e-08": 1,
		"0.3333": 0x3555, "+Inf": 0x7c00, "-Inf": 0xfc00, "NaN": 0x7e00, "1000": 0x63d0,
	} {
		assert.Equal(t, text, h.String())
	}
	for text, b := range map[string]BFloat16{
		"1": 0x3f80, "0.1": 0x3dcd, "3.39e+38": 0x7f7f, "9e-41": 1, "256": 0x4380, "-Inf": 0xff80,
	} {
		assert.Equal(t, text, b.String())
	}
}

func BenchmarkFloat16Float32(b *testing.B) {
	var sum float32
	h := Float16(0)
	for b.Loop() {
		sum += (h & 0x7bff).Float32()
		h += 7
	}
	_ = sum
}

func BenchmarkFloat16From(b *testing.B) {
	var sum Float16
	f := float32(1)
	for b.Loop() {
		sum += Float16From(f)
		f *= 1.0001
	}
	_ = sum
}

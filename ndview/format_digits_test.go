package ndview

import (
	"math"
	"math/big"
	"math/rand/v2"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
)

func (d digits) text() string { return string(d.d) + "p" + strconv.Itoa(d.point) }

// same fails if the long division and strconv disagree about x.
func same(t *testing.T, x real) {
	bits := 64
	if x.form == form32 {
		bits = 32
	}
	want := parseDigits(strconv.AppendFloat(nil, x.f, 'e', -1, bits))
	require.Equal(t, want.text(), x.divide(limits{}).text(), "%v as %v", x.f, x.form.kind)
}

// TestLongDivisionFindsTheDigitsOfStrconv compares numbers of all magnitudes,
// powers of two and ties. The one number about which the two differ is left out.
func TestLongDivisionFindsTheDigitsOfStrconv(t *testing.T) {
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 2))
	for e := -1074; e < 1024; e++ {
		same(t, realOf(form64, math.Ldexp(1, e)))
		if e >= -149 && e < 128 && e != -12 {
			same(t, realOf(form32, math.Ldexp(1, e)))
		}
	}
	for range 20000 {
		tie := float64(r.Uint64N(1<<21)+1<<21) + 0.25 + 0.5*float64(r.IntN(2))
		same(t, realOf(form32, tie))
		same(t, realOf(form64, tie+float64(1<<50)))
		if f := math.Float32frombits(r.Uint32()); f-f == 0 && f != 0 {
			same(t, realOf(form32, math.Abs(float64(f))))
		}
		if f := math.Float64frombits(r.Uint64()); f-f == 0 && f != 0 {
			same(t, realOf(form64, math.Abs(f)))
		}
	}
}

func TestTheTieOfTwoToTheMinus12GoesToTheEvenDigit(t *testing.T) {
	assert.Equal(t, "24414062p-3", realOf(form32, 0x1p-12).unique().text())
}

func TestRoundingByLongDivisionIsRoundingByStrconv(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 20000 {
		f := math.Ldexp(r.Float64(), r.IntN(80)-40)
		if f == 0 {
			continue
		}
		x := realOf(form64, f)
		for _, positional := range []bool{false, true} {
			n := r.IntN(25)
			want := x.rounded(positional, n)
			got := x.divide(limits{positional: positional, exact: true, max: n})
			wantWhole, wantFraction := want.split()
			whole, fraction := got.split()
			fraction += zeros(len(wantFraction) - len(fraction))
			require.Equal(t, wantWhole+"."+wantFraction, whole+"."+fraction, "%v to %d digits, positional %v", f, n, positional)
		}
	}
}

func TestEveryFloat16ReadsBackFromItsDigits(t *testing.T) {
	for h := range elem.Float16(1 << 15) {
		if h == 0 || h >= 0x7c00 {
			continue
		}
		f := h.Float64()
		d := realOf(form16, f).unique()
		back, err := strconv.ParseFloat("0."+string(d.d)+"e"+strconv.Itoa(d.point), 64)
		require.NoError(t, err)
		require.Equal(t, h, elem.Float16From64(back), "%v printed as %s", f, d.text())
		require.LessOrEqual(t, len(d.d), 5)
	}
}

func TestEveryBFloat16ReadsBackFromItsDigits(t *testing.T) {
	for h := range elem.BFloat16(1 << 15) {
		if h == 0 || h >= 0x7f80 {
			continue
		}
		d := realOf(formB16, h.Float64()).unique()
		back, err := strconv.ParseFloat("0."+string(d.d)+"e"+strconv.Itoa(d.point), 64)
		require.NoError(t, err)
		require.Equal(t, h, elem.BFloat16From64(back), "%v printed as %s", h.Float64(), d.text())
		require.LessOrEqual(t, len(d.d), 4)
	}
}

func TestLongDoublesOfBothFormats(t *testing.T) {
	one := big.NewFloat(1)
	for _, x := range []real{x87(0x3fff, 1<<63), quad(0x3fff<<48, 0)} {
		assert.Zero(t, x.wide.Cmp(one))
		assert.Equal(t, "1.0", realScalar(x))
	}
	third := new(big.Float).SetPrec(64).Quo(one, big.NewFloat(3))
	assert.Equal(t, "0.33333333333333333334", realScalar(real{form: form80, f: 1, wide: third}))
	third = new(big.Float).SetPrec(113).Quo(one, big.NewFloat(3))
	assert.Equal(t, "0.3333333333333333333333333333333333", realScalar(real{form: form128, f: 1, wide: third}))
	assert.Equal(t, "-inf", realScalar(x87(0xffff, 1<<63)))
	assert.Equal(t, "nan", realScalar(x87(0x7fff, 3<<62)))
	assert.Equal(t, "-0.0", realScalar(x87(0x8000, 0)))
	assert.Equal(t, "4e-4951", realScalar(x87(0, 1)), "the smallest subnormal")
	assert.Equal(t, "1.189731495357231765e+4932", realScalar(x87(0x7ffe, math.MaxUint64)), "the largest number")
	assert.Equal(t, "-inf", realScalar(quad(0xffff<<48, 0)))
	assert.Equal(t, "nan", realScalar(quad(0x7fff<<48, 1)))
	assert.Equal(t, "6e-4966", realScalar(quad(0, 1)))
	assert.Equal(t, "0.0", realScalar(quad(0, 0)))
}

func TestNumbersOfAFormAreComparedInTheForm(t *testing.T) {
	// 1e-4 is no float16; the nearest one is above it and still counts as 1e-4.
	assert.Equal(t, "[0.0001]", viewOf([]Float16{elem.Float16From(1e-4)}).String())
	assert.Equal(t, "[0.0001]", viewOf([]float32{1e-4}).String())
	// As float32 numbers 3000 and 3 have a ratio of 1000, 3000.0003 and 3 a greater one.
	assert.Equal(t, "[3000.    3.]", viewOf([]float32{3000, 3}).String())
	assert.Equal(t, "[3.0000002e+03 3.0000000e+00]", viewOf([]float32{3000.0003, 3}).String())
}

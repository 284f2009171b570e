package ndview

import (
	"math"
	"math/big"

	"github.com/go-inplace/inplace/internal/elem"
)

// A form is a binary floating-point format, as far as printing decimal digits
// asks for it.
type form struct {
	kind   elem.Kind
	bits   int // of the significand, the leading one included
	lowest int // exponent of the last bit of subnormal numbers
	digits int // decimal digits that always survive; numpy.finfo(…).precision
}

var (
	form16  = &form{elem.KindFloat16, 11, -24, 3}
	formB16 = &form{elem.KindBFloat16, 8, -133, 2}
	form32  = &form{elem.KindFloat32, 24, -149, 6}
	form64  = &form{elem.KindFloat64, 53, -1074, 15}
	form80  = &form{elem.KindLongDouble, 64, -16445, 18}  // x87 extended
	form128 = &form{elem.KindLongDouble, 113, -16494, 33} // IEEE 754 binary128
)

// A real is a floating-point number of any form, exactly.
type real struct {
	form *form
	neg  bool       // the sign bit
	f    float64    // magnitude; of long doubles only Inf, NaN, 0, and something else
	wide *big.Float // magnitude of a long double that is finite and not zero
}

func (x real) finite() bool { return !math.IsInf(x.f, 0) && !math.IsNaN(x.f) }
func (x real) zero() bool   { return x.f == 0 }
func (x real) nan() bool    { return math.IsNaN(x.f) }

// below compares magnitudes of finite numbers that are not zero.
func (x real) below(y real) bool {
	if x.wide != nil && y.wide != nil {
		return x.wide.Cmp(y.wide) < 0
	}
	return x.f < y.f
}

// atLeast reports whether the magnitude of a finite number reaches limit.
func (x real) atLeast(limit float64) bool {
	if x.wide != nil {
		return x.wide.Cmp(new(big.Float).SetFloat64(limit)) >= 0
	}
	return x.f >= limit
}

// round returns f as NumPy sees it when it compares f with numbers of the form.
func (m *form) round(f float64) float64 {
	switch m {
	case form16:
		return elem.Float16From64(f).Float64()
	case formB16:
		return elem.BFloat16From64(f).Float64()
	case form32:
		return float64(float32(f))
	}
	return f
}

// ratioAbove reports whether x/y, computed in their form, is above limit.
func (x real) ratioAbove(y real, limit float64) bool {
	switch {
	case x.wide != nil:
		q := new(big.Float).SetPrec(uint(x.form.bits)).Quo(x.wide, y.wide)
		return q.Cmp(big.NewFloat(limit)) > 0
	case x.form == form64:
		return x.f/y.f > limit
	}
	return x.form.round(float64(float32(x.f)/float32(y.f))) > limit
}

// significand returns x as m·2^e with m below 2^bits, for a finite x that is not
// zero. edge says that x is a power of two whose lower neighbour is only half as
// far away as the upper one.
func (x real) significand() (m *big.Int, e int, edge bool) {
	if x.wide != nil {
		e = max(x.wide.MantExp(nil)-x.form.bits, x.form.lowest)
		m, _ = new(big.Float).SetMantExp(x.wide, -e).Int(nil)
	} else {
		_, exp := math.Frexp(x.f) // x.f = 0.1… · 2^exp
		e = max(exp-x.form.bits, x.form.lowest)
		m = new(big.Int).SetUint64(uint64(math.Ldexp(x.f, -e)))
	}
	edge = e > x.form.lowest && m.TrailingZeroBits() == uint(x.form.bits-1)
	return m, e, edge
}

// realOf reads a number of at most 64 bits from native float64.
func realOf(m *form, f float64) real {
	return real{form: m, neg: math.Signbit(f), f: math.Abs(f)}
}

// x87 reads an 80-bit extended number: sign and 15 bits of exponent, and 64 bits
// of significand with an explicit leading one.
func x87(signExp uint16, significand uint64) real {
	x := real{form: form80, neg: signExp>>15 != 0}
	exp := int(signExp & 0x7fff)
	switch {
	case exp == 0x7fff && significand<<1 == 0:
		x.f = math.Inf(1)
	case exp == 0x7fff:
		x.f = math.NaN()
	default:
		x.set(new(big.Int).SetUint64(significand), max(exp, 1)-16383-63)
	}
	return x
}

// quad reads a binary128 number from its upper and lower half.
func quad(hi, lo uint64) real {
	x := real{form: form128, neg: hi>>63 != 0}
	exp := int(hi >> 48 & 0x7fff)
	frac := new(big.Int).SetUint64(hi & (1<<48 - 1))
	frac.Lsh(frac, 64).Or(frac, new(big.Int).SetUint64(lo))
	switch {
	case exp == 0x7fff && frac.Sign() == 0:
		x.f = math.Inf(1)
	case exp == 0x7fff:
		x.f = math.NaN()
	case exp == 0:
		x.set(frac, form128.lowest)
	default:
		x.set(frac.SetBit(frac, 112, 1), exp-16383-112)
	}
	return x
}

// set gives x the magnitude m·2^e.
func (x *real) set(m *big.Int, e int) {
	if m.Sign() == 0 {
		return
	}
	x.f = 1
	x.wide = new(big.Float).SetPrec(uint(x.form.bits)).SetInt(m)
	x.wide.SetMantExp(x.wide, e)
}

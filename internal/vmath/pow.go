package vmath

import "math"

// Powers
//
// xʸ = e^(y·ln x), with ln x good to 2⁻⁶⁸ and its product with y as a dd: |y·ln x| < 746, so that
// the error of the exponent, and with it that of the result, is below 2⁻⁵⁸. The ends of the range are
// those of C's pow (Annex F).

// Pow returns xʸ.
func Pow(x, y float64) float64 {
	if r, ok := powEnds(x, y); ok {
		return r
	}
	sign := 1.0
	if x < 0 {
		if y != math.Trunc(y) {
			return math.NaN()
		}
		if oddInt(y) {
			sign = -1
		}
		x = -x
	}
	l := logParts(x, 0)
	p := l.hi * y
	switch {
	case p > expTooBig:
		return sign * math.Inf(1)
	case p < expTooTiny:
		return sign * 0
	}
	e := l.scale(y)
	d, k := expParts(e.hi, e.lo)
	return sign * d.ldexp(k)
}

func oddInt(y float64) bool {
	return math.Abs(y) < 0x1p53 && int64(y)&1 != 0
}

// powEnds answers where an operand is 0, infinite or NaN, or the result is 1.
func powEnds(x, y float64) (float64, bool) {
	switch {
	case y == 0 || x == 1:
		return 1, true
	case x != x || y != y:
		return x + y, true
	case math.IsInf(y, 0):
		switch ax := math.Abs(x); {
		case ax == 1:
			return 1, true
		case (ax > 1) == (y > 0):
			return math.Inf(1), true
		}
		return 0, true
	case x == 0 || math.IsInf(x, 0):
		r := 0.0
		if (x == 0) == (y < 0) {
			r = math.Inf(1)
		}
		if math.Signbit(x) && y == math.Trunc(y) && oddInt(y) {
			r = -r
		}
		return r, true
	}
	return 0, false
}

// Integer is every integer type that has powers.
type Integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

// PowInt returns xʸ, wrapped around, for y ≥ 0. (For y < 0, where there is no integer result, it is 1;
// callers refuse before.)
func PowInt[T Integer](x, y T) T {
	r := T(1)
	for ; y > 0; y >>= 1 {
		if y&1 != 0 {
			r *= x
		}
		x *= x
	}
	return r
}

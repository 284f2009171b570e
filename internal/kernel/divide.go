package kernel

import (
	"math"
	"math/bits"

	"github.com/go-inplace/inplace/internal/elem"
)

// Division
//
// Of integers: x//0, x%0 and fmod(x, 0) are 0, the smallest number divided by −1 is
// itself, and floor_divide rounds down, so that the remainder has the sign of the
// divisor; fmod is C's, with the sign of x. x/y is a float64.
//
// Of floats, floor_divide, remainder and divmod come from one algorithm, Python's:
// the exact remainder of C is moved to the sign of the divisor, and (x − remainder)/y,
// which is next to a whole number, is snapped to it. So 1.0//0.1 is 9 although
// 1.0/0.1 rounds to 10: 0.1 is a little more than a tenth.
//
// Of complex numbers: Smith's algorithm, which scales by the larger part of the
// divisor; a divisor of 0 gives infinities and NaNs.
//
// References: R. Smith, "Algorithm 116: Complex division", CACM 5 (1962), 435;
// CPython's float_divmod.

var divideVerbs = []*Verb{
	{Name: "divide", Doc: "x / y; of integers, in float64", In: 2, Out: 1, Loops: quotientLoops(&Div)},
	{Name: "floor_divide", Doc: "⌊x / y⌋, 0 for integers by 0", In: 2, Out: 1, Loops: binaryLoops(&FloorDiv)},
	{Name: "remainder", Doc: "x − ⌊x / y⌋ · y, with the sign of y; 0 for integers by 0", In: 2, Out: 1, Loops: binaryLoops(&Mod)},
	{Name: "fmod", Doc: "the remainder with the sign of x; 0 for integers by 0", In: 2, Out: 1, Loops: binaryLoops(&Fmod)},
	{Name: "divmod", Doc: "floor_divide and remainder", In: 2, Out: 2, Loops: pairLoops(&DivMod)},
	{Name: "reciprocal", Doc: "1 / x, of integers without the fraction", In: 1, Out: 1, Loops: unaryLoops(&Reciprocal)},
}

// quotientLoops are binaryLoops but for integers, whose quotient is a float64.
func quotientLoops(t *Table[Binary]) []Loop {
	loops := binaryLoops(t)
	for i := range loops {
		if loops[i].In[0].IsInteger() {
			loops[i].Out[0] = elem.KindFloat64
		}
	}
	return loops
}

func floorDivSigned[T signed](x, y T) T {
	if y == 0 {
		return 0
	}
	q := x / y // the smallest number by −1 wraps around, without a panic
	return q - T(otherSign(x-q*y, y))
}

// otherSign is 1 if a remainder is not 0 and has not the sign of y, without
// a branch: of random numbers it would be taken every other time.
func otherSign[T signed](r, y T) int32 { return one(r != 0) & one(r^y < 0) }

func floorDivUnsigned[T unsigned](x, y T) T {
	if y == 0 {
		return 0
	}
	return x / y
}

func modSigned[T signed](x, y T) T {
	if y == 0 {
		return 0
	}
	r := x % y
	return r + y&-T(otherSign(r, y))
}

// modInt is C's remainder, and the only one of unsigned numbers.
func modInt[T integer](x, y T) T {
	if y == 0 {
		return 0
	}
	return x % y
}

// reciprocalInt is 1/x; of 0, what converting +∞ gives on x86.
func reciprocalInt[T integer](x, zero T) T {
	if x == 0 {
		return zero
	}
	return 1 / x
}

// divModFloat returns ⌊x/y⌋ and the remainder with the sign of y.
func divModFloat[T float](x, y T) (div, mod T) {
	mod = fmod(x, y)
	if y == 0 {
		return x / y, mod
	}
	div = (x - mod) / y // next to a whole number
	if mod != 0 {
		if (y < 0) != (mod < 0) {
			mod += y
			div--
		}
	} else {
		mod = T(math.Copysign(0, float64(y)))
	}
	if div == 0 {
		return T(math.Copysign(0, float64(x/y))), mod
	}
	floor := T(math.Floor(float64(div)))
	if div-floor > 0.5 {
		floor++
	}
	return floor, mod
}

func floorDivFloat[T float](x, y T) T {
	div, _ := divModFloat(x, y)
	return div
}

func modFloat[T float](x, y T) T {
	_, mod := divModFloat(x, y)
	return mod
}

// fmod is the exact remainder of x by y with the sign of x, as C's. float32 is
// computed in float64, where the remainder of two float32 is a float32.
func fmod[T float](x, y T) T { return T(fmod64(float64(x), float64(y))) }

// fmod64 is exact. A quotient below 2⁵³ is found by a division, at most one too large;
// what remains is then a multiple of the last place of y and not larger than y, so
// that a fused product has it without rounding. For larger ones the significands are
// divided as integers, 63 bits of the difference of the exponents at a time, which is
// at most 33 divisions.
func fmod64(x, y float64) float64 {
	a, b := math.Abs(x), math.Abs(y)
	switch {
	case !(a <= math.MaxFloat64) || b == 0 || y != y:
		return math.NaN()
	case a < b:
		return x
	case a == b:
		return math.Copysign(0, x)
	}
	if q := math.Trunc(a / b); q < 1<<53 {
		r := math.FMA(-q, b, a)
		if r < 0 {
			r += b
		}
		return math.Copysign(r, x)
	}
	m, e := significand(a)
	d, f := significand(b)
	shift := e - f // not negative: a > b
	m %= d
	for shift > 0 && m != 0 {
		s := min(shift, 63)
		_, m = bits.Div64(m>>(64-s), m<<s, d) // m < d, so that the quotient fits
		shift -= s
	}
	return math.Copysign(compose(m, f), x)
}

// significand returns m and e with x = m · 2^e, m < 2⁵³, for finite x ≥ 0; e is at
// least −1074, and that of a smaller number is not larger.
func significand(x float64) (m uint64, e int) {
	b := math.Float64bits(x)
	m, e = b&(1<<52-1), int(b>>52)
	if e == 0 {
		return m, -1074
	}
	return m | 1<<52, e - 1075
}

// compose returns m · 2^e for m < 2⁵³ and an exponent of significand's: exactly, as
// no bit falls below 2^−1074.
func compose(m uint64, e int) float64 {
	if m == 0 {
		return 0
	}
	up := min(bits.LeadingZeros64(m)-11, e+1074)
	m, e = m<<up, e-up
	if m>>52 == 0 {
		return math.Float64frombits(m) // subnormal: e is −1074
	}
	return math.Float64frombits(uint64(e+1075)<<52 | m&(1<<52-1))
}

func divParts[P float](a, b, c, d P) (re, im P) {
	if abs, abd := max(c, -c), max(d, -d); abs >= abd {
		if abs == 0 && abd == 0 {
			return a / abs, b / abs
		}
		rat := d / c
		scale := 1 / (c + P(d*rat))
		return (a + P(b*rat)) * scale, (b - P(a*rat)) * scale
	}
	rat := c / d
	scale := 1 / (d + P(c*rat))
	return (P(a*rat) + b) * scale, (P(b*rat) - a) * scale
}

func divComplex64(x, y complex64) complex64 {
	return complex(divParts(real(x), imag(x), real(y), imag(y)))
}

func divComplex128(x, y complex128) complex128 {
	return complex(divParts(real(x), imag(x), real(y), imag(y)))
}

func reciprocalParts[P float](a, b P) (re, im P) {
	if max(b, -b) <= max(a, -a) {
		rat := b / a
		d := a + P(b*rat)
		return 1 / d, -rat / d
	}
	rat := a / b
	d := P(a*rat) + b
	return rat / d, -1 / d
}

func reciprocalComplex64(x complex64) complex64 {
	return complex(reciprocalParts(real(x), imag(x)))
}

func reciprocalComplex128(x complex128) complex128 {
	return complex(reciprocalParts(real(x), imag(x)))
}

package elem

import (
	"math"
	"strconv"
)

// Float16 holds the bits of an IEEE 754 binary16 number: 1 sign, 5 exponent and 10 fraction bits.
// It is a storage type: convert to float32 to compute. Go's operators on it see the bits.
type Float16 uint16

// Float32 converts exactly. A signalling NaN becomes quiet and keeps sign and payload, as the
// VCVTPH2PS instruction does it.
func (h Float16) Float32() float32 {
	const exponents = 112 << 23 // difference of the biases
	sign := uint32(h&0x8000) << 16
	magnitude := uint32(h & 0x7fff)
	switch {
	case magnitude > 0x7c00:
		return math.Float32frombits(sign | 0x7fc00000 | magnitude<<13)
	case magnitude == 0x7c00:
		return math.Float32frombits(sign | 0x7f800000)
	case magnitude >= 0x0400:
		return math.Float32frombits(sign | (magnitude<<13 + exponents))
	}
	// Subnormals count units of 2^-24; float32 has them as normal numbers.
	return math.Float32frombits(sign | math.Float32bits(float32(magnitude)*0x1p-24))
}

// Float64 converts exactly; NaNs as in Float32.
func (h Float16) Float64() float64 { return float64(h.Float32()) }

// Float16From rounds to the nearest binary16, ties to even. Magnitudes of 65520 and more become
// infinity. A NaN becomes quiet and keeps its sign and the upper ten bits of its payload.
func Float16From(f float32) Float16 {
	const (
		infinity  = 0x7f800000
		overflow  = 0x47800000 // 65536: the exponent no longer fits
		normal    = 0x38800000 // 2^-14, the smallest normal binary16
		exponents = 112 << 23  // difference of the biases
	)
	bits := math.Float32bits(f)
	sign := Float16(bits>>16) & 0x8000
	magnitude := bits & 0x7fffffff
	switch {
	case magnitude > infinity:
		return sign | 0x7e00 | Float16(magnitude>>13)&0x3ff
	case magnitude >= overflow:
		return sign | 0x7c00
	case magnitude >= normal:
		// Half a unit less one, plus the last kept bit: carries exactly when round-to-even
		// rounds up. The carry may run through the exponent into infinity, as it should.
		odd := magnitude >> 13 & 1
		return sign | Float16((magnitude-exponents+0xfff+odd)>>13)
	}
	// The last place of subnormals is 2^-24. Adding 0.5, whose last place in float32 is also
	// 2^-24, lets the hardware round, ties to even.
	sum := math.Float32frombits(magnitude) + 0.5
	return sign | Float16(math.Float32bits(sum)-math.Float32bits(0.5))
}

// Float16From64 rounds a float64 to the nearest binary16 in one step, ties to even. Going through
// float32 would round twice.
func Float16From64(f float64) Float16 { return Float16From(roundToOdd(f)) }

// IsNaN says whether the number is not a number.
func (h Float16) IsNaN() bool { return h&0x7fff > 0x7c00 }

// String is the shortest decimal that reads back as the same number.
func (h Float16) String() string {
	return shortest(h.Float64(), 5, func(f float64) bool { return Float16From64(f) == h })
}

// BFloat16 holds the upper half of an IEEE 754 binary32 number: 1 sign, 8 exponent and 7 fraction
// bits. It is a storage type: convert to float32 to compute. Go's operators on it see the bits.
type BFloat16 uint16

// Float32 converts exactly, bit for bit; a signalling NaN stays signalling.
func (b BFloat16) Float32() float32 { return math.Float32frombits(uint32(b) << 16) }

// Float64 converts exactly.
func (b BFloat16) Float64() float64 { return float64(b.Float32()) }

// BFloat16From rounds to the nearest bfloat16, ties to even; too large magnitudes become infinity.
// A NaN becomes quiet and keeps its sign and the upper seven bits of its payload.
func BFloat16From(f float32) BFloat16 {
	bits := math.Float32bits(f)
	if bits&0x7fffffff > 0x7f800000 {
		return BFloat16(bits>>16) | 0x0040
	}
	odd := bits >> 16 & 1
	return BFloat16((bits + 0x7fff + odd) >> 16)
}

// BFloat16From64 rounds a float64 to the nearest bfloat16 in one step, ties to even.
func BFloat16From64(f float64) BFloat16 { return BFloat16From(roundToOdd(f)) }

// IsNaN says whether the number is not a number.
func (b BFloat16) IsNaN() bool { return b&0x7fff > 0x7f80 }

// String is the shortest decimal that reads back as the same number.
func (b BFloat16) String() string {
	return shortest(b.Float64(), 4, func(f float64) bool { return BFloat16From64(f) == b })
}

// roundToOdd converts to float32, truncating inexact values and setting their last bit. Rounding
// the result again to a format at least two bits narrower gives what rounding f once would have
// given.
//
// Boldo and Melquiond, "Emulation of a FMA and Correctly Rounded Sums: Proved Algorithms Using
// Rounding to Odd", IEEE Transactions on Computers 57 (2008).
func roundToOdd(f float64) float32 {
	near := float32(f)
	back := float64(near)
	if back == f || f != f {
		return near
	}
	bits := math.Float32bits(near)
	if math.Abs(back) > math.Abs(f) {
		bits--
	}
	return math.Float32frombits(bits | 1)
}

// shortest prints with as few digits as still read back, at most digits of them.
func shortest(f float64, digits int, same func(float64) bool) string {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	for precision := 1; ; precision++ {
		text := strconv.FormatFloat(f, 'e', precision-1, 64)
		g, err := strconv.ParseFloat(text, 64)
		if err == nil && (precision >= digits || same(g)) {
			return strconv.FormatFloat(g, 'g', -1, 64)
		}
	}
}

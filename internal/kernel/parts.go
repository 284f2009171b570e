package kernel

import "math"

// Parts of numbers: of complex ones the real and the imaginary part, of floats the
// sign, the neighbours and the distance to them.

var partsVerbs = []*Verb{
	{Name: "real", Doc: "the real part of x", In: 1, Out: 1, Loops: partLoops(&Real)},
	{Name: "imag", Doc: "the imaginary part of x, 0 of real numbers", In: 1, Out: 1, Loops: partLoops(&Imag)},
	{Name: "conjugate", Doc: "x with the sign of its imaginary part changed", In: 1, Out: 1, Loops: unaryLoops(&Conj)},
	{Name: "copysign", Doc: "|x| with the sign of y", In: 2, Out: 1, Loops: binaryLoops(&Copysign)},
	{Name: "nextafter", Doc: "the number next to x on the way to y", In: 2, Out: 1, Loops: binaryLoops(&Nextafter)},
	{Name: "spacing", Doc: "the distance to the next number away from zero, with the sign of x", In: 1, Out: 1, Loops: unaryLoops(&Spacing)},
	{Name: "heaviside", Doc: "0 for x < 0, y for x = 0, 1 for x > 0", In: 2, Out: 1, Loops: binaryLoops(&Heaviside)},
}

func copysign32(x, y float32) float32 {
	const sign = 1 << 31
	return math.Float32frombits(math.Float32bits(x)&^sign | math.Float32bits(y)&sign)
}

func heaviside[T float](x, y T) T {
	switch {
	case x < 0:
		return 0
	case x > 0:
		return 1
	case x == 0:
		return y
	}
	return x // NaN
}

// nextHalf steps the bits of a 16-bit float, whose infinity is inf, by one: sign and
// magnitude, so that a step away from zero adds one.
func nextHalf(x, y, inf uint16) uint16 {
	const sign = 0x8000
	quiet := inf | (inf&-inf)>>1
	switch {
	case x&^sign > inf || y&^sign > inf:
		return quiet
	case x == y || (x|y)&^sign == 0:
		return y
	case x&^sign == 0:
		return y&sign | 1
	case halfLess(x, y) == (x&sign == 0):
		return x + 1
	}
	return x - 1
}

// halfLess compares numbers that are not NaN and not both zero.
func halfLess(x, y uint16) bool {
	const sign = 0x8000
	switch {
	case x&sign != y&sign:
		return x&sign != 0
	case x&sign != 0:
		return x > y
	}
	return x < y
}

// spacingHalf is the unit in the last place of a 16-bit float with so many bits of
// fraction, with the sign of x.
func spacingHalf(x, inf uint16, fraction int) uint16 {
	const sign = 0x8000
	magnitude := x &^ sign
	if magnitude >= inf {
		return inf | (inf&-inf)>>1
	}
	exponent := int(magnitude >> fraction)
	if exponent <= fraction {
		return x&sign | 1<<max(exponent-1, 0)
	}
	return x&sign | uint16(exponent-fraction)<<fraction
}

func spacing32(x float32) float32 {
	if math.IsInf(float64(x), 0) {
		return float32(math.NaN())
	}
	return math.Nextafter32(x, copysign32(float32(math.Inf(1)), x)) - x
}

func spacing64(x float64) float64 {
	if math.IsInf(x, 0) {
		return math.NaN()
	}
	return math.Nextafter(x, math.Copysign(math.Inf(1), x)) - x
}

package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/elem"
)

// Parts of numbers: of complex ones the real and the imaginary part, of floats the
// sign, the neighbours and the distance to them.

var partsVerbs = []*Verb{
	{Name: "real", Doc: "the real part of x", In: 1, Out: 1, Loops: partLoops(&Real)},
	{Name: "imag", Doc: "the imaginary part of x, 0 of real numbers", In: 1, Out: 1, Loops: partLoops(&Imag)},
	{Name: "conjugate", Doc: "x with the sign of its imaginary part changed", In: 1, Out: 1, Loops: unaryLoops(&Conj)},
	{Name: "copysign", Doc: "|x| with the sign of y", In: 2, Out: 1, Loops: binaryLoops(&Copysign)},
	{Name: "nextafter", Doc: "the number next to x on the way to y", In: 2, Out: 1, Loops: binaryLoops(&Nextafter)},
	{Name: "spacing", Doc: "the distance to the next number away from zero, with the sign of x; of float16 to the next larger one", In: 1, Out: 1, Loops: unaryLoops(&Spacing)},
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

// spacingFloat16 is the distance to the next larger number: NumPy has it so for
// float16, without a sign, while that of wider floats has the sign of x.
func spacingFloat16(x elem.Float16) elem.Float16 {
	if x&0x7fff == 0x7c00 {
		return 0x7e00 // NaN
	}
	next := elem.Float16(nextHalf(uint16(x), 0x7c00, 0x7c00))
	return elem.Float16From(next.Float32() - x.Float32())
}

func spacingBFloat16(x elem.BFloat16) elem.BFloat16 {
	away := elem.BFloat16(0x7f80)
	if x.Float32() < 0 {
		away |= 0x8000
	}
	next := elem.BFloat16(nextHalf(uint16(x), uint16(away), 0x7f80))
	return elem.BFloat16From(next.Float32() - x.Float32())
}

func spacing32(x float32) float32 {
	if math.IsInf(float64(x), 0) {
		return float32(math.NaN())
	}
	return math.Nextafter32(x, copysign32(float32(math.Inf(1)), x+0)) - x // −0 + 0 is 0
}

func spacing64(x float64) float64 {
	if math.IsInf(x, 0) {
		return math.NaN()
	}
	return math.Nextafter(x, math.Copysign(math.Inf(1), x+0)) - x
}

// nextafter32 and nextafter64 are y where x = y, as C has it.
func nextafter32(x, y float32) float32 {
	if x == y {
		return y
	}
	return math.Nextafter32(x, y)
}

func nextafter64(x, y float64) float64 {
	if x == y {
		return y
	}
	return math.Nextafter(x, y)
}

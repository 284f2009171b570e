package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/elem"
)

// Rounding
//
// Whole numbers stay as they are. round, which NumPy has as a function, takes the
// number of decimal places as a second operand and works as NumPy does: it scales by
// a power of ten, rounds to even and scales back, each step rounded in the kind of
// x. So it is quick and not always the nearest decimal: 2.675, which is a little
// less, becomes 2.68, and where the scaled number overflows the result is infinite.

var roundingVerbs = []*Verb{
	{Name: "ceil", Doc: "the next whole number not below x", In: 1, Out: 1, Loops: unaryLoops(&Ceil)},
	{Name: "floor", Doc: "the next whole number not above x", In: 1, Out: 1, Loops: unaryLoops(&Floor)},
	{Name: "trunc", Doc: "x without its fraction", In: 1, Out: 1, Loops: unaryLoops(&Trunc)},
	{Name: "rint", Doc: "the nearest whole number, ties to even", In: 1, Out: 1, Loops: unaryLoops(&Rint)},
	{Name: "round", Doc: "x rounded to y decimal places, y of int64", In: 2, Out: 1, Loops: placesLoops(&Round)},
}

// placesLoops are binaryLoops with int64 for y.
func placesLoops(t *Table[Binary]) []Loop {
	loops := binaryLoops(t)
	for i := range loops {
		loops[i].In[1] = elem.KindInt64
	}
	return loops
}

func rintComplex64(x complex64) complex64 {
	return complex(float32(math.RoundToEven(float64(real(x)))), float32(math.RoundToEven(float64(imag(x)))))
}

func rintComplex128(x complex128) complex128 {
	return complex(math.RoundToEven(real(x)), math.RoundToEven(imag(x)))
}

// powersOfTen are those that float64 holds exactly.
var powersOfTen = [...]float64{
	1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
	1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
}

func powerOfTen(n int64) float64 {
	if n >= 0 && n < int64(len(powersOfTen)) {
		return powersOfTen[n]
	}
	power := powersOfTen[len(powersOfTen)-1]
	for n -= int64(len(powersOfTen)) - 1; n > 0 && power <= math.MaxFloat64; n-- {
		power *= 10 // as NumPy does
	}
	return power
}

func roundFloat[T float](x T, places int64) T {
	rint := func(x T) T { return T(math.RoundToEven(float64(x))) }
	switch {
	case places == 0:
		return rint(x)
	case places > 0:
		scale := T(powerOfTen(places))
		return rint(x*scale) / scale
	}
	scale := T(powerOfTen(-max(places, -math.MaxInt64)))
	return rint(x/scale) * scale
}

// roundFloat16 and roundBFloat16 round after each step.
func roundFloat16(x elem.Float16, places int64) elem.Float16 {
	h := func(x float32) float32 { return elem.Float16From(x).Float32() }
	return elem.Float16From(roundHalf(x.Float32(), places, h))
}

func roundBFloat16(x elem.BFloat16, places int64) elem.BFloat16 {
	h := func(x float32) float32 { return elem.BFloat16From(x).Float32() }
	return elem.BFloat16From(roundHalf(x.Float32(), places, h))
}

func roundHalf(x float32, places int64, h func(float32) float32) float32 {
	rint := func(x float32) float32 { return float32(math.RoundToEven(float64(x))) }
	switch {
	case places == 0:
		return rint(x)
	case places > 0:
		scale := h(float32(powerOfTen(places)))
		return h(rint(h(x*scale)) / scale)
	}
	scale := h(float32(powerOfTen(-max(places, -math.MaxInt64))))
	return h(rint(h(x/scale)) * scale)
}

// roundInt rounds through float64, as NumPy does; numbers beyond 2⁵³ lose bits, and
// what leaves the range of T wraps around.
func roundInt[T integer](x T, places int64) T {
	if places >= 0 {
		return x
	}
	scale := powerOfTen(-max(places, -math.MaxInt64))
	if scale > math.MaxFloat64 {
		return 0
	}
	rounded := math.RoundToEven(float64(x)/scale) * scale
	if rounded >= 1<<63 && ^T(0) > 0 {
		return T(uint64(rounded))
	}
	return T(int64(rounded))
}

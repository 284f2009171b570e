package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Logic and questions
//
// Every number but zero is true, NaN as well; a complex number is, if one of its
// parts is. Results are booleans, 0 or 1.

var logicalVerbs = []*Verb{
	{Name: "logical_and", Doc: "x and y are not zero", In: 2, Out: 1, Loops: binaryLoopsTo(elem.KindBool, &LogicalAnd)},
	{Name: "logical_or", Doc: "x or y is not zero", In: 2, Out: 1, Loops: binaryLoopsTo(elem.KindBool, &LogicalOr)},
	{Name: "logical_xor", Doc: "either x or y is not zero", In: 2, Out: 1, Loops: binaryLoopsTo(elem.KindBool, &LogicalXor)},
	{Name: "logical_not", Doc: "x is zero", In: 1, Out: 1, Loops: unaryLoopsTo(elem.KindBool, &LogicalNot)},
	{Name: "isnan", Doc: "x, or a part of it, is NaN", In: 1, Out: 1, Loops: unaryLoopsTo(elem.KindBool, &IsNaN)},
	{Name: "isinf", Doc: "x, or a part of it, is infinite", In: 1, Out: 1, Loops: unaryLoopsTo(elem.KindBool, &IsInf)},
	{Name: "isfinite", Doc: "x, with all its parts, is neither NaN nor infinite", In: 1, Out: 1, Loops: unaryLoopsTo(elem.KindBool, &IsFinite)},
	{Name: "signbit", Doc: "the sign of x is set, also that of zero and NaN", In: 1, Out: 1, Loops: unaryLoopsTo(elem.KindBool, &Signbit)},
}

// never and always answer for kinds that have neither NaN nor infinities.
func never(dst mem.Addr, ds int, _ mem.Addr, _ int, n int) {
	answer := [1]elem.Bool{0}
	move[[1]byte](dst, ds, mem.Of(answer[:]), 0, n)
}

func always(dst mem.Addr, ds int, _ mem.Addr, _ int, n int) {
	answer := [1]elem.Bool{1}
	move[[1]byte](dst, ds, mem.Of(answer[:]), 0, n)
}

func isNaNComplex(x complex128) bool { return real(x) != real(x) || imag(x) != imag(x) }

func isInfComplex(x complex128) bool {
	return math.Abs(real(x)) > math.MaxFloat64 || math.Abs(imag(x)) > math.MaxFloat64
}

func isFiniteComplex(x complex128) bool {
	return math.Abs(real(x)) <= math.MaxFloat64 && math.Abs(imag(x)) <= math.MaxFloat64
}

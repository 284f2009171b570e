package kernel

import (
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
)

// Verbs are all elementwise verbs. Each family has a slice of its own, beside its
// loops.
var Verbs = slices.Concat(
	arithmeticVerbs,
	floatVerbs,
	divideVerbs,
	compareVerbs,
	logicalVerbs,
	bitsVerbs,
	roundingVerbs,
	partsVerbs,
	minmaxVerbs,
	chooseVerbs,
)

// kindOrder is the order in which NumPy's ufuncs try kinds. bfloat16, which NumPy
// has not, follows float16: neither casts safely to the other, and what casts to
// both is computed in float16.
var kindOrder = [...]elem.Kind{
	elem.KindBool,
	elem.KindInt8, elem.KindUint8,
	elem.KindInt16, elem.KindUint16,
	elem.KindInt32, elem.KindUint32,
	elem.KindInt64, elem.KindUint64,
	elem.KindFloat16, elem.KindBFloat16, elem.KindFloat32, elem.KindFloat64,
	elem.KindComplex64, elem.KindComplex128,
}

// unaryLoops returns the loops of a table by kind, from kind to kind.
func unaryLoops(t *Table[Unary]) []Loop {
	loops := make([]Loop, 0, len(kindOrder))
	for _, k := range kindOrder {
		if t[k] != nil {
			loops = append(loops, Loop{In: [3]elem.Kind{k}, Out: [2]elem.Kind{k}, Unary: t[k]})
		}
	}
	return loops
}

// unaryLoopsTo is unaryLoops for a verb with results of one kind, whatever it is
// computed of: isnan, say.
func unaryLoopsTo(out elem.Kind, t *Table[Unary]) []Loop { return to(out, unaryLoops(t)) }

// binaryLoops returns the loops of a table by kind, all operands of that kind.
func binaryLoops(t *Table[Binary]) []Loop {
	loops := make([]Loop, 0, len(kindOrder))
	for _, k := range kindOrder {
		if t[k] != nil {
			loops = append(loops, Loop{In: [3]elem.Kind{k, k}, Out: [2]elem.Kind{k}, Binary: t[k]})
		}
	}
	return loops
}

// binaryLoopsTo is binaryLoops for a verb with results of one kind: less, say.
func binaryLoopsTo(out elem.Kind, t *Table[Binary]) []Loop { return to(out, binaryLoops(t)) }

// ternaryLoops returns the loops of a table by kind, all operands of that kind.
func ternaryLoops(t *Table[Ternary]) []Loop {
	loops := make([]Loop, 0, len(kindOrder))
	for _, k := range kindOrder {
		if t[k] != nil {
			loops = append(loops, Loop{In: [3]elem.Kind{k, k, k}, Out: [2]elem.Kind{k}, Ternary: t[k]})
		}
	}
	return loops
}

// pairLoops returns the loops of a table by kind, all operands of that kind.
func pairLoops(t *Table[Pair]) []Loop {
	loops := make([]Loop, 0, len(kindOrder))
	for _, k := range kindOrder {
		if t[k] != nil {
			loops = append(loops, Loop{In: [3]elem.Kind{k, k}, Out: [2]elem.Kind{k, k}, Pair: t[k]})
		}
	}
	return loops
}

func to(out elem.Kind, loops []Loop) []Loop {
	for i := range loops {
		loops[i].Out[0] = out
	}
	return loops
}

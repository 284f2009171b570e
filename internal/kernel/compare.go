package kernel

import (
	"cmp"

	"github.com/go-inplace/inplace/internal/elem"
)

// Comparisons
//
// Results are booleans, 0 or 1. NaN is unequal to everything and neither less nor
// greater. int64 and uint64 have no common kind but float64, which would take
// 2⁶³ and 2⁶³−1 for equal; so that pair has loops of its own, which are exact.
// Complex numbers are ordered by their real parts and, where these are equal, by
// their imaginary ones.

var compareVerbs = []*Verb{
	{Name: "equal", Doc: "x = y", In: 2, Out: 1, Loops: comparisons(&Equal, &EqualSigns)},
	{Name: "not_equal", Doc: "x ≠ y", In: 2, Out: 1, Loops: comparisons(&NotEqual, &NotEqualSigns)},
	{Name: "less", Doc: "x < y", In: 2, Out: 1, Loops: comparisons(&Less, &LessSigns)},
	{Name: "less_equal", Doc: "x ≤ y", In: 2, Out: 1, Loops: comparisons(&LessEqual, &LessEqualSigns)},
	{Name: "greater", Doc: "x > y", In: 2, Out: 1, Loops: comparisons(&Greater, &GreaterSigns)},
	{Name: "greater_equal", Doc: "x ≥ y", In: 2, Out: 1, Loops: comparisons(&GreaterEqual, &GreaterEqualSigns)},
}

// comparisons returns the loops of one kind, and behind those of integers the ones
// of int64 with uint64.
func comparisons(t, signs *Table[Binary]) (loops []Loop) {
	for _, l := range binaryLoopsTo(elem.KindBool, t) {
		loops = append(loops, l)
		if l.In[0] == elem.KindUint64 {
			loops = append(loops,
				Loop{In: [3]elem.Kind{elem.KindInt64, elem.KindUint64}, Out: l.Out, Binary: signs[elem.KindInt64]},
				Loop{In: [3]elem.Kind{elem.KindUint64, elem.KindInt64}, Out: l.Out, Binary: signs[elem.KindUint64]})
		}
	}
	return loops
}

// compareSigns is negative, 0 or positive as x is less than, equal to or greater
// than y.
func compareSigns(x int64, y uint64) int {
	if x < 0 {
		return -1
	}
	return cmp.Compare(uint64(x), y)
}

// lessComplex is false where a part that would decide, or might have, is NaN.
func lessComplex(x, y complex128) bool {
	a, b, c, d := real(x), imag(x), real(y), imag(y)
	return a < c && b == b && d == d || a == c && b < d
}

func lessEqualComplex(x, y complex128) bool {
	a, b, c, d := real(x), imag(x), real(y), imag(y)
	return a < c && b == b && d == d || a == c && b <= d
}

package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/mem"
)

// Where the largest item is. Looking for the smallest is looking for the largest
// of items turned round: integers by their complement, floats by their sign.
// Of equal items that with the smallest index counts, and a NaN before all others.

var (
	argMinFolds = [numClasses]*fold{
		classSigned:   {size: 24, start: [4]uint64{1 << 63, 0, nowhere}, lane: argLeastLane[int64], columns: argLeastColumns[int64]},
		classUnsigned: {size: 24, start: [4]uint64{0, 0, nowhere}, lane: argLeastLane[uint64], columns: argLeastColumns[uint64]},
		classReal:     {size: 24, start: [4]uint64{negInfBits, 0, nowhere}, lane: argMinFloatLane, columns: argMinFloatColumns},
		classComplex:  {size: 24, start: [4]uint64{negInfBits, negInfBits, nowhere}, lane: argMinComplexLane, columns: argMinComplexColumns},
	}
	argMaxFolds = [numClasses]*fold{
		classSigned:   {size: 24, start: [4]uint64{1 << 63, 0, nowhere}, lane: argMostLane[int64], columns: argMostColumns[int64]},
		classUnsigned: {size: 24, start: [4]uint64{0, 0, nowhere}, lane: argMostLane[uint64], columns: argMostColumns[uint64]},
		classReal:     {size: 24, start: [4]uint64{negInfBits, 0, nowhere}, lane: argMaxFloatLane, columns: argMaxFloatColumns},
		classComplex:  {size: 24, start: [4]uint64{negInfBits, negInfBits, nowhere}, lane: argMaxComplexLane, columns: argMaxComplexColumns},
	}
)

// nowhere is the index of a state that has seen no item: no item has a larger one.
const nowhere = math.MaxInt64

// A place is the largest item so far and its index.
type place[T int64 | uint64 | float64] struct {
	item  T
	_     uint64
	index int64
}

func argMostLane[T int64 | uint64](acc, a mem.Addr, as, n, at, step int) {
	argIntLane[T](acc, a, as, n, at, step, 0)
}

func argLeastLane[T int64 | uint64](acc, a mem.Addr, as, n, at, step int) {
	argIntLane(acc, a, as, n, at, step, ^T(0))
}

func argMostColumns[T int64 | uint64](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int) {
	argIntColumns[T](acc, cs, a, as, ar, n, rows, at, step, 0)
}

func argLeastColumns[T int64 | uint64](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int) {
	argIntColumns(acc, cs, a, as, ar, n, rows, at, step, ^T(0))
}

func argIntLane[T int64 | uint64](acc, a mem.Addr, as, n, at, step int, turn T) {
	s := mem.Ptr[place[T]](acc) // K1, K2
	item, index := s.item, s.index
	for i := range n {
		x := mem.LoadAt[T](a, i*as) ^ turn // K1, K2
		if x < item {
			continue
		}
		if k := int64(at + i*step); x > item || k < index {
			item, index = x, k
		}
	}
	s.item, s.index = item, index
}

func argIntColumns[T int64 | uint64](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int, turn T) {
	for k := range rows {
		index := int64(at + k*step)
		for i := range n {
			s, x := mem.PtrAt[place[T]](acc, i*cs), mem.LoadAt[T](a, k*ar+i*as)^turn // K1, K2
			if x > s.item || x == s.item && index < s.index {
				s.item, s.index = x, index
			}
		}
	}
}

func argMinFloatLane(acc, a mem.Addr, as, n, at, step int) {
	argFloatLane(acc, a, as, n, at, step, -1)
}

func argMaxFloatLane(acc, a mem.Addr, as, n, at, step int) {
	argFloatLane(acc, a, as, n, at, step, 1)
}

func argMinFloatColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int) {
	argFloatColumns(acc, cs, a, as, ar, n, rows, at, step, -1)
}

func argMaxFloatColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int) {
	argFloatColumns(acc, cs, a, as, ar, n, rows, at, step, 1)
}

func argFloatLane(acc, a mem.Addr, as, n, at, step int, sign float64) {
	s := mem.Ptr[place[float64]](acc) // K1, K2
	for i := range n {
		x := mem.LoadAt[float64](a, i*as) * sign // K1, K2
		if !(x < s.item) {
			takeFloat(s, x, int64(at+i*step))
		}
	}
}

func argFloatColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int, sign float64) {
	for k := range rows {
		for i := range n {
			s, x := mem.PtrAt[place[float64]](acc, i*cs), mem.LoadAt[float64](a, k*ar+i*as)*sign // K1, K2
			if !(x < s.item) {
				takeFloat(s, x, int64(at+k*step))
			}
		}
	}
}

// takeFloat takes an item that is not smaller than the state's, or where one is NaN.
func takeFloat(s *place[float64], x float64, index int64) {
	switch nan := s.item != s.item; {
	case nan && x == x:
	case nan || x == s.item:
		s.index = min(s.index, index)
	default:
		s.item, s.index = x, index
	}
}

// A complexPlace is a place of complex numbers.
type complexPlace struct {
	item  complex128
	index int64
}

func argMinComplexLane(acc, a mem.Addr, as, n, at, step int) {
	argComplexLane(acc, a, as, n, at, step, -1)
}

func argMaxComplexLane(acc, a mem.Addr, as, n, at, step int) {
	argComplexLane(acc, a, as, n, at, step, 1)
}

func argMinComplexColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int) {
	argComplexColumns(acc, cs, a, as, ar, n, rows, at, step, -1)
}

func argMaxComplexColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int) {
	argComplexColumns(acc, cs, a, as, ar, n, rows, at, step, 1)
}

func argComplexLane(acc, a mem.Addr, as, n, at, step int, sign float64) {
	s := mem.Ptr[complexPlace](acc) // K1, K2
	for i := range n {
		s.take(mem.LoadAt[complex128](a, i*as), sign, int64(at+i*step)) // K1, K2
	}
}

func argComplexColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int, sign float64) {
	for k := range rows {
		for i := range n {
			mem.PtrAt[complexPlace](acc, i*cs).take(mem.LoadAt[complex128](a, k*ar+i*as), sign, int64(at+k*step)) // K1, K2
		}
	}
}

func (s *complexPlace) take(x complex128, sign float64, index int64) {
	x = complex(real(x)*sign, imag(x)*sign)
	switch was, is := anyPartNaN(s.item), anyPartNaN(x); {
	case was && !is || !was && !is && complexBelow(x, s.item):
	case was && is || x == s.item:
		s.index = min(s.index, index)
	default:
		s.item, s.index = x, index
	}
}

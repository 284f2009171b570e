package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Where the largest item is. Looking for the smallest is looking for the largest
// of items turned round: integers by their complement, floats by their sign.
// Of equal items that with the smallest index counts, and a NaN before all others.

var (
	argMinFolds = [numClasses]*fold{
		classSigned:   argIntFold[int64, int64](elem.KindInt64, -1, 1<<63),
		classUnsigned: argIntFold[uint64, uint64](elem.KindUint64, ^uint64(0), 0),
		classReal:     argFloatFold[float64](elem.KindFloat64, -1),
		classComplex:  {size: 24, start: [4]uint64{negInfBits, negInfBits, nowhere}, lane: argMinComplexLane, columns: argMinComplexColumns, exact: orderless, join: joinComplexPlaces},
	}
	argMaxFolds = [numClasses]*fold{
		classSigned:   argIntFold[int64, int64](elem.KindInt64, 0, 1<<63),
		classUnsigned: argIntFold[uint64, uint64](elem.KindUint64, 0, 0),
		classReal:     argFloatFold[float64](elem.KindFloat64, 1),
		classComplex:  {size: 24, start: [4]uint64{negInfBits, negInfBits, nowhere}, lane: argMaxComplexLane, columns: argMaxComplexColumns, exact: orderless, join: joinComplexPlaces},
	}
)

// Places of items that need not be widened first.
var (
	argMinAsTheyLie = Table[*fold]{
		elem.KindInt8:    argIntFold[int64, int8](elem.KindInt8, -1, 1<<63),
		elem.KindInt16:   argIntFold[int64, int16](elem.KindInt16, -1, 1<<63),
		elem.KindInt32:   argIntFold[int64, int32](elem.KindInt32, -1, 1<<63),
		elem.KindUint8:   argIntFold[uint64, uint8](elem.KindUint8, ^uint64(0), 0),
		elem.KindUint16:  argIntFold[uint64, uint16](elem.KindUint16, ^uint64(0), 0),
		elem.KindUint32:  argIntFold[uint64, uint32](elem.KindUint32, ^uint64(0), 0),
		elem.KindFloat32: argFloatFold[float32](elem.KindFloat32, -1),
	}
	argMaxAsTheyLie = Table[*fold]{
		elem.KindInt8:    argIntFold[int64, int8](elem.KindInt8, 0, 1<<63),
		elem.KindInt16:   argIntFold[int64, int16](elem.KindInt16, 0, 1<<63),
		elem.KindInt32:   argIntFold[int64, int32](elem.KindInt32, 0, 1<<63),
		elem.KindUint8:   argIntFold[uint64, uint8](elem.KindUint8, 0, 0),
		elem.KindUint16:  argIntFold[uint64, uint16](elem.KindUint16, 0, 0),
		elem.KindUint32:  argIntFold[uint64, uint32](elem.KindUint32, 0, 0),
		elem.KindFloat32: argFloatFold[float32](elem.KindFloat32, 1),
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

// argIntFold returns the fold for items of a kind that S is; turn is what turns items round.
func argIntFold[T wideInteger, S widened](kind elem.Kind, turn T, start uint64) *fold {
	pick := func(v *vectorLoops) laneExtreme { return v.max }
	rows := func(v *vectorLoops) columnLoop { return v.maxRows }
	if turn != 0 {
		pick = func(v *vectorLoops) laneExtreme { return v.min }
		rows = func(v *vectorLoops) columnLoop { return v.minRows }
	}
	return &fold{
		size: 24, start: [4]uint64{start, 0, nowhere}, exact: orderless, join: joinPlaces[T],
		lane: func(acc, a mem.Addr, as, n, at, step int) {
			s := mem.Ptr[place[T]](acc) // K1, K2
			if v := foldVectors(kind); as == kind.Size() && v.per > 0 && n >= v.per && step > 0 {
				for i, m := 0, 0; i < n; i += m {
					m = v.stripLength(n-i, placeStrip(i, as))
					p := mem.Add(a, i*as) // K1: item i
					x := pick(v)(p, m)
					if item := T(x) ^ turn; item > s.item || item == s.item && int64(at+i*step) < s.index {
						s.take(item, int64(at+(i+min(v.find(p, m, x), m-1))*step)) // others may write there
					}
				}
				return
			}
			argIntLane[T, S](s, a, as, n, at, step, turn)
		},
		columns: func(acc mem.Addr, cs int, a mem.Addr, as, ar, n, k, at, step int) {
			if v := foldVectors(kind); as == kind.Size() && v.per > 0 && n >= v.per && k > 1 && step > 0 {
				eachRowBlock(rows(v), v, a, ar, as, n, k, func(out mem.Addr, i, row, m, k int) {
					index := int64(at + row*step)
					for j := range m {
						x := mem.LoadAt[S](out, j*as)           // K1, K2
						s := mem.PtrAt[place[T]](acc, (i+j)*cs) // K1, K2
						item := T(x) ^ turn
						if item < s.item || item == s.item && index >= s.index {
							continue
						}
						r := 0
						for r < k-1 && mem.LoadAt[S](a, (row+r)*ar+(i+j)*as) != x { // K1, K2; others may write there
							r++
						}
						s.take(item, index+int64(r*step))
					}
				})
				return
			}
			argIntColumns[T, S](acc, cs, a, as, ar, n, k, at, step, turn)
		},
	}
}

// placeStrip returns how many items of size bytes to look through at once from item i on: ever
// more, since it gets seldom that one of them is a new extreme, which has to be found then.
func placeStrip(i, size int) int { return min(max(placeBytes/size, i), 8*placeBytes/size) }

// take takes an item that is not smaller than that of the state.
func (s *place[T]) take(item T, index int64) {
	if item > s.item || index < s.index {
		s.item, s.index = item, index
	}
}

func argIntLane[T wideInteger, S widened](s *place[T], a mem.Addr, as, n, at, step int, turn T) {
	item, index := s.item, s.index
	for i := range n {
		x := T(mem.LoadAt[S](a, i*as)) ^ turn // K1, K2
		if x < item {
			continue
		}
		if k := int64(at + i*step); x > item || k < index {
			item, index = x, k
		}
	}
	s.item, s.index = item, index
}

func argIntColumns[T wideInteger, S widened](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int, turn T) {
	for k := range rows {
		index := int64(at + k*step)
		for i := range n {
			s, x := mem.PtrAt[place[T]](acc, i*cs), T(mem.LoadAt[S](a, k*ar+i*as))^turn // K1, K2
			if x > s.item || x == s.item && index < s.index {
				s.item, s.index = x, index
			}
		}
	}
}

// argFloatFold returns the fold for items of a kind that S is; sign is −1 for the smallest.
func argFloatFold[S float32 | float64](kind elem.Kind, sign float64) *fold {
	pick := func(v *vectorLoops) floatPlace { return v.maxPlace }
	rows := func(v *vectorLoops) placeLoop { return v.maxPlaces }
	if sign < 0 {
		pick = func(v *vectorLoops) floatPlace { return v.minPlace }
		rows = func(v *vectorLoops) placeLoop { return v.minPlaces }
	}
	return &fold{
		size: 24, start: [4]uint64{negInfBits, 0, nowhere}, exact: orderless, join: joinFloatPlaces,
		lane: func(acc, a mem.Addr, as, n, at, step int) {
			s := mem.Ptr[place[float64]](acc) // K1, K2
			if v := foldVectors(kind); as == kind.Size() && v.per > 0 && n >= v.per && step > 0 {
				for i, m := 0, 0; i < n; i += m {
					m = v.stripLength(n-i, floatPlaceBytes/as)
					p := mem.Add(a, i*as) // K1: item i
					k, nan := pick(v)(p, m)
					if nan {
						argFloatLane[S](s, p, as, m, at+i*step, step, sign)
					} else {
						argFloatLane[S](s, mem.Add(p, k*as), as, 1, at+(i+k)*step, step, sign) // K1: item i+k
					}
				}
				return
			}
			argFloatLane[S](s, a, as, n, at, step, sign)
		},
		columns: func(acc mem.Addr, cs int, a mem.Addr, as, ar, n, k, at, step int) {
			if v := foldVectors(kind); as == kind.Size() && v.per > 0 && n >= v.per && k > 1 && k <= math.MaxInt32 && step > 0 {
				eachStripOfPlaces(rows(v), v, a, ar, as, n, k, func(items, places mem.Addr, i, m int, nan bool) {
					if nan {
						argFloatColumns[S](mem.Add(acc, i*cs), cs, mem.Add(a, i*as), as, ar, m, k, at, step, sign) // K1, K2: from column i on
						return
					}
					for j := range m {
						s, x := mem.PtrAt[place[float64]](acc, (i+j)*cs), load64[S](items, j*as)*sign // K1, K2
						if !(x < s.item) {
							takeFloat(s, x, int64(at+placeAt(places, j, as)*step))
						}
					}
				})
				return
			}
			argFloatColumns[S](acc, cs, a, as, ar, n, k, at, step, sign)
		},
	}
}

// placeAt returns place number i, an integer of size bytes.
func placeAt(places mem.Addr, i, size int) int {
	if size == 4 {
		return int(mem.LoadAt[int32](places, 4*i)) // K1, K2
	}
	return int(mem.LoadAt[int64](places, 8*i)) // K1, K2
}

func argFloatLane[S float32 | float64](s *place[float64], a mem.Addr, as, n, at, step int, sign float64) {
	for i := range n {
		x := load64[S](a, i*as) * sign
		if !(x < s.item) {
			takeFloat(s, x, int64(at+i*step))
		}
	}
}

func argFloatColumns[S float32 | float64](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int, sign float64) {
	for k := range rows {
		for i := range n {
			s, x := mem.PtrAt[place[float64]](acc, i*cs), load64[S](a, k*ar+i*as)*sign // K1, K2
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

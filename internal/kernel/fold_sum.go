package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Sums as states. That of floats carries what rounding has lost (sum.go). Columns
// are added up 128 rows at a time, in groups of eight that are joined in pairs: 19
// roundings, and then the carrying addition, so that a sum along an outer axis is as
// good as one along a lane.

var (
	sumInts      = sumIntFold[int64](elem.KindInt64)
	sumFloats    = sumFloatFold[float64](elem.KindFloat64, 16)
	sumComplexes = &fold{size: 32, lane: sumComplexLane, columns: sumComplexColumns, join: joinPairs}
)

// A floatSum is the state of a sum of floats; a complex sum is two of them.
type floatSum struct{ sum, lost float64 }

// add adds x, and what the addition loses: Knuth's form, which has no branch to
// mispredict.
func (t *floatSum) add(x float64) {
	s := t.sum + x
	y := s - t.sum
	t.lost += (t.sum - (s - y)) + (x - y)
	t.sum = s
}

func (t *floatSum) float() float64 { return joined(t.sum, t.lost) }

// sumsAsTheyLie are sums of items that need not be widened first.
var sumsAsTheyLie = Table[*fold]{
	elem.KindBool:    countBytes,
	elem.KindInt8:    sumIntFold[int8](elem.KindInt8),
	elem.KindInt16:   sumIntFold[int16](elem.KindInt16),
	elem.KindInt32:   sumIntFold[int32](elem.KindInt32),
	elem.KindUint8:   sumIntFold[uint8](elem.KindUint8),
	elem.KindUint16:  sumIntFold[uint16](elem.KindUint16),
	elem.KindUint32:  sumIntFold[uint32](elem.KindUint32),
	elem.KindFloat16: halfSums,
	elem.KindFloat32: sumFloatFold[float32](elem.KindFloat32, 16),
}

// sumFloatFold returns the fold for items of a kind that S is; the state has size bytes.
func sumFloatFold[S realItem](kind elem.Kind, size int) *fold {
	return &fold{
		size: size,
		join: joinFloatSums,
		lane: func(acc, a mem.Addr, as, n, _, _ int) {
			t := *mem.Ptr[floatSum](acc) // K1, K2
			addLane[S](&t, kind, a, as, n)
			*mem.Ptr[floatSum](acc) = t // K1, K2
		},
		columns: func(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
			if v := foldVectors(kind); as == kind.Size() && v.sumRows != nil && n >= v.per && rows > 1 {
				v.sumFloatColumns(acc, cs, a, as, ar, n, rows)
				return
			}
			sumFloatColumns[S](acc, cs, a, as, ar, n, rows)
		},
	}
}

type realItem interface{ float32 | float64 }

func load64[S realItem](a mem.Addr, off int) float64 {
	return float64(mem.LoadAt[S](a, off)) // K1, K2
}

// halfSums folds float16: Go converts them first, a block or a column of one at a time.
var halfSums = &fold{
	size: 16,
	join: joinFloatSums,
	lane: func(acc, a mem.Addr, as, n, _, _ int) {
		t := *mem.Ptr[floatSum](acc) // K1, K2
		addHalves(&t, a, as, n)
		*mem.Ptr[floatSum](acc) = t // K1, K2
	},
	columns: func(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
		var buf [blockRows]float32
		for k := 0; k < rows; k += blockRows {
			column := buf[:min(rows-k, blockRows)]
			for i := range n {
				for r := range column {
					column[r] = mem.LoadAt[elem.Float16](a, (k+r)*ar+i*as).Float32() // K1, K2
				}
				sumFloatColumns[float32](mem.Add(acc, i*cs), cs, mem.Of(column), 4, 4, 1, len(column)) // K1: state i
			}
		}
	},
}

// blockRows is the number of rows that are added up without carrying errors.
const blockRows = 128

func sumFloatColumns[S realItem](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows int) {
	for k := 0; k < rows; k += blockRows {
		m := min(rows-k, blockRows)
		for i := range n {
			p, s, r := mem.Add(a, k*ar+i*as), negativeZero, 0 // K1: item i of row k
			for ; r+passRows <= m; r += passRows {
				at := r * ar
				x := load64[S](p, at) + load64[S](p, at+ar)
				y := load64[S](p, at+2*ar) + load64[S](p, at+3*ar)
				z := load64[S](p, at+4*ar) + load64[S](p, at+5*ar)
				w := load64[S](p, at+6*ar) + load64[S](p, at+7*ar)
				s += (x + y) + (z + w)
			}
			for ; r < m; r++ {
				s += load64[S](p, r*ar)
			}
			mem.PtrAt[floatSum](acc, i*cs).add(s) // K1, K2
		}
	}
}

func sumComplexLane(acc, a mem.Addr, as, n, _, _ int) {
	t := *mem.Ptr[[2]floatSum](acc) // K1, K2
	addPairs[float64](&t, a, as, n)
	*mem.Ptr[[2]floatSum](acc) = t // K1, K2
}

func sumComplexColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	sumFloatColumns[float64](acc, cs, a, as, ar, n, rows)
	sumFloatColumns[float64](mem.Add(acc, 16), cs, mem.Add(a, 8), as, ar, n, rows) // K1: the imaginary parts
}

type anyInteger interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32
}

// sumIntFold returns the fold for items of a kind that S is.
func sumIntFold[S anyInteger](kind elem.Kind) *fold {
	return &fold{
		size: 8, exact: orderless,
		join: joinCounts,
		lane: func(acc, a mem.Addr, as, n, _, _ int) {
			if v := foldVectors(kind); as == kind.Size() && v.sum != nil && n >= v.per {
				whole := n - n%v.per
				*mem.Ptr[int64](acc) += v.sumIntegers(kind, a, whole) // K1, K2
				if n -= whole; n == 0 {
					return
				}
				a = mem.Add(a, whole*as) // K1: the rest
			}
			sumIntLane[S](acc, a, as, n)
		},
		columns: func(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
			if v := foldVectors(kind); as == kind.Size() && v.sumRows != nil && n >= v.per && rows > 1 {
				v.sumIntColumns(kind, acc, cs, a, as, ar, n, rows)
				return
			}
			sumIntColumns[S](acc, cs, a, as, ar, n, rows)
		},
	}
}

func sumIntLane[S anyInteger](acc, a mem.Addr, as, n int) {
	var s, u int64
	i := 0
	for ; i+4 <= n; i += 4 {
		p := mem.Add(a, i*as)                                              // K1
		s += int64(mem.LoadAt[S](p, 0)) + int64(mem.LoadAt[S](p, as))      // K1, K2
		u += int64(mem.LoadAt[S](p, 2*as)) + int64(mem.LoadAt[S](p, 3*as)) // K1, K2
	}
	for ; i < n; i++ {
		s += int64(mem.LoadAt[S](a, i*as)) // K1, K2
	}
	*mem.Ptr[int64](acc) += s + u // K1, K2
}

func sumIntColumns[S anyInteger](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows int) {
	off := 0
	for ; rows >= 4; rows -= 4 {
		for i := range n {
			p := mem.Add(a, off+i*as)                                                                  // K1
			*mem.PtrAt[int64](acc, i*cs) += int64(mem.LoadAt[S](p, 0)) + int64(mem.LoadAt[S](p, ar)) + // K1, K2
				int64(mem.LoadAt[S](p, 2*ar)) + int64(mem.LoadAt[S](p, 3*ar))
		}
		off += 4 * ar
	}
	for ; rows > 0; rows-- {
		for i := range n {
			*mem.PtrAt[int64](acc, i*cs) += int64(mem.LoadAt[S](a, off+i*as)) // K1, K2
		}
		off += ar
	}
}

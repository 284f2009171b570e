package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Sums as states. That of floats carries what rounding has lost (sum.go). Columns
// are added up eight rows at a time: three roundings, and then the carrying addition,
// so that a sum along an outer axis is as good as one along a lane.

var (
	sumInts      = &fold{size: 8, lane: sumIntLane[int64], columns: sumIntColumns[int64]}
	sumFloats    = &fold{size: 16, lane: sumFloatLane[float64], columns: sumFloatColumns[float64]}
	sumComplexes = &fold{size: 32, lane: sumComplexLane, columns: sumComplexColumns}
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
	elem.KindInt8:    {size: 8, lane: sumIntLane[int8], columns: sumIntColumns[int8]},
	elem.KindInt16:   {size: 8, lane: sumIntLane[int16], columns: sumIntColumns[int16]},
	elem.KindInt32:   {size: 8, lane: sumIntLane[int32], columns: sumIntColumns[int32]},
	elem.KindUint8:   {size: 8, lane: sumIntLane[uint8], columns: sumIntColumns[uint8]},
	elem.KindUint16:  {size: 8, lane: sumIntLane[uint16], columns: sumIntColumns[uint16]},
	elem.KindUint32:  {size: 8, lane: sumIntLane[uint32], columns: sumIntColumns[uint32]},
	elem.KindFloat32: {size: 16, lane: sumFloatLane[float32], columns: sumFloatColumns[float32]},
}

func sumFloatLane[S float32 | float64](acc, a mem.Addr, as, n, _, _ int) {
	t := *mem.Ptr[floatSum](acc) // K1, K2
	for i := 0; i < n; i += blockLen {
		t.add(blockSum64[S](mem.Add(a, i*as), as, min(n-i, blockLen))) // K1
	}
	*mem.Ptr[floatSum](acc) = t // K1, K2
}

// blockSum64 adds n items in float64, as blockSum does.
func blockSum64[S float32 | float64](a mem.Addr, as, n int) float64 {
	s0 := negativeZero
	s1, s2, s3 := s0, s0, s0
	i := 0
	for ; i+8 <= n; i += 8 {
		p := mem.Add(a, i*as) // K1
		s0 += load64[S](p, 0) + load64[S](p, 4*as)
		s1 += load64[S](p, as) + load64[S](p, 5*as)
		s2 += load64[S](p, 2*as) + load64[S](p, 6*as)
		s3 += load64[S](p, 3*as) + load64[S](p, 7*as)
	}
	for ; i < n; i++ {
		s0 += load64[S](a, i*as)
	}
	return (s0 + s1) + (s2 + s3)
}

func load64[S float32 | float64](a mem.Addr, off int) float64 {
	return float64(mem.LoadAt[S](a, off)) // K1, K2
}

func sumFloatColumns[S float32 | float64](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	off := 0
	for ; rows >= 8; rows -= 8 {
		for i := range n {
			p := mem.Add(a, off+i*as)                             // K1
			x := load64[S](p, 0) + load64[S](p, ar)               // K1, K2
			y := load64[S](p, 2*ar) + load64[S](p, 3*ar)          // K1, K2
			z := load64[S](p, 4*ar) + load64[S](p, 5*ar)          // K1, K2
			w := load64[S](p, 6*ar) + load64[S](p, 7*ar)          // K1, K2
			mem.PtrAt[floatSum](acc, i*cs).add((x + y) + (z + w)) // K1, K2
		}
		off += 8 * ar
	}
	switch rows {
	case 0:
	case 1:
		for i := range n {
			mem.PtrAt[floatSum](acc, i*cs).add(load64[S](a, off+i*as)) // K1, K2
		}
	case 2:
		for i := range n {
			p := mem.Add(a, off+i*as)                                              // K1
			mem.PtrAt[floatSum](acc, i*cs).add(load64[S](p, 0) + load64[S](p, ar)) // K1, K2
		}
	case 3:
		for i := range n {
			p := mem.Add(a, off+i*as)                                                                   // K1
			mem.PtrAt[floatSum](acc, i*cs).add(load64[S](p, 0) + load64[S](p, ar) + load64[S](p, 2*ar)) // K1, K2
		}
	default:
		for i := range n {
			p := mem.Add(a, off+i*as)                    // K1
			x := load64[S](p, 0) + load64[S](p, ar)      // K1, K2
			y := load64[S](p, 2*ar) + load64[S](p, 3*ar) // K1, K2
			for k := 4; k < rows; k++ {
				x += load64[S](p, k*ar) // K1, K2
			}
			mem.PtrAt[floatSum](acc, i*cs).add(x + y) // K1, K2
		}
	}
}

func sumComplexLane(acc, a mem.Addr, as, n, at, step int) {
	sumFloatLane[float64](acc, a, as, n, at, step)
	sumFloatLane[float64](mem.Add(acc, 16), mem.Add(a, 8), as, n, at, step) // K1: the imaginary parts
}

func sumComplexColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, at, step int) {
	sumFloatColumns[float64](acc, cs, a, as, ar, n, rows, at, step)
	sumFloatColumns[float64](mem.Add(acc, 16), cs, mem.Add(a, 8), as, ar, n, rows, at, step) // K1: the imaginary parts
}

type anyInteger interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32
}

func sumIntLane[S anyInteger](acc, a mem.Addr, as, n, _, _ int) {
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

func sumIntColumns[S anyInteger](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
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

// Squared distances from a mean. The state begins with the mean, real and
// imaginary part, and goes on as a sum: it is made of the state of a sum, when
// the sum is known (meansOf).

var (
	sumFloatsForMean = &fold{size: 32, lane: sumFloatLane[float64], columns: sumFloatColumns[float64]}
	spreadFloats     = &fold{size: 32, lane: spreadFloatLane, columns: spreadFloatColumns}
	spreadComplexes  = &fold{size: 32, lane: spreadComplexLane, columns: spreadComplexColumns}
)

type spread struct {
	re, im float64 // the mean
	floatSum
}

func spreadFloatLane(acc, a mem.Addr, as, n, _, _ int) {
	t := mem.Ptr[spread](acc) // K1, K2
	for i := 0; i < n; i += blockLen {
		var s [4]float64
		for k := i; k < min(n, i+blockLen); k++ {
			d := mem.LoadAt[float64](a, k*as) - t.re // K1, K2
			s[k&3] += float64(d * d)
		}
		t.add((s[0] + s[1]) + (s[2] + s[3]))
	}
}

func spreadFloatColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for off := 0; rows > 0; rows, off = rows-8, off+8*ar {
		for i := range n {
			t, s := mem.PtrAt[spread](acc, i*cs), 0.0 // K1, K2
			for k := range min(rows, 8) {
				d := mem.LoadAt[float64](a, off+i*as+k*ar) - t.re // K1, K2
				s += float64(d * d)
			}
			t.add(s)
		}
	}
}

func spreadComplexLane(acc, a mem.Addr, as, n, _, _ int) {
	t := mem.Ptr[spread](acc) // K1, K2
	for i := 0; i < n; i += blockLen {
		var s [4]float64
		for k := i; k < min(n, i+blockLen); k++ {
			s[k&3] += t.distance(mem.LoadAt[complex128](a, k*as)) // K1, K2
		}
		t.add((s[0] + s[1]) + (s[2] + s[3]))
	}
}

func spreadComplexColumns(acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for off := 0; rows > 0; rows, off = rows-8, off+8*ar {
		for i := range n {
			t, s := mem.PtrAt[spread](acc, i*cs), 0.0 // K1, K2
			for k := range min(rows, 8) {
				s += t.distance(mem.LoadAt[complex128](a, off+i*as+k*ar)) // K1, K2
			}
			t.add(s)
		}
	}
}

// distance returns |x − mean|².
func (t *spread) distance(x complex128) float64 {
	re, im := real(x)-t.re, imag(x)-t.im
	return float64(re*re) + float64(im*im)
}

// Products.

var (
	mulInts      = &fold{size: 8, start: [4]uint64{1}, lane: mulLane[int64], columns: mulColumns[int64]}
	mulFloats    = &fold{size: 8, start: [4]uint64{math.Float64bits(1)}, lane: mulLane[float64], columns: mulColumns[float64]}
	mulComplexes = &fold{size: 16, start: [4]uint64{math.Float64bits(1)}, lane: mulLane[complex128], columns: mulColumns[complex128]}
)

func mulLane[T int64 | float64 | complex128](acc, a mem.Addr, as, n, _, _ int) {
	x := mem.Load[T](acc) // K1, K2
	for i := range n {
		x *= mem.LoadAt[T](a, i*as) // K1, K2
	}
	mem.Store(acc, x) // K1, K2
}

func mulColumns[T int64 | float64 | complex128](acc mem.Addr, cs int, a mem.Addr, as, ar, n, rows, _, _ int) {
	for k := range rows {
		for i := range n {
			*mem.PtrAt[T](acc, i*cs) *= mem.LoadAt[T](a, k*ar+i*as) // K1, K2
		}
	}
}

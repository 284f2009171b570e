package kernel

import (
	"sort"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Counting in bins

// Bins are half-open intervals between neighbours of Edges, which do not fall; the
// last bin has its right edge too. Uniform says that they are equally wide.
type Bins struct {
	Edges   []float64
	Uniform bool
}

// UniformBins returns n bins from lo to hi whose edges are rounded to kind if that is
// a float kind: those of np.histogram for data of that kind.
func UniformBins(kind elem.Kind, n int, lo, hi float64) Bins {
	b := Bins{make([]float64, n+1), true}
	ramp := NewRamp(lo, hi, n+1, true)
	for i := range b.Edges {
		b.Edges[i] = roundTo(kind, ramp.At(i))
	}
	return b
}

func roundTo(kind elem.Kind, x float64) float64 {
	switch kind {
	case elem.KindFloat16:
		return elem.Float16From64(x).Float64()
	case elem.KindBFloat16:
		return elem.BFloat16From64(x).Float64()
	case elem.KindFloat32:
		return float64(float32(x))
	}
	return x
}

// find returns the bin of x; ok is false if there is none, or x is NaN.
func (b *Bins) find(x float64) (bin int, ok bool) {
	n := len(b.Edges) - 1
	lo, hi := b.Edges[0], b.Edges[n]
	if !(x >= lo && x <= hi) {
		return 0, false
	}
	if !b.Uniform {
		bin = sort.Search(n+1, func(i int) bool { return b.Edges[i] > x }) - 1
		return min(bin, n-1), true
	}
	bin = min(int((x-lo)/(hi-lo)*float64(n)), n-1)
	for bin > 0 && x < b.Edges[bin] {
		bin--
	}
	for bin < n-1 && x >= b.Edges[bin+1] {
		bin++
	}
	return bin, true
}

// Histogram adds to counts, or, if there are weights of float64 in the shape of a, to
// sums, what falls in each bin.
func Histogram(kind elem.Kind, a, weights *mem.Array, b Bins, counts []int64, sums []float64) {
	value := floatLoad(kind)
	tally(kind, a, weights, counts, sums, func(p mem.Addr) (int, bool) { return b.find(value(p)) })
}

// Bincount adds to counts, or to sums if there are weights, how often each integer
// from 0 to their length occurs in a. It returns an integer that is outside, if there
// is one.
func Bincount(kind elem.Kind, a, weights *mem.Array, counts []int64, sums []float64) (refused Integer, ok bool) {
	value, n := integerLoad(kind), max(len(counts), len(sums))
	ok = true
	if weights == nil && countIntegers(kind, a, counts) {
		return refused, true
	}
	tally(kind, a, weights, counts, sums, func(p mem.Addr) (int, bool) {
		x := value(p)
		if x.Negative || x.Bits >= uint64(n) {
			refused, ok = x, false
			return 0, false
		}
		return int(x.Bits), true
	})
	return refused, ok
}

// tally counts the items of a, or adds their weights up, by where place puts them.
func tally(kind elem.Kind, a, weights *mem.Array, counts []int64, sums []float64, place func(p mem.Addr) (int, bool)) {
	w, axis := newAlong(), a.L().NDim-1 // without axes, that is noLanes
	w.add(kind, a, axis, reads)
	if weights != nil {
		w.add(elem.KindFloat64, weights, axis, reads)
	}
	w.each(func(l *lanes) {
		for i := range l[0].n {
			if i%watchEach == 0 {
				w.watch.Poll()
			}
			at, ok := place(mem.Add(l[0].p, i*l[0].stride)) // K1
			switch {
			case !ok:
			case weights == nil:
				counts[at]++
			default:
				sums[at] += mem.LoadAt[float64](l[1].p, i*l[1].stride) // K1, K2
			}
		}
	})
	w.free()
}

// An Integer is any int64 or uint64.
type Integer struct {
	Bits     uint64 // two's complement if Negative
	Negative bool
}

// integerLoad returns how an item of an integer kind, or a boolean, is read.
func integerLoad(kind elem.Kind) func(p mem.Addr) Integer {
	switch kind {
	case elem.KindBool:
		return func(p mem.Addr) Integer { return Integer{uint64(elem.BoolOf(mem.Load[uint8](p) != 0)), false} }
	case elem.KindInt8:
		return loadInteger[int8]
	case elem.KindInt16:
		return loadInteger[int16]
	case elem.KindInt32:
		return loadInteger[int32]
	case elem.KindInt64:
		return loadInteger[int64]
	case elem.KindUint8:
		return loadInteger[uint8]
	case elem.KindUint16:
		return loadInteger[uint16]
	case elem.KindUint32:
		return loadInteger[uint32]
	}
	return loadInteger[uint64]
}

func loadInteger[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64](p mem.Addr) Integer {
	x := mem.Load[T](p) // K1, K2
	return Integer{uint64(x), x < 0}
}

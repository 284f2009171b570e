package kernel

import (
	"math"
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// A Quantile says what is taken of a lane. With q from 0 to 1, n items have the
// sorted position q·(n−1), which may lie between two.
type Quantile struct {
	Q       float64
	Between Between
	SkipNaN bool // leave NaNs out; without it one NaN makes the result NaN
}

// Between says what stands for a position between two items.
type Between uint8

// The ways of NumPy's quantile: what lies between in proportion, the lower or the
// higher item, their mean, or the nearer one (of two equally near ones that at the
// even position).
const (
	Linear Between = iota
	Lower
	Higher
	Midpoint
	Nearest
	Mean // the mean of both if the position is not whole: the median
)

// QuantileArray writes to dst, floats of kind dstKind, the quantile of each lane of
// src along an axis; NaN for lanes without items. dst has the axis with length 1, or
// does not have it if dropped.
func QuantileArray(dstKind elem.Kind, dst *mem.Array, kind elem.Kind, src *mem.Array, axis int, dropped bool, q Quantile) {
	w, s := newAlong(), newScratch()
	dstAxis := axis
	if dropped {
		dstAxis = noLanes
	}
	w.add(dstKind, dst, dstAxis, writes)
	w.add(kind, src, axis, reads)
	s.watch = w.watching()
	store := floatStore(dstKind)
	w.each(func(l *lanes) { store(l[0].p, s.quantile(kind, l[1], q)) })
	s.free()
	w.free()
}

// QuantileOf returns the quantile of all items.
func QuantileOf(kind elem.Kind, a *mem.Array, q Quantile) float64 {
	c := likeC(kind, a.L())
	CopyArray(kind, c, a)
	s := newScratch()
	defer s.free()
	s.watch = workers.Watched(a.L().Size(), watchFrom)
	return s.quantile(kind, lane{c.Base, a.L().Size(), kind.Size()}, q)
}

func (s *scratch) quantile(kind elem.Kind, l lane, q Quantile) float64 {
	if v := sortLoopsOf(kind); v != nil && l.n > 0 && l.n <= mostRadix/kind.Size() {
		return s.quantileByVectors(v, kind, l, q)
	}
	e := loadKeys(s.list(l.n), keys[kind], l)
	if kind.IsFloat() {
		numbers := 0
		for _, x := range e {
			if !isNaNKey(kind, x.key) {
				e[numbers] = x
				numbers++
			}
		}
		if numbers < len(e) && !q.SkipNaN {
			return math.NaN()
		}
		e = e[:numbers]
	}
	if len(e) == 0 {
		return math.NaN()
	}
	value := floatLoad(kind)
	rank := func(k int) float64 {
		s.selectRank(e, k)
		return value(l.at(e[k].at))
	}
	return q.pick(len(e), rank)
}

// quantileByVectors selects in a copy of the lane.
func (s *scratch) quantileByVectors(v *sortLoops, kind elem.Kind, l lane, q Quantile) float64 {
	size := kind.Size()
	s.copied = slices.Grow(s.copied[:0], (l.n*size+7)/8)[:(l.n*size+7)/8]
	a := mem.Of(s.copied)
	MoveOf(size, 1)(a, size, l.p, l.stride, l.n)
	numbers, _ := v.settled(kind, a, l.n)
	if numbers < l.n && !q.SkipNaN || numbers == 0 {
		return math.NaN()
	}
	value, from := floatLoad(kind), 0
	rank := func(k int) float64 {
		if k >= from {
			s.selectNumber(v, kind, mem.Add(a, from*size), numbers-from, k-from) // K1: from < numbers
			from = k + 1
		}
		var item uint64
		p := mem.Addr(&item)
		copy(mem.Bytes(p, size), mem.Bytes(mem.Add(a, k*size), size)) // K1: item k
		if flipsOf(kind) {
			v.flip(p, 1)
		}
		return value(p)
	}
	return q.pick(numbers, rank)
}

// pick computes the quantile of n items of which rank returns the one of rank k.
// It asks for ranks in rising order.
func (q Quantile) pick(n int, rank func(k int) float64) float64 {
	position := q.Q * float64(n-1)
	below := min(int(position), n-1)
	above := min(below+1, n-1)
	part := position - float64(below)
	switch q.Between {
	case Lower:
		return rank(below)
	case Higher:
		if part > 0 {
			below = above
		}
		return rank(below)
	case Nearest:
		return rank(int(math.RoundToEven(position)))
	case Midpoint, Mean:
		if part == 0 {
			return rank(below)
		}
		part = 0.5
	}
	a := rank(below)
	if above == below || part == 0 { // exact beside infinities too
		return a
	}
	b := rank(above)
	if q.Between == Mean {
		return middle(a, b)
	}
	return between(a, b, part)
}

// middle is (a+b)/2 without overflow on the way.
func middle(a, b float64) float64 {
	if m := (a + b) / 2; !math.IsInf(m, 0) || math.IsInf(a, 0) || math.IsInf(b, 0) {
		return m
	}
	return a/2 + b/2
}

// between is a + (b−a)·t, computed from the nearer end, so that it rises with t and
// is b at 1: NumPy's formula.
func between(a, b, t float64) float64 {
	d := b - a
	if t >= 0.5 {
		return b - float64(d*(1-t))
	}
	return a + float64(d*t)
}

// floatLoad returns how an item is read as a float64.
func floatLoad(kind elem.Kind) func(p mem.Addr) float64 {
	switch kind {
	case elem.KindBool:
		return func(p mem.Addr) float64 { return float64(elem.BoolOf(mem.Load[uint8](p) != 0)) }
	case elem.KindInt8:
		return loadFloat[int8]
	case elem.KindInt16:
		return loadFloat[int16]
	case elem.KindInt32:
		return loadFloat[int32]
	case elem.KindInt64:
		return loadFloat[int64]
	case elem.KindUint8:
		return loadFloat[uint8]
	case elem.KindUint16:
		return loadFloat[uint16]
	case elem.KindUint32:
		return loadFloat[uint32]
	case elem.KindUint64:
		return loadFloat[uint64]
	case elem.KindFloat16:
		return func(p mem.Addr) float64 { return mem.Load[elem.Float16](p).Float64() }
	case elem.KindBFloat16:
		return func(p mem.Addr) float64 { return mem.Load[elem.BFloat16](p).Float64() }
	case elem.KindFloat32:
		return loadFloat[float32]
	case elem.KindFloat64:
		return mem.Load[float64]
	}
	return nil
}

func loadFloat[T int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32](p mem.Addr) float64 {
	return float64(mem.Load[T](p)) // K1, K2
}

// floatStore returns how a float64 is written to an item of a float kind, rounded
// once.
func floatStore(kind elem.Kind) func(p mem.Addr, x float64) {
	switch kind {
	case elem.KindFloat16:
		return func(p mem.Addr, x float64) { mem.Store(p, elem.Float16From64(x)) }
	case elem.KindBFloat16:
		return func(p mem.Addr, x float64) { mem.Store(p, elem.BFloat16From64(x)) }
	case elem.KindFloat32:
		return func(p mem.Addr, x float64) { mem.Store(p, float32(x)) }
	}
	return mem.Store[float64]
}

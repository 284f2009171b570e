package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// mostCounters is the number of counters up to which there are two of each: where the same
// integer comes twice, the second time need not wait until the first one is stored. Lanes with fewer
// than doubledFrom items for each counter are counted sooner than second counters are cleared and added.
const (
	mostCounters = 512
	doubledFrom  = 4
)

// countEach is how many integers are counted between two looks for an interrupt, in some milliseconds.
const countEach = 1 << 20

// countIntegers is Bincount without weights, of integers that are all inside; it reports whether they
// are, and has counted nothing otherwise.
func countIntegers(kind elem.Kind, a *mem.Array, counts []int64) (inside bool) {
	count := counterOf(kind)
	if count == nil || len(counts) == 0 {
		return false
	}
	own := make([]int64, len(counts))
	inside = true
	whole := func(watch workers.Watch, l lane) {
		cuts(watch, countEach, l.n, func(i, n int) { inside = inside && count(l.part(i, n), own) })
	}
	if l, ok := single(a, kind.Size()); ok {
		whole(workers.Watched(l.n, watchFrom), l) // the callers hold a
	} else {
		w := newAlong()
		w.add(kind, a, a.L().NDim-1, reads) // without axes, that is noLanes
		w.each(func(l *lanes) { whole(w.watch, l[0]) })
		w.free()
	}
	if inside {
		for i, n := range own {
			counts[i] += n
		}
	}
	return inside
}

func counterOf(kind elem.Kind) func(l lane, counts []int64) (inside bool) {
	switch kind {
	case elem.KindInt32:
		return countInside[int32]
	case elem.KindInt64:
		return countInside[int64]
	case elem.KindUint8:
		return countInside[uint8]
	case elem.KindUint32:
		return countInside[uint32]
	case elem.KindUint64:
		return countInside[uint64]
	}
	return nil
}

// countInside counts until an integer is outside: negative ones are large without their sign.
func countInside[T int32 | int64 | uint8 | uint32 | uint64](l lane, counts []int64) (inside bool) {
	i := 0
	if len(counts) <= mostCounters && l.n >= doubledFrom*len(counts) {
		var more [mostCounters]int64
		others := more[:len(counts)]
		for ; i+2 <= l.n; i += 2 {
			x := uint64(mem.LoadAt[T](l.p, i*l.stride))     // K1, K2
			y := uint64(mem.LoadAt[T](l.p, (i+1)*l.stride)) // K1, K2
			if x >= uint64(len(counts)) || y >= uint64(len(others)) {
				return false
			}
			counts[x]++
			others[y]++
		}
		for k, n := range others {
			counts[k] += n
		}
	}
	for ; i < l.n; i++ {
		x := uint64(mem.LoadAt[T](l.p, i*l.stride)) // K1, K2
		if x >= uint64(len(counts)) {
			return false
		}
		counts[x]++
	}
	return true
}

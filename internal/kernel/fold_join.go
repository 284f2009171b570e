package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/mem"
)

// Joining states
//
// Two parts of the items of a result were folded by themselves; the state of the second is taken into
// that of the first. What was exact stays so. Sums are added with the error that this addition
// makes, as those of blocks are (sum.go), and what both have lost is added up: the parts
// cost one rounding more, of the lost digits.

func joinFloatSums(acc, part mem.Addr) bool {
	t, p := mem.Ptr[floatSum](acc), mem.Load[floatSum](part) // K1, K2
	t.add(p.sum)
	t.lost += p.lost
	return true
}

func joinPairs(acc, part mem.Addr) bool {
	joinFloatSums(acc, part)
	return joinFloatSums(mem.Add(acc, 16), mem.Add(part, 16)) // K1: the sum of imaginary parts
}

// spreadCommon is the number of words in front of the sum of a spread: the mean.
const spreadCommon = 2

func joinSpreads(acc, part mem.Addr) bool {
	return joinFloatSums(mem.Add(acc, 8*spreadCommon), mem.Add(part, 8*spreadCommon)) // K1: the sums
}

// joinItems joins states that are items, by the loop that takes them.
func joinItems(take func(acc, a mem.Addr, as, n, at, step int)) func(acc, part mem.Addr) bool {
	return func(acc, part mem.Addr) bool {
		take(acc, part, 0, 1, 0, 0)
		return true
	}
}

func joinCounts(acc, part mem.Addr) bool {
	*mem.Ptr[uint64](acc) += mem.Load[uint64](part) // K1, K2
	return true
}

func joinPlaces[T wideInteger](acc, part mem.Addr) bool {
	s, p := mem.Ptr[place[T]](acc), mem.Ptr[place[T]](part) // K1, K2
	if p.item >= s.item {
		s.take(p.item, p.index)
	}
	return true
}

func joinFloatPlaces(acc, part mem.Addr) bool {
	s, p := mem.Ptr[place[float64]](acc), mem.Ptr[place[float64]](part) // K1, K2
	if !(p.item < s.item) {
		takeFloat(s, p.item, p.index)
	}
	return true
}

func joinComplexPlaces(acc, part mem.Addr) bool {
	p := mem.Ptr[complexPlace](part) // K1, K2
	mem.Ptr[complexPlace](acc).take(p.item, 1, p.index)
	return true
}

// bothJoined joins two states that follow each other.
func bothJoined(f, g *fold) func(acc, part mem.Addr) bool {
	return func(acc, part mem.Addr) bool {
		f.join(acc, part)
		return g.join(mem.Add(acc, f.size), mem.Add(part, f.size)) // K1: the second state
	}
}

// A product of a part says whether it lost nothing on its way.
type partProduct struct {
	product float64
	ok      uint64
}

const partWords = 2

func productOfPart(part, a mem.Addr, as, n int) {
	p := partProduct{product: 1}
	if n >= fewItems {
		product, ok := strandProduct(a, as, n)
		p = partProduct{product, uint64(btoi(ok))}
	}
	*mem.Ptr[partProduct](part) = p // K1, K2
}

// joinProducts does what mulFloatLane does with the strands' product, if that is normal.
func joinProducts(acc, part mem.Addr) bool {
	p := mem.Load[partProduct](part)        // K1, K2
	x := mem.Load[float64](acc) * p.product // K1, K2
	if p.ok == 0 || !keeps(x) {
		return false
	}
	mem.Store(acc, x) // K1, K2
	return true
}

// keeps reports whether a product is finite and normal: no digit was lost.
func keeps(x float64) bool { return below(x) >= 0 && math.Abs(x) <= math.MaxFloat64 }

func isTrue(acc mem.Addr) bool  { return mem.Load[uint64](acc) != 0 } // K1, K2
func isFalse(acc mem.Addr) bool { return mem.Load[uint64](acc) == 0 } // K1, K2

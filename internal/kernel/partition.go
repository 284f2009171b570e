package kernel

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Selecting by rank
//
// Quickselect with three parts (smaller, equal, larger), so that many equal items
// do not hurt, and a pivot of three, of nine for long lists. Should the parts not
// shrink, what is left is sorted, which takes time in proportion to its length
// (order.go).

// PartitionArray moves the items of a, along an axis, so that at each position of
// kth, which rise, stands the item that would if the lane were sorted, with no
// larger ones before it and no smaller ones behind it.
func PartitionArray(kind elem.Kind, a *mem.Array, axis int, kth []int) {
	w, s := newAlong(), newScratch()
	w.add(kind, a, axis, reads|writes|compact)
	s.watch = w.watching()
	w.each(func(l *lanes) {
		if !s.selectByVectors(kind, l[0], kth) {
			s.arrange(kind, l[0], s.selected(kind, l[0], kth))
		}
	})
	s.free()
	w.free()
}

// ArgpartitionArray writes to dst, of int64, positions along an axis such that the
// items of src at them, in that order, are partitioned as by [PartitionArray].
func ArgpartitionArray(kind elem.Kind, dst, src *mem.Array, axis int, kth []int) {
	w, s := newAlong(), newScratch()
	w.add(elem.KindInt64, dst, axis, writes)
	w.add(kind, src, axis, reads)
	s.watch = w.watching()
	w.each(func(l *lanes) { storePositions(l[0], s.selected(kind, l[1], kth)) })
	s.free()
	w.free()
}

// manyRanks is the number of ranks up to which they are looked for one by one, each of
// which takes time in proportion to the lane; for more the lane is sorted.
const manyRanks = 16

// sortedSooner is the number of items below which sorting by vectors takes no longer than
// selecting without.
const sortedSooner = 1 << 20

// selected returns the items of a lane in an order in which those of the given
// ranks, which rise, are in place.
func (s *scratch) selected(kind elem.Kind, l lane, ranks []int) []keyed {
	if kind == elem.KindComplex128 || len(ranks) > manyRanks || sortLoopsOf(elem.KindFloat64) != nil && l.n < sortedSooner {
		return s.ordered(kind, l)
	}
	e := loadKeys(s.list(l.n), keys[kind], l)
	from := 0
	for _, k := range ranks {
		if k >= from {
			s.selectRank(e[from:], k-from)
			from = k + 1
		}
	}
	return e
}

// selectRank brings the item of rank k to its place.
func (s *scratch) selectRank(e []keyed, k int) { s.selectWithin(e, k, 2*bits.Len(uint(len(e)))) }

// selectWithin is selectRank with a limit to the number of times that e is parted.
func (s *scratch) selectWithin(e []keyed, k, tries int) {
	for ; len(e) > 24; tries-- {
		s.tick(len(e))
		if tries == 0 {
			spare := make([]keyed, len(e))
			if sorted, _ := radix(e, spare, mem.SizeOf[uint64](), s.watch); &sorted[0] != &e[0] {
				copy(e, sorted)
			}
			return
		}
		less, more := threeParts(e, pivot(e))
		switch {
		case k < less:
			e = e[:less]
		case k < more:
			return
		default:
			e, k = e[more:], k-more
		}
	}
	slices.SortFunc(e, func(a, b keyed) int { return cmp.Compare(a.key, b.key) })
}

// threeParts puts smaller keys than p in front and larger ones at the end; equal
// ones stand in e[less:more].
func threeParts(e []keyed, p uint64) (less, more int) {
	more = len(e)
	for i := 0; i < more; {
		switch k := e[i].key; {
		case k < p:
			e[i], e[less] = e[less], e[i]
			less++
			i++
		case k > p:
			more--
			e[i], e[more] = e[more], e[i]
		default:
			i++
		}
	}
	return less, more
}

// pivot returns a key from the middle of e's.
func pivot(e []keyed) uint64 {
	n := len(e)
	if n < 128 {
		return median3(e[0].key, e[n/2].key, e[n-1].key)
	}
	step := n / 9
	var m [3]uint64
	for i := range m {
		m[i] = median3(e[3*i*step].key, e[(3*i+1)*step].key, e[(3*i+2)*step].key)
	}
	return median3(m[0], m[1], m[2])
}

func median3(a, b, c uint64) uint64 { return max(min(a, b), min(max(a, b), c)) }

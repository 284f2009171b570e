package kernel

import (
	"math/bits"
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Sorting by vectors
//
// Signed integers and floats of 4 and 8 bytes are sorted where they lie: short lists by networks
// in registers, of which two are merged, longer ones by quicksort, with loops in assembly (internal/asm/sorts).
//
// The pivot is the middle one of a vector of items, or of 64. If these are equal, all may be. If no item is smaller than the pivot,
// the list is parted once more into those that are equal to it and the larger ones, so
// that a value that occurs often is done with at once. A list that was parted too often
// goes to the library's sort, which takes n log n steps at worst.
//
// Between two calls of the loops a list holds its items, in some order: that is when work
// looks for interrupts.

// A number is of a type that vectors sort.
type number interface {
	int32 | int64 | float32 | float64
}

// sortLoops are the loops for numbers of one type. Floats are none of them NaN.
type sortLoops struct {
	lanes    int                                       // items of a vector
	networks [16]func(a mem.Addr, n int)               // of so many vectors, less one, or of some more
	merge    func(a, room mem.Addr, n int)             // of 16 vectors and others, both sorted; room is for as many
	less     func(mem.Addr, int, uint64) int           // moves smaller ones than a pivot to the front
	upTo     func(mem.Addr, int, uint64) int           // and those that are equal to it
	odd      func(a mem.Addr, n int) bool              // of floats: whether there are NaNs or −0
	same     func(a mem.Addr, n int, bits uint64) bool // whether all are the same, to the bit
	flip     func(a mem.Addr, n int)                   // of integers: turns the first bits
}

// most is the number of items that a network sorts; lists that are parted are longer.
func (v *sortLoops) most() int { return 2 * v.half() }

// half is the number of items that are sorted in registers.
func (v *sortLoops) half() int { return 16 * v.lanes }

const (
	samples   = 64  // items of which one becomes the pivot, of a long list
	roomWords = 128 // for half of what a network sorts
)

// A sorting sorts numbers.
type sorting[T number] struct {
	loops *sortLoops
	room  []T // for samples, or for a network
	*pacer
}

func sortingOf[T number](s *scratch, v *sortLoops) sorting[T] {
	return sorting[T]{v, mem.Slice[T](mem.Of(s.little[:]), v.half()), &s.pacer} // K1, K2: roomWords are 16 vectors
}

// network sorts up to most items.
func (s *sorting[T]) network(items []T) {
	if half := s.loops.half(); len(items) > half {
		s.inRegisters(items[:half])
		s.inRegisters(items[half:])
		s.loops.merge(mem.Of(items), mem.Of(s.room), len(items))
	} else if len(items) > 1 {
		s.inRegisters(items)
	}
}

// inRegisters sorts up to half as many.
func (s *sorting[T]) inRegisters(items []T) {
	s.loops.networks[(len(items)-1)/s.loops.lanes&15](mem.Of(items), len(items))
}

// parted returns the items before and behind a pivot. Between them are those that are equal to it, if less is
// empty.
func (s *sorting[T]) parted(items []T) (less, more []T) {
	s.tick(len(items))
	pivot, all := s.pivot(items)
	p := mem.Of(items)
	if all && s.loops.same(p, len(items), pivot) {
		return nil, nil
	}
	k := s.loops.less(p, len(items), pivot)
	if k > 0 {
		return items[:k], items[k:]
	}
	return nil, items[s.loops.upTo(p, len(items), pivot):]
}

// pivot returns the bits of a number from the middle of some items of a list that is long enough, and whether
// all of these are equal.
func (s *sorting[T]) pivot(items []T) (bits uint64, all bool) {
	m := samples
	if len(items) < 2048 {
		m = s.loops.lanes
	}
	step, some := len(items)/m, s.room[:m]
	for i := range m {
		some[i] = items[i*step+step/2]
	}
	s.network(some)
	p, all := mem.Of(some[m/2:]), some[0] == some[m-1]
	if s.loops.lanes == 16 {
		return uint64(mem.Load[uint32](p)), all // K1, K2
	}
	return mem.Load[uint64](p), all // K1, K2
}

// sort sorts a list that is parted no more often than tries.
func (s *sorting[T]) sort(items []T, tries int) {
	for len(items) > s.loops.most() {
		if tries--; tries < 0 {
			slices.Sort(items) // looks for no interrupts
			return
		}
		less, more := s.parted(items)
		s.sort(less, tries)
		items = more
	}
	s.network(items)
}

// selectRank brings the item of rank k to its place, with no larger ones before it and no
// smaller ones behind it.
func (s *sorting[T]) selectRank(items []T, k int) {
	for tries := triesFor(len(items)); len(items) > s.loops.most(); tries-- {
		if tries == 0 {
			slices.Sort(items) // looks for no interrupts
			return
		}
		less, more := s.parted(items)
		switch m := len(items) - len(more); {
		case k >= m:
			items, k = more, k-m
		case len(less) == 0: // equal ones
			return
		default:
			items = less
		}
	}
	s.network(items)
}

// triesFor is how often n items may be parted.
func triesFor(n int) int { return 2 * bits.Len(uint(n)) }

// flipsOf reports whether numbers of a kind are unsigned: their first bits are turned before and after.
func flipsOf(kind elem.Kind) bool { return !kind.IsFloat() && !kind.IsSigned() }

// settled prepares a lane without gaps for sorting, NaNs moved to its end, and returns how many numbers
// there are before these, and zeros of both signs, if there are.
func (v *sortLoops) settled(kind elem.Kind, a mem.Addr, n int) (numbers int, zeros []uint64) {
	switch {
	case flipsOf(kind):
		v.flip(a, n)
	case kind.IsFloat() && v.odd(a, n):
		if kind.Size() == 4 {
			return settledFloats(mem.Slice[uint32](a, n), inf32) // K1, K2
		}
		return settledFloats(mem.Slice[uint64](a, n), inf64) // K1, K2
	}
	return n, nil
}

func settledFloats[U uint32 | uint64](items []U, inf U) (numbers int, zeros []uint64) {
	items = nansLast(items, inf)
	if !slices.Contains(items, ^(^U(0) >> 1)) {
		return len(items), nil
	}
	for _, x := range items {
		if x<<1 == 0 {
			zeros = append(zeros, uint64(x))
		}
	}
	return len(items), zeros
}

// sortByVectors sorts a contiguous lane of numbers if there are loops for it. Stably, −0
// and 0 keep their order, which all other items that are equal but differ, NaNs, keep anyway; or else
// −0 comes first.
func (s *scratch) sortByVectors(kind elem.Kind, l lane, stable bool) (done bool) {
	v := sortLoopsOf(kind)
	if v == nil {
		return false
	}
	n, zeros := v.settled(kind, l.p, l.n)
	if flipsOf(kind) {
		defer v.flip(l.p, l.n) // interrupted too
	}
	s.sortNumbers(v, kind, l.p, n)
	if len(zeros) > 0 {
		if !stable {
			slices.SortFunc(zeros, func(a, b uint64) int { return bits.Len64(b) - bits.Len64(a) })
		}
		if kind == elem.KindFloat32 {
			placeZeros(mem.Slice[uint32](l.p, n), zeros) // K1, K2
		} else {
			placeZeros(mem.Slice[uint64](l.p, n), zeros) // K1, K2
		}
	}
	return true
}

// placeZeros writes zeros where there are some.
func placeZeros[U uint32 | uint64](items []U, zeros []uint64) {
	// There are fewer now if others have written here.
	i := max(0, slices.IndexFunc(items, func(x U) bool { return x<<1 == 0 }))
	for k := 0; k < len(zeros) && i+k < len(items) && items[i+k]<<1 == 0; k++ {
		items[i+k] = U(zeros[k])
	}
}

// sortNumbers sorts n numbers that are settled.
func (s *scratch) sortNumbers(v *sortLoops, kind elem.Kind, a mem.Addr, n int) {
	switch kind {
	case elem.KindFloat32:
		sortList(sortingOf[float32](s, v), mem.Slice[float32](a, n)) // K1, K2
	case elem.KindFloat64:
		sortList(sortingOf[float64](s, v), mem.Slice[float64](a, n)) // K1, K2
	case elem.KindInt32, elem.KindUint32:
		sortList(sortingOf[int32](s, v), mem.Slice[int32](a, n)) // K1, K2
	default:
		sortList(sortingOf[int64](s, v), mem.Slice[int64](a, n)) // K1, K2
	}
}

func sortList[T number](s sorting[T], items []T) {
	if len(items) > s.loops.most() && slices.IsSorted(items) {
		return
	}
	s.sort(items, triesFor(len(items)))
}

// selectByVectors moves the items of a contiguous lane of numbers so that those of the given
// ranks, which rise, are in place, if there are loops for it.
func (s *scratch) selectByVectors(kind elem.Kind, l lane, ranks []int) (done bool) {
	v := sortLoopsOf(kind)
	if v == nil {
		return false
	}
	if len(ranks) > manyRanks {
		return s.sortByVectors(kind, l, false)
	}
	n, _ := v.settled(kind, l.p, l.n)
	if flipsOf(kind) {
		defer v.flip(l.p, l.n) // interrupted too
	}
	from := 0
	for _, k := range ranks {
		if k >= n {
			break // NaNs
		}
		if k >= from {
			s.selectNumber(v, kind, mem.Add(l.p, from*kind.Size()), n-from, k-from) // K1: from < n
			from = k + 1
		}
	}
	return true
}

// selectNumber brings the number of rank k to its place.
func (s *scratch) selectNumber(v *sortLoops, kind elem.Kind, a mem.Addr, n, k int) {
	switch kind {
	case elem.KindFloat32:
		selectList(sortingOf[float32](s, v), mem.Slice[float32](a, n), k) // K1, K2
	case elem.KindFloat64:
		selectList(sortingOf[float64](s, v), mem.Slice[float64](a, n), k) // K1, K2
	case elem.KindInt32, elem.KindUint32:
		selectList(sortingOf[int32](s, v), mem.Slice[int32](a, n), k) // K1, K2
	default:
		selectList(sortingOf[int64](s, v), mem.Slice[int64](a, n), k) // K1, K2
	}
}

func selectList[T number](s sorting[T], items []T, k int) { s.selectRank(items, k) }

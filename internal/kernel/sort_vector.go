package kernel

import (
	"math/bits"
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Sorting by vectors
//
// Items of 4 and 8 bytes are sorted as signed integers that rise with their values
// (keys.go has the idea): short lists by networks in registers, longer ones by
// quicksort, with loops in assembly (internal/asm/sorts). A list has two places, one
// of which holds its items. Parting leaves the smaller ones where they are and moves
// the others to the same positions of the other place, so that each part has two
// places again, and nothing is moved back before a network does it.
//
// The pivot is the middle one of 16 or 64 items. If no item is smaller than the pivot,
// the list is parted once more into those that are equal to it and the larger ones, so
// that a value that occurs often is done with at once. A list that was parted too often
// goes to the library's sort, which takes n log n steps at worst.

// sortLoops are the loops for items of one size.
type sortLoops struct {
	lanes    int                                // items of a vector
	networks [16]func(dst, src mem.Addr, n int) // of so many vectors, less one, or of some more
	part     func(a, other mem.Addr, n int, pivot int64) int
	ordered  func(a mem.Addr, n int, keep, flip, inf uint64) (beyond bool)
}

// most is the number of items that a network sorts.
func (v *sortLoops) most() int { return 16 * v.lanes }

// small sorts up to most items from one place to another.
func (v *sortLoops) small(dst, src mem.Addr, n int) {
	if n > 0 {
		v.networks[(n-1)/v.lanes&15](dst, src, n)
	}
}

// A list is n signed integers with two places.
type list[T int32 | int64] struct {
	loops *sortLoops
	at    mem.Addr // where the items are to be in the end
	spare mem.Addr // the other place
	n     int
	aside bool // the items are in the other place
}

// places returns where the items are, and the other place.
func (l *list[T]) places() (is, other mem.Addr) {
	if l.aside {
		return l.spare, l.at
	}
	return l.at, l.spare
}

// settled moves the items to where they are to be.
func (l *list[T]) settled() []T {
	items := mem.Slice[T](l.at, l.n) // K1, K2
	if l.aside {
		copy(items, mem.Slice[T](l.spare, l.n)) // K1, K2
		l.aside = false
	}
	return items
}

// parted returns the lists of items before and behind a pivot, and where those that are
// equal to it are not in them, how many they are; these are in place.
func (l *list[T]) parted() (less, more list[T], equal int) {
	is, other := l.places()
	p := l.pivot(mem.Slice[T](is, l.n), mem.Slice[T](other, l.n)) // K1, K2
	k := l.loops.part(is, other, l.n, int64(p))
	if k == l.n { // the pivot was overwritten meanwhile, in memory that others write too
		return *l, list[T]{}, 0
	}
	if k > 0 {
		less, more = l.split(k)
		return less, more, 0
	}
	l.aside = !l.aside // now all are there
	if next := p + 1; next < p {
		return *l, list[T]{}, 0 // all are the largest integer
	} else if k = l.loops.part(other, is, l.n, int64(next)); k == l.n {
		return *l, list[T]{}, 0
	}
	_, more = l.split(k)
	equals := mem.Slice[T](l.at, k) // K1, K2
	for i := range equals {
		equals[i] = p
	}
	return list[T]{}, more, k
}

// split returns the first k items and the rest, which parting has moved to the other place.
func (l *list[T]) split(k int) (less, more list[T]) {
	less, more = *l, *l
	less.n, more.n = k, l.n-k
	more.at, more.spare = mem.Add(l.at, k*mem.SizeOf[T]()), mem.Add(l.spare, k*mem.SizeOf[T]()) // K1: k < n
	more.aside = !l.aside
	return less, more
}

// pivot returns a number from the middle of some items of a list that is long enough. They are sorted
// in the other place, where nothing is as yet: an array of pivot's own would be allocated, as the
// loops are called through a table.
func (l *list[T]) pivot(items, other []T) T {
	m := 64
	if len(items) < 1024 {
		m = 16
	}
	step, some := len(items)/m, other[:m]
	for i := range m {
		some[i] = items[i*step+step/2]
	}
	p := mem.Of(some)
	l.loops.small(p, p, m)
	return some[m/2]
}

// sort sorts a list that is parted no more often than tries.
func (l list[T]) sort(tries int) {
	for l.n > l.loops.most() {
		if tries--; tries < 0 {
			slices.Sort(l.settled())
			return
		}
		less, more, _ := l.parted()
		if more.n == 0 { // all are equal
			less.settled()
			return
		}
		if less.n > 0 {
			less.sort(tries)
		}
		l = more
	}
	is, _ := l.places()
	l.loops.small(l.at, is, l.n)
}

// selectRank brings the item of rank k to its place, with no larger ones before it and no
// smaller ones behind it.
func (l list[T]) selectRank(k int) {
	for tries := 2 * bits.Len(uint(l.n)); l.n > l.loops.most(); tries-- {
		if tries == 0 {
			slices.Sort(l.settled())
			return
		}
		less, more, equal := l.parted()
		switch m := l.n - more.n; {
		case k >= m:
			less.settled()
			l, k = more, k-m
		case equal > 0 || more.n == 0:
			less.settled()
			more.settled()
			return
		default:
			more.settled()
			l = less
		}
	}
	is, _ := l.places()
	l.loops.small(l.at, is, l.n)
}

// An integerOrder is how items of a kind become signed integers that rise with their values, and these
// become items again: by the same steps.
type integerOrder struct{ keep, flip, inf uint64 }

func integerOrderOf(kind elem.Kind) integerOrder {
	sign := uint64(1) << (8*kind.Size() - 1)
	switch {
	case kind == elem.KindFloat64:
		return integerOrder{sign - 1, 0, inf64}
	case kind == elem.KindFloat32:
		return integerOrder{sign - 1, 0, inf32}
	case kind.IsSigned():
		return integerOrder{0, 0, sign - 1}
	}
	return integerOrder{0, sign, sign - 1}
}

// turn turns items into integers or back, and reports whether there was a NaN among items.
func (o integerOrder) turn(v *sortLoops, a mem.Addr, n int) (nan bool) {
	return o.keep|o.flip != 0 && v.ordered(a, n, o.keep, o.flip, o.inf)
}

// integers turns a lane without gaps into integers, NaNs moved to its end, and returns how many
// there are before these.
func (o integerOrder) integers(v *sortLoops, kind elem.Kind, a mem.Addr, n int) int {
	if n == 0 || !o.turn(v, a, n) {
		return n
	}
	o.turn(v, a, n)
	if kind.Size() == 4 {
		n = len(nansLast(mem.Slice[uint32](a, n), inf32)) // K1, K2
	} else {
		n = len(nansLast(mem.Slice[uint64](a, n), inf64)) // K1, K2
	}
	o.turn(v, a, n)
	return n
}

// listOf returns n integers with a second place in the scratch, which is not needed by few.
func listOf[T int32 | int64](s *scratch, v *sortLoops, a mem.Addr, n int) list[T] {
	l := list[T]{loops: v, at: a, spare: a, n: n}
	if n > v.most() {
		l.spare = s.room(n * mem.SizeOf[T]())
	}
	return l
}

// room returns memory for so many bytes, aligned for words.
func (s *scratch) room(size int) mem.Addr {
	s.words = slices.Grow(s.words[:0], (size+7)/8)[:(size+7)/8]
	return mem.Of(s.words)
}

// sortByVectors sorts a contiguous lane of single numbers if there are loops for it. Stably, −0
// and 0 keep their order, which all other items that are equal but differ, NaNs, keep anyway.
func (s *scratch) sortByVectors(kind elem.Kind, l lane, stable bool) (done bool) {
	v := sortLoopsOf(kind.Size())
	if v == nil || kind.IsComplex() || l.n > mostRadix/kind.Size() {
		return false
	}
	stable = stable && kind.IsFloat()
	if kind.Size() == 4 {
		sortNumbers[int32](s, v, kind, l, stable)
	} else {
		sortNumbers[int64](s, v, kind, l, stable)
	}
	return true
}

func sortNumbers[T int32 | int64](s *scratch, v *sortLoops, kind elem.Kind, l lane, stable bool) {
	var zeros []T
	if stable {
		zeros = zerosOf(mem.Slice[T](l.p, l.n)) // K1, K2
	}
	o := integerOrderOf(kind)
	n := o.integers(v, kind, l.p, l.n)
	sortIntegers[T](s, v, l.p, n)
	o.turn(v, l.p, n)
	if len(zeros) > 0 {
		items := mem.Slice[T](l.p, n) // K1, K2
		// There are none now if others have written here.
		if i := slices.IndexFunc(items, func(x T) bool { return x<<1 == 0 }); i >= 0 {
			copy(items[i:], zeros)
		}
	}
}

// zerosOf returns the zeros among floats, given by their bits, if one of them is −0.
func zerosOf[T int32 | int64](items []T) (zeros []T) {
	if !slices.Contains(items, T(-1)<<(8*mem.SizeOf[T]()-1)) {
		return nil
	}
	for _, x := range items {
		if x<<1 == 0 {
			zeros = append(zeros, x)
		}
	}
	return zeros
}

func sortIntegers[T int32 | int64](s *scratch, v *sortLoops, a mem.Addr, n int) {
	if n > v.most() && slices.IsSorted(mem.Slice[T](a, n)) { // K1, K2
		return
	}
	listOf[T](s, v, a, n).sort(2 * bits.Len(uint(n)))
}

// selectByVectors moves the items of a contiguous lane of single numbers so that those of the given
// ranks, which rise, are in place, if there are loops for it.
func (s *scratch) selectByVectors(kind elem.Kind, l lane, ranks []int) (done bool) {
	v := sortLoopsOf(kind.Size())
	if v == nil || kind.IsComplex() || l.n > mostRadix/kind.Size() {
		return false
	}
	if len(ranks) > manyRanks {
		return s.sortByVectors(kind, l, false)
	}
	o := integerOrderOf(kind)
	n := o.integers(v, kind, l.p, l.n)
	from := 0
	for _, k := range ranks {
		if k >= n {
			break // NaNs
		}
		if k >= from {
			s.selectInteger(v, kind.Size(), mem.Add(l.p, from*kind.Size()), n-from, k-from) // K1: from < n
			from = k + 1
		}
	}
	o.turn(v, l.p, n)
	return true
}

// selectInteger brings the integer of rank k to its place.
func (s *scratch) selectInteger(v *sortLoops, size int, a mem.Addr, n, k int) {
	if size == 4 {
		listOf[int32](s, v, a, n).selectRank(k)
	} else {
		listOf[int64](s, v, a, n).selectRank(k)
	}
}

package kernel

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/go-inplace/inplace/internal/mem"
)

// Sorting positions in one word
//
// A key, less the smallest one, and the position behind it in the same word: sorting the
// words as integers (sort_vector.go) sorts the positions stably. Keys that are too long for
// that lose their last bits first; among entries that are equal without them, of which
// there are few or none in most lists, the order is put right by the whole keys.

// packedFrom is the number of entries from which on words are made of them.
const packedFrom = 8

// packed sorts s.entries, whose positions rise from 0, stably, if there are loops for it. The
// entries have no keys then.
func (s *scratch) packed(e []keyed) (done bool) {
	v := sortLoopsOf(8)
	if v == nil || len(e) < packedFrom || len(e) > mostRadix/8 {
		return false
	}
	low, high, rises := e[0].key, e[0].key, true
	for i := range e[1:] {
		k := e[i+1].key
		rises = rises && k >= e[i].key
		low, high = min(low, k), max(high, k)
	}
	if rises {
		s.entries = e
		return true
	}
	n := len(e)
	tail := bits.Len(uint(n - 1)) // of a position
	lost := max(0, bits.Len64(high-low)+tail-64)
	both := 2 * n // the words, and the second place of the list
	s.words = slices.Grow(s.words[:0], both)[:both]
	words := s.words[:n]
	const sign = 1 << 63
	for i := range e {
		words[i] = ((e[i].key-low)>>lost<<tail | uint64(i)) ^ sign
	}
	l := list[int64]{loops: v, at: mem.Of(words), spare: mem.Of(s.words[n:]), n: n}
	l.sort(2 * bits.Len(uint(n)))
	s.spare = slices.Grow(s.spare[:0], n)[:n]
	for i, w := range words {
		s.spare[i].at = int64(w & (1<<tail - 1))
	}
	s.entries, s.spare = s.spare, e
	if lost > 0 {
		s.repair(s.entries, e, words, tail)
	}
	return true
}

// repair sorts entries whose words differ in their positions only, which are the last bits.
func (s *scratch) repair(e, before []keyed, words []uint64, tail int) {
	for i := 0; i < len(e); {
		j := i + 1
		for j < len(e) && words[j]>>tail == words[i]>>tail {
			j++
		}
		if j > i+1 {
			s.repairSome(e[i:j], before)
		}
		i = j
	}
}

// repairSome sorts entries by their keys, which they had before.
func (s *scratch) repairSome(e, before []keyed) {
	for i := range e {
		e[i].key = before[e[i].at].key
	}
	byKey := func(a, b keyed) int { return cmp.Compare(a.key, b.key) }
	switch {
	case slices.IsSortedFunc(e, byKey):
	case len(e) < radixFrom:
		slices.SortStableFunc(e, byKey)
	default:
		if sorted, _ := radix(e, make([]keyed, len(e)), mem.SizeOf[uint64]()); &sorted[0] != &e[0] {
			copy(e, sorted)
		}
	}
}

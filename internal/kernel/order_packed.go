package kernel

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Sorting positions in one word
//
// A key, less the smallest one, and the position behind it in the same word: sorting the
// words (sort_vector.go) sorts the positions stably. Keys that are too long for
// that lose their last bits first; among items that are equal without them, of which
// there are few or none in most lists, the order is put right by the whole keys.
//
// The words are the bits of positive floats, which rise with them and of which vectors find the
// smaller one in half the time that it takes them for integers of 8 bytes. The words begin at
// the smallest normal float and end far below infinity.

const (
	packedFrom  = 8       // items from which on words are made of them
	packedTail  = 32      // bits of a position at most
	packedBits  = 62      // of a key and a position
	packedFirst = 1 << 52 // is added to them
)

// A packing is positions in sorted order: the last bits of words.
type packing struct {
	words []uint64
	tail  int
}

// at returns a position.
func (p packing) at(i int) int64 { return int64(p.words[i] & (1<<p.tail - 1)) }

// packable reports whether the positions of n items are sorted in words.
func packable(n int) bool {
	return n >= packedFrom && bits.Len(uint(n-1)) <= packedTail && sortLoopsOf(elem.KindFloat64) != nil
}

// packed returns the stable order of the keys, of which there are enough.
func (s *scratch) packed(keys []uint64) packing {
	n := len(keys)
	low, high, rises := keys[0], keys[0], true
	for i, k := range keys[1:] {
		rises = rises && k >= keys[i]
		low, high = min(low, k), max(high, k)
	}
	s.room(n * mem.SizeOf[uint64]())
	p := packing{s.words, bits.Len(uint(n - 1))}
	if rises {
		for i := range p.words {
			p.words[i] = uint64(i)
		}
		return p
	}
	lost := max(0, bits.Len64(high-low)+p.tail-packedBits)
	for i, k := range keys[:len(p.words)] {
		p.words[i] = (((k-low)>>(lost&63))<<(p.tail&63) | uint64(i)) + packedFirst
	}
	s.sortNumbers(sortLoopsOf(elem.KindFloat64), elem.KindFloat64, mem.Of(p.words), n)
	if lost > 0 {
		p.repair(keys)
	}
	return p
}

// repair sorts positions whose words do not differ before them.
func (p packing) repair(keys []uint64) {
	for i := 0; i < len(p.words); {
		j := i + 1
		for j < len(p.words) && p.words[j]>>p.tail == p.words[i]>>p.tail {
			j++
		}
		if j > i+1 {
			packing{p.words[i:j], p.tail}.sortWhole(keys)
		}
		i = j
	}
}

// sortWhole sorts positions, which rise, by whole keys.
func (p packing) sortWhole(keys []uint64) {
	mask := uint64(1)<<p.tail - 1
	byKey := func(a, b uint64) int { return cmp.Compare(keys[a&mask], keys[b&mask]) }
	switch {
	case slices.IsSortedFunc(p.words, byKey):
	case len(p.words) < radixFrom:
		slices.SortStableFunc(p.words, byKey)
	default:
		e := make([]keyed, len(p.words))
		for i := range e {
			e[i] = keyed{keys[p.at(i)], p.at(i)}
		}
		sorted, _ := radix(e, make([]keyed, len(e)), mem.SizeOf[uint64](), workers.Watch{})
		for i, x := range sorted {
			p.words[i] = uint64(x.at)
		}
	}
}

// room returns memory for so many bytes, aligned for words.
func (s *scratch) room(size int) mem.Addr {
	s.words = slices.Grow(s.words[:0], (size+7)/8)[:(size+7)/8]
	return mem.Of(s.words)
}

// keysOf returns the keys of a lane.
func (s *scratch) keysOf(kind elem.Kind, l lane) []uint64 {
	checkRoom(l.n, mem.SizeOf[keyed]())
	s.keys = slices.Grow(s.keys[:0], l.n)[:l.n]
	switch kind {
	case elem.KindFloat64:
		for i := range s.keys {
			b := mem.LoadAt[uint64](l.p, i*l.stride) // K1
			s.keys[i] = floatKeyEvenly(b, inf64)
		}
	case elem.KindFloat32:
		for i := range s.keys {
			b := mem.LoadAt[uint32](l.p, i*l.stride) // K1
			s.keys[i] = uint64(floatKeyEvenly(b, inf32))
		}
	case elem.KindInt64:
		for i := range s.keys {
			s.keys[i] = mem.LoadAt[uint64](l.p, i*l.stride) ^ 1<<63 // K1
		}
	case elem.KindInt32:
		for i := range s.keys {
			s.keys[i] = uint64(mem.LoadAt[uint32](l.p, i*l.stride) ^ 1<<31) // K1
		}
	default:
		key := keys[kind]
		for i := range s.keys {
			s.keys[i] = key(mem.Add(l.p, i*l.stride)) // K1
		}
	}
	return s.keys
}

// floatKeyEvenly is floatKey without a branch that depends on the sign.
func floatKeyEvenly[U uint32 | uint64](b, inf U) U {
	sign := ^(^U(0) >> 1)
	if m := b &^ sign; m > inf {
		return ^U(0)
	} else if m == 0 {
		return sign
	}
	negative := -(b >> (8*mem.SizeOf[U]() - 1)) // all bits, or none
	return b ^ (negative | sign)
}

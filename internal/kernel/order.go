package kernel

import (
	"cmp"
	"encoding/binary"
	"slices"
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Sorting positions by key
//
// What is sorted is a list of entries, the key of an item and its position. Short
// lists go to the library's pattern-defeating quicksort, with the position as the
// second key, which makes it stable; long ones through a radix sort from the last
// byte of the key to the first (D. Knuth, The Art of Computer Programming 3, 5.2.5,
// algorithm R), which is stable by itself and leaves bytes out that are the same in
// all keys, so that kinds of one byte take one pass. Which items are equal does
// not depend on the key's origin, so every argsort is a stable one.

// A keyed is the key of an item and where it stands in its lane.
type keyed struct {
	key uint64
	at  int64
}

// radixFrom is the number of items from which on a radix sort is faster: random
// float64 and int32 take 0.8 times as long as by the library's quicksort for 300
// items, and 0.3 to 0.4 times for 1000.
const radixFrom = 256

// keptWords is the largest scratch, in words of 8 bytes, that is kept for later.
const keptWords = 1 << 18

// A scratch is memory for sorting, pooled.
type scratch struct {
	entries, spare []keyed
	words, copied  []uint64
	keys           []uint64
	indices        []int64
	little         [roomWords]uint64
	pacer
}

var scratches = sync.Pool{New: func() any { return new(scratch) }}

func newScratch() *scratch { return scratches.Get().(*scratch) }

func (s *scratch) free() {
	s.pacer = pacer{}
	if 2*(cap(s.entries)+cap(s.spare))+cap(s.words)+cap(s.copied)+cap(s.keys)+cap(s.indices) > keptWords {
		return
	}
	scratches.Put(s)
}

// list returns n entries whose contents do not matter.
func (s *scratch) list(n int) []keyed {
	checkRoom(n, mem.SizeOf[keyed]())
	s.entries = slices.Grow(s.entries[:0], n)[:n]
	return s.entries
}

// ordered returns the stable order of the items of a lane as entries, whose positions only
// are of use.
func (s *scratch) ordered(kind elem.Kind, l lane) []keyed {
	if kind != elem.KindComplex128 && packable(l.n) {
		return s.placed(s.packed(s.keysOf(kind, l)))
	}
	e := s.list(l.n)
	if kind == elem.KindComplex128 {
		_ = s.sorted(loadKeys(e, minorKey(kind), l))
		key := keys[kind]
		byMinor := s.entries
		s.indices = s.indices[:0]
		for i := range byMinor {
			s.indices = append(s.indices, byMinor[i].at)
			byMinor[i] = keyed{key(l.at(byMinor[i].at)), int64(i)} // K1
		}
		e = s.sorted(byMinor)
		for i := range e {
			e[i].at = s.indices[e[i].at]
		}
		return e
	}
	return s.sorted(loadKeys(e, keys[kind], l))
}

// placed returns positions as entries.
func (s *scratch) placed(p packing) []keyed {
	e := s.list(len(p.words))
	for i := range e {
		e[i].at = p.at(i)
	}
	return e
}

// loadKeys fills entries with the keys of a lane of as many items.
func loadKeys(e []keyed, key keyFunc, l lane) []keyed {
	for i := range e {
		e[i] = keyed{key(mem.Add(l.p, i*l.stride)), int64(i)} // K1
	}
	return e
}

// sorted sorts s.entries, whose positions rise from 0, stably. Their keys are lost.
func (s *scratch) sorted(e []keyed) []keyed {
	if packable(len(e)) {
		s.keys = s.keys[:0]
		for i := range e {
			s.keys = append(s.keys, e[i].key)
		}
		return s.placed(s.packed(s.keys))
	}
	if len(e) < radixFrom {
		slices.SortFunc(e, func(a, b keyed) int {
			if a.key == b.key {
				return cmp.Compare(a.at, b.at)
			}
			return cmp.Compare(a.key, b.key)
		})
		return e
	}
	if slices.IsSortedFunc(e, func(a, b keyed) int { return cmp.Compare(a.key, b.key) }) {
		return e
	}
	s.spare = slices.Grow(s.spare[:0], len(e))[:len(e)]
	s.entries, s.spare = radix(e, s.spare, mem.SizeOf[uint64](), s.watch)
	s.watch.Poll()
	return s.entries
}

// radix sorts items by the unsigned integer of size bytes at their beginning,
// stably, and returns first the sorted list and then the other one. After an interrupt that is a list
// of the same items in some order.
func radix[T any](from, to []T, size int, watch workers.Watch) (sorted, other []T) {
	var counts [8][256]int
	for i := range from {
		p := mem.Addr(&from[i])
		for b := range size {
			counts[b&7][mem.LoadAt[byte](p, b)]++ // K1: a byte of the key
		}
	}
	for b := range size {
		if watch.Pressed() {
			break
		}
		if !littleEndian {
			b = size - 1 - b
		}
		count := &counts[b]
		if count[mem.LoadAt[byte](mem.Addr(&from[0]), b)] == len(from) {
			continue
		}
		at := 0
		for i, n := range count {
			count[i] = at
			at += n
		}
		for i := range from {
			n := &count[mem.LoadAt[byte](mem.Addr(&from[i]), b)]
			if at := *n; uint(at) < uint(len(to)) { // always, but if others write to from since it was counted
				to[at] = from[i]
			}
			*n++
		}
		from, to = to, from
	}
	return from, to
}

// littleEndian reports whether the first byte of an integer is its lowest.
var littleEndian = binary.NativeEndian.Uint16([]byte{1, 0}) == 1

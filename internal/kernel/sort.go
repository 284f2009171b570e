package kernel

import (
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Sorting values
//
// A lane of single numbers is sorted as unsigned integers of its itemsize, where it
// lies: NaNs are moved behind the numbers, the bits are turned into ones that rise
// with the value, sorted and turned back. Items of one byte are counted. Items that
// are equal but differ (−0 and 0, bytes that are true) keep their order only
// in the stable sort, which goes by positions (order.go), as complex numbers always
// do.

// mostRadix is the number of bytes up to which a lane is sorted through a second
// one of its size; longer lanes are sorted where they lie.
const mostRadix = 1 << 28

// SortArray sorts the lanes of a along an axis, in place, by NumPy's order (keys.go).
func SortArray(kind elem.Kind, a *mem.Array, axis int, stable bool) {
	w, s := newAlong(), newScratch()
	w.add(kind, a, axis, reads|writes|compact)
	s.watch = w.watching()
	w.each(func(l *lanes) { s.sortLane(kind, l[0], stable) })
	s.free()
	w.free()
}

// sortLane sorts a contiguous lane.
func (s *scratch) sortLane(kind elem.Kind, l lane, stable bool) {
	switch {
	case l.n < 2 || s.sortByVectors(kind, l, stable):
	case kind.IsComplex() || stable && (kind.IsFloat() || kind == elem.KindBool):
		s.arrange(kind, l, s.ordered(kind, l))
	case kind.Size() == 1:
		sortBytes(mem.Bytes(l.p, l.n), kind.IsSigned()) // K1
	case kind.Size() == 2:
		sortBits(s, mem.Slice[uint16](l.p, l.n), kind, infinity(kind)) // K1, K2
	case kind.Size() == 4:
		sortBits(s, mem.Slice[uint32](l.p, l.n), kind, inf32) // K1, K2
	default:
		sortBits(s, mem.Slice[uint64](l.p, l.n), kind, inf64) // K1, K2
	}
}

func infinity(kind elem.Kind) uint16 {
	if kind == elem.KindBFloat16 {
		return 0x7f80
	}
	return 0x7c00
}

// arrange puts the items of a lane into an order that is given by their positions.
func (s *scratch) arrange(kind elem.Kind, l lane, order []keyed) {
	size := kind.Size()
	s.words = slices.Grow(s.words[:0], (l.n*size+7)/8)[:(l.n*size+7)/8]
	room := mem.Of(s.words)
	MoveOf(size, 1)(room, size, l.p, l.stride, l.n)
	copyOrdered(size, l, lane{room, l.n, size}, order)
}

// sortBytes counts how often each value occurs.
func sortBytes(b []byte, signed bool) {
	var counts [256]int
	for _, x := range b {
		counts[x]++
	}
	first := 0
	if signed {
		first = 128
	}
	for i := range counts {
		x := byte(first + i)
		for range counts[x] {
			b[0] = x
			b = b[1:]
		}
	}
}

// sortBits sorts numbers, given by their bits.
func sortBits[U uint16 | uint32 | uint64](s *scratch, b []U, kind elem.Kind, inf U) {
	sign := ^(^U(0) >> 1)
	switch {
	case kind.IsFloat():
		b = nansLast(b, inf)
		for i, x := range b {
			if x&sign == 0 {
				b[i] = x | sign
			} else {
				b[i] = ^x
			}
		}
	case kind.IsSigned():
		for i := range b {
			b[i] ^= sign
		}
	}
	sortUnsigned(s, b)
	switch {
	case kind.IsFloat():
		for i, x := range b {
			if x&sign != 0 {
				b[i] = x ^ sign
			} else {
				b[i] = ^x
			}
		}
	case kind.IsSigned():
		for i := range b {
			b[i] ^= sign
		}
	}
	s.watch.Poll() // now that the items are what they were
}

// nansLast moves NaNs to the end, in their order, and returns the rest.
func nansLast[U uint16 | uint32 | uint64](b []U, inf U) []U {
	magnitude := ^U(0) >> 1
	first := slices.IndexFunc(b, func(x U) bool { return x&magnitude > inf })
	if first < 0 {
		return b
	}
	to, nans := first, []U(nil)
	for _, x := range b[first:] {
		if x&magnitude > inf {
			nans = append(nans, x)
		} else {
			b[to] = x
			to++
		}
	}
	copy(b[to:], nans)
	return b[:to]
}

func sortUnsigned[U uint16 | uint32 | uint64](s *scratch, b []U) {
	size := mem.SizeOf[U]()
	if len(b) < radixFrom || len(b) > mostRadix/size || slices.IsSorted(b) {
		slices.Sort(b)
		return
	}
	s.words = slices.Grow(s.words[:0], (len(b)*size+7)/8)[:(len(b)*size+7)/8]
	spare := mem.Slice[U](mem.Of(s.words), len(b)) // K1, K2: words are aligned for every U
	if sorted, _ := radix(b, spare, size, s.watch); &sorted[0] != &b[0] {
		copy(b, sorted)
	}
}

// ArgsortArray writes to dst, of int64, the positions along an axis at which the
// items of src stand in sorted order; equal ones in their order.
func ArgsortArray(kind elem.Kind, dst, src *mem.Array, axis int) {
	w, s := newAlong(), newScratch()
	w.add(elem.KindInt64, dst, axis, writes)
	w.add(kind, src, axis, reads)
	s.watch = w.watching()
	w.each(func(l *lanes) { s.argsort(kind, l[0], l[1]) })
	s.free()
	w.free()
}

// argsort writes the positions of the items of a lane in sorted order.
func (s *scratch) argsort(kind elem.Kind, dst, src lane) {
	if kind == elem.KindComplex128 || !packable(src.n) {
		storePositions(dst, s.ordered(kind, src))
		return
	}
	p := s.packed(s.keysOf(kind, src))
	for i := range p.words {
		mem.StoreAt(dst.p, i*dst.stride, p.at(i)) // K1, K2
	}
}

func storePositions(dst lane, order []keyed) {
	for i := range order {
		mem.StoreAt(dst.p, i*dst.stride, order[i].at) // K1, K2
	}
}

// copyOrdered writes the items of src to dst in the given order.
func copyOrdered(size int, dst, src lane, order []keyed) {
	switch size {
	case 1:
		placeOrdered[[1]byte](dst, src, order)
	case 2:
		placeOrdered[[2]byte](dst, src, order)
	case 4:
		placeOrdered[[4]byte](dst, src, order)
	case 8:
		placeOrdered[[8]byte](dst, src, order)
	default:
		placeOrdered[[16]byte](dst, src, order)
	}
}

func placeOrdered[B item](dst, src lane, order []keyed) {
	for i := range order {
		mem.StoreAt(dst.p, i*dst.stride, mem.LoadAt[B](src.p, int(order[i].at)*src.stride)) // K1
	}
}

package kernel

import (
	"encoding/binary"
	"math/bits"
	"unsafe"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Taking from one lane
//
// Where source, result and positions are a lane each, which is the usual case, positions
// are brought into range as they are used, and nothing is copied. Each is loaded once:
// memory that another thread changes in between may give other items, but none from outside.
// What refuses positions looks at all of them first, without a branch for each.

// TakeSingle is TakeArray and Positions for arrays that are one lane each. It does
// nothing and reports false if they are not, if they share memory, or if a position
// is refused.
func TakeSingle(kind elem.Kind, dst, src, at *mem.Array, bound Bound) (done bool) {
	d, s, x, ok := threeLanes(kind, dst, src, at)
	if !ok || src.L().NDim != 1 || s.n == 0 || d.n != x.n || !d.apart(s, kind.Size(), kind.Size()) || !d.apart(x, kind.Size(), 8) || bound == BoundRaise && !x.inside(s.n) {
		return false
	}
	take := takeLaneOf(kind.Size())
	cuts(workers.Watched(x.n, watchFrom), watchEach, x.n, func(i, n int) { take(d.part(i, n), s, x.part(i, n), bound) })
	return true
}

// PutSingle is PutArray and Positions for arrays that are one lane each; it does nothing
// and reports false as TakeSingle does. There are values.
func PutSingle(kind elem.Kind, dst, at, src *mem.Array, bound Bound) (done bool) {
	d, s, x, ok := threeLanes(kind, dst, src, at)
	if !ok || s.n == 0 || d.n == 0 || !d.apart(s, kind.Size(), kind.Size()) || !d.apart(x, kind.Size(), 8) || bound == BoundRaise && !x.inside(d.n) {
		return false
	}
	watch := workers.Watched(x.n, watchFrom)
	for x.n > 0 { // values begin again where they end
		part := x
		part.n = min(x.n, s.n)
		cuts(watch, watchEach, part.n, func(i, n int) { putLaneOf(kind.Size())(d, s.part(i, n), part.part(i, n), bound) })
		if x.n -= part.n; x.n > 0 {
			x.p = mem.Add(x.p, part.n*x.stride) // K1: positions are left
		}
	}
	return true
}

func threeLanes(kind elem.Kind, dst, src, at *mem.Array) (d, s, x lane, ok bool) {
	if d, ok = single(dst, kind.Size()); !ok {
		return
	}
	if s, ok = single(src, kind.Size()); !ok {
		return
	}
	x, ok = single(at, 8)
	return
}

// apart reports whether two lanes share no bytes, by their ends.
func (d lane) apart(a lane, size, aSize int) bool {
	dLo, dHi := d.extent(size)
	aLo, aHi := a.extent(aSize)
	return d.n == 0 || a.n == 0 || dHi <= aLo || aHi <= dLo
}

// inside reports whether every position is one of an axis of n items, from its start or
// its end.
func (x lane) inside(n int) bool {
	if v := foldVectors(elem.KindInt64); x.stride == 8 && v.per > 0 && x.n >= v.per {
		return int64(v.min(x.p, x.n)) >= -int64(n) && int64(v.max(x.p, x.n)) < int64(n)
	}
	outside := int64(0) // negative if one is
	p := x.p
	for i := 0; i < x.n; i++ {
		at := *(*int64)(p) // K1, K2
		outside |= (at + int64(n)) | (int64(n) - 1 - at)
		if i+1 < x.n {
			p = unsafe.Add(p, x.stride) // K5
		}
	}
	return outside >= 0
}

// within returns a position in range. One that is refused was changed since it was
// looked at: it becomes the last one.
func (b Bound) within(at int64, n int) int {
	if uint64(at) < uint64(n) {
		return int(at)
	}
	if in, ok := b.Resolve(at, n); ok {
		return int(in)
	}
	return n - 1
}

func takeLaneOf(size int) func(d, s, x lane, bound Bound) {
	switch size {
	case 1:
		return takeLane[[1]byte]
	case 2:
		return takeLane[[2]byte]
	case 4:
		return takeLane[[4]byte]
	case 8:
		return takeLane[[8]byte]
	}
	return takeLane[[16]byte]
}

func takeLane[B item](d, s, x lane, bound Bound) {
	if size := mem.SizeOf[B](); d.stride == size && s.stride == size && x.stride == 8 {
		takePlain(mem.Slice[B](d.p, x.n), mem.Slice[B](s.p, s.n), mem.Slice[int64](x.p, x.n), bound) // K1, K2
		return
	}
	dst, at, stride, n, last := d.p, x.p, s.stride, s.n, x.n-1
	for i := 0; i <= last; i++ {
		k := *(*int64)(at) // K1, K2
		if uint64(k) >= uint64(n) {
			k = int64(bound.within(k, n))
		}
		*(*B)(dst) = *(*B)(unsafe.Add(s.p, int(k)*stride)) // K1: k < n
		if i < last {
			dst, at = unsafe.Add(dst, d.stride), unsafe.Add(at, x.stride) // K5
		}
	}
}

// takePlain is takeLane without gaps.
func takePlain[B item](dst, src []B, at []int64, bound Bound) {
	dst = dst[:len(at)]
	for i, k := range at {
		if uint64(k) >= uint64(len(src)) {
			k = int64(bound.within(k, len(src)))
		}
		dst[i] = src[k]
	}
}

func putLaneOf(size int) func(d, s, x lane, bound Bound) {
	switch size {
	case 1:
		return putLane[[1]byte]
	case 2:
		return putLane[[2]byte]
	case 4:
		return putLane[[4]byte]
	case 8:
		return putLane[[8]byte]
	}
	return putLane[[16]byte]
}

func putLane[B item](d, s, x lane, bound Bound) {
	src, at, stride, n, last := s.p, x.p, d.stride, d.n, x.n-1
	for i := 0; i <= last; i++ {
		k := *(*int64)(at) // K1, K2
		if uint64(k) >= uint64(n) {
			k = int64(bound.within(k, n))
		}
		*(*B)(unsafe.Add(d.p, int(k)*stride)) = *(*B)(src) // K1: k < n
		if i < last {
			src, at = unsafe.Add(src, s.stride), unsafe.Add(at, x.stride) // K5
		}
	}
}

// CompressSingle writes the items of src where mask is true to the front of dst, arrays
// of one lane each, and returns how many they are. It does nothing and reports false if
// they are not, if dst shares memory with others or has no room for them, or, where that
// is asked for, has room for more.
func CompressSingle(kind elem.Kind, dst, src, mask *mem.Array, exactly bool) (n int, done bool) {
	d, ok := single(dst, kind.Size())
	if !ok {
		return 0, false
	}
	s, ok := single(src, kind.Size())
	if !ok {
		return 0, false
	}
	m, ok := single(mask, 1)
	if !ok || m.n != s.n || !d.apart(s, kind.Size(), kind.Size()) || !d.apart(m, kind.Size(), 1) {
		return 0, false
	}
	watch := workers.Watched(m.n, watchFrom)
	cuts(watch, reduceEach, m.n, func(i, k int) { n += m.part(i, k).trues() })
	if n > d.n || exactly && n != d.n {
		return n, false
	}
	compress, left := compressLaneOf(kind.Size()), n
	cuts(watch, watchEach, m.n, func(i, k int) {
		mask := m.part(i, k)
		to := left // all that are left, if this is all
		if k < m.n {
			to = min(mask.trues(), left)
		}
		if to == 0 {
			return
		}
		compress(d.part(n-left, to), s.part(i, k), mask)
		left -= to
	})
	return n, true
}

// trues returns how many booleans of a lane are true.
func (m lane) trues() (n int) {
	i := 0
	if m.stride == 1 {
		for b := mem.Bytes(m.p, m.n); i+8 <= len(b); i += 8 { // K1
			n += bits.OnesCount64(nonzero(binary.NativeEndian.Uint64(b[i:])))
		}
	}
	for ; i < m.n; i++ {
		if mem.LoadAt[elem.Bool](m.p, i*m.stride) != 0 { // K1
			n++
		}
	}
	return n
}

// nonzero has the highest bit of each byte set that is not 0 in x.
func nonzero(x uint64) uint64 {
	const low = 0x7f7f7f7f7f7f7f7f
	return (x&low + low | x) &^ low
}

func compressLaneOf(size int) func(d, s, m lane) {
	switch size {
	case 1:
		return compressLane[[1]byte]
	case 2:
		return compressLane[[2]byte]
	case 4:
		return compressLane[[4]byte]
	case 8:
		return compressLane[[8]byte]
	}
	return compressLane[[16]byte]
}

// compressLane writes every item to where the next one that is selected belongs, so that
// there is no branch that a random mask could mispredict. d.n > 0 items are selected.
func compressLane[B item](d, s, m lane) {
	if taken, written := compressAtOnce(mem.SizeOf[B](), d, s, m); taken > 0 {
		if taken == s.n || written == d.n {
			return
		}
		d, s, m = d.part(written, d.n-written), s.part(taken, s.n-taken), m.part(taken, m.n-taken)
	}
	var beyond [16]byte
	j, src, sel := 0, s.p, m.p
	for i := 0; ; {
		to := mem.Of(beyond[:]) // where the items after the last one go
		if j < d.n {
			to = unsafe.Add(d.p, j*d.stride) // K1, K5
		}
		*(*B)(to) = *(*B)(src)
		if *(*elem.Bool)(sel) != 0 { // K1
			j++
		}
		if i++; i == s.n {
			return
		}
		src, sel = unsafe.Add(src, s.stride), unsafe.Add(sel, m.stride) // K5
	}
}

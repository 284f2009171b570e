package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Items by position
//
// Positions have been checked and brought into range by the caller (resolve).

// A Bound says what becomes of a position outside of an axis.
type Bound uint8

// Positions outside are refused, counted round and round, or the next one inside is
// taken. Only where they are refused do negative ones count from the end, as in
// NumPy.
const (
	BoundRaise Bound = iota
	BoundWrap
	BoundClip
)

// Resolve returns position i of an axis of n > 0 items; ok is false if it is
// refused.
func (b Bound) Resolve(i int64, n int) (at int64, ok bool) {
	switch m := int64(n); {
	case 0 <= i && i < m:
		return i, true
	case b == BoundWrap:
		return (i%m + m) % m, true
	case b == BoundClip && i < 0:
		return 0, true
	case b == BoundClip:
		return m - 1, true
	case i < 0 && i >= -m:
		return i + m, true
	}
	return 0, false
}

// wideRow is the number of items beside an axis from which on rows are copied one by
// one.
const wideRow = 8

// TakeArray sets position i of dst along an axis to position at[i] of src.
func TakeArray(kind elem.Kind, dst, src *mem.Array, axis int, at []int64) {
	if n, _ := dst.L().Dim(axis); n == 0 || dst.L().Empty() {
		return
	}
	if dst.L().Size()/len(at) >= wideRow && axis < dst.L().NDim-1 {
		takeRows(kind, dst, src, axis, at)
		return
	}
	w := newAlong()
	w.add(kind, dst, axis, writes)
	w.add(kind, src, axis, reads)
	if !w.apart() {
		w.ops[1].copyAside()
	}
	gather := gatherOf(kind.Size())
	w.each(func(l *lanes) {
		cuts(w.watch, watchEach, len(at), func(i, n int) { gather(l[0].part(i, n), l[1], at[i:i+n]) })
	})
	w.free()
}

// apart reports whether the first two operands share no memory.
func (w *along) apart() bool {
	a, b := &w.ops[0], &w.ops[1]
	return disjoint(a.array, a.kind.Size(), b.array, b.kind.Size())
}

func takeRows(kind elem.Kind, dst, src *mem.Array, axis int, at []int64) {
	if src.L().Indirect() || dst.L().Indirect() || !disjoint(dst, kind.Size(), src, kind.Size()) {
		aside := likeC(kind, src.L())
		CopyArray(kind, aside, src)
		src = aside
	}
	if takeWholeRows(kind, dst, src, axis, at) {
		return
	}
	watch := workers.Watched(dst.L().Size(), watchFrom)
	for i, from := range at {
		d, s := row(dst, axis, i), row(src, axis, int(from))
		CopyArray(kind, &d, &s)
		watch.Poll()
	}
}

// takeWholeRows is takeRows for the first axis, where everything beside it lies side by
// side.
func takeWholeRows(kind elem.Kind, dst, src *mem.Array, axis int, at []int64) (done bool) {
	if axis != 0 || dst.Swapped() != src.Swapped() || src.L().Indirect() || dst.L().Indirect() {
		return false
	}
	d, s := row(dst, 0, 0), row(src, 0, 0)
	if !d.L().ContiguousC(kind.Size()) || !s.L().ContiguousC(kind.Size()) {
		return false
	}
	bytes := d.L().Size() * kind.Size()
	_, ds := dst.L().Dim(0)
	_, ss := src.L().Dim(0)
	watch := workers.Watched(dst.L().Size(), watchFrom)
	move := moveBytes
	if bytes*len(at) >= farFrom {
		move = moveFar
	}
	for i, from := range at {
		watch.Poll()
		move(mem.Bytes(mem.Add(d.Base, i*ds), bytes), mem.Bytes(mem.Add(s.Base, int(from)*ss), bytes)) // K1: rows
	}
	return true
}

// row returns a at one position of an axis.
func row(a *mem.Array, axis, i int) mem.Array {
	r := *a
	off, err := r.L().Index(axis, i)
	if err != nil {
		panic(err) // positions are in range
	}
	r.Moved(off)
	return r
}

// gatherOf returns the loop that sets item i of dst to item at[i] of src.
func gatherOf(size int) func(dst, src lane, at []int64) {
	switch size {
	case 1:
		return gather[[1]byte]
	case 2:
		return gather[[2]byte]
	case 4:
		return gather[[4]byte]
	case 8:
		return gather[[8]byte]
	}
	return gather[[16]byte]
}

func gather[B item](dst, src lane, at []int64) {
	for i, from := range at {
		mem.StoreAt(dst.p, i*dst.stride, mem.LoadAt[B](src.p, int(from)*src.stride)) // K1
	}
}

// TakeAlongArray sets each item of dst along an axis to the item of src in the same
// lane at the position that the item of at, of int64, has.
func TakeAlongArray(kind elem.Kind, dst, src, at *mem.Array, axis int, bound Bound) {
	w := newAlong()
	w.add(kind, dst, axis, writes)
	w.add(kind, src, axis, reads)
	w.add(elem.KindInt64, at, axis, reads)
	if !w.apart() {
		w.ops[1].copyAside()
	}
	s, gather := newScratch(), gatherOf(kind.Size())
	w.each(func(l *lanes) { gather(l[0], l[1], s.positions(l[2], l[1].n, bound)) })
	s.free()
	w.free()
}

// PutAlongArray sets, in each lane of dst along an axis, the items at the positions
// that at, of int64, has to the items of src, which has the shape of at.
func PutAlongArray(kind elem.Kind, dst, at, src *mem.Array, axis int, bound Bound) {
	w := newAlong()
	w.add(kind, dst, axis, reads|writes)
	w.add(kind, src, axis, reads)
	w.add(elem.KindInt64, at, axis, reads)
	if !w.apart() {
		w.ops[1].copyAside()
	}
	s := newScratch()
	w.each(func(l *lanes) {
		positions := s.positions(l[2], l[0].n, bound)
		for i, to := range positions {
			p, q := mem.Add(l[0].p, int(to)*l[0].stride), mem.Add(l[1].p, i*l[1].stride) // K1
			copy(mem.Bytes(p, kind.Size()), mem.Bytes(q, kind.Size()))                   // K1
		}
	})
	s.free()
	w.free()
}

// positions returns a lane of int64 as positions of an axis of n items.
func (s *scratch) positions(l lane, n int, bound Bound) []int64 {
	s.indices = s.indices[:0]
	for i := range l.n {
		at, ok := bound.Resolve(mem.LoadAt[int64](l.p, i*l.stride), n) // K1, K2
		if !ok {
			panic("kernel: a position that was not checked")
		}
		s.indices = append(s.indices, at)
	}
	return s.indices
}

// Positions returns the items of a, of int64, in C order, as positions of an
// axis of n items. ok is false, with the first item that is refused and its place, if
// there is one.
func Positions(a *mem.Array, n int, bound Bound) (at []int64, refused int64, place int, ok bool) {
	if a.L().Empty() {
		return at, 0, 0, true
	}
	c := likeC(elem.KindInt64, a.L())
	CopyArray(elem.KindInt64, c, a)
	watch := workers.Watched(c.L().Size(), watchFrom)
	for i, x := range mem.Slice[int64](c.Base, c.L().Size()) { // K1, K2: a native copy
		if i%watchEach == 0 {
			watch.Poll()
		}
		if n == 0 {
			return nil, x, i, false
		}
		inside, ok := bound.Resolve(x, n)
		if !ok {
			return nil, x, i, false
		}
		at = append(at, inside)
	}
	return at, 0, 0, true
}

// PutArray sets item at[i] of dst, counted in C order, to item i of src in C order,
// which begins again where it ends.
func PutArray(kind elem.Kind, dst *mem.Array, at []int64, src *mem.Array) {
	aside := likeC(kind, src.L())
	CopyArray(kind, aside, src)
	values := mem.Bytes(aside.Base, aside.L().Size()*kind.Size()) // K1: a native copy
	to := dst
	if dst.L().Indirect() {
		to = likeC(kind, dst.L())
		CopyArray(kind, to, dst)
	}
	putItems(kind, to, at, values)
	if to != dst {
		CopyArray(kind, dst, to)
	}
}

func putItems(kind elem.Kind, dst *mem.Array, at []int64, values []byte) {
	mem.Hold(dst)
	defer mem.Unhold(dst)
	size, unit := kind.Size(), 1
	if dst.Swapped() {
		unit = kind.Part().Size()
	}
	put, l, from := MoveOf(size, unit), dst.L(), 0
	watch := workers.Watched(len(at), watchFrom)
	for k, i := range at {
		if k%watchEach == 0 {
			watch.Poll()
		}
		put(mem.Add(dst.Base, offsetOf(l, int(i))), 0, mem.Of(values[from:]), 0, 1) // K1
		if from += size; from == len(values) {
			from = 0
		}
	}
}

// offsetOf returns the bytes to the item at a place in C order.
func offsetOf(l *layout.Layout, place int) (off int) {
	for axis := l.NDim - 1; axis >= 0; axis-- {
		n, stride := l.Dim(axis)
		off += place % n * stride
		place /= n
	}
	return off
}

package kernel

import (
	"math/bits"
	"sort"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// SearchArray writes to dst, of int64, for each item of needles, which has dst's
// shape, where it belongs in the sorted one-dimensional array a: before all items
// that are not smaller, or, if right, behind all that are not larger. Unless it is
// nil, sorter, of int64 and as long as a, has the positions in a of its items in
// sorted order; they are those of items. The callers hold the operands: a and sorter are read
// before the lanes are walked.
func SearchArray(kind elem.Kind, dst, a, needles *mem.Array, sorter *mem.Array, right bool) {
	w := newAlong()
	sorted, order := w.beside(kind, a, dst), lane{}
	if sorter != nil {
		order = w.beside(elem.KindInt64, sorter, dst)
	}
	if sorter == nil && kind != elem.KindComplex128 && needles.L().Size() >= sorted.n/manyNeedles {
		axis := dst.L().NDim - 1 // without axes, that is noLanes
		w.add(elem.KindInt64, dst, axis, writes)
		w.add(kind, needles, axis, reads)
		w.searchKeys(kind, sorted, right)
		w.free()
		return
	}
	w.add(elem.KindInt64, dst, noLanes, writes)
	w.add(kind, needles, noLanes, reads)
	key, minor := keys[kind], minorKey(kind)
	at := func(i int) mem.Addr {
		if sorter != nil {
			i = int(mem.LoadAt[int64](order.p, i*order.stride)) // K1, K2
		}
		return mem.Add(sorted.p, i*sorted.stride) // K1
	}
	w.each(func(l *lanes) {
		major, second := key(l[1].p), minor(l[1].p)
		n := sort.Search(sorted.n, func(i int) bool {
			p := at(i)
			k := key(p)
			if k != major {
				return k > major
			}
			if m := minor(p); m != second {
				return m > second
			}
			return !right
		})
		mem.Store(l[0].p, int64(n)) // K1, K2
	})
	w.free()
}

// manyNeedles is the number of items for each needle up to which their keys are worth
// a table.
const manyNeedles = 8

// atOnce is the number of needles that are looked for at once: what one waits for does not
// keep the others waiting.
const atOnce = 4

// searchKeys looks for lanes of needles in a table of the keys that are sorted. Behind all that
// are not larger means before all that are not smaller than the next key.
func (w *along) searchKeys(kind elem.Kind, sorted lane, right bool) {
	s, key, beyond := newScratch(), keys[kind], uint64(elem.BoolOf(right))
	table := mem.Slice[uint64](s.room(8*sorted.n), sorted.n) // K1, K2: the scratch's
	for i := range table {
		table[i] = key(mem.Add(sorted.p, i*sorted.stride)) // K1
	}
	w.each(func(l *lanes) {
		to, from := l[0], l[1]
		for i := 0; i < from.n; i += atOnce {
			if i%watchEach == 0 {
				w.watch.Poll()
			}
			var wanted [atOnce]uint64
			var last [atOnce]bool // there is no next key
			m := min(from.n-i, atOnce)
			for k := range m {
				wanted[k] = key(mem.Add(from.p, (i+k)*from.stride)) + beyond // K1: needle i+k
				last[k] = right && wanted[k] == 0
			}
			places := rankEach(table, &wanted)
			for k := range m {
				if last[k] {
					places[k] = int64(sorted.n)
				}
				mem.StoreAt(to.p, (i+k)*to.stride, places[k]) // K1, K2
			}
		}
	})
	s.free()
}

// rankEach returns how many of the keys, which do not fall, are smaller than each that is wanted,
// by halving what is left without a branch to predict.
func rankEach(keys []uint64, wanted *[atOnce]uint64) (places [atOnce]int64) {
	n := len(keys)
	if n == 0 {
		return places
	}
	a, b, c, d := 0, 0, 0, 0
	for n > 1 {
		half := n >> 1
		n -= half
		a += half & -less(keys[a+half-1], wanted[0])
		b += half & -less(keys[b+half-1], wanted[1])
		c += half & -less(keys[c+half-1], wanted[2])
		d += half & -less(keys[d+half-1], wanted[3])
	}
	for k, at := range [atOnce]int{a, b, c, d} {
		places[k] = int64(at + less(keys[at], wanted[k]))
	}
	return places
}

// less is 1 if x < y and 0 if not.
func less(x, y uint64) int {
	_, borrow := bits.Sub64(x, y, 0)
	return int(borrow)
}

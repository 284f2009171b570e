package kernel

import (
	"sort"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// SearchArray writes to dst, of int64, for each item of needles, which has dst's
// shape, where it belongs in the sorted one-dimensional array a: before all items
// that are not smaller, or, if right, behind all that are not larger. Unless it is
// nil, sorter, of int64 and as long as a, has the positions in a of its items in
// sorted order; they are those of items.
func SearchArray(kind elem.Kind, dst, a, needles *mem.Array, sorter *mem.Array, right bool) {
	w := newAlong()
	sorted, order := w.beside(kind, a, dst), lane{}
	if sorter != nil {
		order = w.beside(elem.KindInt64, sorter, dst)
	}
	key, minor := keys[kind], minorKey(kind)
	at := func(i int) mem.Addr {
		if sorter != nil {
			i = int(mem.LoadAt[int64](order.p, i*order.stride)) // K1, K2
		}
		return mem.Add(sorted.p, i*sorted.stride) // K1
	}
	w.add(elem.KindInt64, dst, noLanes, writes)
	w.add(kind, needles, noLanes, reads)
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

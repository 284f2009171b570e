package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// A Unique says which items of an array are different, in sorted order. Positions
// are those in C order.
type Unique struct {
	Items   *mem.Array // all items of the array, in C order
	First   []int64    // where each value stands first
	Counts  []int64    // how often it occurs
	Inverse []int64    // which value each item has
}

// UniqueOf finds the different items of a; all NaNs count as one.
func UniqueOf(kind elem.Kind, a *mem.Array) Unique {
	items := likeC(kind, a.L())
	CopyArray(kind, items, a)
	u := Unique{Items: items, Inverse: make([]int64, items.L().Size())}
	s := newScratch()
	s.watch = workers.Watched(len(u.Inverse), watchFrom)
	l := lane{items.Base, len(u.Inverse), kind.Size()}
	key, minor, last := keys[kind], minorKey(kind), keyed{}
	for i, e := range s.ordered(kind, l) {
		s.tick(1)
		e.key = key(l.at(e.at)) // K1
		same := i > 0 && e.key == last.key && minor(l.at(e.at)) == minor(l.at(last.at)) ||
			i > 0 && isNaNKey(kind, e.key) && isNaNKey(kind, last.key)
		if !same {
			u.First, u.Counts = append(u.First, e.at), append(u.Counts, 0)
		}
		last = e
		u.Counts[len(u.Counts)-1]++
		u.Inverse[e.at] = int64(len(u.First) - 1)
	}
	s.free()
	return u
}

// at returns the address of item i.
func (l lane) at(i int64) mem.Addr { return mem.Add(l.p, int(i)*l.stride) } // K1

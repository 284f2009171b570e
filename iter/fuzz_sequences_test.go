package iter_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
)

// FuzzSequences reads and writes arrays whose shape, class, order and sequences the
// fuzzer chooses, against the index walk.
func FuzzSequences(f *testing.F) {
	for class := range ndtest.Classes {
		f.Add(uint8(class), uint64(class), uint8(class), []byte{3, 2, 4})
		f.Add(uint8(class), uint64(class), uint8(3*class+1), []byte{2, 1, 3, 2, 2})
		f.Add(uint8(class), uint64(class), uint8(5*class+2), []byte{200, 3})
	}
	f.Fuzz(func(t *testing.T, class uint8, seed uint64, order uint8, lengths []byte) {
		shape := []int{}
		for k, n := range lengths[:min(len(lengths), 6)] {
			if k > 0 {
				n %= 9
			}
			shape = append(shape, int(n))
		}
		if ndtest.Size(shape) > 5000 {
			return
		}
		rng := rand.New(rand.NewPCG(seed, 1))
		a := ndtest.New[int32](rng, ndtest.Classes[int(class)%len(ndtest.Classes)], shape...)
		a.Fill(ndtest.RandomBits[int32](rng, len(a.Values())))
		a.Remember()
		orders := allOrders[int(order)%len(allOrders)]
		readers, writers := readers[int32](t), writers[int32](t)
		names := slices.Sorted(func(yield func(string) bool) {
			for name := range readers {
				if !yield(name) {
					return
				}
			}
		})
		name := names[rng.IntN(len(names))]
		indices, _ := indicesIn(a, usualOrder(name), orders)
		requireRead(t, a, readers[name](a.V.View, orders), indices, true, name)
		a.Unchanged(t, name)

		name = []string{"MutPositions", "MutRuns", "IndexedMutRuns", "Pointers", "IndexedPointers"}[rng.IntN(5)]
		if !a.V.Plain() {
			name = []string{"MutPositions", "MutRuns", "IndexedMutRuns"}[rng.IntN(3)]
		}
		indices, _ = indicesIn(a, usualOrder(name), orders)
		before, values := a.Values(), ndtest.RandomBits[int32](rng, len(indices))
		requireWrote(t, a, before, writers[name](a.V, values, orders), values, indices, name)
		a.OnlyElements(t, name)
	})
}

// usualOrder is the order of a sequence that is not asked for one.
func usualOrder(name string) iter.Order {
	switch name {
	case "Runs", "IndexedRuns", "MutRuns", "IndexedMutRuns":
		return iter.K
	}
	return iter.C
}

// FuzzZip walks random views together, one after the other of the 18 sequences.
func FuzzZip(f *testing.F) {
	for k := range uint8(18) {
		f.Add(uint64(k), k, k, uint8(0), []byte{3, 2, 4})
		f.Add(uint64(k), k, 2*k+1, uint8(1), []byte{40, 3})
		f.Add(uint64(k), k, 3*k+2, uint8(2), []byte{2, 1, 2, 2, 3})
	}
	f.Fuzz(func(t *testing.T, seed uint64, which, order, axis uint8, lengths []byte) {
		shape := []int{}
		for k, n := range lengths[:min(len(lengths), 6)] {
			if k > 0 {
				n %= 7
			}
			shape = append(shape, int(n))
		}
		if ndtest.Size(shape) > 3000 {
			return
		}
		kinds := []map[string]zipper{elementZips, runZips, laneZips}
		zips, names := kinds[which%3], []string{}
		for name := range zips {
			names = append(names, name)
		}
		slices.Sort(names)
		name := names[int(which/3)%len(names)]
		n, mut := arity(name)
		z := newTogether(rand.New(rand.NewPCG(seed, 2)), shape, mut)
		whole := z.common(n)
		orders := allOrders[int(order)%len(allOrders)]
		along := int(axis) % max(len(whole), 1)
		byLanes := which%3 == 2
		want, told := z.expected(n, whole, along, orders, byLanes)
		requireTuples(t, want, zips[name](z, along, orders), told, byLanes, name)
		z.requireWritten(t, mut, name)
	})
}

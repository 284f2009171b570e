package iter_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// A crooked array has rows behind pointers, each of them aligned or not: the walk
// finds out row by row.
type crooked struct {
	v      ndview.MutView[int64]
	places []mem.Addr // of the elements, in C order
	memory []byte
	table  []mem.Addr
}

func newCrooked(rng *rand.Rand, shape []int) *crooked {
	each := ndtest.Size(shape[1:])
	c := &crooked{memory: make([]byte, shape[0]*(8*each+32)+16), table: make([]mem.Addr, shape[0])}
	first := int(-mem.Uint(mem.Of(c.memory)) & 7)
	for r := range c.table {
		at := first + r*(8*each+32)
		if rng.IntN(2) == 0 {
			at += 1 + rng.IntN(7)
		}
		c.table[r] = mem.Of(c.memory[at:])
		for i := range each {
			c.places = append(c.places, mem.Add(c.table[r], 8*i))
		}
	}
	strides, suboffsets := []int{mem.SizeOf[mem.Addr]()}, []int{0}
	for k := range shape[1:] {
		strides = append(strides, 8*ndtest.Size(shape[k+2:]))
		suboffsets = append(suboffsets, -1)
	}
	l, err := layout.New(shape, strides, suboffsets, 8)
	if err != nil {
		panic(err)
	}
	c.v = ndview.NewMutView[int64](mem.New(mem.Of(c.table), l, lease.Forever, 0, mem.Item{Size: 8, Unit: 1, Align: 8}))
	return c
}

func (c *crooked) get(k int) int64    { return mem.LoadUnit[int64](c.places[k], 1) }
func (c *crooked) put(k int, x int64) { mem.StoreUnit(c.places[k], x, 1) }

func TestRowsBehindMisalignedPointers(t *testing.T) {
	rng := ndtest.Seeded(t)
	for range 60 {
		for _, shape := range [][]int{{5, 4}, {1, 3}, {4, 2, 3}, {3, 2, 2, 2}, {2, 600}} {
			c := newCrooked(rng, shape)
			for k := range c.places {
				c.put(k, int64(k))
			}
			for name, read := range readers[int64](t) {
				for k, x := range read(c.v.View, []iter.Order{iter.C}) {
					require.Equal(t, int64(k), x, name)
				}
			}
			k := 0
			for lane := range iter.Lanes(c.v.View, -1) {
				for i := range lane.Len() {
					require.Equal(t, int64(k), lane.At(i))
					k++
				}
			}
			for name, write := range writers[int64](t) {
				if name == "Pointers" || name == "IndexedPointers" {
					continue
				}
				values := ndtest.RandomBits[int64](rng, len(c.places))
				write(c.v, values, []iter.Order{iter.C})
				for k, x := range values {
					require.Equal(t, x, c.get(k), name)
				}
			}
			k = 0
			for n, lane := range iter.IndexedMutLanes(c.v, -1) {
				require.Equal(t, k/lane.Len(), n)
				for i := range lane.Len() {
					lane.Set(i, int64(-k))
					k++
				}
			}
			for k := range c.places {
				require.Equal(t, int64(-k), c.get(k), "IndexedMutLanes")
			}
		}
	}
}

// A body that panics in the row after a misaligned one: both are written.
func TestAPanicBehindAMisalignedRowLosesNothing(t *testing.T) {
	rng := ndtest.Seeded(t)
	for range 40 {
		c := newCrooked(rng, []int{6, 5})
		last := rng.IntN(6)
		err := recovered(func() {
			for n, row := range iter.IndexedMutLanes(c.v, 1) {
				for i := range row.Len() {
					row.Set(i, 1)
				}
				if n == last {
					panic(fmt.Errorf("row %d", n))
				}
			}
		})
		require.Error(t, err)
		for k := range c.places {
			want := int64(0)
			if k/5 <= last {
				want = 1
			}
			require.Equal(t, want, c.get(k))
		}
		assert.Len(t, c.table, 6)
	}
}

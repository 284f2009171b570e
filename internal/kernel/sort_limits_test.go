package kernel

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// The bytes of a lane that is broadcast may be more than an int counts: 1<<61+16 items of 8 bytes
// would wrap around to 128 bytes.
func TestQuantilesOfLanesLargerThanMemoryPanicWithTheirSize(t *testing.T) {
	over := func(s []float64, n, unit int) *mem.Array {
		l, err := layout.New([]int{1}, []int{8}, nil, 8)
		require.NoError(t, err)
		require.NoError(t, l.BroadcastTo(n))
		a := mem.New(mem.Of(s), l, lease.Forever, 0, mem.Item{Size: 8, Unit: unit, Align: 8})
		return &a
	}
	eachLevel(t, func(t *testing.T) {
		for _, unit := range []int{1, 8} {
			dst := []float64{5}
			err := panicked(func() {
				QuantileArray(elem.KindFloat64, over(dst, 1, 1), elem.KindFloat64, over([]float64{1}, 1<<61+16, unit), 0, false, Quantile{Q: 0.5})
			})
			require.ErrorIs(t, err, layout.ErrOverflow)
			require.ErrorContains(t, err, "a lane of 2305843009213693968 items cannot be copied")
			require.Equal(t, []float64{5}, dst)
		}
	})
}

// panicked returns the error with which f panics.
func panicked(f func()) (err error) {
	defer func() { err, _ = recover().(error) }()
	f()
	return nil
}

// Others may write to memory while it is sorted: the result means nothing then, but it comes, and
// nothing beyond the items is touched.
func TestSortingEndsWhenItemsChangeMeanwhile(t *testing.T) {
	t.Run("counted bytes", func(t *testing.T) {
		b := []uint16{0x0301, 0x0100, 0x0302, 0x0001, 0x0200, 0x0102, 0xff03, 0x0300}
		assert.NotPanics(t, func() { radix(b, b, 2) }) // each item that is placed overwrites one that was counted
		assert.NotPanics(t, func() { radix([]uint16{3, 2, 1, 0x0102}, make([]uint16, 3), 2) })
	})
	v := sortLoopsOf(8)
	if v == nil {
		return // no loops that part
	}
	falling := func() []int64 {
		items := make([]int64, 5000)
		for i := range items {
			items[i] = int64(-i)
		}
		return items
	}
	t.Run("all below the pivot", func(t *testing.T) {
		loops, parted := *v, 0
		loops.part = func(_, _ mem.Addr, n int, _ int64) int { parted++; return n }
		s, items := newScratch(), falling()
		listOf[int64](s, &loops, mem.Of(items), len(items)).sort(20)
		listOf[int64](s, &loops, mem.Of(items), len(items)).selectRank(7)
		less, more, equal := (&list[int64]{&loops, mem.Of(items), s.room(8 * len(items)), len(items), false}).parted()
		assert.Equal(t, []int{5000, 0, 0}, []int{less.n, more.n, equal})
		assert.Equal(t, list[int64]{}, more, "no address one past the end")
		assert.Equal(t, 3, parted)
		assert.Equal(t, falling(), items)
		s.free()
	})
	t.Run("zeros are gone", func(t *testing.T) {
		loops, items := *v, falling()
		items[1] = -1 << 63 // −0
		loops.ordered = func(a mem.Addr, n int, _, _, _ uint64) bool {
			copy(mem.Slice[int64](a, n), slices.Repeat([]int64{3}, n))
			return false
		}
		s := newScratch()
		assert.NotPanics(t, func() {
			sortNumbers[int64](s, &loops, elem.KindFloat64, lane{mem.Of(items), len(items), 8}, true)
		})
		s.free()
	})
}

func TestPartingAllocatesNothing(t *testing.T) {
	v := sortLoopsOf(8)
	if v == nil {
		return // no loops that part
	}
	s, items := newScratch(), make([]int64, 5000)
	s.room(8 * len(items))
	assert.Zero(t, testing.AllocsPerRun(5, func() {
		for i := range items {
			items[i] = int64(i * 7919 % 5003)
		}
		listOf[int64](s, v, mem.Of(items), len(items)).sort(40)
	}))
	s.free()
}

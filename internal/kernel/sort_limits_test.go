package kernel

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
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
		assert.NotPanics(t, func() { radix(b, b, 2, workers.Watch{}) }) // each item that is placed overwrites one that was counted
		assert.NotPanics(t, func() { radix([]uint16{3, 2, 1, 0x0102}, make([]uint16, 3), 2, workers.Watch{}) })
	})
	v := sortLoopsOf(elem.KindInt64)
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
	for _, k := range []int{0, 5000} { // the pivot was overwritten by the largest or the smallest number
		loops, parted := *v, 0
		loops.less = func(mem.Addr, int, uint64) int { parted++; return k }
		loops.upTo = func(mem.Addr, int, uint64) int { return 0 }
		s, items := newScratch(), falling()
		l := sortingOf[int64](s, &loops)
		l.sort(items, 20)
		assert.Equal(t, 20, parted)
		assert.IsIncreasing(t, items)
		items = falling()
		l.selectRank(items, 7)
		assert.IsIncreasing(t, items)
		s.free()
	}
	t.Run("zeros are gone", func(t *testing.T) {
		items := []uint64{5, 1 << 63, 0, 7}
		placeZeros(items, []uint64{1 << 63, 0, 0, 0, 0})
		assert.Equal(t, []uint64{5, 1 << 63, 0, 7}, items)
		placeZeros(items[:1], []uint64{0})
		assert.Equal(t, []uint64{5, 1 << 63, 0, 7}, items)
	})
}

func TestPartingAllocatesNothing(t *testing.T) {
	v := sortLoopsOf(elem.KindInt64)
	if v == nil {
		return // no loops that part
	}
	s, items := newScratch(), make([]int64, 5000)
	assert.Zero(t, testing.AllocsPerRun(5, func() {
		for i := range items {
			items[i] = int64(i * 7919 % 5003)
		}
		l := sortingOf[int64](s, v)
		l.sort(items, 40)
	}))
	s.free()
}

package ops_test

import (
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// What small and ordinary arrays do not show.

func TestVDotOfNumbersWithoutAxesIsConjugated(t *testing.T) {
	a, b := ndview.Make[complex128](), ndview.Make[complex128]()
	a.Set(1i)
	b.Set(2 + 1i)
	got, err := ops.VDot(a.View, b.View)
	require.NoError(t, err)
	assert.Equal(t, 1-2i, got)

	dst := ndview.Make[complex128]()
	require.NoError(t, ops.Product("vdot", dst.Raw(), a.View.Raw(), b.View.Raw()))
	assert.Equal(t, 1-2i, dst.At())
	require.NoError(t, ops.Product("vdot", a.Raw(), a.View.Raw(), b.View.Raw()))
	assert.Equal(t, 1-2i, a.At())
}

func TestHistogramWithoutRoomForBinsIsAnError(t *testing.T) {
	dst, v := ndview.Make[int64](10), ndview.Make[float64](1)
	v.Set(1e300, 0)
	assert.ErrorIs(t, ops.Histogram(dst, v.View, 1e300, 1e300), ndview.ErrBounds)
	half := ndview.Make[ndview.Float16](3)
	assert.ErrorIs(t, ops.Histogram(dst, half.View, -1e10, 1e10), ndview.ErrBounds)
	assert.ErrorIs(t, ops.HistogramWeighted(ndview.Make[float64](10), v.View, v.View, 1e300, 1e300), ndview.ErrBounds)
}

func TestScanChecksShapesBeforeItCopies(t *testing.T) {
	for _, shape := range [][]int{{1 << 31, 1 << 20}, {1 << 31, 1 << 31}} {
		v, err := ndview.Make[float64](1, 1).View.BroadcastTo(shape...)
		require.NoError(t, err)
		assert.ErrorIs(t, ops.CumSum(ndview.Make[float64](4), v), ndview.ErrShape)
	}
}

func TestPartitionByEveryRankSorts(t *testing.T) {
	const n = 100_000
	a, want, ranks := make([]int32, n), make([]int32, n), make([]int, n)
	for i := range a {
		a[i], want[i], ranks[i] = int32(i*7919%n), int32(i), i
	}
	v, err := ndview.FromSlice(a)
	require.NoError(t, err)
	start := time.Now()
	require.NoError(t, ops.Partition(v, v.View, 0, ranks...))
	assert.True(t, slices.Equal(want, a))
	assert.Less(t, time.Since(start), 5*time.Second, "time in proportion to ranks times items")
}

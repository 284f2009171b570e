package ops_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Counts of lanes are those of each lane by itself, along every axis of views of every kind.
func TestCountsAlongAnAxisAreThoseOfEachLane(t *testing.T) {
	base := ndview.Make[int16](3, 4, 5)
	values := make([]int16, base.Size())
	for i := range values {
		values[i] = int16(i * i % 7)
	}
	require.NoError(t, base.CopyFrom(values))
	for _, v := range []ndview.View[int16]{
		base.View, base.View.Permute(2, 0, 1), base.View.SliceAxis(1, ndview.All.By(-2)), base.View.IndexAxis(0, 1), base.View.IndexAxis(0, 1).IndexAxis(0, 2),
		base.View.SliceAxis(2, ndview.To(0)),
	} {
		for axis := range v.NDim() {
			shape := v.Shape()
			shape[axis] = 7
			bins, counts := ndview.Make[int64](shape...), ndview.Make[int64](shape...)
			require.NoError(t, ops.HistogramAlong(bins, v, 0, 7, axis-v.NDim()))
			require.NoError(t, ops.BincountAlong(counts, v, axis))
			lanes, rows, columns := v.MoveAxis(axis, -1), bins.View.MoveAxis(axis, -1), counts.View.MoveAxis(axis, -1)
			forEachLane(lanes, rows, columns, func(lane ndview.View[int16], binned, counted ndview.View[int64]) {
				one, two := ndview.Make[int64](7), ndview.Make[int64](7)
				require.NoError(t, ops.Histogram(one, lane, 0, 7))
				require.NoError(t, ops.Bincount(two, lane))
				assert.Equal(t, listed(t, one.View), listed(t, binned))
				assert.Equal(t, listed(t, two.View), listed(t, counted))
			})
		}
	}
}

func forEachLane(a ndview.View[int16], b, c ndview.View[int64], f func(a ndview.View[int16], b, c ndview.View[int64])) {
	if a.NDim() == 1 {
		f(a, b, c)
		return
	}
	for i := range a.Len(0) {
		forEachLane(a.IndexAxis(0, i), b.IndexAxis(0, i), c.IndexAxis(0, i), f)
	}
}

func TestCountsAlongAnAxisRefuseBeforeTheyWrite(t *testing.T) {
	v := ndview.Make[int64](2, 3)
	require.NoError(t, v.CopyFrom([]int64{0, 1, 2, 0, 9, 1}))
	counts := ndview.Make[int64](2, 4)
	require.NoError(t, ops.Fill(counts, -5))
	assert.ErrorIs(t, ops.BincountAlong(counts, v.View, 1), ndview.ErrBounds)
	assert.ErrorIs(t, ops.BincountAlong(counts, v.View, 2), ndview.ErrBounds)
	assert.ErrorIs(t, ops.BincountAlong(counts, v.View, 0), ndview.ErrShape)
	assert.ErrorIs(t, ops.HistogramAlong(counts, v.View, 3, 2, 1), ndview.ErrBounds)
	assert.ErrorIs(t, ops.HistogramAlong(ndview.Make[int64](4), v.View, 0, 1, 1), ndview.ErrShape)
	assert.Equal(t, slices.Repeat([]int64{-5}, 8), listed(t, counts.View))
	_, err := ops.HistogramEdges[float64](-1, 0, 1)
	assert.ErrorIs(t, err, ndview.ErrBounds)
	_, err = ops.HistogramEdges[float64](2, 0, math.Inf(1))
	assert.ErrorIs(t, err, ndview.ErrBounds)
}

func TestPartsAlongAnAxisAreFoundOnce(t *testing.T) {
	nan := math.NaN()
	a := ndview.Make[float64](4, 3)
	require.NoError(t, a.CopyFrom([]float64{
		2, nan, 1,
		0, 5, 5,
		math.Copysign(0, -1), 5, 5,
		2, nan, 1,
	}))
	rows := ndview.Make[float64](4, 3)
	n, err := ops.UniqueAlong(rows, a.View, 0)
	require.NoError(t, err)
	require.Equal(t, 2, n)
	assert.Equal(t, []float64{0, 5, 5, 2}, listed(t, rows.View)[:4])

	columns := ndview.Make[float64](4, 3)
	n, err = ops.UniqueAlong(columns, a.View, -1)
	require.NoError(t, err)
	assert.Equal(t, 3, n, "all columns differ")
	assert.Equal(t, []float64{1, 2}, listed(t, columns.View.IndexAxis(0, 0))[:2])

	n, err = ops.UniqueAlong(rows.SliceAxis(0, ndview.To(1)), a.View, 0)
	assert.ErrorIs(t, err, ndview.ErrShape)
	assert.Equal(t, 2, n, "how many there are")
	_, err = ops.UniqueAlong(rows, a.View, 2)
	assert.ErrorIs(t, err, ndview.ErrBounds)
	_, err = ops.UniqueAlong(ndview.Make[float64](4, 2), a.View, 0)
	assert.ErrorIs(t, err, ndview.ErrShape)
}

func TestMediansOverSeveralAxes(t *testing.T) {
	a := ndview.Make[float64](2, 3, 4)
	values := make([]float64, 24)
	for i := range values {
		values[i] = float64(i * 7 % 24)
	}
	require.NoError(t, a.CopyFrom(values))
	want := ndview.Make[float64](3)
	for i := range 3 {
		want.Set1(i, ops.Median(a.View.IndexAxis(1, i)))
	}
	for _, axes := range [][]int{{0, 2}, {2, 0}, {-1, 0}} {
		got, kept := ndview.Make[float64](3), ndview.Make[float64](1, 3, 1)
		require.NoError(t, ops.MedianTo(got, a.View, axes...))
		require.NoError(t, ops.NanMedianTo(kept, a.View, axes...))
		assert.Equal(t, listed(t, want.View), listed(t, got.View))
		assert.Equal(t, listed(t, want.View), listed(t, kept.View))
	}
	all := ndview.Make[float64]()
	require.NoError(t, ops.MedianTo(all, a.View))
	assert.Equal(t, 11.5, all.View.At())
	assert.ErrorIs(t, ops.MedianTo(all, a.View, 0, 0), ndview.ErrBounds)
	assert.ErrorIs(t, ops.MedianTo(all, a.View, 0, 3), ndview.ErrBounds)
	assert.ErrorIs(t, ops.MedianTo(all, a.View, 0, 1), ndview.ErrShape)
}

func TestDifferencesOfBooleansAreWhereTheyDiffer(t *testing.T) {
	v, dst := ndview.Make[ndview.Bool](5), ndview.Make[ndview.Bool](4)
	require.NoError(t, v.CopyFrom([]ndview.Bool{1, 1, 0, 2, 1}))
	require.NoError(t, ops.Diff(dst, v.View, 1, 0))
	assert.Equal(t, []ndview.Bool{0, 1, 1, 0}, listed(t, dst.View))
	again := ndview.Make[ndview.Bool](3)
	require.NoError(t, ops.Diff(again, v.View, 2, 0))
	assert.Equal(t, []ndview.Bool{1, 0, 1}, listed(t, again.View))
}

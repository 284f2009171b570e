package ops_test

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func TestTakingPuttingAndMovingAreTheIndexWalkForEverySizeAndLayout(t *testing.T) {
	t.Run("uint8", testTaking[uint8])
	t.Run("int16", testTaking[int16])
	t.Run("float32", testTaking[float32])
	t.Run("float64", testTaking[float64])
	t.Run("complex128", testTaking[complex128])
}

func testTaking[T ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, shape := range append(slices.Clone(laneShapes), []int{6, 20}, []int{5, 4, 9}) {
		for _, class := range ndtest.Classes {
			axis := rng.IntN(len(shape))
			n := shape[axis]
			src := ndtest.New[T](rng, ndtest.ReadClasses[rng.IntN(len(ndtest.ReadClasses))], shape...)
			src.Fill(ndtest.RandomBits[T](rng, ndtest.Size(shape)))
			src.Remember()
			values := src.Values()

			dst := ndtest.New[T](rng, class, shape...).Remember()
			moved := func(from func(i int) int) (want []T) {
				for index := range ndtest.Indices(shape) {
					index = slices.Clone(index)
					index[axis] = from(index[axis])
					want = append(want, values[ndtest.Position(shape, index)])
				}
				return want
			}
			require.NoError(t, ops.Flip(dst.V, src.V.View, axis))
			requireBits(t, moved(func(i int) int { return n - 1 - i }), dst.Values(), "Flip: %v, %v along %d", dst, src, axis)
			shift := rng.IntN(2*n+2) - n
			require.NoError(t, ops.Roll(dst.V, src.V.View, shift, axis))
			requireBits(t, moved(func(i int) int { return ((i-shift)%n + n) % n }), dst.Values(), "Roll by %d: %v, %v along %d", shift, dst, src, axis)
			dst.Fill(values)
			require.NoError(t, ops.Roll(dst.V, dst.V.View, shift, axis))
			requireBits(t, moved(func(i int) int { return ((i-shift)%n + n) % n }), dst.Values(), "Roll in place by %d: %v along %d", shift, dst, axis)
			dst.Fill(values)
			require.NoError(t, ops.Flip(dst.V, dst.V.View, axis))
			requireBits(t, moved(func(i int) int { return n - 1 - i }), dst.Values(), "Flip in place: %v along %d", dst, axis)
			dst.OnlyElements(t, "moving")
			src.Unchanged(t, "moving")
			if n == 0 {
				continue
			}
			at := make([]int64, n)
			for i := range at {
				at[i] = int64(rng.IntN(2*n) - n)
			}
			indices, err := ndview.FromSlice(at)
			require.NoError(t, err)
			require.NoError(t, ops.Take(dst.V, src.V.View, indices.View, axis, ops.RefuseOutside))
			requireBits(t, moved(func(i int) int { return (int(at[i]) + n) % n }), dst.Values(), "Take: %v, %v along %d", dst, src, axis)
			dst.OnlyElements(t, "Take")
			testPut(t, dst, src)
		}
	}
}

func testPut[T ndview.Element](t *testing.T, dst, src *ndtest.Array[T]) {
	size := ndtest.Size(dst.Shape)
	if size == 0 {
		return
	}
	want := dst.Values()
	at, err := ndview.FromSlice([]int64{int64(size - 1), 0, -1})
	require.NoError(t, err)
	require.NoError(t, ops.Put(dst.V, at.View, src.V.View, ops.RefuseOutside))
	for i, x := range []int{size - 1, 0, size - 1} {
		want[x] = src.Values()[i%size]
	}
	requireBits(t, want, dst.Values(), "Put: %v, %v", dst, src)
	dst.OnlyElements(t, "Put")
}

func TestPositionsOutsideAreRefusedBeforeAnythingIsWritten(t *testing.T) {
	a, dst := ramp(3, 2), ndview.Make[float64](2, 2)
	at, err := ndview.FromSlice([]int64{1, 3})
	require.NoError(t, err)
	along, err := ndview.FromSlice([]int64{0, 1, -4, 0}, 2, 2)
	require.NoError(t, err)
	for text, err := range map[string]error{
		"inplace: ops.Take: index 3 at (1,) of indices (2,) is out of bounds for axis 0 of src with length 3; " +
			"positions are -3 to 2, or ask for WrapOutside or ClipOutside": ops.Take(dst, a.View, at.View, 0, ops.RefuseOutside),
		"inplace: ops.TakeAlong: index -4 at (1, 0) of indices (2, 2)": ops.TakeAlong(dst, a.View, along.View, 0),
		"inplace: ops.PutAlong: index -4 at (1, 0) of indices (2, 2)":  ops.PutAlong(a, along.View, dst.View, 0),
		"inplace: ops.Put: index 3, number 1 of indices":               ops.Put(ramp(3), at.View, dst.View, ops.RefuseOutside),
	} {
		assert.ErrorContains(t, err, text)
		assert.ErrorIs(t, err, ndview.ErrBounds)
	}
	assert.ErrorIs(t, ops.Take(dst, a.View, at.View, 1, ops.WrapOutside), ndview.ErrShape)
	none := ndview.Make[float64](0)
	assert.ErrorIs(t, ops.Put(dst, at.View, none.View, ops.ClipOutside), ndview.ErrShape)
	assert.Equal(t, make([]float64, 4), contents(t, dst))
	assert.Equal(t, []float64{0, 1, 2, 3, 4, 5}, contents(t, a))

	require.NoError(t, ops.Take(dst, a.View, at.View, 0, ops.WrapOutside))
	assert.Equal(t, []float64{2, 3, 0, 1}, contents(t, dst))
	require.NoError(t, ops.Take(dst, a.View, at.View, 0, ops.ClipOutside))
	assert.Equal(t, []float64{2, 3, 4, 5}, contents(t, dst))
}

func TestTakeReadsOverlappingOperandsFirst(t *testing.T) {
	at, err := ndview.FromSlice([]int64{5, 4, 3, 2, 1, 0})
	require.NoError(t, err)
	a := ramp(6)
	require.NoError(t, ops.Take(a, a.View, at.View, 0, ops.RefuseOutside))
	assert.Equal(t, []float64{5, 4, 3, 2, 1, 0}, contents(t, a))
	require.NoError(t, ops.TakeAlong(at, at.View, at.View, 0))
	assert.Equal(t, []int64{0, 1, 2, 3, 4, 5}, contents(t, at))
	require.NoError(t, ops.PutAlong(a, at.Flip(0).View, a.View, 0))
	assert.Equal(t, []float64{0, 1, 2, 3, 4, 5}, contents(t, a))
	rows := ramp(6, 20)
	require.NoError(t, ops.Take(rows, rows.View, at.Flip(0).View, 0, ops.RefuseOutside))
	assert.Equal(t, 100.0, rows.At(0, 0))
	assert.Equal(t, 19.0, rows.At(5, 19))
}

// The answers of NumPy 2.5.
func TestQuantilesAreNumPys(t *testing.T) {
	a, err := ndview.FromSlice([]float64{7, 1, 3, 10})
	require.NoError(t, err)
	assert.Equal(t, 5.0, ops.Median(a.View))
	for between, want := range map[ops.Between]float64{
		ops.QuantileLinear: 3.8000000000000007, ops.QuantileLower: 3, ops.QuantileHigher: 7, ops.QuantileMidpoint: 5, ops.QuantileNearest: 3,
	} {
		got, err := ops.Quantile(a.View, 0.4, between)
		require.NoError(t, err)
		assert.Equal(t, want, got, between)
	}
	got, err := ops.Percentile(a.View, 40, ops.QuantileLinear)
	require.NoError(t, err)
	assert.Equal(t, 3.8000000000000007, got)
	_, err = ops.Quantile(a.View, 1.5, ops.QuantileLinear)
	assert.EqualError(t, err, "inplace: ops.Quantile: q is 1.5, wanted 0 to 1: "+ndview.ErrBounds.Error())
	_, err = ops.Percentile(a.View, math.NaN(), ops.QuantileLinear)
	assert.ErrorIs(t, err, ndview.ErrBounds)

	n, err := ndview.FromSlice([]float32{7, float32(math.NaN()), 3})
	require.NoError(t, err)
	assert.True(t, math.IsNaN(ops.Median(n.View)))
	assert.Equal(t, 5.0, ops.NanMedian(n.View))
	got, err = ops.NanQuantile(n.View, 1, ops.QuantileLinear)
	require.NoError(t, err)
	assert.Equal(t, 7.0, got)
	none := ndview.Make[int32](0)
	assert.True(t, math.IsNaN(ops.Median(none.View)))

	// Beside infinities an item stays what it is, where NumPy's formula gives NaN; and
	// the mean of two large items does not overflow.
	inf, err := ndview.FromSlice([]float64{math.Inf(-1), 1, math.MaxFloat64, math.MaxFloat64})
	require.NoError(t, err)
	got, err = ops.Quantile(inf.View, 0, ops.QuantileLinear)
	require.NoError(t, err)
	assert.Equal(t, math.Inf(-1), got)
	assert.Equal(t, math.MaxFloat64, ops.Median(inf.SliceAxis(0, ndview.From(2)).View))

	dst := ndview.Make[float32](2)
	matrix := ramp(3, 4)
	assert.EqualError(t, ops.MedianTo(dst, matrix.View, 1), "inplace: ops.MedianTo: the shapes of dst (2,), src (3, 4) do not fit: dst must be (3,); "+
		"slice, reshape, or make dst with the shape that is wanted")
	require.NoError(t, ops.QuantileRaw(dst.Raw(), matrix.SliceAxis(1, ndview.To(2)).Raw().Raw, 0.25, 0, ops.QuantileLinear, false))
	assert.Equal(t, []float32{2, 3}, contents(t, dst))
	halves, err := inf.Reshape(2, 2)
	require.NoError(t, err)
	require.NoError(t, ops.MedianRaw(dst.Raw(), halves.Raw().Raw, 1, true))
	assert.Equal(t, []float32{float32(math.Inf(-1)), float32(math.Inf(1))}, contents(t, dst), "not NaN, as the quantile at 0.5 is")
	ints := ndview.Make[int32](4)
	assert.ErrorIs(t, ops.MedianRaw(ints.Raw(), matrix.Raw().Raw, 0, false), ndview.ErrType)
	assert.ErrorIs(t, ops.QuantileRaw(ints.Raw(), matrix.Raw().Raw, 0.5, 0, ops.QuantileLinear, false), ndview.ErrType)
	assert.ErrorIs(t, ops.QuantileTo(dst, matrix.View, -1, 0, ops.QuantileLinear), ndview.ErrBounds)
}

func TestUniqueTellsHowLongDstMustBe(t *testing.T) {
	a, err := ndview.FromSlice([]float64{2, math.NaN(), 1, 2, math.NaN(), math.Copysign(0, -1), 0}, 7)
	require.NoError(t, err)
	dst := ndview.Make[float64](3)
	n, err := ops.Unique(dst, a.View)
	assert.Equal(t, 4, n)
	assert.ErrorContains(t, err, "dst has length 3, wanted at least 4, the number of different elements of src")
	assert.Equal(t, []float64{0, 0, 0}, contents(t, dst))
	n, err = ops.Unique(a, a.View) // in place
	require.NoError(t, err)
	assert.Equal(t, 4, n)
	assert.Equal(t, []float64{0, 1, 2}, contents(t, a)[:3])
	assert.True(t, math.IsNaN(a.At(3)))
	n, err = ops.UniqueRaw(dst.Raw(), ramp(2).Raw().Raw)
	require.NoError(t, err)
	assert.Equal(t, 2, n)
	_, err = ops.Unique(ramp(2, 2), a.View)
	assert.ErrorIs(t, err, ndview.ErrShape)
	n, err = ops.Unique(dst, ramp(0).View)
	require.NoError(t, err)
	assert.Zero(t, n)
}

func TestCountsRefuseBeforeTheyWrite(t *testing.T) {
	counts, v := ndview.Make[int64](3), ndview.Make[int8](2)
	require.NoError(t, v.CopyFrom([]int8{1, -2}))
	assert.ErrorContains(t, ops.Bincount(counts, v.View), "inplace: ops.Bincount: v has the element -2, which is no position of dst with length 3")
	require.NoError(t, v.CopyFrom([]int8{1, 3}))
	assert.ErrorIs(t, ops.Bincount(counts, v.View), ndview.ErrBounds)
	assert.ErrorIs(t, ops.Histogram(counts, v.View, 2, 1), ndview.ErrBounds)
	assert.ErrorIs(t, ops.Histogram(counts, v.View, 0, math.Inf(1)), ndview.ErrBounds)
	assert.ErrorIs(t, ops.HistogramIn(counts, v.View, []float64{0, 1, 2}), ndview.ErrShape)
	assert.ErrorIs(t, ops.HistogramIn(counts, v.View, []float64{0, 1, 3, 2}), ndview.ErrBounds)
	sums, weights := ndview.Make[float64](3), ndview.Make[float64](3)
	assert.ErrorIs(t, ops.BincountWeighted(sums, v.View, weights.View), ndview.ErrShape)
	assert.ErrorIs(t, ops.HistogramWeightedIn(sums, v.View, weights.View, []float64{0, 1, 2, 3}), ndview.ErrShape)
	assert.Equal(t, []int64{0, 0, 0}, contents(t, counts))

	require.NoError(t, ops.Histogram(counts, v.View, 3, 3)) // the range 2.5 to 3.5
	assert.Equal(t, []int64{0, 1, 0}, contents(t, counts))
	require.NoError(t, ops.HistogramWeightedIn(sums, v.View, weights.SliceAxis(0, ndview.To(2)).View, []float64{0, 1, 3, 4}))
	assert.ErrorIs(t, ops.Linspace(v, 0, 200, true), ndview.ErrBounds)
}

func TestSearchingRefusesWhatItCannotSearch(t *testing.T) {
	dst, a, needles := ndview.Make[int64](2), ramp(3), ramp(2)
	assert.ErrorContains(t, ops.SearchSorted(dst, ramp(3, 1).View, needles.View, ops.SideLeft), "sorted has 2 axes, wanted 1")
	assert.ErrorContains(t, ops.SearchSorted(dst, a.View, a.View, ops.SideLeft), "dst must be (3,)")
	sorter, err := ndview.FromSlice([]int64{0, 1, 3})
	require.NoError(t, err)
	assert.ErrorIs(t, ops.SearchSortedBy(dst, a.View, needles.View, ops.SideLeft, sorter.View), ndview.ErrBounds)
	assert.ErrorIs(t, ops.SearchSortedBy(dst, a.View, needles.View, ops.SideLeft, dst.View), ndview.ErrShape)
	require.NoError(t, ops.SearchSortedRaw(dst.Raw(), a.Raw().Raw, needles.Raw().Raw, ops.SideRight))
	assert.Equal(t, []int64{1, 2}, contents(t, dst))

	inPlace, err := ndview.FromSlice([]int64{10, 20, 30}) // the answer over what was searched
	require.NoError(t, err)
	require.NoError(t, ops.SearchSorted(inPlace, inPlace.View, inPlace.View, ops.SideRight))
	assert.Equal(t, []int64{1, 2, 3}, contents(t, inPlace))
}

func TestExtractAndCompressAreTheIndexWalk(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, shape := range laneShapes {
		for _, class := range ndtest.Classes {
			src := ndtest.New[int32](rng, class, shape...)
			src.Fill(ndtest.RandomBits[int32](rng, ndtest.Size(shape)))
			mask := ndtest.New[ndview.Bool](rng, class, shape...)
			mask.Fill(ndtest.Small[ndview.Bool](rng, ndtest.Size(shape)))
			values, want := src.Values(), []int32{}
			for i, b := range mask.Values() {
				if b.Bool() {
					want = append(want, values[i])
				}
			}
			dst := ndtest.New[int32](rng, class, len(want)+2)
			n, err := ops.Extract(dst.V, src.V.View, mask.V.View)
			require.NoError(t, err)
			require.Equal(t, len(want), n)
			require.Equal(t, want, dst.Values()[:n], "Extract: %v of %v", mask, src)

			axis := rng.IntN(len(shape))
			line := ndtest.New[ndview.Bool](rng, class, shape[axis])
			line.Fill(ndtest.Small[ndview.Bool](rng, shape[axis]))
			selected, kept := slices.Clone(shape), line.Values()
			want, selected[axis] = []int32{}, 0
			for _, b := range kept {
				selected[axis] += int(ndview.BoolOf(b.Bool()))
			}
			for index := range ndtest.Indices(shape) {
				if kept[index[axis]].Bool() {
					want = append(want, src.Get(index))
				}
			}
			dst = ndtest.New[int32](rng, class, selected...)
			require.NoError(t, ops.Compress(dst.V, src.V.View, line.V.View, axis))
			require.Equal(t, want, dst.Values(), "Compress: %v of %v along %d", line, src, axis)
		}
	}
	a, short := ramp(3), ndview.Make[float64](1)
	mask, err := ndview.FromSlice([]ndview.Bool{1, 0, 1})
	require.NoError(t, err)
	n, err := ops.Extract(short, a.View, mask.View)
	assert.ErrorIs(t, err, ndview.ErrShape)
	assert.Equal(t, 2, n)
	assert.ErrorIs(t, ops.Compress(short, a.View, mask.View, 0), ndview.ErrShape)
	n, err = ops.Extract(a, a.View, mask.View) // in place
	require.NoError(t, err)
	assert.Equal(t, []float64{0, 2}, contents(t, a)[:n])
}

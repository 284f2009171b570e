package ops_test

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// of returns a view of new elements with one axis.
func of[T ndview.Element](s ...T) ndview.MutView[T] {
	v, err := ndview.FromSlice(s)
	must(err)
	return v
}

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func ExampleSort() {
	a := of(3, math.NaN(), 1, 2.5)
	must(ops.Sort(a, a.View, 0)) // a.sort()
	show(a.View)
	// Output: [1 2.5 3 NaN]
}

func ExampleSortStable() {
	zeros := of(1, math.Copysign(0, -1), 0)
	must(ops.SortStable(zeros, zeros.View, -1))
	show(zeros.View)
	// Output: [-0 0 1]
}

func ExampleSortRaw() {
	a := of[uint8](3, 1, 2).Raw() // known at run time only
	must(ops.SortRaw(a, a.Raw, 0))
	fmt.Println(a)
	// Output: [1 2 3]
}

func ExampleArgsort() {
	a, at := of(30, 10, 20.5), ndview.Make[int64](3)
	must(ops.Argsort(at, a.View, 0)) // at = np.argsort(a)
	show(at.View)
	// Output: [1 2 0]
}

func ExampleArgsortRaw() {
	a, at := of[int16](3, 1, 2), ndview.Make[int64](3)
	must(ops.ArgsortRaw(at.Raw(), a.Raw().Raw, 0))
	show(at.View)
	// Output: [1 2 0]
}

func ExamplePartition() {
	a := of[int32](9, 4, 7, 1, 8)
	must(ops.Partition(a, a.View, 0, 0, -1)) // the smallest first, the largest last
	fmt.Println(a.At(0), a.At(4))
	// Output: 1 9
}

func ExamplePartitionRaw() {
	a := of[int32](9, 4, 7, 1, 8)
	must(ops.PartitionRaw(a.Raw(), a.Raw().Raw, 0, 2))
	fmt.Println(a.At(2))
	// Output: 7
}

func ExampleArgpartition() {
	a, at := of[int32](9, 4, 7, 1, 8), ndview.Make[int64](5)
	must(ops.Argpartition(at, a.View, 0, 0))
	fmt.Println("the smallest stands at", at.At(0))
	// Output: the smallest stands at 3
}

func ExampleArgpartitionRaw() {
	a, at := of[int32](9, 4, 7, 1, 8), ndview.Make[int64](5)
	must(ops.ArgpartitionRaw(at.Raw(), a.Raw().Raw, 0, -1))
	fmt.Println("the largest stands at", at.At(4))
	// Output: the largest stands at 0
}

func ExampleSearchSorted() {
	sorted, at := of(1.0, 2, 2, 3), ndview.Make[int64](3)
	must(ops.SearchSorted(at, sorted.View, of(2, 0, math.NaN()).View, ops.SideRight))
	show(at.View)
	// Output: [3 0 4]
}

func ExampleSearchSortedBy() {
	items, order, at := of(3.0, 1, 2), ndview.Make[int64](3), ndview.Make[int64](1)
	must(ops.Argsort(order, items.View, 0))
	must(ops.SearchSortedBy(at, items.View, of(2.5).View, ops.SideLeft, order.View))
	show(at.View)
	// Output: [2]
}

func ExampleSearchSortedRaw() {
	at := ndview.Make[int64](1)
	must(ops.SearchSortedRaw(at.Raw(), of[uint8](1, 5, 9).Raw().Raw, of[uint8](6).Raw().Raw, ops.SideLeft))
	show(at.View)
	// Output: [2]
}

func ExampleUnique() {
	a := of(3, 1, math.NaN(), 3, math.NaN())
	n, err := ops.Unique(a, a.View) // in place
	must(err)
	show(a.SliceAxis(0, ndview.To(n)).View)
	// Output: [1 3 NaN]
}

func ExampleUniqueRaw() {
	a := of[int8](3, 1, 3)
	n, err := ops.UniqueRaw(a.Raw(), a.Raw().Raw)
	fmt.Println(n, err)
	// Output: 2 <nil>
}

func ExampleUniqueAll() {
	u := ops.UniqueAll(of[int32](7, 5, 7, 7).View)
	fmt.Println(u.Values, u.Index, u.Inverse, u.Counts)
	// Output: [5 7] [1 0] [1 0 1 1] [1 3]
}

func ExampleHistogram() {
	counts := ndview.Make[int64](3)
	must(ops.Histogram(counts, of(0, 0.5, 1, 2.5, 3, 9).View, 0, 3)) // the last bin has its right edge
	show(counts.View)
	// Output: [2 1 2]
}

func ExampleHistogramWeighted() {
	sums := ndview.Make[float64](2)
	must(ops.HistogramWeighted(sums, of[uint8](0, 1, 2).View, of(0.5, 10, 20).View, 0, 2))
	show(sums.View)
	// Output: [0.5 30]
}

func ExampleHistogramIn() {
	counts := ndview.Make[int64](2)
	must(ops.HistogramIn(counts, of[int32](1, 5, 50, 500).View, []float64{0, 10, 100}))
	show(counts.View)
	// Output: [2 1]
}

func ExampleHistogramWeightedIn() {
	sums := ndview.Make[float64](2)
	must(ops.HistogramWeightedIn(sums, of[int32](1, 5, 50).View, of(1.0, 2, 3).View, []float64{0, 10, 100}))
	show(sums.View)
	// Output: [3 3]
}

func ExampleHistogramEdges() {
	edges, err := ops.HistogramEdges[float64](4, 0, 1)
	fmt.Println(edges, err)
	// Output: [0 0.25 0.5 0.75 1] <nil>
}

func ExampleHistogramAlong() {
	counts := ndview.Make[int64](2, 2)
	must(ops.HistogramAlong(counts, ramp(2, 3).View, 0, 6, 1)) // of each row
	fmt.Println(counts)
	// Output:
	// [[3 0]
	//  [0 3]]
}

func ExampleBincountAlong() {
	counts := ndview.Make[int64](3, 2)
	a := ndview.Make[uint8](2, 2)
	must(a.CopyFrom([]uint8{1, 2, 1, 0}))
	must(ops.BincountAlong(counts, a.View, 0)) // of each column
	fmt.Println(counts)
	// Output:
	// [[0 1]
	//  [2 0]
	//  [0 1]]
}

func ExampleUniqueAlong() {
	rows := ndview.Make[int32](3, 2)
	must(rows.CopyFrom([]int32{2, 1, 1, 5, 2, 1}))
	n, err := ops.UniqueAlong(rows, rows.View, 0) // np.unique(rows, axis=0)
	must(err)
	fmt.Println(rows.SliceAxis(0, ndview.To(n)))
	// Output:
	// [[1 5]
	//  [2 1]]
}

func ExampleBincount() {
	counts := ndview.Make[int64](4)
	must(ops.Bincount(counts, of[uint8](1, 1, 3).View))
	show(counts.View)
	// Output: [0 2 0 1]
}

func ExampleBincountWeighted() {
	sums := ndview.Make[float64](3)
	must(ops.BincountWeighted(sums, of[int32](0, 2, 2).View, of(0.5, 1, 2).View))
	show(sums.View)
	// Output: [0.5 0 3]
}

func ExampleMedian() {
	fmt.Println(ops.Median(of[int32](7, 1, 3, 10).View))
	// Output: 5
}

func ExampleNanMedian() {
	fmt.Println(ops.NanMedian(of(7, math.NaN(), 1).View))
	// Output: 4
}

func ExampleQuantile() {
	fmt.Println(ops.Quantile(of(0.0, 10, 20, 30).View, 0.5, ops.QuantileHigher))
	// Output: 20 <nil>
}

func ExampleNanQuantile() {
	fmt.Println(ops.NanQuantile(of(0, math.NaN(), 10).View, 0.5, ops.QuantileLinear))
	// Output: 5 <nil>
}

func ExamplePercentile() {
	fmt.Println(ops.Percentile(of[uint8](0, 50, 100, 150).View, 50, ops.QuantileLinear))
	// Output: 75 <nil>
}

func ExampleMedianTo() {
	dst := ndview.Make[float64](3)
	must(ops.MedianTo(dst, ramp(2, 3).View, 0)) // np.median(a, axis=0)
	show(dst.View)
	// Output: [1.5 2.5 3.5]
}

func ExampleNanMedianTo() {
	a, dst := ramp(2, 3), ndview.Make[float64](2, 1)
	a.Set(math.NaN(), 0, 0)
	must(ops.NanMedianTo(dst, a.View, 1)) // np.nanmedian(a, axis=1, keepdims=True)
	show(dst.View)
	// Output: [1.5 4]
}

func ExampleQuantileTo() {
	dst := ndview.Make[float32](2)
	must(ops.QuantileTo(dst, ramp(2, 3).View, 0.25, 1, ops.QuantileLinear))
	show(dst.View)
	// Output: [0.5 3.5]
}

func ExampleNanQuantileTo() {
	a, dst := ramp(2, 3), ndview.Make[float64](2)
	a.Set(math.NaN(), 0, 2)
	must(ops.NanQuantileTo(dst, a.View, 1, 1, ops.QuantileLinear))
	show(dst.View)
	// Output: [1 5]
}

func ExampleQuantileRaw() {
	dst := ndview.Make[float64]()
	must(ops.QuantileRaw(dst.Raw(), of[int16](1, 2, 9).Raw().Raw, 0.5, 0, ops.QuantileNearest, false))
	fmt.Println(dst.At())
	// Output: 2
}

func ExampleMedianRaw() {
	dst := ndview.Make[float64]()
	must(ops.MedianRaw(dst.Raw(), of(math.Inf(1), 1, math.Inf(1), 2).Raw().Raw, 0, false))
	fmt.Println(dst.At())
	// Output: +Inf
}

func ExampleTake() {
	dst := ndview.Make[float64](2, 2)
	must(ops.Take(dst, ramp(2, 3).View, of[int64](-1, 0).View, 1, ops.RefuseOutside)) // a[:, [-1, 0]]
	show(dst.View)
	// Output: [2 0 5 3]
}

func ExampleTake_outside() {
	a, dst := ramp(3), ndview.Make[float64](2)
	err := ops.Take(dst, a.View, of[int64](1, 4).View, 0, ops.RefuseOutside)
	fmt.Println(errors.Is(err, ndview.ErrBounds))
	must(ops.Take(dst, a.View, of[int64](1, 4).View, 0, ops.ClipOutside))
	show(dst.View)
	// Output:
	// true
	// [1 2]
}

func ExampleTakeRaw() {
	dst := ndview.Make[float64](1)
	must(ops.TakeRaw(dst.Raw(), ramp(3).Raw().Raw, of[int64](2).Raw().Raw, 0, ops.WrapOutside))
	show(dst.View)
	// Output: [2]
}

func ExampleTakeAlong() {
	a, at := of[int32](30, 10, 20), ndview.Make[int64](3)
	must(ops.Argsort(at, a.View, 0))
	must(ops.TakeAlong(a, a.View, at.View, 0)) // sorts a
	show(a.View)
	// Output: [10 20 30]
}

func ExamplePut() {
	a := ramp(2, 3)
	must(ops.Put(a, of[int64](0, -1).View, of(-5.0).View, ops.RefuseOutside)) // np.put(a, [0, -1], -5)
	show(a.View)
	// Output: [-5 1 2 3 4 -5]
}

func ExamplePutRaw() {
	a := ramp(3)
	must(ops.PutRaw(a.Raw(), of[int64](4).Raw().Raw, of(-5.0).Raw().Raw, ops.WrapOutside))
	show(a.View)
	// Output: [0 -5 2]
}

func ExamplePutAlong() {
	a, at, marks := ramp(2, 3), ndview.Make[int64](2, 1), ndview.Make[float64](2, 1)
	must(at.CopyFrom([]int64{0, 2}))
	must(ops.PutAlong(a, at.View, marks.View, 1)) // the first of one row, the last of the other
	show(a.View)
	// Output: [0 1 2 3 4 0]
}

func ExampleFlip() {
	a := ramp(2, 3)
	must(ops.Flip(a, a.View, 1)) // a[:] = a[:, ::-1]
	show(a.View)
	// Output: [2 1 0 5 4 3]
}

func ExampleFlipRaw() {
	a := ramp(2, 3)
	must(ops.FlipRaw(a.Raw(), a.Raw().Raw))
	show(a.View)
	// Output: [5 4 3 2 1 0]
}

func ExampleRoll() {
	a := ramp(5)
	must(ops.Roll(a, a.View, 2, 0)) // a[:] = np.roll(a, 2)
	show(a.View)
	// Output: [3 4 0 1 2]
}

func ExampleRollRaw() {
	a := ramp(2, 3)
	must(ops.RollRaw(a.Raw(), a.Raw().Raw, -1, 1))
	show(a.View)
	// Output: [1 2 0 4 5 3]
}

func ExampleArange() {
	a := ndview.Make[int32](2, 3)
	must(ops.Arange(a, 10, 5))
	show(a.View)
	// Output: [10 15 20 25 30 35]
}

func ExampleLinspace() {
	a := ndview.Make[float64](5)
	must(ops.Linspace(a, 0, 1, true))
	show(a.View)
	must(ops.Linspace(a, 0, 1, false))
	show(a.View)
	// Output:
	// [0 0.25 0.5 0.75 1]
	// [0 0.2 0.4 0.6000000000000001 0.8]
}

func ExampleExtract() {
	a := ramp(2, 3)
	mask := of[ndview.Bool](1, 0, 0, 0, 1, 1)
	masked, err := mask.Reshape(2, 3)
	must(err)
	dst := ndview.Make[float64](6)
	n, err := ops.Extract(dst, a.View, masked.View) // a[mask]
	must(err)
	show(dst.SliceAxis(0, ndview.To(n)).View)
	// Output: [0 4 5]
}

func ExampleCompress() {
	dst := ndview.Make[float64](2, 2)
	must(ops.Compress(dst, ramp(2, 3).View, of[ndview.Bool](1, 0, 1).View, 1)) // a[:, [True, False, True]]
	show(dst.View)
	// Output: [0 2 3 5]
}

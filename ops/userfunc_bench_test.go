package ops_test

import (
	"testing"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

//go:noinline
func doubleSlice(d, s []float64) {
	s = s[:len(d)]
	for i := range d {
		d[i] = 2 * s[i]
	}
}

func doubleRuns(d []float64, a iter.Run[float64]) {
	if a.Len() != len(d) {
		return
	}
	for i := range d {
		d[i] = 2 * a.At(i)
	}
}

func double(x float64) float64 { return 2 * x }

func sumLane(acc int64, lane iter.Lane[int32]) int64 {
	if run, ok := lane.Run(); ok {
		for i := range run.Len() {
			acc += int64(run.At(i))
		}
		return acc
	}
	for i := range lane.Len() {
		acc += int64(lane.At(i))
	}
	return acc
}

// BenchmarkUserFunctions compares functions of lanes and of elements with loops by
// hand over slices, of 10,000 elements: a sum of int32, a multiple of float64,
// and a mean of three neighbours.
func BenchmarkUserFunctions(b *testing.B) {
	const n = 10_000
	x, y := make([]float64, n), make([]float64, n)
	vx, _ := ndview.FromSlice(x)
	vy, _ := ndview.FromSlice(y)
	ints := make([]int32, n)
	vi, _ := ndview.FromSlice(ints)
	var total int64
	const calls = 10
	often := func(f func()) func() {
		return func() {
			for range calls {
				f()
			}
		}
	}
	slice := often(func() { doubleSlice(y, x) })
	against(b, "scale/Map", n*calls, slice, often(func() { _ = ops.Map(vy, vx.View, doubleRuns) }))
	against(b, "scale/MapEach", n*calls, slice, often(func() { _ = ops.MapEach(vy, vx.View, double) }))
	against(b, "scale/Map-every-second", n/2*calls, often(func() { doubleSlice(y[:n/2], x[:n/2]) }), often(func() {
		_ = ops.Map(vy.SliceAxis(0, ndview.All.By(2)), vx.SliceAxis(0, ndview.All.By(2)).View, doubleRuns)
	}))
	sum := often(func() { total += sumSlice(ints) })
	against(b, "sum/ReduceFunc", n*calls, sum, often(func() { total = ops.ReduceFunc(vi.View, total, sumLane) }))
	against(b, "sum/ReduceEach", n*calls, sum, often(func() {
		total = ops.ReduceEach(vi.View, total, func(acc int64, x int32) int64 { return acc + int64(x) })
	}))
	mean := iter.Stencil[float64]{Offsets: iter.Cross(1, 1), Border: iter.EdgeBorder}
	by3 := often(func() {
		for i := 1; i < n-1; i++ {
			y[i] = x[i-1] + x[i] + x[i+1]
		}
	})
	against(b, "stencil/Stencil", n*calls, by3, often(func() {
		_ = ops.Stencil(vy, vx.View, mean, func(d iter.MutLane[float64], near iter.Neighbourhood[float64]) {
			left, here, right := near.Lane(0), near.Lane(1), near.Lane(2)
			for i := range d.Len() {
				d.Set(i, left.At(i)+here.At(i)+right.At(i))
			}
		})
	}))
	against(b, "stencil/StencilEach", n*calls, by3, often(func() {
		_ = ops.StencilEach(vy, vx.View, mean, func(near []float64) float64 { return near[0] + near[1] + near[2] })
	}))
}

package ndview_test

import (
	"testing"
	"time"

	"github.com/go-inplace/inplace/ndview"
)

// The loops stand in functions of their own that are not inlined: variables of a
// benchmark's body are kept alive in memory and would be measured instead.
//
// The hand-written ones are what Go programs write over strided memory without
// this package: a slice, element strides, the compiler's bounds checks.

//go:noinline
func sumInt32(v ndview.View[int32]) (sum int32) {
	for i := range v.Len(0) {
		for j := range v.Len(1) {
			sum += v.At2(i, j)
		}
	}
	return sum
}

//go:noinline
func sumInt32ByHand(x []int32, n, m, rs, cs int) (sum int32) {
	for i := range n {
		for j := range m {
			sum += x[i*rs+j*cs]
		}
	}
	return sum
}

//go:noinline
func sumFloat64(v ndview.View[float64]) (sum float64) {
	for i := range v.Len(0) {
		for j := range v.Len(1) {
			sum += v.At2(i, j)
		}
	}
	return sum
}

//go:noinline
func sumFloat64ByHand(x []float64, n, m, rs, cs int) (sum float64) {
	for i := range n {
		for j := range m {
			sum += x[i*rs+j*cs]
		}
	}
	return sum
}

//go:noinline
func scaleFloat64(v ndview.MutView[float64], f float64) {
	for i := range v.Len(0) {
		for j := range v.Len(1) {
			v.Set2(i, j, v.At2(i, j)*f)
		}
	}
}

//go:noinline
func scaleFloat64ByHand(x []float64, n, m, rs, cs int, f float64) {
	for i := range n {
		for j := range m {
			x[i*rs+j*cs] *= f
		}
	}
}

const side = 64 // the matrices fit in the first-level cache

// BenchmarkAt2 reports the time per element of loops over At2 and Set2 as a
// multiple of the hand-written loop, both timed alternately in the same run.
func BenchmarkAt2(b *testing.B) {
	ints, floats := ndview.Make[int32](side, side), ndview.Make[float64](side, side)
	x, _ := ints.Data()
	y, _ := floats.Data()
	for _, c := range []struct {
		name       string
		view, hand func()
	}{
		{"sum/int32",
			func() { sumInt32(ints.View) },
			func() { sumInt32ByHand(x, side, side, side, 1) }},
		{"sum/float64",
			func() { sumFloat64(floats.View) },
			func() { sumFloat64ByHand(y, side, side, side, 1) }},
		{"scale/float64",
			func() { scaleFloat64(floats, 1.0001) },
			func() { scaleFloat64ByHand(y, side, side, side, 1, 0.9999) }},
	} {
		b.Run(c.name, func(b *testing.B) {
			view, hand := time.Duration(1<<62), time.Duration(1<<62)
			for range b.N {
				view, hand = min(view, timed(c.view)), min(hand, timed(c.hand))
			}
			b.ReportMetric(float64(view)/float64(hand), "ratio")
			b.ReportMetric(float64(view)/(side*side), "ns/el")
			b.ReportMetric(float64(hand)/(side*side), "ns/el-by-hand")
		})
	}
}

func timed(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

//go:noinline
func sliceAxisLoop(v ndview.View[float64], n int) (t int) {
	for i := range n {
		w := v.SliceAxis(0, ndview.Span(i&7, 10))
		t += w.Len(0)
	}
	return t
}

//go:noinline
func indexAxisLoop(v ndview.View[float64], n int) (t int) {
	for i := range n {
		w := v.IndexAxis(0, i&7)
		t += w.Len(0)
	}
	return t
}

//go:noinline
func transposeLoop(v ndview.View[float64], n int) (t int) {
	for range n {
		w := v.T()
		t += w.Len(0)
	}
	return t
}

//go:noinline
func sliceLoop(v ndview.View[float64], n int) (t int) {
	for i := range n {
		w := v.Slice(ndview.Span(i&7, 10), ndview.All.By(2))
		t += w.Len(0)
	}
	return t
}

//go:noinline
func copyLoop(v ndview.View[float64], n int) (t int) {
	for range n {
		w := v
		t += length(&w)
	}
	return t
}

//go:noinline
func length(v *ndview.View[float64]) int { return v.Len(0) }

// BenchmarkSubView times the making of views; "copy" is a View handed over as it
// is, which is the floor.
func BenchmarkSubView(b *testing.B) {
	v := ndview.Make[float64](side, side).View
	for _, c := range []struct {
		name string
		loop func(ndview.View[float64], int) int
	}{
		{"copy", copyLoop},
		{"SliceAxis", sliceAxisLoop},
		{"IndexAxis", indexAxisLoop},
		{"T", transposeLoop},
		{"Slice", sliceLoop},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			c.loop(v, b.N)
		})
	}
}

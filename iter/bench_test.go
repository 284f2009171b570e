package iter_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// The loops stand in functions of their own that are not inlined: variables of a
// benchmark's body are kept alive in memory and would be measured instead.

//go:noinline
func sumInt32Lanes(v ndview.View[int32], axis int) (sum int32) {
	for lane := range iter.Lanes(v, axis) {
		for i := range lane.Len() {
			sum += lane.At(i)
		}
	}
	return sum
}

//go:noinline
func sumInt32Slice(s []int32) (sum int32) {
	for _, x := range s {
		sum += x
	}
	return sum
}

// sumInt32ByHand is what a program writes over strided memory without this
// package.
//
//go:noinline
func sumInt32ByHand(s []int32, offset, rows, n, rowStep, step int) (sum int32) {
	for r := range rows {
		at := offset + r*rowStep
		for range n {
			sum += s[at]
			at += step
		}
	}
	return sum
}

//go:noinline
func scaleFloat64Lanes(v ndview.MutView[float64], axis int, f float64) {
	for lane := range iter.MutLanes(v, axis) {
		for i := range lane.Len() {
			lane.Set(i, f*lane.At(i))
		}
	}
}

//go:noinline
func scaleFloat64Slice(s []float64, f float64) {
	for i := range s {
		s[i] *= f
	}
}

//go:noinline
func scaleFloat64ByHand(s []float64, offset, rows, n, rowStep, step int, f float64) {
	for r := range rows {
		at := offset + r*rowStep
		for range n {
			s[at] *= f
			at += step
		}
	}
}

// compare runs the loops by turns and reports the fastest of each as ns per
// element and as multiples of the first two: a slice loop over as many elements,
// and a loop by hand over the same memory.
func compare(b *testing.B, name string, elements int, slice, byHand, lanes func()) {
	b.Run(name, func(b *testing.B) {
		best := [3]time.Duration{1 << 62, 1 << 62, 1 << 62}
		for b.Loop() {
			for i, f := range []func(){slice, byHand, lanes} {
				start := time.Now()
				f()
				best[i] = min(best[i], time.Since(start))
			}
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(best[2])/float64(elements), "ns/element")
		b.ReportMetric(float64(best[2])/float64(best[0]), "×slice")
		b.ReportMetric(float64(best[2])/float64(best[1]), "×by-hand")
	})
}

// A matrix of a benchmark: how a 2-d view lies in a slice, in elements.
type matrix struct {
	name                              string
	offset, rows, cols, rowStep, step int
}

func (m matrix) elements() int { return m.rows * m.cols }

func over[T ndview.Element](s []T, m matrix) ndview.MutView[T] {
	size := ndview.DTypeOf[T]().Size
	v, err := ndview.FromStrided(s, m.offset, []int{m.rows, m.cols}, []int{m.rowStep * size, m.step * size})
	if err != nil {
		panic(err)
	}
	return v
}

// BenchmarkLanes walks 1000×1000 matrices along axis 1.
func BenchmarkLanes(b *testing.B) {
	const n = 1000
	i, f := make([]int32, n*n), make([]float64, n*n)
	for _, m := range []matrix{
		{"contiguous", 0, n, n, n, 1},
		{"transposed", 0, n, n, 1, n},
		{"reversed", n*n - 1, n, n, -n, -1},
		{"every-second-column", 0, n, n / 2, n, 2},
	} {
		vi, vf, k := over(i, m), over(f, m), m.elements()
		compare(b, "sum-int32/"+m.name, k,
			func() { sumInt32Slice(i[:k]) },
			func() { sumInt32ByHand(i, m.offset, m.rows, m.cols, m.rowStep, m.step) },
			func() { sumInt32Lanes(vi.View, 1) })
		compare(b, "scale-float64/"+m.name, k,
			func() { scaleFloat64Slice(f[:k], 1.0000001) },
			func() { scaleFloat64ByHand(f, m.offset, m.rows, m.cols, m.rowStep, m.step, 1.0000001) },
			func() { scaleFloat64Lanes(vf, 1, 1.0000001) })
	}
}

// BenchmarkLaneLength walks 4096 elements in lanes of 8, 64 and 4096.
func BenchmarkLaneLength(b *testing.B) {
	const all = 4096
	i, f := make([]int32, 2*all), make([]float64, 2*all)
	for _, n := range []int{8, 64, 4096} {
		for _, m := range []matrix{{"contiguous", 0, all / n, n, n, 1}, {"cut-out", 0, all / n, n, 2 * n, 1}, {"step-2", 0, all / n, n, 2 * n, 2}} {
			vi, vf := over(i, m), over(f, m)
			compare(b, fmt.Sprintf("sum-int32/%s/%d", m.name, n), all,
				func() { sumInt32Slice(i[:all]) },
				func() { sumInt32ByHand(i, m.offset, m.rows, m.cols, m.rowStep, m.step) },
				func() { sumInt32Lanes(vi.View, 1) })
			compare(b, fmt.Sprintf("scale-float64/%s/%d", m.name, n), all,
				func() { scaleFloat64Slice(f[:all], 1.0000001) },
				func() { scaleFloat64ByHand(f, m.offset, m.rows, m.cols, m.rowStep, m.step, 1.0000001) },
				func() { scaleFloat64Lanes(vf, 1, 1.0000001) })
		}
	}
}

// BenchmarkStart is the cost of an iteration itself: one lane of one element.
func BenchmarkStart(b *testing.B) {
	for ndim := 1; ndim <= 4; ndim++ {
		v := ndview.Make[int32]([]int{1, 1, 1, 1}[:ndim]...)
		b.Run(fmt.Sprintf("%d-d", ndim), func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				sumInt32Lanes(v.View, 0)
			}
		})
	}
}

// BenchmarkWindows scales 1000×1000 float64 that pass through a window, against
// the same loop over plain memory.
func BenchmarkWindows(b *testing.B) {
	const n = 1000
	plain := ndview.Make[float64](n, n)
	odd := ndview.DTypeOf[float64]()
	swapped := odd
	swapped.Swapped = true
	memory := make([]byte, n*n*9+1)
	for _, c := range []struct {
		name    string
		typ     ndview.DType
		offset  int
		strides []int
	}{
		{"swapped", swapped, 0, []int{n * 8, 8}},
		{"misaligned", odd, 1, []int{n * 8, 8}},
		{"field-of-9-byte-records", odd, 0, []int{n * 9, 9}},
	} {
		raw, err := ndview.FromBytes(memory, c.offset, c.typ, []int{n, n}, c.strides)
		if err != nil {
			b.Fatal(err)
		}
		v, err := ndview.AsMut[float64](raw)
		if err != nil {
			b.Fatal(err)
		}
		s := make([]float64, n*n)
		compare(b, c.name, n*n,
			func() { scaleFloat64Slice(s, 1.0000001) },
			func() { scaleFloat64Lanes(plain, 1, 1.0000001) },
			func() { scaleFloat64Lanes(v, 1, 1.0000001) })
	}
}

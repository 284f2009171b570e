package ops_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// The loops stand in functions of their own that are not inlined: variables of a
// benchmark's body are kept alive in memory and would be measured instead.

//go:noinline
func sumSlice(s []int32) (sum int64) {
	for _, x := range s {
		sum += int64(x)
	}
	return sum
}

//go:noinline
func sumFloatSlice(s []float64) (sum float64) {
	for _, x := range s {
		sum += x
	}
	return sum
}

//go:noinline
func scaleSlice(s []float64, f float64) {
	for i := range s {
		s[i] *= f
	}
}

//go:noinline
func addSlices(dst, a, b []float64) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] + b[i]
	}
}

//go:noinline
func copySlices(dst, src []float64) {
	src = src[:len(dst)]
	for i := range dst {
		dst[i] = src[i]
	}
}

// against runs a plain slice loop over as many elements and the verb by turns,
// and reports the fastest of each.
func against(b *testing.B, name string, elements int, slice, verb func()) {
	b.Run(name, func(b *testing.B) {
		best := [2]time.Duration{1 << 62, 1 << 62}
		for b.Loop() {
			for i, f := range []func(){slice, verb} {
				start := time.Now()
				f()
				best[i] = min(best[i], time.Since(start))
			}
		}
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(best[1])/float64(elements), "ns/element")
		b.ReportMetric(float64(best[1])/float64(best[0]), "×slice")
	})
}

// a way looks at a matrix.
var ways = []struct {
	name string
	look func(ndview.MutView[float64]) ndview.MutView[float64]
}{
	{"contiguous", func(v ndview.MutView[float64]) ndview.MutView[float64] { return v }},
	{"transposed", ndview.MutView[float64].T},
	{"reversed", func(v ndview.MutView[float64]) ndview.MutView[float64] { return v.Flip(0).Flip(1) }},
	{"every-second-column", func(v ndview.MutView[float64]) ndview.MutView[float64] { return v.SliceAxis(1, ndview.All.By(2)) }},
	{"inner-part", func(v ndview.MutView[float64]) ndview.MutView[float64] {
		return v.SliceAxis(0, ndview.Span(1, -1)).SliceAxis(1, ndview.Span(1, -1))
	}},
}

// BenchmarkVerbs works on views of 1000×1000 matrices.
func BenchmarkVerbs(b *testing.B) {
	const n = 1000
	x, y, z := make([]float64, n*n), make([]float64, n*n), make([]float64, n*n)
	i := make([]int32, n*n)
	matrix := func(s []float64) ndview.MutView[float64] {
		v, err := ndview.FromSlice(s, n, n)
		if err != nil {
			b.Fatal(err)
		}
		return v
	}
	ints, err := ndview.FromSlice(i, n, n)
	if err != nil {
		b.Fatal(err)
	}
	var sum float64
	var count int64
	for _, w := range ways {
		vx, vz := w.look(matrix(x)), w.look(matrix(z))
		k := vx.Size()
		same := ndview.Make[float64](vx.Shape()...)
		against(b, "scale/"+w.name, k, func() { scaleSlice(x[:k], 1.0000001) }, func() { _ = ops.Scale(vx, 1.0000001) })
		against(b, "add/"+w.name, k, func() { addSlices(x[:k], y, z) }, func() { _ = ops.Add(vx, vx.View, vz.View) })
		against(b, "add-c-order/"+w.name, k, func() { addSlices(y[:k], y, z) }, func() { _ = ops.Add(same, same.View, vz.View) })
		against(b, "copy/"+w.name, k, func() { copySlices(y[:k], x) }, func() { _ = ops.Copy(same, vx.View) })
		against(b, "sum/"+w.name, k, func() { sum += sumFloatSlice(x[:k]) }, func() { sum += ops.Sum(vx.View) })
	}
	against(b, "sum-int32/contiguous", n*n, func() { count += sumSlice(i) }, func() { count += ops.SumInt(ints.View) })
	against(b, "sum-int32/transposed", n*n, func() { count += sumSlice(i) }, func() { count += ops.SumInt(ints.T().View) })
	against(b, "fill/contiguous", n*n, func() { scaleSlice(x, 1) }, func() { _ = ops.Fill(matrix(x), 1) })
}

// BenchmarkSmall is the cost of a call: arrays of 10 elements.
func BenchmarkSmall(b *testing.B) {
	v, w := ndview.Make[float64](10), ndview.Make[float64](2, 5)
	for name, verb := range map[string]func(){
		"fill/1-d":  func() { _ = ops.Fill(v, 1) },
		"scale/1-d": func() { _ = ops.Scale(v, 1) },
		"add/1-d":   func() { _ = ops.Add(v, v.View, v.View) },
		"add/2-d":   func() { _ = ops.Add(w, w.View, w.View) },
		"copy/1-d":  func() { _ = ops.Copy(v, v.View) },
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				verb()
			}
		})
	}
	b.Run("sum/1-d", func(b *testing.B) {
		b.ReportAllocs()
		sum := 0.0
		for range b.N {
			sum += ops.Sum(v.View)
		}
		b.ReportMetric(sum, "sum")
	})
}

// BenchmarkMatMul multiplies n×n matrices, gonum's product beside: it has one for
// float64 only, and skips factors that are 0.
func BenchmarkMatMul(b *testing.B) {
	for _, n := range []int{4, 100, 500} {
		benchmarkMatMul[float64](b, n)
	}
	benchmarkMatMul[float32](b, 500)
	benchmarkMatMul[int64](b, 500)
	benchmarkMatMul[int8](b, 500)
	benchmarkMatMul[ndview.Float16](b, 500)
	benchmarkMatMul[complex128](b, 200)
}

func benchmarkMatMul[T ndview.Element](b *testing.B, n int) {
	make := func(rows, cols int) ndview.MutView[T] {
		v := ndview.Make[T](rows, cols)
		if err := ops.Fill(v, ndtest.Of[T](3)); err != nil {
			b.Fatal(err)
		}
		return v
	}
	x, y, dst := make(n, n), make(2*n, 2*n).SliceAxis(0, ndview.All.By(2)).SliceAxis(1, ndview.All.By(2)), make(n, n)
	name := fmt.Sprintf("%v/%d", ndview.DTypeOf[T](), n)
	per := func(b *testing.B) {
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n*n*n), "ns/product")
	}
	b.Run(name, func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = ops.MatMul(dst, x.View, x.View)
		}
		per(b)
	})
	b.Run(name+"/[::2,::2]", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			_ = ops.MatMul(dst, y.View, x.View)
		}
		per(b)
	})
	if v, ok := any(x).(ndview.MutView[float64]); ok {
		b.Run(name+"/gonum", func(b *testing.B) {
			data, _ := v.Data()
			g, product := blas64.General{Rows: n, Cols: n, Stride: n, Data: data}, blas64.General{Rows: n, Cols: n, Stride: n, Data: append([]float64(nil), data...)}
			for b.Loop() {
				blas64.Gemm(blas.NoTrans, blas.NoTrans, 1, g, g, 0, product)
			}
			per(b)
		})
	}
}

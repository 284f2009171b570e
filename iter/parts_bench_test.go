package iter_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// ratio runs two loops by turns and reports the fastest of the second as ns per
// element and as a multiple of the fastest of the first.
func ratio(b *testing.B, elements int, unit string, first, second func()) {
	best := [2]time.Duration{1 << 62, 1 << 62}
	for b.Loop() {
		for i, f := range []func(){first, second} {
			start := time.Now()
			f()
			best[i] = min(best[i], time.Since(start))
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(best[1])/float64(elements), "ns/element")
	b.ReportMetric(float64(best[1])/float64(best[0]), unit)
}

// laplaceByHand is what a program writes for a matrix in C order: the loop over the
// inside has no checks of the border, the frame around it has.
//
//go:noinline
func laplaceByHand(dst, src []float64, rows, cols int) {
	edge := func(i, j int) float64 {
		return src[min(max(i, 0), rows-1)*cols+min(max(j, 0), cols-1)]
	}
	frame := func(i, j int) {
		dst[i*cols+j] = edge(i-1, j) + edge(i, j-1) + edge(i, j+1) + edge(i+1, j) - 4*edge(i, j)
	}
	for j := range cols {
		frame(0, j)
		frame(rows-1, j)
	}
	for i := 1; i < rows-1; i++ {
		frame(i, 0)
		frame(i, cols-1)
		up, mid, down, out := src[(i-1)*cols:i*cols], src[i*cols:(i+1)*cols], src[(i+1)*cols:(i+2)*cols], dst[i*cols:(i+1)*cols]
		for j := 1; j < len(out)-1 && j < len(up) && j+1 < len(mid) && j < len(down); j++ {
			out[j] = up[j] + mid[j-1] + mid[j+1] + down[j] - 4*mid[j]
		}
	}
}

var crossStencil = iter.Stencil[float64]{Offsets: iter.Cross(2, 1), Border: iter.EdgeBorder}

//go:noinline
func laplace(dst ndview.MutView[float64], src ndview.View[float64]) {
	for out, nb := range iter.ZipNeighbours(dst, src, 1, crossStencil) {
		up, left, mid, right, down := nb.Lane(0), nb.Lane(1), nb.Lane(2), nb.Lane(3), nb.Lane(4)
		for i := range out.Len() {
			out.Set(i, up.At(i)+left.At(i)+right.At(i)+down.At(i)-4*mid.At(i))
		}
	}
}

// BenchmarkNeighbours computes a stencil of five elements.
func BenchmarkNeighbours(b *testing.B) {
	for _, n := range []int{64, 512, 2048} {
		src, dst := make([]float64, n*n), make([]float64, n*n)
		for i := range src {
			src[i] = float64(i % 17)
		}
		v, _ := ndview.FromSlice(src, n, n)
		out, _ := ndview.FromSlice(dst, n, n)
		b.Run(fmt.Sprintf("cross/%d", n), func(b *testing.B) {
			ratio(b, n*n, "×by-hand", func() { laplaceByHand(dst, src, n, n) }, func() { laplace(out, v.View) })
		})
	}
}

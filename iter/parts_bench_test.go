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
	for out, nb := range iter.MutZipNeighbours(dst, src, 1, crossStencil) {
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

// smooth is a body that computes more than it loads.
func smooth(_ int, lane iter.MutLane[float64]) error {
	x := 1.0
	for i := range lane.Len() {
		for range 8 {
			x = 0.5 * (x + lane.At(i)/x) // Newton's square root
		}
		lane.Set(i, x)
	}
	return nil
}

// BenchmarkForEach reports how many times as fast as one worker two are.
func BenchmarkForEach(b *testing.B) {
	const rows, n = 64, 1024
	v := ndview.Make[float64](rows, n)
	for i := range rows {
		for j := range n {
			v.Set2(i, j, float64(1+(i+j)%7))
		}
	}
	run := func(workers int) {
		if err := iter.MutForEach(b.Context(), workers, v, 1, smooth); err != nil {
			b.Fatal(err)
		}
	}
	best := [2]time.Duration{1 << 62, 1 << 62}
	for b.Loop() {
		for i := range best {
			start := time.Now()
			run(i + 1)
			best[i] = min(best[i], time.Since(start))
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(float64(best[0])/float64(best[1]), "two/one")
}

// BenchmarkSlidingWindows walks the windows of a matrix and sums each.
func BenchmarkSlidingWindows(b *testing.B) {
	const n = 256
	s := make([]int32, n*n)
	v, _ := ndview.FromSlice(s, n, n)
	ratio(b, (n-7)*(n-7), "×by-hand", func() { windowSumsByHand(s, n, 8) }, func() { windowSums(v.View, 8) })
}

//go:noinline
func windowSumsByHand(s []int32, n, size int) (sum int32) {
	for i := range n - size + 1 {
		for j := range n - size + 1 {
			for k := range size {
				for _, x := range s[(i+k)*n+j : (i+k)*n+j+size] {
					sum += x
				}
			}
		}
	}
	return sum
}

//go:noinline
func windowSums(v ndview.View[int32], size int) (sum int32) {
	for w := range iter.Windows(v, iter.Window{Lengths: []int{size, size}}) {
		for row := range iter.Lanes(w, 1) {
			for i := range row.Len() {
				sum += row.At(i)
			}
		}
	}
	return sum
}

// BenchmarkGroups sums the rows and the columns of a matrix.
func BenchmarkGroups(b *testing.B) {
	const n = 1000
	s := make([]float64, n*n)
	v, _ := ndview.FromSlice(s, n, n)
	sums := make([]float64, n)
	out, _ := ndview.FromSlice(sums, n)
	b.Run("columns", func(b *testing.B) {
		ratio(b, n*n, "×by-hand", func() { columnSumsByHand(sums, s) }, func() { columnSums(out, v.View) })
	})
	b.Run("rows", func(b *testing.B) {
		ratio(b, n*n, "×by-hand", func() { rowSumsByHand(sums, s) }, func() { rowSums(out, v.View) })
	})
}

//go:noinline
func columnSumsByHand(sums, s []float64) {
	n := len(sums)
	for ; len(s) > 0; s = s[n:] {
		row := s[:n]
		for i, x := range row {
			sums[i] += x
		}
	}
}

//go:noinline
func rowSumsByHand(sums, s []float64) {
	n := len(sums)
	for i := range sums {
		sum := 0.0
		for _, x := range s[i*n : (i+1)*n] {
			sum += x
		}
		sums[i] = sum
	}
}

// BenchmarkStarts creates sequences of parts and takes the first one.
func BenchmarkStarts(b *testing.B) {
	v := ndview.Make[float64](4, 5, 6, 7)
	for name, f := range map[string]func(){
		"sub-views": func() {
			for w := range iter.SubViews(v.View, 0) {
				sink += w.NDim()
				break
			}
		},
		"chunks": func() {
			for w := range iter.Chunks(v.View, 1, 2) {
				sink += w.NDim()
				break
			}
		},
		"tiles": func() {
			for w := range iter.Tiles(v.View, 2, 2, 2, 2) {
				sink += w.NDim()
				break
			}
		},
		"windows": func() {
			for w := range iter.Windows(v.View, iter.Window{Lengths: []int{2, 2}, Axes: []int{1, 2}}) {
				sink += w.NDim()
				break
			}
		},
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				f()
			}
		})
	}
	b.Run("next-sub-view", func(b *testing.B) {
		n := 0
		for b.Loop() {
			for w := range iter.SubViews(v.View, 0, 1, 2) {
				sink += w.NDim()
				n++
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(n), "ns/view")
	})
}

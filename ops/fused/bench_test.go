package fused_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
)

//go:noinline
func mulAddSlice(a, b, c []float64) {
	b, c = b[:len(a)], c[:len(a)]
	for i := range a {
		a[i] = float64(a[i]*b[i]) + c[i]
	}
}

// BenchmarkMulAdd is a = a*b + c: by a loop over slices, by two verbs, and fused, by
// one goroutine and by as many as there are processors. All take turns; the figures
// are those of the fastest turn of each.
func BenchmarkMulAdd(b *testing.B) {
	x, y, z := fused.In[float64]("a"), fused.In[float64]("b"), fused.In[float64]("c")
	p, err := fused.Compile(fused.Add(fused.Mul(x, y), z))
	require.NoError(b, err)
	for _, n := range []int{1000, 100_000, 10_000_000} {
		name := map[int]string{1000: "1e3", 100_000: "1e5", 10_000_000: "1e7"}[n]
		b.Run(name, func(b *testing.B) {
			sa, sb, sc := make([]float64, n), make([]float64, n), make([]float64, n)
			for i := range sa {
				sa[i], sb[i], sc[i] = 1, 0.5, 0.5
			}
			va, _ := ndview.FromSlice(sa)
			vb, _ := ndview.FromSlice(sb)
			vc, _ := ndview.FromSlice(sc)
			ra, rb, rc := va.Raw(), vb.View.Raw(), vc.View.Raw()
			ways := []struct {
				name string
				do   func() error
			}{
				{"slices", func() error { mulAddSlice(sa, sb, sc); return nil }},
				{"two-verbs", func() error {
					if err := ops.Mul(va, va.View, vb.View); err != nil {
						return err
					}
					return ops.Add(va, va.View, vc.View)
				}},
				{"fused-1", func() error { return p.RunContext(b.Context(), 1, ra, ra.Raw, rb, rc) }},
				{"fused", func() error { return p.Run(ra, ra.Raw, rb, rc) }},
			}
			best := make([]time.Duration, len(ways))
			repeat := max(1, 100_000/n)
			for b.Loop() {
				for k, w := range ways {
					start := time.Now()
					for range repeat {
						if err := w.do(); err != nil {
							b.Fatal(err)
						}
					}
					if d := time.Since(start) / time.Duration(repeat); best[k] == 0 || d < best[k] {
						best[k] = d
					}
				}
			}
			b.ReportMetric(0, "ns/op")
			for k, w := range ways {
				b.ReportMetric(float64(best[k])/float64(n), w.name+"-ns/element")
			}
		})
	}
}

// BenchmarkLength is sqrt(x*x + y*y) over large arrays: by four verbs that need a
// scratch array, and fused, by one goroutine and by as many as there are processors.
func BenchmarkLength(b *testing.B) {
	const n = 4_000_000
	x, y := fused.In[float64]("x"), fused.In[float64]("y")
	p, err := fused.Compile(fused.Sqrt(fused.Add(fused.Mul(x, x), fused.Mul(y, y))))
	require.NoError(b, err)
	vx, vy, dst, scratch := ndview.Make[float64](n), ndview.Make[float64](n), ndview.Make[float64](n), ndview.Make[float64](n)
	rx, ry, rd := vx.View.Raw(), vy.View.Raw(), dst.Raw()
	ways := []struct {
		name string
		do   func() error
	}{
		{"four-verbs", func() error {
			return errors.Join(ops.Mul(dst, vx.View, vx.View), ops.Mul(scratch, vy.View, vy.View), ops.Add(dst, dst.View, scratch.View),
				ops.Apply("sqrt", rd, []ndview.Raw{rd.Raw}))
		}},
		{"fused-1", func() error { return p.RunContext(b.Context(), 1, rd, rx, ry) }},
		{"fused", func() error { return p.Run(rd, rx, ry) }},
	}
	best := make([]time.Duration, len(ways))
	for b.Loop() {
		for k, w := range ways {
			start := time.Now()
			if err := w.do(); err != nil {
				b.Fatal(err)
			}
			if d := time.Since(start); best[k] == 0 || d < best[k] {
				best[k] = d
			}
		}
	}
	b.ReportMetric(0, "ns/op")
	for k, w := range ways {
		b.ReportMetric(float64(best[k])/n, w.name+"-ns/element")
	}
}

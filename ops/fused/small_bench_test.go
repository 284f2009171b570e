package fused_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
)

// BenchmarkSmall is the cost of a run: a*b + c over 10 elements, beside the two verbs.
func BenchmarkSmall(b *testing.B) {
	x, y, z := fused.In[float64]("a"), fused.In[float64]("b"), fused.In[float64]("c")
	p, err := fused.Compile(fused.Add(fused.Mul(x, y), z))
	require.NoError(b, err)
	va, vb, vc := ndview.Make[float64](10), ndview.Make[float64](10), ndview.Make[float64](10)
	ra, rb, rc := va.Raw(), vb.View.Raw(), vc.View.Raw()
	b.Run("fused", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			_ = p.Run(ra, ra.Raw, rb, rc)
		}
	})
	b.Run("two-verbs", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			_ = ops.Mul(va, va.View, vb.View)
			_ = ops.Add(va, va.View, vc.View)
		}
	})
}

package fused_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
)

// Again and again, as in a loop, so that two goroutines share what one alone would do of a single run.
func TestRunsInALoopAreTheSameByManyWorkers(t *testing.T) {
	defer workers.SetDefault(workers.SetDefault(1))
	x, y := fused.In[float64]("x"), fused.In[float64]("y")
	p := compile(t, fused.Sqrt(fused.Add(fused.Mul(x, x), fused.Mul(y, y))))
	for _, shape := range [][]int{{100_003}, {301, 303}, {3, 30_001}} {
		a, b := ndview.Make[float64](shape...), ndview.Make[float64](shape...)
		require.NoError(t, ops.Arange(a, 0.25, 0.5))
		require.NoError(t, ops.Arange(b, -7, 0.125))
		turned := b.View.Raw().Flip(0)
		want := ndview.Make[float64](shape...)
		workers.SetDefault(1)
		require.NoError(t, p.Run(want.Raw(), a.View.Raw(), turned))
		workers.SetDefault(3)
		for range 100 {
			got := ndview.Make[float64](shape...)
			require.NoError(t, p.Run(got.Raw(), a.View.Raw(), turned))
			require.NoError(t, ops.Sub(got, got.View, want.View))
			most, err := ops.Max(got.View)
			require.NoError(t, err)
			least, err := ops.Min(got.View)
			require.NoError(t, err)
			require.True(t, most == 0 && least == 0, "%v", shape)
		}
	}
}

// As many workers as there are numbers are no more than there are parts.
func TestRunContextWithTheMostWorkers(t *testing.T) {
	x := fused.In[float64]("x")
	p := compile(t, fused.Add(x, fused.Const(1.0)))
	for _, n := range []int{1 << 61, 1 << 62, math.MaxInt} {
		a := ndview.Make[float64](20_000)
		require.NoError(t, p.RunContext(context.Background(), n, a.Raw(), a.View.Raw()))
		assert.Equal(t, 1.0, a.At(0))
		assert.Equal(t, 1.0, a.At(19_999))
	}
}

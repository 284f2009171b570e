package fused_test

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops/fused"
)

// As many workers as there are numbers are no more than there are parts.
func TestRunContextWithTheMostWorkers(t *testing.T) {
	x := fused.In[float64]("x")
	p := compile(t, fused.Add(x, fused.Const(1.0)))
	for _, workers := range []int{1 << 61, 1 << 62, math.MaxInt} {
		a := ndview.Make[float64](20_000)
		require.NoError(t, p.RunContext(context.Background(), workers, a.Raw(), a.View.Raw()))
		assert.Equal(t, 1.0, a.At(0))
		assert.Equal(t, 1.0, a.At(19_999))
	}
}

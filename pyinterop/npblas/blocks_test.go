//go:build cgo && linux

package npblas

import (
	"math"
	"runtime"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// watched has products look for Ctrl-C as in a call from Python, until the function that it returns is called.
func watched(pressed *int32) (unwatch func()) {
	workers.SetInterrupts(&workers.Interrupts{Begin: func() bool { return true }, Pressed: pressed})
	return func() { workers.SetInterrupts(nil) }
}

func smallNumbers(m, n int) ndview.MutFloat64 {
	a := ndview.Make[float64](m, n)
	for i := range m {
		for j := range n {
			a.Set2(i, j, float64((i*7+j*3)%11-5))
		}
	}
	return a
}

func equal(a, b ndview.MutFloat64) bool {
	x, _ := a.Data()
	y, _ := b.Data()
	return len(x) > 0 && slices.Equal(x, y)
}

// Of whole numbers, exactly.
func TestWhereCtrlCIsLookedForProductsAreCutInBlocksAndAreTheSame(t *testing.T) {
	use(t)
	const m, n, k = 1601, 1567, 440 // more than a block
	a, b := smallNumbers(m, k), smallNumbers(n, k).T()
	vector := smallNumbers(1, m).Row(0)
	whole, wholeV := ndview.Make[float64](m, n), ndview.Make[float64](k)
	require.NoError(t, ops.MatMul(whole, a.View, b.View))
	require.NoError(t, ops.VecMat(wholeV, vector.View, a.View))

	var pressed int32
	defer watched(&pressed)()
	cut, cutV := ndview.Make[float64](m, n), ndview.Make[float64](k)
	require.NoError(t, ops.MatMul(cut, a.View, b.View))
	require.NoError(t, ops.VecMat(cutV, vector.View, a.View))
	assert.True(t, equal(whole, cut))
	assert.True(t, equal(wholeV, cutV))

	atomic.StoreInt32(&pressed, 1)
	assert.PanicsWithValue(t, workers.ErrInterrupted, func() { _ = ops.MatMul(cut, a.View, b.View) })
}

// BenchmarkBlocks is what it costs to give the library blocks, on one processor: the shortest time in blocks as a multiple of the
// shortest one in one call, which take turns.
func BenchmarkBlocks(b *testing.B) {
	use(b)
	require.NoError(b, SetThreads(1))
	defer func() { require.NoError(b, SetThreads(runtime.NumCPU())) }()
	for name, side := range map[string][3]int{"2048": {2048, 2048, 2048}, "1600x1600x500": {1600, 1600, 500}} {
		b.Run(name, func(b *testing.B) {
			x, y, dst := smallNumbers(side[0], side[2]), smallNumbers(side[2], side[1]), ndview.Make[float64](side[0], side[1])
			least := [2]time.Duration{math.MaxInt64, math.MaxInt64}
			for b.Loop() {
				for blocks := range least {
					unwatch := func() {}
					if blocks == 1 {
						unwatch = watched(new(int32))
					}
					start := time.Now()
					_ = ops.MatMul(dst, x.View, y.View)
					least[blocks] = min(least[blocks], time.Since(start))
					unwatch()
				}
			}
			b.ReportMetric(float64(least[1])/float64(least[0]), "×one-call")
			b.ReportMetric(2*float64(side[0]*side[1]*side[2])/float64(least[0]), "GFlop/s")
		})
	}
}

package ops_test

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Ctrl-C comes whenever the verb begins to look for it: as it copies its operand, and at each of the passes over the one lane.
func TestSoftmaxOfOneLongLaneStopsAtCtrlC(t *testing.T) {
	defer workers.SetInterrupts(nil)
	v := ndview.Make[float64](1 << 20)
	stops := 0
	for interrupted := true; interrupted; {
		var pressed int32
		begun := 0
		workers.SetInterrupts(&workers.Interrupts{Pressed: &pressed, Begin: func() bool {
			if begun++; begun > stops {
				atomic.StoreInt32(&pressed, 1)
			}
			return true
		}})
		func() {
			defer func() {
				switch p := recover(); p {
				case workers.ErrInterrupted:
					stops++
				case nil:
					interrupted = false
				default:
					panic(p)
				}
			}()
			require.NoError(t, ops.Softmax(v, v.View, 0))
		}()
	}
	assert.GreaterOrEqual(t, stops, 5)
	workers.SetInterrupts(nil)
	require.NoError(t, ops.Fill(v, 3))
	require.NoError(t, ops.Softmax(v, v.View, 0))
	assert.Equal(t, 1.0/(1<<20), v.At(1<<19))
}

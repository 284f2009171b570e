package ops_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Copying the operand takes a few milliseconds, the lane ten times as long: Ctrl-C comes in the lane.
func TestSoftmaxOfOneLongLaneStopsAtCtrlC(t *testing.T) {
	defer workers.SetInterrupts(nil)
	v := ndview.Make[float64](1 << 22)
	var pressed int32
	workers.SetInterrupts(&workers.Interrupts{Begin: func() bool { return true }, Pressed: &pressed})
	time.AfterFunc(15*time.Millisecond, func() { atomic.StoreInt32(&pressed, 1) })
	assert.PanicsWithValue(t, workers.ErrInterrupted, func() { _ = ops.Softmax(v, v.View, 0) })
	atomic.StoreInt32(&pressed, 0)
	require.NoError(t, ops.Fill(v, 3))
	require.NoError(t, ops.Softmax(v, v.View, 0))
	assert.Equal(t, 1.0/(1<<22), v.At(1<<21))
}

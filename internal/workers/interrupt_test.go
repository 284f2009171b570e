package workers_test

import (
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-inplace/inplace/internal/workers"
)

func TestWorkLooksForInterruptsWhereItsCallerHasThem(t *testing.T) {
	defer workers.SetInterrupts(nil)
	assert.False(t, workers.Watched(100, 10).On(), "nobody has set them")
	var pressed int32
	watched, asked := false, 0
	workers.SetInterrupts(&workers.Interrupts{Begin: func() bool { asked++; return watched }, Pressed: &pressed})
	assert.False(t, workers.Watched(100, 10).On(), "not for this caller")
	assert.False(t, workers.Watched(9, 10).On())
	assert.Equal(t, 1, asked, "few items ask nobody")
	watched = true
	w := workers.Watched(100, 10)
	assert.True(t, w.On())
	assert.NotPanics(t, w.Poll)
	atomic.StoreInt32(&pressed, 1)
	assert.PanicsWithValue(t, workers.ErrInterrupted, w.Poll)
	assert.NotPanics(t, workers.Watch{}.Poll)
	func() {
		defer func() {
			p, ok := recover().(*workers.Panic)
			assert.True(t, ok)
			assert.ErrorIs(t, p, workers.ErrInterrupted)
		}()
		workers.Share(2, 8, job(func(int) { w.Poll() }))
	}()
}

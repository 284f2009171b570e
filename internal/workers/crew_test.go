package workers_test

import (
	"errors"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/workers"
)

type job func(k int)

func (f job) Part(k int) { f(k) }

func TestEveryPartIsDoneOnce(t *testing.T) {
	for n := range 6 {
		for _, parts := range []int{0, 1, 2, 3, 17, 200} {
			for range 20 {
				done := make([]atomic.Int64, parts)
				workers.Share(n, parts, job(func(k int) { done[k].Add(1) }))
				for k := range done {
					require.Equal(t, int64(1), done[k].Load(), "part %d of %d, %d workers", k, parts, n)
				}
			}
		}
	}
}

func TestNoMoreWorkersThanAskedFor(t *testing.T) {
	for _, n := range []int{1, 2, 3} {
		var now, most atomic.Int64
		workers.Share(n, 24, job(func(int) {
			if v := now.Add(1); v > most.Load() {
				most.Store(v)
			}
			time.Sleep(200 * time.Microsecond)
			now.Add(-1)
		}))
		assert.LessOrEqual(t, most.Load(), int64(n))
	}
}

func TestHelpersTakePartsOfAJobThatWaits(t *testing.T) {
	met := make(chan struct{})
	workers.Share(2, 2, job(func(k int) { // each part waits for the other one: that takes two goroutines
		if k == 0 {
			met <- struct{}{}
		} else {
			<-met
		}
	}))
}

func TestJobsOfManyCallersAndWithinJobs(t *testing.T) {
	var sum atomic.Int64
	workers.Share(4, 8, job(func(int) {
		for range 50 {
			workers.Share(3, 10, job(func(k int) { sum.Add(int64(k)) }))
		}
	}))
	assert.Equal(t, int64(8*50*45), sum.Load())
}

func TestPanicIsCarriedToTheCallerWhenAllHaveEnded(t *testing.T) {
	broken := errors.New("broken")
	for _, bad := range []int{0, 9} { // of the caller, and of a helper
		var done atomic.Int64
		func() {
			defer func() {
				p, ok := recover().(*workers.Panic)
				require.True(t, ok)
				assert.ErrorIs(t, p, broken)
				assert.Contains(t, p.Error(), "broken")
			}()
			workers.Share(2, 10, job(func(k int) {
				if k == bad {
					panic(broken)
				}
				time.Sleep(100 * time.Microsecond)
				done.Add(1)
			}))
		}()
		assert.Equal(t, int64(9), done.Load())
	}
}

// A part ends its goroutine, as FailNow of a test does: the caller's ends, too, and not before all parts have.
func TestGoexitInAPartEndsTheCallerWhenAllHaveEnded(t *testing.T) {
	for _, bad := range []int{0, 9} { // of the caller, and of a helper
		var begun, ended atomic.Int64
		returned, open := false, int64(-1)
		gone := make(chan struct{})
		go func() {
			defer close(gone)
			defer func() { open = begun.Load() - ended.Load() }()
			workers.Share(2, 10, job(func(k int) {
				begun.Add(1)
				defer ended.Add(1)
				if k == bad {
					for begun.Load() < 2 {
						time.Sleep(10 * time.Microsecond)
					}
					runtime.Goexit()
				}
				time.Sleep(2 * time.Millisecond)
			}))
			returned = true
		}()
		<-gone
		assert.Equal(t, int64(0), open, "parts that still run")
		assert.False(t, returned)
	}
}

func TestHelpersGoHome(t *testing.T) {
	workers.Share(3, 30, job(func(int) { time.Sleep(10 * time.Microsecond) }))
	require.Eventually(t, func() bool { return workers.Standby() == 0 }, time.Minute, time.Millisecond)
}

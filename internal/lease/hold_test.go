package lease

import (
	"math/rand/v2"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// long is a deadline that only a mistake reaches.
const long = 20 * time.Second

func TestTheEpochTellsOwnedBorrowsFromScopedOnes(t *testing.T) {
	var s Slot
	seen := map[uint64]bool{}
	for i := range 100 {
		var e uint64
		if i%3 == 0 {
			e = s.Open(0)
			require.Zero(t, e&Owned)
			require.False(t, s.Hold(e), "a scoped borrow is not held, by nobody's count")
			s.Close()
		} else {
			e = s.OpenOwned(0)
			require.NotZero(t, e&Owned)
			require.Equal(t, e, s.Epoch, "E3")
			require.Zero(t, s.CloseWithin(0))
		}
		require.Zero(t, e%Owned)
		require.False(t, seen[e], "an epoch never returns (E1)")
		seen[e] = true
		require.Zero(t, s.Epoch%Step, "a closed slot is ready for either kind")
	}
	assert.Zero(t, Count())
}

func TestAHeldBorrowIsNotClosed(t *testing.T) {
	var s Slot
	e := s.OpenOwned(0)
	require.True(t, s.Hold(e))
	require.True(t, s.Hold(e), "again")
	assert.Equal(t, 2, s.CloseWithin(0))
	begin := time.Now()
	assert.Equal(t, 2, s.CloseWithin(20*time.Millisecond))
	assert.GreaterOrEqual(t, time.Since(begin), 20*time.Millisecond, "it waited for the deadline")
	assert.Equal(t, e, s.Now(), "refused: the borrow is open as before")
	require.True(t, s.Hold(e), "and can be held further")
	for range 3 {
		s.Unhold()
	}
	assert.Zero(t, s.Holders())
	assert.Zero(t, s.CloseWithin(0))
	assert.False(t, s.Hold(e), "stale")
	assert.Zero(t, Count())
}

func TestCloseWaitsForTheLastHolder(t *testing.T) {
	var s Slot
	for range 200 {
		e := s.OpenOwned(0)
		const workers = 4
		var left atomic.Int32
		left.Store(workers)
		for range workers {
			require.True(t, s.Hold(e))
		}
		for range workers {
			go func() {
				inner := s.Hold(e) // a part of the work holds once more, though a release waits
				assert.True(t, inner)
				s.Unhold()
				left.Add(-1)
				s.Unhold()
			}()
		}
		require.Zero(t, s.CloseWithin(long))
		require.Zero(t, left.Load(), "all had left")
		require.False(t, s.Hold(e))
	}
	assert.Zero(t, Count())
}

func TestAViewOf2To31BorrowsAgoHoldsNothing(t *testing.T) {
	var s Slot
	old := s.OpenOwned(0)
	require.Zero(t, s.CloseWithin(0))
	s.Epoch += (1<<31 - 1) * Step // as so many borrows would
	e := s.OpenOwned(0)
	require.Equal(t, heldBy(old), heldBy(e), "the word cannot tell them apart")
	assert.False(t, s.Hold(old))
	assert.True(t, s.Hold(e))
	s.Unhold()
	assert.Zero(t, s.CloseWithin(0))
}

// Workers hold and leave at random while the owner releases with random deadlines
// and opens again. What a worker holds must be open until it leaves.
func TestNobodyHoldsABorrowThatHasEnded(t *testing.T) {
	var s Slot
	var current, memory atomic.Uint64 // memory is the epoch whose memory is there, 0 for none
	var held, stale, waited, refused atomic.Int64
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for w := range 4 {
		wg.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(w), 1))
			for {
				select {
				case <-stop:
					return
				default:
				}
				e := current.Load()
				if e == 0 || !s.Hold(e) {
					stale.Add(1)
					runtime.Gosched()
					continue
				}
				held.Add(1)
				for range rng.IntN(100) {
					assert.Equal(t, e, memory.Load(), "the memory went away under a holder")
				}
				s.Unhold()
				if rng.IntN(8) == 0 {
					time.Sleep(20 * time.Microsecond)
				}
			}
		})
	}
	rng := rand.New(rand.NewPCG(9, 9))
	for end := time.Now().Add(300 * time.Millisecond); time.Now().Before(end) || min(stale.Load(), waited.Load(), refused.Load()) == 0; {
		e := s.OpenOwned(0)
		memory.Store(e)
		current.Store(e)
		for s.CloseWithin(time.Duration(rng.IntN(60))*time.Microsecond) != 0 {
			refused.Add(1)
		}
		waited.Add(1)
		memory.Store(0)
	}
	close(stop)
	wg.Wait()
	assert.NotZero(t, held.Load())
	assert.Zero(t, Count())
	t.Logf("held %d, stale %d, released %d, refused %d", held.Load(), stale.Load(), waited.Load(), refused.Load())
}

func TestHoldingDoesNotAllocate(t *testing.T) {
	var s Slot
	assert.Zero(t, testing.AllocsPerRun(1000, func() {
		e := s.OpenOwned(1)
		s.Hold(e)
		s.Unhold()
		s.CloseWithin(time.Second)
	}))
}

func BenchmarkHoldAndUnhold(b *testing.B) {
	var s Slot
	e := s.OpenOwned(0)
	for b.Loop() {
		s.Hold(e)
		s.Unhold()
	}
	s.CloseWithin(0)
}

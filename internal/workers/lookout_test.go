package workers_test

import (
	"bytes"
	"runtime"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/workers"
)

// atRest waits until there is no helper, not even one on its way, nobody expects a job and nobody does without helpers.
func atRest(t *testing.T) {
	t.Helper()
	require.Eventually(t, func() bool {
		return !anyHelper() && workers.Pays(workers.Now(), time.Hour)
	}, time.Minute, time.Millisecond)
	time.Sleep(time.Millisecond)
}

// anyHelper reports whether a helper is left, by the stacks of all goroutines: where processors are wanted by others, one may need
// long to come, and what it notes in the account would be taken for a result of the next test.
func anyHelper() bool {
	stacks := make([]byte, 1<<20)
	return bytes.Contains(stacks[:runtime.Stack(stacks, true)], []byte("workers.(*shared).start"))
}

// doesWithout asserts that callers have begun to do without helpers for at least so long, as of a moment
// after some time, however long ago that was.
func doesWithout(t *testing.T, since, long time.Duration) {
	t.Helper()
	end := workers.Without()
	assert.GreaterOrEqual(t, end, since+long)
	assert.False(t, workers.Pays(end-1, time.Hour))
	assert.True(t, workers.Pays(end, time.Hour), "they try again")
}

func TestSmallWorkPaysFromTheSecondInARowOn(t *testing.T) {
	const small, medium, large = 5 * time.Microsecond, 20 * time.Microsecond, time.Millisecond
	atRest(t)
	now := workers.Now()
	assert.True(t, workers.Pays(now, large), "whatever was before")
	for range 3 {
		assert.False(t, workers.Pays(now, small), "however often it comes")
	}
	assert.False(t, workers.Pays(now, medium), "the first one")
	soon := now + medium + 4*medium - 1
	assert.True(t, workers.Pays(soon, medium), "four times its length after the first one")
	atRest(t)
	now = workers.Now()
	assert.False(t, workers.Pays(now, medium))
	assert.False(t, workers.Pays(now+5*medium, medium), "too late to be of the same burst")
	atRest(t)
	now = workers.Now()
	const longest = 24 * time.Microsecond // which no helper is woken for, however soon it would come
	assert.False(t, workers.Pays(now, longest))
	assert.True(t, workers.Pays(now+longest+4*longest-1, longest))
	assert.False(t, workers.Pays(now+300*time.Microsecond, longest), "never later than 200 µs")
}

func TestOfferDoesEveryPartOnceAndTellsHowLongTheCallerHadTaken(t *testing.T) {
	for _, n := range []int{1, 2, 3} {
		for _, parts := range []int{0, 1, 2, 9} {
			var done atomic.Int64
			took := workers.Offer(n, parts, job(func(k int) {
				time.Sleep(100 * time.Microsecond)
				done.Add(1 << (4 * k))
			}))
			assert.Equal(t, int64(1)<<(4*parts)/15, done.Load())
			assert.GreaterOrEqual(t, took, time.Duration(parts)*100*time.Microsecond)
		}
	}
}

func TestHelpersTellHowLongAJobTakesThatTheyDidAlone(t *testing.T) {
	for _, parts := range []int{1, 2, 9} {
		start := workers.Now()
		least, most := workers.Helped(parts, job(func(int) { time.Sleep(100 * time.Microsecond) }))
		assert.GreaterOrEqual(t, least, time.Duration(parts)*100*time.Microsecond)
		assert.LessOrEqual(t, most, workers.Now()-start)
	}
}

// The helper's processor is taken away: its part takes longer than all others would, by so much at least.
func offerWithABadMoment(lasts time.Duration) {
	begun, done := make(chan struct{}), make(chan struct{})
	start := workers.Now()
	workers.Offer(2, 2, job(func(k int) {
		if k == 0 {
			<-begun
			close(done)
			return
		}
		close(begun)
		<-done
		took := workers.Now() - start // by the caller's part, which is longer if the helper needed long to come
		time.Sleep(lasts + 2*took)
	}))
}

func TestCallersDoWithoutHelpersThatMadeThemWait(t *testing.T) {
	atRest(t)
	start := workers.Now()
	offerWithABadMoment(20 * time.Millisecond)
	doesWithout(t, start, 20*time.Millisecond)
	atRest(t)
}

// owes asserts that callers do without helpers for so many times what is owed.
func owes(t *testing.T, owed, times time.Duration) {
	t.Helper()
	workers.EmptyAccount()
	before := workers.Now()
	workers.Enter(-owed)
	after := workers.Now()
	assert.GreaterOrEqual(t, workers.Without(), before+times*owed)
	assert.LessOrEqual(t, workers.Without(), after+times*owed)
}

func TestBadMomentsInARowArePaidForLongerAndLonger(t *testing.T) {
	const owed = 10 * time.Millisecond
	atRest(t)
	workers.Forgive()
	for _, wanted := range []time.Duration{2, 4, 8, 16, 32, 32} {
		owes(t, owed, wanted)
		workers.Enter(owed)
	}
	workers.Enter(2 * owed) // helpers have paid since for more than twice
	owes(t, owed, 2)
	workers.Enter(3 * owed)
	atRest(t)
}

func TestGainsAreKeptUpToALimitAndLossesAreTakenFromThem(t *testing.T) {
	atRest(t)
	for range 100 {
		workers.Settle(time.Millisecond, 2*time.Millisecond, 2*time.Millisecond)
	}
	workers.Settle(1900*time.Microsecond, time.Millisecond, time.Millisecond)
	assert.True(t, workers.Pays(workers.Now(), time.Hour), "that much was there")
	workers.Settle(3*time.Millisecond, time.Millisecond, time.Hour)
	assert.True(t, workers.Pays(workers.Now(), time.Hour), "the caller's processor was taken away: nothing tells what helpers brought")
	start := workers.Now()
	workers.Settle(40*time.Millisecond, time.Millisecond, time.Millisecond)
	doesWithout(t, start, 2*(39-1)*time.Millisecond)
	atRest(t)
}

func TestHelpersThatCameLateAreWokenForLongerWorkUntilThatFades(t *testing.T) {
	const work = 100 * time.Microsecond
	atRest(t)
	for range 40 {
		workers.Came(10 * time.Millisecond)
	}
	assert.False(t, workers.WorthWaking(work))
	assert.True(t, workers.WorthWaking(150*time.Microsecond), "whatever was before")
	tries := 1
	for ; !workers.WorthWaking(work); tries++ {
		require.Less(t, tries, 64)
	}
	for range 40 {
		workers.Came(10 * time.Microsecond)
	}
	assert.True(t, workers.WorthWaking(60*time.Microsecond))
	assert.False(t, workers.WorthWaking(30*time.Microsecond))
}

// One processor for all: the helper comes when the caller has done everything.
func TestCallersDoWithoutHelpersThatNeverBringAnything(t *testing.T) {
	atRest(t)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))
	did := false
	for i := 0; i < 100000 && !did; i++ {
		workers.Offer(2, 2, job(func(int) { spin(time.Microsecond) }))
		runtime.Gosched()
		did = !workers.Pays(workers.Now(), time.Hour)
	}
	assert.True(t, did)
	atRest(t)
}

func TestHelpersOfABurstGoHomeWhenNoMoreJobsCome(t *testing.T) {
	atRest(t)
	for range 200 {
		workers.Offer(3, 8, job(func(int) { spin(4 * time.Microsecond) }))
	}
	require.Eventually(t, func() bool { return workers.Standby() == 0 }, time.Minute, time.Millisecond)
}

func TestTheCollectorRunsWhileHelpersLookOut(t *testing.T) {
	var stop atomic.Bool
	collected := make(chan struct{})
	go func() {
		for range 20 {
			runtime.GC()
		}
		stop.Store(true)
		close(collected)
	}()
	for !stop.Load() {
		workers.Offer(runtime.GOMAXPROCS(0), 8, job(func(int) { spin(2 * time.Microsecond) }))
	}
	<-collected
}

func spin(long time.Duration) {
	for end := workers.Now() + long; workers.Now() < end; {
	}
}

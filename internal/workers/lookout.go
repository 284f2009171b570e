package workers

import (
	"runtime"
	"sync/atomic"
	"time"
)

// Looking out for work
//
// Work of 20 µs pays with a helper that looks out for it, and not with one that has to be woken. Programs come with such work in
// bursts: verb after verb, pass after pass. So the first job of a burst is done alone, the second one wakes a helper, which comes
// in time for one of those that follow, and then looks out for the next job as long as they keep coming. That costs a processor,
// so it is bounded by what it brings:
//
//	L1  A job keeps helpers looking for at most four times what it takes one processor, and at most for 200 µs after it ended;
//	    a job that nobody shared and that did not pay, not at all. In a program that does nothing, nobody looks.
//	L2  Who looks lets others run every few microseconds, goroutines of the program and the collector among them.
//	L3  Helpers have an account (account.go). While it is overdrawn callers do without.
//	L4  Whether a helper is worth waking is a matter of how long those took to come that were woken last. A moment in which they came
//	    late does not stick: with each work that is not shared for that reason, what is remembered gets shorter.

const (
	worth    = 12 * time.Microsecond  // the least work that pays with a helper that looks out
	lookout  = 50 * time.Microsecond  // that a helper looks for more while the caller may still be at the last part
	patience = 200 * time.Microsecond // L1
	eager    = 4                      // L1

	wakeGuess = 40 * time.Microsecond  // for a helper to come, before one did
	wakeMost  = 120 * time.Microsecond // that is believed; L4
	wakeCost  = 25 * time.Microsecond  // that work has to take longer, for waking to pay
	wakeOften = 4                      // one part in so many of what is remembered comes from the last one,
	wakeFades = 32                     // and one in so many fades
)

var (
	standing atomic.Int64 // helpers that look
	coming   atomic.Int64 // helpers that were started and did not come yet
	until    atomic.Int64 // the time until which the next job of a burst is expected
	wake     atomic.Int64 // how long helpers take to come; L4
)

func init() { wake.Store(int64(wakeGuess)) }

var epoch = time.Now()

// Now is the time on a clock that only grows; it is cheaper than [time.Now].
func Now() time.Duration { return time.Since(epoch) }

// Standby is the number of helpers that would start at once.
func Standby() int { return int(standing.Load()) }

// Pays reports whether work that takes one processor so long and would begin now pays with helpers. If it would with helpers that look out
// and there is none, it does from the second such work in a row on.
func Pays(now, work time.Duration) bool {
	if work < worth || overdrawn(now) {
		return false
	}
	if standing.Load() > 0 || int64(now) < until.Load() || worthWaking(work) {
		return true
	}
	expect(now+work, work)
	return false
}

// worthWaking reports whether work pays with a helper that has to be woken (L4).
func worthWaking(work time.Duration) bool {
	late := time.Duration(wake.Load())
	if work >= late+wakeCost {
		return true
	}
	if work >= 2*wakeCost {
		wake.Add(-int64(late / wakeFades))
	}
	return false
}

// came notes how long a helper took to come (L4).
func came(late time.Duration) {
	old := wake.Load()
	wake.Add((int64(min(late, wakeMost)) - old) / wakeOften)
}

// expect has helpers look out for the job after one that ends at a time and took one processor so long (L1).
func expect(end, work time.Duration) { until.Store(int64(end + min(eager*work, patience))) }

// next returns a job that still has a seat, or nil if none came; worked says that the helper did something. Who posts a job looks
// at standing afterwards: a helper that is no longer counted looks once more.
func next(worked bool) *shared {
	end := int64(0)
	if worked {
		end = int64(Now() + lookout)
	}
	standing.Add(1)
	s := look(end)
	standing.Add(-1)
	if s == nil {
		s = seat()
	}
	return s
}

// look looks for a job until a time, or for as long as one is expected.
func look(end int64) *shared {
	const often, yields = 64, 16 // looks between two at the clock; these between two that let others run (L2)
	last := Now()
	for round := 1; ; round++ {
		for range often {
			if s := seat(); s != nil {
				return s
			}
		}
		now := Now()
		away(now - last)
		if last = now; int64(now) > end && int64(now) > until.Load() {
			return nil
		}
		if round%yields == 0 {
			runtime.Gosched()
		}
	}
}

// seat returns the job on the board, if it has a seat.
func seat() *shared {
	if s := board.Load(); s != nil && s.seats.Load() > 0 {
		return s
	}
	return nil
}

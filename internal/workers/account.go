package workers

import (
	"sync/atomic"
	"time"
)

// The account of helpers
//
// Helpers save time where a processor is free for them. Where other programs want the processors they cost time: a helper whose
// processor is taken away while it is at a part makes the caller wait for milliseconds. No look at the machine tells which is the case; what the
// jobs took does.
//
//	A1  What helpers saved a caller is added to one account, up to balanceMost; what they made one wait, and what waking them took
//	    the caller, is subtracted. So a bad moment among good ones changes nothing.
//	A2  A helper that was away while it looked out, or came late, cost nobody anything. But it is a sign that others want the processors,
//	    among whom one that only looks out takes the caller's share: it counts as if somebody had waited, up to awayMost.
//	A3  When the account is overdrawn, callers do without helpers for penanceLeast times as long as is owed, and then begin at 0. If that
//	    happens again before helpers saved forgiven times what was owed, they do so for twice as many times, up to penanceMost: where
//	    helpers never pay, 3 % are lost to trying them; where a moment was bad, it costs a few times that moment.

const (
	balanceMost  = time.Millisecond
	awayMost     = 10 * time.Millisecond
	hiccup       = 500 * time.Microsecond // no shorter is a helper away
	penanceLeast = 2
	penanceMost  = 32
	forgiven     = 2
	longest      = time.Second
)

var (
	balance atomic.Int64 // A1
	severe  atomic.Int64 // how many times what is owed callers do without, if not penanceLeast
	unpaid  atomic.Int64 // what helpers have to save before that is forgiven; A3
	without atomic.Int64 // the time until which callers do without
)

// overdrawn reports whether callers do without helpers (A3).
func overdrawn(now time.Duration) bool { return int64(now) < without.Load() }

// settle adds what helpers brought to the account: what a job took, and what it would have taken the caller alone, at least and at most.
func settle(took, least, most time.Duration) {
	switch {
	case least > took:
		enter(least - took)
	case most < took:
		enter(most - took)
	}
}

// away notes that a helper was away for so long (A2).
func away(long time.Duration) {
	if long > hiccup {
		enter(-min(long, awayMost))
	}
}

// enter changes the account.
func enter(change time.Duration) {
	if change > 0 && severe.Load() > 0 && unpaid.Add(-int64(change)) < 0 {
		severe.Store(0)
	}
	switch now := balance.Add(int64(change)); {
	case now > int64(balanceMost):
		balance.Store(int64(balanceMost)) // what another one enters meanwhile may be lost
	case now < 0:
		balance.Store(0)
		refrain(time.Duration(-now))
	}
}

// refrain has callers do without helpers for a while (A3).
func refrain(owed time.Duration) {
	times := max(severe.Load(), penanceLeast)
	severe.Store(min(2*times, penanceMost))
	unpaid.Store(int64(forgiven * owed))
	end := int64(Now() + min(time.Duration(times)*owed, longest))
	for old := without.Load(); old < end && !without.CompareAndSwap(old, end); old = without.Load() {
	}
}

package lease

import (
	"runtime"
	"sync/atomic"
	"time"
)

// Holding an owned borrow
//
// One atomic word per slot says which owned borrow is open, how many hold it, and
// whether somebody waits for its end:
//
//	bit 63        an owned borrow is open
//	bits 32 … 62  the low bits of its epoch / Step
//	bit 31        closing: the last holder to leave ends the borrow
//	bits 0 … 30   holders
//
// Since it is one word, nobody can come to hold a borrow that has ended, and a
// borrow ends in the very step in which nobody holds it: there is no moment
// between looking and doing. The low bits of the epoch repeat after 2³¹ borrows of
// a slot, so a hold looks at the whole epoch once more, which cannot change then
// (E6).
//
// While a release waits, holds are still granted. Refusing them would tear down a
// holder that holds the slot once more for a part of its work, such as a verb in
// the body of a loop over lanes. A release under steady use is refused at its
// deadline, and says how many were at work.
//
// A holder that cannot be sure to run to its end (a loop that the compiler has to
// inline, so that nothing may be deferred) leaves its Unhold to a cleanup as well. A
// release that has waited for a while asks the collector for such holds.
type holds struct {
	word atomic.Uint64
	// ended is closed by the last holder of a borrow that is closing. It is written
	// before the closing bit is set and read after it was seen.
	ended chan struct{}
}

const (
	ownedOpen = 1 << 63
	closing   = 1 << 31
	holders   = closing - 1
	tagShift  = 32
	tagMask   = 1<<31 - 1
)

// heldBy is the word of the owned borrow with this epoch and no holder.
func heldBy(epoch uint64) uint64 { return ownedOpen | epoch/Step&tagMask<<tagShift }

// same reports whether two words are of the same open borrow.
func same(a, b uint64) bool { return a>>tagShift == b>>tagShift }

// OpenOwned is Open for a borrow that belongs to a handle. Count does not count it:
// the list that it goes by would keep the handle alive.
func (s *Slot) OpenOwned(pc uintptr) (epoch uint64) {
	epoch = s.Epoch + Open + Owned
	s.holds.word.Store(heldBy(epoch))
	return s.open(epoch, pc)
}

// Now returns the epoch for a goroutine that may be another than the owner's.
func (s *Slot) Now() uint64 { return atomic.LoadUint64(&s.Epoch) }

// Hold keeps the owned borrow with this epoch from ending until Unhold, or reports
// that it has ended. It may be called any number of times, from any goroutine.
func (s *Slot) Hold(epoch uint64) bool {
	w := &s.holds.word
	for {
		old := w.Load()
		if !same(old, heldBy(epoch)) {
			return false
		}
		if w.CompareAndSwap(old, old+1) {
			break
		}
	}
	if s.Now() == epoch {
		return true
	}
	s.Unhold() // a borrow 2³¹ borrows later
	return false
}

// Unhold gives up one successful Hold.
func (s *Slot) Unhold() {
	w := &s.holds.word
	for {
		old := w.Load()
		next := old - 1
		if old&(closing|holders) == closing|1 {
			next = 0
		}
		if !w.CompareAndSwap(old, next) {
			continue
		}
		if next == 0 {
			close(s.holds.ended)
		}
		return
	}
}

// Holders returns how many hold the slot now.
func (s *Slot) Holders() int { return int(s.holds.word.Load() & holders) }

// CloseWithin ends an owned borrow as soon as nobody holds it, and returns 0. If
// somebody still does when the time is over, the borrow stays open as it was and
// CloseWithin returns how many hold it.
func (s *Slot) CloseWithin(wait time.Duration) (stillHeld int) {
	w, idle := &s.holds.word, heldBy(s.Epoch)
	if !w.CompareAndSwap(idle, 0) && !s.waitForHolders(idle, wait) {
		return max(1, s.Holders())
	}
	s.Close()
	return 0
}

// waitForHolders lets the last holder end the borrow. false: it is as it was.
func (s *Slot) waitForHolders(idle uint64, wait time.Duration) bool {
	w := &s.holds.word
	if wait <= 0 {
		return false
	}
	ended := make(chan struct{})
	s.holds.ended = ended
	for {
		old := w.Load()
		if old == idle {
			if w.CompareAndSwap(old, 0) {
				return true
			}
		} else if w.CompareAndSwap(old, old|closing) {
			break
		}
	}
	before := min(wait/4, patience)
	if endsWithin(ended, before) {
		return true
	}
	go runtime.GC() // what was left behind is given up by a cleanup
	if endsWithin(ended, wait-before) {
		return true
	}
	for {
		old := w.Load()
		if !same(old, idle) { // it ended after all
			<-ended
			return true
		}
		if w.CompareAndSwap(old, old&^closing) {
			return false
		}
	}
}

// patience is how long a release waits before it asks the collector for holds that
// were left behind.
const patience = 5 * time.Millisecond

func endsWithin(ended <-chan struct{}, wait time.Duration) bool {
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-ended:
		return true
	case <-timer.C:
		return false
	}
}

// Package lease knows which borrowed memory is still borrowed.
//
// A borrow opens a Slot and remembers its epoch; every view of the borrow
// carries the slot and that epoch (as part of its tag). Closing the slot moves
// it to its next epoch, so that each view of the borrow, wherever a copy of the
// view may be, stops matching at once. Nothing is allocated per borrow: slots
// belong to pooled records and are never freed, and a slot that is opened again
// has an epoch that no earlier view carries. The slot of a handle is a part of it,
// so that the collector sees who may still use what the handle borrowed.
//
// There are two kinds of borrows. A scoped one ends where its closure returns, on
// the goroutine that opened it: it is itself the hold, and nobody counts who works
// on it. An owned one belongs to a handle that any goroutine may release: whoever
// works on it for longer than an element holds the slot meanwhile (hold.go), and
// the release waits for the holders. The epoch tells the two apart, so that a view
// knows its kind without looking at the slot.
//
// Invariants:
//
//	E1  Slot.Epoch only grows. It is a multiple of Step, plus Open while a borrow is open, plus Owned if that is an owned one.
//	E2  Open or OpenOwned and Close or CloseWithin alternate; the owner of the slot calls them, one at a time.
//	E3  A view's epoch equals its slot's epoch exactly while its borrow is open.
//	E4  Epochs stay below Limit: the bits above are free for the views' marks.
//	E6  The epoch of an owned borrow does not change while anyone holds its slot.
//
// At one borrow per 100 ns a slot reaches Limit after 28 years; Close panics there rather than wrap around.
//
// A borrow costs two stores that other goroutines may see at once, which is what
// atomic stores cost: one that opens and one that closes. What else is kept changes
// only with the closure that borrows.
package lease

import (
	"fmt"
	"runtime"
	"sync/atomic"
)

const (
	// Owned is the bit of an epoch that says that the borrow belongs to a handle.
	// The bits below are free for the views, which add their ndim (at most 64).
	Owned = 128
	// Open is the bit of the epochs of borrows.
	Open = 2 * Owned
	// Step is the distance between the epochs of two borrows of a slot.
	Step = 2 * Open
	// Limit bounds the epochs.
	Limit = 1 << 62
)

// history is how many borrows of a slot can be named after their release.
const history = 4

// A Slot is the place that one borrow at a time occupies.
// The zero Slot is closed and ready to be opened.
type Slot struct {
	// Epoch is read by every element access, without synchronisation: using a
	// view while another goroutine releases its borrow is a data race of the
	// program, and the race detector says so. Only this package writes it.
	Epoch uint64

	holds     holds
	places    [history]atomic.Uintptr // of the latest borrows, by their epochs
	attached  Attached                // emptied by Close
	elsewhere *Attached               // in place of attached, for the slots of handles

	listed bool  // in slots
	next   *Slot // there
}

// Forever is the slot of memory that Go owns: it is never closed.
var Forever = new(Slot)

// slots lists every slot that was ever opened by Open.
var slots atomic.Pointer[Slot]

func (s *Slot) list() {
	s.listed = true
	for {
		s.next = slots.Load()
		if slots.CompareAndSwap(s.next, s) {
			return
		}
	}
}

// Open starts a borrow. pc is an instruction of the function that names the
// borrow in messages (the closure of a scoped borrow), or 0.
func (s *Slot) Open(pc uintptr) (epoch uint64) {
	if !s.listed {
		s.list()
	}
	return s.open(s.Epoch+Open, pc)
}

func (s *Slot) open(epoch uint64, pc uintptr) uint64 {
	if p := &s.places[epoch/Step%history]; p.Load() != pc {
		p.Store(pc)
	}
	store(&s.Epoch, epoch)
	return epoch
}

// Close ends the borrow: every view of it is stale from here on. An owned borrow
// is ended by CloseWithin.
func (s *Slot) Close() {
	next := s.Epoch/Step*Step + Step
	if next >= Limit {
		panic("lease: a slot ran out of epochs")
	}
	atomic.StoreUint64(&s.Epoch, next) // before the attachment is looked at, for those who add to it meanwhile (E5)
	s.place().Detach()
}

// IsOpen reports whether a borrow is open, to any goroutine.
func (s *Slot) IsOpen() bool { return s.Now()&Open != 0 }

// Count returns the number of slots that are open now, those of handles apart.
func Count() (n int) {
	for s := slots.Load(); s != nil; s = s.next {
		if s.IsOpen() {
			n++
		}
	}
	return n
}

// Place names the function of the borrow that held s at epoch, with its file
// and line, or returns "" when that is not known (yet, or any more).
//
// Its entry is written again by the borrow that is history borrows later, after the
// one before that has moved the epoch: who reads the later entry reads a later
// epoch too, and knows.
func (s *Slot) Place(epoch uint64) string {
	pc := s.places[epoch/Step%history].Load()
	if now := s.Now(); now < epoch || now/Step-epoch/Step >= history {
		return ""
	}
	return PlaceOf(pc)
}

// PlaceOf names the function of an instruction with its file and line, or returns
// "" if there is none.
func PlaceOf(pc uintptr) string {
	f := runtime.FuncForPC(pc)
	if pc == 0 || f == nil {
		return ""
	}
	file, line := f.FileLine(pc)
	return fmt.Sprintf("%s (%s:%d)", f.Name(), file, line)
}

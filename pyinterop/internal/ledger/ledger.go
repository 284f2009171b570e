// Package ledger knows which bytes are borrowed, and whether to be read or to be
// written.
//
// A shared claim is one of memory that is read, an exclusive one of memory that is
// written. Any number of shared claims may cover a byte; a byte under an exclusive
// claim is under no other. Whether two claims have a byte in common is decided
// exactly (layout.Overlap), so the left and the right half of a matrix, its even and
// its odd columns, or two fields of its records are different memory, while a 0-d
// view of one element, or the same bytes as numbers of another size, are not. A
// claim that does not fit is refused at once; nothing here waits for another's end.
//
// # What it takes to be right
//
// The ledger looks at addresses alone. So it does not matter which object exported
// the memory, through how many views of views, or in which host; and what stood
// under a claim when it was entered is what is taken out again, whatever its
// exporter says by then.
//
//	G1  A claim's memory and mode do not change between Enter and Leave.
//	G2  Of two claims in the ledger that share a byte, neither is exclusive, unless
//	    the second was told of the first and not entered.
//	G3  A claim without bytes is never entered, and conflicts with none.
//
// # What it takes to be fast
//
// Most claims are the only one. Such a claim stands in one place of its own, which it
// takes and leaves by one atomic step each, and nothing else is done for it; the claims
// of one borrow of several objects stand there as one. When another one comes, all go
// into the tables, under a lock, and the place stays closed until the tables are empty.
//
// Most other claims meet none near. They are found by address (grid.go) in about the
// same time for a hundred open claims as for ten thousand, and the strides are looked
// at only where the spans of two claims meet. Readers look among writers only.
// Nothing is allocated: a claim is part of the record of its borrow, and the tables
// grow to the largest number of claims that were open at once.
//
// # Limits
//
// Exactness has a price where strides are irregular: after layout.DefaultWork
// steps, about a millisecond, the answer is "unknown" and counts as a conflict,
// and the error says which of the two it was. Behind pointers (suboffsets) the
// claim is of the items alone, not of the tables of pointers.
package ledger

import (
	"slices"
	"sync"
	"sync/atomic"

	"github.com/go-inplace/inplace/internal/layout"
)

// A Claim is the memory of one borrow. Its owner fills it in, enters it, and
// changes nothing before it has left (G1).
type Claim struct {
	Layout    *layout.Layout // of the items at Base, or at each of Bases; direct
	Base      uintptr        // address of the first item
	Bases     []uintptr      // for items behind pointers: where each direct part begins, ascending; else nil
	Itemsize  int            // bytes
	Exclusive bool
	Op        string  // what an error says of the claim: which call …
	Elem      string  // … with which element type, "" for any …
	PC        uintptr // … and where: an instruction of the closure or call

	group      *Claim // the next of those that were entered with it
	entered    bool   // its owner knows
	tabled     bool   // under the lock, or before it is entered
	sized      bool   // it has bytes; known while a group is entered
	lo, hi     uint64 // its bytes lie in [lo, hi)
	cell       cell
	next, prev *Claim // of the same chain
	at         int    // its place in grid.all
}

// A Conflict is an open claim that stands against a new one. It is a copy: the
// claim itself may be gone when it is read.
type Conflict struct {
	Verdict layout.Verdict // Overlapping, or Unknown
	Other   Claim
}

// A Ledger is ready to use when zero. Its methods may be called by any goroutine.
type Ledger struct {
	solo atomic.Pointer[Claim] // the only claim; nil if there is none; &crowd if the tables are in use

	mu        sync.Mutex
	shared    grid
	exclusive grid
}

// crowd stands in the place of the only claim while the tables are in use.
var crowd Claim

// Enter claims c's memory. If an open claim stands against it, c is not entered and
// Enter returns the conflict.
func (l *Ledger) Enter(c *Claim) *Conflict {
	c.entered, c.tabled, c.group = true, false, nil
	if l.solo.CompareAndSwap(nil, c) {
		return nil
	}
	c.entered = false
	if !c.measure() {
		return nil // G3
	}
	l.mu.Lock()
	l.crowd()
	found := l.enter(c)
	l.mu.Unlock()
	return found
}

// enter is Enter into the tables, under the lock.
func (l *Ledger) enter(c *Claim) *Conflict {
	if !c.measure() {
		return nil // G3
	}
	against, verdict := l.exclusive.conflict(c)
	if against == nil && c.Exclusive {
		against, verdict = l.shared.conflict(c)
	}
	if against == nil {
		c.entered = true
		l.add(c)
		return nil
	}
	return &Conflict{Verdict: verdict, Other: against.copied()}
}

// EnterAll enters the claims of a group, which leaves as one by LeaveAll of the same
// claims, or none of them. at is the one that an open claim, or an earlier one of the
// group, stands against.
func (l *Ledger) EnterAll(group []*Claim) (at int, found *Conflict) {
	if apart(group) {
		for i, c := range group {
			c.entered, c.tabled, c.group = true, false, nil
			if i > 0 {
				group[i-1].group = c
			}
		}
		if l.solo.CompareAndSwap(nil, group[0]) {
			return 0, nil
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.crowd()
	for i, c := range group {
		c.entered, c.tabled, c.group = false, false, nil
		if found = l.enter(c); found != nil {
			at = i
			break
		}
	}
	if found != nil {
		for _, c := range group[:at] {
			l.remove(c)
		}
	}
	l.reopen()
	return at, found
}

// apart reports whether the claims of a group do not stand against each other.
func apart(group []*Claim) bool {
	if len(group) == 1 {
		return true
	}
	for i, c := range group {
		c.sized = c.measure()
		for _, d := range group[:i] {
			if (c.Exclusive || d.Exclusive) && c.sized && d.sized && c.against(d) != layout.Disjoint {
				return false
			}
		}
	}
	return true
}

// LeaveAll is Leave for a group.
func (l *Ledger) LeaveAll(group []*Claim) {
	if l.solo.CompareAndSwap(group[0], nil) {
		for _, c := range group {
			c.entered = false
		}
		return
	}
	l.mu.Lock()
	for _, c := range group {
		l.remove(c)
	}
	l.mu.Unlock()
}

// copied is what was filled in of c (G1), to be read when c has left.
func (c *Claim) copied() Claim {
	lay := *c.Layout
	return Claim{
		Layout: &lay, Base: c.Base, Bases: slices.Clone(c.Bases), Itemsize: c.Itemsize, Exclusive: c.Exclusive,
		Op: c.Op, Elem: c.Elem, PC: c.PC,
	}
}

// Leave gives c's memory up. A claim that is not entered may leave too.
func (l *Ledger) Leave(c *Claim) {
	if c.entered {
		l.leave(c)
	}
}

func (l *Ledger) leave(c *Claim) {
	c.entered = false
	if l.solo.CompareAndSwap(c, nil) {
		return
	}
	l.mu.Lock()
	c.entered = true
	l.remove(c)
	l.mu.Unlock()
}

// remove takes a claim out of the tables, under the lock.
func (l *Ledger) remove(c *Claim) {
	if c.entered && c.tabled { // else it has no bytes
		l.gridOf(c).remove(c)
		l.reopen()
	}
	c.entered = false
}

// reopen frees the place of the only claim once the tables are empty.
func (l *Ledger) reopen() {
	if len(l.shared.all)+len(l.exclusive.all) == 0 {
		l.solo.Store(nil)
	}
}

// crowd moves the only claim into the tables, if it has bytes (G3), and closes its
// place.
func (l *Ledger) crowd() {
	c := l.solo.Swap(&crowd)
	if c == &crowd {
		return
	}
	for ; c != nil; c = c.group {
		if c.measure() {
			l.add(c)
		}
	}
}

func (l *Ledger) add(c *Claim) {
	c.tabled = true
	l.gridOf(c).add(c)
}

// Open returns how many claims of each mode are entered.
func (l *Ledger) Open() (shared, exclusive int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.crowd()
	shared, exclusive = len(l.shared.all), len(l.exclusive.all)
	if shared+exclusive == 0 {
		l.solo.Store(nil)
	}
	return shared, exclusive
}

func (l *Ledger) gridOf(c *Claim) *grid {
	if c.Exclusive {
		return &l.exclusive
	}
	return &l.shared
}

// measure finds the bounds of c's bytes; false if there are none.
func (c *Claim) measure() bool {
	if c.Itemsize == 0 || c.Layout.Empty() {
		return false
	}
	lo, hi := c.Layout.Bounds(c.Itemsize)
	if c.Bases == nil {
		c.lo, c.hi = uint64(c.Base)+uint64(lo), uint64(c.Base)+uint64(hi)
		return true
	}
	n := len(c.Bases)
	if n > 0 {
		c.lo, c.hi = uint64(c.Bases[0])+uint64(lo), uint64(c.Bases[n-1])+uint64(hi)
	}
	return n > 0
}

// against decides whether two claims share a byte.
func (c *Claim) against(d *Claim) layout.Verdict {
	if c.hi <= d.lo || d.hi <= c.lo {
		return layout.Disjoint
	}
	if c.Bases == nil && d.Bases == nil {
		return layout.Overlap(c.Layout, c.Base, c.Itemsize, d.Layout, d.Base, d.Itemsize, layout.DefaultWork)
	}
	return c.partsAgainst(d)
}

// Call is the borrow as it stands in the program: BorrowMut[float64].
func (c *Claim) Call() string {
	if c.Elem == "" {
		return c.Op
	}
	return c.Op + "[" + c.Elem + "]"
}

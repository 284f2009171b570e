package pyinterop

import (
	"errors"
	"fmt"
	"math/bits"
	"os"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
	"github.com/go-inplace/inplace/pyinterop/internal/ledger"
)

// A loan is one open borrow: the Py_buffer in C memory, and the lease that its views check. Loans are
// pooled and never freed: exporters point into the Py_buffer, and stale views ask the lease. A scope keeps
// one at hand, so that a borrow in it takes no lock.
//
//	B1  A loan that nobody can take has its buffer held, from a successful acquire until release.
//	B2  The lease is closed before the buffer is released: no view matches memory that may be gone.
//	B3  A buffer that could not be released keeps its loan from being taken for ever.
//	B4  A buffer that is given back later stays with its scope: nobody else takes the loan before.
type loan struct {
	front
	scope *scope // the borrow was made through an object of it; nil from outside
	home  uint32 // bit of the loan's place there; 0 if it has none
	head  uint64 // format that typ was read from; with itemsize
	size  int
	stack atomic.Pointer[[]uintptr] // under INPLACE_DEBUG

	owner    atomic.Uintptr // names the Acquire of a handle's loan; else 0
	claim    ledger.Claim
	conflict *ledger.Conflict // why the claim was not entered
}

// A front is what views and answers point at. That of a scoped borrow is its loan's, that of a Handle is its own.
type front struct {
	lease lease.Slot
	slot  cpy.Slot
	a     mem.Array // the memory, from a successful acquire until release
	typ   elem.Type // of its items
}

var loans loanPool

type loanPool struct {
	sync.Mutex
	free []*loan
	all  []*loan
}

var debugBorrows = os.Getenv("INPLACE_DEBUG") != ""

func (p *loanPool) take() (*loan, error) {
	p.Lock()
	n := len(p.free)
	if n == 0 {
		if n = p.grow(); n == 0 {
			p.Unlock()
			return nil, errors.New("pyinterop: no memory for another borrow")
		}
	}
	l := p.free[n-1]
	p.free = p.free[:n-1]
	p.Unlock()
	return l, nil
}

// takeIn is take for a borrow through an object of s, or from outside if s is nil. Whether the caller is the scope's own
// goroutine is not known yet: another one takes a loan of its own here, is refused by the shim, and gives it away.
func (p *loanPool) takeIn(s *scope) (*loan, error) {
	if s != nil {
		for {
			at := s.atHand.Load()
			if at == 0 {
				break
			}
			if s.atHand.CompareAndSwap(at, at&(at-1)) {
				return s.spare[bits.TrailingZeros32(at)], nil
			}
		}
	}
	l, err := p.take()
	if err == nil {
		l.scope, l.home = s, 0
	}
	return l, err
}

// put takes a loan back from the goroutine that borrowed.
func (p *loanPool) put(l *loan) {
	borrowed.Leave(&l.claim)
	if l.scope != nil && l.hasHome() {
		l.scope.atHand.Or(l.home)
		return
	}
	p.giveAway(l)
}

// giveAway puts a loan where any borrow may take it.
func (p *loanPool) giveAway(l *loan) {
	l.scope = nil
	p.Lock()
	p.free = append(p.free, l)
	p.Unlock()
}

// hasHome finds l a place among those that its scope has at hand, if there is one left.
func (l *loan) hasHome() bool {
	if s := l.scope; l.home == 0 && s.vacant != 0 {
		l.home = s.vacant & -s.vacant
		s.vacant &^= l.home
		s.spare[bits.TrailingZeros32(l.home)] = l
	}
	return l.home != 0
}

// leaveHome takes l out of its scope.
func (l *loan) leaveHome() {
	if l.scope != nil {
		l.scope.vacant |= l.home
	}
	l.scope, l.home = nil, 0
}

// takeBack takes the loans that an ended scope had at hand.
func (p *loanPool) takeBack(s *scope) {
	for at := s.atHand.Swap(0); at != 0; at &= at - 1 {
		p.giveAway(s.spare[bits.TrailingZeros32(at)])
	}
	s.vacant = allVacant
}

func (p *loanPool) grow() int {
	slots := cpy.NewSlots()
	for _, s := range slots {
		l := &loan{front: front{slot: s}}
		p.all = append(p.all, l)
		p.free = append(p.free, l)
	}
	return len(slots)
}

// open starts the lease, which views of l.a carry. pc is an instruction of the function that names the borrow in
// messages. Direct memory is plain, or the want would not have been met; a Raw's items are looked at by ndview.As.
func (l *loan) open(w *want, pc uintptr) {
	l.a.Tag = l.lease.Open(pc)
	l.settleViews(w)
	if debugBorrows {
		l.keepStack(4)
	}
}

// settleViews makes l.a whole, for the lease whose epoch it has.
func (l *front) settleViews(w *want) {
	a := &l.a
	if a.Slot != &l.lease { // its first time
		a.Slot = &l.lease
	}
	var items mem.Item
	if !w.raw() {
		items = mem.Item{Size: w.kind.Size(), Unit: 1, Align: w.kind.Align()}
	}
	if a.L().Indirect() {
		a.Settle(items)
	} else {
		a.SetPlain(items)
	}
}

// keepStack keeps the calls that led here, from skip calls up.
func (l *loan) keepStack(skip int) {
	stack := make([]uintptr, 16)
	stack = stack[:runtime.Callers(skip, stack)]
	l.stack.Store(&stack)
}

// end is release, deferred by the functions that lend for the time of a closure: what it finds out joins the
// closure's error.
func (l *loan) end(err *error) {
	if changed := l.release(); changed != nil {
		*err = joinErrors(*err, changed)
	}
}

// release ends the borrow. It runs once.
func (l *loan) release() error {
	l.close()
	if quarantined != nil {
		quarantined.keep(l)
		return nil
	}
	changed, ok := l.unhold()
	if ok && !changed {
		loans.put(l)
		return nil
	}
	return l.settle(ok, changed)
}

func (l *loan) close() {
	l.lease.Close() // B2
	borrowed.Leave(&l.claim)
	l.a.Base = nil // a stale address could look like a bad pointer to Go's collector
}

// settle is the last part of a release: the buffer was given back, or could not be (B3).
func (l *loan) settle(released, changed bool) (err error) {
	if changed {
		err = &ChangedError{Place: l.lastPlace()}
	}
	if released {
		if l.owner.Load() != 0 {
			l.owner.Store(0)
		}
		loans.put(l)
	}
	return err
}

// lastPlace names the borrow that has just ended.
func (l *loan) lastPlace() string {
	if pc := l.owner.Load(); pc != 0 {
		return lease.PlaceOf(pc)
	}
	return l.lease.Place(l.a.Epoch())
}

// unhold gives the buffer back and reports whether that worked, and whether the memory changed hands meanwhile.
func (l *loan) unhold() (changed, ok bool) {
	if l.scope != nil {
		if l.hasHome() && l.scope.held.ReleaseLater(l.slot) { // B4
			return false, true
		}
		switch l.scope.held.Release(l.slot) {
		case cpy.OK:
			return false, true
		case cpy.Changed:
			return true, true
		}
	}
	g := l.group()
	st := cpy.ReleaseOutside(&g)
	return st == cpy.Changed, st == cpy.OK || st == cpy.Changed // B3: fails only once the Python that hosts this process shuts down
}

// group is the loan alone, for the calls that take several.
func (l *loan) group() cpy.Group { return cpy.Group{Slots: [cpy.Several]cpy.Slot{l.slot}, N: 1} }

// OpenBorrows is the number of borrows that are open now, in the whole process.
func OpenBorrows() int { return len(loans.open()) }

func (p *loanPool) open() []*loan {
	p.Lock()
	defer p.Unlock()
	var open []*loan
	for _, l := range p.all {
		if l.lease.IsOpen() || l.owner.Load() != 0 {
			open = append(open, l)
		}
	}
	return open
}

// BorrowPlaces names the closure of each open borrow with its file and line, and with INPLACE_DEBUG set
// the calls that led to it.
func BorrowPlaces() []string {
	var places []string
	for _, l := range loans.open() {
		places = append(places, l.place())
	}
	return places
}

func (l *loan) place() string {
	var b strings.Builder
	if pc := l.owner.Load(); pc != 0 {
		b.WriteString(lease.PlaceOf(pc))
	} else {
		b.WriteString(l.lease.Place(l.lease.Now())) // its own goroutine may be releasing it
	}
	stack := l.stack.Load()
	if stack == nil {
		return b.String()
	}
	frames := runtime.CallersFrames(*stack)
	for len(*stack) > 0 {
		f, more := frames.Next()
		fmt.Fprintf(&b, "\n\t%s (%s:%d)", f.Function, f.File, f.Line)
		if !more {
			break
		}
	}
	return b.String()
}

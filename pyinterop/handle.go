package pyinterop

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// The long form of a borrow
//
// A scoped borrow ends where its closure returns. A Handle ends where the program says so, on any goroutine. It is three
// records:
//
//	the Handle   what the program has; new for each borrow, so that one that was released stays released
//	the core     what the handle and its views point at: the lease and the memory; garbage when none of them is left
//	the loan     what has to be given back: the buffer, the claim; knows nothing of the others
//
// so that the collector can tell when a handle was forgotten, and its cleanup can give the buffer back. Cores and loans are
// pooled; views of an earlier borrow of a core do not match its lease. (They do keep the core from being garbage: a handle
// that is forgotten is found when they are gone, too.)
//
//	H1  The loan is given back once: by the Release that closes the lease, or by the cleanup, and then there is no
//	    view left that could close or use anything.
//	H2  While a core is in use, nothing that lives as long as the process points at it: not the loan, not the claim, not
//	    the lists.
//	H3  A cleanup never waits, for the GIL least of all: it queues the loan for the releaser goroutine.
//	H4  Nobody waits for the GIL with a handle's lock: who holds the GIL may be waiting for the lock.

// ErrHeld: a borrow is not released because somebody is still working on its memory.
var ErrHeld = errors.New("still in use")

// ReleaseWait is how long Handle.Release waits for those who are at work.
const ReleaseWait = time.Second

// Handle owns one borrow, for programs in which its time is not that of one function. All methods may be called by
// several goroutines at once. The caller must Release it.
//
// A handle that is forgotten is found by the garbage collector once no view of it is left either; it is then logged
// with the place of its Acquire (slog, level warn) and released. Do not count on that: it may come late or, at the end
// of the process, never. Slices and gonum values taken from its views do not count as views.
type Handle[V any] struct {
	view  V
	epoch uint64
	pc    uintptr              // names the Acquire
	core  atomic.Pointer[core] // nil after the release
	mu    sync.Mutex
	rec   *loan // to be given back; nil after that
}

// Acquire is Borrow without a closure: the view is valid until the Handle's Release, on any goroutine and with or
// without the GIL. Through an Object it is acquired with the GIL of the scope, which may end before the handle does;
// through a *Kept, without a scope. Refusals are those of Borrow.
func Acquire[T ndview.Element](src Source) (*Handle[ndview.View[T]], error) {
	w := want{op: "Acquire", kind: elem.KindOf[T](), flags: cpy.BufFullRO}
	var caller [1]uintptr
	runtime.Callers(2, caller[:])
	return own(src, w, caller, func(l *front) ndview.View[T] { return ndview.NewView[T](l.a) })
}

// AcquireMut is BorrowMut without a closure. See Acquire.
func AcquireMut[T ndview.Element](src Source) (*Handle[ndview.MutView[T]], error) {
	w := want{op: "AcquireMut", kind: elem.KindOf[T](), flags: cpy.BufFull, mut: true}
	var caller [1]uintptr
	runtime.Callers(2, caller[:])
	return own(src, w, caller, func(l *front) ndview.MutView[T] { return ndview.NewMutView[T](l.a) })
}

// AcquireRaw is BorrowRaw without a closure. See Acquire.
func AcquireRaw(src Source) (*Handle[ndview.Raw], error) {
	w := want{op: "AcquireRaw", flags: cpy.BufFullRO}
	var caller [1]uintptr
	runtime.Callers(2, caller[:])
	return own(src, w, caller, func(l *front) ndview.Raw { return ndview.NewRaw(l.a, l.typ) })
}

// AcquireRawMut is BorrowRawMut without a closure. See Acquire.
func AcquireRawMut(src Source) (*Handle[ndview.MutRaw], error) {
	w := want{op: "AcquireRawMut", flags: cpy.BufFull, mut: true}
	var caller [1]uintptr
	runtime.Callers(2, caller[:])
	return own(src, w, caller, func(l *front) ndview.MutRaw { return ndview.NewMutRaw(l.a, l.typ) })
}

// Acquire is r.Borrow without a closure. See the function Acquire.
func (r Request[V]) Acquire(src Source) (*Handle[V], error) {
	var caller [1]uintptr
	runtime.Callers(2, caller[:])
	return own(src, r.w, caller, r.view)
}

// own acquires src for a handle. Its callers are called by the program, and hand over where that was: finding it out
// costs the more the more calls lie between, a third of a handle from here.
func own[V any](src Source, w want, caller [1]uintptr, view func(l *front) V) (*Handle[V], error) {
	w.owned, w.pc = true, caller[0]-1 // it is where the call returns to
	rec, err := acquire(src, &w)
	if err != nil {
		return nil, err
	}
	rec.detach(w.pc)
	c := cores.Get().(*core)
	c.net.rec.Store(rec)
	c.open(rec, &w)
	h := &Handle[V]{view: view(&c.front), epoch: c.a.Epoch(), pc: w.pc, rec: rec}
	h.core.Store(c)
	return h, nil
}

// A core is what views of a handle point at.
type core struct {
	front
	net *net
}

// A net knows what is to be given back, and emptied before that, if its core is found to be garbage.
type net struct {
	rec      atomic.Pointer[loan]
	attached lease.Attached
}

var cores = sync.Pool{New: func() any {
	c := &core{net: new(net)}
	c.lease.AttachAt(&c.net.attached)
	runtime.AddCleanup(c, (*net).caught, c.net)
	return c
}}

// detach takes a loan out of the scope that it was acquired in, and books it as the loan of a handle.
func (l *loan) detach(pc uintptr) {
	l.leaveHome()
	l.owner.Store(pc)
	if debugBorrows {
		l.keepStack(5)
	}
}

// open takes over what views need of a loan, and starts the lease of a handle.
func (l *front) open(rec *loan, w *want) {
	l.slot, l.a, l.typ = rec.slot, rec.a, rec.typ
	l.a.Tag = l.lease.OpenOwned(w.pc)
	l.settleViews(w)
}

// View is the borrowed memory. It panics with an *ndview.ReleasedError that names the borrow after Release, as every
// view of it does then, and verbs and iterators over them. Those that are at work when Release is called are waited
// for. Elements, one at a time, are not: do not read or write them while another goroutine may release the handle,
// or do it in Use.
func (h *Handle[V]) View() V {
	if c := h.core.Load(); c == nil || !c.lease.Holds(h.epoch) {
		panic(h.late())
	}
	return h.view
}

// Use calls fn with the view and keeps the borrow from being released until fn has returned. It is for work that
// Release cannot see: single elements, Go slices and gonum values taken from the view. The error is fn's, or wraps
// ndview.ErrReleased if the handle was released before.
func (h *Handle[V]) Use(fn func(v V) error) error {
	c := h.core.Load()
	if c == nil || !c.lease.Hold(h.epoch) {
		return h.late()
	}
	defer c.lease.Unhold()
	return fn(h.view)
}

func (h *Handle[V]) late() error { return mem.LateAt(lease.PlaceOf(h.pc), true) }

// Release ends the borrow: views of it are stale from here on, and the buffer is given back. It takes the GIL for
// that, if the calling goroutine does not hold it.
//
// While verbs, loops over lanes or Use are at work on the memory, Release waits for them up to ReleaseWait. If they are
// still at work then, the borrow stays open, and the error wraps ErrHeld; try again. (One who works and needs the GIL
// for it is waited for in vain by one who holds it: release inside AllowThreads.) Otherwise the error is nil, or wraps
// ErrChanged as for Borrow. Releasing twice is fine, and does nothing.
func (h *Handle[V]) Release() error { return h.ReleaseWithin(ReleaseWait) }

// ReleaseWithin is Release with another time to wait; 0 or less does not wait, also not for another goroutine that is
// releasing the handle: the error then wraps ErrHeld, too.
func (h *Handle[V]) ReleaseWithin(wait time.Duration) error {
	rec, err := h.close(wait)
	if rec == nil {
		return err
	}
	return rec.giveUp() // H4
}

// close ends the lease and returns the loan to whoever did it; nil if it is not to be given back by the caller.
func (h *Handle[V]) close(wait time.Duration) (*loan, error) {
	left := wait
	if !h.mu.TryLock() && !h.lockWithin(&left) {
		if h.core.Load() == nil {
			return nil, nil
		}
		return nil, &HeldError{Place: lease.PlaceOf(h.pc), Waited: max(wait, 0)}
	}
	defer h.mu.Unlock()
	c := h.core.Load()
	if c == nil {
		return nil, nil
	}
	if n := c.lease.CloseWithin(left); n > 0 {
		return nil, &HeldError{Place: lease.PlaceOf(h.pc), Holders: n, Waited: max(wait, 0)}
	}
	rec := h.rec
	h.rec = nil
	c.net.rec.Store(nil) // H1
	c.a.Base = nil
	h.core.Store(nil)
	cores.Put(c)
	return rec, nil
}

// lockWithin takes h.mu, with which another release may be waiting for those at work, and takes the time from left.
func (h *Handle[V]) lockWithin(left *time.Duration) bool {
	const pause = 100 * time.Microsecond
	end := time.Now().Add(*left)
	for *left > 0 {
		time.Sleep(min(pause, *left))
		*left = time.Until(end)
		if h.mu.TryLock() {
			return true
		}
	}
	return false
}

// Released reports whether the borrow was released.
func (h *Handle[V]) Released() bool {
	c := h.core.Load()
	return c == nil || !c.lease.Holds(h.epoch)
}

// HeldError says that a handle was not released, and stays as it was. It wraps ErrHeld.
type HeldError struct {
	Place   string // the Acquire, with file and line
	Holders int    // verbs, loops and calls of Use at work; 0: another goroutine is releasing the handle
	Waited  time.Duration
}

func (e *HeldError) Error() string {
	if e.Holders == 0 {
		return fmt.Sprintf("pyinterop: the borrow acquired in %s is not released by this call: another goroutine's is still at it after %v; "+
			"leave it to that one, or give ReleaseWithin more time", e.Place, e.Waited)
	}
	return fmt.Sprintf("pyinterop: the borrow acquired in %s is not released: %d still at work on its memory after %v; "+
		"wait for the goroutines that use it and call Release again, or give ReleaseWithin more time", e.Place, e.Holders, e.Waited)
}

// Unwrap returns ErrHeld.
func (e *HeldError) Unwrap() error { return ErrHeld }

// giveUp gives a handle's loan back; its lease is closed (B2).
func (l *loan) giveUp() error {
	borrowed.Leave(&l.claim)
	l.a.Base = nil
	if quarantined != nil {
		quarantined.keep(l)
		return nil
	}
	changed, ok := l.unhold()
	return l.settle(ok, changed)
}

package pyinterop

import (
	"errors"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// The long form of a borrow
//
// A scoped borrow ends where its closure returns. A Handle ends where the program says so, on any goroutine. It is two
// records:
//
//	the Handle   what views point at: the lease and the memory; garbage when neither the handle nor a view of it is left
//	the loan     what has to be given back: the buffer, the claim; pooled, knows nothing of the Handle
//
// so that the collector can tell when a handle was forgotten, and its cleanup can give the buffer back.
//
//	H1  The loan is given back once: by the Release that closes the lease, or by the cleanup, and then there is no
//	    view left that could close or use anything.
//	H2  Nothing that lives as long as the process points at a Handle: not the loan, not the claim, not the lists.
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
	front   front
	view    V
	mu      sync.Mutex
	rec     *loan // to be given back; nil after that
	cleanup runtime.Cleanup
}

// Acquire is Borrow without a closure: the view is valid until the Handle's Release, on any goroutine and with or
// without the GIL. Through an Object it is acquired with the GIL of the scope, which may end before the handle does;
// through a *Kept, without a scope. Refusals are those of Borrow.
func Acquire[T ndview.Element](src Source) (*Handle[ndview.View[T]], error) {
	w := want{op: "Acquire", kind: elem.KindOf[T](), flags: cpy.BufFullRO}
	return own(src, w, func(l *front) ndview.View[T] { return ndview.NewView[T](l.a) })
}

// AcquireMut is BorrowMut without a closure. See Acquire.
func AcquireMut[T ndview.Element](src Source) (*Handle[ndview.MutView[T]], error) {
	w := want{op: "AcquireMut", kind: elem.KindOf[T](), flags: cpy.BufFull, mut: true}
	return own(src, w, func(l *front) ndview.MutView[T] { return ndview.NewMutView[T](l.a) })
}

// AcquireRaw is BorrowRaw without a closure. See Acquire.
func AcquireRaw(src Source) (*Handle[ndview.Raw], error) {
	w := want{op: "AcquireRaw", flags: cpy.BufFullRO}
	return own(src, w, func(l *front) ndview.Raw { return ndview.NewRaw(l.a, l.typ) })
}

// AcquireRawMut is BorrowRawMut without a closure. See Acquire.
func AcquireRawMut(src Source) (*Handle[ndview.MutRaw], error) {
	w := want{op: "AcquireRawMut", flags: cpy.BufFull, mut: true}
	return own(src, w, func(l *front) ndview.MutRaw { return ndview.NewMutRaw(l.a, l.typ) })
}

// Acquire is r.Borrow without a closure. See the function Acquire.
func (r Request[V]) Acquire(src Source) (*Handle[V], error) { return own(src, r.w, r.view) }

// own acquires src for a handle. Its callers are called by the program: the place is two calls up.
func own[V any](src Source, w want, view func(l *front) V) (*Handle[V], error) {
	w.owned, w.pc = true, callerPC(3)
	rec, err := acquire(src, &w)
	if err != nil {
		return nil, err
	}
	rec.detach(w.pc)
	h := &Handle[V]{rec: rec}
	h.front.open(rec, &w)
	h.view = view(&h.front)
	h.cleanup = runtime.AddCleanup(h, (*loan).forgotten, rec)
	return h, nil
}

// callerPC is an instruction of the call that is skip calls up, 1 being the caller of callerPC.
func callerPC(skip int) uintptr {
	var pcs [1]uintptr
	if runtime.Callers(skip+1, pcs[:]) == 0 {
		return 0
	}
	return pcs[0] - 1 // it is where the call returns to
}

// detach takes a loan out of the scope that it was acquired in, and books it as the loan of a handle.
func (l *loan) detach(pc uintptr) {
	l.scope = nil
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
	if !h.front.lease.IsOpen() {
		panic(mem.Late(&h.front.lease, h.front.a.Epoch()))
	}
	return h.view
}

// Use calls fn with the view and keeps the borrow from being released until fn has returned. It is for work that
// Release cannot see: single elements, Go slices and gonum values taken from the view. The error is fn's, or wraps
// ndview.ErrReleased if the handle was released before.
func (h *Handle[V]) Use(fn func(v V) error) error {
	s := &h.front.lease
	if epoch := h.front.a.Epoch(); !s.Hold(epoch) {
		return mem.Late(s, epoch)
	}
	defer s.Unhold()
	return fn(h.view)
}

// Release ends the borrow: views of it are stale from here on, and the buffer is given back. It takes the GIL for
// that, if the calling goroutine does not hold it.
//
// While verbs, loops over lanes or Use are at work on the memory, Release waits for them up to ReleaseWait. If they are
// still at work then, the borrow stays open, and the error wraps ErrHeld; try again. (One who works and needs the GIL
// for it is waited for in vain by one who holds it: release inside AllowThreads.) Otherwise the error is nil, or wraps
// ErrChanged as for Borrow. Releasing twice is fine, and does nothing.
func (h *Handle[V]) Release() error { return h.ReleaseWithin(ReleaseWait) }

// ReleaseWithin is Release with another time to wait; 0 or less does not wait.
func (h *Handle[V]) ReleaseWithin(wait time.Duration) error {
	rec, err := h.close(wait)
	if rec == nil {
		return err
	}
	return rec.giveUp() // H4
}

// close ends the lease and returns the loan to whoever did it; nil if it is not to be given back by the caller.
func (h *Handle[V]) close(wait time.Duration) (*loan, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.rec == nil {
		return nil, nil
	}
	if n := h.front.lease.CloseWithin(wait); n > 0 {
		return nil, &HeldError{Place: lease.PlaceOf(h.rec.owner.Load()), Holders: n, Waited: max(wait, 0)}
	}
	rec := h.rec
	h.rec = nil // H1
	h.cleanup.Stop()
	h.front.a.Base = nil
	return rec, nil
}

// Released reports whether the borrow was released.
func (h *Handle[V]) Released() bool { return !h.front.lease.IsOpen() }

// HeldError says that a handle was not released, and stays as it was. It wraps ErrHeld.
type HeldError struct {
	Place   string // the Acquire, with file and line
	Holders int    // verbs, loops and calls of Use at work
	Waited  time.Duration
}

func (e *HeldError) Error() string {
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

package pyinterop

import (
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Python is the right to use Python: the GIL, held by this goroutine's OS thread until the function that
// Do called returns. It is a small value; copies are the same right. Using it after that, on another
// goroutine, or inside AllowThreads panics with a *ScopeError.
type Python struct {
	s   *scope
	gen uint64
}

// A scope is one Do. Scopes are pooled; gen grows at each end, so that a Python of an earlier use of the
// same record does not match.
type scope struct {
	gen   atomic.Uint64
	held  cpy.Scope
	arena []cpy.Object // references dropped at the end, last first
	one   [1]cpy.Object
	depth int // of the conversion under way

	// For the next borrows, see loanPool.
	spare  [cpy.Several]*loan
	vacant uint32        // bit per spare that is nobody's home; only the scope's own goroutine looks
	atHand atomic.Uint32 // bit per spare that can be taken
}

const allVacant = 1<<cpy.Several - 1

var scopes = sync.Pool{New: func() any { return &scope{vacant: allVacant} }}

// Do calls f with Python: it starts Python if needed, locks the goroutine to its OS thread and takes the
// GIL, from any goroutine. Python objects made in f live until Do returns. Scopes nest; objects of an
// outer scope may be used in an inner one. Everything is given back when f returns, panics or calls runtime.Goexit.
//
// While f runs no other goroutine can run Python: wait for one only inside AllowThreads.
//
// Errors: what f returns, or a start that failed (see Start), ErrShutdown, ErrSubinterpreter.
func Do(f func(py Python) error) error {
	if err := ensureStarted(); err != nil {
		return err
	}
	s, err := enter()
	if err != nil {
		return err
	}
	defer s.leave()
	return f(s.token())
}

func enter() (*scope, error) {
	runtime.LockOSThread()
	held, st := cpy.Enter()
	if st != cpy.OK {
		runtime.UnlockOSThread()
		return nil, entryError(st)
	}
	s := scopes.Get().(*scope)
	s.held = held
	return s, nil
}

// leave ends the scope: its objects and what was queued meanwhile lose their references.
func (s *scope) leave() {
	s.gen.Add(1)
	s.arena = dropped.takeInto(s.arena)
	s.held.Leave(s.arena)
	loans.takeBack(s) // B4
	if cap(s.arena) > 1<<16 {
		s.arena = nil
	}
	s.arena = s.arena[:0]
	s.held = cpy.Scope{}
	scopes.Put(s)
	runtime.UnlockOSThread()
}

func (s *scope) token() Python { return Python{s, s.gen.Load()} }

// thread is the shim's handle of py's thread; op names the caller in the panic.
func (py Python) thread(op string) cpy.Thread {
	if py.s == nil {
		panic(&ScopeError{op, whyZero})
	}
	if py.s.gen.Load() != py.gen {
		panic(&ScopeError{op, whyEnded})
	}
	return py.s.held.Thread
}

// misuse panics when the shim refused the thread.
func misuse(st cpy.Status, op string) {
	switch st {
	case cpy.OtherThread:
		panic(&ScopeError{op, whyThread})
	case cpy.NoGIL:
		panic(&ScopeError{op, whyDropped})
	}
}

// AllowThreads drops the GIL while f runs, so that other goroutines and Python's own threads go on, and
// takes it again when f returns, panics or calls runtime.Goexit. In f neither py nor any Object may be
// used; borrowed views may. Do inside f takes the GIL again.
func (py Python) AllowThreads(f func()) {
	t := py.thread("AllowThreads")
	saved, st := t.AllowBegin()
	misuse(st, "AllowThreads")
	defer t.AllowEnd(saved)
	f()
}

// AllowThreadsErr is AllowThreads for a function with an error, which it returns.
func (py Python) AllowThreadsErr(f func() error) (err error) {
	py.AllowThreads(func() { err = f() })
	return err
}

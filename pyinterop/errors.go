package pyinterop

import (
	"errors"
	"fmt"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

var (
	// ErrNoCgo: the program was built without cgo or for Windows; nothing in this package works there.
	ErrNoCgo = cpy.ErrNoCgo

	// ErrShutdown: Shutdown was called, or the host interpreter is shutting down.
	ErrShutdown = errors.New("pyinterop: Python was shut down in this process and is not started again")

	// ErrSubinterpreter: the calling thread runs a subinterpreter of the host Python.
	ErrSubinterpreter = errors.New("pyinterop: the calling thread runs a Python subinterpreter; only the main interpreter is served, " +
		"so import and call the extension module there")

	// ErrBorrowed: something cannot be done while borrows are open.
	ErrBorrowed = errors.New("pyinterop: still borrowed")

	// ErrChanged: a NumPy array was given other memory or another shape while it was borrowed.
	ErrChanged = errors.New("pyinterop: changed while borrowed")

	// ErrAttached: the operation belongs to a Python that this program started, and Python is the host here.
	ErrAttached = errors.New("pyinterop: Python is the host of this process")
)

// DiscoveryError says that no usable Python was found, and lists each place that was looked at, in order,
// with the reason for refusing what was there.
type DiscoveryError = cpy.DiscoveryError

// Tried is one entry of a DiscoveryError and of Info.
type Tried = cpy.Tried

// ChangedError says that Python gave a NumPy array other memory, or another shape, while it was borrowed: by
// assigning to ndarray.data or ndarray.shape, by __setstate__, or by a resize to the same number of bytes. If it was
// the memory, what was read since then may be anything and what was written may be lost or have hit memory of
// others. It is found when the borrow ends, and wraps ErrChanged.
type ChangedError struct{ Place string } // the function that worked on the borrow

func (e *ChangedError) Error() string {
	return "pyinterop: a NumPy array was given other memory or another shape while it was borrowed (in " + e.Place +
		"); assign into the array (a[...] = x) instead of replacing what it is made of"
}

// Unwrap returns ErrChanged.
func (e *ChangedError) Unwrap() error { return ErrChanged }

// joinErrors is both errors, the first one's text first; either may be nil.
func joinErrors(first, second error) error {
	switch {
	case first == nil:
		return second
	case second == nil:
		return first
	}
	return fmt.Errorf("%w; %w", first, second)
}

// ScopeError is the panic of a Python value, or of an Object, that is used where it may not be: after its
// scope, on another goroutine, or while AllowThreads has dropped the GIL. It is a mistake in the program.
type ScopeError struct {
	Op  string // what was called
	Why string
}

func (e *ScopeError) Error() string { return "pyinterop: " + e.Op + ": " + e.Why }

const (
	whyZero    = "the Python value or Object is the zero value; use the one that Do hands to its function"
	whyEnded   = "its scope has ended; objects live until the Do that made them returns, Keep detaches one"
	whyThread  = "it is used on another goroutine than its scope's; call Do there, and hand objects over with Keep"
	whyDropped = "the GIL was dropped by AllowThreads; do it before or after, or take the GIL again with Do"
)

// entryError is the error for a refused entry into Python.
func entryError(st cpy.Status) error {
	switch st {
	case cpy.Closed:
		return ErrShutdown
	case cpy.Subinterpreter:
		return ErrSubinterpreter
	case cpy.NotStarted:
		return errors.New("pyinterop: Python is not started")
	}
	return fmt.Errorf("pyinterop: entering Python failed (status %d)", st)
}

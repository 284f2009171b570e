package npy

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-inplace/inplace/ndview"
)

// The sentinels say what to do next. Errors of the file system (not found, no permission, exists) are wrapped, too:
// ask with errors.Is for fs.ErrNotExist, fs.ErrPermission, fs.ErrExist.
var (
	ErrFormat     = errors.New("no .npy file")             // or no .npz file, or a header that cannot be read
	ErrTruncated  = errors.New("truncated")                // the file ends before the items do
	ErrFault      = errors.New("memory fault")             // the file shrank under the map, the disk is full or broken
	ErrHeld       = errors.New("still in use")             // a file is not closed because somebody is at work on its memory
	ErrLocked     = errors.New("locked by another opener") // the advisory lock is taken
	ErrCompressed = errors.New("compressed")               // a member of a .npz file that can only be copied
)

// An OpenError says why a file was not opened or created: every requirement that is not met. It wraps the sentinel of
// each.
type OpenError struct {
	Op     string   // "OpenMut[float64]"
	Path   string   // the file, and the member of a .npz file
	Found  string   // shape, dtype and order, if the header could be read
	Unmet  []string // wanted against found
	WayOut string
	causes []error
}

func (e *OpenError) Error() string {
	s := fmt.Sprintf("npy: %s of %q", e.Op, e.Path)
	if e.Found != "" {
		s += " (" + e.Found + ")"
	}
	s += ": " + strings.Join(e.Unmet, "; ")
	if e.WayOut != "" {
		s += ". Way out: " + e.WayOut
	}
	return s
}

// Unwrap returns the sentinels and the errors of the file system.
func (e *OpenError) Unwrap() []error { return e.causes }

// A refusal collects what is unmet.
type refusal struct {
	unmet  []string
	causes []error
	wayOut string
}

func (r *refusal) add(cause error, format string, args ...any) {
	r.unmet = append(r.unmet, fmt.Sprintf(format, args...))
	r.causes = append(r.causes, cause)
}

// err is nil if nothing is unmet.
func (r *refusal) err(op, path string, found *Header) error {
	if len(r.unmet) == 0 {
		return nil
	}
	e := &OpenError{Op: op, Path: path, Unmet: r.unmet, WayOut: r.wayOut, causes: r.causes}
	if found != nil {
		e.Found = found.String()
	}
	return e
}

// refuse is the error of one cause that speaks for itself.
func refuse(op, path string, cause error, wayOut string) error {
	return &OpenError{Op: op, Path: path, Unmet: []string{cause.Error()}, WayOut: wayOut, causes: []error{cause}}
}

// A FaultError is the error of [File.Do] if its function touched mapped memory that the system could not provide. It
// wraps [ErrFault].
type FaultError struct {
	Path   string
	Offset int64  // in the file, bytes
	Reason string // what the file looks like now
}

func (e *FaultError) Error() string {
	return fmt.Sprintf("npy: Do of %q: memory fault at byte %d of the file: %s; what was written before it stays written", e.Path, e.Offset, e.Reason)
}

// Unwrap returns [ErrFault].
func (e *FaultError) Unwrap() error { return ErrFault }

// A HeldError says that a file was not closed, and stays as it was. It wraps [ErrHeld].
type HeldError struct {
	Path    string
	Holders int // verbs, loops over lanes and calls of Do at work
	Waited  time.Duration
}

func (e *HeldError) Error() string {
	return fmt.Sprintf("npy: %q is not closed: %d still at work on its memory after %v; "+
		"wait for the goroutines that use it and call Close again, or give CloseWithin more time", e.Path, e.Holders, e.Waited)
}

// Unwrap returns [ErrHeld].
func (e *HeldError) Unwrap() error { return ErrHeld }

// A closedError is the error of using a file that was closed.
type closedError struct{ op, path string }

func (e *closedError) Error() string {
	return fmt.Sprintf("npy: %s of %q: the file is closed; call it before Close, or open the file again", e.op, e.path)
}

func (e *closedError) Unwrap() error { return ndview.ErrReleased }

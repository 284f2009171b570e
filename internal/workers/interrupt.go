package workers

import (
	"errors"
	"sync/atomic"
)

// Interrupts
//
// Where Python is the host, Ctrl-C shall end long work that the call of a function in Go does in Python's main thread. Who knows of
// Ctrl-C (pyinterop) sets the Interrupts; who does long work asks once, before it begins, whether it is to look for them, and then
// looks at one number in memory after each block of its items. Where nobody has set them, asking is one load.

// Interrupts are how work learns of Ctrl-C.
type Interrupts struct {
	// Begin reports whether the calling goroutine works for a call that can be interrupted, and has Pressed watched until that call
	// ends.
	Begin func() bool
	// Pressed is not 0 from Ctrl-C on; it is read atomically.
	Pressed *int32
}

var interrupts atomic.Pointer[Interrupts]

// SetInterrupts says how work learns of Ctrl-C, nil: it does not.
func SetInterrupts(i *Interrupts) { interrupts.Store(i) }

// ErrInterrupted is what Poll panics with: not the work that has to be undone, but the call that has asked for it ends.
var ErrInterrupted = errors.New("interrupted by Ctrl-C")

// A Watch says whether work is looking for interrupts.
type Watch struct{ pressed *int32 }

// Watched is the Watch of work of n items that the calling goroutine is about to do, by itself or with helpers. Work of few
// items is not watched.
func Watched(n, from int) (w Watch) {
	if n < from {
		return w
	}
	if i := interrupts.Load(); i != nil && i.Begin() {
		w.pressed = i.Pressed
	}
	return w
}

// On reports whether there is anything to look for.
func (w Watch) On() bool { return w.pressed != nil }

// Pressed reports whether it is time to end, for work that has to put things in order before it polls.
func (w Watch) Pressed() bool { return w.pressed != nil && atomic.LoadInt32(w.pressed) != 0 }

// Poll panics with ErrInterrupted, if that was pressed.
func (w Watch) Poll() {
	if w.Pressed() {
		panic(ErrInterrupted)
	}
}

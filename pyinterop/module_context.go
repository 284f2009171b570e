package pyinterop

import (
	"context"
	"errors"
	"sync/atomic"
	"time"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// ErrInterrupted is the cause (context.Cause) of the end of a function's context by Ctrl-C.
var ErrInterrupted = errors.New("pyinterop: interrupted by Ctrl-C")

// interruptPoll is how often a call with a context looks whether Ctrl-C was pressed.
const interruptPoll = 10 * time.Millisecond

// An interruptWatch ends the context of a call when Ctrl-C is pressed.
type interruptWatch struct {
	ctx    context.Context
	cancel context.CancelCauseFunc
	before int           // interrupts until it began
	ended  chan struct{} // closed when the call ends
	gone   chan struct{} // closed when nobody looks any more
}

// context is the call's. On other threads than the main one it lasts as long as the process.
func (c *hostedCall) context() context.Context {
	if c.watch != nil {
		return c.watch.ctx
	}
	if !cpy.WatchInterrupts() {
		return context.Background()
	}
	w := &interruptWatch{before: cpy.Interrupts(), ended: make(chan struct{}), gone: make(chan struct{})}
	w.ctx, w.cancel = context.WithCancelCause(context.Background())
	c.watch = w
	go w.look()
	return w.ctx
}

func (w *interruptWatch) look() {
	defer close(w.gone)
	ticker := time.NewTicker(interruptPoll)
	defer ticker.Stop()
	for {
		select {
		case <-w.ended:
			return
		case <-ticker.C:
			if cpy.Interrupts() != w.before {
				w.cancel(ErrInterrupted)
				return
			}
		}
	}
}

// unwatch ends the watch of a call. If Ctrl-C was pressed it lets Python's handlers have their turn, which would wait for
// Python's next instruction otherwise, and returns the exception that they raised.
func (c *hostedCall) unwatch() error {
	w := c.watch
	if w == nil {
		return nil
	}
	c.watch = nil
	close(w.ended)
	<-w.gone
	cpy.UnwatchInterrupts()
	w.cancel(context.Canceled)
	if cpy.Interrupts() == w.before {
		return nil
	}
	return c.handle()
}

// handle lets Python's handlers of signals have their turn, and returns what they raise.
func (c *hostedCall) handle() error {
	_, err := c.py.Eval("None") // handlers run before the first instruction of any code
	return err
}

// interrupted reports whether a panic is that of a verb of ops, or of one of its workers, that Ctrl-C has ended.
func interrupted(p any) bool {
	err, is := p.(error)
	return is && errors.Is(err, workers.ErrInterrupted)
}

// afterInterrupt is the exception of a call in which a verb was interrupted: that of Python's handler, or where that does not raise any
// KeyboardInterrupt all the same, since the verb has not done its work.
func (c *hostedCall) afterInterrupt() error {
	atomic.StoreInt32(cpy.Pressed, 0) // it is answered: verbs that a function further out calls go on, if Python's handler does
	if err := c.handle(); err != nil {
		return err
	}
	return Raise("KeyboardInterrupt", "%s was interrupted", c.def)
}

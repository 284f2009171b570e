package iter

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/ndview"
)

// A WorkerPanic is the panic value with which a parallel loop ends if its body
// panics, in whichever worker. It wraps Value if that is an error.
type WorkerPanic struct {
	Value any    // what the body panicked with
	Stack []byte // the stack of the worker there
}

func (p *WorkerPanic) Error() string {
	return fmt.Sprintf("inplace: panic in a worker: %v\n\n%s", p.Value, p.Stack)
}

// Unwrap returns Value if it is an error.
func (p *WorkerPanic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// A team is a number of workers that take parts of some work, one after the other,
// until there are none left or something happens that ends the work for all.
//
//	T1  Whoever sets stop has noted why before, under mu.
//	T2  run does not come back, by return, panic or Goexit, before all workers and
//	    the watcher of the context have ended.
type team struct {
	ctx     context.Context
	workers int
	ctrlC   workers.Watch // where there is no context that ends

	next    atomic.Int64 // part to be taken
	stop    atomic.Bool
	skipped atomic.Bool // some work was left out because of stop

	mu       sync.Mutex
	err      error // the first one that the work returned
	ctxErr   error // of the context, if it ended before there was an err
	panicked *WorkerPanic
	exited   bool // a worker called runtime.Goexit
}

// newTeam returns a team of workers, at most one for each of n pieces of work, or
// nil if there is nothing to do or ctx has ended.
func newTeam(op string, ctx context.Context, asked, n int) (*team, error) {
	if asked < 0 {
		panic(misuse(op, ndview.ErrBounds, "%d workers, wanted at least 1, or 0 for as many as there are processors", asked))
	}
	if ctx.Err() != nil {
		return nil, ended(ctx)
	}
	if n == 0 {
		return nil, nil
	}
	if asked == 0 {
		asked = workers.Default()
	}
	t := &team{ctx: ctx, workers: min(asked, n)}
	if ctx.Done() == nil {
		t.ctrlC = workers.Watched(1, 0)
	}
	return t, nil
}

// ended returns the error of a context that has ended.
func ended(ctx context.Context) error {
	err, cause := ctx.Err(), context.Cause(ctx)
	if errors.Is(err, cause) {
		return err
	}
	return fmt.Errorf("%w: %w", err, cause)
}

// run does parts of work until all are done or the team has to stop.
func (t *team) run(parts int, work func(part int) error) error {
	unwatch := t.watch()
	defer unwatch()
	var others sync.WaitGroup
	defer others.Wait() // also if work ends this goroutine
	faults := workers.PanicsOnFault()
	for range min(t.workers, parts) - 1 {
		others.Go(func() {
			debug.SetPanicOnFault(faults)
			t.work(parts, work)
		})
	}
	t.work(parts, work)
	others.Wait()
	unwatch()
	return t.outcome()
}

// watch stops the team when the context ends. The function that it returns waits
// until nothing is watching any more.
func (t *team) watch() (unwatch func()) {
	if t.ctx.Done() == nil {
		return func() {}
	}
	over := make(chan struct{})
	detach := context.AfterFunc(t.ctx, func() {
		defer close(over)
		t.end(func() {
			if t.err == nil {
				t.ctxErr = ended(t.ctx)
			}
		})
	})
	return sync.OnceFunc(func() {
		if !detach() {
			<-over
		}
	})
}

// end notes why the team stops (T1).
func (t *team) end(note func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	note()
	t.stop.Store(true)
}

// stopped reports whether a worker that has work left must give up. It panics if Ctrl-C ends the call from Python that it works for.
func (t *team) stopped() bool {
	t.ctrlC.Poll()
	if !t.stop.Load() {
		return false
	}
	t.skipped.Store(true)
	return true
}

// work takes parts until there are none left.
func (t *team) work(parts int, work func(part int) error) {
	done := false
	defer func() {
		if done {
			return
		}
		if value := recover(); value != nil {
			p := &WorkerPanic{value, debug.Stack()}
			t.end(func() {
				if t.panicked == nil {
					t.panicked = p
				}
			})
			return
		}
		t.end(func() { t.exited = true }) // neither returned nor panicked
	}()
	for {
		i := int(t.next.Add(1)) - 1
		if i >= parts || t.stopped() {
			break
		}
		if err := work(i); err != nil {
			t.end(func() {
				if t.err == nil {
					t.err = err
				}
			})
			break
		}
	}
	done = true
}

// outcome says what the workers have left: a panic before everything else, since it
// must not be lost. A context that ended after the last lane was begun changes
// nothing.
func (t *team) outcome() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	switch {
	case t.panicked != nil:
		panic(t.panicked)
	case t.exited:
		runtime.Goexit()
	case t.ctxErr != nil && t.skipped.Load():
		return t.ctxErr
	}
	return t.err
}

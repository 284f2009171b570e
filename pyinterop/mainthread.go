package pyinterop

import (
	"errors"
	"runtime"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// startMainThread starts Python on an OS thread that never ends: Python ties its main thread, the one
// that runs signal handlers and that graphical toolkits want, to the thread that started it.
func startMainThread(executable string) error {
	ready := make(chan error)
	jobs := make(chan func())
	go func() {
		runtime.LockOSThread() // never unlocked
		err := cpy.Start(executable)
		if err == nil {
			err = importThreading()
		}
		ready <- err
		if err == nil {
			serve(jobs)
		}
	}()
	err := <-ready
	if err == nil {
		interpreter.jobs = jobs
	}
	return err
}

// importThreading imports the module threading, which before Python 3.13 takes the thread that first does for the main
// thread, and which NumPy and much else import.
func importThreading() error {
	if v := cpy.LoadedVersion(); v.Major == 3 && v.Minor >= 13 {
		return nil
	}
	s, err := enter()
	if err != nil {
		return err
	}
	defer s.leave()
	_, err = s.token().Import("threading")
	return err
}

// serve runs jobs for ever. A job that calls runtime.Goexit unwinds this goroutine's stack; the deferred
// call goes on serving from there, so that the thread stays.
func serve(jobs chan func()) {
	defer serve(jobs)
	for job := range jobs {
		job()
	}
}

// RunOnMain runs f in a scope on Python's main thread and waits for it. Graphical toolkits and
// signal.signal want that thread. A scope of the caller gives up the GIL meanwhile, so objects of the
// caller's scope must not be used in f (Keep hands one over). A panic of f continues in the caller.
//
// Errors: what f returns; ErrAttached when Python is the host and its main thread not ours; those of Do.
func RunOnMain(f func(py Python) error) error {
	if err := ensureStarted(); err != nil {
		return err
	}
	if interpreter.jobs == nil {
		return ErrAttached
	}
	if onMainThread() {
		return Do(f)
	}
	var outcome mainOutcome
	done := make(chan struct{})
	withoutGIL(func() {
		interpreter.jobs <- func() { defer close(done); outcome.run(f) }
		<-done
	})
	if outcome.panicked {
		panic(outcome.value)
	}
	return outcome.err
}

func onMainThread() bool {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	return cpy.OnMainThread()
}

// withoutGIL drops the GIL around f if a scope on this thread holds it.
func withoutGIL(f func()) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if !cpy.HeldHere() {
		f()
		return
	}
	s, err := enter()
	if err != nil {
		f()
		return
	}
	defer s.leave()
	s.token().AllowThreads(f)
}

type mainOutcome struct {
	err      error
	panicked bool
	value    any
}

func (o *mainOutcome) run(f func(py Python) error) {
	o.err = errors.New("pyinterop: the function given to RunOnMain called runtime.Goexit")
	o.panicked = true
	defer func() {
		if o.panicked {
			o.value = recover()
			o.panicked = o.value != nil // nil: Goexit
		}
	}()
	o.err = Do(f)
	o.panicked = false
}

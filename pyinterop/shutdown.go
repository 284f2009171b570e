package pyinterop

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Shutdown ends the use of Python in this process: it runs what Python's atexit module holds, flushes
// standard output and error, and makes every later call return ErrShutdown. Call it before the program
// ends where Python code relies on atexit; it does not wait for Python's threads. The interpreter itself
// is never finalised, since extension modules and threads do not survive that; memory goes with the process.
//
// While borrows are open it refuses with an error that wraps ErrBorrowed, and nothing happens; one that another
// goroutine opens while Shutdown is under way is released as usual. Where
// Python is the host, its own exit runs atexit: Shutdown then only closes this package. Calling it twice,
// or before Start, is fine. Python that runs in another goroutine's scope goes on until that scope ends.
func Shutdown() error {
	if !cpy.Available {
		return ErrNoCgo
	}
	if !interpreter.up.Load() || interpreter.closed.Load() {
		interpreter.closed.Store(true)
		return nil
	}
	if n := OpenBorrows(); n > 0 {
		return fmt.Errorf("%w: %d borrow(s) are open, so Python cannot be shut down; let their functions return first: %s",
			ErrBorrowed, n, strings.Join(BorrowPlaces(), ", "))
	}
	var err error
	if !interpreter.info.Attached {
		err = Do(Python.finish)
	}
	interpreter.closed.Store(true)
	cpy.Close()
	return err
}

func (py Python) finish() error {
	atexit, err := py.Import("atexit")
	if err == nil {
		_, err = atexit.CallMethod("_run_exitfuncs")
	}
	globals, dictErr := py.Dict()
	if dictErr != nil {
		return dictErr
	}
	if flushErr := py.ExecIn(flushBoth, globals); err == nil {
		err = flushErr
	}
	return err
}

const flushBoth = `
import sys
for stream in (sys.stdout, sys.stderr):
    try:
        stream.flush()
    except (AttributeError, ValueError):
        pass
`

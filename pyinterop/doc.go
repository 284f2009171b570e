// Package pyinterop runs Python inside a Go program, or Go inside Python, and borrows the memory of Python
// objects: a NumPy array becomes a typed n-dimensional view over the very same bytes, Go computes on it, and
// Python sees the result. Nothing is copied unless a function says so.
//
//	err := pyinterop.Do(func(py pyinterop.Python) error {
//		a, err := py.Eval("__import__('numpy').arange(12.0).reshape(3, 4)")
//		if err != nil {
//			return err
//		}
//		return pyinterop.BorrowMut(a, func(v ndview.MutView[float64]) error {
//			v.Set2(1, 2, -1) // a[1, 2] = -1
//			return nil
//		})
//	})
//
// # Which Python
//
// No Python is needed to build. CPython 3.11 or later is found when the program runs and opened with dlopen;
// Start says where it is looked for and in which order, INPLACE_PYTHON chooses, and Info tells what was
// found. One binary serves every version. Linux is tested; macOS is not, not even compiled with cgo; without cgo,
// and on Windows, every call returns ErrNoCgo. Free-threaded builds are refused.
//
// # Scopes and the GIL
//
// The right to use Python is a value: Do locks the goroutine to its OS thread, takes the GIL, and hands a
// Python to its function. Objects belong to the scope and are dropped at its end; Keep detaches one.
// AllowThreads drops the GIL for a while. Using a Python or an Object outside its scope, on another goroutine, or
// while the GIL is dropped panics with a *ScopeError: it never crashes or corrupts Python. Everything is
// given back when functions return, panic, or call runtime.Goexit.
//
// While a scope runs, Python code runs nowhere else. A goroutine that waits for another one that wants
// Python must wait inside AllowThreads.
//
// # Borrows
//
// Borrow and BorrowMut ask any exporter of the buffer protocol for its memory, check everything it says
// before believing it, and call a function with a view of type View[T] or MutView[T]. A refusal lists every unmet
// requirement and the way out, and holds nothing. Through an Object the function runs with the GIL; through
// a *Kept, outside of scopes, it runs without, and any number of goroutines may do so at once.
//
// The exporter stays alive and, where the exporter can do that (bytearray, array.array …), cannot be resized
// while borrowed. What the views cannot prevent: other goroutines, and Python code that runs meanwhile, may
// read and write the same memory; that is a race as it would be between Python threads. numpy.ndarray.resize
// with refcheck=False and assignments to ndarray.data pull the memory away under any borrower: do not.
//
// # Items that are no numbers
//
// Records are viewed field by field (Raw.Field) or as Go structs (ndview.StructsOf). datetime64, timedelta64 and what
// else has no buffer format are borrowed by AskItems with the dtype, which DTypeOf reads from the array. Arrays of
// Python objects are read by ObjectAt and Objects, under the GIL; Python writes them. Formats are read in full (PEP 3118
// and what exporters make of it); one that can be laid out in two ways is opaque bytes, unless NumPy's dtype settles it.
// long double has no Go type: a.astype("f8") converts it.
//
// # Errors
//
// Python exceptions arrive as *PyError, with type, message and the traceback that Python would print; IsPyErr
// asks for a class by name. SystemExit and KeyboardInterrupt are errors like others and end nothing.
//
// # Lifetime of the interpreter
//
// Python is started once and never finalised; extension modules and threads do not survive that. Shutdown
// runs what is registered with atexit. Standard output of Python is line-buffered and flushed after each
// Exec, so that it keeps its order with Go's.
//
// Threads that Python did not create get a Python thread state at their first scope and keep it until they
// end. os.fork in a process with Go in it gives a child in which Go cannot run: use the start method spawn
// of multiprocessing, which runs the real interpreter.
package pyinterop

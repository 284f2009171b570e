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
// and on Windows, every call returns ErrNoCgo. Free-threaded builds (3.13t, 3.14t) are refused: they are
// not tested.
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
// Acquire and AcquireMut do the same without a closure, for memory whose time is not that of one function: they
// return a Handle, which any goroutine may use and Release.
//
// # Requests
//
// Borrow asks for everything that the buffer protocol can tell. A Request asks for what it names and for no more, and its
// value decides the type that the function receives: AskSimple gives the bytes of any C-contiguous exporter, AskND a
// shape, AskC, AskF and AskAny memory in an order, AskStrided strides, AskIndirect pointers on the way, each with Mut for
// writing and with Format for the items' format. What was not asked for has no method, so a program that uses it does not
// compile; slices and bytes stand only on what is contiguous. AskView, AskFlatC and the like are typed, AskItems takes the
// caller's word for the items. A shorter answer costs less: the format of a record of NumPy takes up to a microsecond.
//
// Several objects are borrowed by Borrow2, Borrow3 and Borrow4: all of them, or none.
//
// # Masked arrays
//
// A buffer carries data and no mask, so a masked array of NumPy (numpy.ma) is refused with ErrMasked: computing on what it
// masks would be a silent mistake. Its data and its mask are two arrays, which Borrow2 borrows together (m.data and
// numpy.ma.getmaskarray(m)).
//
// # Copies, by name
//
// CopyOf copies an exporter's elements into new memory of Go, whatever their layout, byte order and alignment.
// BorrowCopyBack computes on such a copy, and writes it back at the end of the borrow, all of it or, after an error or a
// panic, nothing. Answers and views copy to and from Go slices in C or Fortran order. Nothing else copies.
//
// # Who may borrow what at the same time
//
// Any number of borrows may read the same bytes; one that may write has its bytes alone. All borrows of the process
// are entered in one ledger, by address, whichever objects and views of views they came through, and the question
// whether two of them share a byte is answered exactly. So the halves of a matrix, its even and its odd columns, or two
// fields of its records may be written by two goroutines at once, while a 0-d view of one element, or the same bytes as
// numbers of another size, are in the way. A borrow that is in the way of an open one is refused with a *ConflictError that
// names both; nothing ever waits for another's end. Request.Aliased borrows without being checked and without being seen.
//
// Exactness costs work where strides are irregular; when a millisecond has not decided it, the borrow is refused, and the
// error says that it may only seem to overlap. Of memory behind pointers (suboffsets) the items count, not the tables.
// Extension modules that are linked separately each have a Go runtime and a ledger of their own, and know nothing of
// each other. The package lends memory of elements that overlap among themselves (numpy.lib.stride_tricks.as_strided)
// for writing: what is written twice there is the program's business.
//
// # What Python may do meanwhile
//
// The ledger knows borrows, not Python. While memory is borrowed, Python code may run: in other threads whenever the GIL
// is free, and on this one if the closure calls it. What it may do, and what that means:
//
//   - It may read. It sees what Go has written so far, possibly half of it.
//   - It may write, also to what was borrowed for reading: a borrow for reading does not freeze an array. Go then reads
//     old or new bytes. An element of up to 8 bytes that is aligned is in practice read whole, old or new, but
//     neither language promises it, and larger, misaligned or swapped elements may come half and half. Two writers
//     leave the bytes of either. None of this touches other memory, and none of it is seen by Go's race detector,
//     which knows nothing of memory that it did not allocate.
//   - It may run only where the GIL is free or the program calls Python. So what a borrow does for Python's sake is put off
//     until then, while it keeps the GIL of a scope: an array is pinned against resizing when Python code first may run,
//     and the buffer of bytes, a bytearray or a plain array whose borrow has ended is given back before any can. C code of
//     the program's own that looks at an object's buffers behind this package's back (Object.Handle) may find one held
//     until the next call through the package.
//   - It may drop every reference to the array: the borrow keeps the exporter alive.
//   - It cannot resize what is borrowed, bytearray and array.array by their own rules, numpy.ndarray.resize (with
//     refcheck=False too) because of a pin, also when a view or a memoryview of the array was borrowed. What ctypes
//     (from_buffer) or another exporter made of an array's memory does not lead to the array: it is not pinned then.
//   - It can pull the memory away all the same with ndarray.__setstate__ or an assignment to ndarray.data, as under
//     NumPy itself. What Go does in the freed memory is undefined, as in C. It is found out at the end of the borrow,
//     which then returns an error that wraps ErrChanged, and not before.
//   - What ctypes, other extension modules and other processes (shared memory, mapped files) do is beyond both languages:
//     a file that is truncated under a mapping ends the process at the next access.
//   - An exporter may lie about its memory. What can be checked is checked; that the memory is there cannot be.
//
// Programs that need more order than this take it from a lock that both sides respect, or keep the GIL: a borrow through an
// Object, without AllowThreads, lets no Python code run but what the closure calls.
//
// # What ends with a borrow, and what does not
//
// After its end every view of a borrow panics with an *ndview.ReleasedError that names the borrow, and so do iterators, verbs,
// and answers to requests. What was made of memory for gonum by package ndmat is emptied. A Go slice or pointer taken from
// a view (Data, UnsafeSlice, UnsafePointerTo), and a gonum value built from one by the program, cannot be revoked: used
// late, it reads or writes memory that may belong to somebody else. INPLACE_DEBUG=quarantine keeps the memory of the latest 1024
// borrows for such a latecomer, and logs who comes late through a view.
//
// Nothing checks a view between two elements: an element access looks whether the borrow is open, and then touches the memory.
// Ending a borrow on one goroutine while another one reads elements is a race of the program. Verbs, copies and loops over
// sequences hold a Handle for as long as they run, and Handle.Use does so for everything else; Release waits for them, and is
// refused at its deadline (ErrHeld). A closure's borrow ends when the closure returns, whoever is still at work.
//
// # Lending
//
// The other way goes without a copy, too: LendSlice, Python.Lend and LendMut make an object of Python over memory of Go or C,
// of which Python makes memoryviews, NumPy arrays and DLPack capsules; From does it with any view, and so does a function of a
// module that returns one. Go's memory is pinned and kept until the last of them is gone, on whatever thread, and then given
// back once (WhenReturned). The lender may count what Python has (Lent.Exports), refuse to go on while there is any
// (Lent.Close), or wait (Lent.Wait). Memory that is itself borrowed is not lent on. Lending claims nothing: what Go and Python
// write meanwhile is the program's to order. After Shutdown, and when Python ends as the host, memory that Python has not let go
// of is kept to the end of the process; a forked child keeps its copy.
//
// # Items that are no numbers
//
// Records are viewed field by field (Raw.Field) or as Go structs (ndview.StructsOf). datetime64, timedelta64 and bfloat16,
// which have no buffer format, are borrowed by the array's dtype; what else has none by AskItems with the dtype. Arrays of
// Python objects are read by ObjectAt and Objects, under the GIL; Python writes them, since references that are
// overwritten as bytes are lost, and references made up. Who asks to write without a format is refused, too, where the
// items are known: arrays of NumPy and what is made of them by memoryview, arrays and structures of ctypes, memoryviews.
// Of another exporter that is not asked for a format and tells none, nothing can be known. Formats are read in full (PEP 3118
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

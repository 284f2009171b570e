// Package cpy is the cgo room: the one place where CPython is called.
//
// A shim in C finds CPython's functions at run time, among the symbols of the process when Python is the
// host, else in a libpython that Discover located and dlopen opened. No Python header is used; the table
// of functions is api.h, stable ABI only. What is not in the stable ABI is decided by version in
// version.c and version.go and nowhere else.
//
// # The thread's frame
//
// Every OS thread has a frame in C thread-local storage. It says whether Go code on this thread holds the
// GIL, and results of calls lie in it. A Thread is the address of a frame; each shim function refuses a
// Thread that is not the caller's own, or whose GIL was dropped, before it touches Python. So a Python
// scope that leaks to another goroutine is caught by name and not by a crash.
//
// # Ownership
//
// An Object returned by a method is a new reference that the caller must drop (Leave or DecRef); Objects
// passed in are borrowed for the call. Methods that fail with Raised leave the exception pending; the
// caller fetches it with TakeError before the next call.
//
// # Unsafe
//
// Each use names the invariant that makes it sound:
//
//	C1  memory that C allocated is freed once, by the function that asked for it
//	C2  a Go pointer is passed to C for the length of one call, and C keeps none
//	C3  memory inside a Python object is read while a reference to the object is held
//	C4  an address is used as a number only, to name a frame, a slot or an object
//	C5  slots and frames are C memory at a fixed address; their fields were written before by the same thread
//	C6  a Go pointer that C keeps is pinned until C has let go of it
//
// Without cgo, and on Windows, the package compiles and every way in returns ErrNoCgo.
package cpy

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
// Without cgo, and on Windows, the package compiles and every way in returns ErrNoCgo.
package cpy

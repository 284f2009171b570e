//go:build cgo && unix

package cpy

/*
#cgo linux LDFLAGS: -ldl -lpthread
#cgo CFLAGS: -O2 -Wall
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import (
	"errors"
	"unsafe"
)

// Available: whether this build can call Python at all.
const Available = true

const errorText = 1024

// withError runs f with room for an error text and returns what f left there when it did not return 0.
func withError(f func(text *C.char, n C.size_t) C.int) (C.int, error) {
	text := (*C.char)(C.calloc(1, errorText))
	defer C.free(unsafe.Pointer(text)) // C1
	if rc := f(text, errorText); rc != 0 {
		return rc, errors.New(C.GoString(text))
	}
	return 0, nil
}

// Load fills the table of functions from the library at path, or from the process's own symbols when
// path is empty.
func Load(path string) error {
	_, err := withError(func(text *C.char, n C.size_t) C.int {
		if path == "" {
			return C.cpy_load(nil, text, n)
		}
		p := C.CString(path)
		defer C.free(unsafe.Pointer(p)) // C1
		return C.cpy_load(p, text, n)
	})
	return err
}

// Unload closes the library that Load opened, which was refused and not started.
func Unload() { C.cpy_unload() }

// ProcessPython reports what Python the process carries already: none, only the symbols, or a running one.
func ProcessPython() ProcessState { return ProcessState(C.cpy_process_has_python()) }

func pathOf(f func(*C.char, C.size_t) C.int) string {
	const room = 4096
	p := (*C.char)(C.calloc(1, room))
	defer C.free(unsafe.Pointer(p)) // C1
	if f(p, room) != 0 {
		return ""
	}
	return C.GoString(p)
}

// ProcessLibrary is the file that carries the process's own Python symbols, "" when it cannot be told.
func ProcessLibrary() string {
	return pathOf(func(p *C.char, n C.size_t) C.int { return C.cpy_process_library(p, n) })
}

// LibraryPath is the file of the loaded functions, "" when it cannot be told.
func LibraryPath() string {
	return pathOf(func(p *C.char, n C.size_t) C.int { return C.cpy_library_path(p, n) })
}

// loadedVersion is Py_Version, 0 before 3.11, and the text of Py_GetVersion.
func loadedVersion() (hex uint32, text string) {
	return uint32(C.cpy_version_hex()), C.GoString(C.cpy_version_text())
}

// Start starts the loaded Python on the calling OS thread, which becomes its main thread and must stay
// alive; program is the interpreter's executable. The GIL is free afterwards.
func Start(program string) error {
	_, err := withError(func(text *C.char, n C.size_t) C.int {
		if program == "" {
			return C.cpy_start(nil, text, n)
		}
		p := C.CString(program)
		defer C.free(unsafe.Pointer(p)) // C1
		return C.cpy_start(p, text, n)
	})
	return err
}

// Attach joins the Python that runs in this process. subinterpreter is true when the calling thread
// runs another interpreter than the main one.
func Attach() (subinterpreter bool, err error) {
	rc, err := withError(func(text *C.char, n C.size_t) C.int { return C.cpy_attach(text, n) })
	return rc == C.CPY_SUBINTERPRETER, err
}

// Close makes every later Enter fail with Closed.
func Close() { C.cpy_close() }

// OnMainThread reports whether the calling OS thread is the one that started Python.
func OnMainThread() bool { return C.cpy_is_main_thread() != 0 }

// HeldHere reports whether the calling OS thread holds the GIL through a scope of ours.
func HeldHere() bool { return C.cpy_gil_held_here() != 0 }

// A Thread is the calling OS thread's frame; see the package comment.
type Thread struct{ f *C.cpy_frame }

func (t Thread) id() C.uintptr_t { return C.uintptr_t(uintptr(unsafe.Pointer(t.f))) } // C4

// A Scope is what Enter changed and Leave restores.
type Scope struct {
	Thread
	gilstate, wasHeld C.int
}

// Enter takes the GIL on the calling OS thread, to which the goroutine must be locked until Leave.
func Enter() (Scope, Status) {
	s := C.cpy_enter()
	return Scope{Thread{s.frame}, s.gilstate, s.was_held}, Status(s.status)
}

// Leave drops the references in drop, last first, and gives the GIL back. Then it tells of the lendings that have ended with
// them; drop holds something else afterwards.
func (s Scope) Leave(drop []Object) Status {
	st := Status(C.cpy_leave(s.id(), s.gilstate, s.wasHeld, items(drop), C.size_t(len(drop))))
	if st == OK {
		for _, id := range drop[len(drop)-int(s.f.i):] {
			LendingEnded(int64(id))
		}
	}
	return st
}

// AllowBegin drops the GIL; what it returns is for AllowEnd, on the same thread.
func (t Thread) AllowBegin() (uintptr, Status) {
	st := Status(C.cpy_allow_begin(t.id()))
	if st != OK {
		return 0, st
	}
	return uintptr(t.f.obj), OK
}

// AllowEnd takes the GIL again.
func (t Thread) AllowEnd(saved uintptr) { C.cpy_allow_end(t.id(), C.uintptr_t(saved)) }

// items is the address of the first element, nil for none. An Object has the size and meaning of the
// shim's uintptr_t, so the conversion changes only the type.
func items(o []Object) *C.uintptr_t { return (*C.uintptr_t)(unsafe.Pointer(unsafe.SliceData(o))) }

func chars(s string) *C.char { return (*C.char)(unsafe.Pointer(unsafe.StringData(s))) } // C2

func (t Thread) object(rc C.int) (Object, Status) {
	if rc != C.CPY_OK {
		return 0, Status(rc)
	}
	return Object(t.f.obj), OK
}

func (t Thread) number(rc C.int) (int64, Status) {
	if rc != C.CPY_OK {
		return 0, Status(rc)
	}
	return int64(t.f.i), OK
}

// text copies the result bytes: they lie inside a Python object.
func (t Thread) text(rc C.int) (string, Status) {
	if rc != C.CPY_OK {
		return "", Status(rc)
	}
	return string(unsafe.Slice((*byte)(unsafe.Pointer(t.f.ptr)), int(t.f.len))), OK // C3: the caller holds the object
}

// None, True and False are immortal or held by the interpreter; references to them need no counting here.
func None() Object  { return Object(C.cpy_none()) }
func True() Object  { return Object(C.cpy_true()) }
func False() Object { return Object(C.cpy_false()) }

func (t Thread) IncRef(o Object) Status { return Status(C.cpy_incref(t.id(), C.uintptr_t(o))) }

func (t Thread) DecRef(o []Object) Status {
	return Status(C.cpy_decref(t.id(), items(o), C.size_t(len(o))))
}

// TakeError takes the pending exception, normalised and with its traceback; 0 when there is none.
func (t Thread) TakeError() (Object, Status) { return t.object(C.cpy_take_error(t.id())) }

// RaiseRuntimeError makes a RuntimeError pending in the interpreter that called into Go on this thread.
// Unlike every other function it works without a scope, so that a refused Enter can be reported.
func RaiseRuntimeError(text string) Status {
	p := C.CString(text)
	defer C.free(unsafe.Pointer(p)) // C1
	return Status(C.cpy_raise_runtime(p))
}

// RaiseImportError is RaiseRuntimeError for an ImportError.
func RaiseImportError(text string) Status {
	p := C.CString(text)
	defer C.free(unsafe.Pointer(p)) // C1
	return Status(C.cpy_raise_import(p))
}

// A Method is a function of an extension module: Function is the address of a C function
// PyObject *(PyObject *module, PyObject *args), called with the tuple of arguments.
type Method struct {
	Name, Doc string
	Function  unsafe.Pointer // C5: the extension's table, which lives for ever
}

// NewModule makes the module object that PyInit returns; 0 with an exception pending. Its names live for ever.
func (t Thread) NewModule(name string, methods ...Method) Object {
	table := (*C.cpy_method)(C.calloc(C.size_t(len(methods)+1), C.sizeof_cpy_method)) // ends with an empty entry
	for i, m := range methods {
		const positional = 1 // METH_VARARGS
		unsafe.Slice(table, len(methods))[i] = C.cpy_method{name: C.CString(m.Name), function: m.Function, flags: positional, doc: C.CString(m.Doc)}
	}
	return Object(C.cpy_module(t.id(), C.CString(name), nil, table))
}

func (t Thread) Import(name string) (Object, Status) {
	return t.object(C.cpy_import(t.id(), chars(name), C.size_t(len(name))))
}

// MainDict is the namespace of the module __main__.
func (t Thread) MainDict() (Object, Status) { return t.object(C.cpy_main_dict(t.id())) }

// Compile compiles source, which must not hold a NUL, as a module or as an expression.
func (t Thread) Compile(source, file string, expression bool) (Object, Status) {
	s, f := C.CString(source), C.CString(file)
	defer C.free(unsafe.Pointer(s)) // C1
	defer C.free(unsafe.Pointer(f))
	mode := C.int(0)
	if expression {
		mode = 1
	}
	return t.object(C.cpy_compile(t.id(), s, f, mode))
}

func (t Thread) Eval(code, globals, locals Object) (Object, Status) {
	return t.object(C.cpy_eval(t.id(), C.uintptr_t(code), C.uintptr_t(globals), C.uintptr_t(locals)))
}

func (t Thread) GetAttr(o Object, name string) (Object, Status) {
	return t.object(C.cpy_getattr(t.id(), C.uintptr_t(o), chars(name), C.size_t(len(name))))
}

// SetAttr sets an attribute, or deletes it when value is 0.
func (t Thread) SetAttr(o Object, name string, value Object) Status {
	return Status(C.cpy_setattr(t.id(), C.uintptr_t(o), chars(name), C.size_t(len(name)), C.uintptr_t(value)))
}

func (t Thread) GetItem(o, key Object) (Object, Status) {
	return t.object(C.cpy_getitem(t.id(), C.uintptr_t(o), C.uintptr_t(key)))
}

func (t Thread) SetItem(o, key, value Object) Status {
	return Status(C.cpy_setitem(t.id(), C.uintptr_t(o), C.uintptr_t(key), C.uintptr_t(value)))
}

func (t Thread) DelItem(o, key Object) Status {
	return Status(C.cpy_delitem(t.id(), C.uintptr_t(o), C.uintptr_t(key)))
}

// Call calls o with positional arguments and keyword pairs (name, value, name, value …).
func (t Thread) Call(o Object, args, pairs []Object) (Object, Status) {
	return t.object(C.cpy_call(t.id(), C.uintptr_t(o), items(args), C.size_t(len(args)), items(pairs), C.size_t(len(pairs)/2)))
}

func (t Thread) Iter(o Object) (Object, Status) { return t.object(C.cpy_iter(t.id(), C.uintptr_t(o))) }

// Next stores up to len(out) items and returns how many; fewer means the end. After Raised the items
// counted are the caller's too.
func (t Thread) Next(iterator Object, out []Object) (int, Status) {
	rc := C.cpy_next(t.id(), C.uintptr_t(iterator), items(out), C.size_t(len(out)))
	if rc != C.CPY_OK && rc != C.CPY_RAISED {
		return 0, Status(rc)
	}
	return int(t.f.i), Status(rc)
}

func (t Thread) Len(o Object) (int, Status) {
	n, st := t.number(C.cpy_len(t.id(), C.uintptr_t(o)))
	return int(n), st
}

func (t Thread) Str(o Object) (Object, Status)  { return t.object(C.cpy_str(t.id(), C.uintptr_t(o))) }
func (t Thread) Repr(o Object) (Object, Status) { return t.object(C.cpy_repr(t.id(), C.uintptr_t(o))) }
func (t Thread) Type(o Object) (Object, Status) { return t.object(C.cpy_type(t.id(), C.uintptr_t(o))) }

func (t Thread) Truth(o Object) (bool, Status) {
	n, st := t.number(C.cpy_truth(t.id(), C.uintptr_t(o)))
	return n != 0, st
}

func (t Thread) Callable(o Object) (bool, Status) {
	n, st := t.number(C.cpy_callable(t.id(), C.uintptr_t(o)))
	return n != 0, st
}

func (t Thread) IsInstance(o, class Object) (bool, Status) {
	n, st := t.number(C.cpy_isinstance(t.id(), C.uintptr_t(o), C.uintptr_t(class)))
	return n != 0, st
}

// RichCompare is the object that `a op b` gives; NumPy arrays answer with an array.
func (t Thread) RichCompare(a, b Object, op int) (Object, Status) {
	return t.object(C.cpy_compare(t.id(), C.uintptr_t(a), C.uintptr_t(b), C.int(op)))
}

func (t Thread) Kind(o Object) (Kind, Status) {
	n, st := t.number(C.cpy_kind(t.id(), C.uintptr_t(o)))
	return Kind(n), st
}

func (t Thread) FromInt(v int64) (Object, Status) {
	return t.object(C.cpy_from_int(t.id(), C.int64_t(v)))
}

func (t Thread) FromUint(v uint64) (Object, Status) {
	return t.object(C.cpy_from_uint(t.id(), C.uint64_t(v)))
}

// FromDigits makes an int from hexadecimal digits with an optional sign.
func (t Thread) FromDigits(hex string) (Object, Status) {
	p := C.CString(hex)
	defer C.free(unsafe.Pointer(p)) // C1
	return t.object(C.cpy_from_digits(t.id(), p))
}

func (t Thread) FromFloat(v float64) (Object, Status) {
	return t.object(C.cpy_from_float(t.id(), C.double(v)))
}

func (t Thread) FromComplex(v complex128) (Object, Status) {
	return t.object(C.cpy_from_complex(t.id(), C.double(real(v)), C.double(imag(v))))
}

func (t Thread) FromString(s string) (Object, Status) {
	return t.object(C.cpy_from_str(t.id(), chars(s), C.size_t(len(s))))
}

func (t Thread) FromBytes(b []byte) (Object, Status) {
	return t.object(C.cpy_from_bytes(t.id(), (*C.char)(unsafe.Pointer(unsafe.SliceData(b))), C.size_t(len(b)))) // C2
}

func (t Thread) AsInt(o Object) (int64, Status) {
	return t.number(C.cpy_as_int(t.id(), C.uintptr_t(o)))
}

func (t Thread) AsUint(o Object) (uint64, Status) {
	if rc := C.cpy_as_uint(t.id(), C.uintptr_t(o)); rc != C.CPY_OK {
		return 0, Status(rc)
	}
	return uint64(t.f.u), OK
}

// AsDigits is the int in base 16 as a Python str: "-0xff".
func (t Thread) AsDigits(o Object) (Object, Status) {
	return t.object(C.cpy_as_digits(t.id(), C.uintptr_t(o)))
}

func (t Thread) AsFloat(o Object) (float64, Status) {
	if rc := C.cpy_as_float(t.id(), C.uintptr_t(o)); rc != C.CPY_OK {
		return 0, Status(rc)
	}
	return float64(t.f.re), OK
}

func (t Thread) AsString(o Object) (string, Status) {
	return t.text(C.cpy_as_str(t.id(), C.uintptr_t(o)))
}

func (t Thread) AsBytes(o Object) (string, Status) {
	return t.text(C.cpy_as_bytes(t.id(), C.uintptr_t(o)))
}

func (t Thread) Tuple(o []Object) (Object, Status) {
	return t.object(C.cpy_tuple(t.id(), items(o), C.size_t(len(o))))
}

func (t Thread) List(o []Object) (Object, Status) {
	return t.object(C.cpy_list(t.id(), items(o), C.size_t(len(o))))
}

func (t Thread) Set(o []Object) (Object, Status) {
	return t.object(C.cpy_set(t.id(), items(o), C.size_t(len(o))))
}

// Dict makes a dict of key, value, key, value …
func (t Thread) Dict(pairs []Object) (Object, Status) {
	return t.object(C.cpy_dict(t.id(), items(pairs), C.size_t(len(pairs)/2)))
}

// Items is the list of (key, value) tuples of a mapping.
func (t Thread) Items(o Object) (Object, Status) {
	return t.object(C.cpy_items(t.id(), C.uintptr_t(o)))
}

// WatchExit is a Python callable that closes the shim, for the host's atexit.
func (t Thread) WatchExit() (Object, Status) { return t.object(C.cpy_watch_exit(t.id())) }

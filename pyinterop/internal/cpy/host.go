//go:build cgo && unix

package cpy

/*
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import "unsafe"

// A HostArg is an argument of a call from Python: the object, which the caller holds while the call runs, and the
// number where the parameter asks for one.
type HostArg C.cpy_arg

// Object is the argument itself.
func (a *HostArg) Object() Object { return Object(a.object) }

// Float is the number of a parameter of kind HostFloat.
func (a *HostArg) Float() float64 { return float64(a.real) }

// Int is the number of a parameter of kind HostInt.
func (a *HostArg) Int() int64 { return int64(a.whole) }

// HostCall is called for each call of a host function, on the calling thread, which holds the GIL through t; it returns a new
// reference, or 0 with an exception pending. It is set before the first function is defined.
var HostCall func(t Thread, index int, args *[MaxParams]HostArg) Object

//export inplaceHostCall
func inplaceHostCall(frame *C.cpy_frame, index C.int32_t, args *C.cpy_arg) C.uintptr_t {
	// C5: the array lies on the stack of the C function that waits for this call.
	return C.uintptr_t(HostCall(Thread{frame}, int(index), (*[MaxParams]HostArg)(unsafe.Pointer(args))))
}

// NewHostModule makes the module object that PyInit returns, with functions that call HostCall by index; 0 with an
// exception pending. Everything that it makes lives for ever. The references of defaults pass to it.
func (t Thread) NewHostModule(name, doc string, functions []HostFunction) (_ Object, first int, st Status) {
	if len(functions) > int(C.cpy_functions_left()) {
		return 0, 0, TooMany
	}
	table := (*C.cpy_method)(C.calloc(C.size_t(len(functions)+1), C.sizeof_cpy_method)) // ends with an empty entry
	methods := unsafe.Slice(table, len(functions)+1)                                    // C1: never freed
	for i, f := range functions {
		var index C.int32_t
		made := C.cpy_define(&methods[i], C.CString(f.Name), C.CString(f.Doc), C.int(len(f.Params)), &index)
		if made == nil {
			return 0, 0, TooMany
		}
		if i == 0 {
			first = int(index)
		}
		made.positional_only, made.positional = C.int(f.PositionalOnly), C.int(f.Positional)
		for k, p := range f.Params {
			if st := t.defineParam(&made.params[k], p); st != OK {
				return 0, 0, st
			}
		}
	}
	o := Object(C.cpy_module(t.id(), C.CString(name), C.CString(doc), table))
	if o == 0 {
		return 0, 0, Raised
	}
	return o, first, OK
}

func (t Thread) defineParam(made *C.cpy_param, p HostParam) Status {
	name := C.CString(p.Name)
	defer C.free(unsafe.Pointer(name)) // C1
	made.kind = C.int(p.Kind)
	made.fallback = C.uintptr_t(p.Default)
	return Status(C.cpy_param_name(t.id(), made, name))
}

// Raise makes value the pending exception, or class called with value if class is not 0.
func (t Thread) Raise(class, value Object) {
	C.cpy_raise(t.id(), C.uintptr_t(class), C.uintptr_t(value))
}

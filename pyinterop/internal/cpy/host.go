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

// GiveFloat and GiveInt put a result where the first argument was, and return what stands for it.
func (a *HostArg) GiveFloat(x float64) Object {
	a.real = C.double(x)
	return hostFloat
}

func (a *HostArg) GiveInt(x int64) Object {
	a.whole = C.int64_t(x)
	return hostInt
}

// HostSlots are the arrays of a call, in the order of the parameters of kind HostArray, on the stack of the C function that
// waits for the call. There are none if they could not all be had.
type HostSlots struct {
	first *C.cpy_slot
	n     int
}

// Any reports whether the arrays are there.
func (h HostSlots) Any() bool { return h.n > 0 }

// At is one of them; ok is false if it is None.
func (h HostSlots) At(k int) (s Slot, ok bool) {
	slot := (*C.cpy_slot)(unsafe.Add(unsafe.Pointer(h.first), uintptr(k)*unsafe.Sizeof(*h.first))) // C5: k < n
	return Slot{slot}, slot.object != 0
}

// Refused is the first array that could not be had, and says why as after BorrowAll; ok is false if none was asked for.
func (h HostSlots) Refused() (k int, s Slot, ok bool) {
	if h.n >= 0 {
		return 0, Slot{}, false
	}
	k = -1 - h.n
	return k, Slot{(*C.cpy_slot)(unsafe.Add(unsafe.Pointer(h.first), uintptr(k)*unsafe.Sizeof(*h.first)))}, true // C5: as At
}

// TakeOutcome makes the outcome of another slot, with its exception, that of s.
func (s Slot) TakeOutcome(of Slot) {
	s.s.outcome, s.s.exception = of.s.outcome, C.uintptr_t(of.TakeException())
}

// Succeeded makes the outcome of s OK.
func (s Slot) Succeeded() { s.s.outcome = C.CPY_OK }

// Disturbed reports whether Python code may have run, or the GIL was dropped, since an array was lent by one that could
// have been changed thereby.
func (s Slot) Disturbed(t Thread) bool { return s.s.owner != nil && s.s.turn != t.f.turns }

// GiveBack gives the arrays back before the call returns, which else does. The status is Changed if one was changed.
func (t Thread) GiveBack(h HostSlots) Status {
	return Status(C.cpy_give_back_all(t.id(), h.first, C.int(h.n)))
}

// HostCall is called for each call of a host function, on the calling thread, which holds the GIL through t; it returns a new
// reference or what stands for one, or 0 with an exception pending. It is set before the first function is defined.
var HostCall func(t Thread, index int, args *[MaxParams]HostArg, slots HostSlots) Object

//export inplaceHostCall
func inplaceHostCall(frame *C.cpy_frame, index C.int32_t, args *C.cpy_arg, slots *C.cpy_slot, n C.int32_t) C.uintptr_t {
	// C5: the array lies on the stack of the C function that waits for this call.
	return C.uintptr_t(HostCall(Thread{frame}, int(index), (*[MaxParams]HostArg)(unsafe.Pointer(args)), HostSlots{slots, int(n)}))
}

// ThreadsInGo is how many threads of Python have a call in Go, for a thread that holds the GIL.
func ThreadsInGo() int { return int(C.cpy_in_go) }

// HostLends says whether calls come with their arrays.
func HostLends(yes bool) {
	C.cpy_host_lends = 0
	if yes {
		C.cpy_host_lends = 1
	}
}

// SetOtherwise names what is called, with the same arguments, where a function does not take them: an array is no plain one
// of NumPy, an argument of kind HostDefault is not its default, or the function returns HostGaveUp.
func (t Thread) SetOtherwise(index int, callable Object) Status {
	return Status(C.cpy_set_otherwise(t.id(), C.int(index), C.uintptr_t(callable)))
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
			if p.Kind == HostFloat || p.Kind == HostInt {
				made.converts = 1
			}
			if p.Kind == HostArray {
				made.borrows[made.nborrows] = C.int(k)
				made.nborrows++
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
	made.request = C.int(p.Request)
	if p.Optional {
		made.optional = 1
	}
	return Status(C.cpy_param_name(t.id(), made, name))
}

// Raise makes value the pending exception, or class called with value if class is not 0.
func (t Thread) Raise(class, value Object) {
	C.cpy_raise(t.id(), C.uintptr_t(class), C.uintptr_t(value))
}

// A Python extension module in Go, the smallest one: Python is the host, and Go reaches it through the same
// shim, by the symbols already in the process. Build it with
//
//	go build -buildmode=c-shared -o smokeext.abi3.so ./pyinterop/internal/cpy/testdata/ext
//
// and import it from any CPython from 3.11 on.
package main

/*
#include <stdint.h>
extern uintptr_t scale(uintptr_t module, uintptr_t args);
extern uintptr_t keep(uintptr_t module, uintptr_t args);
extern uintptr_t forget(uintptr_t module, uintptr_t args);
extern uintptr_t open_borrows(uintptr_t module, uintptr_t args);
static void *scale_address(void) { return (void *)scale; }
static void *keep_address(void) { return (void *)keep; }
static void *forget_address(void) { return (void *)forget; }
static void *open_borrows_address(void) { return (void *)open_borrows; }
*/
import "C"

import (
	"runtime"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

func main() {}

//export PyInit_smokeext
func PyInit_smokeext() C.uintptr_t {
	return run(func(t cpy.Thread, py pyinterop.Python) (cpy.Object, error) {
		return t.NewModule("smokeext",
			cpy.Method{Name: "scale", Doc: "scale(a, factor): a *= factor", Function: C.scale_address()},
			cpy.Method{Name: "keep", Doc: "keep(a): borrows a until the process ends", Function: C.keep_address()},
			cpy.Method{Name: "forget", Doc: "forget(a): borrows a and forgets the handle", Function: C.forget_address()},
			cpy.Method{Name: "open_borrows", Doc: "open_borrows(): after a collection", Function: C.open_borrows_address()},
		), nil
	})
}

//export scale
func scale(_, args C.uintptr_t) C.uintptr_t {
	return run(func(t cpy.Thread, py pyinterop.Python) (cpy.Object, error) {
		all, err := py.FromHandle(uintptr(args))
		if err != nil {
			return 0, err
		}
		array, err := all.Item(0)
		if err != nil {
			return 0, err
		}
		second, err := all.Item(1)
		if err != nil {
			return 0, err
		}
		factor, err := second.Float64()
		if err != nil {
			return 0, err
		}
		err = pyinterop.BorrowMut(array, func(v ndview.MutView[float64]) error {
			for i := range v.Len(0) {
				v.Set1(i, factor*v.At1(i))
			}
			return nil
		})
		if err == nil {
			t.IncRef(cpy.None()) // the result is a new reference
		}
		return cpy.None(), err
	})
}

var keptHandles []any

//export keep
func keep(_, args C.uintptr_t) C.uintptr_t {
	return run(func(t cpy.Thread, py pyinterop.Python) (cpy.Object, error) {
		h, err := acquireFirst(py, args)
		keptHandles = append(keptHandles, h)
		t.IncRef(cpy.None())
		return cpy.None(), err
	})
}

//export forget
func forget(_, args C.uintptr_t) C.uintptr_t {
	return run(func(t cpy.Thread, py pyinterop.Python) (cpy.Object, error) {
		_, err := acquireFirst(py, args)
		t.IncRef(cpy.None())
		return cpy.None(), err
	})
}

func acquireFirst(py pyinterop.Python, args C.uintptr_t) (*pyinterop.Handle[ndview.MutView[float64]], error) {
	all, err := py.FromHandle(uintptr(args))
	if err != nil {
		return nil, err
	}
	array, err := all.Item(0)
	if err != nil {
		return nil, err
	}
	return pyinterop.AcquireMut[float64](array)
}

//export open_borrows
func open_borrows(module, _ C.uintptr_t) C.uintptr_t {
	return run(func(t cpy.Thread, py pyinterop.Python) (cpy.Object, error) {
		runtime.GC()
		o, err := py.From(pyinterop.OpenBorrows())
		if err != nil {
			return 0, err
		}
		t.IncRef(cpy.Object(o.Handle()))
		return cpy.Object(o.Handle()), nil
	})
}

// run makes a Python exception of an error, or hands the result over with its reference.
func run(f func(t cpy.Thread, py pyinterop.Python) (cpy.Object, error)) C.uintptr_t {
	var result cpy.Object
	err := pyinterop.Do(func(py pyinterop.Python) (err error) {
		s, _ := cpy.Enter()
		defer s.Leave(nil)
		result, err = f(s.Thread, py)
		return err
	})
	if err != nil {
		cpy.RaiseRuntimeError(err.Error())
		return 0
	}
	return C.uintptr_t(result)
}

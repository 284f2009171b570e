//go:build cgo && linux

package cblas

// #include <stdlib.h>
// #include "find.h"
import "C"

import (
	"math"
	"strings"
	"unsafe"
)

// A Vendor is what a library says of itself. Name is "" for one that says nothing, as
// the reference BLAS does.
type Vendor struct {
	Name    string // OpenBLAS, MKL or BLIS
	Config  string // its own words
	Version string
	Core    string // the kind of processor its kernels are for
	Model   string // sequential, pthreads or OpenMP, where it says so
	get     unsafe.Pointer
	set     unsafe.Pointer // B3
}

// Vendor asks the library for its name. https://github.com/OpenMathLib/OpenBLAS/wiki/OpenBLAS-Extensions
func (l *Library) Vendor() Vendor {
	if f := l.special("openblas_get_config"); f != nil {
		v := Vendor{Name: "OpenBLAS", Config: strings.TrimSpace(C.GoString(C.inplace_text(f)))}
		if words := strings.Fields(v.Config); len(words) > 1 {
			v.Version = words[1]
		}
		if f := l.special("openblas_get_corename"); f != nil {
			v.Core = C.GoString(C.inplace_text(f))
		}
		if f := l.special("openblas_get_parallel"); f != nil {
			if model := int(C.inplace_number(f)); model >= 0 && model < 3 {
				v.Model = []string{"sequential", "pthreads", "OpenMP"}[model]
			}
		}
		v.get, v.set = l.special("openblas_get_num_threads"), l.special("openblas_set_num_threads")
		return v
	}
	if f := l.special("MKL_Get_Version_String"); f != nil {
		const room = 256
		text := (*C.char)(C.calloc(1, room))
		defer C.free(unsafe.Pointer(text)) // B2
		C.inplace_mkl_text(f, text, room)
		v := Vendor{Name: "MKL", Config: strings.TrimSpace(C.GoString(text))}
		if _, after, ok := strings.Cut(v.Config, "Version "); ok {
			v.Version, _, _ = strings.Cut(after, " ")
		}
		v.get, v.set = l.special("MKL_Get_Max_Threads"), l.special("MKL_Set_Num_Threads")
		return v
	}
	if f := l.special("bli_info_get_version_str"); f != nil {
		v := Vendor{Name: "BLIS", Version: C.GoString(C.inplace_text(f))}
		v.Config = "BLIS " + v.Version
		v.get, v.set = l.special("bli_thread_get_num_threads"), l.special("bli_thread_set_num_threads")
		return v
	}
	return Vendor{}
}

// Threads is how many threads the library uses, 0 when it does not say.
func (v Vendor) Threads() int {
	if v.get == nil {
		return 0
	}
	return int(C.inplace_number(v.get))
}

// SetThreads reports whether the library can be told. It takes an int of C: more than
// that is as many.
func (v Vendor) SetThreads(n int) bool {
	if v.set == nil {
		return false
	}
	C.inplace_set_number(v.set, C.int(min(n, math.MaxInt32)))
	return true
}

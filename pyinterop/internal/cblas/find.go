//go:build cgo && linux

package cblas

/*
#cgo LDFLAGS: -ldl
#cgo CFLAGS: -O2 -Wall
#include <stdlib.h>
#include "find.h"
*/
import "C"

import (
	"cmp"
	"slices"
	"strings"
	"unsafe"
)

// A Spelling is one way in which a loaded object names a routine: Prefix and Suffix
// stand around the undecorated name. Path is "" for the program itself.
type Spelling struct{ Path, Prefix, Suffix string }

func (s Spelling) of(name string) string { return s.Prefix + name + s.Suffix }

// Find returns each spelling of cblas_dgemm in the process, in the order in which the
// objects were loaded.
func Find() []Spelling { return find("cblas_dgemm") }

// findLAPACK returns each spelling of LAPACK's dgesdd, but for those of its C interface.
func findLAPACK() []Spelling {
	return slices.DeleteFunc(find("dgesdd"), func(s Spelling) bool { return strings.Contains(s.Prefix, "LAPACKE") })
}

func find(core string) []Spelling {
	name := C.CString(core)
	defer C.free(unsafe.Pointer(name)) // B2
	room := 64
	for {
		list := (*C.inplace_spelling)(C.calloc(C.size_t(room), C.sizeof_inplace_spelling))
		n := int(C.inplace_find(name, list, C.int(room)))
		if n > room { // also when another thread loads libraries meanwhile
			C.free(unsafe.Pointer(list)) // B2
			room = n + 16
			continue
		}
		var found []Spelling
		for _, s := range unsafe.Slice(list, n) { // B2: n of room entries are written
			found = append(found, Spelling{C.GoString(&s.path[0]), C.GoString(&s.prefix[0]), C.GoString(&s.suffix[0])})
		}
		C.free(unsafe.Pointer(list)) // B2
		return found
	}
}

// A handle is a loaded library, which stays loaded.
type handle struct{ p unsafe.Pointer } // B3

func open(path string) (handle, bool) {
	p := C.CString(path)
	defer C.free(unsafe.Pointer(p)) // B2
	h := C.inplace_handle(p)
	return handle{h}, h != nil
}

func (h handle) function(name string) unsafe.Pointer { // B3
	p := C.CString(name)
	defer C.free(unsafe.Pointer(p)) // B2
	return C.inplace_function(h.p, p)
}

// nearest orders spellings so that those of the same object and prefix come first.
func nearest(list []Spelling, to Spelling) {
	distance := func(s Spelling) int {
		d := 0
		if s.Path != to.Path {
			d += 2
		}
		if s.Prefix != to.Prefix {
			d++
		}
		return d
	}
	slices.SortStableFunc(list, func(a, b Spelling) int { return cmp.Compare(distance(a), distance(b)) })
}

//go:build cgo && linux

package cblas

// #include "count.h"
import "C"

import "unsafe"

// Counting returns a library for tests, all of whose routines count their calls and do nothing else,
// and the number of calls so far. Calls from several goroutines are not counted right.
func Counting(wide bool) (*Library, func() int) {
	l := &Library{Wide: wide, HasLAPACK: true}
	if wide {
		l.wide = 1
	}
	for id := range l.f {
		l.f[id] = unsafe.Pointer(C.inplace_count) // B3: a function of this program, which is never closed
	}
	return l, func() int { return int(C.inplace_counted()) }
}

//go:build cgo && unix

package cpy

/*
#include <stdlib.h>
#include "shim.h"
*/
import "C"

import "unsafe"

// A Lending is memory that is lent to Python, in C memory of its own.
type Lending struct{ l *C.cpy_lending }

// LendingEnded is called when the last object over a lending of Go's memory has died, LendingIdle when the last export is
// gone while the lending is closing: on any thread, with the GIL held or not. Neither may wait for the GIL.
var LendingEnded, LendingIdle func(id int64)

//export inplaceLendingEnded
func inplaceLendingEnded(id C.int64_t) { LendingEnded(int64(id)) }

//export inplaceLendingIdle
func inplaceLendingIdle(id C.int64_t) { LendingIdle(int64(id)) }

// NewLending returns a lending with room for axes; the zero Lending if there is no memory.
func NewLending(room int) Lending { return Lending{C.cpy_lending_new(C.cpy_ssize(room))} }

// Free gives the record back, which no object of Python points at.
func (l Lending) Free() { C.cpy_lending_free(l.l) }

// Room is for how many axes there is room.
func (l Lending) Room() int { return int(l.l.room) }

// Memory says what the items of a lending are, and where.
type Memory struct {
	ID                         int64
	Base                       unsafe.Pointer // pinned, if it is Go's, until the lending has ended
	Len, Itemsize              int
	Format                     string // "" if PEP 3118 has none
	NumPyType                  int    // the number of NumPy's dtype, -1 if it has none
	Code, Bits                 int    // of DLPack; 0 bits if it cannot carry the items
	Writable, C, F, Indirect   bool
	Shape, Strides, Suboffsets []int
}

// Reset fills in a lending of which no object was made, or none is left.
func (l Lending) Reset(v *Memory) {
	c := l.l
	c.state, c.objects, c.id = 0, 0, C.int64_t(v.ID)
	c.base, c.len, c.itemsize = C.uintptr_t(uintptr(v.Base)), C.cpy_ssize(v.Len), C.cpy_ssize(v.Itemsize) // C6
	l.setFormat(v.Format)
	c.numpy_type, c.code, c.bits = C.int32_t(v.NumPyType), C.uint8_t(v.Code), C.uint8_t(v.Bits)
	c.ndim, c.flags = C.int32_t(len(v.Shape)), flag(v.Writable, C.CPY_LENT_WRITABLE)|flag(v.C, C.CPY_LENT_C)|flag(v.F, C.CPY_LENT_F)|flag(v.Indirect, C.CPY_LENT_INDIRECT)
	l.axes(c.shape, v.Shape)
	l.axes(c.strides, v.Strides)
	l.axes(c.suboffsets, v.Suboffsets)
}

func flag(is bool, f C.int32_t) C.int32_t {
	if is {
		return f
	}
	return 0
}

func (l Lending) setFormat(format string) {
	c := l.l
	short := (*[len(c.short_format)]byte)(unsafe.Pointer(&c.short_format)) // C5
	switch {
	case format == "":
		c.format = C.CPY_FORMAT_NONE
	case len(format) < len(short):
		short[copy(short[:], format)] = 0
		c.format = C.CPY_FORMAT_SHORT
	default:
		C.cpy_lending_format(c, chars(format), C.size_t(len(format)))
	}
}

// axes copies one number for each axis into one of the arrays behind the record.
func (l Lending) axes(to *C.cpy_ssize, from []int) {
	copy(unsafe.Slice((*int)(unsafe.Pointer(to)), int(l.l.room)), from) // C5: Py_ssize_t is int
}

// Exports is how many exports of the memory are alive.
func (l Lending) Exports() int { return int(C.cpy_lending_exports(l.l)) }

// Close ends the lending if there is no export, and returns how many there are.
func (l Lending) Close() int { return int(C.cpy_lending_close(l.l)) }

// Closing makes the lending refuse new exports, or accept them again, and returns how many there are.
func (l Lending) Closing(on bool) int {
	if on {
		return int(C.cpy_lending_closing(l.l, 1))
	}
	return int(C.cpy_lending_closing(l.l, 0))
}

// Lend makes an object over the lending.
func (t Thread) Lend(l Lending) (Object, Status) { return t.object(C.cpy_lend(t.id(), l.l)) }

// Hold keeps the last object from being the last, until LendMore; false if it has died.
func (l Lending) Hold() bool { return C.cpy_lending_hold(l.l) != 0 }

// LendMore is Lend for a lending that is held, and ends that.
func (t Thread) LendMore(l Lending) (Object, Status) { return t.object(C.cpy_lend_more(t.id(), l.l)) }

// LendArray makes a NumPy array of the memory of o, which Lend made; descr is its dtype, or 0 for that of NumPyType.
func (t Thread) LendArray(o, descr Object) (Object, Status) {
	return t.object(C.cpy_lend_array(t.id(), C.uintptr_t(o), C.uintptr_t(descr)))
}

// MemoryView makes a memoryview of an exporter.
func (t Thread) MemoryView(o Object) (Object, Status) {
	return t.object(C.cpy_memoryview(t.id(), C.uintptr_t(o)))
}

// IsLent reports whether o was made by Lend.
func IsLent(o Object) bool { return C.cpy_lending_of(C.uintptr_t(o)) != nil }

//go:build cgo && unix

package cpy

/*
#include "shim.h"
*/
import "C"

import "unsafe"

// The ways of an object to its memory beside the buffer protocol, as bits of Doors.
const (
	HasDLPack = 1 << iota
	HasArrayInterface
	HasArrayStruct
	HasArrowArray
	HasArrowStream
	HasCUDA
)

// What a door may answer besides OK and Raised; Found says more.
const (
	DoorDevice  Status = C.CPY_DOOR_DEVICE
	DoorCapsule Status = C.CPY_DOOR_CAPSULE
	DoorVersion Status = C.CPY_DOOR_VERSION
	DoorNDim    Status = C.CPY_DOOR_NDIM
	DoorShape   Status = C.CPY_DOOR_SHAPE
	DoorItems   Status = C.CPY_DOOR_ITEMS
	DoorPieces  Status = C.CPY_DOOR_PIECES
	DoorNegated Status = C.CPY_DOOR_NEGATED
	DoorNone    Status = C.CPY_DOOR_NONE
	DoorLent    Status = C.CPY_DOOR_LENT
)

// Doors reports which ways the class of o has.
func (t Thread) Doors(o Object) (int, Status) {
	n, st := t.number(C.cpy_doors(t.id(), C.uintptr_t(o)))
	return int(n), st
}

// Urgent reports whether an exception is none that says that a way is closed: no Exception (KeyboardInterrupt, SystemExit), or MemoryError.
func (t Thread) Urgent(exception Object) bool {
	n, st := t.number(C.cpy_urgent(t.id(), C.uintptr_t(exception)))
	return st == OK && n != 0
}

// Found are the two numbers that a door left, by its status: type and number of a device, a version, an ndim; DLPack's code
// and bits<<16|lanes; the letter and size<<1|swapped of __array_struct__.
func (t Thread) Found() (int64, uint64) { return int64(t.f.i), uint64(t.f.u) }

func (t Thread) lending(rc C.int) (Lending, Status) {
	if rc != C.CPY_OK {
		return Lending{}, Status(rc)
	}
	return Lending{(*C.cpy_lending)(unsafe.Pointer(t.f.ptr))}, OK // C5
}

// OpenDLPack takes over the tensor of o. Lend makes an object of the lending, or CloseDoor gives it back.
func (t Thread) OpenDLPack(o Object) (l Lending, code, bits int, st Status) {
	if l, st = t.lending(C.cpy_door_dlpack(t.id(), C.uintptr_t(o))); st == OK {
		code, bits = int(l.l.code), int(l.l.bits)
	}
	return l, code, bits, st
}

// BorrowTensor borrows the tensor of the object that s asks, without a format: code and bits of DLPack say what the items are. After
// DoorLent the object over its memory did not give the buffer, and is the caller's; DoorNone: there is no such door, and
// nothing was done.
func (t Thread) BorrowTensor(s Slot) (code, bits int, lent Object, st Status) {
	st = Status(C.cpy_borrow_tensor(t.id(), s.id()))
	switch st {
	case OK, DoorLent:
		return int(t.f.i >> 8), int(t.f.i & 0xff), Object(t.f.obj), st
	}
	return 0, 0, 0, st
}

// OpenMemory makes a lending of memory that lives as long as owner.
func (t Thread) OpenMemory(owner Object, base uintptr, itemsize int, writable bool, shape, strides []int) (Lending, Status) {
	w := C.int(0)
	if writable {
		w = 1
	}
	axes := append(append(make([]int, 0, 2*len(shape)+1), shape...), strides...)
	return t.lending(C.cpy_door_memory(t.id(), C.uintptr_t(owner), C.uintptr_t(base), C.cpy_ssize(itemsize), w, C.cpy_ssize(len(shape)),
		(*C.cpy_ssize)(unsafe.Pointer(unsafe.SliceData(axes))))) // C2: Py_ssize_t is int
}

// OpenInterface makes a lending of what the usual __array_interface__ of owner describes, numbers of a type string; DoorNone for others.
func (t Thread) OpenInterface(owner Object) (l Lending, typestr string, itemsize int, st Status) {
	var text [C.CPY_TYPESTR]C.char
	l, st = t.lending(C.cpy_door_interface(t.id(), C.uintptr_t(owner), &text[0])) // C2
	if st != OK {
		return l, "", 0, st
	}
	return l, C.GoString(&text[0]), int(l.l.itemsize), OK
}

// OpenStruct makes a lending of what a capsule of owner's __array_struct__ describes.
func (t Thread) OpenStruct(owner, capsule Object) (Lending, Status) {
	return t.lending(C.cpy_door_struct(t.id(), C.uintptr_t(owner), C.uintptr_t(capsule)))
}

// Arrow says what an Arrow array has beside its values.
type Arrow struct {
	Format                string
	Length, Offset, Nulls int
	Validity              Lending // bits from Offset on; the zero Lending where no value is missing
}

// OpenArrow takes over the array, or the only array of the stream, of o.
func (t Thread) OpenArrow(o Object, stream bool) (l Lending, a Arrow, st Status) {
	s := C.int(0)
	if stream {
		s = 1
	}
	var out C.cpy_arrow
	l, st = t.lending(C.cpy_door_arrow(t.id(), C.uintptr_t(o), s, &out)) // C2
	a = Arrow{C.GoString(&out.format[0]), int(out.length), int(out.offset), int(out.nulls), Lending{out.validity}}
	return l, a, st
}

// SetItems says what the items are to be called; "" if PEP 3118 has no format for them.
func (l Lending) SetItems(format string, numpyType int) {
	l.setFormat(format)
	l.l.numpy_type = C.int32_t(numpyType)
}

// CloseDoor gives a lending back of which no object was made.
func (t Thread) CloseDoor(l Lending) { C.cpy_door_close(t.id(), l.l) }

// PutException leaves an exception in s, for TakeException.
func (s Slot) PutException(e Object) { s.s.exception = C.uintptr_t(e) }

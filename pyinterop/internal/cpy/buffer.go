//go:build cgo && unix

package cpy

/*
#include "shim.h"
*/
import "C"

import "unsafe"

// A Slot is a Py_buffer in C memory with room for its description. Slots never move and are never freed;
// the caller pools them.
type Slot struct{ s *C.cpy_slot }

func (s Slot) id() C.uintptr_t { return C.uintptr_t(uintptr(unsafe.Pointer(s.s))) } // C4

// slabSlots is how many slots one allocation makes, about 26 KiB.
const slabSlots = 16

// NewSlots allocates slots; nil when there is no memory.
func NewSlots() []Slot {
	first := C.cpy_slab(slabSlots)
	if first == nil {
		return nil
	}
	slots := make([]Slot, slabSlots)
	for i := range slots {
		slots[i].s = (*C.cpy_slot)(unsafe.Add(unsafe.Pointer(first), uintptr(i)*unsafe.Sizeof(*first))) // inside the slab
	}
	return slots
}

// Ask says what the next Borrow of s asks for: the object, and PyBUF_ flags.
func (s Slot) Ask(o Object, flags int) {
	s.s.object, s.s.request, s.s.lasting = C.uintptr_t(o), C.int32_t(flags), 0 // C5
}

// Lasting says that the next borrow does not end before this thread drops the GIL.
func (s Slot) Lasting() { s.s.lasting = 1 }

// Borrow asks the object for its buffer and describes the answer in s. After Raised nothing is held; the exception
// is pending, or in s (see TakeException) when the exporter said yes and raised all the same.
func (t Thread) Borrow(s Slot) Status {
	C.cpy_borrow(t.id(), s.id())
	return Status(s.s.outcome)
}

// Release gives the buffer back. Changed says that it did, and that the NumPy array is not the one that was
// borrowed any more.
func (t Thread) Release(s Slot) Status {
	C.cpy_release(t.id(), s.id())
	return Status(s.s.outcome)
}

// ReleaseLater is Release without a call: the buffer is given back before any Python code can run, and before the
// thread drops the GIL. It reports false, and nothing is done, where somebody could tell the difference. The thread
// must be the calling one, with the GIL held, and s must be borrowed by none other than it before that.
func (t Thread) ReleaseLater(s Slot) bool {
	f := t.f
	if s.s.quiet == 0 || s.s.turn != f.turns || f.late_n == C.CPY_LATE {
		return false
	}
	f.late[f.late_n] = s.s // C5
	f.late_n++
	return true
}

// Several is how many slots can be borrowed in one call.
const Several = C.CPY_SEVERAL

// A Group is up to Several slots that are borrowed and released together. Slots beyond N are zero.
type Group struct {
	Slots [Several]Slot
	N     int
}

// BorrowAll is Borrow for all slots of g or none: the one that failed has the status as its Outcome, and its
// exception is in it.
func (t Thread) BorrowAll(g *Group) Status {
	s := &g.Slots
	return Status(C.cpy_borrow_all(t.id(), C.size_t(g.N), s[0].id(), s[1].id(), s[2].id(), s[3].id()))
}

// ReleaseAll gives the buffers of g back. After Changed, slots whose array changed have that as their Outcome.
func (t Thread) ReleaseAll(g *Group) Status {
	s := &g.Slots
	return Status(C.cpy_release_all(t.id(), C.size_t(g.N), s[0].id(), s[1].id(), s[2].id(), s[3].id()))
}

// BorrowOutside is BorrowAll for a thread that need not hold the GIL: it is taken and dropped again.
func BorrowOutside(g *Group) Status {
	s := &g.Slots
	return Status(C.cpy_borrow_outside(C.size_t(g.N), s[0].id(), s[1].id(), s[2].id(), s[3].id()))
}

// ReleaseOutside is ReleaseAll without the GIL; any thread will do.
func ReleaseOutside(g *Group) Status {
	s := &g.Slots
	return Status(C.cpy_release_outside(C.size_t(g.N), s[0].id(), s[1].id(), s[2].id(), s[3].id()))
}

// Outcome is what the latest call meant for s.
func (s Slot) Outcome() Status { return Status(s.s.outcome) }

// IsExporter reports whether o has a buffer at all.
func (t Thread) IsExporter(o Object) (bool, Status) {
	n, st := t.number(C.cpy_is_exporter(t.id(), C.uintptr_t(o)))
	return n != 0, st
}

// TakeException takes the reference to the exception that a borrow left in s; 0 for none.
func (s Slot) TakeException() Object {
	e := Object(s.s.exception)
	s.s.exception = 0
	return e
}

// What the exporter said, as far as it was asked: without PyBUF_ND the answer is one axis of bytes. Slices and
// strings lie in the slot or in the exporter's memory and are valid until Release; nothing of it has been checked.

func (s Slot) Base() unsafe.Pointer { return s.s.view.buf } // C5
func (s Slot) Len() int             { return int(s.s.view.len) }
func (s Slot) Itemsize() int        { return int(s.s.itemsize) }
func (s Slot) Ndim() int            { return int(s.s.ndim) }
func (s Slot) ReadOnly() bool       { return s.s.view.readonly != 0 }

// Exporter is the object that the buffer is of, which is not always the one that was asked; 0 if it named none. The
// reference is the buffer's.
func (s Slot) Exporter() Object { return Object(uintptr(unsafe.Pointer(s.s.view.obj))) } // C4

// Asked is the request, as PyBUF_ flags.
func (s Slot) Asked() int { return int(s.s.request) }

// Sound reports that the buffer is direct, has at most four axes, and is true in itself: lengths, product,
// byte length, span and addresses. Near and AlignMask are then valid.
func (s Slot) Sound() bool { return s.s.flags&C.CPY_SOUND != 0 }

// Immutable: the exporter is a bytes object, whose memory nobody may write.
func (s Slot) Immutable() bool { return s.s.flags&C.CPY_IMMUTABLE != 0 }

// Near returns the shape and the strides in bytes, zero beyond ndim; missing strides are those of C order.
func (s Slot) Near() (shape, strides *[4]int) {
	return (*[4]int)(unsafe.Pointer(&s.s.shape)), (*[4]int)(unsafe.Pointer(&s.s.strides)) // Py_ssize_t is int
}

// AlignMask is the address of the first item or'ed with every stride that is ever used.
func (s Slot) AlignMask() uint64 { return uint64(s.s.mask) }

// Head is the first eight bytes of the format as one number, for comparing.
func (s Slot) Head() uint64 { return *(*uint64)(unsafe.Pointer(&s.s.head)) }

// TooManyAxes: ndim is outside 0 … MaxNdim, and Shape and the others must not be called.
func (s Slot) TooManyAxes() bool { return s.s.flags&C.CPY_NDIM != 0 }

// NoShape and NoStrides report NULL pointers.
func (s Slot) NoShape() bool { return s.s.flags&C.CPY_NO_SHAPE != 0 }

// InPieces: bytes were asked for, and the exporter gave items that do not lie in one piece.
func (s Slot) InPieces() bool { return s.s.flags&C.CPY_PIECES != 0 }

func (s Slot) Shape() []int { return s.axes(&s.s.shape[0]) }

// Strides is nil when the exporter gave none.
func (s Slot) Strides() []int {
	if s.s.flags&C.CPY_NO_STRIDES != 0 {
		return nil
	}
	return s.axes(&s.s.strides[0])
}

// Suboffsets is nil when no axis is indirect.
func (s Slot) Suboffsets() []int {
	if s.s.flags&C.CPY_SUBOFFSETS == 0 {
		return nil
	}
	return s.axes(&s.s.suboffsets[0])
}

// axes views one of the slot's arrays: Py_ssize_t and int have the same size on every platform of CPython.
func (s Slot) axes(first *C.cpy_ssize) []int {
	return unsafe.Slice((*int)(unsafe.Pointer(first)), int(s.s.ndim)) // C5
}

// ShortFormat is the format if it has fewer than eight bytes: every scalar one has. A NULL format is "B".
func (s Slot) ShortFormat() (format string, ok bool) {
	if s.s.flags&C.CPY_NO_FORMAT != 0 {
		return "B", true
	}
	head := (*[8]byte)(unsafe.Pointer(&s.s.head)) // C5
	n := 0
	for n < len(head) && head[n] != 0 {
		n++
	}
	return unsafe.String(&head[0], n), n < len(head) // C5
}

// Format copies the whole format, up to limit bytes.
func (s Slot) Format(limit int) string {
	if s.s.flags&C.CPY_NO_FORMAT != 0 {
		return "B"
	}
	n := C.cpy_format_len(s.id(), C.size_t(limit))
	return C.GoStringN(s.s.view.format, C.int(n))
}

// FuncPC is the address of the code of f, which must be a func value: it names a closure in messages.
func FuncPC[F any](f F) uintptr {
	return **(**uintptr)(unsafe.Pointer(&f)) // a func value points at a record that begins with its code address
}

// Empty is a cgo call that does nothing, for measuring.
func Empty() { C.cpy_empty() }

// BareLoop runs GetBuffer and Release in a C loop and returns the nanoseconds of all rounds; -1 when o refuses.
func (t Thread) BareLoop(o Object, flags, rounds int) int64 {
	return int64(C.cpy_bare_loop(t.id(), C.uintptr_t(o), C.int(flags), C.int64_t(rounds)))
}

// ShimLoop runs Borrow and Release of a slot that was asked in a C loop and returns the nanoseconds of all rounds.
func (t Thread) ShimLoop(s Slot, rounds int) int64 {
	return int64(C.cpy_shim_loop(t.id(), s.id(), C.int64_t(rounds)))
}

// ToContiguous copies o's buffer out with PyBuffer_ToContiguous, in C order, and reports whether that worked.
func (t Thread) ToContiguous(o Object) bool {
	return C.cpy_to_contiguous(t.id(), C.uintptr_t(o), 0) == 0
}

// FromContiguous copies zeros, or what ToContiguous copied last, into o's buffer with PyBuffer_FromContiguous.
func (t Thread) FromContiguous(o Object) bool {
	return C.cpy_to_contiguous(t.id(), C.uintptr_t(o), 1) == 0
}

// BareLoopOutside is BareLoop with the GIL taken and dropped around each of the two calls.
func BareLoopOutside(o Object, flags, rounds int) int64 {
	return int64(C.cpy_bare_loop_outside(C.uintptr_t(o), C.int(flags), C.int64_t(rounds)))
}

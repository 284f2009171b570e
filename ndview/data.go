package ndview

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Go slices over the memory of a view. Their capacity is their length, so append
// copies and never reaches what lies behind. Nothing revokes a slice when the
// borrow ends: do not keep it.

// Data returns the elements in C order as a slice that shares their memory. ok is
// false if they are not contiguous in C order ([View.ContiguousC]) or not plain
// ([View.Plain]); the transpose of a Fortran-contiguous view has Data. It panics
// with a [ReleasedError] if the borrow has ended.
func (v MutView[T]) Data() (data []T, ok bool) { return v.UnsafeSlice() }

// UnsafeSlice is [MutView.Data] for a view that is only to be read. The slice must
// not be written: the memory may belong to an immutable object, or lie in pages
// that cannot be written, and then the program is killed.
func (v View[T]) UnsafeSlice() (data []T, ok bool) {
	v.a.Check()
	if !v.a.Plain() || !v.ContiguousC() {
		return nil, false
	}
	n := v.a.L().Size()
	if n == 0 {
		return []T{}, true
	}
	return mem.Slice[T](v.a.Base, n), true // M1–M4: lease open, contiguous, plain
}

// Data returns the bytes of the items in C order as a slice that shares their
// memory. ok is false if the items are not contiguous in C order
// ([Raw.ContiguousC]), or hold pointers to Python or C objects, which must not be
// written as bytes. It panics with a [ReleasedError] if the borrow has ended.
func (r MutRaw) Data() (data []byte, ok bool) {
	if holdsPointers(r.typ) {
		r.a.Check()
		return nil, false
	}
	return r.UnsafeSlice()
}

// UnsafeSlice is [MutRaw.Data] for items that are only to be read, pointers
// included. The slice must not be written; see [View.UnsafeSlice].
func (r Raw) UnsafeSlice() (data []byte, ok bool) {
	r.a.Check()
	if !r.ContiguousC() {
		return nil, false
	}
	n := r.Nbytes()
	if n == 0 {
		return []byte{}, true
	}
	return mem.Bytes(r.a.Base, n), true // M1, M2: lease open, contiguous
}

// holdsPointers reports whether items of a type are, or have in them, pointers to
// objects that somebody counts or owns.
func holdsPointers(typ DType) bool {
	switch typ.Kind {
	case elem.KindObject, elem.KindPointer:
		return true
	case elem.KindRecord:
		for _, f := range typ.Rec.Fields {
			if holdsPointers(f.Type) {
				return true
			}
		}
	}
	return false
}

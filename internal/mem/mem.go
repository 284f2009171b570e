// Package mem loads, stores and slices raw memory. Outside the cgo rooms and
// the kernels it is the only package of the module that imports unsafe; every
// function names the invariant that its caller has proved:
//
//	M1  p points at memory that is alive: the lease of the borrow is held, or
//	    the collector sees a pointer to the Go object.
//	M2  the item read or written lies wholly inside the layout's span, which was
//	    checked against the exporter's bounds when the layout was built.
//	M3  p is aligned for T (typed loads and slices only).
//	M4  the memory is in native byte order and holds a valid T (typed loads and
//	    slices only). Element types are numbers: every bit pattern is valid.
//
// The compiler's checkptr instrumentation sees neither misalignment of
// pointer-free types nor anything about C memory, so these invariants are
// proved where views are made and never assumed here.
package mem

import "unsafe"

// Addr is an address. It is a pointer and not an integer so that memory
// allocated by Go stays alive while a view refers to it; for C memory the
// collector ignores it.
type Addr = unsafe.Pointer

// Add returns p moved by off bytes; off may be negative.
func Add(p Addr, off int) Addr {
	return unsafe.Add(p, off) // M2: the caller stays inside the span
}

// Uint returns the address as a number, for alignment tests, overlap tests and
// printing. It must not be turned back into an Addr.
func Uint(p Addr) uintptr {
	return uintptr(p) // a number only: nothing is dereferenced
}

// Deref reads the pointer stored at p, as an indirect axis (a PEP 3118
// suboffset that is not negative) asks for.
func Deref(p Addr) Addr {
	return *(*Addr)(p) // M1–M3: pointer tables are checked for alignment at the borrow
}

// Follow reads the pointer stored at p and moves it by off bytes: Deref and Add as
// one call, for functions that are to be inlined.
func Follow(p Addr, off int) Addr {
	return unsafe.Add(*(*Addr)(p), off) // M1–M3: as in Deref; M2: as in Add
}

// Fits reports whether no bit of misfit is set in the address.
func Fits(p Addr, misfit uintptr) bool {
	return uintptr(p)&misfit == 0 // a number only
}

// Load reads one T at p.
func Load[T any](p Addr) T {
	return *(*T)(p) // M1–M4
}

// Store writes one T at p.
func Store[T any](p Addr, x T) {
	*(*T)(p) = x // M1–M4
}

// Ptr returns p as a *T.
func Ptr[T any](p Addr) *T {
	return (*T)(p) // M1–M4
}

// Slice returns the n elements at p as a slice whose capacity is n, so that
// append never reaches the neighbouring memory.
func Slice[T any](p Addr, n int) []T {
	return unsafe.Slice((*T)(p), n) // M1–M4; capacity equals length
}

// Bytes returns the n bytes at p, capacity clipped.
func Bytes(p Addr, n int) []byte {
	return unsafe.Slice((*byte)(p), n) // M1, M2
}

// Of returns the address of the first element of s, or nil if s is empty.
func Of[T any](s []T) Addr {
	return Addr(unsafe.SliceData(s)) // the slice keeps its memory alive through Addr (M1)
}

// SizeOf returns the size of T in bytes.
func SizeOf[T any]() int {
	var z T
	return int(unsafe.Sizeof(z)) // a constant of the instantiation
}

// Aligned reports whether p is a multiple of align bytes; align is a power of two.
func Aligned(p Addr, align int) bool {
	return uintptr(p)&uintptr(align-1) == 0 // a number only
}

// AlignOf returns the alignment in bytes that a *T needs: for complex numbers
// that of one part. It is the same on every platform, also where Go would be
// content with less.
func AlignOf[T any]() int {
	var z T
	switch any(z).(type) {
	case complex64:
		return 4
	case complex128:
		return 8
	}
	return SizeOf[T]()
}

// LoadAt reads one T at p moved by off bytes. It is Load of Add as one call: the
// compiler leaves an instruction in a loop for each call that it inlines there.
func LoadAt[T any](p Addr, off int) T {
	return *(*T)(unsafe.Add(p, off)) // M1–M4
}

// StoreAt writes one T at p moved by off bytes; see LoadAt.
func StoreAt[T any](p Addr, off int, x T) {
	*(*T)(unsafe.Add(p, off)) = x // M1–M4
}

// PtrAt returns p moved by off bytes as a *T; see LoadAt.
func PtrAt[T any](p Addr, off int) *T {
	return (*T)(unsafe.Add(p, off)) // M1–M4
}

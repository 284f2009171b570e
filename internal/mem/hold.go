package mem

import "github.com/go-inplace/inplace/internal/lease"

// Holding what is worked on
//
// A verb, or a loop over lanes, works on its arrays for longer than one element. If
// the borrow belongs to a handle, another goroutine may release it meanwhile; so
// the worker holds the borrow, and the release waits. A scoped borrow, and memory
// of Go, is held by its scope already: there Hold is one test of a bit of the tag
// and a Check.
//
//	mem.Hold(dst, a, b)
//	defer mem.Unhold(dst, a, b)
//
// The defer matters where functions of the program run in between.

// Owned reports whether the borrow of a belongs to a handle, so that it must be
// held while it is worked on.
func (a *Array) Owned() bool { return a.Tag&lease.Owned != 0 }

// Hold checks that the borrows of all arrays are open, and keeps those that belong
// to handles from ending until [Unhold]. It panics with a [ReleasedError] if one
// has ended, and holds none then. Arrays may repeat.
func Hold(arrays ...*Array) {
	for i, a := range arrays {
		if !a.Owned() {
			if a.Live() {
				continue
			}
		} else if a.Slot.Hold(a.Epoch()) {
			continue
		}
		Unhold(arrays[:i]...)
		panic(Late(a.Slot, a.Epoch()))
	}
}

// Unhold ends a [Hold] of the same arrays.
func Unhold(arrays ...*Array) {
	for _, a := range arrays {
		if a.Owned() {
			a.Slot.Unhold()
		}
	}
}

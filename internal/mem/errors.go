package mem

import (
	"errors"
	"fmt"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
)

// ErrReleased says that a borrow has ended.
var ErrReleased = errors.New("released")

// A ReleasedError is the panic value of a view, an iterator or a verb that is
// used after its borrow has ended.
type ReleasedError struct {
	Place  string // the closure or call that borrowed, with file and line; "" if not known any more
	Handle bool   // the borrow belonged to a handle
}

// LateUse, if it is set before the first borrow, is called with the place of the
// borrow wherever somebody uses one that has ended, before the panic.
var LateUse func(place string)

// Late is the panic value for the use of a borrow that has ended.
func Late(slot *lease.Slot, epoch uint64) ReleasedError {
	return LateAt(slot.Place(epoch), epoch&lease.Owned != 0)
}

// LateAt is Late for a place that is known.
func LateAt(place string, handle bool) ReleasedError {
	if LateUse != nil {
		LateUse(place)
	}
	return ReleasedError{Place: place, Handle: handle}
}

func (e ReleasedError) Error() string {
	if e.Handle {
		return "inplace: view used after the borrow acquired in " + e.place() + " was released; use it before Release, or copy what must outlive it"
	}
	if e.Place == "" {
		return "inplace: view used after its borrow was released; use it inside the borrow's closure, or copy what must outlive it"
	}
	return "inplace: view used after the borrow in " + e.Place + " was released; use it inside the borrow's closure, or copy what must outlive it"
}

func (e ReleasedError) place() string {
	if e.Place == "" {
		return "a place not known any more"
	}
	return e.Place
}

// Unwrap returns [ErrReleased].
func (e ReleasedError) Unwrap() error { return ErrReleased }

// An IndexError is the panic value of an element access whose index does not
// fit the shape.
type IndexError struct {
	Index []int
	Shape []int
}

func (e IndexError) Error() string {
	if len(e.Index) != len(e.Shape) {
		return fmt.Sprintf("inplace: %d indices %s for an array of %d dimensions, shape %s",
			len(e.Index), layout.FormatShape(e.Index), len(e.Shape), layout.FormatShape(e.Shape))
	}
	return fmt.Sprintf("inplace: index %s out of range for shape %s",
		layout.FormatShape(e.Index), layout.FormatShape(e.Shape))
}

// Unwrap returns [layout.ErrBounds].
func (e IndexError) Unwrap() error { return layout.ErrBounds }

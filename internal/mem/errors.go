package mem

import (
	"errors"
	"fmt"

	"github.com/go-inplace/inplace/internal/layout"
)

// ErrReleased says that a borrow has ended.
var ErrReleased = errors.New("released")

// A ReleasedError is the panic value of a view, an iterator or a verb that is
// used after its borrow has ended.
type ReleasedError struct {
	Place string // the closure or call that borrowed, with file and line; "" if not known any more
}

func (e ReleasedError) Error() string {
	if e.Place == "" {
		return "inplace: view used after its borrow was released; use it inside the borrow's closure, or copy what must outlive it"
	}
	return "inplace: view used after the borrow in " + e.Place + " was released; use it inside the borrow's closure, or copy what must outlive it"
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

package ndview

import (
	"errors"
	"fmt"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// The sentinels say what has to change. Every error of this package wraps one
// of them, and so do the panic values *AxisError and IndexError.
var (
	ErrShape    = layout.ErrShape    // lengths or the number of axes do not fit
	ErrBounds   = layout.ErrBounds   // an index, an axis or a byte range lies outside
	ErrLayout   = layout.ErrLayout   // the strides do not allow it without a copy
	ErrOverflow = layout.ErrOverflow // sizes or offsets do not fit in an int
	ErrSyntax   = layout.ErrSyntax   // an index text cannot be read

	ErrType      = errors.New("element type")                // the items are not of the wanted type
	ErrByteOrder = errors.New("byte order")                  // the items are in the other byte order
	ErrAlign     = errors.New("alignment")                   // base or strides are not aligned for the element type
	ErrReleased  = mem.ErrReleased                           // the borrow has ended
	ErrReadOnly  = errors.New("read-only")                   // writing was asked for and is not granted
	ErrOverlap   = errors.New("overlapping writable memory") // two elements, or two operands, share bytes
)

// A ReleasedError is the panic value of using a view after its borrow has
// ended. It names the borrow and wraps [ErrReleased].
type ReleasedError = mem.ReleasedError

// An IndexError is the panic value of an element access whose index does not
// fit the shape. It wraps [ErrBounds].
type IndexError = mem.IndexError

// An AxisError is the panic value of naming an axis that the view does not
// have. It wraps [ErrBounds].
type AxisError = layout.AxisError

// A MisuseError is the panic value of a call that is wrong for every view of
// its kind: a step for what is not a range, a row of what is not a matrix. It
// wraps the sentinel that applies.
type MisuseError struct {
	Op, Text string
	sentinel error
}

func (e *MisuseError) Error() string { return "inplace: " + e.Op + ": " + e.Text }

// Unwrap returns the sentinel.
func (e *MisuseError) Unwrap() error { return e.sentinel }

// must panics with a mistake of the code.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

// refused returns err in the name of a method.
func refused(op string, err error) error { return fmt.Errorf("inplace: %s: %w", op, err) }

// A TypeError reports items of another type than the wanted one. It wraps
// [ErrType].
type TypeError struct {
	Want, Found DType
}

func (e *TypeError) Error() string {
	return "inplace: want items of type " + e.Want.String() + ", found " + e.Found.String() +
		"; use As with the matching Go type, or convert in Python with .astype()"
}

// Unwrap returns [ErrType].
func (e *TypeError) Unwrap() error { return ErrType }

// A PlainError is the panic value, or the error, of asking for Go slices or
// pointers over memory that is not plain. It wraps each sentinel that applies:
// [ErrByteOrder], [ErrAlign], [ErrLayout] (indirect, or strided where a
// contiguous run is wanted).
type PlainError struct {
	Op      string
	DType   DType
	Reasons []error
}

func (e *PlainError) Error() string {
	s := "inplace: " + e.Op + ": the memory of this " + e.DType.String() + " view cannot be used as Go values: "
	for i, r := range e.Reasons {
		if i > 0 {
			s += ", "
		}
		s += r.Error()
	}
	return s + "; use At, Set, lanes or CopyTo"
}

// Unwrap returns the reasons.
func (e *PlainError) Unwrap() []error { return e.Reasons }

func (v *View[T]) plainError(op string) *PlainError {
	e := &PlainError{Op: op, DType: v.DType()}
	if v.a.Swapped() {
		e.Reasons = append(e.Reasons, ErrByteOrder)
	}
	if v.a.L().Indirect() {
		e.Reasons = append(e.Reasons, ErrLayout)
	} else if it := itemOf[T](false); !mem.Aligned(v.a.Base, it.Align) || !v.a.L().AlignedTo(it.Align) {
		e.Reasons = append(e.Reasons, ErrAlign)
	}
	return e
}

// A PositionError is the panic value of indexing an axis out of its range. It
// wraps [ErrBounds].
type PositionError = layout.IndexError

// A ReshapeError is the error of a shape that only a copy could have: it names
// the axes that do not follow each other in memory. It wraps [ErrLayout].
type ReshapeError = layout.ReshapeError

// A SyntaxError reports an index text that cannot be read, and where. It wraps
// [ErrSyntax].
type SyntaxError = layout.SyntaxError

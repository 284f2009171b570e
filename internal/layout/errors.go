package layout

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// The sentinels say what has to change; every error of this package wraps one
// or more of them.
var (
	ErrShape    = errors.New("shape")         // lengths or number of axes do not fit
	ErrBounds   = errors.New("out of bounds") // an index or an axis number lies outside
	ErrLayout   = errors.New("layout")        // strides or levels do not allow it
	ErrOverflow = errors.New("overflow")      // sizes or offsets do not fit in an int
	ErrSyntax   = errors.New("index syntax")  // an index text cannot be read
)

// A fault is an error text under one sentinel.
type fault struct {
	sentinel error
	text     string
}

func (f *fault) Error() string { return f.text }
func (f *fault) Unwrap() error { return f.sentinel }

func faultf(sentinel error, format string, args ...any) error {
	return &fault{sentinel, fmt.Sprintf(format, args...)}
}

// A RequirementsError lists everything that a description failed to satisfy.
type RequirementsError struct {
	Of    string  // what was described
	Unmet []error // one for each requirement, each wrapping a sentinel
}

func (e *RequirementsError) Error() string {
	texts := make([]string, len(e.Unmet))
	for i, u := range e.Unmet {
		texts[i] = u.Error()
	}
	return e.Of + ": " + strings.Join(texts, "; ")
}

// Unwrap returns the unmet requirements, for errors.Is and errors.As.
func (e *RequirementsError) Unwrap() []error { return e.Unmet }

// An AxisError reports an axis number that the array does not have. It wraps ErrBounds.
type AxisError struct{ Axis, NDim int }

func (e *AxisError) Error() string {
	if e.NDim == 0 {
		return fmt.Sprintf("axis %d is out of bounds for array of dimension 0: it has no axes", e.Axis)
	}
	return fmt.Sprintf("axis %d is out of bounds for array of dimension %d: use %d … %d",
		e.Axis, e.NDim, -e.NDim, e.NDim-1)
}
func (e *AxisError) Unwrap() error { return ErrBounds }

// An IndexError reports an index outside an axis. It wraps ErrBounds.
type IndexError struct {
	Index, Axis, Length int
	Shape               []int
}

func (e *IndexError) Error() string {
	return fmt.Sprintf("index %d is out of bounds for axis %d with size %d of shape %s",
		e.Index, e.Axis, e.Length, FormatShape(e.Shape))
}
func (e *IndexError) Unwrap() error { return ErrBounds }

//go:noinline
func axisError(axis, ndim int) error { return &AxisError{axis, ndim} }

//go:noinline
func indexError(l *Layout, axis, i int) error {
	n, _ := l.Dim(axis)
	return &IndexError{Index: i, Axis: axis, Length: n, Shape: l.AppendShape(nil)}
}

// FormatShape writes a shape or strides as NumPy prints tuples: (), (3,), (3, 4).
func FormatShape(shape []int) string {
	b := []byte{'('}
	for i, n := range shape {
		if i > 0 {
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(b, int64(n), 10)
	}
	if len(shape) == 1 {
		b = append(b, ',')
	}
	return string(append(b, ')'))
}

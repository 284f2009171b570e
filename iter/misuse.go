package iter

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/ndview"
)

// A MisuseError is the panic value of a call that is wrong for every view of its
// ndim: lengths below 1, an axis named twice, another number of lengths than of
// axes. It wraps [ndview.ErrShape] or [ndview.ErrBounds].
type MisuseError struct {
	Op, Text string
	sentinel error
}

func (e *MisuseError) Error() string { return "inplace: " + e.Op + ": " + e.Text }

// Unwrap returns the sentinel.
func (e *MisuseError) Unwrap() error { return e.sentinel }

func misuse(op string, sentinel error, format string, args ...any) *MisuseError {
	return &MisuseError{op, fmt.Sprintf(format, args...), sentinel}
}

// An OverlapError says that memory which would be written is shared: by elements
// of one view, or by two views. It wraps [ndview.ErrOverlap].
type OverlapError struct {
	Op, Text string
}

func (e *OverlapError) Error() string { return "inplace: " + e.Op + ": " + e.Text }

// Unwrap returns [ndview.ErrOverlap].
func (e *OverlapError) Unwrap() error { return ndview.ErrOverlap }

// axisOf counts a negative axis from the end.
func axisOf(ndim, axis int) int {
	counted := axis
	if axis < 0 {
		counted += ndim
	}
	if uint(counted) >= uint(ndim) {
		panic(&layout.AxisError{Axis: axis, NDim: ndim})
	}
	return counted
}

// axisSet returns the named axes as bits; none may be named twice.
func axisSet(op string, ndim int, axes []int) (set uint64) {
	for _, named := range axes {
		axis := axisOf(ndim, named)
		if set&(1<<axis) != 0 {
			panic(misuse(op, ndview.ErrShape, "axis %d is named twice in %s", axis, layout.FormatShape(append([]int{}, axes...))))
		}
		set |= 1 << axis
	}
	return set
}

package ndmat

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// A RefusedError reports a view that cannot become what was asked for without a
// copy. It lists everything that hinders, and wraps for each the sentinel of
// package ndview: ErrShape (number of axes, no elements), ErrLayout (strides,
// pointers), ErrAlign and ErrByteOrder.
type RefusedError struct {
	Op      string  // the function that refused
	Shape   []int   // of the view
	Strides []int   // of the view, in bytes
	Unmet   []error // each wraps a sentinel
	Road    Road    // the road that is open instead

	item string // the type of the elements
	want string // the type that was asked for
	way  string // the way out
}

func (e *RefusedError) Error() string {
	return "inplace: " + e.Op + ": the " + e.item + " view of shape " + layout.FormatShape(e.Shape) +
		" with strides " + layout.FormatShape(e.Strides) + " (bytes) is no " + e.want + ": " + texts(e.Unmet) + "; " + e.way
}

// Unwrap returns the unmet requirements.
func (e *RefusedError) Unwrap() []error { return e.Unmet }

// refuse makes the error of a function that wants want. It copies what it needs
// from a, so that the caller's view stays off the heap.
func refuse(op, want string, a *mem.Array, unmet []error) *RefusedError {
	l := a.L()
	e := &RefusedError{Op: op, Shape: l.AppendShape(nil), Strides: l.AppendStrides(nil), Unmet: unmet, Road: roadOf(a), item: "float64", want: want}
	e.way = wayOut(op, e.Road.Kind, a)
	return e
}

// wayOut says what to do with a view that op refused.
func wayOut(op string, kind Kind, a *mem.Array) string {
	l := a.L()
	switch {
	case l.NDim == 0 || l.NDim > 2:
		return "take a matrix or a vector of it with IndexAxis, Slice or Reshape"
	case l.NDim == 2 && (op == "Vec" || op == "Vector" || op == "MutableVector"):
		return "take a vector of it with Row or Col"
	case l.NDim == 1 && op != "Vec":
		return "use Vec or Vector, or make it a matrix of one column with InsertAxis(1)"
	case l.Empty():
		return "there is nothing to compute: ask Size first"
	}
	switch kind {
	case KindDense:
		return "use Dense"
	case KindTransposed:
		return "use Transposed: the T() of the matrix that it returns is this view"
	}
	way := "use Mutable, or Matrix to read, which reach each element where it is; or Clone"
	if l.NDim == 1 {
		way = "use MutableVector, or Vector to read, which reach each element where it is; or Clone"
	}
	if flips, kind := forwards(*a); flips != "" && kind != KindFallback {
		way = flips + " makes it a " + kind.String() + " in the other order; or " + way
	}
	return way
}

// forwards returns the flips that let every axis of a run forwards, and what a
// would become then.
func forwards(a mem.Array) (flips string, kind Kind) {
	for axis := range a.L().NDim {
		if n, stride := a.L().Dim(axis); n > 1 && stride < 0 {
			off, _ := a.L().Flip(axis) // the axis exists
			a.Moved(off)               // M2: the last element of the axis
			flips += fmt.Sprintf(".Flip(%d)", axis)
		}
	}
	return flips, roadOf(&a).Kind
}

// A requirement is one unmet requirement under its sentinel.
type requirement struct {
	sentinel error
	text     string
}

func (r *requirement) Error() string { return r.text }
func (r *requirement) Unwrap() error { return r.sentinel }

package ndmat

import (
	"errors"
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
)

// A RefusedError reports a view that cannot become what was asked for without a
// copy. It lists everything that hinders, and wraps for each the sentinel of
// package ndview: ErrShape (number of axes, lengths, no elements), ErrLayout (strides,
// pointers), ErrAlign, ErrByteOrder, and ErrOverlap of right-hand sides.
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
		" with strides " + layout.FormatShape(e.Strides) + " (bytes) is no " + e.want + ": " + strings.ReplaceAll(errors.Join(e.Unmet...).Error(), "\n", ", ") + "; " + e.way
}

// Unwrap returns the unmet requirements.
func (e *RefusedError) Unwrap() []error { return e.Unmet }

// refuse makes the error of a function that wants want of a view of T's. It copies
// what it needs from a, so that the caller's view stays off the heap.
func refuse[T ndview.Element](op, want string, a *mem.Array, reasons []rawblas.Reason) *RefusedError {
	l := a.L()
	e := &RefusedError{
		Op: op, Shape: l.AppendShape(nil), Strides: l.AppendStrides(nil), Unmet: unmet(reasons),
		Road: roadOf[T](a), item: ndview.DTypeOf[T]().String(), want: want,
	}
	e.way = wayOut(op, e.Road.Kind, forwards[T](*a), a)
	return e
}

// refusedOverlap is the error of a right-hand side that shares memory with the
// factors that it is solved with.
func refusedOverlap(op string, b *ndview.MutView[float64]) *RefusedError {
	e := refuse[float64](op, "right-hand side", b.Array(), nil)
	e.Unmet = []error{&requirement{ndview.ErrOverlap, "it shares memory with the matrix, or that could not be decided"}}
	e.way = "Clone one of them"
	return e
}

// unmet puts reasons under the sentinels of package ndview.
func unmet(reasons []rawblas.Reason) (errs []error) {
	for _, r := range reasons {
		sentinel := [...]error{
			rawblas.Shape:     ndview.ErrShape,
			rawblas.Strides:   ndview.ErrLayout,
			rawblas.Alignment: ndview.ErrAlign,
			rawblas.ByteOrder: ndview.ErrByteOrder,
		}[r.Kind]
		errs = append(errs, &requirement{sentinel, r.Text})
	}
	return errs
}

// wayOut says what to do with a view that op refused.
func wayOut(op string, kind Kind, turned string, a *mem.Array) string {
	l := a.L()
	if own, ok := ways[op]; ok {
		return own
	}
	switch {
	case l.NDim == 0 || l.NDim > 2:
		return "take a matrix or a vector of it with IndexAxis, Slice or Reshape"
	case l.NDim == 2 && wantsVector[op]:
		return "take a vector of it with Row or Col"
	case l.NDim == 1 && !wantsVector[op]:
		return "use Vec or Vector, or make it a matrix of one column with InsertAxis(1)"
	case l.Empty():
		return "there is nothing to compute: ask Size first"
	}
	switch {
	case op == "Complex" && kind == KindTransposed:
		return "Complex(v.T()) takes Fortran order, and its T() is v; or Clone"
	case strings.HasPrefix(op, "Raw") && kind == KindTransposed:
		return "BLAS takes v.T() with blas.Trans; or Clone a copy"
	case strings.HasPrefix(op, "Raw") || op == "Complex":
		return turned + "Clone a copy"
	case kind == KindDense:
		return "use Dense"
	case kind == KindTransposed:
		return "use Transposed: the T() of the matrix that it returns is this view"
	case l.NDim == 1:
		return turned + "use MutableVector, or Vector to read, which reach each element where it is; or Clone"
	}
	return turned + "use Mutable, or Matrix to read, which reach each element where it is; or Clone"
}

// wantsVector tells the functions that take one axis.
var wantsVector = map[string]bool{
	"Vec": true, "Vector": true, "MutableVector": true, "Diag": true,
	"RawVector": true, "RawVector32": true, "RawVectorC64": true, "RawVectorC128": true,
}

// ways are the ways out of functions whose refusals have more to do with numbers
// than with layouts.
var ways = map[string]string{
	"Sym": "the upper triangle of a matrix is the lower one of its T(), which a SymDense over a view in Fortran order reads; " +
		"RawSymmetric takes either triangle; or Clone",
	"RawSymmetric":   "Clone a copy",
	"Tri":            "Tri(v.T(), the other triangle) takes Fortran order: its TTri() is this view; or Clone",
	"RawTriangular":  "Clone a copy",
	"Band":           "of LAPACK's own storage, columns in Fortran order, Band(ab.T(), c, r, ku, kl) is the transpose: its TBand() is the matrix",
	"SymBand":        "of LAPACK's own storage in Fortran order SymBand(ab.T()) takes the lower form",
	"TriBand":        "of LAPACK's own storage in Fortran order TriBand(ab.T(), the other triangle) is the transpose: its TTriBand() is the matrix",
	"FactorLU":       "FactorQR takes more rows than columns; Clone what is in neither C nor Fortran order",
	"FactorCholesky": "Clone what is in neither C nor Fortran order",
	"EigenSym":       "Clone what is in neither C nor Fortran order",
	"FactorQR":       "factor the T() of a matrix with more columns; Clone what is in neither C nor Fortran order",
	"LU.Solve":       "Clone it, or a part of it",
	"LU.SolveTrans":  "Clone it, or a part of it",
	"Cholesky.Solve": "Clone it, or a part of it",
	"QR.Solve":       "Clone it, or a part of it",
	"Tridiag":        "the three diagonals must each be contiguous: Clone those that are not",
}

// forwards says which flips let every axis of a run forwards, and what it would
// become then, as the beginning of a way out.
func forwards[T ndview.Element](a mem.Array) string {
	flips := ""
	for axis := range a.L().NDim {
		if n, stride := a.L().Dim(axis); n > 1 && stride < 0 {
			off, _ := a.L().Flip(axis) // the axis exists
			a.Moved(off)               // M2: the last element of the axis
			flips += fmt.Sprintf(".Flip(%d)", axis)
		}
	}
	road := roadOf[T](&a)
	if flips == "" || road.Kind == KindFallback || road.Kind == KindNone {
		return ""
	}
	return flips + " makes it a " + road.Type + " in the other order; or "
}

// A requirement is one unmet requirement under its sentinel.
type requirement struct {
	sentinel error
	text     string
}

func (r *requirement) Error() string { return r.text }
func (r *requirement) Unwrap() error { return r.sentinel }

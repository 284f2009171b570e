package ops

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// What verbs along an axis ask of their operands.

// A LaneError reports operands of a verb along an axis whose shapes do not fit to
// each other. It wraps [ndview.ErrShape].
type LaneError struct {
	Op     string   // "ops.Take"
	Names  []string // of all operands
	Shapes [][]int  // of all operands
	Unmet  []string // every requirement that is not met
}

func (e *LaneError) Error() string {
	operands := make([]string, len(e.Names))
	for i, name := range e.Names {
		operands[i] = name + " " + layout.FormatShape(e.Shapes[i])
	}
	return fmt.Sprintf("inplace: %s: the shapes of %s do not fit: %s; slice, reshape, or make dst with the shape that is wanted",
		e.Op, strings.Join(operands, ", "), strings.Join(e.Unmet, ", "))
}

// Unwrap returns [ndview.ErrShape].
func (e *LaneError) Unwrap() error { return ndview.ErrShape }

// An operand is an array with the name it has in error texts.
type named struct {
	name  string
	array *mem.Array
}

func laneError(op string, operands []named, unmet ...string) error {
	e := &LaneError{Op: op, Unmet: unmet}
	for _, o := range operands {
		e.Names, e.Shapes = append(e.Names, o.name), append(e.Shapes, shapeOf(o.array))
	}
	return e
}

func shapeOf(a *mem.Array) []int { return a.L().AppendShape([]int{}) }

// wantShape tests that an operand has a shape; others are shown with it.
func wantShape(op string, o named, shape []int, others ...named) error {
	l := o.array.L()
	same := l.NDim == len(shape)
	for axis := 0; same && axis < l.NDim; axis++ {
		n, _ := l.Dim(axis)
		same = n == shape[axis]
	}
	if same {
		return nil
	}
	return laneError(op, append([]named{o}, others...), fmt.Sprintf("%s must be %s", o.name, layout.FormatShape(shape)))
}

// axisOf counts a negative axis from the end. The error wraps [ndview.ErrBounds].
func axisOf(op string, a *mem.Array, axis int) (int, error) {
	ndim := a.L().NDim
	if axis < -ndim || axis >= ndim {
		return 0, fmt.Errorf("inplace: %s: %w", op, &ndview.AxisError{Axis: axis, NDim: ndim})
	}
	if axis < 0 {
		axis += ndim
	}
	return axis, nil
}

// writable tests that no two indices of dst share memory.
func writable(op string, kind elem.Kind, dst *mem.Array) error {
	if plainlyApart(dst.L(), kind.Size()) {
		return nil
	}
	return checkApart(op, kind.Size(), dst.L())
}

// identical reports whether two arrays are the same items in the same memory.
func identical(a, b *mem.Array) bool {
	return a.Base == b.Base && *a.L() == *b.L() && a.Swapped() == b.Swapped()
}

// copyUnlessSame copies src to dst, of one shape, if they are not the same.
func copyUnlessSame(kind elem.Kind, dst, src *mem.Array) {
	if !identical(dst, src) {
		kernel.CopyArray(kind, dst, src)
	}
}

// numeric returns the array of an untyped operand as one of numbers. The error
// wraps [ndview.ErrType].
func numeric(op, name string, r *ndview.Raw) (mem.Array, elem.Kind, error) {
	typ := r.DType()
	if !typ.Kind.IsNumeric() {
		return mem.Array{}, 0, fmt.Errorf("inplace: %s: %s has items of type %s, wanted numbers or booleans; select a field, or convert in Python with .astype(): %w",
			op, name, typ, ndview.ErrType)
	}
	a := *r.Array()
	it := mem.Item{Size: typ.Size, Unit: 1, Align: typ.Kind.Align()}
	if typ.Swapped {
		it.Unit = typ.Kind.Part().Size()
	}
	a.Settle(it)
	return a, typ.Kind, nil
}

// numericAs is [numeric] for an operand that must be of one kind.
func numericAs(op, name string, r *ndview.Raw, want elem.Kind) (mem.Array, error) {
	a, kind, err := numeric(op, name, r)
	if err == nil && kind != want {
		err = fmt.Errorf("inplace: %s: %s has items of type %s, wanted %s; make it of that type, or convert first: %w", op, name, kind, want, ndview.ErrType)
	}
	return a, err
}

package ops

import (
	"fmt"
	"strings"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A ShapeError reports operands that do not stretch to the shape of dst. It wraps
// [ndview.ErrShape].
type ShapeError struct {
	Op     string   // "ops.Add"
	Names  []string // of all operands, "dst" first
	Shapes [][]int  // of all operands
	Unmet  []string // every operand and axis that does not fit
}

func (e *ShapeError) Error() string {
	operands := make([]string, len(e.Names))
	for i, name := range e.Names {
		operands[i] = name + " " + layout.FormatShape(e.Shapes[i])
	}
	return fmt.Sprintf("inplace: %s: the shapes of %s do not fit: %s; inputs are aligned with dst at the last axis, "+
		"and only axes of length 1 or missing in front repeat; slice, reshape, or insert an axis with InsertAxis",
		e.Op, strings.Join(operands, ", "), strings.Join(e.Unmet, ", "))
}

// Unwrap returns [ndview.ErrShape].
func (e *ShapeError) Unwrap() error { return ndview.ErrShape }

// An OverlapError reports a dst of which two indices share memory, or which shares
// memory with the other output, or, if Proven is false, of which that could not be
// excluded with a reasonable effort. It wraps [ndview.ErrOverlap].
type OverlapError struct {
	Op             string
	Shape, Strides []int // of dst; strides in bytes
	Itemsize       int   // bytes
	Proven         bool
	With           string // the other output that dst shares memory with; empty if it is dst itself
}

func (e *OverlapError) Error() string {
	if e.With != "" {
		return fmt.Sprintf("inplace: %s: dst %s with strides %s (bytes, itemsize %d) and %s share memory, or may, so that one result would "+
			"overwrite the other; write to views that lie apart, and copy", e.Op, layout.FormatShape(e.Shape), layout.FormatShape(e.Strides), e.Itemsize, e.With)
	}
	finding := "has elements that share memory"
	if !e.Proven {
		finding = "may have elements that share memory (its strides are too irregular to exclude it)"
	}
	return fmt.Sprintf("inplace: %s: dst %s with strides %s (bytes, itemsize %d) %s, so the result would depend on the order of writing; "+
		"write to a view whose elements are apart, and copy", e.Op, layout.FormatShape(e.Shape), layout.FormatShape(e.Strides), e.Itemsize, finding)
}

// Unwrap returns [ndview.ErrOverlap].
func (e *OverlapError) Unwrap() error { return ndview.ErrOverlap }

// check tests what every verb that writes asks of its operands: open borrows,
// shapes that fit, a dst that does not overlap itself. names and arrays are in
// the order of the call, dst first.
func check(op string, itemsize int, names []string, arrays ...*mem.Array) error {
	fit := true
	dst := arrays[0]
	for _, a := range arrays {
		a.Check()
		fit = fit && stretches(a.L(), dst.L())
	}
	if !fit {
		return shapeError(op, 1, names, arrays)
	}
	if plainlyApart(dst.L(), itemsize) {
		return nil
	}
	return checkApart(op, itemsize, dst.L())
}

// plainlyApart reports whether it is seen at once that the elements of a layout
// share no memory.
func plainlyApart(l *layout.Layout, itemsize int) bool {
	if l.NDim == 1 && l.Far == nil {
		return l.Strides[0] >= itemsize || -l.Strides[0] >= itemsize
	}
	return l.ContiguousC(itemsize)
}

// stretches reports whether layout a can be broadcast to the shape of dst.
func stretches(a, dst *layout.Layout) bool {
	extra := dst.NDim - a.NDim
	if extra < 0 {
		return false
	}
	for axis := range a.NDim {
		n, _ := a.Dim(axis)
		want, _ := dst.Dim(axis + extra)
		if n != want && n != 1 {
			return false
		}
	}
	return true
}

//go:noinline
func shapeError(op string, outs int, names []string, arrays []*mem.Array) error {
	e := &ShapeError{Op: op, Names: append([]string(nil), names...)}
	dst := arrays[0].L()
	for i, a := range arrays {
		l := a.L()
		e.Shapes = append(e.Shapes, l.AppendShape([]int{}))
		extra := dst.NDim - l.NDim
		if i < outs && extra > 0 {
			e.Unmet = append(e.Unmet, fmt.Sprintf("%s has %d axes, dst has %d", names[i], l.NDim, dst.NDim))
			continue
		}
		if extra < 0 {
			e.Unmet = append(e.Unmet, fmt.Sprintf("%s has %d axes, dst only %d", names[i], l.NDim, dst.NDim))
			continue
		}
		for axis := range l.NDim {
			n, _ := l.Dim(axis)
			switch want, _ := dst.Dim(axis + extra); {
			case n == want:
			case i < outs:
				e.Unmet = append(e.Unmet, fmt.Sprintf("axis %d of %s has length %d, wanted %d", axis, names[i], n, want))
			case n != 1:
				e.Unmet = append(e.Unmet, fmt.Sprintf("axis %d of %s has length %d, wanted %d or 1", axis, names[i], n, want))
			}
		}
	}
	return e
}

// checkApart tests that no two indices of dst share memory. Of a dst behind
// pointers it tests the axes behind the last one: which pointers are equal cannot
// be seen from the layout.
func checkApart(op string, itemsize int, dst *layout.Layout) error {
	verdict := layout.SelfOverlap(dst, itemsize, layout.DefaultWork)
	if verdict == layout.Unknown && dst.Indirect() {
		verdict = layout.SelfOverlap(lastLevel(dst), itemsize, layout.DefaultWork)
	}
	if verdict == layout.Disjoint {
		return nil
	}
	return &OverlapError{
		Op: op, Shape: dst.AppendShape([]int{}), Strides: dst.AppendStrides([]int{}),
		Itemsize: itemsize, Proven: verdict == layout.Overlapping,
	}
}

// lastLevel returns the axes of a layout that lie behind its last pointer.
func lastLevel(l *layout.Layout) *layout.Layout {
	var shape, strides []int
	for axis := range l.NDim {
		if l.AxisLevel(axis) == l.Levels()-1 {
			n, s := l.Dim(axis)
			shape, strides = append(shape, n), append(strides, s)
		}
	}
	last, err := layout.New(shape, strides, nil, 0)
	if err != nil {
		panic(err) // part of a layout that was checked
	}
	return &last
}

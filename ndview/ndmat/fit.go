package ndmat

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/blas/blas64"
)

// Which memory BLAS can take. gonum counts strides and increments in elements,
// wants rows of neighbouring elements, Stride ≥ Cols and Inc ≥ 1; our strides are
// bytes of any sign. The stride of an axis of length 1 means nothing and is never
// asked: gonum then gets the number that it likes best.
//
// Each question is answered twice: quickly, yes or no, by generalOf and vectorOf;
// and in words, by generalUnmet and vectorUnmet, which list everything that
// hinders. A test holds the two answers together.

const itemsize = 8 // bytes of a float64

// An order says which axis of a matrix becomes the rows of a blas64.General.
type order int

const (
	rowMajor    order = iota // axis 0: the General is the matrix
	columnMajor              // axis 1: the General is its transpose
)

// axes returns the axes that become the General's rows and columns.
func (o order) axes() (row, col int) {
	if o == columnMajor {
		return 1, 0
	}
	return 0, 1
}

// generalOf returns a as a blas64.General that lacks its Data.
func generalOf(a *mem.Array, o order) (g blas64.General, ok bool) {
	l := a.L()
	if l.NDim != 2 || !a.Plain() {
		return g, false
	}
	rowAxis, colAxis := o.axes()
	rows, down := l.Dim(rowAxis)
	cols, right := l.Dim(colAxis)
	if rows == 0 || cols == 0 || cols > 1 && right != itemsize {
		return g, false
	}
	stride := cols // of a single row: gonum refuses a smaller one
	if rows > 1 {
		if down%itemsize != 0 || down/itemsize < cols {
			return g, false
		}
		stride = down / itemsize
	}
	return blas64.General{Rows: rows, Cols: cols, Stride: stride}, true
}

// generalUnmet lists what hinders generalOf.
func generalUnmet(a *mem.Array, o order) []error {
	l := a.L()
	if l.NDim != 2 {
		return axesUnmet(l, 2)
	}
	unmet := memoryUnmet(a)
	if l.Empty() || l.Indirect() {
		return unmet // the strides of an axis of pointers are no concern of gonum's
	}
	rowAxis, colAxis := o.axes()
	rows, down := l.Dim(rowAxis)
	cols, right := l.Dim(colAxis)
	if cols > 1 && right%itemsize == 0 && right != itemsize {
		unmet = append(unmet, unmetf(ndview.ErrLayout, "axis %d has stride %d%s, want %d", colAxis, right, remark(right), itemsize))
	}
	if rows > 1 && down%itemsize == 0 && down/itemsize < cols {
		unmet = append(unmet, unmetf(ndview.ErrLayout, "axis %d has stride %d%s, want %d or more (%d elements of axis %d)",
			rowAxis, down, remark(down), cols*itemsize, cols, colAxis))
	}
	return unmet
}

// vectorOf returns the increment of a as a vector, in elements.
func vectorOf(a *mem.Array) (inc int, ok bool) {
	l := a.L()
	if l.NDim != 1 || !a.Plain() {
		return 0, false
	}
	n, stride := l.Dim(0)
	switch {
	case n == 0:
		return 0, false
	case n == 1:
		return 1, true
	}
	return stride / itemsize, stride%itemsize == 0 && stride > 0
}

// vectorUnmet lists what hinders vectorOf.
func vectorUnmet(a *mem.Array) []error {
	l := a.L()
	if l.NDim != 1 {
		return axesUnmet(l, 1)
	}
	unmet := memoryUnmet(a)
	if n, stride := l.Dim(0); !l.Indirect() && n > 1 && stride%itemsize == 0 && stride <= 0 {
		unmet = append(unmet, unmetf(ndview.ErrLayout, "axis 0 has stride %d%s, want %d or more", stride, remark(stride), itemsize))
	}
	return unmet
}

func axesUnmet(l *layout.Layout, want int) []error {
	return []error{unmetf(ndview.ErrShape, "want ndim %d, found %d", want, l.NDim)}
}

// memoryUnmet lists axes without elements and what keeps the elements from being
// float64 variables of Go.
func memoryUnmet(a *mem.Array) (unmet []error) {
	l := a.L()
	for axis := range l.NDim {
		if n, _ := l.Dim(axis); n == 0 {
			unmet = append(unmet, unmetf(ndview.ErrShape, "axis %d has length 0, and gonum has no matrix or vector without elements", axis))
		}
	}
	if a.Swapped() {
		unmet = append(unmet, unmetf(ndview.ErrByteOrder, "the items are in the other byte order"))
	}
	if l.Indirect() {
		unmet = append(unmet, unmetf(ndview.ErrLayout, "the items are reached through pointers"))
	}
	if l.Empty() || a.Plain() {
		return unmet
	}
	return append(unmet, alignUnmet(a)...)
}

// alignUnmet lists what keeps the elements from lying at multiples of their size.
func alignUnmet(a *mem.Array) (unmet []error) {
	l := a.L()
	if l.Indirect() {
		if !l.AlignedTo(itemsize) {
			unmet = append(unmet, unmetf(ndview.ErrAlign, "the items behind the pointers are not at multiples of %d bytes", itemsize))
		}
		return unmet
	}
	if !mem.Aligned(a.Base, itemsize) {
		unmet = append(unmet, unmetf(ndview.ErrAlign, "the first item is not at a multiple of %d bytes", itemsize))
	}
	for axis := range l.NDim {
		if n, stride := l.Dim(axis); n > 1 && stride%itemsize != 0 {
			unmet = append(unmet, unmetf(ndview.ErrAlign, "axis %d has stride %d, no multiple of %d", axis, stride, itemsize))
		}
	}
	return unmet
}

// remark says what a stride that gonum cannot take means.
func remark(stride int) string {
	switch {
	case stride < 0:
		return " (it runs backwards)"
	case stride == 0:
		return " (one element repeated)"
	}
	return ""
}

func unmetf(sentinel error, format string, args ...any) error {
	return &requirement{sentinel, fmt.Sprintf(format, args...)}
}

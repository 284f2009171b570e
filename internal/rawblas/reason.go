package rawblas

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// A Reason is one thing that keeps memory from BLAS. Its Kind says what to do about
// it, its Text names axes, strides in bytes, what was wanted and what was found.
type Reason struct {
	Kind Kind
	Text string
}

// A Kind is what has to change.
type Kind int

const (
	Shape     Kind = iota // lengths or the number of axes
	Strides               // strides, or pointers on the way
	Alignment             // base or strides are no multiples of the item's size
	ByteOrder             // the items are in the other byte order
)

func reasonf(kind Kind, format string, args ...any) Reason {
	return Reason{kind, fmt.Sprintf(format, args...)}
}

// AxesUnmet says that another number of axes is wanted.
func AxesUnmet(l *layout.Layout, want int) []Reason {
	return []Reason{reasonf(Shape, "want ndim %d, found %d", want, l.NDim)}
}

// memoryUnmet lists axes without elements and what keeps the elements from being
// variables of Go.
func memoryUnmet[T Number](a *mem.Array) (unmet []Reason) {
	l := a.L()
	for axis := range l.NDim {
		if n, _ := l.Dim(axis); n == 0 {
			unmet = append(unmet, reasonf(Shape, "axis %d has length 0, and gonum has no matrix or vector without elements", axis))
		}
	}
	if a.Swapped() {
		unmet = append(unmet, Reason{ByteOrder, "the items are in the other byte order"})
	}
	if l.Indirect() {
		unmet = append(unmet, Reason{Strides, "the items are reached through pointers"})
	}
	if l.Empty() || a.Plain() {
		return append(unmet, stepsUnmet[T](l)...)
	}
	return append(unmet, alignUnmet[T](a)...)
}

// alignUnmet lists what keeps the elements from lying at multiples of what a *T
// needs.
func alignUnmet[T Number](a *mem.Array) (unmet []Reason) {
	l, align := a.L(), mem.AlignOf[T]()
	if l.Indirect() {
		if !l.AlignedTo(align) {
			unmet = append(unmet, reasonf(Alignment, "the items behind the pointers are not at multiples of %d bytes", align))
		}
		return unmet
	}
	if !mem.Aligned(a.Base, align) {
		unmet = append(unmet, reasonf(Alignment, "the first item is not at a multiple of %d bytes", align))
	}
	return append(unmet, stepsUnmet[T](l)...)
}

// stepsUnmet lists the strides that are no whole number of items. Complex items may
// be aligned and yet stand half an item apart.
func stepsUnmet[T Number](l *layout.Layout) (unmet []Reason) {
	if l.Empty() || l.Indirect() {
		return nil
	}
	size := mem.SizeOf[T]()
	for axis := range l.NDim {
		if n, stride := l.Dim(axis); n > 1 && stride%size != 0 {
			unmet = append(unmet, reasonf(Alignment, "axis %d has stride %d, no multiple of %d", axis, stride, size))
		}
	}
	return unmet
}

// remark says what a stride that BLAS cannot take means.
func remark(stride int) string {
	switch {
	case stride < 0:
		return " (it runs backwards)"
	case stride == 0:
		return " (one element repeated)"
	}
	return ""
}

// LengthUnmet says that axis 0 must have another length, of a vector or a matrix.
func LengthUnmet(l *layout.Layout, want int) []Reason {
	if l.NDim == 0 || l.NDim > 2 {
		return []Reason{reasonf(Shape, "want ndim 1 or 2, found %d", l.NDim)}
	}
	n, _ := l.Dim(0)
	return []Reason{reasonf(Shape, "axis 0 has length %d, want %d", n, want)}
}

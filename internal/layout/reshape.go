package layout

import (
	"fmt"
	"math"
)

// Reshape as a view
//
// Both shapes are read from the first axis on and cut into the shortest groups
// of equal product: (2, 3, 4) → (6, 2, 2) gives (2, 3)|(4) and (6)|(2, 2). Within
// a group the old axes must follow each other in memory, that is
//
//	stride[k] == stride[k+1]·length[k+1]
//
// and the new axes then divide the group's memory in C order. Groups are
// independent, so a view exists exactly if every group passes: elements of one
// new axis have one distance, hence the old axes that it spans must have it too.
// NumPy decides the same way (_attempt_nocopy_reshape). On an indirect layout the
// axes of a group must also lie on one level.

// A ReshapeError names two neighbouring axes that the wanted shape would merge
// although they do not follow each other in memory. It wraps ErrLayout.
type ReshapeError struct {
	Shape, Strides, Wanted []int
	Outer, Inner           int  // the axes that cannot be merged
	Levels                 bool // because they lie on different dereference levels
}

func (e *ReshapeError) Error() string {
	why := fmt.Sprintf("stride %d of axis %d would have to be %d·%d", e.Strides[e.Outer], e.Outer,
		e.Shape[e.Inner], e.Strides[e.Inner])
	if e.Levels {
		why = "a pointer is loaded between them"
	}
	return fmt.Sprintf("cannot reshape %s with strides %s to %s without a copy: axes %d (length %d, stride %d) "+
		"and %d (length %d, stride %d) do not follow each other in memory (%s); copy first",
		FormatShape(e.Shape), FormatShape(e.Strides), FormatShape(e.Wanted),
		e.Outer, e.Shape[e.Outer], e.Strides[e.Outer], e.Inner, e.Shape[e.Inner], e.Strides[e.Inner], why)
}

// Unwrap returns ErrLayout.
func (e *ReshapeError) Unwrap() error { return ErrLayout }

// Reshape gives the same elements, in C order, another shape. One length may be
// −1 and is computed. Errors wrap ErrShape (the sizes differ) or ErrLayout (a
// [ReshapeError]: only a copy could have this shape).
func (l *Layout) Reshape(shape ...int) error {
	var buf [near]int
	wanted, err := l.wantedShape(append(buf[:0], shape...))
	if err != nil {
		return err
	}
	if l.Empty() {
		l.reshapeEmpty(wanted)
		return nil
	}
	return l.regroup(wanted)
}

// ReshapeF is Reshape with the elements taken and put in Fortran order.
func (l *Layout) ReshapeF(shape ...int) error {
	reversed := make([]int, len(shape))
	for k, n := range shape {
		reversed[len(shape)-1-k] = n
	}
	t := *l
	t.Transpose()
	if err := t.Reshape(reversed...); err != nil {
		return fmt.Errorf("in Fortran order, seen transposed: %w", err)
	}
	t.Transpose()
	*l = t
	return nil
}

// Ravel makes the layout 1-d with the elements in C order. The error wraps
// ErrLayout (a [ReshapeError]) where that needs a copy.
func (l *Layout) Ravel() error { return l.Reshape(-1) }

// wantedShape replaces a −1 in shape, in place, and checks the size.
func (l *Layout) wantedShape(shape []int) ([]int, error) {
	if len(shape) > MaxNDim {
		return nil, faultf(ErrShape, "reshape: %d axes, at most %d are possible", len(shape), MaxNDim)
	}
	size, product, open, ok := l.Size(), 1, -1, true
	for k, n := range shape {
		switch {
		case n >= 0:
			var fits bool
			product, fits = mulInt(product, n)
			ok = ok && fits
		case n == -1 && open < 0:
			open = k
		case n == -1:
			return nil, faultf(ErrShape, "reshape: can only specify one unknown dimension, found two in %s", FormatShape(shape))
		default:
			return nil, faultf(ErrShape, "reshape: length %d of axis %d is negative in %s", n, k, FormatShape(shape))
		}
	}
	if !ok && containsZero(shape) {
		product, ok = 0, true
	}
	if open >= 0 && ok && product > 0 {
		if n := size / product; n*product == size {
			shape[open] = n
			return shape, nil
		}
	}
	if open >= 0 || !ok || product != size {
		return nil, faultf(ErrShape, "cannot reshape array of size %d into shape %s", size, FormatShape(shape))
	}
	if size == 0 && !shapeFits(shape, 1) { // L4
		return nil, faultf(ErrOverflow, "reshape: the product of the lengths of %s exceeds %d", FormatShape(shape), math.MaxInt)
	}
	return shape, nil
}

func containsZero(shape []int) bool {
	for _, n := range shape {
		if n == 0 {
			return true
		}
	}
	return false
}

func (l *Layout) reshapeEmpty(wanted []int) {
	b := l.start(len(wanted))
	for k, n := range wanted {
		b.set(k, n, 0, 0)
	}
	*l = b.done()
}

// regroup reshapes a layout that is not empty to a shape of the same size.
func (l *Layout) regroup(wanted []int) error {
	b := l.start(len(wanted))
	shape := l.shape()
	old, to := nextLong(shape, 0), nextLong(wanted, 0)
	for old < len(shape) { // equal sizes: both run out together
		oldLast, toLast := group(shape, wanted, old, to)
		if err := l.mergeable(wanted, old, oldLast); err != nil {
			return err
		}
		_, stride := l.Dim(oldLast)
		for k := toLast; k >= to; k-- {
			b.set(k, wanted[k], stride, l.Far.level(oldLast))
			stride *= wanted[k]
		}
		old, to = nextLong(shape, oldLast+1), nextLong(wanted, toLast+1)
	}
	b.fillOnes(wanted)
	*l = b.done()
	return nil
}

// nextLong returns the first axis from k on whose length is not 1.
func nextLong(shape []int, k int) int {
	for k < len(shape) && shape[k] == 1 {
		k++
	}
	return k
}

// group returns the last axes of the shortest groups of equal product that begin
// at old and to.
func group(shape, wanted []int, old, to int) (oldLast, toLast int) {
	p, q := shape[old], wanted[to]
	for p != q {
		if p < q {
			old++
			p *= shape[old]
		} else {
			to++
			q *= wanted[to]
		}
	}
	return old, to
}

// mergeable tests that the axes first … last follow each other in memory.
func (l *Layout) mergeable(wanted []int, first, last int) error {
	shape, strides := l.shape(), l.strides()
	outer := first
	for k := first + 1; k <= last; k++ {
		if shape[k] == 1 {
			continue
		}
		apart := strides[outer] != strides[k]*shape[k]
		levels := l.Far.level(outer) != l.Far.level(k) && strides[outer] != 0
		if apart || levels {
			return &ReshapeError{
				Shape: l.AppendShape(nil), Strides: l.AppendStrides(nil), Wanted: append([]int(nil), wanted...),
				Outer: outer, Inner: k, Levels: levels && !apart,
			}
		}
		outer = k
	}
	return nil
}

// fillOnes gives the axes of length 1 the strides they would have in C order, as
// NumPy does; no address depends on them (L6).
func (b *builder) fillOnes(wanted []int) {
	shape, strides := b.l.Shape[:], b.l.Strides[:]
	if b.far != nil {
		shape, strides = b.far.shape, b.far.strides
	}
	long := len(wanted) - 1
	for long >= 0 && wanted[long] == 1 {
		long--
	}
	for k := len(wanted) - 1; k >= 0; k-- {
		switch {
		case wanted[k] != 1:
			continue
		case k > long && long >= 0:
			strides[k] = strides[long]
		case k < long:
			strides[k] = strides[k+1] * wanted[k+1]
		}
		shape[k] = 1
	}
}

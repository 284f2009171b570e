package layout

import (
	"fmt"
	"strings"
)

// A BroadcastError reports shapes that do not stretch to a common one. It wraps ErrShape.
type BroadcastError struct {
	Shapes [][]int // all operands
	A, B   int     // two of them that disagree
	Axis   int     // on this axis of the result
}

func (e *BroadcastError) Error() string {
	texts := make([]string, len(e.Shapes))
	for i, s := range e.Shapes {
		texts[i] = FormatShape(s)
	}
	return fmt.Sprintf("shape mismatch: %s cannot be broadcast to a single shape: arg %d with shape %s and arg %d with shape %s "+
		"differ on axis %d of the result, and only axes of length 1 stretch",
		strings.Join(texts, " "), e.A, texts[e.A], e.B, texts[e.B], e.Axis)
}

// Unwrap returns ErrShape.
func (e *BroadcastError) Unwrap() error { return ErrShape }

// BroadcastShapes appends to dst the shape that all given shapes stretch to by
// NumPy's rule: they are aligned at the last axis, and a length of 1 or a missing
// axis takes the others' length. Errors wrap ErrShape (a [BroadcastError]) or
// ErrOverflow (L4).
func BroadcastShapes(dst []int, shapes ...[]int) ([]int, error) {
	ndim := 0
	for _, s := range shapes {
		ndim = max(ndim, len(s))
	}
	first := len(dst)
	for axis := range ndim {
		n, from := 1, 0
		for i, s := range shapes {
			k := axis - (ndim - len(s))
			switch {
			case k < 0 || s[k] == 1 || s[k] == n:
			case n == 1:
				n, from = s[k], i
			default:
				return dst[:first], &BroadcastError{copyShapes(shapes), from, i, axis}
			}
		}
		dst = append(dst, n)
	}
	if err := checkShape("broadcast", dst[first:], 1); err != nil {
		return dst[:first], err
	}
	return dst, nil
}

func copyShapes(shapes [][]int) [][]int {
	c := make([][]int, len(shapes))
	for i, s := range shapes {
		c[i] = append([]int{}, s...)
	}
	return c
}

// BroadcastTo stretches the layout to a shape: axes of length 1 and axes missing
// in front repeat with stride 0, so that several indices name one element.
// Errors wrap ErrShape or ErrOverflow (L4).
func (l *Layout) BroadcastTo(shape ...int) error {
	extra := len(shape) - l.NDim
	if !shapeFits(shape, 1) || extra < 0 {
		return l.broadcastError(shape)
	}
	b := l.start(len(shape))
	for k, n := range shape {
		if k < extra {
			b.set(k, n, 0, 0)
			continue
		}
		old, stride := l.Dim(k - extra)
		if old != n {
			if old != 1 {
				return l.broadcastError(shape)
			}
			stride = 0
		}
		b.set(k, n, stride, l.Far.level(k-extra))
	}
	*l = b.done()
	return nil
}

//go:noinline
func (l *Layout) broadcastError(shape []int) error {
	if !shapeFits(shape, 1) {
		return checkShape("broadcast", append([]int{}, shape...), 1)
	}
	from, to := FormatShape(l.shape()), FormatShape(shape)
	if l.NDim > len(shape) {
		return faultf(ErrShape, "cannot broadcast shape %s to %s: %d axes do not fit into %d", from, to, l.NDim, len(shape))
	}
	var why []string
	for k, n := range l.shape() {
		if want := shape[len(shape)-l.NDim+k]; n != want && n != 1 {
			why = append(why, fmt.Sprintf("axis %d has length %d, wanted %d", k, n, want))
		}
	}
	return faultf(ErrShape, "cannot broadcast shape %s to %s: %s (only axes of length 1 stretch)", from, to, strings.Join(why, ", "))
}

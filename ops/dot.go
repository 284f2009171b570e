package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/product"
	"github.com/go-inplace/inplace/ndview"
)

// Dot returns the inner product of two vectors, Σ a[k]·b[k], as np.dot does; of no
// elements it is 0. See [MatMul] for elements, and [DotTo] for more axes.
//
// The error wraps [ndview.ErrShape] (a [*ProductError]) unless a and b have one axis
// of one length.
func Dot[T ndview.Element](a, b ndview.View[T]) (T, error) {
	return scalar(&wordingDot, a, b, "n", false)
}

// VDot returns the inner product of a and b, the elements of a conjugated if they are
// complex: Σ conj(a[k])·b[k], as np.vdot. With more axes it is that of all elements.
//
// The error wraps [ndview.ErrShape] (a [*ProductError]) unless a and b have one shape.
func VDot[T ndview.Element](a, b ndview.View[T]) (T, error) {
	return scalar(&wordingVDot, a, b, "", true)
}

var (
	wordingDot       = wording{"ops.Dot", "(n),(n)->()", operandNames, anyLabel}
	wordingVDot      = wording{"ops.VDot", "(...),(...)->()", operandNames, anyLabel}
	wordingOuter     = wording{"ops.Outer", "(n),(m)->(n,m)", operandNames, anyLabel}
	wordingDotTo     = wording{"ops.DotTo", pairsSignature, operandNames, anyLabel}
	wordingInner     = wording{"ops.Inner", pairsSignature, operandNames, anyLabel}
	wordingTensorDot = wording{"ops.TensorDot", pairsSignature, operandNames, anyLabel}
)

const pairsSignature = "(a...,k...),(b...,k...)->(a...,b...)"

// scalar computes a product without axes. All operands' axes have the letters, or
// count if there are none.
func scalar[T ndview.Element](w *wording, a, b ndview.View[T], letters string, conj bool) (T, error) {
	dst := ndview.Make[T]()
	c := contraction{kind: elem.KindOf[T](), dst: dst.Array(), a: a.Array(), b: b.Array(), conj: conj}
	c.check()
	for i := range len(letters) {
		c.l.Add(letters[i])
	}
	if letters == "" {
		c.l.Count(0, a.NDim())
	}
	c.r = c.l
	err := c.do(w)
	return dst.At(), err
}

// DotTo sets dst to np.dot(a, b) for any number of axes: the sums of products over the
// last axis of a and the last but one of b (its only one, if it has no more); dst has
// the other axes of a, then those of b. If one of them has no axes, every element of
// the other is multiplied with it.
//
// See [MatMul] for elements, memory and errors.
func DotTo[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T]) error {
	return dotTo(elem.KindOf[T](), dst.Array(), a.Array(), b.Array())
}

func dotTo(kind elem.Kind, dst, a, b *mem.Array) error {
	if plainProduct(kind, dst, a, b) {
		return nil
	}
	over := b.L().NDim - 2
	if over < 0 {
		over = b.L().NDim - 1
	}
	if a.L().NDim == 0 || b.L().NDim == 0 {
		return tensorDot(&wordingDotTo, kind, dst, a, b, nil, nil)
	}
	return tensorDot(&wordingDotTo, kind, dst, a, b, []int{a.L().NDim - 1}, []int{over})
}

// Inner sets dst to np.inner(a, b): the sums of products over the last axis of both;
// dst has the other axes of a, then those of b. If one of them has no axes, every
// element of the other is multiplied with it.
//
// See [MatMul] for elements, memory and errors.
func Inner[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T]) error {
	return inner(elem.KindOf[T](), dst.Array(), a.Array(), b.Array())
}

func inner(kind elem.Kind, dst, a, b *mem.Array) error {
	if a.L().NDim == 0 || b.L().NDim == 0 {
		return tensorDot(&wordingInner, kind, dst, a, b, nil, nil)
	}
	return tensorDot(&wordingInner, kind, dst, a, b, []int{a.L().NDim - 1}, []int{b.L().NDim - 1})
}

// Outer sets dst to the products of each element of a with each of b,
// dst[i, j] = a[i]·b[j], as np.outer(a, b, out=dst). Of operands with several axes, or
// none, the elements are taken in C order. See [MatMul] for elements, memory and
// errors.
func Outer[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T]) error {
	return outer(elem.KindOf[T](), dst.Array(), a.Array(), b.Array())
}

func outer(kind elem.Kind, dst, a, b *mem.Array) error {
	c := contraction{kind: kind, dst: dst, a: a, b: b}
	c.check()
	if a.L().NDim != 1 || b.L().NDim != 1 {
		return c.outerOfAll()
	}
	c.l.Add('n')
	c.r.Add('m')
	c.d.Add('n')
	c.d.Add('m')
	return c.do(&wordingOuter)
}

// outerOfAll is outer of operands with any number of axes: each axis of dst is split
// into those of one operand, which needs no copy.
func (c *contraction) outerOfAll() error {
	a, b := c.a.L(), c.b.L()
	if ndim := c.dst.L().NDim; ndim != 2 {
		return c.refuse(&wordingOuter, fmt.Sprintf("dst has %s, wanted 2", axesText(ndim)))
	}
	n, _ := c.dst.L().Dim(0)
	m, _ := c.dst.L().Dim(1)
	switch {
	case a.Size() != n:
		return c.refuse(&wordingOuter, fmt.Sprintf("a has %d elements, dst has length %d on axis 0", a.Size(), n))
	case b.Size() != m:
		return c.refuse(&wordingOuter, fmt.Sprintf("b has %d elements, dst has length %d on axis 1", b.Size(), m))
	case a.NDim+b.NDim > layout.MaxNDim:
		return c.refuse(&wordingOuter, fmt.Sprintf("a and b have more than %d axes together", layout.MaxNDim))
	}
	split := *c.dst
	if err := split.L().Reshape(b.AppendShape(a.AppendShape(nil))...); err != nil {
		return fmt.Errorf("inplace: ops.Outer: dst: %w", err)
	}
	split.Moved(0)
	c.dst = &split
	c.l.Count(0, a.NDim)
	c.r.Count(a.NDim, b.NDim)
	c.d.Count(0, a.NDim+b.NDim)
	return c.do(&wordingOuter)
}

// TensorDot sets dst to the sums of products over pairs of axes, axesA[i] of a with
// axesB[i] of b, as np.tensordot(a, b, axes=(axesA, axesB)); dst has the other axes of
// a, then those of b. Negative axes count from the end.
//
// The error wraps [ndview.ErrBounds] if an axis does not exist or is named twice; see
// [MatMul] for others, for elements and memory.
func TensorDot[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T], axesA, axesB []int) error {
	return tensorDot(&wordingTensorDot, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), axesA, axesB)
}

func tensorDot(w *wording, kind elem.Kind, dst, a, b *mem.Array, axesA, axesB []int) error {
	c := contraction{kind: kind, dst: dst, a: a, b: b}
	c.check()
	if len(axesA) != len(axesB) {
		return c.refuse(w, fmt.Sprintf("%d axes of a and %d of b are paired", len(axesA), len(axesB)))
	}
	pairA, err := paired(w.op, "a", a.L().NDim, axesA)
	if err != nil {
		return err
	}
	pairB, err := paired(w.op, "b", b.L().NDim, axesB)
	if err != nil {
		return err
	}
	next := 0
	for axis := range a.L().NDim {
		c.l.Add(pairA.label(axis, &next))
		if pairA[axis] == free {
			addWithin(&c.d, c.l.All()[axis])
		}
	}
	for axis := range b.L().NDim {
		c.r.Add(pairB.label(axis, &next))
		if pairB[axis] == free {
			addWithin(&c.d, c.r.All()[axis])
		}
	}
	if next > layout.MaxNDim {
		return c.refuse(w, fmt.Sprintf("the result would have %d axes", next))
	}
	return c.do(w)
}

// addWithin adds a label if there is room.
func addWithin(l *product.Labels, label uint8) {
	if !l.Full() {
		l.Add(label)
	}
}

// pairing tells for each axis of an operand with which pair it is summed, from 1 on,
// or that it is free.
type pairing [layout.MaxNDim]uint8

const free = 0

func paired(op, name string, ndim int, axes []int) (p pairing, err error) {
	for i, axis := range axes {
		at := axis
		if at < 0 {
			at += ndim
		}
		switch {
		case at < 0 || at >= ndim:
			return p, fmt.Errorf("inplace: %s: axis %d is out of bounds for %s, which has %s: %w", op, axis, name, axesText(ndim), ndview.ErrBounds)
		case p[at] != free:
			return p, fmt.Errorf("inplace: %s: axis %d of %s is named twice: %w", op, axis, name, ndview.ErrBounds)
		}
		p[at] = uint8(i + 1)
	}
	return p, nil
}

// label returns the label of an axis: free ones are counted.
func (p *pairing) label(axis int, next *int) uint8 {
	if p[axis] != free {
		return uint8(firstPaired) + p[axis] - 1
	}
	*next++
	return uint8(min(*next, len(p)) - 1)
}

// firstPaired is the first label of axes that are summed.
const firstPaired = 64

package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Dot returns the inner product of two vectors, Σ a[k]·b[k], as np.dot does; of no
// elements it is 0. See [MatMul] for elements, and [DotTo] for more axes.
//
// The error wraps [ndview.ErrShape] (a [*ProductError]) unless a and b have one axis
// of one length.
func Dot[T ndview.Element](a, b ndview.View[T]) (T, error) {
	return scalar(contraction{op: "ops.Dot", signature: "(n),(n)->()", names: operandNames}, a, b, "n")
}

// VDot returns the inner product of a and b, the elements of a conjugated if they are
// complex: Σ conj(a[k])·b[k], as np.vdot. With more axes it is that of all elements.
//
// The error wraps [ndview.ErrShape] (a [*ProductError]) unless a and b have one shape.
func VDot[T ndview.Element](a, b ndview.View[T]) (T, error) {
	return scalar(contraction{op: "ops.VDot", signature: "(...),(...)->()", names: operandNames, conj: true}, a, b, "")
}

// scalar computes a product without axes. All operands' axes have the letters, or
// count if there are none.
func scalar[T ndview.Element](c contraction, a, b ndview.View[T], letters string) (T, error) {
	dst := ndview.Make[T]()
	c.kind, c.dst, c.a, c.b, c.strict = elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), anyLabel
	c.check()
	for i := range len(letters) {
		c.l.add(letters[i])
	}
	if letters == "" {
		c.l.count(0, a.NDim())
	}
	c.r = c.l
	err := c.do()
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
	over := b.L().NDim - 2
	if over < 0 {
		over = b.L().NDim - 1
	}
	if a.L().NDim == 0 || b.L().NDim == 0 {
		return tensorDot("ops.DotTo", kind, dst, a, b, nil, nil)
	}
	return tensorDot("ops.DotTo", kind, dst, a, b, []int{a.L().NDim - 1}, []int{over})
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
		return tensorDot("ops.Inner", kind, dst, a, b, nil, nil)
	}
	return tensorDot("ops.Inner", kind, dst, a, b, []int{a.L().NDim - 1}, []int{b.L().NDim - 1})
}

// Outer sets dst to the products of each element of a vector with each of another,
// dst[i, j] = a[i]·b[j], as np.outer(a, b, out=dst). See [MatMul] for elements, memory
// and errors.
func Outer[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T]) error {
	return outer(elem.KindOf[T](), dst.Array(), a.Array(), b.Array())
}

func outer(kind elem.Kind, dst, a, b *mem.Array) error {
	c := contraction{op: "ops.Outer", signature: "(n),(m)->(n,m)", kind: kind, names: operandNames, dst: dst, a: a, b: b, strict: anyLabel}
	c.check()
	c.l.add('n')
	c.r.add('m')
	c.d.add('n')
	c.d.add('m')
	return c.do()
}

// TensorDot sets dst to the sums of products over pairs of axes, axesA[i] of a with
// axesB[i] of b, as np.tensordot(a, b, axes=(axesA, axesB)); dst has the other axes of
// a, then those of b. Negative axes count from the end.
//
// The error wraps [ndview.ErrBounds] if an axis does not exist or is named twice; see
// [MatMul] for others, for elements and memory.
func TensorDot[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T], axesA, axesB []int) error {
	return tensorDot("ops.TensorDot", elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), axesA, axesB)
}

func tensorDot(op string, kind elem.Kind, dst, a, b *mem.Array, axesA, axesB []int) error {
	c := contraction{op: op, signature: "(a...,k...),(b...,k...)->(a...,b...)", kind: kind, names: operandNames, dst: dst, a: a, b: b, strict: anyLabel}
	c.check()
	if len(axesA) != len(axesB) {
		e := c.newShapeError()
		e.Unmet = []string{fmt.Sprintf("%d axes of a and %d of b are paired", len(axesA), len(axesB))}
		return e
	}
	pairA, err := paired(op, "a", a.L().NDim, axesA)
	if err != nil {
		return err
	}
	pairB, err := paired(op, "b", b.L().NDim, axesB)
	if err != nil {
		return err
	}
	next := 0
	for axis := range a.L().NDim {
		c.l.add(pairA.label(axis, &next))
		if pairA[axis] == free {
			c.d.addWithin(c.l.buf[axis])
		}
	}
	for axis := range b.L().NDim {
		c.r.add(pairB.label(axis, &next))
		if pairB[axis] == free {
			c.d.addWithin(c.r.buf[axis])
		}
	}
	if next > len(c.d.buf) {
		e := c.newShapeError()
		e.Unmet = []string{fmt.Sprintf("the result would have %d axes", next)}
		return e
	}
	return c.do()
}

// addWithin adds a label if there is room.
func (l *labels) addWithin(label uint8) {
	if l.n < len(l.buf) {
		l.add(label)
	}
}

// pairing tells for each axis of an operand with which pair it is summed, from 1 on,
// or that it is free.
type pairing [len(labels{}.buf)]uint8

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

package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Flip sets dst to src, stretched to the shape of dst, with the order of the elements
// along the given axes of dst reversed, along all without any: np.flip(src, axes).
// Flip(a, a.View, 0) works in place.
//
// The error wraps [ndview.ErrBounds] if there is no such axis, [ndview.ErrShape] if
// src does not stretch to the shape of dst, and [ndview.ErrOverlap] if dst overlaps
// itself; nothing is written then.
func Flip[T ndview.Element](dst ndview.MutView[T], src ndview.View[T], axes ...int) error {
	return flip("ops.Flip", elem.KindOf[T](), dst.Array(), src.Array(), axes)
}

// FlipRaw is [Flip] for items whose type is known only at run time. The error also
// wraps [ndview.ErrType] if dst and src are not numbers or booleans of one type.
func FlipRaw(dst ndview.MutRaw, src ndview.Raw, axes ...int) error {
	const op = "ops.FlipRaw"
	d, s, kind, err := numericPair(op, &dst, &src)
	if err != nil {
		return err
	}
	return flip(op, kind, &d, &s, axes)
}

func flip(op string, kind elem.Kind, dst, src *mem.Array, axes []int) error {
	mem.Hold(dst, src)
	defer mem.Unhold(dst, src)
	if err := check(op, kind.Size(), namesCopy, dst, src); err != nil {
		return err
	}
	turned := make([]bool, dst.L().NDim)
	for axis := range turned {
		turned[axis] = len(axes) == 0
	}
	for _, named := range axes {
		axis, err := axisOf(op, dst, named)
		if err != nil {
			return err
		}
		turned[axis] = true
	}
	d := *dst
	for axis, t := range turned {
		if t {
			reverse(&d, axis)
		}
	}
	kernel.CopyArray(kind, &d, src)
	return nil
}

// reverse turns an axis round.
func reverse(a *mem.Array, axis int) {
	off, err := a.L().Flip(axis)
	if err != nil {
		panic(err) // the axis exists
	}
	a.Moved(off)
}

// cut restricts an axis to the positions from up to, not including, to.
func cut(a *mem.Array, axis, from, to int) {
	off, err := a.L().Slice(axis, layout.Range{Start: from, Stop: to, Has: layout.HasStart | layout.HasStop})
	if err != nil {
		panic(err) // the axis exists
	}
	a.Moved(off)
}

package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Argsort sets each lane of dst along axis to the positions of the items of src in
// the order that [Sort] gives them, equal ones in the order in which they stand:
// np.argsort(src, axis, kind="stable"). A negative axis counts from the end.
//
// The error wraps [ndview.ErrBounds] if there is no such axis, [ndview.ErrShape] if
// dst has not the shape of src, and [ndview.ErrOverlap] if dst overlaps itself;
// nothing is written then.
func Argsort[T ndview.Element](dst ndview.MutView[int64], src ndview.View[T], axis int) error {
	return argsort("ops.Argsort", elem.KindOf[T](), dst.Array(), src.Array(), axis)
}

// ArgsortRaw is [Argsort] for items whose type is known only at run time; dst is of
// int64. The error also wraps [ndview.ErrType] if dst is not, or src is not of
// numbers or booleans.
func ArgsortRaw(dst ndview.MutRaw, src ndview.Raw, axis int) error {
	const op = "ops.ArgsortRaw"
	d, s, kind, err := positionsPair(op, &dst, &src)
	if err != nil {
		return err
	}
	return argsort(op, kind, &d, &s, axis)
}

// positionsPair returns dst as an array of int64 and src as one of numbers.
func positionsPair(op string, dst *ndview.MutRaw, src *ndview.Raw) (d, s mem.Array, kind elem.Kind, err error) {
	if d, err = numericAs(op, "dst", &dst.Raw, elem.KindInt64); err == nil {
		s, kind, err = numeric(op, "src", src)
	}
	return d, s, kind, err
}

func argsort(op string, kind elem.Kind, dst, src *mem.Array, axis int) error {
	mem.Hold(dst, src)
	defer mem.Unhold(dst, src)
	axis, err := positionLanes(op, dst, src, axis)
	if err == nil {
		kernel.ArgsortArray(kind, dst, src, axis)
	}
	return err
}

// positionLanes checks the operands of a verb that writes a position for each item.
func positionLanes(op string, dst, src *mem.Array, axis int) (int, error) {
	axis, err := axisOf(op, src, axis)
	if err == nil {
		err = wantShape(op, named{"dst", dst}, shapeOf(src), named{"src", src})
	}
	if err == nil {
		err = writable(op, elem.KindInt64, dst)
	}
	return axis, err
}

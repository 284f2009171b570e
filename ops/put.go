package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Put sets the items of dst at the given positions, counted in C order (last axis
// fastest) over all of dst, to those of values in C order, which begin again where
// they end: np.put(dst, indices, values, mode=outside). Where a position stands
// twice, the later value stays.
//
// The error wraps [ndview.ErrBounds] if there is no such position and outside is
// RefuseOutside, [ndview.ErrShape] if there are indices but no values, and
// [ndview.ErrOverlap] if dst overlaps itself; nothing is written then.
func Put[T ndview.Element](dst ndview.MutView[T], indices ndview.View[int64], values ndview.View[T], outside Outside) error {
	return put("ops.Put", elem.KindOf[T](), dst.Array(), indices.Array(), values.Array(), outside)
}

// PutRaw is [Put] for items whose type is known only at run time; indices are of
// int64. The error also wraps [ndview.ErrType] if they are not, or dst and values are
// not numbers or booleans of one type.
func PutRaw(dst ndview.MutRaw, indices, values ndview.Raw, outside Outside) error {
	const op = "ops.PutRaw"
	d, v, kind, err := numericPair(op, &dst, &values)
	if err != nil {
		return err
	}
	at, err := numericAs(op, "indices", &indices, elem.KindInt64)
	if err != nil {
		return err
	}
	return put(op, kind, &d, &at, &v, outside)
}

func put(op string, kind elem.Kind, dst, indices, values *mem.Array, outside Outside) error {
	mem.Hold(dst, indices, values)
	defer mem.Unhold(dst, indices, values)
	if indices.L().Empty() {
		return nil
	}
	if values.L().Empty() {
		return laneError(op, []named{{"dst", dst}, {"indices", indices}, {"values", values}},
			fmt.Sprintf("there are %d indices and no values", indices.L().Size()))
	}
	if err := writable(op, kind, dst); err != nil {
		return err
	}
	if kernel.PutSingle(kind, dst, indices, values, kernel.Bound(outside)) {
		return nil
	}
	at, refused, place, ok := kernel.Positions(indices, dst.L().Size(), kernel.Bound(outside))
	if !ok {
		return fmt.Errorf("inplace: %s: index %d, number %d of indices, is out of bounds for dst with %d elements; ask for WrapOutside or ClipOutside, or leave it out: %w",
			op, refused, place, dst.L().Size(), ndview.ErrBounds)
	}
	kernel.PutArray(kind, dst, at, values)
	return nil
}

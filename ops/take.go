package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Outside says what becomes of a position that an axis does not have.
type Outside uint8

// What NumPy's take and put call mode. Only RefuseOutside lets negative positions
// count from the end.
const (
	RefuseOutside Outside = iota // mode="raise": an error, before anything is written
	WrapOutside                  // mode="wrap": counted round and round
	ClipOutside                  // mode="clip": the first or the last one
)

// Take sets dst to the items of src at the given positions along axis: np.take(src,
// indices, axis, mode=outside). The shape of dst is that of src with the axis
// replaced by the axes of indices. A negative axis counts from the end.
//
// The error wraps [ndview.ErrBounds] if there is no such axis, or no such position
// and outside is RefuseOutside, [ndview.ErrShape] if dst has another shape, and
// [ndview.ErrOverlap] if dst overlaps itself; nothing is written then.
func Take[T ndview.Element](dst ndview.MutView[T], src ndview.View[T], indices ndview.View[int64], axis int, outside Outside) error {
	return take("ops.Take", elem.KindOf[T](), dst.Array(), src.Array(), indices.Array(), axis, outside)
}

// TakeRaw is [Take] for items whose type is known only at run time; indices are of
// int64. The error also wraps [ndview.ErrType] if they are not, or dst and src are
// not numbers or booleans of one type.
func TakeRaw(dst ndview.MutRaw, src, indices ndview.Raw, axis int, outside Outside) error {
	const op = "ops.TakeRaw"
	d, s, kind, err := numericPair(op, &dst, &src)
	if err != nil {
		return err
	}
	at, err := numericAs(op, "indices", &indices, elem.KindInt64)
	if err != nil {
		return err
	}
	return take(op, kind, &d, &s, &at, axis, outside)
}

func take(op string, kind elem.Kind, dst, src, indices *mem.Array, axis int, outside Outside) error {
	mem.Hold(dst, src, indices)
	defer mem.Unhold(dst, src, indices)
	axis, err := axisOf(op, src, axis)
	if err != nil {
		return err
	}
	whole := shapeOf(src)
	shape := append(append(append([]int{}, whole[:axis]...), shapeOf(indices)...), whole[axis+1:]...)
	if err := wantShape(op, named{"dst", dst}, shape, named{"src", src}, named{"indices", indices}); err != nil {
		return err
	}
	if err := writable(op, kind, dst); err != nil {
		return err
	}
	if kernel.TakeSingle(kind, dst, src, indices, kernel.Bound(outside)) {
		return nil
	}
	at, err := positionsOf(op, "indices", indices, whole[axis], "src", axis, kernel.Bound(outside))
	if err != nil {
		return err
	}
	lanes := append(append(append([]int{}, whole[:axis]...), len(at)), whole[axis+1:]...)
	d := *dst
	if err := d.L().Reshape(lanes...); err != nil { // the axes of indices are apart in dst
		aside := newLike(kind, lanes)
		kernel.TakeArray(kind, &aside, src, axis, at)
		if err := aside.L().Reshape(shape...); err != nil {
			panic(err) // a contiguous array takes any shape
		}
		aside.Moved(0)
		kernel.CopyArray(kind, dst, &aside)
		return nil
	}
	d.Moved(0)
	kernel.TakeArray(kind, &d, src, axis, at)
	return nil
}

// positionsOf returns positions of an axis of n items as numbers from 0 to n−1, in
// C order.
func positionsOf(op, name string, indices *mem.Array, n int, of string, axis int, bound kernel.Bound) ([]int64, error) {
	at, refused, place, ok := kernel.Positions(indices, n, bound)
	if ok {
		return at, nil
	}
	where := make([]int, indices.L().NDim)
	for k := len(where) - 1; k >= 0; k-- {
		m, _ := indices.L().Dim(k)
		where[k] = place % m
		place /= m
	}
	way := "positions are -" + fmt.Sprint(n) + " to " + fmt.Sprint(n-1) + ", or ask for WrapOutside or ClipOutside"
	if n == 0 {
		way = "nothing can be taken from it"
	}
	return nil, fmt.Errorf("inplace: %s: index %d at %s of %s %s is out of bounds for axis %d of %s with length %d; %s: %w",
		op, refused, layout.FormatShape(where), name, layout.FormatShape(shapeOf(indices)), axis, of, n, way, ndview.ErrBounds)
}

// TakeAlong sets every item of dst to the one of src in the same lane along axis at
// the position that indices, of dst's shape, has there: np.take_along_axis(src,
// indices, axis). With indices from [Argsort] it sorts. Other axes must be equally
// long in dst and src. A negative axis or position counts from the end.
//
// The error wraps [ndview.ErrBounds] if there is no such axis or position,
// [ndview.ErrShape] if shapes do not fit, and [ndview.ErrOverlap] if dst overlaps
// itself; nothing is written then.
func TakeAlong[T ndview.Element](dst ndview.MutView[T], src ndview.View[T], indices ndview.View[int64], axis int) error {
	const op = "ops.TakeAlong"
	kind, d, s, at := elem.KindOf[T](), dst.Array(), src.Array(), indices.Array()
	mem.Hold(d, s, at)
	defer mem.Unhold(d, s, at)
	axis, err := along(op, kind, d, named{"src", s}, at, axis, d)
	if err == nil {
		kernel.TakeAlongArray(kind, d, s, at, axis, kernel.BoundRaise)
	}
	return err
}

// PutAlong sets the items of dst, in every lane along axis, at the positions that
// indices has to the items of src, which has the shape of indices, in their order:
// np.put_along_axis(dst, indices, src, axis). Other axes must be equally long in dst
// and src. A negative axis or position counts from the end.
//
// Errors are those of [TakeAlong].
func PutAlong[T ndview.Element](dst ndview.MutView[T], indices ndview.View[int64], src ndview.View[T], axis int) error {
	const op = "ops.PutAlong"
	kind, d, s, at := elem.KindOf[T](), dst.Array(), src.Array(), indices.Array()
	mem.Hold(d, s, at)
	defer mem.Unhold(d, s, at)
	axis, err := along(op, kind, d, named{"src", s}, at, axis, s)
	if err == nil {
		kernel.PutAlongArray(kind, d, at, s, axis, kernel.BoundRaise)
	}
	return err
}

// along checks the operands of TakeAlong and PutAlong; like is the one with the shape
// of indices, and positions are those of the other one.
func along(op string, kind elem.Kind, dst *mem.Array, src named, indices *mem.Array, axis int, like *mem.Array) (int, error) {
	axis, err := axisOf(op, dst, axis)
	if err != nil {
		return 0, err
	}
	operands := []named{{"dst", dst}, src, {"indices", indices}}
	if err := wantShape(op, operands[2], shapeOf(like), operands[:2]...); err != nil {
		return 0, err
	}
	shape, of := shapeOf(src.array), named{"dst", dst}
	if like == dst {
		of = src
	}
	if len(shape) == dst.L().NDim {
		shape[axis], _ = dst.L().Dim(axis)
	}
	if err := wantShape(op, operands[0], shape, operands[1:]...); err != nil {
		return 0, err
	}
	n, _ := of.array.L().Dim(axis)
	if _, err := positionsOf(op, "indices", indices, n, of.name, axis, kernel.BoundRaise); err != nil {
		return 0, err
	}
	return axis, writable(op, kind, dst)
}

// newLike returns new contiguous memory of a shape.
func newLike(kind elem.Kind, shape []int) mem.Array {
	v, err := ndview.FromBytes(make([]byte, layoutSize(shape)*kind.Size()+kind.Size()), 0, kind.Type(), shape, nil)
	if err != nil {
		panic(err) // the shape is no larger than one that exists
	}
	a, _, err := numeric("ops", "aside", &v.Raw)
	if err != nil {
		panic(err) // a numeric kind
	}
	return a
}

func layoutSize(shape []int) int {
	n := 1
	for _, d := range shape {
		n *= d
	}
	return n
}

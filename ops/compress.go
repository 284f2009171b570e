package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Extract writes the elements of src where mask, of src's shape, is true to the front
// of dst, which has one axis, in C order (last axis fastest), and returns how many
// they are: src[mask], np.extract(mask, src). dst may share memory with both.
//
// The error wraps [ndview.ErrShape] if mask has another shape, or dst has not one axis
// or is too short, for which n says how long it must be, and [ndview.ErrOverlap] if
// dst overlaps itself; nothing is written then.
func Extract[T ndview.Element](dst ndview.MutView[T], src ndview.View[T], mask ndview.BoolView) (n int, err error) {
	const op = "ops.Extract"
	kind, d, s, m := elem.KindOf[T](), dst.Array(), src.Array(), mask.Array()
	mem.Hold(d, s, m)
	defer mem.Unhold(d, s, m)
	operands := []named{{"dst", d}, {"src", s}, {"mask", m}}
	if err := wantShape(op, operands[2], shapeOf(s), operands[:2]...); err != nil {
		return 0, err
	}
	if ndim := d.L().NDim; ndim != 1 {
		return 0, laneError(op, operands, fmt.Sprintf("dst has %d axes, wanted 1", ndim))
	}
	if err := writable(op, kind, d); err != nil {
		return 0, err
	}
	if n, done := kernel.CompressSingle(kind, d, s, m, false); done {
		return n, nil
	}
	at, err := truePositions(mask)
	if err != nil {
		return 0, err
	}
	if room := dst.Size(); room < len(at) {
		return len(at), laneError(op, operands, fmt.Sprintf("dst has length %d, wanted at least %d, the number of true elements of mask", room, len(at)))
	}
	flat := newLike(kind, []int{src.Size()})
	whole := flat
	if err := whole.L().Reshape(shapeOf(s)...); err != nil {
		panic(err) // a contiguous array takes any shape
	}
	whole.Moved(0)
	kernel.CopyArray(kind, &whole, s)
	front := *d
	cut(&front, 0, 0, len(at))
	kernel.TakeArray(kind, &front, &flat, 0, at)
	return len(at), nil
}

// Compress sets dst to the positions of src along axis where mask, which has one axis
// as long as that, is true: np.compress(mask, src, axis). dst has as many of them as
// there are true ones, and otherwise the shape of src. A negative axis counts from the
// end.
//
// The error wraps [ndview.ErrBounds] if there is no such axis, [ndview.ErrShape] if
// shapes do not fit, and [ndview.ErrOverlap] if dst overlaps itself; nothing is
// written then.
func Compress[T ndview.Element](dst ndview.MutView[T], src ndview.View[T], mask ndview.BoolView, axis int) error {
	const op = "ops.Compress"
	kind, d, s, m := elem.KindOf[T](), dst.Array(), src.Array(), mask.Array()
	mem.Hold(d, s, m)
	defer mem.Unhold(d, s, m)
	axis, err := axisOf(op, s, axis)
	if err != nil {
		return err
	}
	n, _ := s.L().Dim(axis)
	if err := wantShape(op, named{"mask", m}, []int{n}, named{"dst", d}, named{"src", s}); err != nil {
		return err
	}
	if s.L().NDim == 1 && d.L().NDim == 1 {
		if err := writable(op, kind, d); err != nil {
			return err
		}
		if _, done := kernel.CompressSingle(kind, d, s, m, true); done {
			return nil
		}
	}
	at, err := truePositions(mask)
	if err != nil {
		return err
	}
	indices, err := ndview.FromSlice(at)
	if err != nil {
		return err
	}
	return take(op, kind, d, s, indices.Array(), axis, RefuseOutside)
}

// truePositions returns where a mask is true, counted in C order.
func truePositions(mask ndview.BoolView) (at []int64, err error) {
	selects := make([]ndview.Bool, mask.Size())
	if err := mask.CopyTo(selects); err != nil {
		return nil, err
	}
	for i, b := range selects {
		if b.Bool() {
			at = append(at, int64(i))
		}
	}
	return at, nil
}

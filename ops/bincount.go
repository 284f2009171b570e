package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Bincount sets element i of dst, which has one axis, to the number of elements of v
// that are i: np.bincount(v, minlength=len(dst)) where no element is len(dst) or
// larger.
//
// The error wraps [ndview.ErrBounds] if an element of v is negative or no position of
// dst, [ndview.ErrShape] if dst has not one axis, and [ndview.ErrOverlap] if dst
// overlaps itself; nothing is written then.
func Bincount[T Signed | Unsigned](dst ndview.MutInt64, v ndview.View[T]) error {
	const op = "ops.Bincount"
	mem.Hold(dst.Array(), v.Array())
	defer mem.Unhold(dst.Array(), v.Array())
	if err := checkTally(op, dst.Array(), v.Array(), nil); err != nil {
		return err
	}
	counts := make([]int64, dst.Size())
	refused, ok := kernel.Bincount(elem.KindOf[T](), v.Array(), nil, counts, nil)
	if !ok {
		return bincountError(op, refused, len(counts))
	}
	return dst.CopyFrom(counts)
}

// BincountWeighted is [Bincount] with the sums of weights, which has the shape of v,
// instead of numbers: np.bincount(v, weights, len(dst)).
//
// The error also wraps [ndview.ErrShape] if weights has another shape.
func BincountWeighted[T Signed | Unsigned](dst ndview.MutFloat64, v ndview.View[T], weights ndview.Float64) error {
	const op = "ops.BincountWeighted"
	mem.Hold(dst.Array(), v.Array(), weights.Array())
	defer mem.Unhold(dst.Array(), v.Array(), weights.Array())
	if err := checkTally(op, dst.Array(), v.Array(), weights.Array()); err != nil {
		return err
	}
	sums := make([]float64, dst.Size())
	refused, ok := kernel.Bincount(elem.KindOf[T](), v.Array(), weights.Array(), nil, sums)
	if !ok {
		return bincountError(op, refused, len(sums))
	}
	return dst.CopyFrom(sums)
}

func bincountError(op string, x kernel.Integer, n int) error {
	text := fmt.Sprint(x.Bits)
	if x.Negative {
		text = fmt.Sprint(int64(x.Bits))
	}
	return fmt.Errorf("inplace: %s: v has the element %s, which is no position of dst with length %d; make dst longer than the largest element, "+
		"and leave negative ones out: %w", op, text, n, ndview.ErrBounds)
}

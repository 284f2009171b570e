package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Sort sets dst to src, stretched to the shape of dst, with every lane along axis
// sorted: np.sort(src, axis). Sort(a, a.View, axis) sorts in place.
//
// The order is NumPy's: false before true; NaN behind all numbers; −0 equals 0;
// complex numbers by real part, then imaginary part, those with NaN behind all others.
// Which of several equal items comes first can be told only of −0 and 0 and of
// NaNs; see [SortStable]. A negative axis counts from the end. Lanes that are not
// contiguous pass through a copy of one lane; without AVX-512, and items of 2 bytes, up to 256 MiB of a lane get a second
// one of its size while it is sorted.
//
// The error wraps [ndview.ErrBounds] if there is no such axis, [ndview.ErrShape] if
// src does not stretch to the shape of dst, and [ndview.ErrOverlap] if dst overlaps
// itself; nothing is written then.
func Sort[T ndview.Element](dst ndview.MutView[T], src ndview.View[T], axis int) error {
	return sortTo("ops.Sort", elem.KindOf[T](), dst.Array(), src.Array(), axis, false)
}

// SortStable is [Sort] with equal items in the order in which they stand in src:
// np.sort(src, axis, kind="stable").
func SortStable[T ndview.Element](dst ndview.MutView[T], src ndview.View[T], axis int) error {
	return sortTo("ops.SortStable", elem.KindOf[T](), dst.Array(), src.Array(), axis, true)
}

// SortRaw is [SortStable] for items whose type is known only at run time. The error
// wraps [ndview.ErrType] if dst and src are not numbers or booleans of one type; byte
// order may differ.
func SortRaw(dst ndview.MutRaw, src ndview.Raw, axis int) error {
	const op = "ops.SortRaw"
	d, s, kind, err := numericPair(op, &dst, &src)
	if err != nil {
		return err
	}
	return sortTo(op, kind, &d, &s, axis, true)
}

// numericPair returns dst and src as arrays of numbers of one kind.
func numericPair(op string, dst *ndview.MutRaw, src *ndview.Raw) (d, s mem.Array, kind elem.Kind, err error) {
	if d, kind, err = numeric(op, "dst", &dst.Raw); err == nil {
		s, err = numericAs(op, "src", src, kind)
	}
	return d, s, kind, err
}

func sortTo(op string, kind elem.Kind, dst, src *mem.Array, axis int, stable bool) error {
	mem.Hold(dst, src)
	defer mem.Unhold(dst, src)
	axis, err := copyLanes(op, kind, dst, src, axis)
	if err == nil {
		kernel.SortArray(kind, dst, axis, stable)
	}
	return err
}

// copyLanes checks the operands of a verb that rearranges lanes, and copies src to
// dst. It returns the axis counted from 0.
func copyLanes(op string, kind elem.Kind, dst, src *mem.Array, axis int) (int, error) {
	if err := check(op, kind.Size(), namesCopy, dst, src); err != nil {
		return 0, err
	}
	axis, err := axisOf(op, dst, axis)
	if err == nil {
		copyUnlessSame(kind, dst, src)
	}
	return axis, err
}

package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Roll sets dst to src with every element moved by shift places along axis, those
// that go over one end coming in at the other: np.roll(src, shift, axis). Negative
// shifts move to the front, a negative axis counts from the end. Roll(a, a.View,
// shift, axis) works in place, by three reversals, without a copy of a.
//
// The error wraps [ndview.ErrBounds] if there is no such axis, [ndview.ErrShape] if
// dst has not the shape of src, and [ndview.ErrOverlap] if dst overlaps itself;
// nothing is written then.
func Roll[T ndview.Element](dst ndview.MutView[T], src ndview.View[T], shift, axis int) error {
	return roll("ops.Roll", elem.KindOf[T](), dst.Array(), src.Array(), shift, axis)
}

// RollRaw is [Roll] for items whose type is known only at run time. The error also
// wraps [ndview.ErrType] if dst and src are not numbers or booleans of one type.
func RollRaw(dst ndview.MutRaw, src ndview.Raw, shift, axis int) error {
	const op = "ops.RollRaw"
	d, s, kind, err := numericPair(op, &dst, &src)
	if err != nil {
		return err
	}
	return roll(op, kind, &d, &s, shift, axis)
}

func roll(op string, kind elem.Kind, dst, src *mem.Array, shift, axis int) error {
	mem.Hold(dst, src)
	defer mem.Unhold(dst, src)
	axis, err := axisOf(op, src, axis)
	if err != nil {
		return err
	}
	if err := wantShape(op, named{"dst", dst}, shapeOf(src), named{"src", src}); err != nil {
		return err
	}
	if err := writable(op, kind, dst); err != nil {
		return err
	}
	n, _ := dst.L().Dim(axis)
	if n == 0 {
		return nil
	}
	shift = (shift%n + n) % n
	if identical(dst, src) {
		rotate(kind, dst, axis, n, shift)
		return nil
	}
	from := *src
	if !disjoint(kind, dst, src) {
		from = newLike(kind, shapeOf(src))
		kernel.CopyArray(kind, &from, src)
	}
	copyPart(kind, dst, shift, &from, 0, axis, n-shift)
	copyPart(kind, dst, 0, &from, n-shift, axis, shift)
	return nil
}

// rotate turns the whole axis round, then each of the parts that have changed
// places.
func rotate(kind elem.Kind, a *mem.Array, axis, n, shift int) {
	if shift == 0 {
		return
	}
	for _, part := range [3][2]int{{0, n}, {0, shift}, {shift, n}} {
		here := *a
		cut(&here, axis, part[0], part[1])
		there := here
		reverse(&there, axis)
		kernel.CopyArray(kind, &here, &there)
	}
}

// copyPart copies n positions of an axis.
func copyPart(kind elem.Kind, dst *mem.Array, to int, src *mem.Array, from, axis, n int) {
	d, s := *dst, *src
	cut(&d, axis, to, to+n)
	cut(&s, axis, from, from+n)
	kernel.CopyArray(kind, &d, &s)
}

// disjoint reports whether two arrays are known to share no memory.
func disjoint(kind elem.Kind, a, b *mem.Array) bool {
	size := kind.Size()
	return layout.Overlap(a.L(), mem.Uint(a.Base), size, b.L(), mem.Uint(b.Base), size, layout.DefaultWork) == layout.Disjoint
}

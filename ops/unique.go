package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Unique writes the different elements of src, sorted, to the front of dst, which has
// one axis, and returns how many they are: np.unique(src). The order is that of
// [Sort]; −0 and 0 are one element, and so are all NaNs, the first of which in C
// order stands for all. What dst has behind them keeps its content; dst may share
// memory with src.
//
// The error wraps [ndview.ErrShape] if dst has not one axis or is too short, for
// which n says how long it must be, and [ndview.ErrOverlap] if dst overlaps itself;
// nothing is written then. dst is long enough if it is as long as src has elements.
func Unique[T ndview.Element](dst ndview.MutView[T], src ndview.View[T]) (n int, err error) {
	return unique("ops.Unique", elem.KindOf[T](), dst.Array(), src.Array())
}

// UniqueRaw is [Unique] for items whose type is known only at run time. The error
// also wraps [ndview.ErrType] if dst and src are not numbers or booleans of one type.
func UniqueRaw(dst ndview.MutRaw, src ndview.Raw) (n int, err error) {
	const op = "ops.UniqueRaw"
	d, s, kind, err := numericPair(op, &dst, &src)
	if err != nil {
		return 0, err
	}
	return unique(op, kind, &d, &s)
}

func unique(op string, kind elem.Kind, dst, src *mem.Array) (int, error) {
	mem.Hold(dst, src)
	defer mem.Unhold(dst, src)
	operands := []named{{"dst", dst}, {"src", src}}
	if ndim := dst.L().NDim; ndim != 1 {
		return 0, laneError(op, operands, fmt.Sprintf("dst has %d axes, wanted 1", ndim))
	}
	if err := writable(op, kind, dst); err != nil {
		return 0, err
	}
	u := kernel.UniqueOf(kind, src)
	n := len(u.First)
	if room, _ := dst.L().Dim(0); room < n {
		return n, laneError(op, operands, fmt.Sprintf("dst has length %d, wanted at least %d, the number of different elements of src", room, n))
	}
	front := *dst
	cut(&front, 0, 0, n)
	items := flattened(u.Items)
	kernel.TakeArray(kind, &front, &items, 0, u.First)
	return n, nil
}

// flattened returns a contiguous array with one axis.
func flattened(a *mem.Array) mem.Array {
	flat := *a
	if err := flat.L().Reshape(a.L().Size()); err != nil {
		panic(err) // a contiguous array takes any shape
	}
	flat.Moved(0)
	return flat
}

// UniqueElements is what [UniqueAll] finds. Positions are those in C order.
type UniqueElements[T ndview.Element] struct {
	Values  []T     // the different elements, sorted
	Index   []int64 // where each of them stands first
	Inverse []int64 // for every element, which of Values it is
	Counts  []int64 // how often each of Values occurs
}

// UniqueAll returns the different elements of src in new slices, as [Unique] orders
// them: np.unique(src, return_index=True, return_inverse=True, return_counts=True).
func UniqueAll[T ndview.Element](src ndview.View[T]) UniqueElements[T] {
	kind, a := elem.KindOf[T](), src.Array()
	mem.Hold(a)
	defer mem.Unhold(a)
	u := kernel.UniqueOf(kind, a)
	values := make([]T, len(u.First))
	to, err := ndview.FromSlice(values)
	if err != nil {
		panic(err) // the shape is that of the slice
	}
	items := flattened(u.Items)
	kernel.TakeArray(kind, to.Array(), &items, 0, u.First)
	return UniqueElements[T]{values, u.First, u.Inverse, u.Counts}
}

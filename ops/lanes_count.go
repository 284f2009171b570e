package ops

import (
	"fmt"
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// HistogramAlong counts every lane of v along an axis by itself, as [Histogram] counts all elements: dst has the shape
// of v but along the axis, where it has one element for each bin. It is np.apply_along_axis of np.histogram. A negative
// axis counts from the end.
//
// The error wraps [ndview.ErrBounds] if there is no such axis or lo and hi are not finite or fall, [ndview.ErrShape] if
// dst has another shape, and [ndview.ErrOverlap] if dst overlaps itself; nothing is written then. It allocates memory of
// the size of dst.
func HistogramAlong[T Signed | Unsigned | Float](dst ndview.MutInt64, v ndview.View[T], lo, hi float64, axis int) error {
	const op = "ops.HistogramAlong"
	axis, err := countedAxis(op, dst, v, axis)
	if err != nil {
		return err
	}
	b, err := uniformBins[T](op, dst.Len(axis), lo, hi)
	if err != nil {
		return err
	}
	return countLanes(op, dst, v, axis, func(counts []int64, lane *mem.Array) error {
		kernel.Histogram(elem.KindOf[T](), lane, nil, b, counts, nil)
		return nil
	})
}

// BincountAlong counts every lane of v along an axis by itself, as [Bincount] counts all elements: dst has the shape of
// v but along the axis, where its length is that of the counts. It is np.apply_along_axis of np.bincount. A negative axis
// counts from the end.
//
// The error wraps [ndview.ErrBounds] if there is no such axis, or an element of v is negative or no position of dst along
// the axis, [ndview.ErrShape] if dst has another shape, and [ndview.ErrOverlap] if dst overlaps itself; nothing is written
// then. It allocates memory of the size of dst.
func BincountAlong[T Signed | Unsigned](dst ndview.MutInt64, v ndview.View[T], axis int) error {
	const op = "ops.BincountAlong"
	axis, err := countedAxis(op, dst, v, axis)
	if err != nil {
		return err
	}
	return countLanes(op, dst, v, axis, func(counts []int64, lane *mem.Array) error {
		if refused, ok := kernel.Bincount(elem.KindOf[T](), lane, nil, counts, nil); !ok {
			return bincountError(op, refused, len(counts))
		}
		return nil
	})
}

// countedAxis returns the axis, counted from the start, if dst has the shape of v but there.
func countedAxis[T ndview.Element](op string, dst ndview.MutInt64, v ndview.View[T], axis int) (int, error) {
	axis, err := axisOf(op, v.Array(), axis)
	if err != nil {
		return 0, err
	}
	want, found := v.Shape(), dst.Shape()
	if len(found) == len(want) {
		want[axis] = found[axis]
	}
	if !slices.Equal(found, want) {
		return 0, fmt.Errorf("inplace: %s of v %s along axis %d: dst has shape %s, wanted that of v with any length along the axis: %w",
			op, layout.FormatShape(v.Shape()), axis, layout.FormatShape(found), ndview.ErrShape)
	}
	return axis, writable(op, elem.KindInt64, dst.Array())
}

// countLanes calls count for each lane of v, with counts that are 0, and writes them when all are made.
func countLanes[T ndview.Element](op string, dst ndview.MutInt64, v ndview.View[T], axis int, count func(counts []int64, lane *mem.Array) error) error {
	mem.Hold(dst.Array(), v.Array())
	defer mem.Unhold(dst.Array(), v.Array())
	shape := dst.Shape()
	bins := shape[axis]
	all := make([]int64, dst.Size())
	if len(all) == 0 {
		return nil
	}
	left := all
	err := eachLane(v.MoveAxis(axis, -1), func(lane ndview.View[T]) error {
		counts := left[:bins]
		left = left[bins:]
		return count(counts, lane.Array())
	})
	if err != nil {
		return err
	}
	shape = append(slices.Delete(shape, axis, axis+1), bins)
	counted, err := ndview.FromSlice(all, shape...)
	if err != nil {
		panic(err) // it has as many elements as dst
	}
	return Copy(dst, counted.View.MoveAxis(-1, axis))
}

// eachLane calls f for the lanes along the last axis, in C order.
func eachLane[T ndview.Element](v ndview.View[T], f func(lane ndview.View[T]) error) error {
	if v.NDim() == 1 {
		return f(v)
	}
	for i := range v.Len(0) {
		if err := eachLane(v.IndexAxis(0, i), f); err != nil {
			return err
		}
	}
	return nil
}

// UniqueAlong writes the different parts of src along an axis, such as the different rows for axis 0, to the front of
// dst along that axis, and returns how many they are: np.unique(src, axis=axis). Parts are ordered by their first
// elements that differ, these as [Sort] orders them, and as in [Unique] −0 is 0 and all NaNs are one element; NumPy
// counts parts with a NaN as different from each other. What dst has behind them keeps its content; dst may share memory
// with src. A negative axis counts from the end.
//
// The error wraps [ndview.ErrBounds] if there is no such axis, [ndview.ErrShape] if dst has another shape but along the
// axis or is too short there, for which n says how long it must be, and [ndview.ErrOverlap] if dst overlaps itself;
// nothing is written then. It allocates 8 bytes for each element of src, besides what Unique allocates.
func UniqueAlong[T ndview.Element](dst ndview.MutView[T], src ndview.View[T], axis int) (n int, err error) {
	const op = "ops.UniqueAlong"
	axis, err = axisOf(op, src.Array(), axis)
	if err != nil {
		return 0, err
	}
	want, found := src.Shape(), dst.Shape()
	if len(found) == len(want) {
		want[axis] = found[axis]
	}
	if !slices.Equal(found, want) {
		return 0, fmt.Errorf("inplace: %s of src %s along axis %d: dst has shape %s, wanted that of src with room for the different parts along the axis: %w",
			op, layout.FormatShape(src.Shape()), axis, layout.FormatShape(found), ndview.ErrShape)
	}
	if err := writable(op, elem.KindOf[T](), dst.Array()); err != nil {
		return 0, err
	}
	first := differentParts(src, axis)
	if found[axis] < len(first) {
		return len(first), fmt.Errorf("inplace: %s of src %s along axis %d: dst has length %d there, wanted at least %d, the number of different parts: %w",
			op, layout.FormatShape(src.Shape()), axis, found[axis], len(first), ndview.ErrShape)
	}
	positions, err := ndview.FromSlice(first)
	if err != nil {
		panic(err) // a slice has a shape
	}
	return len(first), Take(dst.SliceAxis(axis, ndview.To(len(first))), src, positions.View, axis, RefuseOutside)
}

// differentParts returns where each different part stands first, in the order of the parts. Elements are compared by
// their ranks among all of src, which are numbers whatever the elements are.
func differentParts[T ndview.Element](src ndview.View[T], axis int) []int64 {
	ranks := UniqueAll(src).Inverse // in C order
	length, inner := src.Len(axis), 1
	for _, n := range src.Shape()[axis+1:] {
		inner *= n
	}
	compare := func(i, j int64) int {
		for outer := 0; outer < len(ranks); outer += length * inner {
			a, b := ranks[outer+int(i)*inner:][:inner], ranks[outer+int(j)*inner:][:inner]
			if order := slices.Compare(a, b); order != 0 {
				return order
			}
		}
		return 0
	}
	first := make([]int64, length)
	for i := range first {
		first[i] = int64(i)
	}
	slices.SortStableFunc(first, compare)
	return slices.CompactFunc(first, func(i, j int64) bool { return compare(i, j) == 0 })
}

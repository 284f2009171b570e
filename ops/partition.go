package ops

import (
	"fmt"
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Partition sets dst to src, stretched to the shape of dst, with the items of every
// lane along axis moved so that at each of the positions kth stands the item that
// would if the lane were sorted, with no larger ones before it and no smaller ones
// behind it: np.partition(src, kth, axis). It takes time in proportion to the number
// of items. Partition(a, a.View, axis, k) works in place. The order is that of
// [Sort]; negative axes and positions count from the end.
//
// The error wraps [ndview.ErrBounds] if there is no such axis or position,
// [ndview.ErrShape] if src does not stretch to the shape of dst, and
// [ndview.ErrOverlap] if dst overlaps itself; nothing is written then.
func Partition[T ndview.Element](dst ndview.MutView[T], src ndview.View[T], axis int, kth ...int) error {
	return partition("ops.Partition", elem.KindOf[T](), dst.Array(), src.Array(), axis, kth)
}

// PartitionRaw is [Partition] for items whose type is known only at run time. The
// error also wraps [ndview.ErrType] if dst and src are not numbers or booleans of one
// type.
func PartitionRaw(dst ndview.MutRaw, src ndview.Raw, axis int, kth ...int) error {
	const op = "ops.PartitionRaw"
	d, s, kind, err := numericPair(op, &dst, &src)
	if err != nil {
		return err
	}
	return partition(op, kind, &d, &s, axis, kth)
}

// Argpartition sets each lane of dst along axis to the positions of the items of src
// in an order that [Partition] may give them: np.argpartition(src, kth, axis).
//
// The error wraps [ndview.ErrBounds] if there is no such axis or position,
// [ndview.ErrShape] if dst has not the shape of src, and [ndview.ErrOverlap] if dst
// overlaps itself; nothing is written then.
func Argpartition[T ndview.Element](dst ndview.MutView[int64], src ndview.View[T], axis int, kth ...int) error {
	return argpartition("ops.Argpartition", elem.KindOf[T](), dst.Array(), src.Array(), axis, kth)
}

// ArgpartitionRaw is [Argpartition] for items whose type is known only at run time;
// dst is of int64. The error also wraps [ndview.ErrType] if dst is not, or src is not
// of numbers or booleans.
func ArgpartitionRaw(dst ndview.MutRaw, src ndview.Raw, axis int, kth ...int) error {
	const op = "ops.ArgpartitionRaw"
	d, s, kind, err := positionsPair(op, &dst, &src)
	if err != nil {
		return err
	}
	return argpartition(op, kind, &d, &s, axis, kth)
}

func partition(op string, kind elem.Kind, dst, src *mem.Array, axis int, kth []int) error {
	mem.Hold(dst, src)
	defer mem.Unhold(dst, src)
	if err := check(op, kind.Size(), namesCopy, dst, src); err != nil {
		return err
	}
	axis, err := axisOf(op, dst, axis)
	if err != nil {
		return err
	}
	ranks, err := ranksOf(op, dst, axis, kth)
	if err != nil {
		return err
	}
	copyUnlessSame(kind, dst, src)
	kernel.PartitionArray(kind, dst, axis, ranks)
	return nil
}

func argpartition(op string, kind elem.Kind, dst, src *mem.Array, axis int, kth []int) error {
	mem.Hold(dst, src)
	defer mem.Unhold(dst, src)
	axis, err := positionLanes(op, dst, src, axis)
	if err != nil {
		return err
	}
	ranks, err := ranksOf(op, src, axis, kth)
	if err == nil {
		kernel.ArgpartitionArray(kind, dst, src, axis, ranks)
	}
	return err
}

// ranksOf returns positions counted from 0, in rising order.
func ranksOf(op string, a *mem.Array, axis int, kth []int) ([]int, error) {
	n, _ := a.L().Dim(axis)
	ranks := slices.Clone(kth)
	for i, k := range ranks {
		if k < -n || k >= n {
			return nil, fmt.Errorf("inplace: %s: kth %d is out of bounds for axis %d with length %d; positions are %d to %d: %w",
				op, k, axis, n, -n, n-1, ndview.ErrBounds)
		}
		if k < 0 {
			ranks[i] += n
		}
	}
	slices.Sort(ranks)
	return ranks, nil
}

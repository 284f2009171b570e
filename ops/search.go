package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Side says where among equal items a number belongs.
type Side uint8

// The sides.
const (
	SideLeft  Side = iota // in front of them
	SideRight             // behind them
)

// SearchSorted sets each element of dst to the position in sorted, which has one
// axis, at which the element of needles would have to be inserted to keep it sorted:
// np.searchsorted(sorted, needles, side). The order is that of [Sort], so NaNs stand
// at the end. In what is not sorted, positions mean nothing.
//
// The error wraps [ndview.ErrShape] if sorted has not one axis or dst not the shape
// of needles, and [ndview.ErrOverlap] if dst overlaps itself; nothing is written
// then.
func SearchSorted[T ndview.Element](dst ndview.MutView[int64], sorted, needles ndview.View[T], side Side) error {
	return searchSorted("ops.SearchSorted", elem.KindOf[T](), dst.Array(), sorted.Array(), needles.Array(), nil, side)
}

// SearchSortedBy is [SearchSorted] in items that are not sorted; sorter has their
// positions in sorted order, as [Argsort] gives them: np.searchsorted(items, needles,
// side, sorter).
//
// The error also wraps [ndview.ErrShape] if sorter has not the shape of items, and
// [ndview.ErrBounds] if it has a number that is no position of items.
func SearchSortedBy[T ndview.Element](dst ndview.MutView[int64], items, needles ndview.View[T], side Side, sorter ndview.View[int64]) error {
	return searchSorted("ops.SearchSortedBy", elem.KindOf[T](), dst.Array(), items.Array(), needles.Array(), sorter.Array(), side)
}

// SearchSortedRaw is [SearchSorted] for items whose type is known only at run time;
// dst is of int64. The error also wraps [ndview.ErrType] if dst is not, or sorted and
// needles are not numbers or booleans of one type.
func SearchSortedRaw(dst ndview.MutRaw, sorted, needles ndview.Raw, side Side) error {
	const op = "ops.SearchSortedRaw"
	d, err := numericAs(op, "dst", &dst.Raw, elem.KindInt64)
	if err != nil {
		return err
	}
	a, kind, err := numeric(op, "sorted", &sorted)
	if err != nil {
		return err
	}
	b, err := numericAs(op, "needles", &needles, kind)
	if err != nil {
		return err
	}
	return searchSorted(op, kind, &d, &a, &b, nil, side)
}

func searchSorted(op string, kind elem.Kind, dst, sorted, needles, sorter *mem.Array, side Side) error {
	mem.Hold(dst, sorted, needles)
	defer mem.Unhold(dst, sorted, needles)
	operands := []named{{"dst", dst}, {"sorted", sorted}, {"needles", needles}}
	if ndim := sorted.L().NDim; ndim != 1 {
		return laneError(op, operands, fmt.Sprintf("sorted has %d axes, wanted 1", ndim))
	}
	if err := wantShape(op, operands[0], shapeOf(needles), operands[1:]...); err != nil {
		return err
	}
	if sorter != nil {
		mem.Hold(sorter)
		defer mem.Unhold(sorter)
		if err := wantShape(op, named{"sorter", sorter}, shapeOf(sorted), operands...); err != nil {
			return err
		}
		n, _ := sorted.L().Dim(0)
		at, err := positionsOf(op, "sorter", sorter, n, "items", 0, kernel.BoundRaise)
		if err != nil {
			return err
		}
		own, err := ndview.FromSlice(at)
		if err != nil {
			return err
		}
		sorter = own.Array() // what was checked, whatever becomes of the original
	}
	if err := writable(op, elem.KindInt64, dst); err != nil {
		return err
	}
	kernel.SearchArray(kind, dst, sorted, needles, sorter, side == SideRight)
	return nil
}

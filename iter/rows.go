package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/ndview"
)

// Rows yields the rows of a 2-d view, to be read: its [Lanes] along axis 1, from
// the first to the last. It panics with a [*MisuseError] if v does not have two axes.
func Rows[T ndview.Element](v ndview.View[T], order ...Order) stditer.Seq[Lane[T]] {
	return Lanes(v, rowsOf(v.NDim()), order...)
}

// Columns yields the columns of a 2-d view, to be read: its [Lanes] along axis 0.
// It panics with a [*MisuseError] if v does not have two axes.
func Columns[T ndview.Element](v ndview.View[T], order ...Order) stditer.Seq[Lane[T]] {
	return Lanes(v, rowsOf(v.NDim())-1, order...)
}

// MutRows is [Rows] for rows that may also be written; see [MutLanes].
func MutRows[T ndview.Element](v ndview.MutView[T], order ...Order) stditer.Seq[MutLane[T]] {
	return MutLanes(v, rowsOf(v.NDim()), order...)
}

// MutColumns is [Columns] for columns that may also be written; see [MutLanes].
func MutColumns[T ndview.Element](v ndview.MutView[T], order ...Order) stditer.Seq[MutLane[T]] {
	return MutLanes(v, rowsOf(v.NDim())-1, order...)
}

// rowsOf returns the axis along which the rows of a matrix run.
func rowsOf(ndim int) int {
	if ndim != 2 {
		panic(misuse("iter.Rows", ndview.ErrShape, "a view of %d axes has no rows and columns; wanted 2", ndim))
	}
	return 1
}

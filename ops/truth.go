package ops

import (
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
)

// All reports whether every element is true: not zero, as NaN is. It is true for
// none, as np.all. It takes [When] and [SkipNaN].
func All[T ndview.Element](v ndview.View[T], opts ...Option) bool {
	return sure(valueOf[ndview.Bool]("ops.All", &kernel.ReduceAll, v, opts)).Bool()
}

// Any reports whether an element is true, as np.any. See [All].
func Any[T ndview.Element](v ndview.View[T], opts ...Option) bool {
	return sure(valueOf[ndview.Bool]("ops.Any", &kernel.ReduceAny, v, opts)).Bool()
}

// Count returns the number of elements that are true, as np.count_nonzero. See
// [All].
func Count[T ndview.Element](v ndview.View[T], opts ...Option) int {
	return int(sure(valueOf[int64]("ops.Count", &kernel.ReduceCount, v, opts)))
}

// AllTo sets dst to whether all elements of v along some axes are true, as
// np.all(v, axis=…, out=dst). Shapes and errors are those of [SumTo].
func AllTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.AllTo", &kernel.ReduceAll, dst, v, opts)
}

// AnyTo sets dst to whether an element of v along some axes is true, as np.any(v,
// axis=…, out=dst). Shapes and errors are those of [SumTo].
func AnyTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.AnyTo", &kernel.ReduceAny, dst, v, opts)
}

// CountTo sets dst to the numbers of true elements of v along some axes, as
// np.count_nonzero(v, axis=…). Shapes and errors are those of [SumTo].
func CountTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.CountTo", &kernel.ReduceCount, dst, v, opts)
}

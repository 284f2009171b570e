package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
)

// Sum returns the sum of all elements, 0 for none. Its error does not grow with
// the number of elements, whatever the layout: blocks of 512 elements are added up
// in float64 in 32 strands, and the sums of blocks with the rounding errors carried
// along; the result is rounded to T. It is the same number with and without vector
// instructions, and by any number of workers. That is at least as accurate as NumPy's pairwise sum
// along any axis. A sum of −0 is +0, as in NumPy.
//
// It takes [When], [SkipNaN], [Initial] and [Workers]. See [SumTo] for sums along axes, and of
// other kinds.
func Sum[T Inexact](v ndview.View[T], opts ...Option) T {
	if len(opts) > 0 || v.Size() > mostAtOnce {
		return sure(valueOf[T]("ops.Sum", &kernel.ReduceSum, v, opts))
	}
	t := total(v)
	var sum T
	switch s := any(&sum).(type) {
	case *float64:
		*s = t.Float()
	case *float32:
		*s = float32(t.Float())
	case *ndview.Float16:
		*s = elem.Float16From64(t.Float())
	case *ndview.BFloat16:
		*s = elem.BFloat16From64(t.Float())
	case *complex128:
		*s = t.Complex()
	case *complex64:
		*s = complex64(t.Complex())
	}
	return sum
}

// SumInt returns the sum of all elements in int64, NumPy's accumulator for signed
// integers and booleans: of booleans it is the number of true ones. Overflow wraps
// around. Options are those of [Sum].
func SumInt[T Signed](v ndview.View[T], opts ...Option) int64 {
	if len(opts) > 0 || v.Size() > mostAtOnce {
		return sure(valueOf[int64]("ops.SumInt", &kernel.ReduceSum, v, opts))
	}
	return total(v).Int
}

// SumUint returns the sum of all elements in uint64, NumPy's accumulator for
// unsigned integers. Overflow wraps around. Options are those of [Sum].
func SumUint[T Unsigned](v ndview.View[T], opts ...Option) uint64 {
	if len(opts) > 0 || v.Size() > mostAtOnce {
		return sure(valueOf[uint64]("ops.SumUint", &kernel.ReduceSum, v, opts))
	}
	return uint64(total(v).Int)
}

// mostAtOnce is the number of elements up to which total is faster than a reduction, which has vectors for
// all kinds, and workers.
const mostAtOnce = 512

func total[T ndview.Element](v ndview.View[T]) kernel.Total {
	a, kind := v.Array(), elem.KindOf[T]()
	a.Check()
	return kernel.TotalOf(kernel.Sum[kind], kind, a)
}

// SumTo sets dst to the sums of v along some axes, all without [Axes], as
// np.sum(v, axis=…, out=dst). dst has the shape of v without these axes, or, with
// [KeepDims], with length 1 there; a sum of nothing is 0.
//
// Sums are as accurate as those of [Sum], on every axis and in every layout. Where
// dst has integers or booleans they wrap around, and elements are
// added up as integers; where it has floats, they are added up in float64. The dtype of
// the elements must cast to that of dst by the rule [SameKind], or the one given by
// [Casting]; [DType] puts another one in between. Sums of booleans in a dst of
// booleans are joined by "or".
//
// dst may share memory with v: the result is that of reading v first.
//
// The error is a [FoldError], or wraps [ndview.ErrOverlap] if dst overlaps itself;
// nothing is written then. It panics with a [ndview.ReleasedError] if a borrow has
// ended. Besides those named it takes [When], [SkipNaN] and [Initial].
func SumTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.SumTo", &kernel.ReduceSum, dst, v, opts)
}

// Prod returns the product of all elements, 1 for none. Floats are multiplied in
// float64. Options are those of [Sum].
func Prod[T Inexact](v ndview.View[T], opts ...Option) T {
	return sure(valueOf[T]("ops.Prod", &kernel.ReduceProd, v, opts))
}

// ProdInt returns the product of all elements in int64. Overflow wraps around.
// Options are those of [Sum].
func ProdInt[T Signed](v ndview.View[T], opts ...Option) int64 {
	return sure(valueOf[int64]("ops.ProdInt", &kernel.ReduceProd, v, opts))
}

// ProdUint returns the product of all elements in uint64. Overflow wraps around.
// Options are those of [Sum].
func ProdUint[T Unsigned](v ndview.View[T], opts ...Option) uint64 {
	return sure(valueOf[uint64]("ops.ProdUint", &kernel.ReduceProd, v, opts))
}

// ProdTo sets dst to the products of v along some axes, as np.prod(v, axis=…,
// out=dst). See [SumTo]; products of booleans in a dst of booleans are joined by
// "and".
func ProdTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.ProdTo", &kernel.ReduceProd, dst, v, opts)
}

package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
)

// Sum returns the sum of all elements, 0 for none. Its error does not grow with
// the number of elements, whatever the layout: blocks of 128 elements are added up
// in the precision of T (Float16 and BFloat16: of float32) with 8 accumulators,
// and the sums of blocks in float64 with the rounding errors carried along; the
// result is rounded to T. That is at least as accurate as NumPy's pairwise sum
// along any axis. A sum of −0 is +0, as in NumPy.
func Sum[T Inexact](v ndview.View[T]) T {
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
// around.
func SumInt[T Signed](v ndview.View[T]) int64 { return total(v).Int }

// SumUint returns the sum of all elements in uint64, NumPy's accumulator for
// unsigned integers. Overflow wraps around.
func SumUint[T Unsigned](v ndview.View[T]) uint64 { return uint64(total(v).Int) }

func total[T ndview.Element](v ndview.View[T]) kernel.Total {
	a, kind := v.Array(), elem.KindOf[T]()
	a.Check()
	return kernel.TotalOf(kernel.Sum[kind], kind, a)
}

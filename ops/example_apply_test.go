package ops_test

import (
	"fmt"
	"math"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func made[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

// np.add(a, b, out=dst) of int8 and uint8 is computed in int16.
func ExampleApply() {
	a := made(ndview.FromSlice([]int8{1, -2, 127}, 3))
	b := made(ndview.FromSlice([]uint8{255, 1, 128}, 3))
	dst := ndview.Make[int16](3)
	fmt.Println(ops.Apply("add", dst.Raw(), []ndview.Raw{a.View.Raw(), b.View.Raw()}), dst)
	// Output: <nil> [256  -1 255]
}

func ExampleApplyPair() {
	a := made(ndview.FromSlice([]int32{7, -7}, 2))
	b := made(ndview.FromSlice([]int32{2, 2}, 2))
	q, r := ndview.Make[int32](2), ndview.Make[int32](2)
	fmt.Println(ops.ApplyPair("divmod", q.Raw(), r.Raw(), []ndview.Raw{a.View.Raw(), b.View.Raw()}), q, r)
	// Output: <nil> [ 3 -4] [1 1]
}

func ExampleResultType() {
	sum, _, err := ops.ResultType("add", ndview.DTypeOf[int64](), ndview.DTypeOf[uint64]())
	fmt.Println(sum, err)
	// Output: float64 <nil>
}

func ExampleVerbs() {
	for _, v := range ops.Verbs() {
		if v.Name == "add" {
			fmt.Printf("%s of %d operands: %s\n", v.Name, v.In, v.Doc)
		}
	}
	// Output: add of 2 operands: x + y, for booleans x or y
}

// np.add(a, 1, out=a, where=mask)
func ExampleWhen() {
	a := made(ndview.FromSlice([]float64{1, 2, 3}, 3))
	one := made(ndview.FromSlice([]float64{1}, 1))
	mask := made(ndview.FromSlice([]ndview.Bool{1, 0, 1}, 3))
	fmt.Println(ops.Add(a, a.View, one.View, ops.When(mask.View)), a)
	// Output: <nil> [2. 2. 4.]
}

func ExampleCasting() {
	a := made(ndview.FromSlice([]float64{1.9, 300, math.NaN()}, 3))
	dst := ndview.Make[uint8](3)
	fmt.Println(ops.Cast(dst, a.View, ops.Casting(ops.Unsafe)), dst)
	fmt.Println(ops.Cast(dst, a.View, ops.Casting(ops.Saturate)), dst)
	// Output:
	// <nil> [ 1 44  0]
	// <nil> [  1 255   0]
}

func ExampleCast() {
	a := made(ndview.FromSlice([]float64{1, 2.5}, 2))
	dst := ndview.Make[float32](2)
	fmt.Println(ops.Cast(dst, a.View), dst)
	// Output: <nil> [1.  2.5]
}

func ExampleCastRaw() {
	a := made(ndview.FromSlice([]int8{-1, 2}, 2))
	dst := ndview.Make[complex64](2)
	fmt.Println(ops.CastRaw(dst.Raw(), a.View.Raw()), dst)
	// Output: <nil> [-1.+0.j  2.+0.j]
}

func ExampleWhere() {
	a := made(ndview.FromSlice([]float64{1, -2, 3}, 3))
	positive := made(ndview.FromSlice([]ndview.Bool{1, 0, 1}, 3))
	zero := made(ndview.FromSlice([]float64{0}, 1))
	fmt.Println(ops.Where(a, positive.View, a.View, zero.View), a)
	// Output: <nil> [1. 0. 3.]
}

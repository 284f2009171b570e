package ops_test

import (
	"fmt"
	"math"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func ExampleAxes() {
	a := ramp(2, 3, 4) // 0 to 23
	dst := ndview.Make[float64](3)
	must(ops.SumTo(dst, a.View, ops.Axes(0, -1))) // a.sum(axis=(0, -1), out=dst)
	show(dst.View)
	// Output: [60 92 124]
}

func ExampleKeepDims() {
	a := ramp(2, 3)
	mean := ndview.Make[float64](2, 1)
	must(ops.MeanTo(mean, a.View, ops.Axes(1), ops.KeepDims()))
	must(ops.Sub(a, a.View, mean.View)) // the length 1 that was kept stretches: a -= a.mean(axis=1, keepdims=True)
	show(a.View)
	// Output: [-1 0 1 -1 0 1]
}

func ExampleInitial() {
	fmt.Println(ops.Max(of[int8]().View, ops.Initial(-1)))
	fmt.Println(ops.Max(of[int8](-7, -3).View, ops.Initial(-1)))
	// Output:
	// -1 <nil>
	// -1 <nil>
}

func ExampleDdof() {
	a := of[float64](1, 2, 3, 4)
	fmt.Println(ops.Var(a.View), ops.Var(a.View, ops.Ddof(1)))
	// Output: 1.25 1.6666666666666667
}

func ExampleSkipNaN() {
	a := of(1, math.NaN(), 3)
	fmt.Println(ops.Sum(a.View), ops.Sum(a.View, ops.SkipNaN()))
	// Output: NaN 4
}

func ExampleDType() {
	a := of[uint8](200, 100)
	dst := ndview.Make[int64]()
	must(ops.SumTo(dst, a.View, ops.DType(ndview.DTypeOf[uint8]()))) // a.sum(dtype="u1", out=dst) wraps around
	fmt.Println(dst.At())
	must(ops.SumTo(dst, a.View))
	fmt.Println(dst.At())
	// Output:
	// 44
	// 300
}

func ExampleProducts() {
	fmt.Println(ops.Products())
	// Output: [dot inner matmul matvec outer vdot vecdot vecmat]
}

func ExampleWorkers() {
	a := ramp(1000, 1000)
	must(ops.Sqrt(a, a.View, ops.Workers(4))) // by four goroutines
	fmt.Println(a.At(999, 999))
	// Output: 999.999499999875
}

package ops_test

import (
	"errors"
	"fmt"
	"math"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func ExampleSumTo() {
	a := ramp(2, 3) // [[0 1 2] [3 4 5]]
	columns, rows := ndview.Make[float64](3), ndview.Make[float64](2, 1)
	must(ops.SumTo(columns, a.View, ops.Axes(0)))              // a.sum(axis=0, out=columns)
	must(ops.SumTo(rows, a.View, ops.Axes(1), ops.KeepDims())) // a.sum(axis=1, keepdims=True, out=rows)
	show(columns.View)
	show(rows.View)
	// Output:
	// [3 5 7]
	// [3 12]
}

func ExampleSumTo_mask() {
	a := of(1, math.NaN(), 3, 4)
	sum := ndview.Make[float64]()
	must(ops.SumTo(sum, a.View, ops.SkipNaN(), ops.When(of[ndview.Bool](1, 1, 1, 0).View), ops.Initial(10)))
	fmt.Println(sum.At())
	// Output: 14
}

func ExampleProd() {
	fmt.Println(ops.Prod(of(1.5, 2, 4).View))
	// Output: 12
}

func ExampleProdInt() {
	fmt.Println(ops.ProdInt(of[int8](100, 2, -3).View)) // in int64, as NumPy
	// Output: -600
}

func ExampleProdUint() {
	fmt.Println(ops.ProdUint(of[uint8](200, 2).View))
	// Output: 400
}

func ExampleProdTo() {
	a, dst := ramp(2, 3), ndview.Make[float64](3)
	must(ops.ProdTo(dst, a.View, ops.Axes(0)))
	show(dst.View)
	// Output: [0 4 10]
}

func ExampleMin() {
	m, err := ops.Min(of(3, 1, 2.0).View)
	fmt.Println(m, err)
	_, err = ops.Min(of[float64]().View)
	fmt.Println(errors.Is(err, ops.ErrEmpty))
	// Output:
	// 1 <nil>
	// true
}

func ExampleMax() {
	withNaN := of(3, math.NaN(), 2).View
	most, _ := ops.Max(withNaN)
	number, _ := ops.Max(withNaN, ops.SkipNaN()) // np.nanmax
	fmt.Println(most, number)
	// Output: NaN 3
}

func ExamplePtp() {
	spread, err := ops.Ptp(of[int32](3, -1, 7).View)
	fmt.Println(spread, err)
	// Output: 8 <nil>
}

func ExampleMinTo() {
	a, dst := ramp(2, 3), ndview.Make[float64](2)
	must(ops.MinTo(dst, a.View, ops.Axes(-1)))
	show(dst.View)
	// Output: [0 3]
}

func ExampleMaxTo() {
	a := ramp(2, 3)
	must(ops.MaxTo(a.IndexAxis(0, 0), a.View, ops.Axes(0))) // a.max(axis=0, out=a[0])
	show(a.View)
	// Output: [3 4 5 3 4 5]
}

func ExamplePtpTo() {
	a, dst := ramp(2, 3), ndview.Make[float64](3)
	must(ops.PtpTo(dst, a.View, ops.Axes(0)))
	show(dst.View)
	// Output: [3 3 3]
}

func ExampleArgMin() {
	i, err := ops.ArgMin(of[uint8](3, 1, 1).View) // of several, the first
	fmt.Println(i, err)
	// Output: 1 <nil>
}

func ExampleArgMax() {
	i, err := ops.ArgMax(ramp(2, 3).T().View) // counted in C order
	fmt.Println(i, err)
	// Output: 5 <nil>
}

func ExampleArgMinTo() {
	a, at := ramp(2, 3), ndview.Make[int64](2)
	must(ops.ArgMinTo(at, a.Flip(1).View, ops.Axes(1)))
	show(at.View)
	// Output: [2 2]
}

func ExampleArgMaxTo() {
	a, at := ramp(2, 3), ndview.Make[int64](3)
	must(ops.ArgMaxTo(at, a.View, ops.Axes(0)))
	show(at.View)
	// Output: [1 1 1]
}

func ExampleAll() {
	fmt.Println(ops.All(of(1, 0, 2.0).View))
	// Output: false
}

func ExampleAny() {
	fmt.Println(ops.Any(of(1, 0, 2.0).View))
	// Output: true
}

func ExampleCount() {
	fmt.Println(ops.Count(of(1, 0, 2.0).View))
	// Output: 2
}

func ExampleAllTo() {
	a, dst := ramp(2, 3), ndview.Make[ndview.Bool](3)
	must(ops.AllTo(dst, a.View, ops.Axes(0)))
	show(dst.View)
	// Output: [False True True]
}

func ExampleAnyTo() {
	a, dst := ramp(2, 3), ndview.Make[ndview.Bool](3)
	must(ops.AnyTo(dst, a.View, ops.Axes(0)))
	show(dst.View)
	// Output: [True True True]
}

func ExampleCountTo() {
	a, dst := ramp(2, 3), ndview.Make[int64](2)
	must(ops.CountTo(dst, a.View, ops.Axes(1)))
	show(dst.View)
	// Output: [2 3]
}

func ExampleMean() {
	fmt.Println(ops.Mean(of[int8](1, 2).View), ops.Mean(of(1, math.NaN()).View, ops.SkipNaN()))
	// Output: 1.5 1
}

func ExampleMeanComplex() {
	fmt.Println(ops.MeanComplex(of(1+2i, 3).View))
	// Output: (2+1i)
}

func ExampleVar() {
	v := of(1.0, 2, 3, 4).View
	fmt.Println(ops.Var(v), ops.Var(v, ops.Ddof(2)))
	// Output: 1.25 2.5
}

func ExampleStd() {
	fmt.Println(ops.Std(of(1.0, 5).View))
	// Output: 2
}

func ExampleMeanTo() {
	a, dst := ramp(2, 3), ndview.Make[float32](2)
	must(ops.MeanTo(dst, a.View, ops.Axes(1)))
	show(dst.View)
	// Output: [1 4]
}

func ExampleVarTo() {
	a, dst := ramp(2, 3), ndview.Make[float64](3)
	must(ops.VarTo(dst, a.View, ops.Axes(0)))
	show(dst.View)
	// Output: [2.25 2.25 2.25]
}

func ExampleStdTo() {
	a, dst := ramp(2, 3), ndview.Make[float64](2)
	must(ops.StdTo(dst, a.View, ops.Axes(1), ops.Ddof(1)))
	show(dst.View)
	// Output: [1 1]
}

func ExampleNorm() {
	v := of(3.0, -4).View
	fmt.Println(ops.Norm(v, ops.L2), ops.Norm(v, ops.L1), ops.Norm(v, ops.LInf))
	// Output: 5 7 4
}

func ExampleNormTo() {
	a, dst := ramp(2, 3), ndview.Make[float64](2)
	must(ops.NormTo(dst, a.View, ops.L1, ops.Axes(1)))
	show(dst.View)
	// Output: [3 12]
}

func ExampleCumSum() {
	a := ramp(2, 3)
	must(ops.CumSum(a, a.View, ops.Axes(1))) // in place
	show(a.View)
	// Output: [0 1 3 3 7 12]
}

func ExampleCumProd() {
	a := of(1, 2, math.NaN(), 4)
	must(ops.CumProd(a, a.View, ops.SkipNaN())) // np.nancumprod
	show(a.View)
	// Output: [1 2 2 8]
}

func ExampleAccumulate() {
	a := of(1.0, 3, 2)
	must(ops.Accumulate("maximum", a.Raw(), a.View.Raw())) // np.maximum.accumulate(a, out=a)
	show(a.View)
	// Output: [1 3 3]
}

func ExampleDiff() {
	a, dst := of[int64](1, 4, 9, 16), ndview.Make[int64](3)
	must(ops.Diff(dst, a.View, 1, 0))
	show(dst.View)
	// Output: [3 5 7]
}

func ExampleReduce() {
	a := of[int8](100, 100).View.Raw()
	typ, err := ops.ReduceType("sum", a.DType())
	must(err)
	sum := ndview.Make[int64]()
	must(ops.Reduce("sum", sum.Raw(), a))
	fmt.Println(typ, sum.At())
	// Output: int64 200
}

func ExampleReduceType() {
	for _, name := range []string{"sum", "mean", "argmax", "nanmax", "all"} {
		typ, err := ops.ReduceType(name, ndview.DTypeOf[uint8]())
		must(err)
		fmt.Print(typ, " ")
	}
	// Output: uint64 float64 int64 uint8 bool
}

func ExampleReductions() {
	fmt.Println(ops.Reductions()[:6])
	// Output: [add all amax amin any argmax]
}

package fused_test

import (
	"context"
	"fmt"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops/fused"
)

func must(err error) {
	if err != nil {
		panic(err)
	}
}

func Example() {
	x, y := fused.In[float64]("x"), fused.In[float64]("y")
	length, err := fused.Compile(fused.Sqrt(fused.Add(fused.Mul(x, x), fused.Mul(y, y))))
	must(err)
	a, b := vector(3.0, 6, 9), vector(4.0, 8, 12)
	must(length.Run(a.Raw(), a.View.Raw(), b.View.Raw())) // in place
	fmt.Println(length, "=", a)
	// Output: sqrt(x*x + y*y) = [ 5. 10. 15.]
}

func ExampleCompile() {
	x, n := fused.In[float64]("x"), fused.In[int32]("n")
	_, err := fused.Compile(fused.Add(fused.Mul(x, n), fused.Sqrt(fused.And(x, n))))
	fmt.Println(err)
	// Output: inplace: fused.Compile: x*n + sqrt(x & n): at x & n: bitwise_and has no loop for (float64, int32); it has loops for (bool, bool), (int8, int8), (uint8, uint8), (int16, int16), (uint16, uint16), (int32, int32), (uint32, uint32), (int64, int64), (uint64, uint64): cast with As
}

func ExampleIn() {
	gain, pixels := fused.In[float32]("gain"), fused.In[uint8]("pixels")
	p, err := fused.Compile(fused.Mul(pixels, gain))
	must(err)
	fmt.Println(p.Inputs(), p.InputDTypes(), p.DType())
	// Output: [pixels gain] [uint8 float32] float32
}

func ExampleInput() {
	typ, err := ndview.ParseDType(">i2") // as an array turned out to have it
	must(err)
	p, err := fused.Compile(fused.Mul(fused.Input("x", typ), fused.Const(3)))
	must(err)
	fmt.Println(p.DType())
	// Output: int16
}

func ExampleConst() {
	x := fused.In[float32]("x")
	for _, e := range []fused.Expr{fused.Mul(x, fused.Const(0.5)), fused.Mul(x, fused.Value(0.5))} {
		p, err := fused.Compile(e)
		must(err)
		fmt.Println(p, p.DType())
	}
	// Output:
	// x*0.5 float32
	// x*float64(0.5) float64
}

func ExampleAs() {
	pixels := fused.In[uint8]("pixels")
	p, err := fused.Compile(fused.As[uint8](fused.Clip(fused.Mul(pixels, fused.Const(1.5)), fused.Const(0), fused.Const(255))))
	must(err)
	v := vector[uint8](10, 100, 200)
	must(p.Run(v.Raw(), v.View.Raw()))
	fmt.Println(p, v)
	// Output: uint8(clip(pixels*1.5, 0, 255)) [ 15 150 255]
}

func ExampleCall() {
	x, y := fused.In[float64]("x"), fused.In[float64]("y")
	p, err := fused.Compile(fused.Call("copysign", x, y))
	must(err)
	a, b := vector(1.0, 2, 3), vector(-1.0, 1, -1)
	must(p.Run(a.Raw(), a.View.Raw(), b.View.Raw()))
	fmt.Println(a)
	// Output: [-1.  2. -3.]
}

func ExampleWhere() {
	m, x := fused.In[ndview.Bool]("m"), fused.In[float64]("x")
	p, err := fused.Compile(fused.Where(m, x, fused.Const(0)))
	must(err)
	mask, a := vector[ndview.Bool](1, 0, 1), vector(1.0, 2, 3)
	must(p.Run(a.Raw(), mask.View.Raw(), a.View.Raw()))
	fmt.Println(p, "=", a)
	// Output: where(m, x, 0) = [1. 0. 3.]
}

func ExampleProgram_Run() {
	x, row := fused.In[float64]("x"), fused.In[float64]("row")
	p, err := fused.Compile(fused.Div(fused.Sub(x, row), fused.Const(2)))
	must(err)
	m, err := ndview.FromSlice([]float64{1, 2, 3, 5, 6, 7}, 2, 3)
	must(err)
	must(p.Run(m.Raw(), m.View.Raw(), m.IndexAxis(0, 0).View.Raw())) // (m − m[0])/2, where m[0] is read before it changes
	fmt.Println(m)
	// Output:
	// [[0. 0. 0.]
	//  [2. 2. 2.]]
}

func ExampleProgram_RunContext() {
	x := fused.In[float64]("x")
	p, err := fused.Compile(fused.Exp(fused.Neg(fused.Square(x))))
	must(err)
	v := ndview.Make[float64](1_000_000)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	fmt.Println(p.RunContext(ctx, 4, v.Raw(), v.View.Raw()))
	// Output: context canceled
}

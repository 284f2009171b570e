package fused_test

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops/fused"
)

// show prints an expression, and what it makes of operands of one shape, in the order of its inputs.
func show[D ndview.Element](e fused.Expr, operands ...ndview.Raw) {
	p, err := fused.Compile(e)
	must(err)
	dst := ndview.Make[D](operands[0].Shape()...)
	must(p.Run(dst.Raw(), operands...))
	fmt.Println(p, "=", dst)
}

// reduced prints a reduction of an expression over all axes.
func reduced[D ndview.Element](e fused.Expr, operands ...ndview.Raw) {
	p, err := fused.Compile(e)
	must(err)
	dst := ndview.Make[D]()
	must(p.Run(dst.Raw(), operands...))
	fmt.Println(p, "=", dst)
}

func raw[T ndview.Element](xs ...T) ndview.Raw { return vector(xs...).View.Raw() }

var (
	x, y     = fused.In[float64]("x"), fused.In[float64]("y")
	n, m     = fused.In[int32]("n"), fused.In[int32]("m")
	on, over = fused.In[ndview.Bool]("on"), fused.In[ndview.Bool]("over")
)

func ExampleAdd() {
	show[float64](fused.Add(x, fused.Const(0.5)), raw(1.0, 4, 9))
	// Output: x + 0.5 = [1.5 4.5 9.5]
}

func ExampleSub() {
	show[float64](fused.Sub(fused.Const(1), x), raw(1.0, 4, 9))
	// Output: 1 - x = [ 0. -3. -8.]
}

func ExampleMul() {
	show[float64](fused.Mul(x, y), raw(1.0, -4, 9), raw(2.0, 0.5, -2))
	// Output: x*y = [  2.  -2. -18.]
}

func ExampleDiv() {
	show[float64](fused.Div(n, m), raw[int32](7, -7, 12), raw[int32](2, 2, 5))
	// Output: n/m = [ 3.5 -3.5  2.4]
}

func ExampleFloorDiv() {
	show[int32](fused.FloorDiv(n, m), raw[int32](7, -7, 12), raw[int32](2, 2, 5))
	// Output: n // m = [ 3 -4  2]
}

func ExampleMod() {
	show[int32](fused.Mod(n, m), raw[int32](7, -7, 12), raw[int32](2, 2, 5))
	// Output: n % m = [1 1 2]
}

func ExamplePow() {
	show[float64](fused.Pow(x, y), raw(2.0, 9, 10), raw(10.0, 0.5, -1))
	// Output: x**y = [1.024e+03 3.000e+00 1.000e-01]
}

func ExampleNeg() {
	show[float64](fused.Neg(fused.Square(x)), raw(1.0, 4, 9))
	// Output: -square(x) = [ -1. -16. -81.]
}

func ExampleAbs() {
	show[float64](fused.Abs(fused.Sub(x, y)), raw(1.0, -4, 9), raw(2.0, 0.5, -2))
	// Output: absolute(x - y) = [ 1.   4.5 11. ]
}

func ExampleSquare() {
	show[float64](fused.Square(fused.Add(x, y)), raw(1.0, -4, 9), raw(2.0, 0.5, -2))
	// Output: square(x + y) = [ 9.   12.25 49.  ]
}

func ExampleSqrt() {
	show[float64](fused.Sqrt(x), raw(1.0, 4, 9))
	// Output: sqrt(x) = [1. 2. 3.]
}

func ExampleExp() {
	show[float64](fused.Exp(x), raw(0.0, 1, -1))
	// Output: exp(x) = [1.         2.71828183 0.36787944]
}

func ExampleLog() {
	show[float64](fused.Log(x), raw(1.0, 2, 10))
	// Output: log(x) = [0.         0.69314718 2.30258509]
}

func ExampleSin() {
	show[float64](fused.Sin(x), raw(0.0, 0.5, 1))
	// Output: sin(x) = [0.         0.47942554 0.84147098]
}

func ExampleCos() {
	show[float64](fused.Cos(x), raw(0.0, 0.5, 1))
	// Output: cos(x) = [1.         0.87758256 0.54030231]
}

func ExampleMinimum() {
	show[float64](fused.Minimum(x, y), raw(1.0, -4, 9), raw(2.0, 0.5, -2))
	// Output: minimum(x, y) = [ 1. -4. -2.]
}

func ExampleMaximum() {
	show[float64](fused.Maximum(x, fused.Const(0)), raw(1.0, -4, 9))
	// Output: maximum(x, 0) = [1. 0. 9.]
}

func ExampleLess() {
	show[ndview.Bool](fused.Less(n, m), raw[int32](1, 2, 3), raw[int32](3, 2, 1))
	// Output: n < m = [ True False False]
}

func ExampleLessEqual() {
	show[ndview.Bool](fused.LessEqual(n, m), raw[int32](1, 2, 3), raw[int32](3, 2, 1))
	// Output: n <= m = [ True  True False]
}

func ExampleGreater() {
	show[ndview.Bool](fused.Greater(n, m), raw[int32](1, 2, 3), raw[int32](3, 2, 1))
	// Output: n > m = [False False  True]
}

func ExampleGreaterEqual() {
	show[ndview.Bool](fused.GreaterEqual(n, m), raw[int32](1, 2, 3), raw[int32](3, 2, 1))
	// Output: n >= m = [False  True  True]
}

func ExampleEqual() {
	show[ndview.Bool](fused.Equal(n, m), raw[int32](1, 2, 3), raw[int32](3, 2, 1))
	// Output: n == m = [False  True False]
}

func ExampleNotEqual() {
	show[ndview.Bool](fused.NotEqual(n, m), raw[int32](1, 2, 3), raw[int32](3, 2, 1))
	// Output: n != m = [ True False  True]
}

func ExampleAnd() {
	show[int32](fused.And(n, fused.Const(6)), raw[int32](5, 6, -1))
	// Output: n & 6 = [4 6 6]
}

func ExampleOr() {
	show[ndview.Bool](fused.Or(on, over), raw[ndview.Bool](0, 0, 1), raw[ndview.Bool](0, 1, 1))
	// Output: on | over = [False  True  True]
}

func ExampleXor() {
	show[int32](fused.Xor(n, m), raw[int32](5, 6, 7), raw[int32](1, 2, 4))
	// Output: n ^ m = [4 4 3]
}

func ExampleNot() {
	show[ndview.Bool](fused.Not(fused.And(on, over)), raw[ndview.Bool](0, 0, 1), raw[ndview.Bool](0, 1, 1))
	// Output: ~(on & over) = [ True  True False]
}

func ExampleClip() {
	show[float64](fused.Clip(x, fused.Const(0), fused.Const(1)), raw(-0.5, 0.5, 1.5))
	// Output: clip(x, 0, 1) = [0.  0.5 1. ]
}

func ExampleValue() {
	show[float64](fused.Mul(fused.In[float32]("x"), fused.Value(0.5)), raw[float32](1, 2, 3))
	// Output: x*float64(0.5) = [0.5 1.  1.5]
}

func ExampleProd() {
	reduced[float64](fused.Prod(fused.Add(x, fused.Const(1))), raw(1.0, 4, 9))
	// Output: prod(x + 1) = 100.0
}

func ExampleMin() {
	reduced[float64](fused.Min(fused.Mul(x, y)), raw(1.0, -4, 9), raw(2.0, 0.5, -2))
	// Output: min(x*y) = -18.0
}

func ExampleMax() {
	reduced[float64](fused.Max(fused.Abs(x)), raw(1.0, -4, 9))
	// Output: max(absolute(x)) = 9.0
}

func ExampleMean() {
	reduced[float64](fused.Mean(fused.Mul(x, y)), raw(1.0, -4, 9), raw(2.0, 0.5, -2))
	// Output: mean(x*y) = -6.0
}

func ExampleAll() {
	reduced[ndview.Bool](fused.All(fused.Greater(x, y)), raw(1.0, -4, 9), raw(2.0, 0.5, -2))
	// Output: all(x > y) = False
}

func ExampleAny() {
	reduced[ndview.Bool](fused.Any(fused.Greater(x, y)), raw(1.0, -4, 9), raw(2.0, 0.5, -2))
	// Output: any(x > y) = True
}

func ExampleCount() {
	reduced[int64](fused.Count(fused.Greater(x, fused.Const(2))), raw(1.0, 4, 9))
	// Output: count_nonzero(x > 2) = 2
}

func ExampleReduce() {
	rows, err := ndview.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	must(err)
	p, err := fused.Compile(fused.Reduce("sum", fused.Square(x), -1))
	must(err)
	dst := ndview.Make[float64](2)
	must(p.Run(dst.Raw(), rows.View.Raw()))
	fmt.Println(p, "=", dst)
	// Output: sum(square(x), axis=-1) = [14. 77.]
}

func ExampleProgram_Inputs() {
	p, err := fused.Compile(fused.Add(fused.Mul(y, x), y))
	must(err)
	fmt.Println(p.Inputs()) // in the order in which the expression names them, each once
	// Output: [y x]
}

func ExampleProgram_InputDTypes() {
	p, err := fused.Compile(fused.Add(x, n))
	must(err)
	fmt.Println(p.InputDTypes())
	// Output: [float64 int32]
}

func ExampleProgram_DType() {
	p, err := fused.Compile(fused.Less(x, n))
	must(err)
	fmt.Println(p.DType())
	// Output: bool
}

package ops_test

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// line returns a view of new memory with these elements.
func line(x ...float64) ndview.MutView[float64] {
	v := ndview.Make[float64](len(x))
	for i, x := range x {
		v.Set1(i, x)
	}
	return v
}

// showLine prints what is left in v.
func showLine(err error, v ndview.MutView[float64]) {
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(v)
}

func ExampleSqrt() {
	v := line(4, 2, 0)
	showLine(ops.Sqrt(v, v.View), v)
	// Output: [2.         1.41421356 0.        ]
}

func ExampleCbrt() {
	v := line(27, -8, 0)
	showLine(ops.Cbrt(v, v.View), v)
	// Output: [ 3. -2.  0.]
}

func ExampleExp() {
	v := line(0, 1, -1)
	showLine(ops.Exp(v, v.View), v)
	// Output: [1.         2.71828183 0.36787944]
}

func ExampleExp2() {
	v := line(0, 10, -1)
	showLine(ops.Exp2(v, v.View), v)
	// Output: [1.000e+00 1.024e+03 5.000e-01]
}

func ExampleExpm1() {
	v := line(0, 1e-10, 1)
	showLine(ops.Expm1(v, v.View), v)
	// Output: [0.00000000e+00 1.00000000e-10 1.71828183e+00]
}

func ExampleLog() {
	v := line(1, 10, 0)
	showLine(ops.Log(v, v.View), v)
	// Output: [0.         2.30258509       -inf]
}

func ExampleLog2() {
	v := line(1, 8, 0.5)
	showLine(ops.Log2(v, v.View), v)
	// Output: [ 0.  3. -1.]
}

func ExampleLog10() {
	v := line(1, 1000, 0.5)
	showLine(ops.Log10(v, v.View), v)
	// Output: [ 0.       3.      -0.30103]
}

func ExampleLog1p() {
	v := line(0, 1e-10, 1)
	showLine(ops.Log1p(v, v.View), v)
	// Output: [0.00000000e+00 1.00000000e-10 6.93147181e-01]
}

func ExampleSin() {
	v := line(0, 1, 1e22)
	showLine(ops.Sin(v, v.View), v)
	// Output: [ 0.          0.84147098 -0.85220085]
}

func ExampleCos() {
	v := line(0, 1, 1e22)
	showLine(ops.Cos(v, v.View), v)
	// Output: [1.         0.54030231 0.52321479]
}

func ExampleTan() {
	v := line(0, 1, 1e22)
	showLine(ops.Tan(v, v.View), v)
	// Output: [ 0.          1.55740772 -1.62877823]
}

func ExampleArcsin() {
	v := line(0, 0.5, 2)
	showLine(ops.Arcsin(v, v.View), v)
	// Output: [0.         0.52359878        nan]
}

func ExampleArccos() {
	v := line(1, 0.5, 2)
	showLine(ops.Arccos(v, v.View), v)
	// Output: [0.         1.04719755        nan]
}

func ExampleArctan() {
	v := line(0, 1, 1e300)
	showLine(ops.Arctan(v, v.View), v)
	// Output: [0.         0.78539816 1.57079633]
}

func ExampleSinh() {
	v := line(0, 1, -1)
	showLine(ops.Sinh(v, v.View), v)
	// Output: [ 0.          1.17520119 -1.17520119]
}

func ExampleCosh() {
	v := line(0, 1, -1)
	showLine(ops.Cosh(v, v.View), v)
	// Output: [1.         1.54308063 1.54308063]
}

func ExampleTanh() {
	v := line(0, 1, -30)
	showLine(ops.Tanh(v, v.View), v)
	// Output: [ 0.          0.76159416 -1.        ]
}

func ExampleArcsinh() {
	v := line(0, 1, -1)
	showLine(ops.Arcsinh(v, v.View), v)
	// Output: [ 0.          0.88137359 -0.88137359]
}

func ExampleArccosh() {
	v := line(1, 2, 0)
	showLine(ops.Arccosh(v, v.View), v)
	// Output: [0.        1.3169579       nan]
}

func ExampleArctanh() {
	v := line(0, 0.5, 1)
	showLine(ops.Arctanh(v, v.View), v)
	// Output: [0.         0.54930614        inf]
}

func ExampleDeg2Rad() {
	v := line(0, 90, 180)
	showLine(ops.Deg2Rad(v, v.View), v)
	// Output: [0.         1.57079633 3.14159265]
}

func ExampleRad2Deg() {
	v := line(0, 1, 3)
	showLine(ops.Rad2Deg(v, v.View), v)
	// Output: [  0.          57.29577951 171.88733854]
}

func ExampleSigmoid() {
	v := line(0, 2, -1000)
	showLine(ops.Sigmoid(v, v.View), v)
	// Output: [0.5        0.88079708 0.        ]
}

func ExamplePower() {
	a, b := line(2, 9, -2), line(10, 0.5, 3)
	showLine(ops.Power(a, a.View, b.View), a)
	// Output: [1024.    3.   -8.]
}

func ExampleArctan2() {
	a, b := line(1, 0, -1), line(1, -1, 0)
	showLine(ops.Arctan2(a, a.View, b.View), a)
	// Output: [ 0.78539816  3.14159265 -1.57079633]
}

func ExampleHypot() {
	a, b := line(3, 1e200, 0), line(4, 1e200, 0)
	showLine(ops.Hypot(a, a.View, b.View), a)
	// Output: [5.00000000e+000 1.41421356e+200 0.00000000e+000]
}

func ExampleLogAddExp() {
	a, b := line(0, 1000, -5), line(0, 1000, 5)
	showLine(ops.LogAddExp(a, a.View, b.View), a)
	// Output: [6.93147181e-01 1.00069315e+03 5.00004540e+00]
}

func ExampleLogAddExp2() {
	a, b := line(0, 2000, -5), line(0, 2000, 5)
	showLine(ops.LogAddExp2(a, a.View, b.View), a)
	// Output: [1.00000000e+00 2.00100000e+03 5.00140819e+00]
}

func ExampleAngle() {
	z := ndview.Make[complex128](2)
	z.Set1(0, 1i)
	z.Set1(1, -1)
	v := line(0, 0)
	showLine(ops.Angle(v, z.View), v)
	// Output: [1.57079633 3.14159265]
}

func ExampleSoftmax() {
	v := line(1000, 1000, 1001)
	showLine(ops.Softmax(v, v.View, 0), v)
	// Output: [0.21194156 0.21194156 0.57611688]
}

func ExampleSoftmaxRaw() {
	v := line(1000, 1000, 1001)
	showLine(ops.SoftmaxRaw(v.Raw(), v.View.Raw(), 0), v)
	// Output: [0.21194156 0.21194156 0.57611688]
}

func ExampleLogSumExpRaw() {
	v := line(1000, 1000, 1001)
	showLine(ops.LogSumExpRaw(v.IndexAxis(0, 0).Raw(), v.View.Raw()), v)
	// Output: [1001.55144471 1000.         1001.        ]
}

func ExampleLogSumExp() {
	v := line(1000, 1000, 1001)
	showLine(ops.LogSumExp(v.IndexAxis(0, 0), v.View), v)
	// Output: [1001.55144471 1000.         1001.        ]
}

package ops_test

import (
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func ExampleFMA() {
	// The product is not rounded: 0.1 is a little more than a tenth.
	dst := ndview.Make[float64](2)
	must(ops.FMA(dst, of[float64](0.1, -1).View, of[float64](10, 2).View, of[float64](-1, 2).View))
	show(dst.View)
	// Output: [5.551115123125783e-17 0]
}

func ExampleNeg() {
	dst := ndview.Make[int8](3)
	must(ops.Neg(dst, of[int8](1, -2, -128).View))
	show(dst.View)
	// Output: [-1 2 -128]
}

func ExamplePos() {
	dst := ndview.Make[int16](2)
	must(ops.Pos(dst, of[int16](1, -2).View))
	show(dst.View)
	// Output: [1 -2]
}

func ExampleAbs() {
	dst := ndview.Make[float64](2)
	must(ops.Abs(dst, of[float64](-1.5, 2).View))
	show(dst.View)
	// Output: [1.5 2]
}

func ExampleAbsComplex() {
	dst := ndview.Make[float64](2)
	must(ops.AbsComplex(dst, of[complex128](3+4i, -5i).View))
	show(dst.View)
	// Output: [5 5]
}

func ExampleSign() {
	dst := ndview.Make[complex128](3)
	must(ops.Sign(dst, of[complex128](3+4i, 0, -2).View))
	show(dst.View)
	// Output: [(0.6+0.8i) (0+0i) (-1+0i)]
}

func ExampleSquare() {
	dst := ndview.Make[int32](2)
	must(ops.Square(dst, of[int32](3, -4).View))
	show(dst.View)
	// Output: [9 16]
}

func ExampleGCD() {
	dst := ndview.Make[int32](3)
	must(ops.GCD(dst, of[int32](12, -4, 0).View, of[int32](18, 6, 0).View))
	show(dst.View)
	// Output: [6 2 0]
}

func ExampleLCM() {
	dst := ndview.Make[int32](2)
	must(ops.LCM(dst, of[int32](4, 0).View, of[int32](6, 5).View))
	show(dst.View)
	// Output: [12 0]
}

func ExampleTrueDiv() {
	dst := ndview.Make[float64](2)
	must(ops.TrueDiv(dst, of[int32](7, 1).View, of[int32](2, 0).View))
	show(dst.View)
	// Output: [3.5 +Inf]
}

func ExampleFloorDiv() {
	dst := ndview.Make[int32](3)
	must(ops.FloorDiv(dst, of[int32](7, -7, 7).View, of[int32](2, 2, 0).View))
	show(dst.View)
	// Output: [3 -4 0]
}

func ExampleMod() {
	// The sign is that of the divisor.
	dst := ndview.Make[int32](3)
	must(ops.Mod(dst, of[int32](7, -7, 7).View, of[int32](3, 3, -3).View))
	show(dst.View)
	// Output: [1 2 -2]
}

func ExampleFmod() {
	// The sign is that of the dividend.
	dst := ndview.Make[int32](3)
	must(ops.Fmod(dst, of[int32](7, -7, 7).View, of[int32](3, 3, -3).View))
	show(dst.View)
	// Output: [1 -1 1]
}

func ExampleDivMod() {
	div, mod := ndview.Make[float64](2), ndview.Make[float64](2)
	must(ops.DivMod(div, mod, of(7.5, -7.5).View, of(2.0, 2).View))
	show(div.View)
	show(mod.View)
	// Output:
	// [3 -4]
	// [1.5 0.5]
}

func ExampleReciprocal() {
	dst := ndview.Make[float64](3)
	must(ops.Reciprocal(dst, of[float64](4, -0.5, 0).View))
	show(dst.View)
	// Output: [0.25 -2 +Inf]
}

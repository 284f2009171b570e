package ops_test

import (
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func ExampleBitwiseAnd() {
	dst := ndview.Make[uint8](2)
	must(ops.BitwiseAnd(dst, of[uint8](12, 255).View, of[uint8](10, 7).View))
	show(dst.View)
	// Output: [8 7]
}

func ExampleBitwiseOr() {
	dst := ndview.Make[uint8](2)
	must(ops.BitwiseOr(dst, of[uint8](12, 1).View, of[uint8](10, 2).View))
	show(dst.View)
	// Output: [14 3]
}

func ExampleBitwiseXor() {
	dst := ndview.Make[ndview.Bool](3)
	must(ops.BitwiseXor(dst, of[ndview.Bool](0, 1, 1).View, of[ndview.Bool](1, 0, 1).View))
	show(dst.View)
	// Output: [True True False]
}

func ExampleInvert() {
	dst := ndview.Make[int8](2)
	must(ops.Invert(dst, of[int8](0, 5).View))
	show(dst.View)
	// Output: [-1 -6]
}

func ExampleLeftShift() {
	// A shift by 8 bits or more leaves nothing.
	dst := ndview.Make[uint8](3)
	must(ops.LeftShift(dst, of[uint8](1, 3, 1).View, of[uint8](4, 7, 8).View))
	show(dst.View)
	// Output: [16 128 0]
}

func ExampleRightShift() {
	dst := ndview.Make[int8](3)
	must(ops.RightShift(dst, of[int8](64, -64, -1).View, of[int8](4, 4, 100).View))
	show(dst.View)
	// Output: [4 -4 -1]
}

func ExampleBitwiseCount() {
	dst := ndview.Make[uint8](3)
	must(ops.BitwiseCount(dst, of[int8](7, -7, -128).View))
	show(dst.View)
	// Output: [3 3 1]
}

func ExampleCeil() {
	dst := ndview.Make[float64](2)
	must(ops.Ceil(dst, of[float64](1.2, -1.2).View))
	show(dst.View)
	// Output: [2 -1]
}

func ExampleFloor() {
	dst := ndview.Make[float64](2)
	must(ops.Floor(dst, of[float64](1.2, -1.2).View))
	show(dst.View)
	// Output: [1 -2]
}

func ExampleTrunc() {
	dst := ndview.Make[float64](2)
	must(ops.Trunc(dst, of[float64](1.7, -1.7).View))
	show(dst.View)
	// Output: [1 -1]
}

func ExampleRint() {
	dst := ndview.Make[float64](3)
	must(ops.Rint(dst, of[float64](0.5, 1.5, -2.5).View))
	show(dst.View)
	// Output: [0 2 -2]
}

func ExampleRound() {
	// To tens: ties to even.
	dst := ndview.Make[int64](3)
	must(ops.Round(dst, of[int64](15, 25, -38).View, -1))
	show(dst.View)
	// Output: [20 20 -40]
}

package ops_test

import (
	"math"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func ExampleEqual() {
	dst := ndview.Make[ndview.Bool](2)
	must(ops.Equal(dst, of[int32](1, 2).View, of[int32](1, 3).View))
	show(dst.View)
	// Output: [True False]
}

func ExampleNotEqual() {
	dst := ndview.Make[ndview.Bool](2)
	must(ops.NotEqual(dst, of[int32](1, 2).View, of[int32](1, 3).View))
	show(dst.View)
	// Output: [False True]
}

func ExampleLess() {
	dst := ndview.Make[ndview.Bool](2)
	must(ops.Less(dst, of[complex64](1+2i, 2).View, of[complex64](1+3i, 1+9i).View))
	show(dst.View)
	// Output: [True False]
}

func ExampleLessEqual() {
	dst := ndview.Make[ndview.Bool](3)
	must(ops.LessEqual(dst, of[uint8](1, 2, 3).View, of[uint8](2, 2, 2).View))
	show(dst.View)
	// Output: [True True False]
}

func ExampleGreater() {
	dst := ndview.Make[ndview.Bool](3)
	must(ops.Greater(dst, of[uint8](1, 2, 3).View, of[uint8](2, 2, 2).View))
	show(dst.View)
	// Output: [False False True]
}

func ExampleGreaterEqual() {
	dst := ndview.Make[ndview.Bool](3)
	must(ops.GreaterEqual(dst, of[uint8](1, 2, 3).View, of[uint8](2, 2, 2).View))
	show(dst.View)
	// Output: [False True True]
}

func ExampleLogicalAnd() {
	dst := ndview.Make[ndview.Bool](3)
	must(ops.LogicalAnd(dst, of[int8](0, 2, 2).View, of[int8](1, 0, 4).View))
	show(dst.View)
	// Output: [False False True]
}

func ExampleLogicalOr() {
	dst := ndview.Make[ndview.Bool](3)
	must(ops.LogicalOr(dst, of[int8](0, 2, 0).View, of[int8](1, 0, 0).View))
	show(dst.View)
	// Output: [True True False]
}

func ExampleLogicalXor() {
	dst := ndview.Make[ndview.Bool](3)
	must(ops.LogicalXor(dst, of[int8](0, 2, 2).View, of[int8](1, 0, 4).View))
	show(dst.View)
	// Output: [True True False]
}

func ExampleLogicalNot() {
	dst := ndview.Make[ndview.Bool](2)
	must(ops.LogicalNot(dst, of[int8](0, 2).View))
	show(dst.View)
	// Output: [True False]
}

func ExampleIsNaN() {
	dst := ndview.Make[ndview.Bool](3)
	must(ops.IsNaN(dst, of[float64](1, math.NaN(), math.Inf(1)).View))
	show(dst.View)
	// Output: [False True False]
}

func ExampleIsInf() {
	dst := ndview.Make[ndview.Bool](3)
	must(ops.IsInf(dst, of[float64](1, math.NaN(), math.Inf(1)).View))
	show(dst.View)
	// Output: [False False True]
}

func ExampleIsFinite() {
	dst := ndview.Make[ndview.Bool](3)
	must(ops.IsFinite(dst, of[float64](1, math.NaN(), math.Inf(1)).View))
	show(dst.View)
	// Output: [True False False]
}

func ExampleSignbit() {
	dst := ndview.Make[ndview.Bool](3)
	must(ops.Signbit(dst, of[float64](math.Inf(-1), -1, 2).View))
	show(dst.View)
	// Output: [True True False]
}

package ops_test

import (
	"math"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func ExampleRealPart() {
	dst := ndview.Make[float32](2)
	must(ops.RealPart(dst, of[complex64](1+2i, 3-4i).View))
	show(dst.View)
	// Output: [1 3]
}

func ExampleImagPart() {
	dst := ndview.Make[float32](2)
	must(ops.ImagPart(dst, of[complex64](1+2i, 3-4i).View))
	show(dst.View)
	// Output: [2 -4]
}

func ExampleConj() {
	dst := ndview.Make[complex128](2)
	must(ops.Conj(dst, of[complex128](1+2i, 3-4i).View))
	show(dst.View)
	// Output: [(1-2i) (3+4i)]
}

func ExampleCopysign() {
	dst := ndview.Make[float64](2)
	must(ops.Copysign(dst, of[float64](1, -2).View, of[float64](-3, 4).View))
	show(dst.View)
	// Output: [-1 2]
}

func ExampleNextafter() {
	dst := ndview.Make[float64](2)
	must(ops.Nextafter(dst, of[float64](1, 0).View, of[float64](2, 1).View))
	show(dst.View)
	// Output: [1.0000000000000002 5e-324]
}

func ExampleSpacing() {
	dst := ndview.Make[float32](2)
	must(ops.Spacing(dst, of[float32](1, -16777216).View))
	show(dst.View)
	// Output: [1.1920929e-07 -2]
}

func ExampleHeaviside() {
	dst := ndview.Make[float64](3)
	must(ops.Heaviside(dst, of[float64](-1, 0, 5).View, of[float64](0.5, 0.5, 0.5).View))
	show(dst.View)
	// Output: [0 0.5 1]
}

func ExampleMinimum() {
	dst := ndview.Make[float64](3)
	must(ops.Minimum(dst, of[float64](1, 3, math.NaN()).View, of[float64](2, 2, 2).View))
	show(dst.View)
	// Output: [1 2 NaN]
}

func ExampleMaximum() {
	dst := ndview.Make[float64](3)
	must(ops.Maximum(dst, of[float64](1, 3, math.NaN()).View, of[float64](2, 2, 2).View))
	show(dst.View)
	// Output: [2 3 NaN]
}

func ExampleFmin() {
	dst := ndview.Make[float64](3)
	must(ops.Fmin(dst, of[float64](1, 3, math.NaN()).View, of[float64](2, 2, 2).View))
	show(dst.View)
	// Output: [1 2 2]
}

func ExampleFmax() {
	dst := ndview.Make[float64](3)
	must(ops.Fmax(dst, of[float64](1, 3, math.NaN()).View, of[float64](2, 2, 2).View))
	show(dst.View)
	// Output: [2 3 2]
}

func ExampleClip() {
	dst := ndview.Make[int32](3)
	must(ops.Clip(dst, of[int32](-7, 5, 70).View, of[int32](0, 0, 0).View, of[int32](9, 9, 9).View))
	show(dst.View)
	// Output: [0 5 9]
}

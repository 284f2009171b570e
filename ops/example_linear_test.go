package ops_test

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func ExampleMatMul() {
	a := ramp(2, 3)
	dst := ndview.Make[float64](2, 2)
	if err := ops.MatMul(dst, a.View, a.T().View); err != nil { // np.matmul(a, a.T, out=dst)
		panic(err)
	}
	show(dst.View)
	// Output: [5 14 14 50]
}

func ExampleMatMul_stacks() {
	stack, turn := ramp(3, 2, 2), ramp(2, 2)
	if err := ops.MatMul(stack, stack.View, turn.View); err != nil { // stack @= turn, one turn for all
		panic(err)
	}
	show(stack.View)
	// Output: [2 3 6 11 10 19 14 27 18 35 22 43]
}

func ExampleMatVec() {
	a, x := ramp(2, 3), ramp(3)
	dst := ndview.Make[float64](2)
	if err := ops.MatVec(dst, a.View, x.View); err != nil { // np.matvec(a, x, out=dst)
		panic(err)
	}
	show(dst.View)
	// Output: [5 14]
}

func ExampleVecMat() {
	x, a := ramp(2), ramp(2, 3)
	dst := ndview.Make[float64](3)
	if err := ops.VecMat(dst, x.View, a.View); err != nil { // np.vecmat(x, a, out=dst)
		panic(err)
	}
	show(dst.View)
	// Output: [3 4 5]
}

func ExampleVecDot() {
	a := ramp(2, 3)
	dst := ndview.Make[float64](2)
	if err := ops.VecDot(dst, a.View, a.View); err != nil { // np.vecdot(a, a, out=dst)
		panic(err)
	}
	show(dst.View)
	// Output: [5 50]
}

func ExampleDot() {
	a := ramp(4)
	product, err := ops.Dot(a.View, a.Flip(0).View) // np.dot(a, a[::-1])
	fmt.Println(product, err)
	// Output: 4 <nil>
}

func ExampleVDot() {
	a, err := ndview.FromSlice([]complex128{1 + 1i, 2i})
	if err != nil {
		panic(err)
	}
	norm, err := ops.VDot(a.View, a.View) // np.vdot(a, a)
	fmt.Println(norm, err)
	// Output: (6+0i) <nil>
}

func ExampleDotTo() {
	a, b := ramp(2, 2, 2), ramp(2)
	dst := ndview.Make[float64](2, 2)
	if err := ops.DotTo(dst, a.View, b.View); err != nil { // np.dot(a, b, out=dst)
		panic(err)
	}
	show(dst.View)
	// Output: [1 3 5 7]
}

func ExampleInner() {
	a := ramp(2, 3)
	dst := ndview.Make[float64](2, 2)
	if err := ops.Inner(dst, a.View, a.View); err != nil { // dst[:] = np.inner(a, a)
		panic(err)
	}
	show(dst.View)
	// Output: [5 14 14 50]
}

func ExampleOuter() {
	a := ramp(3)
	dst := ndview.Make[float64](3, 2)
	if err := ops.Outer(dst, a.View, a.SliceAxis(0, ndview.From(1)).View); err != nil { // np.outer(a, a[1:], out=dst)
		panic(err)
	}
	show(dst.View)
	// Output: [0 0 1 2 2 4]
}

func ExampleTensorDot() {
	a, b := ramp(2, 3, 2), ramp(3, 2)
	dst := ndview.Make[float64](2)
	if err := ops.TensorDot(dst, a.View, b.View, []int{1, 2}, []int{0, 1}); err != nil { // np.tensordot(a, b, axes=([1, 2], [0, 1]))
		panic(err)
	}
	show(dst.View)
	// Output: [55 145]
}

func ExampleEinsum() {
	a := ramp(2, 2)
	trace := ndview.Make[float64]()
	if err := ops.Einsum(trace, "ii->", a.View); err != nil { // np.einsum("ii->", a, out=trace)
		panic(err)
	}
	rows := ndview.Make[float64](2)
	if err := ops.Einsum(rows, "ij,ij->i", a.View, a.View); err != nil {
		panic(err)
	}
	show(trace.View)
	show(rows.View)
	err := ops.Einsum(rows, "ij,jk", a.View)
	fmt.Println(err)
	// Output:
	// [3]
	// [1 13]
	// inplace: ops.Einsum: subscripts "ij,jk", position 5: subscripts of 2 operands, found 1 operand
}

func ExampleProduct() {
	image, err := ndview.FromSlice([]uint8{200, 100, 50, 25}, 2, 2)
	if err != nil {
		panic(err)
	}
	weights := ramp(2)
	dst := ndview.Make[float32](2)
	// np.matmul(image, weights, out=dst), computed in float64
	if err := ops.Product("matmul", dst.Raw(), image.View.Raw(), weights.View.Raw()); err != nil {
		panic(err)
	}
	show(dst.View)
	fmt.Println(ops.Products())
	// Output:
	// [100 25]
	// [dot inner matmul matvec outer vdot vecdot vecmat]
}

func ExampleEinsumRaw() {
	image, err := ndview.FromSlice([]uint8{200, 100, 50, 25}, 2, 2)
	if err != nil {
		panic(err)
	}
	sums := ndview.Make[int64](2)
	// np.einsum("ij->i", image, out=sums): uint8 wraps around before it is cast
	if err := ops.EinsumRaw(sums.Raw(), "ij->i", []ndview.Raw{image.View.Raw()}, ops.Casting(ops.Unsafe)); err != nil {
		panic(err)
	}
	show(sums.View)
	// Output: [44 75]
}

func ExampleEinsum_many() {
	a, b, x := ramp(2, 3), ramp(3, 2), of[float64](1, -1)
	dst := ndview.Make[float64](2)
	must(ops.Einsum(dst, "ij,jk,k->i", a.View, b.View, x.View)) // a·b·x: b·x first, which takes fewer multiplications
	show(dst.View)
	// Output: [-3 -12]
}

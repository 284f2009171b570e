package ops_test

import (
	"errors"
	"fmt"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func ramp(shape ...int) ndview.MutView[float64] {
	v := ndview.Make[float64](shape...)
	s := make([]float64, v.Size())
	for i := range s {
		s[i] = float64(i)
	}
	if err := v.CopyFrom(s); err != nil {
		panic(err)
	}
	return v
}

// show prints the elements in C order.
func show[T ndview.Element](v ndview.View[T]) {
	s := make([]T, v.Size())
	if err := v.CopyTo(s); err != nil {
		panic(err)
	}
	fmt.Println(s)
}

func ExampleFill() {
	a := ramp(2, 3)
	if err := ops.Fill(a.SliceAxis(1, ndview.All.By(2)), -1); err != nil { // a[:, ::2] = -1
		panic(err)
	}
	show(a.View)
	// Output: [-1 1 -1 -1 4 -1]
}

func ExampleCopy() {
	a := ramp(2, 3)
	if err := ops.Copy(a, a.Flip(1).View); err != nil { // a[:] = a[:, ::-1]
		panic(err)
	}
	show(a.View)
	// Output: [2 1 0 5 4 3]
}

func ExampleScale() {
	a := ramp(2, 3)
	if err := ops.Scale(a.T().IndexAxis(0, 2), 10); err != nil { // a[:, 2] *= 10
		panic(err)
	}
	show(a.View)
	// Output: [0 1 20 3 4 50]
}

func ExampleAdd() {
	a, row := ramp(2, 3), ramp(3)
	if err := ops.Add(a, a.View, row.View); err != nil { // a += row
		panic(err)
	}
	show(a.View)
	// Output: [0 2 4 3 5 7]
}

func ExampleAdd_shapes() {
	a, column := ramp(2, 3), ramp(2)
	err := ops.Add(a, a.View, column.View)
	fmt.Println(errors.Is(err, ndview.ErrShape))
	fmt.Println(ops.Add(a, a.View, column.InsertAxis(1).View)) // column[:, None]
	show(a.View)
	// Output:
	// true
	// <nil>
	// [0 1 2 4 5 6]
}

func ExampleSub() {
	a := ramp(5)
	next, here := a.SliceAxis(0, ndview.From(1)), a.SliceAxis(0, ndview.To(-1))
	if err := ops.Sub(here, next.View, here.View); err != nil { // a[:-1] = a[1:] - a[:-1]
		panic(err)
	}
	show(a.View)
	// Output: [1 1 1 1 4]
}

func ExampleMul() {
	a := ramp(2, 3)
	if err := ops.Mul(a, a.View, a.View); err != nil { // a *= a
		panic(err)
	}
	show(a.View)
	// Output: [0 1 4 9 16 25]
}

func ExampleDiv() {
	a, b := ramp(3), ramp(3)
	if err := ops.Div(a, a.View, b.View); err != nil { // a /= b
		panic(err)
	}
	show(a.View)
	// Output: [NaN 1 1]
}

func ExampleSum() {
	a := ramp(2, 3)
	fmt.Println(ops.Sum(a.View), ops.Sum(a.IndexAxis(1, 0).View))
	// Output: 15 3
}

func ExampleSumInt() {
	mask := ndview.Make[ndview.Bool](100)
	if err := ops.Fill(mask.SliceAxis(0, ndview.All.By(3)), ndview.BoolOf(true)); err != nil {
		panic(err)
	}
	fmt.Println(ops.SumInt(mask.View), "are true")
	// Output: 34 are true
}

func ExampleSumUint() {
	pixels := ndview.Make[uint8](4, 4)
	if err := ops.Fill(pixels, 200); err != nil {
		panic(err)
	}
	fmt.Println(ops.SumUint(pixels.View))
	// Output: 3200
}

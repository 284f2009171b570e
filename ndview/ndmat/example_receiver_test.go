package ndmat_test

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
)

// into returns a receiver for a view, for the examples.
func into(v ndview.MutView[float64]) ndmat.Receiver {
	r, err := ndmat.Into(v)
	check(err)
	return r
}

// A view in Fortran order is written through the matrix of its transpose.
func ExampleReceiver_Dense() {
	v := over(make([]float64, 6), 3, 2)
	d, transposed := into(v).Dense()
	r, c := d.Dims()
	fmt.Println(r, c, transposed)
	d, transposed = into(v.T()).Dense()
	r, c = d.Dims()
	fmt.Println(r, c, transposed)
	// Output:
	// 3 2 false
	// 3 2 true
}

func ExampleReceiver_Mul() {
	product := over(make([]float64, 4), 2, 2)
	a := ndmat.Matrix(over([]float64{1, 2, 3, 4}, 2, 2).View)
	into(product).Mul(a, a.T())
	fmt.Println(product)
	// Output:
	// [[ 5. 11.]
	//  [11. 25.]]
}

// Each element plus the one below it: source and destination overlap.
func ExampleReceiver_Add() {
	v := over([]float64{1, 2, 3, 4, 5, 6}, 3, 2)
	upper, lower := v.Slice(ndview.To(2)), v.Slice(ndview.From(1))
	into(lower).Add(ndmat.Matrix(upper.View), ndmat.Matrix(lower.View))
	fmt.Println(v)
	// Output:
	// [[ 1.  2.]
	//  [ 4.  6.]
	//  [ 8. 10.]]
}

// A matrix minus its own transpose.
func ExampleReceiver_Sub() {
	v := over([]float64{1, 2, 5, 4}, 2, 2)
	m := ndmat.Matrix(v.View)
	into(v).Sub(m, m.T())
	fmt.Println(v)
	// Output:
	// [[ 0. -3.]
	//  [ 3.  0.]]
}

func ExampleReceiver_MulElem() {
	v := over([]float64{1, 2, 3, 4}, 2, 2)
	m := ndmat.Matrix(v.View)
	into(v).MulElem(m, m)
	fmt.Println(v)
	// Output:
	// [[ 1.  4.]
	//  [ 9. 16.]]
}

func ExampleReceiver_DivElem() {
	v := over([]float64{1, 2, 3, 4}, 2, 2)
	into(v).DivElem(ndmat.Matrix(v.View), ndmat.MatrixOf(over([]int32{1, 2, 1, 2}, 2, 2).View))
	fmt.Println(v)
	// Output:
	// [[1. 1.]
	//  [3. 2.]]
}

func ExampleReceiver_Scale() {
	v := over([]float64{1, 2, 3, 4}, 2, 2)
	into(v).Scale(10, ndmat.Matrix(v.View))
	fmt.Println(v)
	// Output:
	// [[10. 20.]
	//  [30. 40.]]
}

// The rows of a matrix in the opposite order, where they are.
func ExampleReceiver_Copy() {
	v := over([]float64{1, 2, 3, 4, 5, 6}, 3, 2)
	into(v).Copy(ndmat.Matrix(v.Flip(0).View))
	fmt.Println(v)
	// Output:
	// [[5. 6.]
	//  [3. 4.]
	//  [1. 2.]]
}

package ndmat_test

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"gonum.org/v1/gonum/mat"
)

// A matrix that gonum may write to: what it computes is in the memory of the view.
func ExampleDense() {
	pixels := []float64{
		1, 2, 3, 0,
		4, 5, 6, 0,
	}
	v, err := ndview.FromSlice(pixels, 2, 4)
	if err != nil {
		panic(err)
	}
	left, err := ndmat.Dense(v.Slice(ndview.All, ndview.To(3)))
	if err != nil {
		panic(err)
	}
	left.Scale(10, left)
	fmt.Println(pixels)
	// Output: [10 20 30 0 40 50 60 0]
}

// A refusal says which stride is in the way, and what to use instead.
func ExampleDense_refused() {
	v := ndview.Make[float64](3, 4)
	_, err := ndmat.Dense(v.T())
	fmt.Println(err)
	// Output: inplace: Dense: the float64 view of shape (4, 3) with strides (8, 32) (bytes) is no *mat.Dense: axis 1 has stride 32, want 8, axis 0 has stride 8, want 24 or more (3 elements of axis 1); use Transposed: the T() of the matrix that it returns is this view
}

// To write to a matrix in Fortran order, compute its transpose: C = A·B is
// Cᵀ = Bᵀ·Aᵀ.
func ExampleTransposed() {
	fortran := func(data []float64) ndview.MutView[float64] {
		v, err := ndview.FromSlice(data, 2, 2)
		if err != nil {
			panic(err)
		}
		return v.T()
	}
	transposed := func(v ndview.MutView[float64]) *mat.Dense {
		xt, err := ndmat.Transposed(v)
		if err != nil {
			panic(err)
		}
		return xt
	}
	a, b := fortran([]float64{1, 3, 2, 4}), fortran([]float64{5, 7, 6, 8}) // 1 2 and 5 6
	c := fortran(make([]float64, 4))                                       // 3 4     7 8

	transposed(c).Mul(transposed(b), transposed(a))
	fmt.Println(mat.Formatted(ndmat.Matrix(c.View)))
	// Output:
	// ⎡19  22⎤
	// ⎣43  50⎦
}

func ExampleVec() {
	table := []float64{
		1, 10,
		2, 20,
		3, 30,
	}
	v, err := ndview.FromSlice(table, 3, 2)
	if err != nil {
		panic(err)
	}
	column, err := ndmat.Vec(v.Col(1)) // Inc 2
	if err != nil {
		panic(err)
	}
	column.ScaleVec(0.1, column)
	fmt.Println(table, mat.Sum(column))
	// Output: [1 1 2 2 3 3] 6
}

// Any layout can be read where it is, here a matrix that is walked backwards.
func ExampleMatrix() {
	v, err := ndview.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	if err != nil {
		panic(err)
	}
	turned := v.View.Flip(0).Flip(1)
	fmt.Println(mat.Formatted(ndmat.Matrix(turned)))
	// Output:
	// ⎡6  5  4⎤
	// ⎣3  2  1⎦
}

// Elevations as they are stored, read as float64.
func ExampleMatrixOf() {
	v, err := ndview.FromSlice([]int16{-1, 2, 3, 4}, 2, 2)
	if err != nil {
		panic(err)
	}
	fmt.Println(mat.Sum(ndmat.MatrixOf(v.View)))
	// Output: 8
}

// A function that writes to any mat.Mutable writes to any view.
func ExampleMutable() {
	data := make([]float64, 9)
	v, err := ndview.FromSlice(data, 3, 3)
	if err != nil {
		panic(err)
	}
	setIdentity := func(m mat.Mutable) {
		r, _ := m.Dims()
		for i := range r {
			m.Set(i, i, 1)
		}
	}
	setIdentity(ndmat.Mutable(v.Flip(1)))
	fmt.Println(data)
	// Output: [0 0 1 0 1 0 1 0 0]
}

// gonum's vectors cannot run backwards; this one is only read.
func ExampleVector() {
	v, err := ndview.FromSlice([]float64{1, 2, 3})
	if err != nil {
		panic(err)
	}
	x := mat.NewVecDense(3, []float64{1, 0, 0})
	fmt.Println(mat.Dot(x, ndmat.Vector(v.View.Flip(0))))
	// Output: 3
}

func ExampleMutableVector() {
	data := []float64{1, 2, 3}
	v, err := ndview.FromSlice(data)
	if err != nil {
		panic(err)
	}
	ndmat.MutableVector(v.Flip(0)).SetVec(0, 9)
	fmt.Println(data)
	// Output: [1 2 9]
}

// The fastest operand that the layout allows, and which it is.
func ExampleOperand() {
	v := ndview.Make[float64](2, 6)
	for _, w := range []ndview.MutView[float64]{v, v.T(), v.Row(0), v.Slice(ndview.All, ndview.All.By(3))} {
		m, road := ndmat.Operand(w)
		r, c := m.Dims()
		fmt.Printf("%d×%d %v\n", r, c, road.Kind)
	}
	// Output:
	// 2×6 *mat.Dense
	// 6×2 (*mat.Dense).T()
	// 6×1 *mat.VecDense
	// 2×2 element by element
}

func ExampleRoadOf() {
	v := ndview.Make[float64](2, 6).View
	fmt.Println(ndmat.RoadOf(v.Slice(ndview.All, ndview.To(3))))
	fmt.Println(ndmat.RoadOf(v.Row(0).Flip(0)))
	// Output:
	// *mat.Dense: rows of 3 elements next to each other, Stride 6
	// blas64.Vector: 6 elements, Inc -1; no *mat.VecDense: axis 0 has stride -8 (it runs backwards), want 8 or more
}

func ExampleFromDense() {
	d := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
	v := ndmat.FromDense(d)
	v.Set2(0, 0, -1)
	fmt.Println(v.Shape(), d.At(0, 0))
	// Output: [2 3] -1
}

func ExampleFromVec() {
	d := mat.NewDense(2, 3, []float64{1, 2, 3, 4, 5, 6})
	v := ndmat.FromVec(d.ColView(1).(*mat.VecDense))
	fmt.Println(v.Shape(), v.Strides(), v.At1(1))
	// Output: [2] [24] 5
}

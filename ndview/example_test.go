package ndview_test

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
)

// numbers returns a view of 0, 1, 2, … with a shape.
func numbers(shape ...int) ndview.MutView[int32] {
	v := ndview.Make[int32](shape...)
	data, _ := v.Data()
	for k := range data {
		data[k] = int32(k)
	}
	return v
}

// elements returns the elements in C order.
func elements[T ndview.Element](v ndview.View[T]) []T {
	all := make([]T, v.Size())
	if err := v.CopyTo(all); err != nil {
		panic(err)
	}
	return all
}

func ExampleView_Slice() {
	v := numbers(3, 4)
	w := v.Slice(ndview.At(1), ndview.All.By(-1)) // NumPy's v[1, ::-1]
	fmt.Println(w.Shape(), elements(w.View))
	w.Set1(0, 70)
	fmt.Println(v.At2(1, 3))
	// Output:
	// [4] [7 6 5 4]
	// 70
}

func ExampleView_SliceText() {
	v := numbers(3, 4)
	w, err := v.SliceText("1:, ::2, None")
	fmt.Println(w.Shape(), elements(w.View), err)
	_, err = v.SliceText("1:, x")
	fmt.Println(err)
	// Output:
	// [2 2 1] [4 6 8 10] <nil>
	// inplace: SliceText: index "1:, x": unexpected 'x', wanted an integer, a range, '...' or None
	//     1:, x
	//         ^
}

func ExampleView_SliceAxis() {
	v := numbers(2, 5).SliceAxis(1, ndview.Span(1, -1).By(2))
	fmt.Println(v.Shape(), elements(v.View))
	// Output: [2 2] [1 3 6 8]
}

func ExampleView_IndexAxis() {
	v := numbers(2, 3, 2).IndexAxis(1, -1)
	fmt.Println(v.Shape(), elements(v.View))
	// Output: [2 2] [4 5 10 11]
}

func ExampleView_Row() {
	v := numbers(2, 3)
	fmt.Println(elements(v.Row(-1).View), elements(v.Col(0).View))
	// Output: [3 4 5] [0 3]
}

func ExampleView_Col() {
	col := numbers(2, 3).Col(2)
	fmt.Println(col.At1(0), col.At1(1), col.Strides())
	// Output: 2 5 [12]
}

func ExampleView_T() {
	v := numbers(2, 3).T()
	fmt.Println(v.Shape(), v.Strides(), elements(v.View))
	// Output: [3 2] [4 12] [0 3 1 4 2 5]
}

func ExampleView_Permute() {
	fmt.Println(numbers(2, 3, 4).Permute(2, 0, 1).Shape())
	// Output: [4 2 3]
}

func ExampleView_SwapAxes() {
	fmt.Println(numbers(2, 3, 4).SwapAxes(0, -1).Shape())
	// Output: [4 3 2]
}

func ExampleView_MoveAxis() {
	image := numbers(3, 20, 30) // channels first
	fmt.Println(image.MoveAxis(0, -1).Shape())
	// Output: [20 30 3]
}

func ExampleView_Flip() {
	fmt.Println(elements(numbers(2, 3).Flip(1).View))
	// Output: [2 1 0 5 4 3]
}

func ExampleView_InsertAxis() {
	fmt.Println(numbers(2, 3).InsertAxis(1).Shape())
	// Output: [2 1 3]
}

func ExampleView_Squeeze() {
	fmt.Println(numbers(1, 3, 1).Squeeze().Shape())
	// Output: [3]
}

func ExampleView_SqueezeAxes() {
	v := numbers(1, 3, 1)
	w, err := v.SqueezeAxes(-1)
	fmt.Println(w.Shape(), err)
	_, err = v.SqueezeAxes(1)
	fmt.Println(err)
	// Output:
	// [1 3] <nil>
	// inplace: SqueezeAxes: squeeze: axis 1 of shape (1, 3, 1) has length 3, only axes of length 1 can be dropped
}

func ExampleView_Reshape() {
	v := numbers(2, 6)
	w, err := v.Reshape(4, -1)
	fmt.Println(w.Shape(), err)
	_, err = v.SliceAxis(1, ndview.To(4)).Reshape(8)
	fmt.Println(err)
	// Output:
	// [4 3] <nil>
	// inplace: Reshape: cannot reshape (2, 4) with strides (24, 4) to (8,) without a copy: axes 0 (length 2, stride 24) and 1 (length 4, stride 4) do not follow each other in memory (stride 24 of axis 0 would have to be 4·4); copy first
}

func ExampleView_ReshapeF() {
	v, err := numbers(6).ReshapeF(2, 3) // the first axis runs fastest
	fmt.Println(elements(v.Row(0).View), err)
	// Output: [0 2 4] <nil>
}

func ExampleView_Ravel() {
	v := numbers(2, 3)
	w, err := v.Ravel()
	fmt.Println(w.Shape(), err)
	_, err = v.T().Ravel()
	fmt.Println(err != nil)
	// Output:
	// [6] <nil>
	// true
}

func ExampleView_BroadcastTo() {
	row, err := numbers(3).BroadcastTo(2, 3)
	fmt.Println(row.Strides(), elements(row), err)
	// Output: [0 4] [0 1 2 0 1 2] <nil>
}

func ExampleView_Windows() {
	w, err := numbers(5).Windows([]int{3})
	fmt.Println(w.Shape(), elements(w.Row(1)), err)
	// Output: [3 3] [1 2 3] <nil>
}

func ExampleView_Blocks() {
	v, err := numbers(4, 6).Blocks(2, 3)
	fmt.Println(v.Shape(), err)
	fmt.Println(elements(v.Slice(ndview.At(0), ndview.At(1)).View))
	// Output:
	// [2 2 2 3] <nil>
	// [3 4 5 9 10 11]
}

func ExampleView_WholeBlocks() {
	v, err := numbers(5, 7).WholeBlocks(2, 3)
	fmt.Println(v.Shape(), err)
	// Output: [2 2 2 3] <nil>
}

func ExampleView_Diagonal() {
	v := numbers(3, 3)
	d, err := v.Diagonal(0, 0, 1)
	fmt.Println(elements(d.View), err)
	d, err = v.Diagonal(1, 0, 1)
	fmt.Println(elements(d.View), err)
	// Output:
	// [0 4 8] <nil>
	// [1 5] <nil>
}

func ExampleView_SplitAt() {
	left, right := numbers(2, 5).SplitAt(1, 2)
	fmt.Println(elements(left.View), elements(right.View))
	// Output: [0 1 5 6] [2 3 4 7 8 9]
}

func ExampleMutReal128() {
	z, _ := ndview.FromSlice([]complex128{1 + 2i, 3 + 4i})
	re, im := ndview.MutReal128(z), ndview.Imag128(z.View)
	re.Set1(0, 10)
	fmt.Println(z.At1(0), im.At1(1))
	// Output: (10+2i) 4
}

func ExampleReinterpret() {
	v, _ := ndview.FromSlice([]float32{1, -2})
	bits, err := ndview.Reinterpret[uint32](v.View)
	fmt.Printf("%#x %v\n", elements(bits), err)
	z, err := ndview.Reinterpret[complex64](v.View)
	fmt.Println(elements(z), err)
	// Output:
	// [0x3f800000 0xc0000000] <nil>
	// [(1-2i)] <nil>
}

func ExampleOverlaps() {
	v := numbers(4, 4)
	even, odd := v.SliceAxis(1, ndview.All.By(2)), v.SliceAxis(1, ndview.From(1).By(2))
	rows := v.SliceAxis(0, ndview.To(2))
	fmt.Println(ndview.Overlaps(&even, &odd), ndview.Overlaps(&even, &rows))
	// Output: disjoint overlapping
}

func ExampleView_Coalesced() {
	shape, strides := numbers(2, 3, 4).SliceAxis(0, ndview.All.By(-1)).Coalesced()
	fmt.Println(shape, strides)
	// Output: [2 12] [-48 4]
}

func ExampleView_Span() {
	fmt.Println(numbers(2, 3).Flip(0).Span())
	// Output: -12 12
}

func ExampleMutView_Data() {
	v := numbers(2, 3)
	data, ok := v.Data()
	fmt.Println(data, ok)
	_, ok = v.T().Data()
	fmt.Println(ok)
	// Output:
	// [0 1 2 3 4 5] true
	// false
}

func ExampleView_SelfOverlap() {
	v, _ := numbers(5).Windows([]int{3})
	fmt.Println(v.SelfOverlap(), v.Injective())
	// Output: overlapping false
}

func ExampleMakeFloat64() {
	v := ndview.MakeFloat64(2, 2) // for interpreters that know no generics
	v.Set2(1, 0, 0.5)
	var column ndview.MutFloat64 = v.Col(0)
	fmt.Println(column.At1(1))
	// Output: 0.5
}

func ExampleFromStrided() {
	s := []int32{0, 1, 2, 3, 4, 5, 6, 7}
	v, err := ndview.FromStrided(s, 7, []int{4}, []int{-8})
	fmt.Println(elements(v.View), err)
	// Output: [7 5 3 1] <nil>
}

package ndview_test

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
)

// What a view knows of its memory.

func ExampleView_NDim() {
	v := numbers(2, 3, 4)
	fmt.Println(v.NDim())
	// Output: 3
}

func ExampleView_Len() {
	v := numbers(2, 3)
	fmt.Println(v.Len(1))
	// Output: 3
}

func ExampleView_Shape() {
	fmt.Println(numbers(2, 3).Shape())
	// Output: [2 3]
}

func ExampleView_Stride() {
	v := numbers(2, 3)
	fmt.Println(v.Stride(0)) // bytes from row to row
	// Output: 12
}

func ExampleView_Strides() {
	v := numbers(2, 3)
	fmt.Println(v.Strides(), v.T().Strides(), v.Flip(0).Strides())
	// Output: [12 4] [4 12] [-12 4]
}

func ExampleView_Size() {
	fmt.Println(numbers(2, 3).Size(), ndview.Make[int32]().Size())
	// Output: 6 1
}

func ExampleView_Itemsize() {
	v := numbers(2, 3)
	fmt.Println(v.Itemsize())
	// Output: 4
}

// The bytes of the elements, not of the gaps between them.
func ExampleView_Nbytes() {
	fmt.Println(numbers(2, 4).SliceAxis(1, ndview.All.By(2)).Nbytes())
	// Output: 16
}

func ExampleView_DType() {
	fmt.Println(numbers(2).DType(), matrix().DType())
	// Output: int32 float64
}

// Two views of one address: no copy was made.
func ExampleView_Address() {
	v := numbers(2, 3)
	fmt.Println(v.T().Address() == v.Address(), v.Row(1).Address()-v.Address())
	// Output: true 12
}

func ExampleView_ContiguousC() {
	v := numbers(2, 3)
	fmt.Println(v.ContiguousC(), v.T().ContiguousC())
	// Output: true false
}

func ExampleView_ContiguousF() {
	v := numbers(2, 3)
	fmt.Println(v.ContiguousF(), v.T().ContiguousF())
	// Output: false true
}

func ExampleView_Contiguous() {
	v := numbers(2, 3)
	fmt.Println(v.Contiguous(), v.T().Contiguous(), v.SliceAxis(1, ndview.To(2)).Contiguous())
	// Output: true true false
}

func ExampleView_HasZeroStride() {
	rows, err := numbers(3).BroadcastTo(1000, 3) // one row, a thousand times
	fmt.Println(rows.HasZeroStride(), err)
	// Output: true <nil>
}

func ExampleView_HasNegativeStride() {
	fmt.Println(numbers(3).Flip(0).HasNegativeStride())
	// Output: true
}

// Only borrowed memory has pointers between its axes.
func ExampleView_Indirect() {
	fmt.Println(numbers(2, 3).Indirect())
	// Output: false
}

func ExampleView_Plain() {
	typ := ndview.DTypeOf[uint32]()
	raw, _ := ndview.FromBytes(make([]byte, 9), 1, typ, []int{2}, nil)
	misaligned, err := ndview.AsMut[uint32](raw)
	v := numbers(2)
	fmt.Println(v.Plain(), misaligned.Plain(), err)
	// Output: true false <nil>
}

// Views of Go's own memory never end; those of a borrow end with it.
func ExampleView_Live() {
	v := numbers(2)
	fmt.Println(v.Live())
	// Output: true
}

func ExampleView_Injective() {
	v := numbers(5)
	windows, _ := v.Windows([]int{3}) // they share elements
	fmt.Println(v.Injective(), windows.Injective())
	// Output: true false
}

// Without a search only the spans are compared.
func ExampleOverlapsWithin() {
	v := numbers(100)
	even, odd := v.SliceAxis(0, ndview.All.By(2)), v.SliceAxis(0, ndview.From(1).By(2))
	fmt.Println(ndview.OverlapsWithin(0, &even, &odd), ndview.OverlapsWithin(-1, &even, &odd))
	// Output: unknown disjoint
}

func ExampleView_CopyToF() {
	columns := make([]int32, 6)
	err := numbers(2, 3).CopyToF(columns) // the first axis fastest
	fmt.Println(columns, err)
	// Output: [0 3 1 4 2 5] <nil>
}

func ExampleMutView_CopyFromF() {
	v := ndview.Make[int32](2, 3)
	err := v.CopyFromF([]int32{0, 3, 1, 4, 2, 5})
	fmt.Println(v, err)
	// Output:
	// [[0 1 2]
	//  [3 4 5]] <nil>
}

// What Fortran wants: the same matrix in Fortran order.
func ExampleView_CloneF() {
	c := numbers(2, 3).CloneF()
	fmt.Println(c.Strides(), c.At2(1, 2))
	// Output: [4 8] 5
}

func ExamplePrintOptions_HTML() {
	o := ndview.PrintDefaults()
	o.Threshold, o.EdgeItems = 4, 1 // of 100 elements the first and the last are shown
	whole, part := len(numbers(100).HTML()), len(o.HTML(numbers(100)))
	fmt.Println(part < whole/10)
	// Output: true
}

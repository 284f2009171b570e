package ndview_test

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
)

// Parts of slice expressions, and single elements.

func ExampleAt() {
	fmt.Println(numbers(3, 4).Slice(ndview.At(-1))) // NumPy's v[-1]
	// Output: [ 8  9 10 11]
}

func ExampleSpan() {
	fmt.Println(numbers(6).Slice(ndview.Span(1, -1))) // v[1:-1]
	// Output: [1 2 3 4]
}

func ExampleFrom() {
	fmt.Println(numbers(6).Slice(ndview.From(-2))) // v[-2:]
	// Output: [4 5]
}

func ExampleTo() {
	fmt.Println(numbers(6).Slice(ndview.To(2))) // v[:2]
	// Output: [0 1]
}

func ExampleIndex_By() {
	every := ndview.Span(1, 9).By(2)
	fmt.Println(every, numbers(10).Slice(every), numbers(4).Slice(ndview.All.By(-1)))
	// Output: 1:9:2 [1 3 5 7] [3 2 1 0]
}

func ExampleView_At1() {
	v := numbers(5)
	fmt.Println(v.At1(v.Len(0) - 1)) // indices of elements do not count from the end
	// Output: 4
}

func ExampleView_At2() {
	v := numbers(3, 4)
	fmt.Println(v.At2(1, 2))
	// Output: 6
}

func ExampleView_At3() {
	v := numbers(2, 3, 4)
	fmt.Println(v.At3(1, 2, 3))
	// Output: 23
}

func ExampleView_At() {
	v := numbers(2, 2, 2, 2)
	fmt.Println(v.At(1, 0, 1, 1))
	defer func() { fmt.Println(recover()) }()
	v.At(1, 0, 2, 0)
	// Output:
	// 11
	// inplace: index (1, 0, 2, 0) out of range for shape (2, 2, 2, 2)
}

func ExampleMutView_Set1() {
	v := ndview.Make[int32](3)
	v.Set1(1, 7)
	fmt.Println(v)
	// Output: [0 7 0]
}

func ExampleMutView_Set2() {
	v := ndview.Make[int32](2, 2)
	v.Set2(1, 0, 7)
	fmt.Println(v)
	// Output:
	// [[0 0]
	//  [7 0]]
}

func ExampleMutView_Set3() {
	v := ndview.Make[int32](1, 2, 2)
	v.Set3(0, 0, 1, 7)
	fmt.Println(v)
	// Output:
	// [[[0 7]
	//   [0 0]]]
}

func ExampleMutView_Set() {
	v := ndview.Make[int32](2, 2, 2, 2)
	v.Set(7, 1, 0, 1, 1) // the element, then one index for each axis
	fmt.Println(v.At(1, 0, 1, 1))
	// Output: 7
}

// A pointer to an element reaches it as long as its memory is there.
func ExampleView_UnsafePointerTo() {
	v := numbers(2, 3)
	*v.UnsafePointerTo(1, 2) += 100
	fmt.Println(v.At2(1, 2))
	// Output: 105
}

// Without a copy, for what wants a slice and does not write it.
func ExampleView_UnsafeSlice() {
	s, ok := numbers(2, 3).View.UnsafeSlice()
	fmt.Println(s, ok)
	_, ok = numbers(2, 3).View.T().UnsafeSlice()
	fmt.Println(ok)
	// Output:
	// [0 1 2 3 4 5] true
	// false
}

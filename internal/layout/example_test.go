package layout

import "fmt"

func ExampleLayout_Slice() {
	l, _ := C([]int{4, 6}, 8)
	offset, _ := l.Slice(1, Range{Start: -1, Step: -2, Has: HasStart | HasStep})
	fmt.Println(FormatShape(l.AppendShape(nil)), FormatShape(l.AppendStrides(nil)), offset)
	// Output: (4, 3) (48, -16) 40
}

func ExampleLayout_Reshape() {
	l, _ := C([]int{3, 4}, 8)
	l.Transpose()
	fmt.Println(l.Reshape(2, 2, 3), FormatShape(l.AppendStrides(nil)))
	fmt.Println(l.Reshape(-1))
	// Output:
	// <nil> (16, 8, 32)
	// cannot reshape (2, 2, 3) with strides (16, 8, 32) to (12,) without a copy: axes 1 (length 2, stride 8) and 2 (length 3, stride 32) do not follow each other in memory (stride 8 of axis 1 would have to be 3·32); copy first
}

func ExampleOverlap() {
	even, _ := C([]int{100, 100}, 8)
	odd := even
	a, _ := even.Slice(1, Range{Step: 2, Has: HasStep})
	b, _ := odd.Slice(1, Range{Start: 1, Step: 2, Has: HasStart | HasStep})
	fmt.Println(Overlap(&even, uintptr(a), 8, &odd, uintptr(b), 8, DefaultWork))
	fmt.Println(Overlap(&even, uintptr(a), 16, &odd, uintptr(b), 8, DefaultWork))
	// Output:
	// disjoint
	// overlapping
}

func ExamplePlan() {
	image, _ := C([]int{480, 640, 3}, 1)
	channel := image
	_, _ = channel.Index(2, 0)
	gray, _ := C([]int{480, 640}, 1)

	var p Plan
	_ = p.Build(OrderK, &gray, &channel)
	n, strides := p.Lane()
	fmt.Println(p.Lanes(), "lane of", n, "by", strides)
	// Output: 1 lane of 307200 by [1 3]
}

func ExampleLayout_Path() {
	// a table of 2 pointers to rows of 3 items, 16 bytes into each row
	l, _ := New([]int{2, 3}, []int{8, 4}, []int{16, -1}, 4)
	l.Transpose() // no suboffsets could say this
	path, _ := l.Path(nil, []int{2, 1})
	fmt.Println(path)
	_, _, _, err := l.PEP3118()
	fmt.Println(err)
	// Output:
	// [8 24]
	// export: axis 0 lies behind pointer 1 but comes before what leads to it (levels of the axes: (1, 0)); move it back, or copy
}

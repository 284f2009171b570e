package iter_test

import (
	"fmt"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

func matrix2x3() ndview.MutView[int32] {
	v, err := ndview.FromSlice([]int32{1, 2, 3, 4, 5, 6}, 2, 3)
	if err != nil {
		panic(err)
	}
	return v
}

func ExampleElements() {
	v := matrix2x3()
	sum := int32(0)
	for x := range iter.Elements(v.View) {
		sum += x
	}
	fmt.Println(sum)
	// Output: 21
}

func ExampleElements_order() {
	for x := range iter.Elements(matrix2x3().View, iter.F, iter.Reversed) {
		fmt.Print(x, " ")
	}
	// Output: 6 3 5 2 4 1
}

func ExampleIndexedElements() {
	largest, at := int32(0), 0
	for k, x := range iter.IndexedElements(matrix2x3().View) {
		if x > largest {
			largest, at = x, k
		}
	}
	fmt.Println(largest, "at", at)
	// Output: 6 at 5
}

func ExamplePointers() {
	v := matrix2x3()
	for p := range iter.Pointers(v) {
		*p *= 10
	}
	fmt.Println(v)
	// Output:
	// [[10 20 30]
	//  [40 50 60]]
}

func ExampleIndexedPointers() {
	v := matrix2x3()
	for k, p := range iter.IndexedPointers(v.T()) {
		*p = int32(k)
	}
	fmt.Println(v)
	// Output:
	// [[0 2 4]
	//  [1 3 5]]
}

func ExamplePositions() {
	index := []int{}
	for p := range iter.Positions(matrix2x3().View) {
		if index = p.MultiIndex(index); p.Get() == 5 {
			fmt.Println(p.Index(), index)
		}
	}
	// Output: 4 [1 1]
}

func ExampleMutPositions() {
	v := matrix2x3()
	for p := range iter.MutPositions(v) {
		if p.Get()%2 == 0 {
			p.Set(0)
		}
	}
	fmt.Println(v)
	// Output:
	// [[1 0 3]
	//  [0 5 0]]
}

func ExampleRuns() {
	v := matrix2x3()
	for run := range iter.Runs(v.SliceAxis(1, ndview.To(2)).View) { // the rest of each row lies between
		fmt.Println(run.Len(), run.At(0))
	}
	// Output:
	// 2 1
	// 2 4
}

func ExampleIndexedRuns() {
	v := matrix2x3()
	flat := make([]int32, v.Size())
	for k, run := range iter.IndexedRuns(v.T().View, iter.C) {
		run.CopyTo(flat[k:])
	}
	fmt.Println(flat)
	// Output: [1 4 2 5 3 6]
}

func ExampleMutRuns() {
	v := matrix2x3()
	for run := range iter.MutRuns(v.T()) { // the transpose has one run, too
		for i := range run {
			run[i]++
		}
		fmt.Println(len(run))
	}
	fmt.Println(v)
	// Output:
	// 6
	// [[2 3 4]
	//  [5 6 7]]
}

func ExampleIndexedMutRuns() {
	v := matrix2x3()
	for k, run := range iter.IndexedMutRuns(v.SliceAxis(1, ndview.To(2)), iter.C) {
		for i := range run {
			run[i] = int32(k + i)
		}
	}
	fmt.Println(v)
	// Output:
	// [[0 1 3]
	//  [2 3 6]]
}

func ExampleRows() {
	for row := range iter.Rows(matrix2x3().View) {
		fmt.Println(row.At(0), row.At(2))
	}
	// Output:
	// 1 3
	// 4 6
}

func ExampleColumns() {
	for column := range iter.Columns(matrix2x3().View, iter.Reversed) {
		fmt.Println(column.At(0), column.At(1))
	}
	// Output:
	// 3 6
	// 2 5
	// 1 4
}

func ExampleMutRows() {
	v := matrix2x3()
	for row := range iter.MutRows(v) {
		row.CopyFrom([]int32{7, 8, 9})
	}
	fmt.Println(v)
	// Output:
	// [[7 8 9]
	//  [7 8 9]]
}

func ExampleMutColumns() {
	v := matrix2x3()
	for column := range iter.MutColumns(v) {
		column.Set(1, column.At(0))
	}
	fmt.Println(v)
	// Output:
	// [[1 2 3]
	//  [1 2 3]]
}

func ExampleRun_Part() {
	v, _ := ndview.FromSlice([]int32{1, 2, 3, 4})
	for r := range iter.Runs(v.View) {
		part := r.Part(1, 3)
		fmt.Println(part.Len(), part.At(0), part.At(1), r.Part(4, 4).Len())
	}
	// Output: 2 2 3 0
}

func ExampleLane_Part() {
	v, _ := ndview.FromSlice([]int32{1, 2, 3, 4, 5})
	for l := range iter.Lanes(v.SliceAxis(0, ndview.All.By(-2)).View, 0) {
		part := l.Part(1, 3)
		fmt.Println(part.Len(), part.At(0), part.At(1), l.Part(3, 3).Len())
	}
	// Output: 2 3 1 0
}

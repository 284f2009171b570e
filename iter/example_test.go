package iter_test

import (
	"fmt"
	stditer "iter"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

func matrix3x4() ndview.MutView[float64] {
	v, err := ndview.FromSlice([]float64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}, 3, 4)
	if err != nil {
		panic(err)
	}
	return v
}

func ExampleLanes() {
	v := matrix3x4()
	for column := range iter.Lanes(v.View, 0) {
		sum := 0.0
		for i := range column.Len() {
			sum += column.At(i)
		}
		fmt.Println(sum)
	}
	// Output:
	// 15
	// 18
	// 21
	// 24
}

func ExampleMutLanes() {
	v := matrix3x4()
	for row := range iter.MutLanes(v.Flip(1), 1) { // from right to left
		for i := 1; i < row.Len(); i++ {
			row.Set(i, row.At(i)+row.At(i-1))
		}
	}
	fmt.Println(v.At2(0, 0), v.At2(0, 3))
	// Output: 10 4
}

func ExampleIndexedLanes() {
	v := matrix3x4()
	means := make([]float64, v.Len(0))
	for k, row := range iter.IndexedLanes(v.View, 1) {
		for i := range row.Len() {
			means[k] += row.At(i) / float64(row.Len())
		}
	}
	fmt.Println(means)
	// Output: [2.5 6.5 10.5]
}

func ExampleIndexedMutLanes() {
	v := matrix3x4()
	for k, row := range iter.IndexedMutLanes(v, 1) {
		if s, ok := row.Slice(); ok {
			s[0] = float64(100 * k)
		}
	}
	fmt.Println(v.At2(0, 0), v.At2(1, 0), v.At2(2, 0))
	// Output: 0 100 200
}

func ExampleMutZipLanes() {
	heights, err := ndview.FromSlice([]int16{10, 20, 30, 40}, 4)
	if err != nil {
		panic(err)
	}
	v := matrix3x4()
	for row, h := range iter.MutZipLanes(v, heights.View, 1) { // every row with the same heights
		for i := range row.Len() {
			row.Set(i, row.At(i)*float64(h.At(i)))
		}
	}
	fmt.Println(v.At2(0, 3), v.At2(2, 0))
	// Output: 160 90
}

// The standard library's package of the same name gets an alias.
func Example_alias() {
	v := matrix3x4()
	var rows stditer.Seq[iter.Lane[float64]] = iter.Lanes(v.View, 1)
	n := 0
	for range rows {
		n++
	}
	fmt.Println(n, "rows")
	// Output: 3 rows
}

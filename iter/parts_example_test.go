package iter_test

import (
	"fmt"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

func ExampleSubViews() {
	image := ndview.Make[uint8](2, 4, 3) // height, width, channels
	image.Set3(1, 2, 0, 255)
	for channel := range iter.SubViews(image.View, 2) {
		fmt.Println(channel.Shape(), channel.At2(1, 2))
	}
	// Output:
	// [2 4] 255
	// [2 4] 0
	// [2 4] 0
}

func ExampleMutSubViews() {
	v := matrix3x4()
	for row := range iter.MutSubViews(v, 0) {
		row.Set1(0, 0)
	}
	fmt.Println(v.At2(0, 0), v.At2(2, 0), v.At2(2, 1))
	// Output: 0 0 10
}

func ExampleIndexedSubViews() {
	v := matrix3x4()
	for k, column := range iter.IndexedSubViews(v.View, 1) {
		fmt.Println(k, column.At1(2))
	}
	// Output:
	// 0 9
	// 1 10
	// 2 11
	// 3 12
}

func ExampleIndexedMutSubViews() {
	v := matrix3x4()
	for k, row := range iter.IndexedMutSubViews(v, 0) {
		row.Set1(3, float64(k))
	}
	fmt.Println(v.At2(0, 3), v.At2(1, 3), v.At2(2, 3))
	// Output: 0 1 2
}

func ExampleChunks() {
	v := matrix3x4()
	for batch := range iter.Chunks(v.View, 0, 2) {
		fmt.Println(batch.Shape(), batch.At2(0, 0))
	}
	// Output:
	// [2 4] 1
	// [1 4] 9
}

func ExampleMutChunks() {
	v := matrix3x4()
	for half := range iter.MutChunks(v, 1, 2) {
		half.Set2(0, 0, -1)
	}
	fmt.Println(v.At2(0, 0), v.At2(0, 1), v.At2(0, 2))
	// Output: -1 2 -1
}

func ExampleTiles() {
	v := matrix3x4()
	for tile := range iter.Tiles(v.View, 2, 3) {
		fmt.Println(tile.Shape(), tile.At2(0, 0))
	}
	// Output:
	// [2 3] 1
	// [2 1] 4
	// [1 3] 9
	// [1 1] 12
}

func ExampleMutTiles() {
	v := matrix3x4()
	for tile := range iter.MutTiles(v, 3, 2) {
		tile.Set2(2, 1, 0)
	}
	fmt.Println(v.At2(2, 0), v.At2(2, 1), v.At2(2, 2), v.At2(2, 3))
	// Output: 9 0 11 0
}

func ExampleIndexedTiles() {
	v := matrix3x4()
	for origin, tile := range iter.IndexedTiles(v.View, 2, 3) {
		fmt.Println(origin, tile.Shape())
	}
	// Output:
	// [0 0] [2 3]
	// [0 3] [2 1]
	// [2 0] [1 3]
	// [2 3] [1 1]
}

func ExampleIndexedMutTiles() {
	v := matrix3x4()
	for origin, tile := range iter.IndexedMutTiles(v, 2, 2) {
		tile.Set2(0, 0, float64(10*origin[0]+origin[1]))
	}
	fmt.Println(v.At2(0, 0), v.At2(0, 2), v.At2(2, 0), v.At2(2, 2))
	// Output: 0 2 20 22
}

func ExampleExactTiles() {
	v := matrix3x4()
	for tile := range iter.ExactTiles(v.View, 2, 2) { // the last row is left out
		fmt.Println(tile.At2(0, 0), tile.At2(1, 1))
	}
	// Output:
	// 1 6
	// 3 8
}

func ExampleMutExactTiles() {
	v := matrix3x4()
	for tile := range iter.MutExactTiles(v, 1, 3) {
		tile.Set2(0, 2, 0)
	}
	fmt.Println(v.At2(0, 2), v.At2(0, 3), v.At2(2, 2))
	// Output: 0 4 0
}

func ExampleRemainders() {
	v := matrix3x4()
	for rest := range iter.Remainders(v.View, 2, 3) {
		fmt.Println(rest.Shape(), rest.At2(0, 0))
	}
	// Output:
	// [1 4] 9
	// [2 1] 4
}

func ExampleMutRemainders() {
	v := matrix3x4()
	for rest := range iter.MutRemainders(v, 2, 4) {
		rest.Set2(0, 0, 0)
	}
	fmt.Println(v.At2(2, 0), v.At2(2, 1))
	// Output: 0 10
}

func ExampleWindows() {
	v := matrix3x4()
	pairs := iter.Window{Lengths: []int{2}, Axes: []int{1}, Dilations: []int{2}} // one apart
	for w := range iter.Windows(v.View, pairs) {
		fmt.Println(w.Shape(), w.At2(0, 0), w.At2(0, 1))
	}
	// Output:
	// [3 2] 1 3
	// [3 2] 2 4
}

func ExampleIndexedWindows() {
	v := matrix3x4()
	for at, w := range iter.IndexedWindows(v.View, iter.Window{Lengths: []int{2, 2}, Steps: []int{1, 2}}) {
		fmt.Println(at, w.At2(0, 0))
	}
	// Output:
	// [0 0] 1
	// [0 2] 3
	// [1 0] 5
	// [1 2] 7
}

func ExampleMutWindows() {
	v := matrix3x4()
	for w := range iter.MutWindows(v, iter.Window{Lengths: []int{3, 2}, Steps: []int{1, 2}}) {
		w.Set2(0, 0, 0)
	}
	fmt.Println(v.At2(0, 0), v.At2(0, 1), v.At2(0, 2))
	// Output: 0 2 0
}

func ExampleIndexedMutWindows() {
	v := matrix3x4()
	for at, w := range iter.IndexedMutWindows(v, iter.Window{Lengths: []int{2}, Steps: []int{2}, Axes: []int{1}}) {
		w.Set2(0, 0, float64(at[0]))
	}
	fmt.Println(v.At2(0, 0), v.At2(0, 2))
	// Output: 0 2
}

func ExampleDiagonals() {
	v := matrix3x4()
	for offset, lane := range iter.Diagonals(v.View, 0, 1) {
		fmt.Println(offset, lane.Len(), lane.At(0))
	}
	// Output:
	// -2 1 9
	// -1 2 5
	// 0 3 1
	// 1 3 2
	// 2 2 3
	// 3 1 4
}

func ExampleMutDiagonals() {
	v := matrix3x4()
	for offset, lane := range iter.MutDiagonals(v, 0, 1) {
		if offset == 0 {
			for i := range lane.Len() {
				lane.Set(i, 1)
			}
		}
	}
	fmt.Println(v.At2(0, 0), v.At2(1, 1), v.At2(2, 2), v.At2(2, 3))
	// Output: 1 1 1 12
}

func ExampleNeighbours() {
	v, err := ndview.FromSlice([]int32{1, 2, 4, 8}, 4)
	if err != nil {
		panic(err)
	}
	s := iter.Stencil[int32]{Offsets: [][]int{{-2}, {1}}, Border: iter.ReflectBorder}
	for nb := range iter.Neighbours(v.View, 0, s) {
		for i := range nb.Len() {
			fmt.Println(nb.At(0, i), nb.At(1, i))
		}
	}
	// Output:
	// 4 2
	// 2 4
	// 1 8
	// 2 4
}

func ExampleIndexedNeighbours() {
	v := matrix3x4()
	above := iter.Stencil[float64]{Offsets: [][]int{{-1, 0}}, Constant: 100}
	for row, nb := range iter.IndexedNeighbours(v.View, 1, above) {
		fmt.Println(row, nb.At(0, 0))
	}
	// Output:
	// 0 100
	// 1 1
	// 2 5
}

func ExampleMutZipNeighbours() {
	v, slope := matrix3x4(), ndview.Make[float32](3, 4)
	s := iter.Stencil[float64]{Offsets: [][]int{{0, -1}, {0, 1}}, Border: iter.EdgeBorder}
	for out, nb := range iter.MutZipNeighbours(slope, v.View, 1, s) {
		left, right := nb.Lane(0), nb.Lane(1)
		for i := range nb.Len() {
			out.Set(i, float32(right.At(i)-left.At(i))/2)
		}
	}
	fmt.Println(slope.At2(1, 0), slope.At2(1, 1), slope.At2(1, 3))
	// Output: 0.5 1 0.5
}

func ExampleCross() {
	fmt.Println(iter.Cross(2, 1))
	// Output: [[-1 0] [0 -1] [0 0] [0 1] [1 0]]
}

func ExampleBox() {
	fmt.Println(iter.Box(1, 2), len(iter.Box(2, 1)))
	// Output: [[-2] [-1] [0] [1] [2]] 9
}

func ExampleGroups() {
	v, means := matrix3x4(), ndview.Make[float64](3)
	for mean, row := range iter.Groups(means, v.View, 1) {
		sum := 0.0
		if !mean.First() {
			sum = mean.Get()
		}
		for i := range row.Len() {
			sum += row.At(i) / 4
		}
		mean.Set(sum)
	}
	fmt.Println(means.At1(0), means.At1(1), means.At1(2))
	// Output: 2.5 6.5 10.5
}

func ExampleGroupLanes() {
	v, sums := matrix3x4(), ndview.Make[float64](4)
	for sum, row := range iter.GroupLanes(sums, v.View, 0) { // row by row
		for i := range row.Len() {
			sum.Set(i, sum.At(i)+row.At(i))
		}
	}
	fmt.Println(sums.At1(0), sums.At1(1), sums.At1(2), sums.At1(3))
	// Output: 15 18 21 24
}

func ExampleReducesInside() {
	v := matrix3x4()
	fmt.Println(iter.ReducesInside(v.View, 1), iter.ReducesInside(v.View, 0))
	// Output: true false
}

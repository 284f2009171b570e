package iter_test

import (
	"context"
	"fmt"
	"sync"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

func ExampleSplit() {
	v := matrix3x4()
	parts := iter.Split(v.View, 2)
	sums := make([]float64, len(parts))
	var all sync.WaitGroup
	for i, part := range parts {
		all.Go(func() {
			for row := range iter.Lanes(part, 1) {
				for j := range row.Len() {
					sums[i] += row.At(j)
				}
			}
		})
	}
	all.Wait()
	fmt.Println(sums[0] + sums[1])
	// Output: 78
}

func ExampleMutSplit() {
	v := ndview.Make[int32](1000, 3)
	parts, err := iter.MutSplit(v, 4)
	if err != nil {
		fmt.Println(err)
		return
	}
	var all sync.WaitGroup
	for i, part := range parts {
		all.Go(func() {
			for row := range iter.MutLanes(part, 1) {
				row.Set(0, int32(i))
			}
		})
	}
	all.Wait()
	fmt.Println(len(parts), v.At2(0, 0), v.At2(999, 0))
	// Output: 4 0 3
}

func ExampleForEach() {
	v := matrix3x4()
	means := make([]float64, v.Len(0))
	err := iter.ForEach(context.Background(), 0, v.View, 1, func(k int, row iter.Lane[float64]) error {
		for i := range row.Len() {
			means[k] += row.At(i) / float64(row.Len())
		}
		return nil
	})
	fmt.Println(means, err)
	// Output: [2.5 6.5 10.5] <nil>
}

func ExampleMutForEach() {
	v := matrix3x4()
	err := iter.MutForEach(context.Background(), 2, v, 0, func(_ int, column iter.MutLane[float64]) error {
		if column.At(0) == 3 {
			return fmt.Errorf("no column may begin with 3")
		}
		return nil
	})
	fmt.Println(err)
	// Output: no column may begin with 3
}

func ExampleMutZipForEach() {
	heights, err := ndview.FromSlice([]int16{10, 20, 30, 40}, 4)
	if err != nil {
		panic(err)
	}
	v := matrix3x4()
	err = iter.MutZipForEach(context.Background(), 2, v, heights.View, 1, func(_ int, row iter.MutLane[float64], h iter.Lane[int16]) error {
		for i := range row.Len() {
			row.Set(i, row.At(i)*float64(h.At(i)))
		}
		return nil
	})
	fmt.Println(v.At2(0, 3), v.At2(2, 0), err)
	// Output: 160 90 <nil>
}

func ExampleMutZipForEach3() {
	v, sum := matrix3x4(), ndview.Make[float32](3, 4)
	flipped := v.Flip(0)
	err := iter.MutZipForEach3(context.Background(), 0, sum, v.View, flipped.View, 1, func(_ int, out iter.MutLane[float32], a, b iter.Lane[float64]) error {
		for i := range out.Len() {
			out.Set(i, float32(a.At(i)+b.At(i)))
		}
		return nil
	})
	fmt.Println(sum.At2(0, 0), sum.At2(1, 0), err)
	// Output: 10 10 <nil>
}

package ops_test

import (
	"fmt"
	"math"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func ExampleMap() {
	a, dst := ramp(2, 3), ndview.Make[int32](2, 3)
	err := ops.Map(dst, a.View, func(dst []int32, a iter.Run[float64]) {
		for i := range dst {
			dst[i] = int32(a.At(i)) * 10
		}
	})
	if err != nil {
		panic(err)
	}
	show(dst.View)
	// Output: [0 10 20 30 40 50]
}

func ExampleMapEach() {
	a := ramp(2, 3)
	if err := ops.MapEach(a, a.View, math.Sqrt); err != nil { // in place
		panic(err)
	}
	fmt.Printf("%.2f\n", a.At(1, 2))
	// Output: 2.24
}

func ExampleZip2() {
	a, row := ramp(2, 3), ramp(3)
	err := ops.Zip2(a, a.View, row.View, func(dst []float64, a, row iter.Run[float64]) {
		for i := range dst {
			dst[i] = a.At(i)*100 + row.At(i)
		}
	})
	if err != nil {
		panic(err)
	}
	show(a.View)
	// Output: [0 101 202 300 401 502]
}

func ExampleZip2Each() {
	x, y, r := ramp(3), ramp(3), ndview.Make[float64](3)
	if err := ops.Zip2Each(r, x.View, y.View, math.Hypot); err != nil {
		panic(err)
	}
	fmt.Printf("%.2f\n", r.At1(2))
	// Output: 2.83
}

func ExampleZip3() {
	a, lo, hi := ramp(6), ndview.Make[float64](), ramp(6)
	err := ops.Zip3(a, a.View, lo.View, hi.Flip(0).View, func(dst []float64, a, lo, hi iter.Run[float64]) {
		for i := range dst {
			dst[i] = min(max(a.At(i), lo.At(i)), hi.At(i))
		}
	})
	if err != nil {
		panic(err)
	}
	show(a.View)
	// Output: [0 1 2 2 1 0]
}

func ExampleZip3Each() {
	a := ramp(3)
	if err := ops.Zip3Each(a, a.View, a.View, a.View, math.FMA); err != nil {
		panic(err)
	}
	show(a.View)
	// Output: [0 2 6]
}

func ExampleReduceFunc() {
	a := ramp(2, 3)
	longest := ops.ReduceFunc(a.View, 0.0, func(most float64, lane iter.Lane[float64]) float64 {
		for i := range lane.Len() {
			most = max(most, math.Abs(lane.At(i)-2))
		}
		return most
	})
	fmt.Println(longest)
	// Output: 3
}

func ExampleReduceEach() {
	type interval struct{ lo, hi float64 }
	all := ops.ReduceEach(ramp(2, 3).View, interval{math.Inf(1), math.Inf(-1)}, func(r interval, x float64) interval {
		return interval{min(r.lo, x), max(r.hi, x)}
	})
	fmt.Println(all)
	// Output: {0 5}
}

func ExampleReduceFuncTo() {
	a, squares := ramp(2, 3), ndview.Make[float64](2)
	err := ops.ReduceFuncTo(squares, a.View, 0, func(sum float64, lane iter.Lane[float64]) float64 {
		for i := range lane.Len() {
			sum += lane.At(i) * lane.At(i)
		}
		return sum
	}, 1)
	if err != nil {
		panic(err)
	}
	show(squares.View)
	// Output: [5 50]
}

func ExampleStencil() {
	a := ramp(6)
	steps := iter.Stencil[float64]{Offsets: [][]int{{-1}, {0}}, Border: iter.WrapBorder}
	err := ops.Stencil(a, a.View, steps, func(dst iter.MutLane[float64], near iter.Neighbourhood[float64]) { // in place
		before, here := near.Lane(0), near.Lane(1)
		for i := range dst.Len() {
			dst.Set(i, here.At(i)-before.At(i))
		}
	})
	if err != nil {
		panic(err)
	}
	show(a.View)
	// Output: [-5 1 1 1 1 1]
}

func ExampleStencilEach() {
	a := ramp(2, 3)
	box := iter.Stencil[float64]{Offsets: iter.Box(2, 1), Border: iter.EdgeBorder}
	err := ops.StencilEach(a, a.View, box, func(near []float64) float64 {
		most := near[0]
		for _, x := range near {
			most = max(most, x)
		}
		return most
	})
	if err != nil {
		panic(err)
	}
	show(a.View)
	// Output: [4 5 5 4 5 5]
}

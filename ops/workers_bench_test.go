package ops_test

import (
	"strconv"
	"testing"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// What a second worker brings where the processor, and not memory, is the limit: compare
// the lines of one verb.
func BenchmarkWorkers(b *testing.B) {
	verbs := []struct {
		name string
		do   func(dst ndview.MutView[float64], a, b ndview.View[float64], opts ...ops.Option) error
	}{
		{"exp", func(dst ndview.MutView[float64], a, _ ndview.View[float64], opts ...ops.Option) error {
			return ops.Exp(dst, a, opts...)
		}},
		{"sin", func(dst ndview.MutView[float64], a, _ ndview.View[float64], opts ...ops.Option) error {
			return ops.Sin(dst, a, opts...)
		}},
		{"sqrt", func(dst ndview.MutView[float64], a, _ ndview.View[float64], opts ...ops.Option) error {
			return ops.Sqrt(dst, a, opts...)
		}},
		{"add", ops.Add[float64]},
	}
	for _, v := range verbs {
		for _, n := range []int{100_000, 1_000_000} {
			x, y, dst := ndview.Make[float64](n), ndview.Make[float64](n), ndview.Make[float64](n)
			for i := range n {
				x.Set(float64(i%1000)/500, i)
			}
			for name, opts := range map[string][]ops.Option{"1": {ops.Workers(1)}, "2": {ops.Workers(2)}, "that pay": nil} {
				b.Run(v.name+"/"+strconv.Itoa(n)+"/workers "+name, func(b *testing.B) {
					for b.Loop() {
						if err := v.do(dst, x.View, y.View, opts...); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		}
	}
}

package ops_test

import (
	"fmt"
	"testing"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Reductions along each axis beside the loop by hand over the same memory: the sum of
// rows and of columns of a matrix, of the channels of an image, and of few elements.
func BenchmarkReductions(b *testing.B) {
	benchFold[float64](b, "sum 1000x1000 axis 0", []int{1000, 1000}, []int{1000}, 0)
	benchFold[float64](b, "sum 1000x1000 axis 1", []int{1000, 1000}, []int{1000}, 1)
	benchFold[float32](b, "sum 1000x1000 axis 0", []int{1000, 1000}, []int{1000}, 0)
	benchFold[float32](b, "sum 1000x1000 axis 1", []int{1000, 1000}, []int{1000}, 1)
	benchFold[float64](b, "sum 640x480x3 axis 2", []int{640, 480, 3}, []int{640, 480}, 2)
	benchFold[float64](b, "sum 307200x3 axis 0", []int{307200, 3}, []int{3}, 0)
	for name, f := range map[string]func(v ndview.View[float64]) error{
		"max":    func(v ndview.View[float64]) error { _, err := ops.Max(v); return err },
		"argmax": func(v ndview.View[float64]) error { _, err := ops.ArgMax(v); return err },
		"mean":   func(v ndview.View[float64]) error { ops.Mean(v); return nil },
		"var":    func(v ndview.View[float64]) error { ops.Var(v); return nil },
		"any":    func(v ndview.View[float64]) error { ops.Any(v); return nil },
		"sum":    func(v ndview.View[float64]) error { ops.Sum(v); return nil },
	} {
		for _, n := range []int{10, 1000000} {
			v := ndview.Make[float64](n).View
			b.Run(fmt.Sprintf("%s of %d float64", name, n), func(b *testing.B) {
				b.ReportAllocs()
				for range b.N {
					if err := f(v); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
	small := ndview.Make[uint8](1000000).View
	b.Run("max of 1000000 uint8", func(b *testing.B) {
		for range b.N {
			if _, err := ops.Max(small); err != nil {
				b.Fatal(err)
			}
		}
	})
}

func benchFold[T float32 | float64](b *testing.B, name string, shape, out []int, axis int) {
	v, dst := ndview.Make[T](shape...), ndview.Make[T](out...)
	s, _ := v.Data()
	d, _ := dst.Data()
	name = fmt.Sprintf("%s %T", name, T(0))
	b.Run(name+"/ops", func(b *testing.B) {
		b.ReportAllocs()
		for range b.N {
			if err := ops.SumTo(dst, v.View, ops.Axes(axis)); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run(name+"/plain Go", func(b *testing.B) {
		inner := shape[len(shape)-1]
		for range b.N {
			clear(d)
			for row := range len(s) / inner {
				line := s[row*inner:][:inner]
				if axis == 0 {
					for i, x := range line {
						d[i] += x
					}
					continue
				}
				sum := T(0)
				for _, x := range line {
					sum += x
				}
				d[row] = sum
			}
		}
	})
}

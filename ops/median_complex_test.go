package ops_test

import (
	"cmp"
	"fmt"
	"math"
	"math/cmplx"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func TestMedianOfComplexNumbersIsInTheMiddleOfTheirOrder(t *testing.T) {
	rng := ndtest.Seeded(t)
	for n := 1; n <= 40; n++ {
		a := ndtest.New[complex128](rng, ndtest.Classes[n%len(ndtest.Classes)], n)
		x := make([]complex128, n)
		for i := range x {
			x[i] = complex(float64(rng.IntN(5)), float64(rng.IntN(50)))
		}
		a.Fill(x)
		slices.SortFunc(x, func(x, y complex128) int {
			return cmp.Or(cmp.Compare(real(x), real(y)), cmp.Compare(imag(x), imag(y)))
		})
		assert.Equal(t, (x[(n-1)/2]+x[n/2])/2, ops.MedianComplex(a.V.View), "%v", x)

		x[rng.IntN(n)] = complex(1, math.NaN())
		a.Fill(x)
		assert.True(t, cmplx.IsNaN(ops.MedianComplex(a.V.View)))
	}
	assert.True(t, cmplx.IsNaN(ops.MedianComplex(ndview.Make[complex128](0, 3).View)))
}

func ExampleMedianComplex() {
	a := ndview.Make[complex64](2, 2)
	for i, x := range []complex64{3, 1 + 2i, 1 - 2i, 2} {
		a.Set2(i/2, i%2, x)
	}
	fmt.Println(ops.MedianComplex(a.View))
	// Output: (1.5+1i)
}

func ExampleNanMedianComplex() {
	a, _ := ndview.FromSlice([]complex128{3, cmplx.NaN(), 1i})
	fmt.Println(ops.NanMedianComplex(a.View))
	// Output: (1.5+0.5i)
}

func ExampleMedianComplexTo() {
	a, _ := ndview.FromSlice([]complex128{1, 3, 2i, 4i, 5, 0}, 3, 2)
	rows := ndview.Make[complex128](3)
	if err := ops.MedianComplexTo(rows, a.View, 1); err != nil {
		panic(err)
	}
	fmt.Println(rows)
	// Output: [2. +0.j 0. +3.j 2.5+0.j]
}

func ExampleNanMedianComplexTo() {
	a, _ := ndview.FromSlice([]complex128{1, 3, 2i, cmplx.NaN(), 5, 0}, 3, 2)
	rows := ndview.Make[complex128](3)
	if err := ops.NanMedianComplexTo(rows, a.View, 1); err != nil {
		panic(err)
	}
	fmt.Println(rows)
	// Output: [2. +0.j 0. +2.j 2.5+0.j]
}

func TestMediansOfComplexNumbersAlongAxesCheckShapes(t *testing.T) {
	a := ndview.Make[complex128](2, 3)
	assert.ErrorIs(t, ops.MedianComplexTo(ndview.Make[complex128](2), a.View, 0), ndview.ErrShape)
	assert.ErrorIs(t, ops.MedianComplexTo(ndview.Make[complex128](2), a.View, 2), ndview.ErrBounds)
	assert.ErrorIs(t, ops.MedianComplexTo(ndview.Make[complex128](2), a.View, 1, -1, 1), ndview.ErrBounds)
	kept := ndview.Make[complex128](2, 1)
	assert.NoError(t, ops.MedianComplexTo(kept, a.View, 1))
	assert.NoError(t, ops.MedianComplexTo(a.SliceAxis(1, ndview.To(1)), a.View, 1), "dst shares memory with src")
}

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

package ndmat_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// guard is a NaN that no computation makes: it fills what belongs to no element.
var guard = math.Float64frombits(0x7ff8_dead_beef_0001)

const margin = 8 // guards on each side of a canvas

// A canvas is memory with guards before, behind and between the elements of v.
type canvas struct {
	v       ndview.MutView[float64]
	strides []int // elements
	data    []float64
	own     []bool // belongs to an element
}

// newCanvas lays a view with strides in elements. Its elements are 1, 2, 3 … in C
// order; a shared element keeps the last.
func newCanvas(t testing.TB, shape, strides []int) *canvas {
	t.Helper()
	lo, hi := 0, 0
	for index := range ndtest.Indices(shape) {
		lo, hi = min(lo, dot(index, strides)), max(hi, dot(index, strides))
	}
	c := &canvas{strides: strides, data: make([]float64, hi-lo+1+2*margin)}
	c.own = make([]bool, len(c.data))
	for i := range c.data {
		c.data[i] = guard
	}
	x := 0.0
	for index := range ndtest.Indices(shape) {
		x++
		c.data[margin-lo+dot(index, strides)] = x
		c.own[margin-lo+dot(index, strides)] = true
	}
	bytes := make([]int, len(strides))
	for k, s := range strides {
		bytes[k] = 8 * s
	}
	v, err := ndview.FromStrided(c.data, margin-lo, shape, bytes)
	require.NoError(t, err)
	c.v = v
	return c
}

func dot(index, strides []int) (sum int) {
	for k, i := range index {
		sum += i * strides[k]
	}
	return sum
}

// guarded fails t if a guard was overwritten, be it with another NaN.
func (c *canvas) guarded(t testing.TB, what string) {
	t.Helper()
	for i, x := range c.data {
		if !c.own[i] && math.Float64bits(x) != math.Float64bits(guard) {
			require.Failf(t, "guard overwritten", "%s: shape %v strides %v: element %d of the memory is %v", what, c.v.Shape(), c.strides, i-margin, x)
		}
	}
}

// String names the layout in messages; strides are elements.
func (c *canvas) String() string { return fmt.Sprintf("shape %v strides %v", c.v.Shape(), c.strides) }

// equal fails t if a view differs from a matrix of gonum's.
func equal(t testing.TB, want mat.Matrix, v ndview.View[float64], what string) {
	t.Helper()
	r, c := want.Dims()
	require.Equal(t, []int{r, c}, v.Shape(), what)
	for i := range r {
		for j := range c {
			require.Equal(t, want.At(i, j), v.At2(i, j), "%s: element (%d, %d)", what, i, j)
		}
	}
}

// copied returns an ordinary matrix with the elements of a view.
func copied(v ndview.View[float64]) *mat.Dense {
	d := mat.NewDense(v.Len(0), v.Len(1), nil)
	for i := range v.Len(0) {
		for j := range v.Len(1) {
			d.Set(i, j, v.At2(i, j))
		}
	}
	return d
}

// some returns an ordinary matrix of numbers that differ.
func some(r, c int) *mat.Dense {
	d := mat.NewDense(r, c, nil)
	d.Apply(func(i, j int, _ float64) float64 { return float64((i+2)*(j+3)%7) - 2.5 }, d)
	return d
}

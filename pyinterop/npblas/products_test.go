//go:build cgo && linux

package npblas

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// The verbs of package ops go through the library from Use on, with the same results:
// of whole numbers, exactly.
func TestProductsOfOpsGoThroughTheLibrary(t *testing.T) {
	use(t)
	for _, kind := range []elem.Kind{elem.KindFloat32, elem.KindFloat64, elem.KindComplex64, elem.KindComplex128} {
		require.NotNil(t, rawblas.LibraryOf(kind), kind)
	}
	const n = 80
	a, b, nan := ndview.Make[float64](n, n), ndview.Make[float64](2*n, 2*n), ndview.Make[float64](n, n)
	for i := range n {
		for j := range n {
			a.Set2(i, j, float64((i*7+j*3)%11))
			b.Set2(2*i, 2*j, float64((i*5+j)%13))
			nan.Set2(i, j, math.NaN())
		}
	}
	even := b.SliceAxis(0, ndview.All.By(2)).SliceAxis(1, ndview.All.By(2))
	for name, c := range map[string][2]ndview.MutView[float64]{
		"rows": {a, a}, "columns": {a.T(), a.T()}, "mixed": {a, a.T()}, "steps": {a, even}, "backwards": {even.Flip(0), a.Flip(1)},
	} {
		x, y := c[0], c[1]
		for _, dst := range []ndview.MutView[float64]{ndview.Make[float64](n, n), ndview.Make[float64](n, n).T(), ndview.Make[float64](n, 2*n).SliceAxis(1, ndview.All.By(2))} {
			require.NoError(t, ops.MatMul(dst, x.View, y.View))
			vector := ndview.Make[float64](n)
			require.NoError(t, ops.MatVec(vector, x.View, y.Col(3).View))
			for i := range n {
				row, col := x.Row(i), y.Col(3)
				dot := 0.0
				for k := range n {
					dot += row.At1(k) * col.At1(k)
				}
				require.Equal(t, dot, dst.At2(i, 3), name)
				require.Equal(t, dot, vector.At1(i), name)
				got, err := ops.Dot(row.View, col.View)
				require.NoError(t, err)
				require.Equal(t, dot, got)
			}
		}
	}
	dst := ndview.Make[float64](n, n)
	require.NoError(t, ops.MatMul(dst, ndview.Make[float64](n, n).View, nan.View))
	assert.True(t, math.IsNaN(dst.At2(1, 1)))
}

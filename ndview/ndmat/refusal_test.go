package ndmat_test

import (
	"testing"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func dense(v ndview.MutView[float64]) error      { _, err := ndmat.Dense(v); return err }
func transposed(v ndview.MutView[float64]) error { _, err := ndmat.Transposed(v); return err }
func vec(v ndview.MutView[float64]) error        { _, err := ndmat.Vec(v); return err }

func TestRefusalsNameTheStrideAndTheWayOut(t *testing.T) {
	v := ndview.Make[float64](3, 4)
	packed := packedRecords(t, 3, 2)
	for _, test := range []struct {
		err       error
		sentinels []error
		text      string
	}{
		{dense(v.T()), []error{ndview.ErrLayout},
			"inplace: Dense: the float64 view of shape (4, 3) with strides (8, 32) (bytes) is no *mat.Dense: axis 1 has stride 32, want 8, " +
				"axis 0 has stride 8, want 24 or more (3 elements of axis 1); use Transposed: the T() of the matrix that it returns is this view"},
		{transposed(v), []error{ndview.ErrLayout},
			"inplace: Transposed: the float64 view of shape (3, 4) with strides (32, 8) (bytes) is no T() of a *mat.Dense: axis 0 has stride 32, want 8, " +
				"axis 1 has stride 8, want 24 or more (3 elements of axis 0); use Dense"},
		{dense(v.Slice(ndview.All, ndview.All.By(2))), []error{ndview.ErrLayout},
			"inplace: Dense: the float64 view of shape (3, 2) with strides (32, 16) (bytes) is no *mat.Dense: axis 1 has stride 16, want 8; " +
				"use Mutable, or Matrix to read, which reach each element where it is; or Clone"},
		{dense(v.Flip(1)), []error{ndview.ErrLayout},
			"inplace: Dense: the float64 view of shape (3, 4) with strides (32, -8) (bytes) is no *mat.Dense: axis 1 has stride -8 (it runs backwards), want 8; " +
				".Flip(1) makes it a *mat.Dense in the other order; or use Mutable, or Matrix to read, which reach each element where it is; or Clone"},
		{dense(v.T().Flip(0).Flip(1)), []error{ndview.ErrLayout},
			"inplace: Dense: the float64 view of shape (4, 3) with strides (-8, -32) (bytes) is no *mat.Dense: axis 1 has stride -32 (it runs backwards), want 8, " +
				"axis 0 has stride -8 (it runs backwards), want 24 or more (3 elements of axis 1); " +
				".Flip(0).Flip(1) makes it a (*mat.Dense).T() in the other order; or use Mutable, or Matrix to read, which reach each element where it is; or Clone"},
		{dense(v.Flip(0).Slice(ndview.All, ndview.All.By(3))), []error{ndview.ErrLayout},
			"inplace: Dense: the float64 view of shape (3, 2) with strides (-32, 24) (bytes) is no *mat.Dense: axis 1 has stride 24, want 8, " +
				"axis 0 has stride -32 (it runs backwards), want 16 or more (2 elements of axis 1); " +
				"use Mutable, or Matrix to read, which reach each element where it is; or Clone"},
		{dense(v.Slice(ndview.Span(0, 0))), []error{ndview.ErrShape},
			"inplace: Dense: the float64 view of shape (0, 4) with strides (32, 8) (bytes) is no *mat.Dense: " +
				"axis 0 has length 0, and gonum has no matrix or vector without elements; there is nothing to compute: ask Size first"},
		{dense(v.Row(0)), []error{ndview.ErrShape},
			"inplace: Dense: the float64 view of shape (4,) with strides (8,) (bytes) is no *mat.Dense: want ndim 2, found 1; " +
				"use Vec or Vector, or make it a matrix of one column with InsertAxis(1)"},
		{dense(v.InsertAxis(0)), []error{ndview.ErrShape},
			"inplace: Dense: the float64 view of shape (1, 3, 4) with strides (0, 32, 8) (bytes) is no *mat.Dense: want ndim 2, found 3; " +
				"take a matrix or a vector of it with IndexAxis, Slice or Reshape"},
		{vec(v), []error{ndview.ErrShape},
			"inplace: Vec: the float64 view of shape (3, 4) with strides (32, 8) (bytes) is no *mat.VecDense: want ndim 1, found 2; " +
				"take a vector of it with Row or Col"},
		{vec(v.Row(1).Flip(0)), []error{ndview.ErrLayout},
			"inplace: Vec: the float64 view of shape (4,) with strides (-8,) (bytes) is no *mat.VecDense: axis 0 has stride -8 (it runs backwards), want 8 or more; " +
				".Flip(0) makes it a *mat.VecDense in the other order; or use MutableVector, or Vector to read, which reach each element where it is; or Clone"},
		{vec(newCanvas(t, []int{3}, []int{0}).v), []error{ndview.ErrLayout},
			"inplace: Vec: the float64 view of shape (3,) with strides (0,) (bytes) is no *mat.VecDense: axis 0 has stride 0 (one element repeated), want 8 or more; " +
				"use MutableVector, or Vector to read, which reach each element where it is; or Clone"},
		{dense(packed), []error{ndview.ErrAlign, ndview.ErrByteOrder},
			"inplace: Dense: the float64 view of shape (3, 2) with strides (18, 9) (bytes) is no *mat.Dense: the items are in the other byte order, " +
				"the first item is not at a multiple of 8 bytes, axis 0 has stride 18, no multiple of 8, axis 1 has stride 9, no multiple of 8; " +
				"use Mutable, or Matrix to read, which reach each element where it is; or Clone"},
	} {
		require.Error(t, test.err)
		assert.Equal(t, test.text, test.err.Error())
		for _, s := range []error{ndview.ErrShape, ndview.ErrLayout, ndview.ErrAlign, ndview.ErrByteOrder, ndview.ErrType} {
			wraps := false
			for _, want := range test.sentinels {
				wraps = wraps || s == want
			}
			if wraps {
				assert.ErrorIs(t, test.err, s)
			} else {
				assert.NotErrorIs(t, test.err, s)
			}
		}
	}
}

// packedRecords returns a view of records of one byte and a float64 in the other
// byte order, without padding.
func packedRecords(t *testing.T, r, c int) ndview.MutView[float64] {
	typ := ndview.DTypeOf[float64]()
	typ.Swapped = true
	words := ndview.Make[uint64](2*r*c + 2)
	b, ok := words.Raw().Data()
	require.True(t, ok)
	raw, err := ndview.FromBytes(b, 1, typ, []int{r, c}, []int{9 * c, 9})
	require.NoError(t, err)
	v, err := ndview.AsMut[float64](raw)
	require.NoError(t, err)
	return v
}

func TestPointersAreRefused(t *testing.T) {
	for _, source := range ndtest.Sources([]int{3, 4}, func(k int) float64 { return float64(k) }) {
		if !source.View.Indirect() {
			continue
		}
		for _, err := range []error{dense(source.View), transposed(source.View)} {
			require.ErrorIs(t, err, ndview.ErrLayout)
			assert.ErrorContains(t, err, "the items are reached through pointers", source.Name)
			assert.ErrorContains(t, err, "; use Mutable, or Matrix to read", source.Name)
			assert.NotContains(t, err.Error(), "want 8", "the strides of an axis of pointers are no reason")
		}
	}
}

func TestRefusalsOfOtherTypesNameTheType(t *testing.T) {
	err := assertPanics(t, ndview.ErrShape, func() { ndmat.MatrixOf(ndview.Make[int16](3).View) })
	assert.EqualError(t, err, "inplace: MatrixOf: the int16 view of shape (3,) with strides (2,) (bytes) is no matrix: "+
		"want ndim 2, found 1; use Vec or Vector, or make it a matrix of one column with InsertAxis(1)")
}

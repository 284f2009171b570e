package ops_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func TestApplyComputesInTheKindThatNumPyPromotesTo(t *testing.T) {
	a, err := ndview.FromSlice([]int8{1, -2, 127}, 3)
	require.NoError(t, err)
	b, err := ndview.FromSlice([]uint8{255, 1, 128}, 3)
	require.NoError(t, err)
	dst := ndview.Make[int16](3)
	require.NoError(t, ops.Apply("add", dst.Raw(), []ndview.Raw{a.View.Raw(), b.View.Raw()}))
	assert.Equal(t, []int16{256, -1, 255}, dataOf(dst))
	wide := ndview.Make[float64](2, 3)
	require.NoError(t, ops.Apply("add", wide.Raw(), []ndview.Raw{a.View.Raw(), b.View.Raw()}))
	assert.Equal(t, []float64{256, -1, 255, 256, -1, 255}, dataOf(wide), "cast to dst, and stretched")

	small := ndview.Make[int8](3)
	require.NoError(t, ops.Apply("add", small.Raw(), []ndview.Raw{a.View.Raw(), b.View.Raw()}))
	assert.Equal(t, []int8{0, -1, -1}, dataOf(small), "same kind: wraps")
	require.NoError(t, ops.Apply("add", small.Raw(), []ndview.Raw{a.View.Raw(), b.View.Raw()}, ops.Casting(ops.Saturate)))
	assert.Equal(t, []int8{127, -1, 127}, dataOf(small))

	err = ops.Apply("add", ndview.Make[uint8](3).Raw(), []ndview.Raw{a.View.Raw(), b.View.Raw()})
	var cast *ops.CastError
	require.ErrorAs(t, err, &cast)
	require.ErrorIs(t, err, ndview.ErrType)
	t.Log(err)
	require.ErrorIs(t, ops.Apply("nonsense", dst.Raw(), nil), ops.ErrVerb)
	require.ErrorIs(t, ops.Apply("add", dst.Raw(), nil), ops.ErrVerb)
}

func TestWhenComputesOnlyWhereTheMaskIsTrue(t *testing.T) {
	a, err := ndview.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	require.NoError(t, err)
	mask, err := ndview.FromSlice([]ndview.Bool{1, 0, 7}, 3)
	require.NoError(t, err)
	dst := ndview.Make[float64](2, 3)
	require.NoError(t, ops.Add(dst, a.View, a.View, ops.When(mask.View)))
	assert.Equal(t, []float64{2, 0, 6, 8, 0, 12}, dataOf(dst))
}

func dataOf[T ndview.Element](v ndview.MutView[T]) []T {
	data, ok := v.Data()
	if !ok {
		panic("not contiguous")
	}
	return data
}

func TestVerbsListsTheRegistry(t *testing.T) {
	assert.Len(t, ops.Verbs(), len(kernel.Verbs))
	out, _, err := ops.ResultType("add", ndview.DTypeOf[int64](), ndview.DTypeOf[uint64]())
	require.NoError(t, err)
	assert.Equal(t, ndview.DTypeOf[float64](), out)
}

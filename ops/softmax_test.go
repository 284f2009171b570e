package ops_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func listed[T ndview.Element](t *testing.T, v ndview.View[T]) []T {
	t.Helper()
	c := v.Clone()
	s := make([]T, 0, c.Size())
	_ = ops.ReduceEach(c.View, 0, func(n int, x T) int { s = append(s, x); return n + 1 })
	return s
}

func matrix(t *testing.T, rows, columns int, x ...float64) ndview.MutView[float64] {
	t.Helper()
	m := ndview.Make[float64](rows, columns)
	for i, x := range x {
		m.Set2(i/columns, i%columns, x)
	}
	return m
}

// The figures are scipy.special.softmax's and logsumexp's.
func TestSoftmaxAlongEitherAxis(t *testing.T) {
	rows := []float64{0.09003057317038046, 0.24472847105479767, 0.6652409557748219, 0.21194155761708544, 0.21194155761708544, 0.5761168847658291}
	m := matrix(t, 2, 3, 1, 2, 3, 0, 0, 1)
	dst := ndview.Make[float64](2, 3)
	require.NoError(t, ops.Softmax(dst, m.View, 1))
	assert.InDeltaSlice(t, rows, listed(t, dst.View), 2e-16)
	require.NoError(t, ops.Softmax(dst, m.View, -2))
	assert.InDeltaSlice(t, []float64{0.7310585786300049, 0.8807970779778824, 0.8807970779778824, 0.2689414213699951, 0.11920292202211755, 0.11920292202211755},
		listed(t, dst.View), 2e-16)

	// In place, transposed, and reversed onto itself.
	require.NoError(t, ops.Softmax(m, m.View, 1))
	assert.InDeltaSlice(t, rows, listed(t, m.View), 2e-16)
	x := matrix(t, 1, 3, 1, 2, 3)
	require.NoError(t, ops.Softmax(x, x.View.Flip(1), 1))
	assert.InDeltaSlice(t, []float64{rows[2], rows[1], rows[0]}, listed(t, x.View), 2e-16)
}

func TestSoftmaxDoesNotOverflow(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, c := range []struct{ in, want []float64 }{
		{[]float64{1000, 1000, 1000, 1000}, []float64{0.25, 0.25, 0.25, 0.25}},
		{[]float64{-1e300, 0, -1e300, 0}, []float64{0, 0.5, 0, 0.5}},
		{[]float64{-inf, 0, 0, -inf}, []float64{0, 0.5, 0.5, 0}},
		{[]float64{inf, 0, 0, 0}, []float64{nan, 0, 0, 0}},
		{[]float64{nan, 0, 0, 0}, []float64{nan, nan, nan, nan}},
		{[]float64{-inf, -inf, -inf, -inf}, []float64{nan, nan, nan, nan}},
	} {
		v := matrix(t, 1, 4, c.in...)
		require.NoError(t, ops.Softmax(v, v.View, 1))
		got := listed(t, v.View)
		for i, want := range c.want {
			if math.IsInf(c.in[0], 1) || want != want {
				assert.True(t, got[0] != got[0], "%v → %v", c.in, got)
				continue
			}
			assert.Equal(t, want, got[i], "%v → %v", c.in, got)
		}
	}
}

func TestSoftmaxOfEveryFloatRoundsOnce(t *testing.T) {
	testSoftmaxOf(t, func(x float64) float32 { return float32(x) }, func(x float32) float64 { return float64(x) })
	testSoftmaxOf(t, elem.Float16From64, ndview.Float16.Float64)
	testSoftmaxOf(t, elem.BFloat16From64, ndview.BFloat16.Float64)
}

func testSoftmaxOf[T ops.Float](t *testing.T, narrow func(float64) T, wide func(T) float64) {
	const n = 37
	v, w := ndview.Make[T](n), ndview.Make[float64](n)
	for i := range n {
		v.Set1(i, narrow(math.Sin(float64(i))*8))
		w.Set1(i, wide(v.At1(i)))
	}
	lse, wideLse := ndview.Make[T](), ndview.Make[float64]()
	require.NoError(t, ops.LogSumExp(lse, v.View))
	require.NoError(t, ops.LogSumExp(wideLse, w.View))
	assert.Equal(t, narrow(wideLse.At()), lse.At())
	require.NoError(t, ops.Softmax(v, v.View, 0))
	require.NoError(t, ops.Softmax(w, w.View, 0))
	for i := range n {
		assert.Equal(t, narrow(w.At1(i)), v.At1(i))
	}
}

func TestSoftmaxOfNothingAndOfOne(t *testing.T) {
	empty := ndview.Make[float64](0, 3)
	require.NoError(t, ops.Softmax(empty, empty.View, 0))
	require.NoError(t, ops.Softmax(empty, empty.View, 1))
	one := ndview.Make[float64]()
	require.NoError(t, ops.Softmax(one, one.View, -1))
	assert.Equal(t, 1.0, one.At())
}

func TestSoftmaxRefusesBeforeItWrites(t *testing.T) {
	m := matrix(t, 2, 3, 1, 2, 3, 4, 5, 6)
	before := listed(t, m.View)
	assert.ErrorIs(t, ops.Softmax(m, matrix(t, 2, 2).View, 1), ndview.ErrShape)
	assert.Panics(t, func() { _ = ops.Softmax(m, matrix(t, 2, 3).View, 2) })
	assert.ErrorIs(t, ops.LogSumExp(m, m.View, 1), ndview.ErrShape)
	assert.Equal(t, before, listed(t, m.View))
}

func TestLogSumExpOverAnyAxes(t *testing.T) {
	m := matrix(t, 2, 3, 1, 2, 3, 1000, 1000, -5)
	all, rows, columns, kept := ndview.Make[float64](), ndview.Make[float64](2), ndview.Make[float64](3), ndview.Make[float64](1, 3)
	require.NoError(t, ops.LogSumExp(all, m.View))
	assert.Equal(t, 1000+math.Ln2, all.At())
	require.NoError(t, ops.LogSumExp(rows, m.View, 1))
	assert.InDeltaSlice(t, []float64{3.4076059644443806, 1000.6931471805599}, listed(t, rows.View), 1e-15)
	require.NoError(t, ops.LogSumExp(columns, m.View, 0))
	assert.InDeltaSlice(t, []float64{1000, 1000, 3.000335406372896}, listed(t, columns.View), 1e-15)
	require.NoError(t, ops.LogSumExp(kept, m.View, 0))
	assert.Equal(t, listed(t, columns.View), listed(t, kept.View))

	// Into the array that it is the sum of.
	first := m.Row(0)
	require.NoError(t, ops.LogSumExp(first, m.View, 0))
	assert.Equal(t, listed(t, columns.View), listed(t, first.View))
}

func TestLogSumExpOfInfinities(t *testing.T) {
	inf := math.Inf(1)
	for _, c := range []struct {
		in   []float64
		want float64
	}{
		{[]float64{-inf, -inf}, -inf}, {[]float64{inf, 0}, inf}, {[]float64{inf, -inf}, inf}, {[]float64{-inf, 2}, 2}, {nil, -inf},
	} {
		v := matrix(t, 1, len(c.in), c.in...)
		got := ndview.Make[float64]()
		require.NoError(t, ops.LogSumExp(got, v.View))
		assert.Equal(t, c.want, got.At(), "%v", c.in)
	}
	v := matrix(t, 1, 2, inf, math.NaN())
	got := ndview.Make[float64]()
	require.NoError(t, ops.LogSumExp(got, v.View))
	assert.True(t, math.IsNaN(got.At()))
}

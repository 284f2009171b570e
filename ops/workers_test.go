package ops_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Arrays of a size that pays for helpers, by three workers that nobody named, against
// one: typed functions and others, one lane and many, moves, casts and masks, and inputs
// that must be read in order.
func TestLargeArraysAreTheSameByManyWorkers(t *testing.T) {
	previous := workers.SetDefault(3)
	defer workers.SetDefault(previous)
	const side = 512
	rng := ndtest.Seeded(t)
	fresh := func() ndview.MutView[float64] {
		v, err := ndview.FromSlice(make([]float64, side*side), side, side)
		require.NoError(t, err)
		return v
	}
	a, b := fresh(), fresh()
	require.NoError(t, a.CopyFrom(ndtest.Small[float64](rng, side*side)))
	require.NoError(t, b.CopyFrom(ndtest.Small[float64](rng, side*side)))
	mask, err := ndview.FromSlice(ndtest.Small[elem.Bool](rng, side*side), side, side)
	require.NoError(t, err)
	narrow, err := ndview.FromSlice(make([]float32, side*side), side, side)
	require.NoError(t, err)
	flat := func(v ndview.MutView[float64]) ndview.MutView[float64] {
		f, err := v.Ravel()
		require.NoError(t, err)
		return f
	}
	items := func(v ndview.MutView[float64]) []float64 {
		data, ok := v.Data()
		require.True(t, ok)
		return data
	}
	step := func(v ndview.MutView[float64]) ndview.MutView[float64] {
		return flat(v).SliceAxis(0, ndview.All.By(2))
	}
	type dst = ndview.MutView[float64]
	cases := []struct {
		name string
		do   func(d dst, opts ...ops.Option) error
	}{
		{"lanes of two inputs", func(d dst, opts ...ops.Option) error { return ops.Add(flat(d), flat(a).View, flat(b).View, opts...) }},
		{"a lane of one input", func(d dst, opts ...ops.Option) error { return ops.Exp(flat(d), flat(a).View, opts...) }},
		{"two axes", func(d dst, opts ...ops.Option) error { return ops.Mul(d, a.View, b.View, opts...) }},
		{"every other item", func(d dst, opts ...ops.Option) error { return ops.Add(step(d), step(a).View, step(b).View, opts...) }},
		{"a transpose", func(d dst, opts ...ops.Option) error { return ops.Add(d, a.View, b.T().View, opts...) }},
		{"a row", func(d dst, opts ...ops.Option) error { return ops.Add(d, a.View, b.Row(3).View, opts...) }},
		{"a mask", func(d dst, opts ...ops.Option) error {
			return ops.Sqrt(d, a.View, append(opts, ops.When(mask.View))...)
		}},
		{"a copy", func(d dst, opts ...ops.Option) error { return ops.Copy(d, a.View, opts...) }},
		{"a copy of a transpose", func(d dst, opts ...ops.Option) error { return ops.Copy(d, a.T().View, opts...) }},
		{"a value", func(d dst, opts ...ops.Option) error { return ops.Fill(d, 7, opts...) }},
		{"casts", func(d dst, opts ...ops.Option) error {
			if err := ops.Cast(narrow, a.View, opts...); err != nil {
				return err
			}
			return ops.Cast(d, narrow.View, opts...)
		}},
		{"the items before", func(d dst, opts ...ops.Option) error {
			f := flat(d)
			if err := ops.Copy(d, a.View, opts...); err != nil {
				return err
			}
			n := side * side
			return ops.Add(f.SliceAxis(0, ndview.From(1)), f.SliceAxis(0, ndview.To(n-1)).View, flat(b).SliceAxis(0, ndview.To(n-1)).View, opts...)
		}},
		{"its own transpose", func(d dst, opts ...ops.Option) error {
			if err := ops.Copy(d, a.View, opts...); err != nil {
				return err
			}
			return ops.Add(d, d.View, d.T().View, opts...)
		}},
	}
	for _, c := range cases {
		one, many, named := fresh(), fresh(), fresh()
		require.NoError(t, c.do(one, ops.Workers(1)), c.name)
		require.NoError(t, c.do(many), c.name)
		require.NoError(t, c.do(named, ops.Workers(2)), c.name)
		requireSame(t, items(one), items(many), "%s", c.name)
		requireSame(t, items(one), items(named), "%s", c.name)
	}
}

func TestNumbersOfWorkersThatCannotBe(t *testing.T) {
	for _, n := range []int{0, -1} {
		func() {
			defer func() {
				err, ok := recover().(error)
				require.True(t, ok)
				assert.ErrorIs(t, err, ndview.ErrBounds)
			}()
			ops.Workers(n)
		}()
	}
}

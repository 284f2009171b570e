package ops_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Each way of cutting a long reduction looks for Ctrl-C, by one worker and by several: some are stopped that would
// go through, and the next call is whole again.
func TestLongReductionsAndScansStopAtCtrlC(t *testing.T) {
	defer workers.SetInterrupts(nil)
	var pressed int32
	workers.SetInterrupts(&workers.Interrupts{Begin: func() bool { return true }, Pressed: &pressed})
	const rows, cols = 700, 1000
	v := ndview.Make[float64](rows, cols)
	require.NoError(t, ops.Fill(v, 1))
	flat, err := v.Ravel()
	require.NoError(t, err)
	narrow := ndview.Make[int16](rows, cols)
	row, column := ndview.Make[float64](cols), ndview.Make[float64](rows)
	mask := ndview.Make[ndview.Bool](rows, cols)
	require.NoError(t, ops.Fill(mask, ndview.BoolOf(true)))
	whole := ndview.Make[float64]()
	cases := []struct {
		name string
		do   func(opts ...ops.Option) error
		sum  func() float64
	}{
		{"a lane", func(opts ...ops.Option) error { return ops.SumTo(whole, flat.View, opts...) }, func() float64 { return whole.At() - rows*cols }},
		{"a lane through windows", func(opts ...ops.Option) error { return ops.SumTo(whole, narrow.View, opts...) }, func() float64 { return whole.At() }},
		{"a product", func(opts ...ops.Option) error { return ops.ProdTo(whole, flat.View, opts...) }, func() float64 { return whole.At() - 1 }},
		{"a variance", func(opts ...ops.Option) error { return ops.VarTo(whole, flat.View, opts...) }, func() float64 { return whole.At() }},
		{"rows", func(opts ...ops.Option) error { return ops.SumTo(column, v.View, append(opts, ops.Axes(1))...) }, func() float64 { return column.At(rows-1) - cols }},
		{"columns", func(opts ...ops.Option) error { return ops.SumTo(row, v.View, append(opts, ops.Axes(0))...) }, func() float64 { return row.At(cols-1) - rows }},
		{"blocks", func(opts ...ops.Option) error { return ops.SumTo(whole, v.View, append(opts, ops.When(mask.View))...) }, func() float64 { return whole.At() - rows*cols }},
		{"a scan", func(opts ...ops.Option) error { return ops.CumSum(v, v.View, append(opts, ops.Axes(1))...) }, nil},
	}
	for _, c := range cases {
		for _, n := range []int{1, 3} {
			name := fmt.Sprintf("%s, %d workers", c.name, n)
			atomic.StoreInt32(&pressed, 1)
			assert.PanicsWithError(t, workers.ErrInterrupted.Error(), func() {
				defer func() {
					if p, ok := recover().(error); ok {
						require.ErrorIs(t, p, workers.ErrInterrupted, name)
						panic(workers.ErrInterrupted)
					}
				}()
				_ = c.do(ops.Workers(n))
			}, name)
			atomic.StoreInt32(&pressed, 0)
			require.NoError(t, c.do(ops.Workers(n)), name)
			if c.sum != nil {
				assert.Zero(t, c.sum(), name)
			}
		}
	}
}

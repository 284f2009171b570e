//go:build cgo

package conformance_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// Reductions and scans against NumPy; testdata/ops_reduce.py draws the cases. Sums of floats are compared with sums in
// long double, since ours are more exact than NumPy's.

var (
	reductions = []string{
		"sum", "prod", "min", "max", "ptp", "mean", "var", "std", "all", "any", "count_nonzero", "argmin", "argmax",
		"nansum", "nanprod", "nanmin", "nanmax", "nanmean", "nanvar", "nanstd", "nanargmin", "nanargmax", "norm1", "norm", "norminf",
	}
	scans = []string{"cumsum", "cumprod"}
)

func TestReductionsAgreeWithNumPy(t *testing.T) {
	r := newReferee(t, 3000, 100_000)
	j := newJudge(t, r, "ops", "ops_reduce")
	j.run(t, "draw_reductions", reductions, func(t *testing.T, c *opsCase) error { return c.reduce(t) })
	j.checkReductions(t, reductions, []string{"apart", "overlapping"}, canShare)
}

func TestScansAgreeWithNumPy(t *testing.T) {
	r := newReferee(t, 500, 20_000)
	j := newJudge(t, r, "ops", "ops_reduce")
	j.run(t, "draw_scans", scans, func(t *testing.T, c *opsCase) error { return c.scan(t) })
	j.checkReductions(t, scans, opsSharing, func(layout, _ string) bool {
		return layout != "broadcast" && canShare(layout, "overlapping") // of dst no two elements may lie in one place
	})
}

// checkReductions fails if there are few cases of a verb, a layout or a way to share memory, in the long tier if there is
// none of a combination. Scans may be in place.
func (j *judge) checkReductions(t *testing.T, names, sharing []string, possible func(layout, sharing string) bool) {
	j.log(t)
	for _, name := range names {
		assert.GreaterOrEqual(t, j.verbs[name], j.n/len(names)/2, "cases of %s", name)
	}
	for _, layout := range opsLayouts {
		assert.GreaterOrEqual(t, j.layouts[layout], j.n/len(opsLayouts)/2, "cases of the layout %s", layout)
	}
	for _, how := range sharing {
		assert.GreaterOrEqual(t, j.sharing[how], j.n/25, "cases of memory that is %s", how)
	}
	assert.Less(t, j.refused, j.n/3, "most cases are computed")
	j.checkCells(t, names, sharing, possible)
}

func (c *opsCase) reduce(t *testing.T) error {
	opts := c.axes(t)
	if keep, err := attribute(t, c.py, "keepdims").Truth(); err == nil && keep {
		opts = append(opts, ops.KeepDims())
	}
	if initial := attribute(t, c.py, "initial"); !initial.IsNone() {
		x, err := pyinterop.To[int](initial)
		require.NoError(t, err)
		opts = append(opts, ops.Initial(x))
	}
	if ddof := attribute(t, c.py, "ddof"); !ddof.IsNone() {
		n, err := pyinterop.To[int](ddof)
		require.NoError(t, err)
		opts = append(opts, ops.Ddof(n))
	}
	return c.borrowed(func(outs []ndview.MutRaw, ins []ndview.Raw, mask *ndview.View[ndview.Bool]) error {
		if mask != nil {
			opts = append(opts, ops.When(*mask))
		}
		return ops.Reduce(c.name, outs[0], ins[0], opts...)
	})
}

func (c *opsCase) scan(t *testing.T) error {
	opts := c.axes(t)
	return c.borrowed(func(outs []ndview.MutRaw, ins []ndview.Raw, _ *ndview.View[ndview.Bool]) error {
		return ops.Accumulate(c.name, outs[0], ins[0], opts...)
	})
}

// axes is the option that the case's axis= is.
func (c *opsCase) axes(t *testing.T) []ops.Option {
	axes := attribute(t, c.py, "axes")
	if axes.IsNone() {
		return nil
	}
	if k, err := pyinterop.To[int](axes); err == nil {
		return []ops.Option{ops.Axes(k)}
	}
	several, err := pyinterop.To[[]int](axes)
	require.NoError(t, err)
	return []ops.Option{ops.Axes(several...)}
}

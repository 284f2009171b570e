//go:build cgo

package pyinterop_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// Every sequence knows what borrowed items are, whatever was borrowed before.
func TestBorrowedArraysAreWalkedInPlace(t *testing.T) {
	python(t, func(py pyinterop.Python) {
		for _, expression := range []string{
			"np.ones((4, 6))", "np.ones((4, 6)).T", "np.ones((4, 12))[:, ::2]", "np.ones((4, 6))[::-1, ::-1]", "np.ones(6)", "np.ones(())",
		} {
			o := eval(t, py, expression)
			small := eval(t, py, "np.ones(3, 'i1')") // the record of a borrow is used again
			require.NoError(t, pyinterop.Borrow(small, func(ndview.View[int8]) error { return nil }))
			require.NoError(t, pyinterop.BorrowMut(o, func(v ndview.MutView[float64]) error {
				for run := range iter.MutRuns(v) {
					for i := range run {
						run[i] += 1 // 2
					}
				}
				for lane := range iter.MutLanes(v, -1) {
					for i := range lane.Len() {
						lane.Set(i, 3*lane.At(i)) // 6
					}
				}
				for x := range iter.Pointers(v) {
					*x++ // 7
				}
				for d, a := range iter.MutZip(v, v.View) {
					*d = 2 * a // 14
				}
				for d, a := range iter.MutZipRuns(v, v.View) {
					for i := range d {
						d[i] = a.At(i) + 1 // 15
					}
				}
				count := 0
				for x := range iter.Elements(v.View) {
					assert.Equal(t, 15.0, x)
					count++
				}
				assert.Equal(t, v.Size(), count)
				return nil
			}))
			all, err := pyinterop.To[bool](eval(t, py, "bool((a == 15).all())", pyinterop.Kwargs{"a": o}))
			require.NoError(t, err)
			assert.True(t, all, "%s: what NumPy sees", expression)
		}
		assert.Zero(t, pyinterop.OpenBorrows())
	})
}

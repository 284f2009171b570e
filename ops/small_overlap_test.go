package ops_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Small arrays take quick roads. Every dst with every pair of inputs that stretch to it, all of one
// block of memory: the result is as if everything was read first.
func TestSmallOperandsThatShareMemoryAreReadFirst(t *testing.T) {
	type place struct {
		offset         int
		shape, strides []int // in items
	}
	places := []place{
		{0, []int{6}, []int{1}}, {1, []int{6}, []int{1}}, {6, []int{6}, []int{1}}, {5, []int{6}, []int{-1}}, {6, []int{6}, []int{-1}},
		{0, []int{6}, []int{2}}, {1, []int{6}, []int{2}}, {13, []int{6}, []int{-2}},
		{0, []int{2, 3}, []int{3, 1}}, {1, []int{2, 3}, []int{3, 1}}, {6, []int{2, 3}, []int{3, 1}}, {4, []int{2, 3}, []int{3, 1}},
		{0, []int{2, 3}, []int{1, 2}}, {2, []int{2, 3}, []int{1, 2}}, {6, []int{2, 3}, []int{1, 2}}, {5, []int{2, 3}, []int{-3, -1}},
		{0, []int{2, 3}, []int{4, 1}}, {0, []int{1, 2, 3}, []int{99, 3, 1}}, {7, []int{1, 2, 3}, []int{0, 1, 2}},
		{3, nil, nil}, {12, nil, nil}, {4, []int{1}, []int{7}}, {13, []int{1, 1}, []int{0, 0}}, {2, []int{3}, []int{1}}, {9, []int{2, 1}, []int{1, 5}},
	}
	block := make([]int32, 16)
	view := func(p place) ndview.MutView[int32] {
		strides := make([]int, len(p.strides))
		for k, s := range p.strides {
			strides[k] = 4 * s
		}
		v, err := ndview.FromStrided(block, p.offset, p.shape, strides)
		require.NoError(t, err)
		return v
	}
	// items are the places of a view's items, for a dst of a shape.
	items := func(p place, shape []int) (at []int, ok bool) {
		at = []int{p.offset}
		extra := len(shape) - len(p.shape)
		for axis, n := range shape {
			stride := 0
			if axis >= extra {
				if m := p.shape[axis-extra]; m == n {
					stride = p.strides[axis-extra]
				} else if m != 1 {
					return nil, false
				}
			}
			var more []int
			for _, x := range at {
				for i := range n {
					more = append(more, x+i*stride)
				}
			}
			at = more
		}
		return at, extra >= 0
	}
	seen := 0
	for _, d := range places {
		to, _ := items(d, d.shape)
		for _, a := range places {
			from, ok := items(a, d.shape)
			if !ok {
				continue
			}
			for _, b := range places {
				from2, ok := items(b, d.shape)
				if !ok {
					continue
				}
				for i := range block {
					block[i] = int32(i*i + 1)
				}
				want := append([]int32(nil), block...)
				for i, x := range to {
					want[x] = block[from[i]] - block[from2[i]]
				}
				require.NoError(t, ops.Sub(view(d), view(a).View, view(b).View))
				require.Equal(t, want, block, "dst %v, a %v, b %v", d, a, b)
				seen++
			}
			for i := range block {
				block[i] = int32(i*i + 1)
			}
			want := append([]int32(nil), block...)
			for i, x := range to {
				want[x] = -block[from[i]]
			}
			require.NoError(t, ops.Neg(view(d), view(a).View))
			require.Equal(t, want, block, "dst %v, a %v", d, a)
		}
	}
	require.Greater(t, seen, 3000)
}

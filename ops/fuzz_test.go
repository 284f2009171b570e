package ops_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// FuzzSharedMemory adds views of one block whose layouts the fuzzer chooses, and
// compares with reading both inputs first.
func FuzzSharedMemory(f *testing.F) {
	f.Add([]byte{1, 5, 0, 2, 1, 2, 2, 2})                             // three runs, shifted
	f.Add([]byte{1, 9, 18, 0xfe, 0, 2, 0, 2})                         // reversed onto itself
	f.Add([]byte{2, 3, 3, 0, 18, 2, 0, 2, 18, 0, 18, 2})              // a square and its transpose
	f.Add([]byte{2, 3, 4, 0, 8, 2, 8, 8, 2, 2, 0, 2})                 // one input a row further, one a row for all
	f.Add([]byte{3, 2, 2, 2, 0, 4, 8, 16, 1, 3, 9, 5, 7, 2, 0xff, 3}) // odd strides
	f.Fuzz(func(t *testing.T, data []byte) {
		next := func() int {
			if len(data) == 0 {
				return 0
			}
			b := int8(data[0])
			data = data[1:]
			return int(b)
		}
		shape := make([]int, 1+next()&3)
		for i := range shape {
			shape[i] = next() & 15
		}
		layout := func() cut {
			c := cut{offset: next(), shape: shape, strides: make([]int, len(shape))}
			for i := range c.strides {
				c.strides[i] = next()
			}
			return c
		}
		dst, a, b := layout(), layout(), layout()
		s := newSlab[int16](rand.New(rand.NewPCG(1, 2)))
		views := make([]ndview.MutView[int16], 3)
		for i, c := range []cut{dst, a, b} {
			raw, err := ndview.FromBytes(s.bytes, c.offset, ndview.DTypeOf[int16](), c.shape, c.strides)
			if err != nil {
				return // outside the block
			}
			views[i], err = ndview.AsMut[int16](raw)
			require.NoError(t, err)
		}
		before := slab[int16]{slices.Clone(s.bytes)}
		want := []int16{}
		for index := range ndtest.Indices(shape) {
			want = append(want, s.get(a, index)+s.get(b, index))
		}
		inDst := s.touched(dst)
		err := ops.Add(views[0], views[1].View, views[2].View)
		if slices.Max(inDst) > 1 {
			require.ErrorIs(t, err, ndview.ErrOverlap)
			require.Equal(t, before.bytes, s.bytes)
			return
		}
		var overlap *ops.OverlapError
		if errors.As(err, &overlap) {
			require.False(t, overlap.Proven, "dst does not overlap itself")
			return
		}
		require.NoError(t, err)
		expect(t, before, s, dst, want, "dst %v, a %v, b %v", dst, a, b)
	})
}

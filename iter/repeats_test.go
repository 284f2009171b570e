package iter_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// Views of 4×5 elements of which some are one element.
var repeatingStrides = map[string][]int{
	"rows on top of each other": {0, 4},
	"each row is one element":   {4, 0},
	"all one element":           {0, 0},
	"rows a step apart":         {4, 4},
}

func repeating(t *testing.T, dtype string, strides []int) ndview.MutView[int32] {
	typ, err := elem.ParseTypestr(dtype)
	require.NoError(t, err)
	raw, err := ndview.FromBytes(make([]byte, 64), 0, typ, []int{4, 5}, strides)
	require.NoError(t, err)
	v, err := ndview.AsMut[int32](raw)
	require.NoError(t, err)
	return v
}

func TestWritingThroughAWindowToElementsThatAreOneElementIsRefused(t *testing.T) {
	one := ndview.Make[int32](1, 1).View
	loops := map[string]func(v ndview.MutView[int32]){
		"MutPositions": func(v ndview.MutView[int32]) {
			for p := range iter.MutPositions(v) {
				p.Set(7)
				break
			}
		},
		"MutLanes": func(v ndview.MutView[int32]) {
			for l := range iter.MutLanes(v, 1) {
				l.Set(0, 7)
				break
			}
		},
		"MutRuns": func(v ndview.MutView[int32]) {
			for r := range iter.MutRuns(v) {
				r[0] = 7
				break
			}
		},
		"MutZipRuns": func(v ndview.MutView[int32]) {
			for r := range iter.MutZipRuns(v, one) {
				r[0] = 7
				break
			}
		},
		"MutZipLanes": func(v ndview.MutView[int32]) {
			for l := range iter.MutZipLanes(v, one, 0) {
				l.Set(0, 7)
				break
			}
		},
	}
	for layout, strides := range repeatingStrides {
		for name, loop := range loops {
			t.Run(name+" "+layout, func(t *testing.T) {
				swapped := repeating(t, ">i4", strides)
				err := recovered(func() { loop(swapped) })
				if err == nil {
					assert.Equal(t, int32(7), swapped.At2(0, 0), "not refused, so nothing may be lost")
					return
				}
				assert.ErrorIs(t, err, ndview.ErrOverlap)
				assert.ErrorContains(t, err, "shape (4, 5)")
				assert.Zero(t, swapped.At2(0, 0), "refused before anything is written")
				if name != "MutRuns" && name != "MutZipRuns" {
					plain := repeating(t, "<i4", strides)
					require.NoError(t, recovered(func() { loop(plain) }), "where they lie they are written")
					assert.Equal(t, int32(7), plain.At2(0, 0))
				}
			})
		}
	}
}

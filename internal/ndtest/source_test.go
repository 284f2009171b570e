package ndtest

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/mem"
)

func TestIndicesRunInCOrder(t *testing.T) {
	collect := func(shape ...int) (all [][]int) {
		for index := range Indices(shape) {
			all = append(all, slices.Clone(index))
		}
		return all
	}
	assert.Equal(t, [][]int{{0, 0}, {0, 1}, {1, 0}, {1, 1}}, collect(2, 2))
	assert.Equal(t, [][]int{{}}, collect())
	assert.Empty(t, collect(2, 0))
}

func TestListFollowsIndices(t *testing.T) {
	l := Whole([]int{2, 3}).View([]int{3, 2}, func(x []int) []int { return []int{x[1], x[0]} })
	assert.Equal(t, List{[]int{3, 2}, []int{0, 3, 1, 4, 2, 5}}, l)
	assert.Equal(t, []int{5, 2}, l.View([]int{2}, func(x []int) []int { return []int{2, 1 - x[0]} }).From)
}

func TestSourcesHoldTheirValuesAndNoticeStrayWrites(t *testing.T) {
	for _, shape := range [][]int{{}, {3}, {2, 3}, {2, 1, 3}, {2, 0}} {
		for _, s := range Sources(shape, func(k int) complex64 { return complex(float32(k), -1) }) {
			k := 0
			for index := range Indices(shape) {
				require.Equal(t, s.Values[k], s.View.At(index...), "%s %v", s.Name, index)
				k++
			}
			require.NoError(t, s.Intact())
			for _, b := range s.slabs {
				for _, i := range []int{0, len(b.all) - 1} {
					b.all[i] = 7
					assert.EqualError(t, s.Intact(), fmt.Sprintf("%s: guard byte %d from the first element holds 0x07", s.Name, i-b.base))
					b.all[i] = Fill
				}
			}
			for _, p := range s.tables {
				p.now[len(p.now)-1] = mem.Of([]byte{1})
				assert.ErrorContains(t, s.Intact(), "a pointer of a table was changed")
				p.now[len(p.now)-1] = nil
			}
			require.NoError(t, s.Intact())
		}
	}
}

func TestSourcesCoverEveryClassOfMemory(t *testing.T) {
	swapped, misaligned, indirect, shared := false, false, false, false
	for _, s := range Sources([]int{2, 3}, func(k int) float64 { return float64(k) }) {
		raw := s.View.Raw()
		swapped = swapped || raw.DType().Swapped
		indirect = indirect || s.View.Indirect()
		misaligned = misaligned || s.View.Address()%8 != 0 && !s.View.Plain()
		shared = shared || s.Shared && s.View.HasZeroStride()
	}
	assert.True(t, swapped && misaligned && indirect && shared)
}

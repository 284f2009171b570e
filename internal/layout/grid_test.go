package layout

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// reversing, in the middle, with steps, empty, beyond both ends
var gridRanges = []Range{
	{},
	{Start: 1, Has: HasStart},
	{Stop: -1, Has: HasStop},
	{Step: -1, Has: HasStep},
	{Step: 2, Has: HasStep},
	{Start: -1, Step: -2, Has: HasStart | HasStep},
	{Start: 2, Stop: 1, Has: HasStart | HasStop},
	{Start: -9, Stop: 9, Step: 3, Has: HasStart | HasStop | HasStep},
}

func TestSliceOnTheWholeGrid(t *testing.T) {
	i := 0
	gridUpTo(t, 4, 3, func(l Layout) {
		for axis := range l.NDim {
			i++
			sliceVerb(&l, axis, gridRanges[i%len(gridRanges)]).check(t, l, 100)
		}
	})
	gridUpTo(t, 2, 1, func(l Layout) {
		for axis := -l.NDim - 1; axis <= l.NDim; axis++ {
			for _, r := range gridRanges {
				sliceVerb(&l, axis, r).check(t, l, 100)
			}
		}
	})
}

func TestIndexOnTheWholeGrid(t *testing.T) {
	gridUpTo(t, 3, 1, func(l Layout) {
		for axis := -l.NDim - 1; axis <= l.NDim; axis++ {
			for i := -4; i < 4; i++ {
				indexVerb(&l, axis, i).check(t, l, 100)
			}
		}
	})
	gridUpTo(t, 5, 5, func(l Layout) {
		for axis := range l.NDim {
			indexVerb(&l, axis, 1).check(t, l, 100)
		}
	})
}

func TestFlipOnTheWholeGrid(t *testing.T) {
	gridUpTo(t, 5, 2, func(l Layout) {
		flipVerb(&l, l.NDim/2).check(t, l, 100)
		flipVerb(&l, -1).check(t, l, 100)
	})
}

func TestAxisOrderOnTheWholeGrid(t *testing.T) {
	all := make([][][]int, 6)
	for ndim := range all {
		all[ndim] = permutations(ndim)
	}
	i := 0
	gridUpTo(t, 5, 3, func(l Layout) {
		i++
		perm := all[l.NDim][i%len(all[l.NDim])]
		permuteVerb(fmt.Sprintf("Permute(%v)", perm), &l, perm, func(l *Layout) error { return l.Permute(perm...) }).check(t, l, 100)

		reversed := make([]int, l.NDim)
		for k := range reversed {
			reversed[k] = l.NDim - 1 - k
		}
		permuteVerb("Transpose", &l, reversed, func(l *Layout) error { l.Transpose(); return nil }).check(t, l, 100)
		if l.NDim == 0 {
			return
		}
		a, b := i%l.NDim, (i/7)%l.NDim
		swapped := identity(l.NDim)
		swapped[a], swapped[b] = b, a
		permuteVerb("SwapAxes", &l, swapped, func(l *Layout) error { return l.SwapAxes(a, b-l.NDim) }).check(t, l, 100)

		moved := slices.Delete(identity(l.NDim), a, a+1)
		moved = slices.Insert(moved, b, a)
		permuteVerb("MoveAxis", &l, moved, func(l *Layout) error { return l.MoveAxis(a-l.NDim, b) }).check(t, l, 100)
	})
}

func identity(n int) []int {
	perm := make([]int, n)
	for k := range perm {
		perm[k] = k
	}
	return perm
}

func TestNewAxisAndSqueezeOnTheWholeGrid(t *testing.T) {
	gridUpTo(t, 5, 13, func(l Layout) {
		squeezeVerb(&l).check(t, l, 100)
		for at := -l.NDim - 2; at <= l.NDim+1; at++ {
			newAxisVerb(&l, at).check(t, l, 100)
		}
	})
	gridUpTo(t, 3, 1, func(l Layout) {
		for axis := -l.NDim - 1; axis <= l.NDim; axis++ {
			squeezeVerb(&l, axis).check(t, l, 100)
		}
	})
}

// shapesOf returns every shape of at most ndim axes, none of length 1 next to
// another, with a product of size; and some with a −1 or a wrong product.
func shapesOf(size, ndim int) (all [][]int) {
	var fill func(shape []int, rest int)
	fill = func(shape []int, rest int) {
		if rest == 1 {
			all = append(all, slices.Clone(shape), append(slices.Clone(shape), 1))
		}
		if len(shape) == ndim {
			return
		}
		for d := 2; d <= rest; d++ {
			if rest%d == 0 {
				fill(append(shape, d), rest/d)
			}
		}
	}
	if size == 0 {
		return [][]int{{0}, {3, 0}, {0, 1, 2}, {-1}, {-1, 0}, {2, -1}, {1}}
	}
	fill([]int{}, size)
	return append(all, []int{-1}, []int{1, -1, 2}, []int{size + 1}, []int{-1, -1}, []int{-2})
}

func TestReshapeOnTheWholeGridIsAViewExactlyWherePossible(t *testing.T) {
	shapes := map[int][][]int{}
	possible, impossible := 0, 0
	gridUpTo(t, 4, 17, func(l Layout) {
		size := l.Size()
		if shapes[size] == nil {
			shapes[size] = shapesOf(size, 4)
		}
		for _, wanted := range shapes[size] {
			if v := reshapeVerb(&l, wanted...); v.refused == nil {
				if _, _, ok := v.check(t, l, 100); ok {
					possible++
				} else {
					impossible++
				}
			} else {
				v.check(t, l, 100)
			}
		}
	})
	require.Greater(t, possible, 10000)
	require.Greater(t, impossible, 10000)
}

func TestDiagonalOnTheWholeGrid(t *testing.T) {
	gridUpTo(t, 3, 1, func(l Layout) {
		for a := -l.NDim; a <= l.NDim; a++ {
			for b := range l.NDim + 1 {
				for offset := -3; offset <= 3; offset += 1 + (l.NDim & 2) {
					diagonalVerb(&l, offset, a, b).check(t, l, 100)
				}
			}
		}
	})
}

func TestWindowsAndBlocksOnTheWholeGrid(t *testing.T) {
	gridUpTo(t, 3, 3, func(l Layout) {
		shape := l.AppendShape(nil)
		for _, n := range []int{0, 1, 2, 3} {
			window := make([]int, l.NDim)
			block := make([]int, l.NDim)
			for k := range window {
				window[k] = min(n, shape[k]+1)
				block[k] = n
			}
			windowVerb(&l, window, nil).check(t, l, 100)
			blocksVerb(&l, false, block...).check(t, l, 100)
			blocksVerb(&l, true, block...).check(t, l, 100)
		}
		if l.NDim > 0 {
			windowVerb(&l, []int{2, 2}, []int{0, 0}).check(t, l, 100)
		}
	})
}

func TestBroadcastOnTheWholeGrid(t *testing.T) {
	gridUpTo(t, 4, 5, func(l Layout) {
		shape := l.AppendShape(nil)
		wider := append([]int{2}, shape...)
		for k, n := range wider {
			if n == 1 {
				wider[k] = 3
			}
		}
		broadcastVerb(&l, wider...).check(t, l, 100)
		broadcastVerb(&l, shape...).check(t, l, 100)
		if l.NDim > 0 {
			broadcastVerb(&l, shape[1:]...).check(t, l, 100)
			other := slices.Clone(shape)
			other[0]++
			broadcastVerb(&l, other...).check(t, l, 100)
			other[0] = 0
			broadcastVerb(&l, other...).check(t, l, 100)
		}
	})
}

func TestSplitAtGivesBothSides(t *testing.T) {
	gridUpTo(t, 3, 1, func(l Layout) {
		for axis := range l.NDim {
			n, _ := l.Dim(axis)
			for at := -n - 1; at <= n+1; at++ {
				left := l
				right, offset, err := left.SplitAt(axis, at)
				if at < -n || at > n {
					require.ErrorIs(t, err, ErrBounds)
					require.Equal(t, l, left)
					continue
				}
				require.NoError(t, err)
				want := func(r Range) []path {
					positions := pythonRange(r, n)
					shape := l.AppendShape(nil)
					shape[axis] = len(positions)
					var paths []path
					indices(shape, func(index []int) {
						old := slices.Clone(index)
						old[axis] = positions[index[axis]]
						paths = append(paths, pathOf(&l, 100, old))
					})
					return paths
				}
				cut := at
				if cut < 0 {
					cut += n
				}
				if !slices.Equal(want(Range{Stop: cut, Has: HasStop}), pathsOf(&left, 100)) ||
					!slices.Equal(want(Range{Start: cut, Has: HasStart}), pathsOf(&right, 100+offset)) {
					require.Fail(t, "wrong side", "%s at %d of axis %d", describe(&l), at, axis)
				}
				requireInvariants(t, &left)
				requireInvariants(t, &right)
			}
		}
	})
}

func TestSplitAtMovesTheRightSideBehindPointers(t *testing.T) {
	l, err := New([]int{2, 4}, []int{8, 8}, []int{16, -1}, 8)
	require.NoError(t, err)
	left := l
	right, offset, err := left.SplitAt(1, 3)
	require.NoError(t, err)
	require.Zero(t, offset)
	require.Equal(t, 16, left.LevelOffset(1))
	require.Equal(t, 40, right.LevelOffset(1))
	require.Equal(t, 16, l.LevelOffset(1), "the original is shared and must not change (L8)")
}

func TestPartCutsAsArraySplit(t *testing.T) {
	for n := range 20 {
		for m := 1; m < 8; m++ {
			next := 0
			for k := range m {
				start, count := Part(n, m, k)
				require.Equal(t, next, start)
				require.Contains(t, []int{n / m, (n + m - 1) / m}, count)
				if k > 0 {
					_, before := Part(n, m, k-1)
					require.LessOrEqual(t, count, before)
				}
				next = start + count
			}
			require.Equal(t, n, next)
		}
	}
}

func TestCoalescedOnTheWholeGrid(t *testing.T) {
	grid(t, func(l Layout) {
		if product(l.AppendShape(nil)) <= 24 {
			coalesceVerb(&l).check(t, l, 100)
		}
	})
}

package layout

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// every verb on a layout of 64 axes, two of them longer than 1
func TestEveryVerbWorksWith64Axes(t *testing.T) {
	shape := slices.Repeat([]int{1}, MaxNDim)
	shape[5], shape[60] = 3, 4
	l, err := C(shape, 8)
	require.NoError(t, err)
	requireInvariants(t, &l)
	require.True(t, l.ContiguousC(8))
	require.True(t, l.ContiguousC(8) && l.Contiguous(8) && !l.ContiguousF(8))
	require.Equal(t, 12, l.Size())
	injective, exact := l.Injective(8)
	require.True(t, injective && exact)
	require.Equal(t, Overlapping, Overlap(&l, 0, 8, &l, 88, 8, 1))
	require.Equal(t, Disjoint, Overlap(&l, 0, 8, &l, 96, 8, 1))

	reversed := make([]int, MaxNDim)
	for k := range reversed {
		reversed[k] = MaxNDim - 1 - k
	}
	for _, v := range []verb{
		sliceVerb(&l, 60, Range{Step: -2, Has: HasStep}),
		sliceVerb(&l, -4, Range{Start: 9, Has: HasStart}),
		indexVerb(&l, 5, -1),
		indexVerb(&l, 63, 0),
		flipVerb(&l, 60),
		permuteVerb("Permute", &l, reversed, func(l *Layout) error { return l.Permute(reversed...) }),
		permuteVerb("Transpose", &l, reversed, func(l *Layout) error { l.Transpose(); return nil }),
		newAxisVerb(&l, 3),
		squeezeVerb(&l),
		squeezeVerb(&l, 0, 63, 5),
		reshapeVerb(&l, 12),
		reshapeVerb(&l, slices.Repeat([]int{1}, MaxNDim+1)...),
		reshapeVerb(&l, append(slices.Repeat([]int{1}, MaxNDim-3), 2, 2, 3)...),
		broadcastVerb(&l, append(slices.Repeat([]int{2}, 4), shape[4:]...)...),
		broadcastVerb(&l, append([]int{1}, shape...)...),
		diagonalVerb(&l, 1, 5, 60),
		diagonalVerb(&l, 0, 0, 63),
		coalesceVerb(&l),
	} {
		if v.name[:5] == "Resha" && len(v.shape) > MaxNDim || v.name[:5] == "Broad" && len(v.shape) > MaxNDim {
			v.refused = ErrShape
		}
		v.check(t, l, 100)
	}
	window := l
	require.ErrorIs(t, window.SlidingWindow([]int{2}, []int{60}), ErrShape)
	require.ErrorIs(t, window.Blocks(shape...), ErrShape)
	_, err = window.SubArray(0, []int{2}, 4)
	require.ErrorIs(t, err, ErrShape)
	require.NoError(t, window.SwapAxes(5, 60))
	require.NoError(t, window.MoveAxis(60, 0))
	require.Equal(t, 3, window.AppendShape(nil)[0])
	require.NoError(t, window.Reinterpret(8, 4))
	left := l
	right, offset, err := left.SplitAt(60, 1)
	require.NoError(t, err)
	require.Equal(t, 8, offset)
	require.Equal(t, []int{3, 9}, []int{left.Size(), right.Size()})
}

func TestALayoutBecomesNearAgainWhenItFits(t *testing.T) {
	l, err := C([]int{2, 3, 4, 5, 6}, 8)
	require.NoError(t, err)
	require.NotNil(t, l.Far)
	offset, err := l.Index(0, 1)
	require.NoError(t, err)
	require.Equal(t, 3*4*5*6*8, offset)
	require.Nil(t, l.Far)
	require.NoError(t, l.NewAxis(2))
	require.NotNil(t, l.Far)
	require.NoError(t, l.Squeeze())
	require.Nil(t, l.Far)
}

func TestZeroStridesAreKeptAndSeen(t *testing.T) {
	l, err := New([]int{3, 4}, []int{0, 8}, nil, 8)
	require.NoError(t, err)
	require.True(t, l.HasZeroStride())
	injective, exact := l.Injective(8)
	require.False(t, injective)
	require.True(t, exact)
	offset, err := l.Flip(0)
	require.NoError(t, err)
	require.Zero(t, offset)
	require.True(t, l.HasZeroStride())
	require.NoError(t, l.Reshape(3, 2, 2))
	require.ErrorIs(t, l.Ravel(), ErrLayout)
	single, err := New([]int{1, 4}, []int{0, 8}, nil, 8)
	require.NoError(t, err)
	require.False(t, single.HasZeroStride())
}

func TestExtremeArgumentsDoNotOverflow(t *testing.T) {
	l, err := C([]int{3, 4}, 8)
	require.NoError(t, err)
	for _, offset := range []int{math.MinInt, math.MinInt + 1, math.MaxInt} {
		d := l
		moved, err := d.Diagonal(offset, 0, 1)
		require.NoError(t, err)
		require.Zero(t, moved)
		require.True(t, d.Empty())
		requireInvariants(t, &d)
	}
	for _, i := range []int{math.MinInt, math.MaxInt, 3, -4} {
		_, err := l.Index(0, i)
		require.ErrorIs(t, err, ErrBounds)
		_, err = l.Index(i, 0)
		require.ErrorIs(t, err, ErrBounds)
		_, _, err = l.SplitAt(0, i+i%2)
		if i != 3 && i != -4 {
			require.ErrorIs(t, err, ErrBounds)
		}
	}
	s := l
	moved, err := s.Slice(0, Range{Start: 2, Step: math.MaxInt, Has: HasStart | HasStep})
	require.NoError(t, err)
	require.Equal(t, 64, moved)
	require.Equal(t, 1, s.Shape[0])
	_, err = s.Flip(0)
	require.NoError(t, err)
	require.NoError(t, s.BroadcastTo(5, 4))
	require.Zero(t, s.Strides[0])

	require.ErrorIs(t, l.SlidingWindow([]int{math.MinInt, 1}, nil), ErrShape)
	require.ErrorIs(t, l.SlidingWindow([]int{math.MaxInt, 1}, nil), ErrShape)
	require.ErrorIs(t, l.WholeBlocks(0, 1), ErrShape)
	require.ErrorIs(t, l.Reshape(math.MaxInt, 3, 4), ErrShape)
	w := l
	require.NoError(t, w.WholeBlocks(math.MaxInt/8, 1))
	require.True(t, w.Empty())
	require.ErrorIs(t, l.WholeBlocks(math.MaxInt, 1), ErrOverflow)

	none, err := C([]int{0}, 8)
	require.NoError(t, err)
	require.ErrorIs(t, none.Reshape(0, math.MaxInt, math.MaxInt), ErrOverflow)
	require.ErrorIs(t, none.BroadcastTo(math.MaxInt, math.MaxInt, 0), ErrOverflow)
	none2, err := C([]int{1, 0}, 1)
	require.NoError(t, err)
	require.NoError(t, none2.Reinterpret(1, 4))
}

func TestAxisErrorsNameTheAxisAsGiven(t *testing.T) {
	l, err := C([]int{3, 4}, 8)
	require.NoError(t, err)
	_, err = l.Slice(2, Range{})
	require.EqualError(t, err, "axis 2 is out of bounds for array of dimension 2: use -2 … 1")
	require.EqualError(t, l.Permute(0, -3), "axis -3 is out of bounds for array of dimension 2: use -2 … 1")
	require.EqualError(t, l.Permute(0), "permute: 1 axes named for an array of 2 axes")
	require.EqualError(t, l.Permute(0, -2), "permute: axis 0 is named twice in (0, -2)")
	require.ErrorIs(t, l.Permute(0, 0), ErrShape)
	require.ErrorIs(t, l.SwapAxes(0, 2), ErrBounds)
	require.ErrorIs(t, l.SwapAxes(-3, 0), ErrBounds)
	require.ErrorIs(t, l.MoveAxis(0, 2), ErrBounds)
	require.ErrorIs(t, l.MoveAxis(2, 0), ErrBounds)
	require.ErrorIs(t, l.SlidingWindow([]int{1}, []int{2}), ErrBounds)
	require.ErrorIs(t, l.SlidingWindow([]int{1}, nil), ErrShape)
	require.ErrorIs(t, l.Blocks(1), ErrShape)
	_, _, err = l.SplitAt(5, 0)
	require.ErrorIs(t, err, ErrBounds)
	s := Scalar()
	_, err = s.Index(0, 0)
	require.EqualError(t, err, "axis 0 is out of bounds for array of dimension 0: it has no axes")
}

func TestErrorsCarryTheirFacts(t *testing.T) {
	l, err := C([]int{3, 4}, 8)
	require.NoError(t, err)
	l.Transpose()
	var reshape *ReshapeError
	require.ErrorAs(t, l.Ravel(), &reshape)
	require.Equal(t, &ReshapeError{Shape: []int{4, 3}, Strides: []int{8, 32}, Wanted: []int{12}, Outer: 0, Inner: 1}, reshape)
	require.EqualError(t, reshape, "cannot reshape (4, 3) with strides (8, 32) to (12,) without a copy: axes 0 (length 4, stride 8) "+
		"and 1 (length 3, stride 32) do not follow each other in memory (stride 8 of axis 0 would have to be 3·32); copy first")
	require.EqualError(t, l.Reshape(5, 2), "cannot reshape array of size 12 into shape (5, 2)")
	require.EqualError(t, l.Reshape(5, -1), "cannot reshape array of size 12 into shape (5, -1)")
	require.EqualError(t, l.Reshape(-1, -1), "reshape: can only specify one unknown dimension, found two in (-1, -1)")
	require.ErrorAs(t, l.ReshapeF(4, 3, -1, -1), new(*fault))
	require.ErrorIs(t, l.Reshape(-2), ErrShape)

	indirect, err := New([]int{2, 3}, []int{24, 8}, []int{0, -1}, 8)
	require.NoError(t, err)
	require.EqualError(t, indirect.Ravel(), "cannot reshape (2, 3) with strides (24, 8) to (6,) without a copy: axes 0 (length 2, stride 24) "+
		"and 1 (length 3, stride 8) do not follow each other in memory (a pointer is loaded between them); copy first")
	_, err = indirect.Diagonal(0, 0, 1)
	require.EqualError(t, err, "diagonal: axis 0 lies on dereference level 0 and axis 1 on level 1: "+
		"no single stride runs along both; copy first")

	require.EqualError(t, l.BroadcastTo(4, 4), "cannot broadcast shape (4, 3) to (4, 4): axis 1 has length 3, wanted 4 (only axes of length 1 stretch)")
	require.EqualError(t, l.BroadcastTo(3), "cannot broadcast shape (4, 3) to (3,): 2 axes do not fit into 1")
	require.ErrorIs(t, l.BroadcastTo(-1, 4, 3), ErrShape)

	_, err = BroadcastShapes(nil, []int{2, 3}, []int{4})
	var broadcast *BroadcastError
	require.ErrorAs(t, err, &broadcast)
	require.EqualError(t, err, "shape mismatch: (2, 3) (4,) cannot be broadcast to a single shape: "+
		"arg 0 with shape (2, 3) and arg 1 with shape (4,) differ on axis 1 of the result, and only axes of length 1 stretch")
}

func TestBroadcastShapesFollowNumPysTable(t *testing.T) {
	for _, c := range []struct {
		shapes [][]int
		want   []int
	}{
		{nil, []int{}},
		{[][]int{{}}, []int{}},
		{[][]int{{3}, {}}, []int{3}},
		{[][]int{{2, 3}, {3}}, []int{2, 3}},
		{[][]int{{2, 1}, {1, 3}}, []int{2, 3}},
		{[][]int{{0}, {1}}, []int{0}},
		{[][]int{{2, 0}, {1}}, []int{2, 0}},
		{[][]int{{1}, {1, 1, 5}, {4, 1}}, []int{1, 4, 5}},
	} {
		got, err := BroadcastShapes([]int{}, c.shapes...)
		require.NoError(t, err)
		require.Equal(t, c.want, got)
		for _, s := range c.shapes {
			l, err := C(s, 8)
			require.NoError(t, err)
			require.NoError(t, l.BroadcastTo(got...))
		}
	}
	for _, shapes := range [][][]int{{{3}, {4}}, {{2, 3}, {2}}, {{0}, {3}}, {{1, 2}, {1}, {3}}} {
		_, err := BroadcastShapes(nil, shapes...)
		require.ErrorIs(t, err, ErrShape, "%v", shapes)
	}
	_, err := BroadcastShapes(nil, []int{1 << 40, 1}, []int{1 << 40})
	require.ErrorIs(t, err, ErrOverflow)
}

func TestLevelsAreDescribed(t *testing.T) {
	l, err := New([]int{2, 3, 4}, []int{-8, 16, 4}, []int{-1, 24, -1}, 4)
	require.NoError(t, err)
	require.Equal(t, 2, l.Levels())
	require.Equal(t, []int{0, 0, 1}, []int{l.AxisLevel(0), l.AxisLevel(1), l.AxisLevel(2)})
	require.Equal(t, []int{0, 24}, []int{l.LevelOffset(0), l.LevelOffset(1)})
	lo, hi := l.Bounds(4)
	require.Equal(t, []int{-8, 32 + pointerSize}, []int{lo, hi})
	lo, hi = l.LevelBounds(1, 4)
	require.Equal(t, []int{24, 24 + 16}, []int{lo, hi})
	require.True(t, l.AlignedTo(4))
	require.False(t, l.AlignedTo(16))
	require.True(t, l.LevelAlignedTo(0, 8))
	require.False(t, l.ContiguousC(4) || l.ContiguousF(4) || l.Contiguous(4))
	_, ok := l.Offset([]int{0, 0, 0})
	require.False(t, ok)
}

func TestSubViewsOfFourAxesDoNotAllocate(t *testing.T) {
	base, err := C([]int{2, 3, 4, 5}, 8)
	require.NoError(t, err)
	items, err := ParseIndex("0, ..., ::2")
	require.NoError(t, err)
	var failed error
	l := new(Layout)
	keep := func(_ int, err error) {
		if err != nil {
			failed = err
		}
	}
	for name, f := range map[string]func(l *Layout){
		"Slice":         func(l *Layout) { keep(l.Slice(1, Range{Start: 1, Has: HasStart})) },
		"Slice by -1":   func(l *Layout) { keep(l.Slice(1, Range{Step: -1, Has: HasStep})) },
		"Index":         func(l *Layout) { keep(l.Index(-1, 2)) },
		"Flip":          func(l *Layout) { keep(l.Flip(2)) },
		"Permute":       func(l *Layout) { keep(0, l.Permute(3, 2, 0, 1)) },
		"Transpose":     func(l *Layout) { l.Transpose() },
		"SwapAxes":      func(l *Layout) { keep(0, l.SwapAxes(0, 3)) },
		"MoveAxis":      func(l *Layout) { keep(0, l.MoveAxis(0, 3)) },
		"Index NewAxis": func(l *Layout) { keep(l.Index(0, 1)); keep(0, l.NewAxis(1)) },
		"Squeeze":       func(l *Layout) { keep(0, l.Squeeze()) },
		"Reshape":       func(l *Layout) { keep(0, l.Reshape(6, -1)) },
		"Ravel":         func(l *Layout) { keep(0, l.Ravel()) },
		"BroadcastTo":   func(l *Layout) { keep(0, l.BroadcastTo(2, 3, 4, 5)) },
		"Diagonal":      func(l *Layout) { keep(l.Diagonal(1, 0, 3)) },
		"Blocks":        func(l *Layout) { keep(l.Index(0, 0)); keep(l.Index(0, 0)); keep(0, l.Blocks(2, 5)) },
		"SplitAt":       func(l *Layout) { _, _, err := l.SplitAt(1, 1); keep(0, err) },
		"Reinterpret":   func(l *Layout) { keep(0, l.Reinterpret(8, 4)) },
		"SubField":      func(l *Layout) { l.SubField(4) },
		"Apply":         func(l *Layout) { keep(l.Apply(items)) },
		"Coalesced":     func(l *Layout) { *l = l.Coalesced() },
		"Overlap":       func(l *Layout) { Overlap(l, 0, 8, l, 16, 8, 1) },
		"Injective":     func(l *Layout) { l.Injective(8) },
		"C":             func(l *Layout) { _, err := C([]int{2, 3, 4}, 8); keep(0, err) },
		"New":           func(l *Layout) { _, err := New([]int{2, 3, 4}, []int{96, 32, 8}, nil, 8); keep(0, err) },
	} {
		assert.Zero(t, testing.AllocsPerRun(100, func() {
			*l = base
			f(l)
		}), name)
		require.NoError(t, failed, name)
	}
}

package layout

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// span, order and uniqueness found by walking
func TestQueriesOnTheWholeGridEqualTheWalk(t *testing.T) {
	counts := map[string]int{}
	check := func(l Layout) {
		const item = 8
		var offsets []int
		shape, strides := l.AppendShape([]int{}), l.AppendStrides([]int{})
		indices(shape, func(index []int) {
			sum := 0
			for k, i := range index {
				sum += i * strides[k]
			}
			offset, ok := l.Offset(index)
			require.True(t, ok)
			require.Equal(t, sum, offset)
			offsets = append(offsets, sum)
		})
		require.Equal(t, len(offsets), l.Size())
		require.Equal(t, len(offsets) == 0, l.Empty())

		lo, hi := l.Bounds(item)
		if len(offsets) == 0 {
			require.Zero(t, lo)
			require.Zero(t, hi)
		} else {
			require.Equal(t, slices.Min(offsets), lo)
			require.Equal(t, slices.Max(offsets)+item, hi)
		}

		dense := true
		for i, o := range offsets {
			dense = dense && o == i*item
		}
		require.Equal(t, dense, l.ContiguousC(item), "C %v %v", shape, strides)

		transposed := l
		transposed.Transpose()
		dense = true
		i := 0
		indices(transposed.AppendShape(nil), func(index []int) {
			o, _ := transposed.Offset(index)
			dense = dense && o == i*item
			i++
		})
		require.Equal(t, dense, l.ContiguousF(item), "F %v %v", shape, strides)

		sorted := slices.Clone(offsets)
		slices.Sort(sorted)
		dense = true
		for i, o := range sorted {
			dense = dense && o == i*item
		}
		positive := !l.HasNegativeStride()
		require.Equal(t, dense && positive, l.Contiguous(item), "any %v %v", shape, strides)

		negative, zero := false, false
		for k, n := range shape {
			negative = negative || len(offsets) > 0 && n > 1 && strides[k] < 0
			zero = zero || len(offsets) > 0 && n > 1 && strides[k] == 0
		}
		require.Equal(t, negative, l.HasNegativeStride())
		require.Equal(t, zero, l.HasZeroStride())
		for _, align := range []int{1, 2, 4, 8, 16} {
			aligned := true
			for _, o := range offsets {
				aligned = aligned && o%align == 0
			}
			require.Equal(t, aligned, l.AlignedTo(align))
		}
		for name, is := range map[string]bool{"C": l.ContiguousC(item), "F": l.ContiguousF(item),
			"any": l.Contiguous(item), "negative": negative, "empty": l.Empty()} {
			if is {
				counts[name]++
			}
		}
	}
	gridUpTo(t, 4, 7, check)
	for ndim := range 5 {
		forEachShape(ndim, func(shape []int) {
			c, err := C(shape, 8)
			require.NoError(t, err)
			require.True(t, c.ContiguousC(8))
			check(c)
			f, err := F(shape, 8)
			require.NoError(t, err)
			require.True(t, f.ContiguousF(8))
			check(f)
			if ndim > 1 {
				require.NoError(t, f.SwapAxes(0, 1))
				require.True(t, f.Contiguous(8))
				check(f)
			}
		})
	}
	t.Log(counts)
	for _, name := range []string{"C", "F", "any", "negative", "empty"} {
		require.Greater(t, counts[name], 100, name)
	}
}

func TestOffsetAndPathRefuseWrongIndices(t *testing.T) {
	l, err := C([]int{2, 3}, 4)
	require.NoError(t, err)
	for _, index := range [][]int{{}, {1}, {1, 2, 0}, {2, 0}, {0, 3}, {-1, 0}, {0, -1}} {
		_, ok := l.Offset(index)
		require.False(t, ok, "%v", index)
		path, ok := l.Path([]int{7}, index)
		require.False(t, ok, "%v", index)
		require.Equal(t, []int{7}, path)
	}
	path, ok := l.Path([]int{7}, []int{1, 2})
	require.True(t, ok)
	require.Equal(t, []int{7, 20}, path)
}

func TestConstructorsUseNumPysStrides(t *testing.T) {
	for _, c := range []struct {
		shape    []int
		item     int
		inC, inF []int
	}{
		{nil, 8, []int{}, []int{}},
		{[]int{5}, 8, []int{8}, []int{8}},
		{[]int{2, 3, 4}, 8, []int{96, 32, 8}, []int{8, 16, 48}},
		{[]int{3, 0, 2}, 8, []int{16, 16, 8}, []int{8, 24, 24}},
		{[]int{1, 4}, 2, []int{8, 2}, []int{2, 2}},
		{[]int{2, 2, 2, 2, 2}, 1, []int{16, 8, 4, 2, 1}, []int{1, 2, 4, 8, 16}},
		{[]int{4}, 0, []int{0}, []int{0}},
	} {
		l, err := C(c.shape, c.item)
		require.NoError(t, err)
		requireInvariants(t, &l)
		require.Equal(t, c.inC, l.AppendStrides([]int{}), "C of %v", c.shape)
		l, err = F(c.shape, c.item)
		require.NoError(t, err)
		requireInvariants(t, &l)
		require.Equal(t, c.inF, l.AppendStrides([]int{}), "F of %v", c.shape)
	}
}

func TestNewRefusesWithEveryReason(t *testing.T) {
	long := make([]int, MaxNDim+1)
	for k := range long {
		long[k] = 1
	}
	for _, c := range []struct {
		name                       string
		shape, strides, suboffsets []int
		item                       int
		sentinels                  []error
		text                       string
	}{
		{"too many axes", long, nil, nil, 8, []error{ErrShape}, "layout: 65 axes, at most 64 are possible"},
		{"negative length", []int{2, -1}, nil, nil, 8, []error{ErrShape}, "layout: axis 1 has length -1, wanted at least 0"},
		{"negative itemsize", []int{2}, nil, nil, -1, []error{ErrLayout}, "layout: itemsize is -1, wanted at least 0"},
		{"counts", []int{2, 3}, []int{8}, []int{-1, -1, -1}, 8, []error{ErrLayout},
			"layout: 1 strides for 2 axes; 3 suboffsets for 2 axes"},
		{"everything at once", []int{-2, 3}, []int{8}, nil, 8, []error{ErrShape, ErrLayout},
			"layout: axis 0 has length -2, wanted at least 0; 1 strides for 2 axes"},
		{"size", []int{1 << 40, 1 << 40}, nil, nil, 1, []error{ErrOverflow},
			"layout: shape (1099511627776, 1099511627776) of 1-byte items exceeds 9223372036854775807 bytes"},
		{"size by itemsize", []int{1 << 40, 1 << 20}, nil, nil, 8, []error{ErrOverflow}, ""},
		{"size beside a zero", []int{0, 1 << 40, 1 << 40}, nil, nil, 1, []error{ErrOverflow}, ""},
		{"reach", []int{3}, []int{1 << 62}, nil, 8, []error{ErrOverflow},
			"layout: shape (3,) with strides (4611686018427387904,) reaches beyond 9223372036854775807 bytes"},
		{"reach of two axes", []int{2, 2}, []int{1 << 62, -1 << 62}, nil, 8, []error{ErrOverflow}, ""},
		{"lowest stride", []int{2}, []int{math.MinInt}, nil, 8, []error{ErrOverflow}, ""},
		{"suboffset", []int{2, 2}, []int{8, 8}, []int{math.MaxInt - 8, -1}, 8, []error{ErrOverflow}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := New(c.shape, c.strides, c.suboffsets, c.item)
			for _, sentinel := range c.sentinels {
				require.ErrorIs(t, err, sentinel)
			}
			if c.text != "" {
				require.EqualError(t, err, c.text)
			}
		})
	}
}

func TestContiguousBuildersRefuseWhatNewRefuses(t *testing.T) {
	for _, build := range []func([]int, int) (Layout, error){C, F} {
		_, err := build([]int{2, -3}, 8)
		require.ErrorIs(t, err, ErrShape)
		_, err = build([]int{1 << 40, 1 << 40}, 1)
		require.ErrorIs(t, err, ErrOverflow)
		_, err = build(nil, -1)
		require.ErrorIs(t, err, ErrLayout)
	}
}

func TestNewAcceptsWhatHasNoMeaning(t *testing.T) {
	for name, c := range map[string]struct{ shape, strides, suboffsets []int }{
		"any stride on length 1":       {[]int{1, 3}, []int{math.MinInt, 8}, nil},
		"any stride without elements":  {[]int{0, 3}, []int{math.MaxInt, math.MinInt}, nil},
		"suboffsets that are all −1":   {[]int{2, 3}, []int{24, 8}, []int{-1, -5}},
		"strides left out":             {[]int{2, 3}, nil, nil},
		"no axes, everything left out": {nil, nil, nil},
		"no axes, everything empty":    {[]int{}, []int{}, []int{}},
		"a reach that just fits":       {[]int{2}, []int{math.MaxInt - 8}, nil},
		"64 axes":                      {make([]int, 64), nil, nil},
		"suboffsets and no strides":    {[]int{2, 3}, nil, []int{0, -1}},
		"indirect without elements":    {[]int{0, 3}, []int{8, 8}, []int{0, -1}},
		"several pointers on one way":  {[]int{2, 2, 2}, []int{8, 8, 8}, []int{0, 8, 16}},
	} {
		t.Run(name, func(t *testing.T) {
			l, err := New(c.shape, c.strides, c.suboffsets, 8)
			require.NoError(t, err)
			requireInvariants(t, &l)
			require.Equal(t, append([]int{}, c.shape...), l.AppendShape([]int{}))
			if c.strides != nil {
				require.Equal(t, c.strides, l.AppendStrides([]int{}))
			}
		})
	}
}

func TestShapesArePrintedAsTuples(t *testing.T) {
	require.Equal(t, "()", FormatShape(nil))
	require.Equal(t, "(3,)", FormatShape([]int{3}))
	require.Equal(t, "(3, 4)", FormatShape([]int{3, 4}))
	require.Equal(t, "(-8, 0, 16)", FormatShape([]int{-8, 0, 16}))
}

func TestNBytesKnowsWhenItDoesNotFit(t *testing.T) {
	l := Scalar()
	require.NoError(t, l.BroadcastTo(1<<31, 1<<31))
	_, ok := l.NBytes(8)
	require.False(t, ok)
	n, ok := l.NBytes(1)
	require.True(t, ok)
	require.Equal(t, 1<<62, n)
	require.ErrorIs(t, l.BroadcastTo(2, 2, 1<<31, 1<<31), ErrOverflow)
}

func TestAHugeBroadcastIsNotContiguous(t *testing.T) {
	l, err := C([]int{1, 1, 8}, 8)
	require.NoError(t, err)
	require.NoError(t, l.BroadcastTo(1<<58, 1, 8)) // 2⁶¹ items: the size in bytes wraps to 0
	require.False(t, l.ContiguousC(8))
	require.False(t, l.ContiguousF(8))
	require.False(t, l.Contiguous(8))
}

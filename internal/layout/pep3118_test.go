package layout

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// followPEP evaluates an index by the rule of PEP 3118: offsets between loads.
func followPEP(base int, strides, suboffsets, index []int) (p path) {
	level := 0
	p[0] = base
	for k, i := range index {
		p[level] += i * strides[k]
		if suboffsets != nil && suboffsets[k] >= 0 {
			level++
			p[level] = suboffsets[k]
		}
	}
	return p
}

func TestSuboffsetsAreReadByTheRuleOfPEP3118(t *testing.T) {
	for _, suboffsets := range [][]int{
		{-1, -1, -1}, {0, -1, -1}, {-1, 0, -1}, {-1, -1, 0}, {0, 8, -1}, {16, -1, 24}, {8, 8, 8}, {-1, 0, 0},
	} {
		shape, strides := []int{2, 3, 2}, []int{8, -16, 40}
		l, err := New(shape, strides, suboffsets, 8)
		require.NoError(t, err)
		requireInvariants(t, &l)
		loads := 0
		for _, s := range suboffsets {
			if s >= 0 {
				loads++
			}
		}
		require.Equal(t, loads+1, l.Levels())
		require.Equal(t, loads > 0, l.Indirect())
		indices(shape, func(index []int) {
			require.Equal(t, followPEP(5, strides, suboffsets, index), pathOf(&l, 5, index))
			got, ok := l.Path(nil, index)
			require.True(t, ok)
			want := followPEP(0, strides, suboffsets, index)
			require.Equal(t, want[:loads+1], got)
		})
		_, _, exported, err := l.PEP3118()
		require.NoError(t, err)
		if loads == 0 {
			require.Nil(t, exported)
		} else {
			normal := slices.Clone(suboffsets)
			require.Equal(t, normal, exported)
		}
	}
}

// exportable tries every way to place the loads.
func exportable(l *Layout) bool {
	loads := l.Levels() - 1
	for level := 1; level <= loads; level++ {
		if l.LevelOffset(level) < 0 {
			return false
		}
	}
	fits := func(at []int) bool {
		for k := range l.NDim {
			level := 0
			for _, p := range at {
				if p < k {
					level++
				}
			}
			n, stride := l.Dim(k)
			if n > 1 && stride != 0 && !l.Empty() && l.AxisLevel(k) != level {
				return false
			}
		}
		return true
	}
	var try func(at []int, from int) bool
	try = func(at []int, from int) bool {
		if len(at) == loads {
			return fits(at)
		}
		for k := from; k < l.NDim; k++ {
			if try(append(slices.Clone(at), k), k+1) {
				return true
			}
		}
		return false
	}
	return try(nil, 0)
}

func TestExportIsRefusedExactlyWhereSuboffsetsCannotSayIt(t *testing.T) {
	rng := seeded(t)
	exported, refused := 0, 0
	for range 40000 {
		_, l := randomLayout(rng, t)
		if !l.Indirect() {
			continue
		}
		base := 100
		for range rng.IntN(3) {
			_, v := randomVerb(rng, &l)
			if v.refused == nil && l.NDim < 6 {
				l, base, _ = v.check(t, l, base)
			}
		}
		shape, strides, suboffsets, err := l.PEP3118()
		require.Equal(t, exportable(&l), err == nil, "%s: %v", describe(&l), err)
		if err != nil {
			require.ErrorIs(t, err, ErrLayout)
			refused++
			continue
		}
		exported++
		indices(shape, func(index []int) {
			want := pathOf(&l, base, index)
			if got := followPEP(base, strides, suboffsets, index); got != want {
				require.Equal(t, want, got, "%s as %v %v %v", describe(&l), shape, strides, suboffsets)
			}
		})
	}
	t.Log("exported", exported, "refused", refused)
	require.GreaterOrEqual(t, exported, 1000)
	require.GreaterOrEqual(t, refused, 1000)
}

func TestExportErrorsSayWhy(t *testing.T) {
	indirect := func() Layout {
		l, err := New([]int{2, 3}, []int{8, 8}, []int{0, -1}, 8)
		require.NoError(t, err)
		return l
	}
	l := indirect()
	l.Transpose()
	_, _, _, err := l.PEP3118()
	require.EqualError(t, err, "export: axis 0 lies behind pointer 1 but comes before what leads to it "+
		"(levels of the axes: (1, 0)); move it back, or copy")

	l = indirect()
	_, err = l.Index(0, 1)
	require.NoError(t, err)
	_, err = l.Index(0, 1)
	require.NoError(t, err)
	_, _, _, err = l.PEP3118()
	require.EqualError(t, err, "export: no axis is left for pointer 1 to be loaded after "+
		"(levels of the axes: ()); insert an axis of length 1 in front, or copy")
	require.NoError(t, l.NewAxis(0))
	_, _, suboffsets, err := l.PEP3118()
	require.NoError(t, err)
	require.Equal(t, []int{8}, suboffsets)

	l = indirect()
	require.Zero(t, l.SubField(-8))
	_, _, _, err = l.PEP3118()
	require.EqualError(t, err, "export: level 1 starts 8 bytes before the loaded address, "+
		"and a negative suboffset means no load; copy, or drop the slice that starts there")
}

func TestEveryPermutationOfAnIndirectArrayIsALayout(t *testing.T) {
	l, err := New([]int{2, 3, 2, 2}, []int{8, 16, 8, -24}, []int{-1, 8, -1, 32}, 8)
	require.NoError(t, err)
	for _, perm := range permutations(4) {
		v := permuteVerb("Permute", &l, perm, func(l *Layout) error { return l.Permute(perm...) })
		_, _, ok := v.check(t, l, 100)
		require.True(t, ok)
	}
}

func FuzzNew(f *testing.F) {
	f.Add(int64(2), int64(3), int64(24), int64(8), int64(-1), int64(-1), 8)
	f.Add(int64(1)<<40, int64(1)<<40, int64(8), int64(8), int64(0), int64(-1), 1)
	f.Add(int64(-1), int64(0), int64(0), int64(0), int64(0), int64(0), 0)
	f.Add(int64(2), int64(2), int64(-1)<<63, int64(1)<<62, int64(1)<<62, int64(5), 16)
	f.Fuzz(func(t *testing.T, n0, n1, s0, s1, o0, o1 int64, item int) {
		shape, strides := []int{int(n0), int(n1)}, []int{int(s0), int(s1)}
		suboffsets := []int{int(o0), int(o1)}
		l, err := New(shape, strides, suboffsets, item)
		require.Equal(t, describable(shape, strides, suboffsets, item), err == nil, "%v %v %v %d: %v", shape, strides, suboffsets, item, err)
		if err != nil {
			return
		}
		requireInvariants(t, &l)
		for level := range l.Levels() {
			lo, hi := l.LevelBounds(level, item)
			require.LessOrEqual(t, lo, hi)
		}
	})
}

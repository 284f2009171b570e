package iter_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// Each element is numbered, and each part counts those that it has.
func TestPartsOfASplitHaveEveryElementOnceForEveryLayout(t *testing.T) {
	seen := ndtest.Counter{}
	overArrays(t, ndtest.Classes, func(rng *rand.Rand, a *ndtest.Array[int32]) {
		n := 1 + rng.IntN(9)
		keep, kept := someAxes(rng, len(a.Shape))
		a.Fill(make([]int32, ndtest.Size(a.Shape)))
		parts, err := iter.MutSplit(a.V, n, keep...)
		require.NoError(t, err, "%v", a)
		require.LessOrEqual(t, len(parts), n)
		require.Len(t, iter.Split(a.V.View, n, keep...), len(parts))
		for i, p := range parts {
			shape := p.Shape()
			require.Positive(t, p.Size(), "%v", a)
			for _, axis := range kept {
				require.Equal(t, a.Shape[axis], shape[axis], "kept axes are whole")
			}
			for index := range ndtest.Indices(shape) {
				require.Zero(t, p.At(index...), "%v: parts share an element", a)
				p.Set(int32(i+1), index...)
			}
			for _, q := range parts[:i] {
				require.NotEqual(t, ndview.Overlapping, ndview.Overlaps(&p, &q))
			}
		}
		require.NotContains(t, a.Values(), int32(0), "%v: an element is in no part", a)
		a.OnlyElements(t, "MutSplit")
		seen.Add(min(len(parts), 3))
	})
	seen.AtLeast(t, 4, 20)
}

func TestPartsAreBalanced(t *testing.T) {
	for _, c := range []struct {
		shape []int
		n     int
		want  int // parts
	}{
		{[]int{1000}, 7, 7}, {[]int{100, 30}, 4, 4}, {[]int{3, 1000}, 4, 4}, {[]int{2, 2, 2}, 8, 8},
		{[]int{2, 3}, 6, 6}, {[]int{5}, 9, 5}, {[]int{1, 1}, 3, 1}, {[]int{}, 3, 1}, {[]int{0, 4}, 3, 0},
	} {
		parts := iter.Split(ndview.Make[int16](c.shape...).View, c.n)
		require.Len(t, parts, c.want, "%v", c.shape)
		for _, p := range parts {
			mean := float64(ndtest.Size(c.shape)) / float64(c.want)
			assert.InDelta(t, 1, float64(p.Size())/mean, 0.25, "%v in %d", c.shape, c.n)
		}
	}
}

// Lengths and numbers of parts may be as large as an int can be.
func TestSplitsCountBeyondWhatFitsAnIntTwice(t *testing.T) {
	for _, n := range []int{13, 1 << 62, math.MaxInt} {
		require.Len(t, iter.Split(ndview.Make[int16](3, 4).View, n), 12)
	}
	long, err := ndview.Make[int8](1).View.BroadcastTo(1 << 60)
	require.NoError(t, err)
	parts := iter.Split(long, 16)
	require.Len(t, parts, 16)
	for _, p := range parts {
		require.Equal(t, []int{1 << 56}, p.Shape())
	}
}

func TestWritablePartsMeetAtCacheLines(t *testing.T) {
	const lines = 4000
	room := make([]float64, 8*lines+8)
	skip := 0
	for mem.Uint(mem.Of(room[skip:]))%64 != 16 {
		skip++
	}
	for name, v := range map[string]ndview.MutView[float64]{
		"1-d":       strided(room, skip, []int{1001}, []int{8}),
		"downwards": strided(room, skip+1000, []int{1001}, []int{-8}),
		"rows":      strided(room, skip, []int{300, 9}, []int{72, 8}),
		"columns":   strided(room, skip, []int{9, 300}, []int{8, 72}),
	} {
		parts, err := iter.MutSplit(v, 4)
		require.NoError(t, err)
		require.Len(t, parts, 4)
		lowest := []uintptr{}
		for _, p := range parts {
			lo, _ := p.Array().L().Bounds(8)
			lowest = append(lowest, mem.Uint(p.Array().Base)+uintptr(lo))
			assert.InDelta(t, v.Size()/4, p.Size(), float64(v.Size()/10), name)
		}
		slices.Sort(lowest)
		for _, p := range lowest[1:] {
			assert.Zero(t, p%64, "%s: a part begins inside a line", name)
		}
	}
}

func strided(s []float64, offset int, shape, strides []int) ndview.MutView[float64] {
	v, err := ndview.FromStrided(s, offset, shape, strides)
	if err != nil {
		panic(err)
	}
	return v
}

func TestAViewThatOverlapsItselfIsNotSplitForWriting(t *testing.T) {
	room := make([]float64, 100)
	for _, c := range []struct {
		v    ndview.MutView[float64]
		text string
	}{
		{strided(room, 0, []int{4, 5}, []int{0, 8}), "inplace: iter.MutSplit: the view of shape (4, 5) repeats its elements along axis 0 (stride 0), " +
			"so that one element would be written by several workers; copy it first, or write to it without workers"},
		{strided(room, 0, []int{4, 5}, []int{16, 8}), "inplace: iter.MutSplit: the view of shape (4, 5), strides (16, 8) bytes: different indices share bytes, " +
			"so that workers might write the same ones; copy it first, or write to it without workers"},
	} {
		_, err := iter.MutSplit(c.v, 2)
		assert.EqualError(t, err, c.text)
		assert.ErrorIs(t, err, ndview.ErrOverlap)
		assert.Len(t, iter.Split(c.v.View, 2), 2, "to be read")
	}
}

// behind returns rows of two elements behind pointers into s.
func behind(s []float64, starts ...int) ndview.MutView[float64] {
	table := make([]mem.Addr, len(starts))
	for i, at := range starts {
		table[i] = mem.Of(s[at:])
	}
	l, err := layout.New([]int{len(starts), 2}, []int{mem.SizeOf[mem.Addr](), 16}, []int{0, -1}, 8)
	if err != nil {
		panic(err)
	}
	return ndview.NewMutView[float64](mem.New(mem.Of(table), l, lease.Forever, 0, mem.Item{Size: 8, Unit: 1, Align: 8}))
}

// Rows behind pointers are compared where they lie: they may be in any order and
// interleave, but not be the same.
func TestRowsBehindPointersAreSplitIfTheyAreDifferentMemory(t *testing.T) {
	s := make([]float64, 20)
	for _, c := range []struct {
		starts  []int
		refused bool
	}{
		{[]int{0, 4, 8}, false}, {[]int{8, 4, 0}, false}, {[]int{0, 1}, false}, // 0 2 and 1 3
		{[]int{0, 0}, true}, {[]int{0, 5, 2}, true}, {[]int{3}, false},
	} {
		_, err := iter.MutSplit(behind(s, c.starts...), 2)
		assert.Equal(t, c.refused, err != nil, "rows at %v: %v", c.starts, err)
	}
}

func TestSplitsRefuseByName(t *testing.T) {
	v := ndview.Make[int8](2, 3)
	assert.PanicsWithError(t, "inplace: iter.Split: 0 parts, wanted at least 1", func() { iter.Split(v.View, 0) })
	assert.PanicsWithError(t, "inplace: iter.MutSplit: axis 1 is named twice in (1, -1)", func() { _, _ = iter.MutSplit(v, 1, 1, -1) })
	assert.Panics(t, func() { iter.Split(v.View, 1, 2) })
	rng := ndtest.Seeded(t)
	w, release := lent(ndtest.New[int8](rng, ndtest.C, 3))
	release()
	assert.ErrorIs(t, recovered(func() { iter.Split(w.View, 2) }), ndview.ErrReleased)
	assert.ErrorIs(t, recovered(func() { _, _ = iter.MutSplit(w, 2) }), ndview.ErrReleased)
}

package iter_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// A box is the index of a part's first element and the part's shape.
type box struct{ origin, shape []int }

// tilesOf is the oracle: the tiles of a shape by counting positions.
func tilesOf(shape, lengths []int) (all, exact []box) {
	if slices.Contains(shape, 0) {
		return nil, nil
	}
	for index := range ndtest.Indices(shape) {
		origin := true
		for k, i := range index {
			origin = origin && i%lengths[k] == 0
		}
		if !origin {
			continue
		}
		b := box{slices.Clone(index), slices.Clone(lengths)}
		whole := true
		for k, i := range index {
			if i+lengths[k] > shape[k] {
				whole, b.shape[k] = false, shape[k]-i
			}
		}
		all = append(all, b)
		if whole {
			exact = append(exact, b)
		}
	}
	return all, exact
}

func lengthsFor(rng *rand.Rand, ndim int) []int {
	lengths := make([]int, ndim)
	for k := range lengths {
		lengths[k] = 1 + rng.IntN(4)
	}
	return lengths
}

func TestTilesCoverEveryElementOnceForEveryLayout(t *testing.T) {
	overArrays(t, ndtest.ReadClasses, func(rng *rand.Rand, a *ndtest.Array[float64]) {
		lengths := lengthsFor(rng, len(a.Shape))
		all, exact := tilesOf(a.Shape, lengths)
		requireBoxes(t, a, all, iter.Tiles(a.V.View, lengths...))
		requireBoxes(t, a, exact, iter.ExactTiles(a.V.View, lengths...))
		k := 0
		for origin, v := range iter.IndexedTiles(a.V.View, lengths...) {
			require.Equal(t, all[k].origin, append([]int{}, origin...))
			requirePart(t, a, v, all[k].shape, func(index []int) []int { return plus(all[k].origin, index) })
			k++
		}
		require.Len(t, all, k)
		a.Unchanged(t, "Tiles")
	})
}

func requireBoxes[T ndview.Element](t *testing.T, a *ndtest.Array[T], boxes []box, views func(func(ndview.View[T]) bool)) {
	t.Helper()
	k := 0
	for v := range views {
		require.Less(t, k, len(boxes), "%v", a)
		requirePart(t, a, v, boxes[k].shape, func(index []int) []int { return plus(boxes[k].origin, index) })
		k++
	}
	require.Len(t, boxes, k, "%v", a)
}

func TestMutTilesWriteEveryElementOnceForEveryLayout(t *testing.T) {
	overArrays(t, ndtest.Classes, func(rng *rand.Rand, a *ndtest.Array[int64]) {
		lengths := lengthsFor(rng, len(a.Shape))
		all, exact := tilesOf(a.Shape, lengths)
		k, before, want := 0, a.Values(), map[string]int64{}
		for v := range iter.MutTiles(a.V, lengths...) {
			writePart(rng, v, all[k].shape, func(index []int) []int { return plus(all[k].origin, index) }, want)
			k++
		}
		require.Len(t, want, ndtest.Size(a.Shape), "each element once")
		requireOnlyWritten(t, a, before, want)
		k = 0
		for origin, v := range iter.IndexedMutTiles(a.V, lengths...) {
			from := slices.Clone(origin)
			writePart(rng, v, all[k].shape, func(index []int) []int { return plus(from, index) }, want)
			k++
		}
		requireOnlyWritten(t, a, before, want)
		k = 0
		for v := range iter.MutExactTiles(a.V, lengths...) {
			writePart(rng, v, exact[k].shape, func(index []int) []int { return plus(exact[k].origin, index) }, want)
			k++
		}
		require.Len(t, exact, k)
		requireOnlyWritten(t, a, before, want)
	})
}

// Whole tiles and remainders are numbered through each other's elements: a write to
// each of them reaches every element exactly once.
func TestRemaindersAreWhatExactTilesLeaveOut(t *testing.T) {
	seen := ndtest.Counter{}
	overArrays(t, ndtest.Classes, thrice(func(rng *rand.Rand, a *ndtest.Array[int32]) {
		lengths := lengthsFor(rng, len(a.Shape))
		a.Fill(make([]int32, ndtest.Size(a.Shape)))
		a.Remember()
		add := func(v ndview.MutView[int32]) {
			for index := range ndtest.Indices(v.Array().L().AppendShape([]int{})) {
				v.Set(v.At(index...)+1, index...)
			}
		}
		for v := range iter.MutExactTiles(a.V, lengths...) {
			add(v)
		}
		parts := 0
		for v := range iter.MutRemainders(a.V, lengths...) {
			require.Positive(t, v.Size())
			add(v)
			parts++
		}
		require.LessOrEqual(t, parts, len(a.Shape))
		require.Equal(t, parts, drain(iter.Remainders(a.V.View, lengths...)))
		for _, n := range a.Values() {
			require.EqualValues(t, 1, n, "%v by tiles of %v", a, lengths)
		}
		if len(a.Shape) < 4 {
			seen.Add(len(a.Shape), "axes", min(parts, 2), "remainders or more")
		}
	}))
	seen.AtLeast(t, 9, 1) // 0 … 0, 0 … 1, 0 … 2 and 0 … 2 or more parts
}

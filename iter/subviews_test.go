package iter_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// joined puts the positions along axes and the index of the other axes together.
func joined(ndim int, axes, position, index []int) []int {
	whole := make([]int, ndim)
	next := 0
	for k := range whole {
		if i := slices.Index(axes, k); i >= 0 {
			whole[k] = position[i]
		} else {
			whole[k] = index[next]
			next++
		}
	}
	return whole
}

func TestSubViewsAreTheOtherAxesAtEachPositionForEveryLayout(t *testing.T) {
	t.Run("float64", testSubViews[float64])
	t.Run("int16", testSubViews[int16])
	t.Run("complex64", testSubViews[complex64])
}

func testSubViews[T ndview.Element](t *testing.T) {
	overArrays(t, ndtest.ReadClasses, func(rng *rand.Rand, a *ndtest.Array[T]) {
		named, axes := someAxes(rng, len(a.Shape))
		var positions [][]int
		for p := range ndtest.Indices(pick(a.Shape, axes)) {
			positions = append(positions, slices.Clone(p))
		}
		inner := without(a.Shape, axes)
		k := 0
		check := func(v ndview.View[T]) {
			t.Helper()
			require.Less(t, k, len(positions), "%v axes %v", a, axes)
			requirePart(t, a, v, inner, func(index []int) []int { return joined(len(a.Shape), axes, positions[k], index) })
			k++
		}
		for v := range iter.SubViews(a.V.View, named...) {
			check(v)
		}
		require.Len(t, positions, k)
		k = 0
		for i, v := range iter.IndexedSubViews(a.V.View, named...) {
			require.Equal(t, k, i)
			check(v)
		}
		require.Len(t, positions, k)
		a.Unchanged(t, "SubViews")
	})
}

func TestMutSubViewsWriteInPlaceForEveryLayout(t *testing.T) {
	overArrays(t, ndtest.Classes, func(rng *rand.Rand, a *ndtest.Array[int32]) {
		named, axes := someAxes(rng, len(a.Shape))
		var positions [][]int
		for p := range ndtest.Indices(pick(a.Shape, axes)) {
			positions = append(positions, slices.Clone(p))
		}
		inner, before := without(a.Shape, axes), a.Values()
		want := map[string]int32{}
		last := rng.IntN(len(positions) + 1)
		for k, v := range iter.IndexedMutSubViews(a.V, named...) {
			if k == last {
				break
			}
			writePart(rng, v, inner, func(index []int) []int { return joined(len(a.Shape), axes, positions[k], index) }, want)
		}
		requireOnlyWritten(t, a, before, want)
		k := 0
		for v := range iter.MutSubViews(a.V, named...) {
			writePart(rng, v, inner, func(index []int) []int { return joined(len(a.Shape), axes, positions[k], index) }, want)
			k++
		}
		require.Len(t, positions, k)
		requireOnlyWritten(t, a, before, want)
	})
}

func TestChunksCutAnAxisIntoPiecesOfWhichTheLastIsShorter(t *testing.T) {
	seen := ndtest.Counter{}
	overArrays(t, ndtest.ReadClasses, func(rng *rand.Rand, a *ndtest.Array[float32]) {
		for axis, length := range a.Shape {
			n := 1 + rng.IntN(4)
			at := 0
			for v := range iter.Chunks(a.V.View, axis-len(a.Shape), n) {
				shape := slices.Clone(a.Shape)
				shape[axis] = min(n, length-at)
				require.Positive(t, shape[axis])
				from := make([]int, len(a.Shape))
				from[axis] = at
				requirePart(t, a, v, shape, func(index []int) []int { return plus(from, index) })
				seen.Add("whole", shape[axis] == n)
				at += n
			}
			require.GreaterOrEqual(t, at, length)
			require.Less(t, at-n, max(length, 1))
		}
		a.Unchanged(t, "Chunks")
	})
	seen.AtLeast(t, 2, 100)
	overArrays(t, ndtest.Classes, func(rng *rand.Rand, a *ndtest.Array[uint16]) {
		for axis, length := range a.Shape {
			n, at := 1+rng.IntN(4), 0
			before, want := a.Values(), map[string]uint16{}
			for v := range iter.MutChunks(a.V, axis, n) {
				shape, from := slices.Clone(a.Shape), make([]int, len(a.Shape))
				shape[axis], from[axis] = min(n, length-at), at
				writePart(rng, v, shape, func(index []int) []int { return plus(from, index) }, want)
				at += n
			}
			require.Len(t, want, ndtest.Size(a.Shape))
			requireOnlyWritten(t, a, before, want)
		}
	})
}

func TestPartsOfAnAxisOrLengthThatMakeNoSensePanicByName(t *testing.T) {
	v := ndview.Make[int8](2, 3)
	for text, loop := range map[string]func(){
		"axis 2 is out of bounds for array of dimension 2: use -2 … 1":               func() { drain(iter.SubViews(v.View, 2)) },
		"inplace: iter.MutSubViews: axis 1 is named twice in (1, -1)":                func() { drain(iter.MutSubViews(v, 1, -1)) },
		"axis -3 is out of bounds for array of dimension 2: use -2 … 1":              func() { drain(iter.Chunks(v.View, -3, 1)) },
		"inplace: iter.Chunks: chunks of 0 positions, wanted at least 1":             func() { drain(iter.Chunks(v.View, 0, 0)) },
		"inplace: iter.Tiles: 1 lengths of a tile for a view of 2 axes":              func() { drain(iter.Tiles(v.View, 1)) },
		"inplace: iter.ExactTiles: length 0 of a tile on axis 1, wanted at least 1":  func() { drain(iter.ExactTiles(v.View, 1, 0)) },
		"inplace: iter.Remainders: length -1 of a tile on axis 0, wanted at least 1": func() { drain(iter.Remainders(v.View, -1, 0)) },
		"inplace: iter.Windows: 1 lengths of a window for 2 axes":                    func() { drain(iter.Windows(v.View, iter.Window{Lengths: []int{1}})) },
		"inplace: iter.Windows: Lengths[0] of a window is 0, wanted at least 1":      func() { drain(iter.Windows(v.View, iter.Window{Lengths: []int{0}, Axes: []int{1}})) },
		"inplace: iter.Windows: 2 Steps of a window for 1 axes": func() {
			drain(iter.Windows(v.View, iter.Window{Lengths: []int{1}, Steps: []int{1, 1}, Axes: []int{1}}))
		},
		"inplace: iter.Windows: axis 0 is named twice in (0, -2)":                  func() { drain(iter.Windows(v.View, iter.Window{Lengths: []int{1, 1}, Axes: []int{0, -2}})) },
		"inplace: iter.Diagonals: the diagonals of axes 1 and -1: wanted two axes": func() { drain2(iter.Diagonals(v.View, 1, -1)) },
		"inplace: iter.MutWindows: windows of length 3 with step 1 and dilation 1 along axis 1 share elements; use a step of at least 3, or read them with Windows": func() {
			drain(iter.MutWindows(ndview.Make[int8](2, 5), iter.Window{Lengths: []int{3}, Axes: []int{1}}))
		},
	} {
		assert.PanicsWithError(t, text, loop)
	}
}

func drain[A any](seq func(func(A) bool)) (n int) {
	for range seq {
		n++
	}
	return n
}

func drain2[A, B any](seq func(func(A, B) bool)) (n int) {
	for range seq {
		n++
	}
	return n
}

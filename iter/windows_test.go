package iter_test

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// someWindow returns a window over axes of ndim, and its numbers for every axis;
// lengths of 0 stand for axes that are whole.
func someWindow(rng *rand.Rand, ndim int) (w iter.Window, axes, lengths, steps, dilations []int) {
	w.Axes, axes = someAxes(rng, ndim)
	if rng.IntN(4) == 0 {
		w.Axes, axes = nil, nil
		for k := range ndim {
			axes = append(axes, k)
		}
	}
	lengths, steps, dilations = make([]int, ndim), slices.Repeat([]int{1}, ndim), slices.Repeat([]int{1}, ndim)
	stepped, dilated := rng.IntN(2) == 0, rng.IntN(2) == 0
	for _, axis := range axes {
		lengths[axis] = 1 + rng.IntN(3)
		w.Lengths = append(w.Lengths, lengths[axis])
		if stepped {
			steps[axis] = 1 + rng.IntN(4)
			w.Steps = append(w.Steps, steps[axis])
		}
		if dilated {
			dilations[axis] = 1 + rng.IntN(3)
			w.Dilations = append(w.Dilations, dilations[axis])
		}
	}
	return w, axes, lengths, steps, dilations
}

// windowsOf is the oracle: for each position whose window lies inside the shape,
// in C order of the axes as named.
func windowsOf(shape, axes, lengths, steps, dilations []int) (positions [][]int) {
	room := make([]int, len(axes))
	for i, axis := range axes {
		for at := 0; at+(lengths[axis]-1)*dilations[axis] < shape[axis]; at += steps[axis] {
			room[i]++
		}
	}
	for p := range ndtest.Indices(room) {
		at := make([]int, len(axes))
		for i, axis := range axes {
			at[i] = p[i] * steps[axis]
		}
		positions = append(positions, at)
	}
	return positions
}

func TestWindowsSlideWithStepsAndDilationForEveryLayout(t *testing.T) {
	t.Run("float64", testWindows[float64])
	t.Run("uint8", testWindows[uint8])
	t.Run("complex128", testWindows[complex128])
}

func testWindows[T ndview.Element](t *testing.T) {
	seen := ndtest.Counter{}
	overArrays(t, ndtest.ReadClasses, thrice(func(rng *rand.Rand, a *ndtest.Array[T]) {
		w, axes, lengths, steps, dilations := someWindow(rng, len(a.Shape))
		positions := windowsOf(a.Shape, axes, lengths, steps, dilations)
		shape := slices.Clone(a.Shape)
		for _, axis := range axes {
			shape[axis] = lengths[axis]
		}
		k := 0
		check := func(v ndview.View[T]) {
			t.Helper()
			require.Less(t, k, len(positions), "%v %+v", a, w)
			requirePart(t, a, v, shape, func(index []int) []int {
				from := slices.Clone(index)
				for i, axis := range axes {
					from[axis] = positions[k][i] + index[axis]*dilations[axis]
				}
				return from
			})
			k++
		}
		for v := range iter.Windows(a.V.View, w) {
			check(v)
		}
		require.Len(t, positions, k, "%v %+v", a, w)
		k = 0
		for at, v := range iter.IndexedWindows(a.V.View, w) {
			require.Equal(t, positions[k], append([]int{}, at...))
			check(v)
		}
		require.Len(t, positions, k)
		a.Unchanged(t, "Windows")
		seen.Add(k > 1, w.Steps != nil, w.Dilations != nil)
	}))
	seen.AtLeast(t, 8, 10)
}

func thrice[T ndview.Element](f func(*rand.Rand, *ndtest.Array[T])) func(*rand.Rand, *ndtest.Array[T]) {
	return func(rng *rand.Rand, a *ndtest.Array[T]) {
		for range 3 {
			f(rng, a)
		}
	}
}

// Windows that share an element are refused and others are written, as the sets of
// their elements say.
func TestMutWindowsAreRefusedExactlyIfTheyShareElements(t *testing.T) {
	seen := ndtest.Counter{}
	overArrays(t, ndtest.Classes, thrice(func(rng *rand.Rand, a *ndtest.Array[int32]) {
		a.Remember()
		w, axes, lengths, steps, dilations := someWindow(rng, len(a.Shape))
		positions := windowsOf(a.Shape, axes, lengths, steps, dilations)
		shape := slices.Clone(a.Shape)
		for _, axis := range axes {
			shape[axis] = lengths[axis]
		}
		place := func(k int, index []int) []int {
			from := slices.Clone(index)
			for i, axis := range axes {
				from[axis] = positions[k][i] + index[axis]*dilations[axis]
			}
			return from
		}
		shared, taken := false, map[string]bool{}
		empty := slices.Contains(a.Shape, 0)
		for k := range positions {
			for index := range ndtest.Indices(shape) {
				at := key(place(k, index))
				shared, taken[at] = shared || taken[at], true
			}
		}
		if empty { // whether windows without elements are refused is of no account
			return
		}
		k, before, want := 0, a.Values(), map[string]int32{}
		err := recovered(func() {
			for v := range iter.MutWindows(a.V, w) {
				writePart(rng, v, shape, func(index []int) []int { return place(k, index) }, want)
				k++
			}
		})
		indexed := recovered(func() { drain2(iter.IndexedMutWindows(a.V, w)) })
		if shared {
			var refused *iter.OverlapError
			require.ErrorAs(t, err, &refused, "%v %+v", a, w)
			require.ErrorIs(t, err, ndview.ErrOverlap)
			require.ErrorIs(t, indexed, ndview.ErrOverlap)
		} else {
			require.NoError(t, errors.Join(err, indexed), "%v %+v", a, w)
			require.Len(t, positions, k)
		}
		requireOnlyWritten(t, a, before, want)
		seen.Add(shared, len(positions) > 1)
	}))
	seen.AtLeast(t, 3, 10)
}

func TestDiagonalsAreLanesFromCornerToCornerForEveryLayout(t *testing.T) {
	t.Run("float64", testDiagonals[float64])
	t.Run("int16", testDiagonals[int16])
}

type diagonal struct {
	offset  int
	indices [][]int
}

// diagonalsOf is the oracle: it sorts every element by its matrix and offset.
func diagonalsOf(shape []int, axis1, axis2 int) (all []diagonal) {
	if slices.Contains(shape, 0) {
		return nil
	}
	others := slices.Clone(shape)
	others[axis1], others[axis2] = 1, 1
	for other := range ndtest.Indices(others) {
		for offset := 1 - shape[axis1]; offset < shape[axis2]; offset++ {
			d := diagonal{offset: offset}
			for i := range shape[axis1] {
				if j := i + offset; j >= 0 && j < shape[axis2] {
					at := slices.Clone(other)
					at[axis1], at[axis2] = i, j
					d.indices = append(d.indices, at)
				}
			}
			all = append(all, d)
		}
	}
	return all
}

func testDiagonals[T ndview.Element](t *testing.T) {
	overArrays(t, ndtest.ReadClasses, func(rng *rand.Rand, a *ndtest.Array[T]) {
		if len(a.Shape) < 2 {
			return
		}
		axes := rng.Perm(len(a.Shape))[:2]
		all := diagonalsOf(a.Shape, axes[0], axes[1])
		k := 0
		for offset, lane := range iter.Diagonals(a.V.View, axes[0], axes[1]-len(a.Shape)) {
			require.Equal(t, all[k].offset, offset)
			requireLane(t, a, lane, all[k].indices)
			k++
		}
		require.Len(t, all, k)
		a.Unchanged(t, "Diagonals")
		if a.Class == ndtest.Broadcast {
			return
		}
		before, want := a.Values(), map[string]T{}
		k = 0
		for offset, lane := range iter.MutDiagonals(a.V, axes[0], axes[1]) {
			if k == 5 {
				break
			}
			require.Equal(t, all[k].offset, offset)
			for i, index := range all[k].indices {
				x := ndtest.RandomBits[T](rng, 1)[0]
				lane.Set(i, x)
				want[key(index)] = x
			}
			k++
		}
		requireOnlyWritten(t, a, before, want)
	})
}

package iter_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
)

// What the tests of sub-views, chunks, tiles, windows and groups share: each part
// of a view is compared with the elements that the index walk finds for it.

// overArrays runs f for arrays of every class and shape of the grid. Every borrow
// that a test opens must be closed when it ends.
func overArrays[T ndview.Element](t *testing.T, classes []ndtest.Class, f func(rng *rand.Rand, a *ndtest.Array[T])) {
	t.Helper()
	rng := ndtest.Seeded(t)
	open := lease.Count()
	for _, shape := range append(ndtest.Shapes(), []int{7, 9}, []int{5, 4, 6}) {
		for _, class := range classes {
			a := ndtest.New[T](rng, class, shape...)
			a.Fill(ndtest.RandomBits[T](rng, ndtest.Size(shape)))
			f(rng, a.Remember())
		}
	}
	require.Equal(t, open, lease.Count(), "a borrow is still open")
}

// requirePart compares a view with the elements of a at the indices that from
// gives for the view's own.
func requirePart[T ndview.Element](t *testing.T, a *ndtest.Array[T], v ndview.View[T], shape []int, from func(index []int) []int) {
	t.Helper()
	require.Equal(t, shape, v.Array().L().AppendShape([]int{}), "shape of a part of %v", a)
	for index := range ndtest.Indices(shape) {
		want, got := a.Get(from(index)), v.At(index...)
		if !ndtest.SameBits([]T{want}, []T{got}) {
			require.Failf(t, "wrong element", "%v: %v of a part is %v, wanted %v", a, index, got, want)
		}
	}
}

// writePart sets the elements of a view and notes in want what belongs at which
// index of a.
func writePart[T ndview.Element](rng *rand.Rand, v ndview.MutView[T], shape []int, from func(index []int) []int, want map[string]T) {
	for index := range ndtest.Indices(shape) {
		x := ndtest.RandomBits[T](rng, 1)[0]
		v.Set(x, index...)
		want[key(from(index))] = x
	}
}

// requireOnlyWritten compares a with what was written; the other elements are as
// they were before.
func requireOnlyWritten[T ndview.Element](t *testing.T, a *ndtest.Array[T], before []T, want map[string]T) {
	t.Helper()
	i := 0
	for index := range ndtest.Indices(a.Shape) {
		x, ok := want[key(index)]
		if !ok {
			x = before[i]
		}
		if !ndtest.SameBits([]T{x}, []T{a.Get(index)}) {
			require.Failf(t, "not written", "%v at %v: %v, wanted %v", a, index, a.Get(index), x)
		}
		i++
	}
	a.OnlyElements(t, "parts")
}

// someAxes returns different axes of ndim, in any order, some of them counted from
// the end, and the same counted from the start.
func someAxes(rng *rand.Rand, ndim int) (named, axes []int) {
	axes = rng.Perm(ndim)[:rng.IntN(ndim+1)]
	named = slices.Clone(axes)
	for i := range named {
		if rng.IntN(2) == 0 {
			named[i] -= ndim
		}
	}
	return named, axes
}

// pick returns the numbers that stand at some places.
func pick(numbers, places []int) []int {
	picked := []int{}
	for _, p := range places {
		picked = append(picked, numbers[p])
	}
	return picked
}

// without returns the numbers that stand at the other places.
func without(numbers, places []int) []int {
	left := []int{}
	for i, n := range numbers {
		if !slices.Contains(places, i) {
			left = append(left, n)
		}
	}
	return left
}

// plus returns a + b·step, number by number.
func plus(a, b []int) []int {
	sum := slices.Clone(a)
	for i := range sum {
		sum[i] += b[i]
	}
	return sum
}

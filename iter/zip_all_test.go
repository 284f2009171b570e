package iter_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// Four views are walked together by turns. Each element holds the number of its
// place in its own array, so that what a sequence yields at one place is a tuple of
// numbers, which the index walk knows.
type together struct {
	a *ndtest.Array[int32]
	b *ndtest.Array[int16]
	c *ndtest.Array[float64]
	d *ndtest.Array[uint16]
}

// A tuple has −1 for views that take no part.
type tuple [4]int

// written is added to the element of the first view by the sequences that write.
const written = 5000

// arity returns how many views a sequence walks, and whether it writes to the first.
func arity(name string) (n int, mut bool) {
	n = 2
	switch name[len(name)-1] {
	case '3':
		n = 3
	case '4':
		n = 4
	}
	return n, name[:3] == "Mut"
}

// numbered makes an array of a random writable class whose elements are numbered;
// some of its axes are missing or 1, so that it stretches to shape.
func numbered[T ndview.Element](rng *rand.Rand, classes []ndtest.Class, number func(k int) T, shape []int, whole bool) *ndtest.Array[T] {
	own := slices.Clone(shape)
	if !whole {
		own = own[rng.IntN(len(own)+1):]
		for k := range own {
			if rng.IntN(4) == 0 {
				own[k] = 1
			}
		}
	}
	a := ndtest.New[T](rng, classes[rng.IntN(len(classes))], own...)
	values := make([]T, ndtest.Size(own))
	for k := range values {
		values[k] = number(k)
	}
	a.Fill(values)
	return a.Remember()
}

func newTogether(rng *rand.Rand, shape []int, mut bool) *together {
	return &together{
		a: numbered(rng, ndtest.Classes, func(k int) int32 { return int32(k) }, shape, mut),
		b: numbered(rng, ndtest.Classes, func(k int) int16 { return int16(k) }, shape, false),
		c: numbered(rng, ndtest.Classes, func(k int) float64 { return float64(k) }, shape, false),
		d: numbered(rng, ndtest.Classes, func(k int) uint16 { return uint16(k) }, shape, false),
	}
}

// at returns the tuple at an index of the common shape.
func (z *together) at(n int, index []int) tuple {
	t := tupleOf()
	for k, shape := range [][]int{z.a.Shape, z.b.Shape, z.c.Shape, z.d.Shape}[:n] {
		t[k] = stretchedPosition(shape, index)
	}
	return t
}

func stretchedPosition(shape, index []int) int {
	own := slices.Clone(index[len(index)-len(shape):])
	for k, n := range shape {
		if n == 1 {
			own[k] = 0
		}
	}
	return ndtest.Position(shape, own)
}

// common returns the shape that the first n views stretch to.
func (z *together) common(n int) []int {
	shape, err := layout.BroadcastShapes(nil, [][]int{z.a.Shape, z.b.Shape, z.c.Shape, z.d.Shape}[:n]...)
	if err != nil {
		panic(err)
	}
	return append([]int{}, shape...)
}

func TestViewsAreWalkedTogetherByElements(t *testing.T) { testTogether(t, elementZips, false) }
func TestViewsAreWalkedTogetherByRuns(t *testing.T)     { testTogether(t, runZips, false) }
func TestViewsAreWalkedTogetherByLanes(t *testing.T)    { testTogether(t, laneZips, true) }

func testTogether(t *testing.T, zips map[string]zipper, byLanes bool) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	shapes := append(ndtest.Shapes(), []int{40, 30}, []int{3, 1500}, []int{900, 3}, []int{2, 2, 2, 2, 2, 2})
	for range 2 {
		for _, shape := range shapes {
			for name, zip := range zips {
				n, mut := arity(name)
				z := newTogether(rng, shape, mut)
				whole := z.common(n)
				orders := allOrders[rng.IntN(len(allOrders))]
				axis := rng.IntN(max(len(whole), 1))
				want, told := z.expected(n, whole, axis, orders, byLanes)
				got := zip(z, axis, orders)
				what := fmt.Sprintf("%s axis %d %v of %v, %v, %v, %v", name, axis, orders, z.a, z.b, z.c, z.d)
				requireTuples(t, want, got, told, byLanes, what)
				z.requireWritten(t, mut, what)
				order := "told"
				if !told {
					order = "free"
				}
				seen.Add(name, order)
			}
		}
	}
	seen.AtLeast(t, 2*len(zips), 30)
}

// expected returns the tuples in the order asked for, in lanes if the sequence
// yields lanes along an axis; told is false for the orders that memory decides.
func (z *together) expected(n int, shape []int, axis int, orders []iter.Order, byLanes bool) (want [][]tuple, told bool) {
	reversed, order := slices.Contains(orders, iter.Reversed), iter.Any
	if byLanes {
		order = iter.C
	}
	for _, o := range orders {
		if o != iter.Reversed {
			order = o
		}
	}
	told = order == iter.C || order == iter.F
	walked := slices.Clone(shape)
	if byLanes && len(shape) > 0 {
		walked[axis] = 1
	}
	if order == iter.F {
		slices.Reverse(walked)
	}
	for index := range ndtest.Indices(walked) {
		index = slices.Clone(index)
		if order == iter.F {
			slices.Reverse(index)
		}
		lane := []tuple{}
		if !byLanes || len(shape) == 0 {
			lane = append(lane, z.at(n, index))
		} else {
			for i := range shape[axis] {
				index[axis] = i
				lane = append(lane, z.at(n, index))
			}
		}
		want = append(want, lane)
	}
	if reversed {
		slices.Reverse(want)
	}
	return want, told
}

func requireTuples(t *testing.T, want, got [][]tuple, told, byLanes bool, what string) {
	t.Helper()
	if byLanes {
		require.Equal(t, len(want), len(got), what)
		if !told {
			sortLanes(want)
			sortLanes(got)
		}
		for k := range want {
			require.Equal(t, len(want[k]), len(got[k]), what)
			if len(want[k]) > 0 && !slices.Equal(want[k], got[k]) {
				require.Failf(t, "wrong lane", "%s: %v, wanted %v", what, got[k], want[k])
			}
		}
		return
	}
	w, g := slices.Concat(want...), slices.Concat(got...)
	if !told {
		slices.SortFunc(w, compareTuples)
		slices.SortFunc(g, compareTuples)
	}
	if !slices.Equal(w, g) {
		require.Failf(t, "wrong elements", "%s: %v, wanted %v", what, g, w)
	}
}

func compareTuples(s, t tuple) int { return slices.Compare(s[:], t[:]) }

func sortLanes(lanes [][]tuple) {
	slices.SortStableFunc(lanes, func(a, b []tuple) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), slices.CompareFunc(a, b, compareTuples))
	})
}

// requireWritten looks at the memory afterwards.
func (z *together) requireWritten(t *testing.T, mut bool, what string) {
	t.Helper()
	if mut {
		for k, x := range z.a.Values() {
			if x != int32(k+written) {
				require.Failf(t, "not written", "%s: element %d is %d", what, k, x)
			}
		}
		z.a.OnlyElements(t, what)
	} else {
		z.a.Unchanged(t, what)
	}
	z.b.Unchanged(t, what)
	z.c.Unchanged(t, what)
	z.d.Unchanged(t, what)
}

func TestZipsOfShapesThatDoNotFitPanicByName(t *testing.T) {
	a, b, c := ndview.Make[float64](2, 3), ndview.Make[int16](2, 4), ndview.Make[int8](2, 1)
	for text, loop := range map[string]func(){
		"inplace: iter.MutZip3: dst (2, 3), a (2, 4), b (2, 1): cannot broadcast shape (2, 4) to (2, 3): " +
			"axis 1 has length 4, wanted 3 (only axes of length 1 stretch)": func() {
			for range iter.MutZip3(a, b.View, c.View) {
			}
		},
		"inplace: iter.ZipRuns3: a (2, 1), b (2, 3), c (2, 4): shape mismatch: (2, 1) (2, 3) (2, 4) cannot be broadcast to a single shape: " +
			"arg 1 with shape (2, 3) and arg 2 with shape (2, 4) differ on axis 1 of the result, and only axes of length 1 stretch": func() {
			for range iter.ZipRuns3(c.View, a.View, b.View) {
			}
		},
		"inplace: iter.MutZipLanes: dst (2, 1), a (2, 3): cannot broadcast shape (2, 3) to (2, 1): " +
			"axis 1 has length 3, wanted 1 (only axes of length 1 stretch)": func() {
			for range iter.MutZipLanes(c, a.View, 0) {
			}
		},
	} {
		err := recovered(loop)
		assert.ErrorIs(t, err, ndview.ErrShape)
		assert.ErrorAs(t, err, new(*iter.ShapeError))
		assert.EqualError(t, err, text)
	}
}

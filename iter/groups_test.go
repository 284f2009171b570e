package iter_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// outShape returns the shape of the output of a reduction, and for an index of the
// input the one of its result.
func outShape(shape, axes []int, keepdims bool) (out []int, result func(index []int) []int) {
	if !keepdims {
		return without(shape, axes), func(index []int) []int { return without(index, axes) }
	}
	out = slices.Clone(shape)
	for _, axis := range axes {
		out[axis] = 1
	}
	return out, func(index []int) []int {
		at := slices.Clone(index)
		for _, axis := range axes {
			at[axis] = 0
		}
		return at
	}
}

// someReduction returns axes to reduce, and how they are named.
func someReduction(rng *rand.Rand, ndim int) (named, axes []int) {
	named, axes = someAxes(rng, ndim)
	if len(axes) == 0 { // none named is all of them
		for k := range ndim {
			axes = append(axes, k)
		}
	}
	return named, axes
}

// Sums are of whole numbers, so that every order gives the same.
func TestGroupsReduceEveryElementIntoItsResultForEveryLayout(t *testing.T) {
	seen := ndtest.Counter{}
	overArrays(t, ndtest.ReadClasses, thrice(func(rng *rand.Rand, a *ndtest.Array[int16]) {
		named, axes := someReduction(rng, len(a.Shape))
		keepdims := rng.IntN(2) == 0
		shape, result := outShape(a.Shape, axes, keepdims)
		out := ndtest.New[int64](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], shape...)
		want := map[string]int64{}
		for index := range ndtest.Indices(a.Shape) {
			want[key(result(index))] += int64(a.Get(index))
		}
		check := func(form string) {
			t.Helper()
			for index := range ndtest.Indices(shape) {
				if got := out.Get(index); got != want[key(index)] {
					require.Failf(t, "wrong result", "%s of %v axes %v into %v: %v is %d, wanted %d", form, a, axes, out, index, got, want[key(index)])
				}
			}
			out.OnlyElements(t, form)
			a.Unchanged(t, form)
		}

		out.Fill(ndtest.RandomBits[int64](rng, ndtest.Size(shape)))
		out.Remember()
		elements, firsts := 0, 0
		for cell, lane := range iter.Groups(out.V, a.V.View, named...) {
			sum := int64(0)
			if cell.First() {
				firsts++
			} else {
				sum = cell.Get()
			}
			for i := range lane.Len() {
				sum += int64(lane.At(i))
			}
			elements += lane.Len()
			cell.Set(sum)
		}
		require.Equal(t, ndtest.Size(a.Shape), elements)
		require.Equal(t, ndtest.Size(shape), firsts, "each result has one first lane: %v axes %v", a, axes)
		check("Groups")

		out.Fill(make([]int64, ndtest.Size(shape)))
		out.Remember()
		elements = 0
		for sums, lane := range iter.GroupLanes(out.V, a.V.View, named...) {
			require.Equal(t, lane.Len(), sums.Len())
			for i := range lane.Len() {
				sums.Set(i, sums.At(i)+int64(lane.At(i)))
			}
			elements += lane.Len()
		}
		require.Equal(t, ndtest.Size(a.Shape), elements)
		check("GroupLanes")
		seen.Add(keepdims, len(axes) == len(a.Shape))
	}))
	seen.AtLeast(t, 4, 100)
}

// The forms meet memory in its order: lanes of Groups run along reduced axes, those
// of GroupLanes along the others.
func TestLanesOfReductionsRunInTheOrderOfMemory(t *testing.T) {
	v := ndview.Make[float64](6, 5, 4).View
	lengths := func(axes ...int) (groups, lanes []int) {
		shape, _ := outShape(v.Shape(), axes, false)
		out := ndview.Make[float64](shape...)
		for _, lane := range iter.Groups(out, v, axes...) {
			groups = append(groups, lane.Len())
		}
		for _, lane := range iter.GroupLanes(out, v, axes...) {
			lanes = append(lanes, lane.Len())
		}
		return groups, lanes
	}
	groups, lanes := lengths(0)
	assert.Equal(t, slices.Repeat([]int{6}, 20), groups)
	assert.Equal(t, slices.Repeat([]int{20}, 6), lanes, "rows of both other axes")
	groups, lanes = lengths(1, 2)
	assert.Equal(t, slices.Repeat([]int{20}, 6), groups, "both reduced axes lie as one")
	assert.Equal(t, slices.Repeat([]int{6}, 20), lanes)
	groups, lanes = lengths(1)
	assert.Equal(t, slices.Repeat([]int{5}, 24), groups)
	assert.Equal(t, slices.Repeat([]int{4}, 30), lanes)
	groups, lanes = lengths(0, 1, 2)
	assert.Equal(t, []int{120}, groups)
	assert.Equal(t, []int{120}, lanes, "one element with stride 0")

	assert.False(t, iter.ReducesInside(v, 0))
	assert.False(t, iter.ReducesInside(v, 0, 1))
	assert.True(t, iter.ReducesInside(v, -1))
	assert.True(t, iter.ReducesInside(v))
	assert.True(t, iter.ReducesInside(v.T(), 0))
	assert.True(t, iter.ReducesInside(ndview.Make[int8](1, 1).View, 1), "it makes no difference")
}

func TestLongLanesThatAreNotPlainComeInPieces(t *testing.T) {
	rng := ndtest.Seeded(t)
	a := ndtest.New[float64](rng, ndtest.Swapped, 2, 3000)
	a.Fill(ndtest.Small[float64](rng, 6000))
	out := ndview.Make[float64](2)
	firsts, lanes := 0, 0
	for cell, lane := range iter.Groups(out, a.V.View, 1) {
		lanes++
		if cell.First() {
			firsts++
		}
		assert.LessOrEqual(t, lane.Len(), 512)
	}
	assert.Equal(t, 2, firsts)
	assert.Greater(t, lanes, 10)
}

func TestReductionsRefuseByName(t *testing.T) {
	v := ndview.Make[float64](2, 3, 4).View
	for text, loop := range map[string]func(){
		"inplace: iter.Groups: out (2, 3), v (2, 3, 4): want out of shape (2, 4) or (2, 1, 4)": func() { drain2(iter.Groups(ndview.Make[float64](2, 3), v, 1)) },
		"inplace: iter.GroupLanes: out (4,), v (2, 3, 4): want out of shape () or (1, 1, 1)":   func() { drain2(iter.GroupLanes(ndview.Make[float64](4), v)) },
		"inplace: iter.Groups: axis 2 is named twice in (2, -1)":                               func() { drain2(iter.Groups(ndview.Make[float64](2, 3), v, 2, -1)) },
		"axis 3 is out of bounds for array of dimension 3: use -3 … 2":                         func() { drain2(iter.GroupLanes(ndview.Make[float64](2, 3), v, 3)) },
	} {
		assert.PanicsWithError(t, text, loop)
	}
	assert.ErrorIs(t, recovered(func() { drain2(iter.Groups(ndview.Make[float64](2), v, 1)) }), ndview.ErrShape)
}

// reductions are both forms; each runs body for each pair.
func reductions(out, v ndview.MutView[float64], body func()) map[string]func() {
	return map[string]func(){
		"Groups": func() {
			for cell, lane := range iter.Groups(out, v.View, 0) {
				cell.Set(cell.Get() + lane.At(0))
				body()
			}
		},
		"GroupLanes": func() {
			for sums, lane := range iter.GroupLanes(out, v.View, 0) {
				sums.Set(0, sums.At(0)+lane.At(0))
				body()
			}
		},
	}
}

func TestReductionsCheckAndHoldBothBorrows(t *testing.T) {
	open := lease.Count()
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a, o := ndtest.New[float64](rng, class, 3, 4), ndtest.New[float64](rng, class, 4)
		a.Fill(ndtest.Small[float64](rng, 12))
		o.Fill(ndtest.Small[float64](rng, 4))
		for name := range reductions(o.V, a.V, nil) {
			v, release := lent(a)
			n := 0
			loop := reductions(o.V, v, func() { n++; release() })[name]
			assert.ErrorIs(t, recovered(loop), ndview.ErrReleased, "%s %v", name, a)
			assert.ErrorIs(t, recovered(loop), ndview.ErrReleased, "%s %v", name, a)
			assert.Equal(t, 1, n)
			out, release := lent(o)
			loop = reductions(out, a.V, func() { n++; release() })[name]
			assert.ErrorIs(t, recovered(loop), ndview.ErrReleased, "%s %v", name, o)
			assert.Equal(t, 2, n)

			h, slot := owned(a)
			done := make(chan bool)
			go func() {
				defer close(done)
				reductions(o.V, h, func() {
					assert.Positive(t, slot.Holders())
					assert.Positive(t, slot.CloseWithin(0))
					runtime.Goexit()
				})[name]()
			}()
			<-done
			assert.Zero(t, slot.CloseWithin(0), "%s %v", name, a)
			assert.ErrorIs(t, recovered(reductions(o.V, h, nil)[name]), ndview.ErrReleased)
		}
	}
	assert.Equal(t, open, lease.Count())
}

func TestReductionsOfPlainMemoryDoNotAllocate(t *testing.T) {
	v, sums, rows := ndview.Make[float64](30, 4), ndview.Make[float64](4), ndview.Make[float64](30, 1)
	assert.Zero(t, testing.AllocsPerRun(20, func() { columnSums(sums, v.View) }))
	assert.Zero(t, testing.AllocsPerRun(20, func() { rowSums(rows, v.View) }))
}

func columnSums(out ndview.MutView[float64], v ndview.View[float64]) {
	for sums, lane := range iter.GroupLanes(out, v, 0) {
		for i := range lane.Len() {
			sums.Set(i, sums.At(i)+lane.At(i))
		}
	}
}

func rowSums(out ndview.MutView[float64], v ndview.View[float64]) {
	for cell, lane := range iter.Groups(out, v, 1) {
		sum := 0.0
		for i := range lane.Len() {
			sum += lane.At(i)
		}
		cell.Set(sum)
	}
}

package ndmat_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// The oracle knows nothing of the rules: it tries every Stride (every Inc) and
// looks whether all elements lie where gonum would look for them.

// canBeDense reports whether some Stride ≥ cols finds each element of a matrix;
// strides are elements.
func canBeDense(shape, strides []int) bool {
	if shape[0] == 0 || shape[1] == 0 {
		return false
	}
	for stride := shape[1]; stride <= 64; stride++ {
		if sameOffsets(shape, strides, []int{stride, 1}) {
			return true
		}
	}
	return false
}

func canBeVec(shape, strides []int) bool {
	for inc := 1; shape[0] > 0 && inc <= 64; inc++ {
		if sameOffsets(shape, strides, []int{inc}) {
			return true
		}
	}
	return false
}

func sameOffsets(shape, a, b []int) bool {
	for index := range ndtest.Indices(shape) {
		if dot(index, a) != dot(index, b) {
			return false
		}
	}
	return true
}

func reversed(s []int) []int { s = slices.Clone(s); slices.Reverse(s); return s }

func kindByOracle(shape, strides []int) ndmat.Kind {
	switch {
	case len(shape) == 1 && canBeVec(shape, strides):
		return ndmat.KindVec
	case len(shape) == 2 && canBeDense(shape, strides):
		return ndmat.KindDense
	case len(shape) == 2 && canBeDense(reversed(shape), reversed(strides)):
		return ndmat.KindTransposed
	case len(shape) == 1 && shape[0] > 1 && strides[0] < 0:
		return ndmat.KindBackwards
	case len(shape) == 1 || len(shape) == 2:
		return ndmat.KindFallback
	}
	return ndmat.KindNone
}

func TestRoadsOfAllSmallMatrices(t *testing.T) {
	strides := []int{-20, -5, -2, -1, 0, 1, 2, 3, 4, 5, 6, 20}
	seen := map[ndmat.Kind]int{}
	for _, r := range []int{0, 1, 2, 3, 5} {
		for _, c := range []int{0, 1, 2, 3, 5} {
			for _, down := range strides {
				for _, right := range strides {
					seen[checkRoad(t, newCanvas(t, []int{r, c}, []int{down, right}))]++
				}
			}
		}
	}
	for _, kind := range []ndmat.Kind{ndmat.KindDense, ndmat.KindTransposed, ndmat.KindFallback} {
		assert.NotZero(t, seen[kind], "%s", kind)
	}
}

func TestRoadsOfAllSmallVectors(t *testing.T) {
	seen := map[ndmat.Kind]int{}
	for _, n := range []int{0, 1, 2, 3, 5} {
		for stride := -20; stride <= 20; stride++ {
			seen[checkRoad(t, newCanvas(t, []int{n}, []int{stride}))]++
		}
	}
	assert.NotZero(t, seen[ndmat.KindVec])
	assert.NotZero(t, seen[ndmat.KindBackwards])
	assert.NotZero(t, seen[ndmat.KindFallback])
}

func TestOtherNumbersOfAxesHaveNoRoad(t *testing.T) {
	for _, shape := range [][]int{{}, {2, 1, 1}, {1, 1, 3, 1}, {2, 2, 2, 2, 2}} {
		v := ndview.Make[float64](shape...)
		road := ndmat.RoadOf(v.View)
		assert.Equal(t, ndmat.KindNone, road.Kind)
		for _, f := range []func(){
			func() { ndmat.Operand(v) },
			func() { ndmat.Matrix(v.View) },
			func() { ndmat.MatrixOf(v.View) },
			func() { ndmat.Mutable(v) },
			func() { ndmat.Vector(v.View) },
			func() { ndmat.MutableVector(v) },
		} {
			var refused *ndmat.RefusedError
			require.ErrorAs(t, assertPanics(t, ndview.ErrShape, f), &refused)
			assert.Equal(t, road, refused.Road)
		}
	}
}

// checkRoad compares every answer about a layout with the oracle's, and what is
// handed out with the view.
func checkRoad(t testing.TB, c *canvas) ndmat.Kind {
	t.Helper()
	shape, what := c.v.Shape(), c.String()
	want := kindByOracle(shape, c.strides)
	road := ndmat.RoadOf(c.v.View)
	require.Equal(t, want, road.Kind, "%s: %s", what, road)
	require.NotEmpty(t, road.Reason)

	d, err := ndmat.Dense(c.v)
	handedOut(t, want == ndmat.KindDense, d == nil, err, road, what)
	if d != nil {
		equal(t, d, c.v.View, what)
	}
	xt, err := ndmat.Transposed(c.v)
	handedOut(t, len(shape) == 2 && canBeDense(reversed(shape), reversed(c.strides)), xt == nil, err, road, what)
	if xt != nil {
		equal(t, xt.T(), c.v.View, what)
	}
	x, err := ndmat.Vec(c.v)
	handedOut(t, want == ndmat.KindVec, x == nil, err, road, what)

	m, taken := ndmat.Operand(c.v)
	if want == ndmat.KindBackwards {
		require.Equal(t, ndmat.KindFallback, taken.Kind, what)
		require.Equal(t, "element by element: a blas64.Vector only: "+road.Reason, taken.String())
	} else {
		require.Equal(t, road, taken, what)
	}
	column := c.v.View
	if len(shape) == 1 {
		column = column.InsertAxis(1)
	}
	equal(t, m, column, what)
	require.Equal(t, goType[want], fmt.Sprintf("%T", m)[:len(goType[want])], what)
	c.guarded(t, what)
	return want
}

var goType = map[ndmat.Kind]string{
	ndmat.KindDense:      "*mat.Dense",
	ndmat.KindTransposed: "mat.Transpose",
	ndmat.KindVec:        "*mat.VecDense",
	ndmat.KindBackwards:  "*ndmat.",
	ndmat.KindFallback:   "*ndmat.",
}

func handedOut(t testing.TB, want, isNil bool, err error, road ndmat.Road, what string) {
	t.Helper()
	require.Equal(t, want, err == nil, "%s: %v", what, err)
	require.Equal(t, want, !isNil, what)
	if err == nil {
		return
	}
	var refused *ndmat.RefusedError
	require.ErrorAs(t, err, &refused, what)
	require.Equal(t, road, refused.Road, what)
	require.NotEmpty(t, refused.Unmet, what)
}

// TestRoadsOfRandomMemory takes memory of every class and judges by addresses.
func TestRoadsOfRandomMemory(t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := map[ndmat.Kind]int{}
	for range 300 {
		for _, class := range ndtest.ReadClasses {
			a := ndtest.New[float64](rng, class, []int{0, 1, 2, 3, 4}[rng.IntN(5)], []int{0, 1, 2, 3, 4}[rng.IntN(5)])
			want := kindByAddress(&a.V)
			road := ndmat.RoadOf(a.V.View)
			require.Equal(t, want, road.Kind, "%s: %s", a, road)
			seen[want]++
		}
	}
	for _, kind := range []ndmat.Kind{ndmat.KindDense, ndmat.KindTransposed, ndmat.KindFallback} {
		assert.NotZero(t, seen[kind], "%s", kind)
	}
}

// kindByAddress is the oracle for memory of any kind: what is plain has addresses,
// and their distances must be those of a Dense.
func kindByAddress(v *ndview.MutView[float64]) ndmat.Kind {
	if v.Size() == 0 || !v.Plain() {
		return ndmat.KindFallback
	}
	shape, strides := v.Shape(), v.Strides()
	for k := range strides {
		if shape[k] == 1 {
			strides[k] = 0
		}
		strides[k] /= 8 // plain memory has no odd strides
	}
	return kindByOracle(shape, strides)
}

func FuzzRoad(f *testing.F) {
	f.Add(uint8(3), uint8(4), int8(4), int8(1))
	f.Add(uint8(3), uint8(4), int8(1), int8(3))
	f.Add(uint8(1), uint8(4), int8(0), int8(1))
	f.Add(uint8(4), uint8(1), int8(2), int8(-9))
	f.Add(uint8(4), uint8(4), int8(2), int8(1))
	f.Add(uint8(0), uint8(4), int8(2), int8(1))
	f.Fuzz(func(t *testing.T, rows, cols uint8, down, right int8) {
		r, c := int(rows%7), int(cols%7)
		checkRoad(t, newCanvas(t, []int{r, c}, []int{int(down % 60), int(right % 60)}))
		checkRoad(t, newCanvas(t, []int{r}, []int{int(down % 60)}))
	})
}

func TestRoadsSayWhy(t *testing.T) {
	v := ndview.Make[float64](6, 8)
	windows, err := v.Row(0).Windows([]int{4})
	require.NoError(t, err)
	for _, test := range []struct {
		view ndview.View[float64]
		want string
	}{
		{v.View, "*mat.Dense: rows of 8 elements next to each other, Stride 8"},
		{v.View.Slice(ndview.Span(1, 3), ndview.Span(2, 5)), "*mat.Dense: rows of 3 elements next to each other, Stride 8"},
		{v.View.Slice(ndview.Span(1, 2), ndview.Span(2, 5)), "*mat.Dense: rows of 3 elements next to each other, Stride 3"},
		{v.View.T(), "(*mat.Dense).T(): columns of 8 elements next to each other, Stride 8; no *mat.Dense: axis 1 has stride 64, want 8, axis 0 has stride 8, want 48 or more (6 elements of axis 1)"},
		{v.View.Col(2), "*mat.VecDense: 6 elements, Inc 8"},
		{v.View.Col(2).Flip(0), "blas64.Vector: 6 elements, Inc -8; no *mat.VecDense: axis 0 has stride -64 (it runs backwards), want 8 or more"},
		{v.View.Flip(0), "element by element: no *mat.Dense: axis 0 has stride -64 (it runs backwards), want 64 or more (8 elements of axis 1); " +
			"nor the T() of one: axis 0 has stride -64 (it runs backwards), want 8, axis 1 has stride 8, want 48 or more (6 elements of axis 0)"},
		{v.View.Slice(ndview.Span(0, 0)), "element by element: no *mat.Dense, nor the T() of one: axis 0 has length 0, and gonum has no matrix or vector without elements"},
		{windows, "element by element: no *mat.Dense: axis 0 has stride 8, want 32 or more (4 elements of axis 1); nor the T() of one: axis 1 has stride 8, want 40 or more (5 elements of axis 0)"},
		{v.View.InsertAxis(0), "none: want ndim 2, found 3"},
	} {
		assert.Equal(t, test.want, ndmat.RoadOf(test.view).String())
	}
}

// Plain types of gonum's, not types that look like them, are what its fast paths
// are for.
func TestWhatIsHandedOutIsGonumsOwn(t *testing.T) {
	v := ndview.Make[float64](2, 3)
	m, road := ndmat.Operand(v)
	assert.IsType(t, (*mat.Dense)(nil), m)
	assert.Equal(t, ndmat.KindDense, road.Kind)
	m, road = ndmat.Operand(v.T())
	assert.IsType(t, mat.Transpose{}, m)
	assert.IsType(t, (*mat.Dense)(nil), m.(mat.Untransposer).Untranspose())
	assert.Equal(t, ndmat.KindTransposed, road.Kind)
	m, road = ndmat.Operand(v.Col(0))
	assert.IsType(t, (*mat.VecDense)(nil), m)
	assert.Equal(t, ndmat.KindVec, road.Kind)
}

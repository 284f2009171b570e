package ops_test

import (
	"math/cmplx"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// scans are the verbs of the grid test, each as a fold of what came before.
var scans = map[string]func(sum, x complex128) complex128{
	"add":         func(sum, x complex128) complex128 { return sum + x },
	"multiply":    func(p, x complex128) complex128 { return p * x },
	"minimum":     func(x, y complex128) complex128 { return choose(y, x, below) },
	"maximum":     func(x, y complex128) complex128 { return choose(y, x, above) },
	"logical_or":  func(x, y complex128) complex128 { return wide(elem.BoolOf(x != 0 || y != 0)) },
	"logical_and": func(x, y complex128) complex128 { return wide(elem.BoolOf(x != 0 && y != 0)) },
	"nancumsum": func(sum, x complex128) complex128 {
		if cmplx.IsNaN(x) {
			return sum
		}
		return sum + x
	},
}

func choose(x, y complex128, better func(x, y complex128) bool) complex128 {
	if !cmplx.IsNaN(y) && (cmplx.IsNaN(x) || better(x, y)) {
		return x
	}
	return y
}

func TestScansAreTheIndexWalkForEveryTypeLayoutAndAxis(t *testing.T) {
	t.Run("int8", testScans[int8])
	t.Run("bool", testScans[elem.Bool])
	t.Run("float32", testScans[float32])
	t.Run("float64", testScans[float64])
	t.Run("complex128", testScans[complex128])
}

func testScans[T ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	names := []string{}
	for name := range scans {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, shape := range foldShapes {
		if len(shape) == 0 {
			continue
		}
		for _, class := range ndtest.ReadClasses {
			if ndtest.Size(shape) > 500 && rng.IntN(4) > 0 {
				continue
			}
			name := names[rng.IntN(len(names))]
			src := ndtest.New[T](rng, class, shape...)
			items := drawnItems[T](rng, len(src.Values()))
			if class == ndtest.Broadcast && name == "multiply" {
				withoutPowers(items)
			}
			src.Fill(items)
			typ, err := ops.ReduceType(map[bool]string{true: "add", false: name}[name == "nancumsum"], ndview.DTypeOf[T]())
			require.NoError(t, err)
			switch typ.Kind {
			case elem.KindBool:
				compareScan[elem.Bool](t, rng, name, src)
			case elem.KindInt64:
				compareScan[int64](t, rng, name, src)
			default:
				compareScan[T](t, rng, name, src)
			}
			seen.Add(name)
		}
	}
	seen.AtLeast(t, len(scans), 10)
}

func compareScan[D, T ndview.Element](t *testing.T, rng *rand.Rand, name string, src *ndtest.Array[T]) {
	dst := ndtest.New[D](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], src.Shape...).Remember()
	axis := rng.IntN(len(src.Shape))
	first := func(x complex128) complex128 { return x }
	if name == "nancumsum" || strings.HasPrefix(name, "logical") {
		start := map[bool]complex128{true: 1}[name == "logical_and"]
		first = func(x complex128) complex128 { return scans[name](start, x) }
	}
	want := scanned(src.Shape, axis, scans[name], first, func(index []int) complex128 { return wide(src.Get(index)) })
	require.NoError(t, ops.Accumulate(name, dst.V.Raw(), src.V.View.Raw(), ops.Axes(axis)))
	dst.OnlyElements(t, name)
	for i, x := range dst.Values() {
		if w := wide(x); w != want[i] && !(cmplx.IsNaN(w) && cmplx.IsNaN(want[i])) {
			t.Fatalf("%s along %d of %v to %v at %d: want %v, got %v", name, axis, src, dst, i, want[i], x)
		}
	}
}

// scanned is the oracle: what f makes of each item and the result before it.
func scanned[X any](shape []int, axis int, f func(sum, x X) X, first func(x X) X, value func(index []int) X) []X {
	results := make([]X, ndtest.Size(shape))
	for index := range ndtest.Indices(shape) {
		x, at := value(index), ndtest.Position(shape, index)
		if index[axis] == 0 {
			results[at] = first(x)
			continue
		}
		before := slices.Clone(index)
		before[axis]--
		results[at] = f(results[ndtest.Position(shape, before)], x)
	}
	return results
}

func TestScansOfOverlappingViewsReadFirst(t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	for range 1500 {
		shape := make([]int, 1+rng.IntN(3))
		for i := range shape {
			shape[i] = 1 + rng.IntN([]int{7, 5, 3}[len(shape)-1])
		}
		s := newSlab[int64](rng)
		dst, src := anyCut(rng, shape, 8), anyCut(rng, shape, 8)
		if rng.IntN(4) == 0 {
			src = dst
		}
		axis := rng.IntN(len(shape))
		before := slab[int64]{slices.Clone(s.bytes)}
		inDst := s.touched(dst)
		want := scanned(shape, axis, func(sum, x int64) int64 { return sum + x }, func(x int64) int64 { return x },
			func(index []int) int64 { return s.get(src, index) })
		err := ops.CumSum(s.view(t, dst), s.view(t, src).View, ops.Axes(axis))
		if slices.Max(inDst) > 1 {
			require.ErrorIs(t, err, ndview.ErrOverlap)
			require.Equal(t, before.bytes, s.bytes)
			continue
		}
		require.NoError(t, err)
		seen.Add(len(shape), overlap(inDst, s.touched(src)))
		expect(t, before, s, dst, want, "cumsum along %d: dst %v, src %v", axis, dst, src)
	}
	seen.AtLeast(t, 6, 20)
}

func TestScansGiveNumPysAnswers(t *testing.T) {
	a, err := ndview.FromSlice([]int8{1, 2, 3, 4}, 2, 2)
	require.NoError(t, err)
	flat := ndview.Make[int64](4)
	require.NoError(t, ops.CumSum(flat, a.View)) // np.cumsum(a)
	requireElements(t, []int64{1, 3, 6, 10}, flat.View)
	require.NoError(t, ops.CumSum(flat, a.T().View))
	requireElements(t, []int64{1, 4, 6, 10}, flat.View)
	require.ErrorContains(t, ops.CumSum(ndview.Make[int64](2, 2), a.View), "dst has 2 axes and shape (2, 2), wanted (4,): without Axes the result has one axis")
	rows := ndview.Make[int64](2, 2)
	require.NoError(t, ops.Accumulate("add", rows.Raw(), a.Raw().Raw)) // np.add.accumulate(a): along axis 0
	requireElements(t, []int64{1, 2, 4, 6}, rows.View)

	b, err := ndview.FromSlice([]int8{100, 100})
	require.NoError(t, err)
	require.NoError(t, ops.CumSum(b, b.View)) // wraps around in int8, in place
	requireElements(t, []int8{100, -56}, b.View)
	one := ndview.Make[float64](1)
	three := ndview.Make[float64]()
	three.Set(3)
	require.NoError(t, ops.CumSum(one, three.View)) // np.cumsum(np.float64(3)) has one axis
	requireElements(t, []float64{3}, one.View)
	require.ErrorContains(t, ops.Accumulate("add", one.Raw(), three.View.Raw()), "cannot accumulate on a scalar")
	require.ErrorIs(t, ops.Accumulate("subtract", one.Raw(), one.View.Raw()), ops.ErrVerb)
	require.ErrorIs(t, ops.Accumulate("mean", one.Raw(), one.View.Raw()), ops.ErrVerb)
	require.ErrorIs(t, ops.CumSum(one, one.View, ops.KeepDims()), ops.ErrOption)
	require.ErrorIs(t, ops.CumSum(one, one.View, ops.Axes(1)), ndview.ErrBounds)
	require.ErrorIs(t, ops.CumSum(ndview.Make[int64](1), one.View), ndview.ErrType)
}

func requireElements[T ndview.Element](t *testing.T, want []T, v ndview.View[T]) {
	t.Helper()
	got := make([]T, v.Size())
	require.NoError(t, v.CopyTo(got))
	require.Equal(t, want, got)
}

// A million tenths: the last of the sums is as good as the sum. (NumPy's is wrong in
// the fourth digit.)
func TestRunningSumsDoNotLoseAccuracyWithLength(t *testing.T) {
	for _, shape := range [][]int{{1000000}, {1000000, 1}, {500000, 2}} {
		v := ndview.Make[float32](shape...)
		require.NoError(t, ops.Fill(v, 0.1))
		require.NoError(t, ops.CumSum(v, v.View, ops.Axes(0)))
		last := v.IndexAxis(0, -1)
		for i := range last.Size() {
			x := make([]float32, last.Size())
			require.NoError(t, last.CopyTo(x))
			assert.InEpsilon(t, float64(float32(0.1))*float64(shape[0]), x[i], 6e-8)
		}
	}
}

func TestDifferencesAreNumPys(t *testing.T) {
	a, err := ndview.FromSlice([]int64{1, 4, 9, 16})
	require.NoError(t, err)
	d := ndview.Make[int64](2)
	require.NoError(t, ops.Diff(d, a.View, 2, 0))
	requireElements(t, []int64{2, 2}, d.View)
	require.NoError(t, ops.Diff(ndview.Make[int64](0), a.View, 5, 0))
	require.NoError(t, ops.Diff(a.SliceAxis(0, ndview.To(3)), a.View, 1, -1)) // in place
	requireElements(t, []int64{3, 5, 7, 16}, a.View)
	require.ErrorContains(t, ops.Diff(d, a.View, -1, 0), "order must be non-negative but got -1")
	require.ErrorIs(t, ops.Diff(d, a.View, 1, 1), ndview.ErrBounds)
	require.ErrorIs(t, ops.Diff(d, a.View, 1, 0), ndview.ErrShape)
	m := ramp(2, 3)
	rows, columns := ndview.Make[float64](1, 3), ndview.Make[float64](2, 2)
	require.NoError(t, ops.Diff(rows, m.View, 1, 0))
	requireElements(t, []float64{3, 3, 3}, rows.View)
	require.NoError(t, ops.Diff(columns, m.View, 1, 1))
	requireElements(t, []float64{1, 1, 1, 1}, columns.View)
	require.NoError(t, ops.Diff(m, m.View, 0, 0))
}

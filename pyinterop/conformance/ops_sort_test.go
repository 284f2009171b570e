package conformance_test

import (
	"encoding/hex"
	"math"
	"math/cmplx"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Sorting, searching, counting and moving against NumPy, on operands of random
// layouts, types and values.
//
// INPLACE_SEED repeats a run, INPLACE_LONG=1 makes a long one.

// A sortQuery is one case as testdata/ops_sort.py reads it.
type sortQuery struct {
	Verb string  `json:"verb"`
	A    npArray `json:"a"`
	B    npArray `json:"b"`
	C    npArray `json:"c"`
	Axis int     `json:"axis"`
	N    int     `json:"n"`
	X    any     `json:"x"`
	Y    float64 `json:"y"`
	Mode string  `json:"mode"`

	compare func(t *testing.T, theirs [][]byte)
}

type npArray struct {
	DType string `json:"dtype"`
	Shape []int  `json:"shape"`
	Data  []byte `json:"data"`
}

func toNumPy[T ndview.Element](a *ndtest.Array[T]) npArray {
	return npArray{elem.KindOf[T]().String(), a.Shape, asBytes(a.Values())}
}

// fromNumPy returns the items of NumPy's answer.
func fromNumPy[T ndview.Element](b []byte) []T {
	s := make([]T, len(b)/mem.SizeOf[T]())
	copy(mem.Bytes(mem.Of(s), len(b)), b)
	return s
}

func TestSortingAgreesWithNumPy(t *testing.T) {
	rounds, least := 6, 20
	if os.Getenv("INPLACE_LONG") == "1" {
		rounds, least = 400, 300
	}
	rng := ndtest.Seeded(t)
	judge := startNumPy(t, "ops_sort")
	seen := ndtest.Counter{}
	for range rounds {
		cases := slices.Concat(
			everySort[elem.Bool](t, rng), everySort[int8](t, rng), everySort[int16](t, rng), everySort[int32](t, rng),
			everySort[int64](t, rng), everySort[uint8](t, rng), everySort[uint16](t, rng), everySort[uint32](t, rng),
			everySort[uint64](t, rng), everySort[elem.Float16](t, rng), everySort[float32](t, rng), everySort[float64](t, rng),
			everySort[complex64](t, rng), everySort[complex128](t, rng),
			everyComplexMedian[complex64](t, rng), everyComplexMedian[complex128](t, rng),
			everyMeasure[elem.Bool](t, rng), everyMeasure[int8](t, rng), everyMeasure[int32](t, rng), everyMeasure[uint16](t, rng),
			everyMeasure[uint64](t, rng), everyMeasure[elem.Float16](t, rng), everyMeasure[float32](t, rng), everyMeasure[float64](t, rng),
			everyCount[uint8](t, rng), everyCount[int16](t, rng), everyCount[int64](t, rng), everyCount[elem.Bool](t, rng),
			everyRange[int16](t, rng), everyRange[int64](t, rng), everyRange[uint8](t, rng), everyRange[elem.Float16](t, rng),
			everyRange[float32](t, rng), everyRange[float64](t, rng),
		)
		var answers []struct {
			Error  string
			Arrays []string
		}
		judge.ask(t, cases, &answers)
		require.Len(t, answers, len(cases))
		for i, c := range cases {
			require.Empty(t, answers[i].Error, "%s of %s %v", c.Verb, c.A.DType, c.A.Shape)
			theirs := make([][]byte, len(answers[i].Arrays))
			for k, text := range answers[i].Arrays {
				var err error
				theirs[k], err = hex.DecodeString(text)
				require.NoError(t, err)
			}
			c.compare(t, theirs)
			if t.Failed() {
				t.Fatalf("%s of %s %v, axis %d, n %d, x %v, y %v, %s", c.Verb, c.A.DType, c.A.Shape, c.Axis, c.N, c.X, c.Y, c.Mode)
			}
			seen.Add(c.Verb)
		}
	}
	seen.AtLeast(t, 25, min(least, 2*rounds))
}

// drawn makes an array of a random class with values of which many are equal.
func drawn[T ndview.Element](rng *rand.Rand, shape ...int) *ndtest.Array[T] {
	a := ndtest.New[T](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], shape...)
	a.Fill(manyEqual[T](rng, ndtest.Size(shape)))
	return a
}

func manyEqual[T ndview.Element](rng *rand.Rand, n int) []T {
	values := ndtest.RandomBits[T](rng, n)
	if rng.IntN(3) == 0 {
		return quiet(values)
	}
	special := []float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), 1, -1, 2, 0.5, -3}
	some := special[:1+rng.IntN(len(special))]
	pick := func() float64 { return some[rng.IntN(len(some))] }
	for i := range values {
		switch x := any(&values[i]).(type) {
		case *elem.Float16:
			*x = elem.Float16From64(pick())
		case *float32:
			*x = float32(pick())
		case *float64:
			*x = pick()
		case *complex64:
			*x = complex(float32(pick()), float32(pick()))
		case *complex128:
			*x = complex(pick(), pick())
		default:
			values[i] = ndtest.Of[T](rng.IntN(7) - 3)
		}
	}
	return quiet(values)
}

// quiet makes booleans 0 or 1: NumPy's sort of other bytes is by the byte.
func quiet[T ndview.Element](values []T) []T {
	if b, ok := any(values).([]elem.Bool); ok {
		for i := range b {
			b[i] &= 1
		}
	}
	return values
}

func drawnShape(rng *rand.Rand) ([]int, int) {
	shape := make([]int, 1+rng.IntN(4))
	for i := range shape {
		shape[i] = 1 + rng.IntN([]int{400, 20, 8, 5}[len(shape)-1])
	}
	return shape, rng.IntN(len(shape))
}

// sameNumbers compares by value: −0 equals 0, NaN equals NaN.
func sameNumbers[T ndview.Element](t *testing.T, theirs []byte, ours []T) {
	t.Helper()
	want := fromNumPy[T](theirs)
	require.Len(t, ours, len(want))
	for i := range want {
		if x, y := numberOfItem(want[i]), numberOfItem(ours[i]); x != y && !(x != x && y != y) {
			assert.Fail(t, "not NumPy's", "item %d is %v, NumPy has %v", i, ours[i], want[i])
			return
		}
	}
}

// numberOfItem returns an item as what Go compares.
func numberOfItem(x any) any {
	switch x := x.(type) {
	case elem.Float16:
		return nanAsText(x.Float64())
	case float32:
		return nanAsText(float64(x))
	case float64:
		return nanAsText(x)
	case complex64:
		return [2]any{nanAsText(float64(real(x))), nanAsText(float64(imag(x)))}
	case complex128:
		return [2]any{nanAsText(real(x)), nanAsText(imag(x))}
	}
	return x
}

func nanAsText(x float64) any {
	if x != x {
		return "NaN"
	}
	return x
}

func close64(t *testing.T, theirs []byte, ours []float64, tolerance float64) {
	t.Helper()
	const subnormal = 0x1p-14 // of float16; below, its last place stays the same
	want := fromNumPy[float64](theirs)
	require.Len(t, ours, len(want))
	for i, x := range want {
		y := ours[i]
		if x != y && !(x != x && y != y) && !(math.Abs(x-y) <= tolerance*max(math.Abs(x), math.Abs(y), subnormal)) {
			assert.Fail(t, "not NumPy's", "item %d is %v, NumPy has %v", i, y, x)
			return
		}
	}
}

// everySort draws one case of each verb that takes all types.
func everySort[T ndview.Element](t *testing.T, rng *rand.Rand) (cases []sortQuery) {
	shape, axis := drawnShape(rng)
	a, n := drawn[T](rng, shape...), shape[axis]
	dst, at := drawn[T](rng, shape...), drawn[int64](rng, shape...)
	add := func(q sortQuery, compare func(t *testing.T, theirs [][]byte)) {
		q.compare = compare
		cases = append(cases, q)
	}
	exact := func(ours []T) func(t *testing.T, theirs [][]byte) {
		return func(t *testing.T, theirs [][]byte) { sameNumbers(t, theirs[0], ours) }
	}
	q := sortQuery{A: toNumPy(a), Axis: axis}

	q.Verb = "argsort"
	require.NoError(t, ops.Argsort(at.V, a.V.View, axis))
	order := at.Values()
	add(q, func(t *testing.T, theirs [][]byte) { assert.Equal(t, fromNumPy[int64](theirs[0]), order) })

	q.Verb = "sort"
	require.NoError(t, ops.Sort(dst.V, a.V.View, axis))
	add(q, exact(dst.Values()))

	q.Verb = "partition" // the item of rank k of the sorted lanes
	k := rng.IntN(n)
	require.NoError(t, ops.Partition(dst.V, a.V.View, axis, k))
	parted := slices.Clone(dst.Values())
	add(q, func(t *testing.T, theirs [][]byte) {
		sorted := fromNumPy[T](theirs[0])
		for index := range ndtest.Indices(shape) {
			if index[axis] == k {
				place := ndtest.Position(shape, index)
				sameNumbers(t, asBytes(sorted[place:place+1]), parted[place:place+1])
			}
		}
	})

	q.Verb, q.N = "roll", rng.IntN(3*n)-n
	require.NoError(t, ops.Roll(dst.V, a.V.View, q.N, axis))
	add(q, exact(dst.Values()))
	q.Verb = "flip"
	require.NoError(t, ops.Flip(dst.V, a.V.View, axis))
	add(q, exact(dst.Values()))

	q.Verb = "unique"
	u := ops.UniqueAll(a.V.View)
	add(q, func(t *testing.T, theirs [][]byte) {
		sameNumbers(t, theirs[0], u.Values)
		assert.Equal(t, fromNumPy[int64](theirs[1]), u.Index)
		assert.Equal(t, fromNumPy[int64](theirs[2]), u.Inverse)
		assert.Equal(t, fromNumPy[int64](theirs[3]), u.Counts)
	})

	line, needles := drawn[T](rng, 1+rng.IntN(60)), drawn[T](rng, shape...)
	side := rng.IntN(2)
	s := sortQuery{A: toNumPy(line), B: toNumPy(needles), Mode: []string{"left", "right"}[side]}
	sorter := ndview.Make[int64](line.Shape[0])
	require.NoError(t, ops.Argsort(sorter, line.V.View, 0))
	require.NoError(t, ops.SearchSortedBy(at.V, line.V.View, needles.V.View, ops.Side(side), sorter.View))
	found := at.Values()
	positions := func(t *testing.T, theirs [][]byte) { assert.Equal(t, fromNumPy[int64](theirs[0]), found) }
	s.Verb = "searchsorted_by"
	add(s, positions)
	require.NoError(t, ops.Sort(line.V, line.V.View, 0))
	require.NoError(t, ops.SearchSorted(at.V, line.V.View, needles.V.View, ops.Side(side)))
	require.Equal(t, found, at.Values(), "with and without a sorter")
	s.Verb = "searchsorted"
	add(s, positions)

	return append(cases, everyTake(t, rng, a, axis)...)
}

// everyTake draws cases of take and put.
func everyTake[T ndview.Element](t *testing.T, rng *rand.Rand, a *ndtest.Array[T], axis int) (cases []sortQuery) {
	n, size := a.Shape[axis], ndtest.Size(a.Shape)
	mode := rng.IntN(3)
	names := []string{"raise", "wrap", "clip"}
	index := func(n int) func() int64 {
		return func() int64 {
			if mode == 0 {
				return int64(rng.IntN(2*n) - n)
			}
			return int64(rng.IntN(5*n) - 2*n)
		}
	}
	indices := func(next func() int64, shape ...int) *ndtest.Array[int64] {
		at := drawn[int64](rng, shape...)
		values := make([]int64, ndtest.Size(shape))
		for i := range values {
			values[i] = next()
		}
		at.Fill(values)
		return at
	}
	shape := make([]int, rng.IntN(3))
	for i := range shape {
		shape[i] = 1 + rng.IntN(4)
	}
	at := indices(index(n), shape...)
	dst := drawn[T](rng, slices.Concat(a.Shape[:axis], shape, a.Shape[axis+1:])...)
	require.NoError(t, ops.Take(dst.V, a.V.View, at.V.View, axis, ops.Outside(mode)))
	taken := dst.Values()
	cases = append(cases, sortQuery{Verb: "take", A: toNumPy(a), B: toNumPy(at), Axis: axis, Mode: names[mode],
		compare: func(t *testing.T, theirs [][]byte) { sameNumbers(t, theirs[0], taken) }})

	at = indices(index(size), 1+rng.IntN(12))
	values, whole := drawn[T](rng, 1+rng.IntN(5)), drawn[T](rng, a.Shape...)
	q := sortQuery{Verb: "put", A: toNumPy(whole), B: toNumPy(at), C: toNumPy(values), Mode: names[mode]}
	require.NoError(t, ops.Put(whole.V, at.V.View, values.V.View, ops.Outside(mode)))
	put := whole.Values()
	q.compare = func(t *testing.T, theirs [][]byte) { sameNumbers(t, theirs[0], put) }
	cases = append(cases, q)

	mode = 0
	lanes := slices.Clone(a.Shape)
	lanes[axis] = 1 + rng.IntN(6)
	at, values = indices(index(n), lanes...), drawn[T](rng, lanes...)
	q = sortQuery{Verb: "put_along", A: toNumPy(whole), B: toNumPy(at), C: toNumPy(values), Axis: axis}
	require.NoError(t, ops.PutAlong(whole.V, at.V.View, values.V.View, axis))
	along := whole.Values()
	q.compare = func(t *testing.T, theirs [][]byte) { sameNumbers(t, theirs[0], along) }
	return append(cases, q)
}

// everyMeasure draws cases of the verbs that take real numbers.
func everyMeasure[T ops.Signed | ops.Unsigned | ops.Float](t *testing.T, rng *rand.Rand) (cases []sortQuery) {
	shape, axis := drawnShape(rng)
	a := drawn[T](rng, shape...)
	if elem.KindOf[T]().IsFloat() {
		a.Fill(finite(a.Values()))
	}
	lane := slices.Delete(slices.Clone(shape), axis, axis+1)
	dst := drawn[float64](rng, lane...)
	kept := slices.Clone(shape)
	kept[axis] = 1
	dims := drawn[float64](rng, kept...)
	const tolerance = 1e-14 // NumPy's mean of two rounds in the array's type or in float64
	add := func(q sortQuery, ours []float64, tolerance float64) {
		q.A, q.Axis = toNumPy(a), axis
		q.compare = func(t *testing.T, theirs [][]byte) { close64(t, theirs[0], ours, tolerance) }
		cases = append(cases, q)
	}
	method := rng.IntN(5)
	at := []float64{0, 0.25, 0.5, 1, rng.Float64()}[rng.IntN(5)]
	q := sortQuery{X: at, Mode: []string{"linear", "lower", "higher", "midpoint", "nearest"}[method]}
	q.Verb = "quantile"
	require.NoError(t, ops.QuantileTo(dst.V, a.V.View, at, axis, ops.Between(method)))
	add(q, dst.Values(), tolerance)
	q.Verb = "nanquantile"
	require.NoError(t, ops.NanQuantileTo(dims.V, a.V.View, at, axis, ops.Between(method)))
	add(q, dims.Values(), tolerance)

	half := medianError[T]()
	require.NoError(t, ops.MedianTo(dims.V, a.V.View, axis))
	add(sortQuery{Verb: "median"}, dims.Values(), half)
	require.NoError(t, ops.NanMedianTo(dst.V, a.V.View, axis))
	add(sortQuery{Verb: "nanmedian"}, dst.Values(), half)
	return append(cases, everyHistogram[T](t, rng)...)
}

// everyComplexMedian draws medians over some axes, of which NumPy has no other quantile. Where it skips NaNs it goes
// through masked arrays, which write the NaN of a lane without numbers, and infinities, in other ways: there are none.
func everyComplexMedian[T ops.Complex](t *testing.T, rng *rand.Rand) (cases []sortQuery) {
	shape, axis := drawnShape(rng)
	a := drawn[T](rng, shape...)
	axes, lane := []int{axis}, slices.Delete(slices.Clone(shape), axis, axis+1)
	if axis > 0 && rng.IntN(2) == 0 {
		axes, lane = []int{axis, 0}, lane[1:]
	}
	dst := drawn[T](rng, lane...)
	add := func(verb string) {
		ours := dst.Values()
		cases = append(cases, sortQuery{Verb: verb, A: toNumPy(a), X: axes, compare: func(t *testing.T, theirs [][]byte) {
			t.Helper()
			want := fromNumPy[T](theirs[0])
			require.Len(t, ours, len(want))
			for i, x := range want {
				if y := ours[i]; x != y && (x == x || y == y) {
					assert.Fail(t, "not NumPy's", "item %d is %v, NumPy has %v", i, y, x)
					return
				}
			}
		}})
	}
	require.NoError(t, ops.MedianComplexTo(dst.V, a.V.View, axes...))
	add("median_complex")
	values := a.Values()
	for i, x := range values {
		if cmplx.Abs(complex128(x)) > 1e4 {
			values[i] = T(complex(float64(i%7), float64(i%3)))
		}
	}
	a.Fill(values)
	require.NoError(t, ops.NanMedianComplexTo(dst.V, a.V.View, axes...))
	add("nanmedian_complex")
	return cases
}

// finite replaces infinities and what differs from others by them: NumPy's quantile
// then computes inf·0, and has NaN also where the position is that of an item.
func finite[T ndview.Element](values []T) []T {
	for i, x := range values {
		if v, ok := numberOfItem(x).(float64); ok && math.Abs(v) > 1e4 {
			values[i] = ndtest.Of[T](i % 7)
		}
	}
	return values
}

// medianError is the last place of the type in which NumPy adds two items.
func medianError[T ndview.Element]() float64 {
	switch elem.KindOf[T]() {
	case elem.KindFloat16:
		return 0x1p-10
	case elem.KindFloat32:
		return 0x1p-23
	}
	return 1e-15
}

func everyHistogram[T ops.Signed | ops.Unsigned | ops.Float](t *testing.T, rng *rand.Rand) (cases []sortQuery) {
	shape, _ := drawnShape(rng)
	a := drawn[T](rng, shape...)
	if elem.KindOf[T]() == elem.KindBool {
		return nil // np.histogram subtracts booleans, which it warns of
	}
	lo := float64(rng.IntN(4) - 3)
	q := sortQuery{A: toNumPy(a), N: 1 + rng.IntN(12), X: lo, Y: lo + float64(1+rng.IntN(4))}
	counts := drawn[int64](rng, q.N)
	require.NoError(t, ops.Histogram(counts.V, a.V.View, lo, q.Y))
	ours := counts.Values()
	q.Verb = "histogram"
	q.compare = func(t *testing.T, theirs [][]byte) { assert.Equal(t, fromNumPy[int64](theirs[0]), ours) }
	cases = append(cases, q)

	weights, sums := drawn[float64](rng, shape...), drawn[float64](rng, q.N)
	weights.Fill(ndtest.Small[float64](rng, ndtest.Size(shape)))
	require.NoError(t, ops.HistogramWeighted(sums.V, a.V.View, weights.V.View, lo, q.Y))
	weighted := sums.Values()
	q.Verb, q.B = "histogram_weighted", toNumPy(weights)
	q.compare = func(t *testing.T, theirs [][]byte) { close64(t, theirs[0], weighted, 0) }
	cases = append(cases, q)

	q.Verb, q.B = "histogram_edges", npArray{}
	edges, err := ops.HistogramEdges[T](q.N, lo, q.Y)
	require.NoError(t, err)
	q.compare = func(t *testing.T, theirs [][]byte) { close64(t, theirs[0], edges, 0) }
	cases = append(cases, q)

	given := []float64{-2, -0.5, 0, 0, 1, 2, 1000}[rng.IntN(4):]
	counts = drawn[int64](rng, len(given)-1)
	require.NoError(t, ops.HistogramIn(counts.V, a.V.View, given))
	in := counts.Values()
	q.Verb, q.B = "histogram_in", npArray{"float64", []int{len(given)}, asBytes(given)}
	q.compare = func(t *testing.T, theirs [][]byte) { assert.Equal(t, fromNumPy[int64](theirs[0]), in) }
	return append(cases, q)
}

func everyCount[T ops.Signed | ops.Unsigned](t *testing.T, rng *rand.Rand) (cases []sortQuery) {
	n := 1 + rng.IntN(50)
	a, weights := drawn[T](rng, n), drawn[float64](rng, n)
	values := make([]T, n)
	for i := range values {
		values[i] = ndtest.Of[T](rng.IntN(20))
	}
	a.Fill(values)
	weights.Fill(ndtest.Small[float64](rng, n))
	counts, sums := drawn[int64](rng, 20+rng.IntN(5)), ndview.Make[float64](20)
	require.NoError(t, ops.Bincount(counts.V, a.V.View))
	require.NoError(t, ops.BincountWeighted(sums, a.V.View, weights.V.View))
	ours, weighted := counts.Values(), make([]float64, 20)
	require.NoError(t, sums.CopyTo(weighted))
	q := sortQuery{Verb: "bincount", A: toNumPy(a), B: toNumPy(weights), N: counts.Shape[0]}
	q.compare = func(t *testing.T, theirs [][]byte) { assert.Equal(t, fromNumPy[int64](theirs[0]), ours) }
	w := q
	w.Verb, w.N = "bincount_weighted", 20
	w.compare = func(t *testing.T, theirs [][]byte) { close64(t, theirs[0], weighted, 0) }
	return append(cases, q, w)
}

func everyRange[T ops.Float | int16 | int64 | uint8](t *testing.T, rng *rand.Rand) (cases []sortQuery) {
	dst := drawn[T](rng, 1+rng.IntN(9))
	n := dst.Shape[0]
	start, step := ndtest.Of[T](rng.IntN(10)), ndtest.Of[T](1+rng.IntN(5))
	require.NoError(t, ops.Arange(dst.V, start, step))
	arange := dst.Values()
	cases = append(cases, sortQuery{Verb: "arange", A: npArray{elem.KindOf[T]().String(), []int{2}, asBytes([]T{start, step})}, N: n,
		compare: func(t *testing.T, theirs [][]byte) { sameNumbers(t, theirs[0], arange) }})

	x, y := float64(rng.IntN(100))/8, float64(rng.IntN(1000))/8
	endpoint := rng.IntN(2)
	require.NoError(t, ops.Linspace(dst.V, x, y, endpoint == 1))
	linspace := dst.Values()
	return append(cases, sortQuery{Verb: "linspace", A: npArray{DType: elem.KindOf[T]().String()}, N: n, X: x, Y: y,
		Mode:    []string{"open", "endpoint"}[endpoint],
		compare: func(t *testing.T, theirs [][]byte) { sameNumbers(t, theirs[0], linspace) }})
}

func asBytes[T ndview.Element](s []T) []byte {
	if len(s) == 0 {
		return []byte{}
	}
	return mem.Bytes(mem.Of(s), len(s)*mem.SizeOf[T]())
}

package ops_test

import (
	"math"
	"math/rand/v2"
	"slices"
	"sort"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// The order of NumPy, as its documentation has it, without keys: x stands before y.
func before(x, y any) bool {
	switch x := x.(type) {
	case elem.Bool:
		return !x.Bool() && y.(elem.Bool).Bool()
	case int8:
		return x < y.(int8)
	case int16:
		return x < y.(int16)
	case int32:
		return x < y.(int32)
	case int64:
		return x < y.(int64)
	case uint8:
		return x < y.(uint8)
	case uint16:
		return x < y.(uint16)
	case uint32:
		return x < y.(uint32)
	case uint64:
		return x < y.(uint64)
	case elem.Float16:
		return floatBefore(x.Float64(), y.(elem.Float16).Float64())
	case elem.BFloat16:
		return floatBefore(x.Float64(), y.(elem.BFloat16).Float64())
	case float32:
		return floatBefore(float64(x), float64(y.(float32)))
	case float64:
		return floatBefore(x, y.(float64))
	case complex64:
		return complexBefore(complex128(x), complex128(y.(complex64)))
	}
	return complexBefore(x.(complex128), y.(complex128))
}

func floatBefore(x, y float64) bool { return x < y || y != y && x == x }

// complexBefore follows numpy.sort's notes: R + Rj, R + nanj, nan + Rj, nan + nanj,
// each of them by the parts that are numbers.
func complexBefore(x, y complex128) bool {
	class := func(z complex128) (c int) {
		if real(z) != real(z) {
			c += 2
		}
		if imag(z) != imag(z) {
			c++
		}
		return c
	}
	if class(x) != class(y) {
		return class(x) < class(y)
	}
	if class(x) < 2 && real(x) != real(y) {
		return real(x) < real(y)
	}
	return class(x)&1 == 0 && imag(x) < imag(y)
}

// mixed returns few different elements many times, special ones among them, or
// elements of any bits.
func mixed[T ndview.Element](rng *rand.Rand, n int) []T {
	if rng.IntN(3) == 0 {
		return ndtest.RandomBits[T](rng, n)
	}
	special := []float64{0, math.Copysign(0, -1), math.NaN(), math.Inf(1), math.Inf(-1), 1, -1, 2, 0.5, -3}
	pick := func() float64 { return special[rng.IntN(len(special))] }
	values := ndtest.RandomBits[T](rng, n)
	for i := range values {
		switch x := any(&values[i]).(type) {
		case *elem.Float16:
			*x = elem.Float16From64(pick())
		case *elem.BFloat16:
			*x = elem.BFloat16From64(pick())
		case *float32:
			*x = float32(pick())
		case *float64:
			*x = pick()
		case *complex64:
			*x = complex(float32(pick()), float32(pick()))
		case *complex128:
			*x = complex(pick(), pick())
		default:
			values[i] = ndtest.Of[T](rng.IntN(6) - 2)
		}
	}
	return values
}

// lanesOf calls f with the place in C order of every item of every lane along an axis.
func lanesOf(shape []int, axis int, f func(lane []int)) {
	outer := slices.Clone(shape)
	outer[axis] = 1
	for index := range ndtest.Indices(outer) {
		lane := make([]int, shape[axis])
		at := slices.Clone(index)
		for i := range lane {
			at[axis] = i
			lane[i] = ndtest.Position(shape, at)
		}
		f(lane)
	}
}

var laneShapes = [][]int{{0}, {1}, {2}, {7}, {40}, {300}, {3, 0}, {0, 3}, {1, 5}, {4, 6}, {2, 270}, {2, 3, 4}, {2, 1, 3, 2}, {2, 2, 1, 3, 2}}

func TestSortingIsTheIndexWalkForEveryTypeAndLayout(t *testing.T) {
	t.Run("bool", testSorting[elem.Bool])
	t.Run("int8", testSorting[int8])
	t.Run("int16", testSorting[int16])
	t.Run("int32", testSorting[int32])
	t.Run("int64", testSorting[int64])
	t.Run("uint8", testSorting[uint8])
	t.Run("uint16", testSorting[uint16])
	t.Run("uint32", testSorting[uint32])
	t.Run("uint64", testSorting[uint64])
	t.Run("float16", testSorting[elem.Float16])
	t.Run("bfloat16", testSorting[elem.BFloat16])
	t.Run("float32", testSorting[float32])
	t.Run("float64", testSorting[float64])
	t.Run("complex64", testSorting[complex64])
	t.Run("complex128", testSorting[complex128])
}

func testSorting[T ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	seen, cases := ndtest.Counter{}, 0
	for _, shape := range laneShapes {
		for _, class := range ndtest.Classes {
			axis := rng.IntN(len(shape))
			from := ndtest.ReadClasses[cases%len(ndtest.ReadClasses)]
			cases++
			src := ndtest.New[T](rng, from, shape...)
			src.Fill(mixed[T](rng, len(src.Values())))
			src.Remember()
			values := src.Values()
			order := stableOrder(values, shape, axis)
			named := axis
			if rng.IntN(2) == 0 {
				named -= len(shape)
			}
			seen.Add("dst", class)
			seen.Add("src", from)

			at := ndtest.New[int64](rng, class, shape...).Remember()
			require.NoError(t, ops.Argsort(at.V, src.V.View, named))
			require.Equal(t, order, at.Values(), "Argsort: %v, %v along %d", at, src, axis)
			at.OnlyElements(t, "Argsort")

			dst := ndtest.New[T](rng, class, shape...).Remember()
			require.NoError(t, ops.SortStable(dst.V, src.V.View, named))
			sorted := taken(values, order, shape, axis)
			requireBits(t, sorted, dst.Values(), "SortStable: %v, %v along %d", dst, src, axis)
			dst.OnlyElements(t, "SortStable")

			require.NoError(t, ops.TakeAlong(dst.V, src.V.View, at.V.View, named))
			requireBits(t, sorted, dst.Values(), "TakeAlong: %v, %v along %d", dst, src, axis)

			dst.Fill(values)
			dst.Remember()
			require.NoError(t, ops.Sort(dst.V, dst.V.View, named))
			requireSorted(t, values, dst.Values(), shape, axis, "Sort: %v along %d", dst, axis)
			dst.OnlyElements(t, "Sort")

			if n := shape[axis]; n > 0 {
				kth := []int{rng.IntN(n), rng.IntN(n) - n}
				testPartition(t, dst, src, at, axis, kth)
			}
			src.Unchanged(t, "sorting")
		}
	}
	seen.AtLeast(t, len(ndtest.Classes)+len(ndtest.ReadClasses), 2)
}

func testPartition[T ndview.Element](t *testing.T, dst, src *ndtest.Array[T], at *ndtest.Array[int64], axis int, kth []int) {
	require.NoError(t, ops.Partition(dst.V, src.V.View, axis, kth...))
	got, values, shape := dst.Values(), src.Values(), src.Shape
	requirePermuted(t, values, got, shape, axis)
	requirePartitioned(t, got, shape, axis, kth)
	dst.OnlyElements(t, "Partition")

	require.NoError(t, ops.Argpartition(at.V, src.V.View, axis, kth...))
	requirePartitioned(t, taken(values, at.Values(), shape, axis), shape, axis, kth)
}

func requirePartitioned[T ndview.Element](t *testing.T, got []T, shape []int, axis int, kth []int) {
	lanesOf(shape, axis, func(lane []int) {
		for _, k := range kth {
			k = (k + len(lane)) % len(lane)
			for i, place := range lane {
				x, y := got[place], got[lane[k]]
				if i < k {
					require.False(t, before(y, x), "%v stands before %v at %d", x, y, k)
				} else if i > k {
					require.False(t, before(x, y), "%v stands behind %v at %d", x, y, k)
				}
			}
		}
	})
}

// stableOrder is argsort: for every item the position in its lane.
func stableOrder[T ndview.Element](values []T, shape []int, axis int) []int64 {
	order := make([]int64, len(values))
	lanesOf(shape, axis, func(lane []int) {
		positions := make([]int, len(lane))
		for i := range positions {
			positions[i] = i
		}
		sort.SliceStable(positions, func(i, j int) bool {
			return before(values[lane[positions[i]]], values[lane[positions[j]]])
		})
		for i, p := range positions {
			order[lane[i]] = int64(p)
		}
	})
	return order
}

// taken is take_along_axis.
func taken[T ndview.Element](values []T, at []int64, shape []int, axis int) []T {
	result := make([]T, len(values))
	lanesOf(shape, axis, func(lane []int) {
		for _, place := range lane {
			result[place] = values[lane[at[place]]]
		}
	})
	return result
}

func requireBits[T ndview.Element](t *testing.T, want, got []T, msg string, args ...any) {
	t.Helper()
	if !ndtest.SameBits(want, got) {
		assert.Fail(t, "not the same bits", msg, args)
		require.Equal(t, want, got)
	}
}

// requireSorted tests that got is a sorted permutation of values, along an axis.
func requireSorted[T ndview.Element](t *testing.T, values, got []T, shape []int, axis int, msg string, args ...any) {
	t.Helper()
	requirePermuted(t, values, got, shape, axis)
	lanesOf(shape, axis, func(lane []int) {
		for i := 1; i < len(lane); i++ {
			require.False(t, before(got[lane[i]], got[lane[i-1]]), append([]any{msg}, args...)...)
		}
	})
}

// requirePermuted tests that every lane of got has the bits of that of values, in
// any order.
func requirePermuted[T ndview.Element](t *testing.T, values, got []T, shape []int, axis int) {
	t.Helper()
	lanesOf(shape, axis, func(lane []int) {
		counts := map[string]int{}
		for _, place := range lane {
			counts[text(values[place])]++
			counts[text(got[place])]--
		}
		for bits, n := range counts {
			require.Zero(t, n, "items of bits %x", bits)
		}
	})
}

// text returns the bits of an element.
func text[T ndview.Element](x T) string {
	return string(mem.Bytes(mem.Of([]T{x}), mem.SizeOf[T]()))
}

func TestSortOrdersSpecialValuesAsNumPy(t *testing.T) {
	nan, zero := math.NaN(), math.Copysign(0, -1)
	a, err := ndview.FromSlice([]float64{nan, 1, zero, 0, math.Inf(1), math.Inf(-1), nan, -1})
	require.NoError(t, err)
	at := ndview.Make[int64](8)
	require.NoError(t, ops.Argsort(at, a.View, 0)) // np.argsort(a, kind="stable")
	assert.Equal(t, []int64{5, 7, 2, 3, 1, 4, 0, 6}, contents(t, at))

	c, err := ndview.FromSlice([]complex128{complex(nan, 1), complex(2, nan), complex(1, nan), complex(nan, nan), 3, complex(nan, 0), 1i, complex(zero, 0)})
	require.NoError(t, err)
	require.NoError(t, ops.Argsort(at, c.View, 0))
	assert.Equal(t, []int64{7, 6, 4, 2, 1, 5, 0, 3}, contents(t, at))

	b, err := ndview.FromSlice([]ndview.Bool{2, 0, 1, 0}) // memory may hold any byte
	require.NoError(t, err)
	at = ndview.Make[int64](4)
	require.NoError(t, ops.Argsort(at, b.View, 0))
	assert.Equal(t, []int64{1, 3, 0, 2}, contents(t, at))
}

func TestSortReadsOverlappingOperandsFirst(t *testing.T) {
	s := []int32{5, 3, 9, 1, 7, 2}
	a, err := ndview.FromSlice(s)
	require.NoError(t, err)
	require.NoError(t, ops.Sort(a.SliceAxis(0, ndview.From(1)), a.SliceAxis(0, ndview.To(-1)).View, 0))
	assert.Equal(t, []int32{5, 1, 3, 5, 7, 9}, s)

	p := []int64{30, 10, 20, 0, 0}
	q, err := ndview.FromSlice(p)
	require.NoError(t, err)
	require.NoError(t, ops.Argsort(q.SliceAxis(0, ndview.From(2)), q.SliceAxis(0, ndview.To(3)).View, 0))
	assert.Equal(t, []int64{30, 10, 1, 2, 0}, p)

	require.NoError(t, ops.Argsort(q, q.View, 0)) // a lane onto itself
	assert.Equal(t, []int64{4, 2, 3, 1, 0}, p)
}

func TestSortingRefusesBeforeItWrites(t *testing.T) {
	a := ndview.Make[float64](2, 3)
	require.NoError(t, a.CopyFrom([]float64{6, 5, 4, 3, 2, 1}))
	at := ndview.Make[int64](3, 2)
	for text, err := range map[string]error{
		"inplace: ops.Sort: axis 2 is out of bounds for array of dimension 2":                            ops.Sort(a, a.View, 2),
		"inplace: ops.Partition: kth 3 is out of bounds for axis 1 with length 3; positions are -3 to 2": ops.Partition(a, a.View, 1, 0, 3),
		"inplace: ops.Argsort: the shapes of dst (3, 2), src (2, 3) do not fit: dst must be (2, 3)":      ops.Argsort(at, a.View, 0),
		"inplace: ops.Argpartition: axis -3 is out of bounds":                                            ops.Argpartition(at.T(), a.View, -3, 0),
	} {
		assert.ErrorContains(t, err, text)
	}
	assert.Equal(t, []float64{6, 5, 4, 3, 2, 1}, contents(t, a))
	assert.Equal(t, make([]int64, 6), contents(t, at))
	scalar := ndview.Make[float64]()
	assert.ErrorIs(t, ops.Sort(scalar, scalar.View, -1), ndview.ErrBounds, "as np.sort of a 0-d array")
	assert.ErrorIs(t, ops.SortRaw(a.Raw(), at.Raw().Raw, 0), ndview.ErrType)
	assert.ErrorIs(t, ops.ArgsortRaw(a.Raw(), a.Raw().Raw, 0), ndview.ErrType)
}

func TestUntypedSortingTakesEitherByteOrder(t *testing.T) {
	rng := ndtest.Seeded(t)
	src := ndtest.New[float32](rng, ndtest.Swapped, 4, 5)
	src.Fill(mixed[float32](rng, 20))
	dst, at := ndview.Make[float32](4, 5), ndview.Make[int64](4, 5)
	require.NoError(t, ops.SortRaw(dst.Raw(), src.V.Raw().Raw, 1))
	require.NoError(t, ops.ArgsortRaw(at.Raw(), src.V.Raw().Raw, 1))
	order := stableOrder(src.Values(), src.Shape, 1)
	assert.Equal(t, order, contents(t, at))
	requireBits(t, taken(src.Values(), order, src.Shape, 1), contents(t, dst), "swapped")
	require.NoError(t, ops.PartitionRaw(src.V.Raw(), src.V.Raw().Raw, 1, 2))
	requirePartitioned(t, src.Values(), src.Shape, 1, []int{2})
	require.NoError(t, ops.ArgpartitionRaw(at.Raw(), src.V.Raw().Raw, 1, 2))
}

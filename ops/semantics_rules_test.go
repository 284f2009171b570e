package ops_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// What NumPy decides before it computes, or while: which dtype a result has and whether
// it may be cast to dst, which shapes fit, what is read first. Tables of its answers;
// the values of single verbs are in semantics_test.go.

// typed returns a view of items of a dtype, which are the numbers given.
func typed(t *testing.T, dtype string, values ...float64) ndview.MutRaw {
	t.Helper()
	typ, err := ndview.ParseDType(dtype)
	require.NoError(t, err)
	raw, err := ndview.FromBytes(make([]byte, typ.Size*len(values)), 0, typ, []int{len(values)}, nil)
	require.NoError(t, err)
	require.NoError(t, ops.CastRaw(raw, of(values...).View.Raw(), ops.Casting(ops.Unsafe)))
	return raw
}

// listing returns the items of a view as the numbers they are.
func listing(t *testing.T, raw ndview.MutRaw) f8 {
	t.Helper()
	dst := ndview.Make[float64](raw.Shape()...)
	require.NoError(t, ops.CastRaw(dst.Raw(), raw.Raw, ops.Casting(ops.Unsafe)))
	return dataOf(dst)
}

// overHalf is more than half of what float32 has between 1 and the next number, by less
// than float32 holds: added to 1, it is rounded up only if it was not rounded before.
const overHalf = 0x1p-24 + 0x1p-52

func TestInPlaceTheResultIsCastWithinItsKind(t *testing.T) {
	for _, c := range []struct {
		name, verb, dst, other string
		a, b                   float64
		want                   float64 // or, where it is NaN, a refusal
	}{
		{"f4 += f8 is computed in f8 and rounded", "add", "f4", "f8", 1, overHalf, 1 + 0x1p-23},
		{"f2 += f8 rounds", "add", "f2", "f8", 1, 2, 3},
		{"i1 += i8 wraps", "add", "i1", "i8", 0, 300, 44},
		{"u1 += u8 wraps", "add", "u1", "u8", 1, 300, 45},
		{"i1 += u1 is computed in i2 and wraps", "add", "i1", "u1", 100, 100, -56},
		{"c8 += f8 rounds", "add", "c8", "f8", 1, overHalf, 1 + 0x1p-23},
		{"c8 += c16 rounds", "add", "c8", "c16", 1, overHalf, 1 + 0x1p-23},
		{"bool += bool is or", "add", "b1", "b1", 1, 1, 1},
		{"i8 += f8 is refused", "add", "i8", "f8", 1, 2, nan},
		{"i4 += f4 is refused", "add", "i4", "f4", 1, 2, nan},
		{"i4 /= i4 is refused", "divide", "i4", "i4", 7, 2, nan},
		{"f8 += c16 is refused", "add", "f8", "c16", 1, 2, nan},
		{"bool += i1 is refused", "add", "b1", "i1", 1, 1, nan},
		{"u1 += i8 is refused", "add", "u1", "i8", 1, 2, nan},
		{"i8 *= u8 is refused", "multiply", "i8", "u8", 3, 2, nan},
		{"u8 += i8 is refused", "add", "u8", "i8", 3, 2, nan},
	} {
		t.Run(c.name, func(t *testing.T) {
			dst, other := typed(t, c.dst, c.a), typed(t, c.other, c.b)
			err := ops.Apply(c.verb, dst, []ndview.Raw{dst.Raw, other.Raw})
			if math.IsNaN(c.want) {
				var refused *ops.CastError
				require.ErrorAs(t, err, &refused)
				assert.ErrorContains(t, err, `"same_kind"`)
				assert.Equal(t, f8{c.a}, listing(t, dst), "nothing is written")
				return
			}
			require.NoError(t, err)
			assert.Equal(t, f8{c.want}, listing(t, dst))
		})
	}
}

// An array without axes has its dtype as any other: only constants are weak.
func TestArraysWithoutAxesPromoteAsOthers(t *testing.T) {
	x, n := ndview.Make[float64](), ndview.Make[int64]()
	x.Set(overHalf)
	n.Set(300)
	ones := of[float32](1)
	require.NoError(t, ops.Apply("add", ones.Raw(), []ndview.Raw{ones.View.Raw(), x.View.Raw()}))
	assert.Equal(t, []float32{1 + 0x1p-23}, dataOf(ones), "computed in float64")
	bytes := of[uint8](7)
	var refused *ops.CastError
	require.ErrorAs(t, ops.Apply("add", bytes.Raw(), []ndview.Raw{bytes.View.Raw(), n.View.Raw()}), &refused)
	assert.Equal(t, u1{7}, dataOf(bytes))
}

func TestArithmeticOfBooleans(t *testing.T) {
	for _, c := range []struct {
		name, verb, result string
		want               f8
	}{
		{"+ is or", "add", "bool", f8{1, 0, 1, 1}},
		{"* is and", "multiply", "bool", f8{0, 0, 1, 0}},
		{"// is of int8", "floor_divide", "int8", f8{0, 0, 1, 0}},
		{"** is of int8", "power", "int8", f8{1, 1, 1, 0}},
		{"/ is of float64", "divide", "float64", f8{inf, nan, 1, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a, b := typed(t, "b1", 1, 0, 1, 0), typed(t, "b1", 0, 0, 1, 1)
			out, _, err := ops.ResultType(c.verb, a.DType(), b.DType())
			require.NoError(t, err)
			assert.Equal(t, c.result, out.String())
			dst := ndview.Make[float64](4)
			require.NoError(t, ops.Apply(c.verb, dst.Raw(), []ndview.Raw{a.Raw, b.Raw}))
			requireSame(t, c.want, dataOf(dst), c.name)
		})
	}
}

func TestOperandsOfOtherTypesInOneMemoryAreReadFirst(t *testing.T) {
	t.Run("an input of halves of the items of dst", func(t *testing.T) {
		a := of[int32](0, 1, 2, 3, 4, 5, 6, 7)
		b := retyped(t, a.Raw(), ndview.DTypeOf[int16]())
		shorts, err := ndview.As[int16](b.Raw)
		require.NoError(t, err)
		require.NoError(t, ops.Apply("add", a.Raw(), []ndview.Raw{shorts.Slice(ndview.To(8)).Raw(), a.View.Raw()}))
		assert.Equal(t, []int32{0, 1, 3, 3, 6, 5, 9, 7}, dataOf(a))
	})
	t.Run("int64 becomes float64 where it lies", func(t *testing.T) {
		a := of[int64](0, 1, 2, 3, 4, 5)
		dst := retyped(t, a.Raw(), ndview.DTypeOf[float64]())
		require.NoError(t, ops.Apply("add", dst, []ndview.Raw{a.View.Raw(), of[int64](1).View.Raw()}))
		assert.Equal(t, f8{1, 2, 3, 4, 5, 6}, listing(t, dst))
	})
	t.Run("a position that stands twice is gathered, added and scattered", func(t *testing.T) {
		a, at, some := ndview.Make[int64](3), of[int64](0, 0, 1), ndview.Make[int64](3)
		require.NoError(t, ops.Take(some, a.View, at.View, 0, ops.RefuseOutside)) // a[[0, 0, 1]] += 1
		require.NoError(t, ops.Add(some, some.View, of[int64](1).View))
		require.NoError(t, ops.Put(a, at.View, some.View, ops.RefuseOutside))
		assert.Equal(t, i8{1, 1, 0}, dataOf(a))
	})
}

func TestInputsAreStretchedToDstAndDstIsNot(t *testing.T) {
	for _, c := range []struct {
		name      string
		dst, a, b []int
		fits      bool
	}{
		{"out=(2, 3) of (3,) and a number", []int{2, 3}, []int{3}, nil, true},
		{"(0,) and (1,)", []int{0}, []int{0}, []int{1}, true},
		{"(2, 0) and (1,)", []int{2, 0}, []int{2, 0}, []int{1}, true},
		{"(0,) and (3,)", []int{0}, []int{0}, []int{3}, false},
		{"(3,) and (4,)", []int{4}, []int{3}, []int{4}, false},
		{"(2, 3) += (4,)", []int{2, 3}, []int{2, 3}, []int{4}, false},
		{"(3,) += (2, 3)", []int{3}, []int{3}, []int{2, 3}, false},
		{"(3, 1) += (3, 4)", []int{3, 1}, []int{3, 1}, []int{3, 4}, false},
		{"(1,) += (3,)", []int{1}, []int{1}, []int{3}, false},
		{"() += (3,)", nil, nil, []int{3}, false},
		{"out=(4,) of (3,) and a number", []int{4}, []int{3}, nil, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			dst, a, b := ndview.Make[float64](c.dst...), ndview.Make[float64](c.a...), ndview.Make[float64](c.b...)
			require.NoError(t, ops.Fill(a, 1))
			require.NoError(t, ops.Fill(b, 2))
			err := ops.Add(dst, a.View, b.View)
			want := 3.0
			if !c.fits {
				require.ErrorIs(t, err, ndview.ErrShape)
				want = 0
			} else {
				require.NoError(t, err)
			}
			for _, x := range dataOf(dst) {
				assert.Equal(t, want, x)
			}
		})
	}
	for _, shape := range [][]int{{2, 4, 1}, {3, 5}, {1, 4}, {2, 5}} { // np.add.reduce(ones((2, 3, 4)), axis=1, out=…)
		require.ErrorIs(t, ops.SumTo(ndview.Make[float64](shape...), ndview.Make[float64](2, 3, 4).View, ops.Axes(1)), ndview.ErrShape, shape)
	}
}

// The dtypes of x.sum(), x.mean() and others; those of argmax, count_nonzero, all and
// logical_or.reduce are the same for every x.
func TestReductionsHaveTheDtypesOfNumPy(t *testing.T) {
	for _, c := range []struct{ of, sum, mean, variance string }{
		{"b1", "int64", "float64", "float64"},
		{"i1", "int64", "float64", "float64"}, {"i2", "int64", "float64", "float64"}, {"i4", "int64", "float64", "float64"}, {"i8", "int64", "float64", "float64"},
		{"u1", "uint64", "float64", "float64"}, {"u2", "uint64", "float64", "float64"}, {"u4", "uint64", "float64", "float64"}, {"u8", "uint64", "float64", "float64"},
		{"f2", "float16", "float16", "float16"}, {"f4", "float32", "float32", "float32"}, {"f8", "float64", "float64", "float64"},
		{"c8", "complex64", "complex64", "float32"}, {"c16", "complex128", "complex128", "float64"},
	} {
		t.Run(c.of, func(t *testing.T) {
			typ := typed(t, c.of, 1).DType()
			for name, want := range map[string]string{
				"sum": c.sum, "add": c.sum, "prod": c.sum, "nansum": c.sum, "mean": c.mean, "var": c.variance, "std": c.variance,
				"min": typ.String(), "max": typ.String(), "argmin": "int64", "argmax": "int64", "count_nonzero": "int64",
				"all": "bool", "any": "bool", "logical_or": "bool", "logical_and": "bool", "logical_xor": "bool",
			} {
				got, err := ops.ReduceType(name, typ)
				require.NoError(t, err)
				assert.Equal(t, want, got.String(), name)
			}
		})
	}
}

func TestSumsAndProductsOfIntegersAreWideAndWrapAround(t *testing.T) {
	sums, products, unsigned := ndview.Make[int64](4), ndview.Make[int64](3), ndview.Make[uint64](3)
	require.NoError(t, ops.CumSum(sums, of[int8](127, 127, 127, 127).View))
	assert.Equal(t, i8{127, 254, 381, 508}, dataOf(sums), "cumsum of int8")
	require.NoError(t, ops.CumSum(sums, of[ndview.Bool](1, 1, 0, 1).View))
	assert.Equal(t, i8{1, 2, 2, 3}, dataOf(sums), "cumsum of booleans")
	require.NoError(t, ops.CumSum(unsigned, of[uint8](200, 200, 200).View))
	assert.Equal(t, []uint64{200, 400, 600}, dataOf(unsigned), "cumsum of uint8")
	require.NoError(t, ops.CumProd(products, of[int8](100, 100, 100).View))
	assert.Equal(t, i8{100, 10000, 1000000}, dataOf(products), "cumprod of int8")
	assert.Equal(t, int64(1000000), ops.ProdInt(of[int8](100, 100, 100).View))
	assert.Equal(t, int64(math.MinInt64), ops.SumInt(of[int64](math.MaxInt64, 1).View))
	assert.Equal(t, uint64(1), ops.SumUint(of[uint64](math.MaxUint64, 2).View))
	assert.Equal(t, int64(0), ops.ProdInt(of[int64](1<<40, 1<<30).View))
	gives2(t, "**", ops.Power[int64], i8{3, 0, 2}, i8{50, 0, 63}, 6048575297968530377, 1, math.MinInt64)
}

func TestVerbsThatDependOnTheOrderOfItemsDoNotReduce(t *testing.T) {
	for _, name := range []string{"subtract", "divide", "floor_divide", "power"} {
		require.ErrorIs(t, ops.Reduce(name, ndview.Make[float64]().Raw(), of(1.0, 2).View.Raw()), ops.ErrVerb, name)
	}
}

func TestLogicalReductionsOfFloatsAreBooleans(t *testing.T) {
	rows, err := ndview.FromSlice(f8{0, minus0, nan, 0}, 2, 2)
	require.NoError(t, err)
	for name, want := range map[string][]ndview.Bool{"logical_or": {0, 1}, "logical_xor": {0, 1}, "logical_and": {0, 0}} {
		dst := ndview.Make[ndview.Bool](2)
		require.NoError(t, ops.Reduce(name, dst.Raw(), rows.View.Raw(), ops.Axes(1)))
		assert.Equal(t, want, dataOf(dst), name)
	}
}

func TestLongSumsOfFloatsDoNotStopCounting(t *testing.T) {
	halves := ndview.Make[ndview.Float16](70000)
	require.NoError(t, ops.Fill(halves, elem.Float16From(1)))
	mean := ndview.Make[ndview.Float16]()
	require.NoError(t, ops.MeanTo(mean, halves.View))
	assert.Equal(t, elem.Float16From(1), mean.At(), "the sum is infinite")
	const n = 1<<24 + 8
	ones, err := of[float32](1).BroadcastTo(n)
	require.NoError(t, err)
	dot, err := ops.Dot(ones, ones)
	require.NoError(t, err)
	assert.Equal(t, float32(n), dot, "one by one it would stop at 2**24")
}

func TestProductsOfNothingAreZero(t *testing.T) {
	dst := ndview.Make[float64](2, 3)
	require.NoError(t, ops.Fill(dst, 7))
	require.NoError(t, ops.MatMul(dst, ndview.Make[float64](2, 0).View, ndview.Make[float64](0, 3).View))
	assert.Equal(t, make(f8, 6), dataOf(dst))
	dot, err := ops.Dot(of[float64]().View, of[float64]().View)
	require.NoError(t, err)
	assert.Zero(t, dot)
}

func TestDotOfShapesThatAreNotAlignedIsRefused(t *testing.T) {
	dst := ndview.Make[float64](2, 5)
	err := ops.DotTo(dst, ndview.Make[float64](2, 3).View, ndview.Make[float64](4, 5).View)
	require.ErrorIs(t, err, ndview.ErrShape)
	assert.ErrorContains(t, err, "length 3 on axis 1 of a, 4 on axis 0 of b")
}

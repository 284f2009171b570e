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

// NumPy's answers, from NumPy 2.5.

var (
	nan      = math.NaN()
	negative = math.Copysign(0, -1)
)

func shapedMut[T ndview.Element](v ndview.MutView[T], shape ...int) ndview.MutView[T] {
	w, err := v.Reshape(shape...)
	if err != nil {
		panic(err)
	}
	return w
}

func shaped[T ndview.Element](v ndview.MutView[T], shape ...int) ndview.View[T] {
	return shapedMut(v, shape...).View
}

func TestReductionsOfNothingAreNumPys(t *testing.T) {
	none := of[float64]().View
	assert.Equal(t, 0.0, ops.Sum(none))
	assert.Equal(t, 1.0, ops.Prod(none))
	assert.Equal(t, int64(1), ops.ProdInt(of[int32]().View))
	assert.True(t, ops.All(none))
	assert.False(t, ops.Any(none))
	assert.Equal(t, 0, ops.Count(none))
	assert.True(t, math.IsNaN(ops.Mean(none)))
	assert.True(t, math.IsNaN(ops.Var(none)))
	assert.Equal(t, 0.0, ops.Norm(none, ops.LInf))
	_, err := ops.Max(none)
	require.ErrorIs(t, err, ops.ErrEmpty)
	require.ErrorContains(t, err, "zero-size array to reduction operation maximum which has no identity")
	_, err = ops.ArgMax(none)
	require.ErrorIs(t, err, ops.ErrEmpty)
	require.ErrorContains(t, err, "attempt to get argmax of an empty sequence")
	m, err := ops.Max(none, ops.Initial(3))
	require.NoError(t, err)
	assert.Equal(t, 3.0, m)

	bits := ndview.Make[uint8]()
	require.NoError(t, ops.Reduce("bitwise_and", bits.Raw(), of[uint8]().View.Raw()))
	assert.Equal(t, uint8(255), bits.At())

	// An axis of length 0 that is reduced is refused, one that stays is not.
	for _, c := range []struct {
		shape []int
		axis  int
		dst   []int
		ok    bool
	}{
		{[]int{0, 3}, 0, []int{3}, false}, {[]int{0, 3}, 1, []int{0}, true},
		{[]int{3, 0}, 0, []int{0}, true}, {[]int{0, 0}, 0, []int{0}, false},
	} {
		v := ndview.Make[float64](c.shape...).View
		for _, name := range []string{"max", "argmax", "nanmax", "nanargmax", "ptp"} {
			err := ops.Reduce(name, ndview.Make[int64](c.dst...).Raw(), v.Raw(), ops.Axes(c.axis), ops.Casting(ops.Unsafe))
			if c.ok {
				require.NoError(t, err, "%s %v", name, c)
				continue
			}
			require.ErrorIs(t, err, ops.ErrEmpty, "%s %v", name, c)
		}
	}
	means := ndview.Make[float64](3)
	require.NoError(t, ops.MeanTo(means, ndview.Make[int8](0, 3).View, ops.Axes(0)))
	assert.True(t, math.IsNaN(means.At(2)))
}

func TestSumsKeepTheSignsOfZeroAsNumPys(t *testing.T) {
	zeros := of(negative, negative).View
	assert.False(t, math.Signbit(ops.Sum(zeros)))
	assert.False(t, math.Signbit(ops.Sum(zeros, ops.SkipNaN())))
	assert.True(t, math.Signbit(ops.Sum(zeros, ops.Initial(negative))), "initial=-0.0")
	sums := ndview.Make[float64](2)
	require.NoError(t, ops.SumTo(sums, ndview.Make[float64](3, 2).View, ops.Axes(0), ops.Initial(negative)))
	assert.False(t, math.Signbit(sums.At(0)), "−0 + 0")
}

func TestSumsOverflowToInfinityAcrossBlocks(t *testing.T) {
	v := ndview.Make[float64](400)
	require.NoError(t, ops.Fill(v, math.MaxFloat64/200))
	assert.Equal(t, math.Inf(1), ops.Sum(v.View))
	column := ndview.Make[float64](1)
	require.NoError(t, ops.SumTo(column, shaped(v, 400, 1), ops.Axes(0)))
	assert.Equal(t, math.Inf(1), column.At(0))
}

func TestExtremesAreNumPys(t *testing.T) {
	first := func(i int, err error) int { require.NoError(t, err); return i }
	number := func(x float64, err error) float64 { require.NoError(t, err); return x }
	withNaN := of(1, nan, 5, nan).View
	assert.Equal(t, 1, first(ops.ArgMax(withNaN)), "the first NaN")
	assert.Equal(t, 1, first(ops.ArgMin(withNaN)))
	assert.Equal(t, 2, first(ops.ArgMax(withNaN, ops.SkipNaN())))
	assert.Equal(t, 0, first(ops.ArgMin(withNaN, ops.SkipNaN())))
	assert.True(t, math.IsNaN(number(ops.Max(withNaN))))
	assert.Equal(t, 5.0, number(ops.Max(withNaN, ops.SkipNaN())))
	assert.Equal(t, 1.0, number(ops.Min(withNaN, ops.SkipNaN())))
	assert.True(t, math.IsNaN(number(ops.Ptp(withNaN))))
	assert.True(t, math.IsNaN(number(ops.Max(of(nan, nan).View, ops.SkipNaN()))))
	_, err := ops.ArgMax(of(nan, nan).View, ops.SkipNaN())
	require.ErrorIs(t, err, ops.ErrEmpty)
	require.ErrorContains(t, err, "All-NaN slice encountered")
	assert.Equal(t, 0, first(ops.ArgMax(of(0, negative).View)), "ties: the first")
	assert.Equal(t, 0, first(ops.ArgMax(of(negative, 0).View)))
	assert.Equal(t, 1, first(ops.ArgMax(of(math.Inf(-1), 0).View)))
	assert.Equal(t, 0, first(ops.ArgMax(of(math.Inf(-1), math.Inf(-1)).View)))
	assert.Equal(t, 0, first(ops.ArgMin(of[uint8](255, 255).View)))
	assert.Equal(t, 2, first(ops.ArgMin(of(2+1i, 1+5i, 1+2i).View)))
	z, err := ops.Max(of(complex(1, nan), 5).View)
	require.NoError(t, err)
	assert.True(t, math.IsNaN(real(z)) || math.IsNaN(imag(z)))
	i8, err := ops.Ptp(of[int8](-100, 100).View)
	require.NoError(t, err)
	assert.Equal(t, int8(-56), i8)
	err = ops.Reduce("ptp", ndview.Make[elem.Bool]().Raw(), of[elem.Bool](1, 0).View.Raw())
	require.ErrorIs(t, err, ndview.ErrType)
	require.ErrorContains(t, err, "booleans have no difference")
	b, err := ops.Max(of[elem.Bool](0, 7).View)
	require.NoError(t, err)
	assert.Equal(t, elem.Bool(1), b)

	// All-NaN slices are found before anything is written.
	rows, err2 := ndview.FromSlice([]float64{1, 2, nan, nan}, 2, 2)
	require.NoError(t, err2)
	at := of[int64](-7, -7)
	require.ErrorIs(t, ops.ArgMaxTo(at, rows.View, ops.Axes(1), ops.SkipNaN()), ops.ErrEmpty)
	requireElements(t, []int64{-7, -7}, at.View)
	require.NoError(t, ops.ArgMaxTo(at, rows.View, ops.Axes(0), ops.SkipNaN()))
	requireElements(t, []int64{0, 0}, at.View)
}

func TestMasksAreNumPys(t *testing.T) {
	v, mask := of(1.0, 2, 3).View, of[elem.Bool](1, 0, 1).View
	assert.Equal(t, 4.0, ops.Sum(v, ops.When(mask)))
	assert.Equal(t, 2.0, ops.Mean(v, ops.When(mask)))
	assert.Equal(t, 1.0, ops.Var(v, ops.When(mask)))
	assert.Equal(t, 2, ops.Count(v, ops.When(mask)))
	assert.True(t, math.IsNaN(ops.Mean(v, ops.When(of[elem.Bool](0, 0, 0).View))), "nothing is selected")
	_, err := ops.Max(v, ops.When(mask))
	require.ErrorContains(t, err, "does not have an identity, so to use a where mask one has to specify Initial")
	m, err := ops.Max(v, ops.When(mask), ops.Initial(-1.5))
	require.NoError(t, err)
	assert.Equal(t, 3.0, m)
	require.PanicsWithError(t, "inplace: ops.Sum of v (3,) float64, mask (2,) bool: the mask does not stretch to the shape of v: "+
		"only axes of length 1, or missing in front, repeat", func() { ops.Sum(v, ops.When(of[elem.Bool](1, 0).View)) })
	sums := ndview.Make[float64](3)
	column, err := ndview.FromSlice([]elem.Bool{1, 0}, 2, 1)
	require.NoError(t, err)
	require.NoError(t, ops.SumTo(sums, ramp(2, 3).View, ops.Axes(0), ops.When(column.View)))
	requireElements(t, []float64{0, 1, 2}, sums.View)
}

func TestNaNIsPassedOverAsInNumPysNaNFunctions(t *testing.T) {
	v, none := of(1, nan, 4).View, of(nan).View
	assert.Equal(t, 5.0, ops.Sum(v, ops.SkipNaN()))
	assert.Equal(t, 4.0, ops.Prod(v, ops.SkipNaN()))
	assert.Equal(t, 2.5, ops.Mean(v, ops.SkipNaN()))
	assert.Equal(t, 2.25, ops.Var(v, ops.SkipNaN()))
	assert.Equal(t, 4.5, ops.Var(v, ops.SkipNaN(), ops.Ddof(1)))
	assert.Equal(t, 1.5, ops.Std(v, ops.SkipNaN()))
	assert.Equal(t, 0.0, ops.Sum(none, ops.SkipNaN()))
	assert.Equal(t, 1.0, ops.Prod(none, ops.SkipNaN()))
	assert.True(t, math.IsNaN(ops.Mean(none, ops.SkipNaN())))
	assert.True(t, math.IsNaN(ops.Var(of(nan, 1).View, ops.SkipNaN(), ops.Ddof(1))))
	assert.Equal(t, int64(3), ops.SumInt(of[int8](1, 2).View, ops.SkipNaN()))
	assert.True(t, ops.All(of(nan).View), "NaN is true")
	assert.True(t, ops.Any(of(nan).View))
}

func TestVariancesAreNumPys(t *testing.T) {
	assert.Equal(t, 0.25, ops.Var(of[int8](1, 2).View))
	assert.Equal(t, math.Inf(1), ops.Var(of(1.0, 2).View, ops.Ddof(2)))
	assert.Equal(t, math.Inf(1), ops.Var(of(1.0, 2).View, ops.Ddof(3)))
	assert.True(t, math.IsNaN(ops.Var(of(1.0).View, ops.Ddof(1))))
	assert.True(t, math.IsNaN(ops.Var(of(3.0, 3).View, ops.Ddof(2))))
	assert.Equal(t, 2.0, ops.Var(of(1+1i, -1-1i).View))

	// Mean 1e4, standard deviation 1 in float32: NumPy gives 1.000836.
	v := ndview.Make[float32](1 << 16)
	s := make([]float32, v.Size())
	for i := range s {
		s[i] = 1e4 + float32(2*(i&1)-1)
	}
	require.NoError(t, v.CopyFrom(s))
	assert.Equal(t, 1.0, ops.Var(v.View))
	var one float32
	out, err := ndview.FromSlice([]float32{one}, 1)
	require.NoError(t, err)
	require.NoError(t, ops.VarTo(out, shaped(v, 1<<16, 1), ops.Axes(0)))
	assert.Equal(t, float32(1), out.At(0))

	// Float16: the mean of what has no sum.
	half := ndview.Make[elem.Float16](10)
	require.NoError(t, ops.Fill(half, elem.Float16From(60000)))
	assert.Equal(t, math.Inf(1), ops.Sum(half.View).Float64())
	assert.Equal(t, 60000.0, ops.Mean(half.View))
}

func TestAxesAreNumPys(t *testing.T) {
	v := ramp(2, 3, 4).View
	sum := func(dst ndview.MutView[float64], opts ...ops.Option) error { return ops.SumTo(dst, v, opts...) }
	require.NoError(t, sum(ndview.Make[float64](1, 1, 1), ops.KeepDims()))
	require.NoError(t, sum(ndview.Make[float64](2, 1, 4), ops.Axes(1), ops.KeepDims()))
	require.NoError(t, sum(ndview.Make[float64](1, 3, 1), ops.Axes(0, 2), ops.KeepDims()))
	require.NoError(t, ops.ArgMaxTo(ndview.Make[int64](1, 1, 1), v, ops.KeepDims()))
	same := ndview.Make[float64](2, 3, 4)
	require.NoError(t, sum(same, ops.Axes()), "axis=() reduces nothing")
	assert.Equal(t, v.Repr(), same.View.Repr())

	require.ErrorContains(t, sum(ndview.Make[float64](2), ops.Axes(1, 1)), "duplicate value in 'axis'")
	require.ErrorContains(t, sum(ndview.Make[float64](2), ops.Axes(1, -2)), "duplicate value in 'axis'")
	err := sum(ndview.Make[float64](2), ops.Axes(3, -4))
	require.ErrorContains(t, err, "axis 3 is out of bounds for array of dimension 3; axis -4 is out of bounds")
	require.ErrorIs(t, err, ndview.ErrBounds)
	require.ErrorContains(t, sum(ndview.Make[float64](2), ops.Axes(1000)), "axis 1000 is out of bounds for array of dimension 3")
	require.ErrorIs(t, ops.ArgMaxTo(ndview.Make[int64](2), v, ops.Axes(1, 2)), ndview.ErrShape)

	scalar, out := ndview.Make[float64](), ndview.Make[float64]()
	scalar.Set(3)
	for _, axis := range []int{0, -1} {
		require.NoError(t, ops.SumTo(out, scalar.View, ops.Axes(axis)))
		assert.Equal(t, 3.0, out.At())
		require.NoError(t, ops.ArgMaxTo(out, scalar.View, ops.Axes(axis)))
		assert.Equal(t, 0.0, out.At())
	}
	require.ErrorContains(t, ops.SumTo(out, scalar.View, ops.Axes(1)), "axis 1 is out of bounds for array of dimension 0")
}

func TestReductionsNameEverythingThatIsInTheWay(t *testing.T) {
	dst := ndview.Make[int32](2, 1)
	err := ops.SumTo(dst, ramp(2, 3).View, ops.Axes(1), ops.Ddof(1))
	require.EqualError(t, err, "inplace: ops.SumTo of dst (2, 1) int32, v (2, 3) float64: add does not take Ddof; "+
		`the result has dtype float64, and the casting rule "same_kind" does not allow to cast it to int32; `+
		"write to a dst of that dtype, or pass Casting(Unsafe); dst has 2 axes and shape (2, 1), wanted (2,): pass KeepDims")
	require.ErrorIs(t, err, ops.ErrOption)
	require.ErrorIs(t, err, ndview.ErrType)
	require.ErrorIs(t, err, ndview.ErrShape)
	requireElements(t, []int32{0, 0}, dst.View)
	require.ErrorIs(t, ops.Reduce("median_absolute", dst.Raw(), dst.View.Raw()), ops.ErrVerb)
	_, err = ops.ReduceType("bitwise_or", ndview.DTypeOf[float64]())
	require.ErrorIs(t, err, ndview.ErrType)
	wide, err := ndview.Make[float64](1).BroadcastTo(3)
	require.NoError(t, err)
	require.ErrorIs(t, ops.SumTo(ndview.NewMutView[float64](*wide.Array()), ramp(3, 2).View, ops.Axes(1)), ndview.ErrOverlap)
}

// The dtype of dst decides how integers wrap around, and by default only casts of the
// same kind are made.
func TestResultsAreCastToDst(t *testing.T) {
	v := of[int8](127, 127, 127, 127).View
	small, wide, float := ndview.Make[int8](), ndview.Make[int64](), ndview.Make[float32]()
	require.NoError(t, ops.SumTo(wide, v))
	assert.Equal(t, int64(508), wide.At())
	require.NoError(t, ops.SumTo(small, v))
	assert.Equal(t, int8(-4), small.At())
	require.NoError(t, ops.SumTo(wide, v, ops.DType(ndview.DTypeOf[int8]())))
	assert.Equal(t, int64(-4), wide.At())
	require.NoError(t, ops.SumTo(small, v, ops.Casting(ops.Saturate)))
	assert.Equal(t, int8(127), small.At())
	require.NoError(t, ops.MeanTo(float, v))
	assert.Equal(t, float32(127), float.At())
	require.NoError(t, ops.SumTo(ndview.Make[complex64](), v))

	halves := of(1.5, 2.5).View
	require.ErrorIs(t, ops.SumTo(wide, halves), ndview.ErrType)
	require.NoError(t, ops.SumTo(wide, halves, ops.Casting(ops.Unsafe)))
	assert.Equal(t, int64(4), wide.At())
	require.ErrorIs(t, ops.MeanTo(wide, v), ndview.ErrType)
	require.NoError(t, ops.MeanTo(wide, v, ops.Casting(ops.Unsafe)))
	truth := ndview.Make[elem.Bool]()
	require.NoError(t, ops.SumTo(truth, of[elem.Bool](0, 1, 1).View), "np.add.reduce(b, out=b): or")
	assert.Equal(t, elem.Bool(1), truth.At())
	require.NoError(t, ops.ProdTo(truth, of[elem.Bool](0, 1, 1).View))
	assert.Equal(t, elem.Bool(0), truth.At())

	unsigned := of[uint8](200, 100).View
	m, err := ops.Max(unsigned, ops.Initial(255))
	require.NoError(t, err)
	assert.Equal(t, uint8(255), m)
	for _, o := range []ops.Option{ops.Initial(256), ops.Initial(-1), ops.Initial(1.5)} {
		_, err = ops.Max(unsigned, o)
		require.ErrorIs(t, err, ops.ErrOption)
	}
	_, err = ops.ArgMax(unsigned, ops.Initial(1))
	require.ErrorIs(t, err, ops.ErrOption)
	assert.Equal(t, int64(103), ops.SumInt(of[int8](1, 2).View, ops.Initial(100)))
	assert.Equal(t, 9.0, ops.Norm(of(3.0, 4).View, ops.L2)+ops.Norm(of(3.0, -4).View, ops.LInf))
	assert.Equal(t, 5.0, ops.Norm(of(3+4i).View, ops.L1))
	assert.Equal(t, 12.0, real(ops.MeanComplex(of[complex64](8, 16+2i).View)))
}

func TestReductionsThatShareMemoryWithTheirResultReadFirst(t *testing.T) {
	a := ramp(3, 4)
	require.NoError(t, ops.SumTo(a.IndexAxis(0, 0), a.View, ops.Axes(0))) // a.sum(axis=0, out=a[0])
	requireElements(t, []float64{12, 15, 18, 21, 4, 5, 6, 7, 8, 9, 10, 11}, a.View)

	// More results than states stay in the cache: they go to a temporary.
	b := ndview.Make[int64](3, 5000)
	require.NoError(t, ops.Fill(b, 1))
	require.NoError(t, ops.SumTo(b.SliceAxis(1, ndview.From(0)).IndexAxis(0, 1), b.View, ops.Axes(0)))
	require.Equal(t, int64(2*5000+3*5000), ops.SumInt(b.View))
	c := ndview.Make[int64](2, 6000)
	require.NoError(t, ops.Fill(c, 1))
	flat, err := c.Reshape(12000)
	require.NoError(t, err)
	require.NoError(t, ops.SumTo(flat.SliceAxis(0, ndview.Span(3000, 9000)), c.View, ops.Axes(0)))
	require.Equal(t, int64(6000*2+6000), ops.SumInt(c.View))
	mask := ndview.Make[elem.Bool](2, 6000)
	require.NoError(t, ops.Fill(mask, 1))
	bytes, err := ndview.AsMut[elem.Bool](mask.Raw())
	require.NoError(t, err)
	require.NoError(t, ops.AnyTo(shapedMut(bytes, 12000).SliceAxis(0, ndview.Span(3000, 9000)), c.View, ops.Axes(0), ops.When(mask.View)))
	require.Equal(t, 12000, ops.Count(mask.View))
}

// On every axis of every layout the error is that of few roundings.
func TestSumsAlongOuterAxesDoNotLoseAccuracyWithLength(t *testing.T) {
	tenths := ndview.Make[float32](200000, 5)
	require.NoError(t, ops.Fill(tenths, 0.1))
	want := float64(float32(0.1))
	wide := ndview.Make[float32](5)
	require.NoError(t, ops.SumTo(wide, tenths.View, ops.Axes(0)))
	assert.InEpsilon(t, want*200000, wide.At(4), 6e-8)
	doubles := ndview.Make[float64](200000, 5)
	require.NoError(t, ops.Fill(doubles, 0.1))
	for _, v := range []ndview.View[float64]{doubles.View, shaped(doubles, 5, 200000).T(), misaligned(t, doubles).View} {
		sums := ndview.Make[float64](5)
		require.NoError(t, ops.SumTo(sums, v, ops.Axes(0)))
		assert.InEpsilon(t, 20000.0, sums.At(3), 3e-16)
		require.NoError(t, ops.MeanTo(sums, v, ops.Axes(0)))
		assert.InEpsilon(t, 0.1, sums.At(3), 3e-16)
	}

	// Ones stop counting at 2²⁴ in float32; NumPy stops there along axis 0.
	one := ndview.Make[float32](1)
	require.NoError(t, ops.Fill(one, 1))
	ones, err := one.BroadcastTo(1<<24+8, 2)
	require.NoError(t, err)
	require.NoError(t, ops.SumTo(wide.SliceAxis(0, ndview.To(2)), ones, ops.Axes(0)))
	assert.Equal(t, float32(1<<24+8), wide.At(1))
}

// misaligned returns a copy that Go cannot load where it lies.
func misaligned(t *testing.T, v ndview.MutView[float64]) ndview.MutView[float64] {
	raw, err := ndview.FromBytes(make([]byte, 8*v.Size()+16), 1, ndview.DTypeOf[float64](), v.Shape(), nil)
	require.NoError(t, err)
	w, err := ndview.AsMut[float64](raw)
	require.NoError(t, err)
	require.NoError(t, ops.Copy(w, v.View))
	return w
}

func TestReductionsAllocateNothing(t *testing.T) {
	v, dst, one := ramp(6, 50).View, ndview.Make[float64](50), ndview.Make[float32]()
	mask := ndview.Make[elem.Bool](6, 1).View
	for name, f := range map[string]func() error{
		"SumTo":      func() error { return ops.SumTo(dst, v, ops.Axes(0)) },
		"MaxTo":      func() error { return ops.MaxTo(dst, v, ops.Axes(0), ops.When(mask), ops.Initial(1)) },
		"MeanTo":     func() error { return ops.MeanTo(one, v, ops.SkipNaN()) },
		"CumSum":     func() error { return ops.CumSum(dst, dst.View) },
		"Max":        func() error { _, err := ops.Max(v); return err },
		"ArgMin":     func() error { _, err := ops.ArgMin(v.T()); return err },
		"Var":        func() error { ops.Var(v); return nil },
		"Sum masked": func() error { ops.Sum(v, ops.When(mask)); return nil },
	} {
		assert.LessOrEqual(t, testing.AllocsPerRun(200, func() { require.NoError(t, f()) }), 0.1, name)
	}
}

package fused_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/ops/fused"
)

var reductions = []string{"sum", "prod", "min", "max", "mean", "all", "any", "count_nonzero"}

// A reduction of an expression is that of its elements: over every axis and several,
// in boxes and parts of boxes, to any layout. Elements are small whole numbers, so that
// sums are exact in any order.
func TestAReductionIsThatOfTheElements(t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	shapes := [][]int{{}, {1}, {7}, {4, 5}, {2, 3, 4}, {2, 3, 1, 2, 2}, {0, 3}, {70_000}, {40_000, 2}, {3, 33_000}, {30, 20, 70}}
	for round := range 110 {
		shape := shapes[round%len(shapes)]
		x, y := fused.In[int64]("x"), fused.In[float32]("y")
		a, b := small[int64](rng, shape), small[float32](rng, shape[rng.IntN(len(shape)+1):])
		parts := []fused.Expr{fused.Sub(x, y), fused.Less(x, y), fused.Mul(x, fused.Const(2)), fused.Where(fused.Less(x, y), x, y)}
		e := parts[rng.IntN(len(parts))]
		verb := reductions[(round+round/len(shapes))%len(reductions)]
		if verb == "prod" {
			e = fused.Sub(fused.Mul(fused.Const(2), fused.Less(x, y)), fused.Const(1)) // ±1
		}
		var axes []int
		for axis := range shape {
			if rng.IntN(3) == 0 {
				axes = append(axes, axis-len(shape)*rng.IntN(2))
			}
		}

		elements := compile(t, e, x, y)
		whole := zeros(elements.DType(), shape)
		require.NoError(t, elements.Run(whole, a.V.View.Raw(), b.V.View.Raw()))
		result, err := ops.ReduceType(verb, elements.DType())
		require.NoError(t, err)
		p := compile(t, fused.Reduce(verb, e, axes...), x, y)
		require.Equal(t, result, p.DType(), p.String())

		reduced, opts := reducedShape(shape, axes, false), []ops.Option{}
		if len(axes) > 0 {
			opts = append(opts, ops.Axes(axes...))
		}
		if rng.IntN(2) == 0 {
			reduced, opts = reducedShape(shape, axes, true), append(opts, ops.KeepDims())
		}
		want := zeros(result, reduced)
		wantErr := ops.Reduce(verb, want, whole.Raw, opts...)
		dst := kinds[result.Kind](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], reduced)
		err = p.RunContext(context.Background(), 1+rng.IntN(3), dst.raw, a.V.View.Raw(), b.V.View.Raw())
		if wantErr != nil {
			require.Error(t, err, "%v of shape %v", p, shape)
			dst.intact(t)
			continue
		}
		require.NoError(t, err, "%v of shape %v", p, shape)
		requireValues(t, dst.values(want.Raw), dst.values(dst.raw.Raw), "%v of shape %v to %s", p, shape, dst.label)
		dst.only(t)
		seen.Add(verb)
	}
	seen.AtLeast(t, len(reductions), 1)
}

func small[T ndview.Element](rng *rand.Rand, shape []int) *ndtest.Array[T] {
	a := ndtest.New[T](rng, ndtest.ReadClasses[rng.IntN(len(ndtest.ReadClasses))], shape...)
	a.Fill(ndtest.Small[T](rng, len(a.Values())))
	return a
}

func reducedShape(shape, axes []int, keep bool) []int {
	reduced := []int{}
	for axis, n := range shape {
		gone := len(axes) == 0 || slices.Contains(axes, axis) || slices.Contains(axes, axis-len(shape))
		switch {
		case !gone:
			reduced = append(reduced, n)
		case keep:
			reduced = append(reduced, 1)
		}
	}
	return reduced
}

func TestTheSumOfAnExpressionKeepsDigits(t *testing.T) {
	const n = 1_000_000
	x := fused.In[float32]("x")
	v := ndview.Make[float32](n)
	require.NoError(t, ops.Fill(v, 0.1))
	sum, mean := ndview.Make[float32](), ndview.Make[float32]()
	require.NoError(t, compile(t, fused.Sum(fused.Mul(x, fused.Const(1)))).Run(sum.Raw(), v.View.Raw()))
	require.NoError(t, compile(t, fused.Mean(fused.Mul(x, fused.Const(1)))).Run(mean.Raw(), v.View.Raw()))
	assert.Equal(t, float32(n*float64(float32(0.1))), sum.At())
	assert.Equal(t, float32(0.1), mean.At())
}

func TestAReductionMayBeWrittenToItsInput(t *testing.T) {
	x := fused.In[float64]("x")
	m := ndview.Make[float64](3, 4)
	require.NoError(t, m.CopyFrom([]float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}))
	require.NoError(t, compile(t, fused.Sum(x, 0)).Run(m.IndexAxis(0, 0).Raw(), m.View.Raw()))
	assert.Equal(t, []float64{12, 15, 18, 21, 4, 5, 6, 7, 8, 9, 10, 11}, elements(t, m))
}

func TestReductionsRefuseWhatDoesNotFit(t *testing.T) {
	x, n := fused.In[float64]("x"), fused.In[int64]("n")
	for want, e := range map[string]fused.Expr{
		"at sum(x, axis=1): a reduction stands inside of an expression": fused.Sub(x, fused.Sum(x, 1)),
		`there is no reduction "var" of expressions`:                    fused.Reduce("var", x),
		"bitwise_and has no loop for (float64, int64)":                  fused.Sum(fused.And(x, n)),
	} {
		_, err := fused.Compile(e)
		assert.ErrorContains(t, err, want)
		assert.ErrorIs(t, err, ndview.ErrType)
	}
	assert.Equal(t, "max(x*x, axis=(0, -1))", fused.Max(fused.Mul(x, x), 0, -1).String())
	assert.Equal(t, elem.KindInt64, compile(t, fused.Sum(fused.Less(x, n))).DType().Kind)

	dst := ndview.Make[int32](3)
	err := compile(t, fused.Sum(x, 2, 0, 0)).Run(dst.Raw(), ndview.Make[float64](2, 3).View.Raw())
	var all *fused.OperandError
	require.ErrorAs(t, err, &all)
	assert.Len(t, all.Unmet, 3, "%v", err)
	for _, sentinel := range []error{ndview.ErrBounds, ndview.ErrShape, ndview.ErrType} {
		assert.ErrorIs(t, err, sentinel)
	}
	k, out := ndview.Make[int64](100_000), ndview.Make[int64]()
	require.NoError(t, ops.Fill(k, 1))
	k.Set1(99_999, -1)
	out.Set(7)
	require.ErrorContains(t, compile(t, fused.Max(fused.Pow(n, n))).Run(out.Raw(), k.View.Raw()), "negative integer powers")
	assert.Equal(t, int64(7), out.At(), "nothing is written")
}

func ExampleSum() {
	x, y := fused.In[float64]("x"), fused.In[float64]("y")
	distances, err := fused.Compile(fused.Sum(fused.Abs(fused.Sub(x, y)), 1))
	must(err)
	m, err := ndview.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	must(err)
	dst := ndview.Make[float64](2)
	must(distances.Run(dst.Raw(), m.View.Raw(), m.IndexAxis(0, 0).View.Raw()))
	fmt.Println(distances, "=", dst)
	// Output: sum(absolute(x - y), axis=1) = [0. 9.]
}

package ops_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// The verbs that are not transcendental, over operands of every class of layout,
// with masks, and where an input is the output, against their loops item by item.
// The loops are judged by NumPy in pyinterop/conformance.

var elementwiseVerbs = []string{
	"add", "subtract", "multiply", "divide", "fma", "negative", "positive", "absolute", "fabs", "sign", "square", "gcd", "lcm",
	"floor_divide", "remainder", "fmod", "divmod", "reciprocal", "equal", "not_equal", "less", "less_equal", "greater",
	"greater_equal", "logical_and", "logical_or", "logical_xor", "logical_not", "isnan", "isinf", "isfinite", "signbit",
	"bitwise_and", "bitwise_or", "bitwise_xor", "invert", "left_shift", "right_shift", "bitwise_count", "ceil", "floor", "trunc",
	"rint", "real", "imag", "conjugate", "copysign", "nextafter", "spacing", "heaviside", "minimum", "maximum", "fmin", "fmax", "clip",
}

func TestElementwiseVerbsAreTheIndexWalkForEveryLayout(t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	verbsOverLayouts[int8, int8](t, rng, seen)
	verbsOverLayouts[uint16, uint16](t, rng, seen)
	verbsOverLayouts[int32, int32](t, rng, seen)
	verbsOverLayouts[uint64, uint64](t, rng, seen)
	verbsOverLayouts[ndview.Float16, ndview.Float16](t, rng, seen)
	verbsOverLayouts[ndview.BFloat16, ndview.BFloat16](t, rng, seen)
	verbsOverLayouts[float64, float64](t, rng, seen)
	verbsOverLayouts[complex64, complex64](t, rng, seen)
	verbsOverLayouts[complex128, complex128](t, rng, seen)
	verbsOverLayouts[ndview.Bool, ndview.Bool](t, rng, seen)
	verbsOverLayouts[ndview.Bool, int16](t, rng, seen)
	verbsOverLayouts[ndview.Bool, float64](t, rng, seen)
	verbsOverLayouts[ndview.Bool, complex128](t, rng, seen)
	verbsOverLayouts[float64, int32](t, rng, seen)
	verbsOverLayouts[float32, complex64](t, rng, seen)
	verbsOverLayouts[uint8, int16](t, rng, seen)
	seen.AtLeast(t, len(elementwiseVerbs)+2*len(ndtest.Classes)+3, 9)
}

// verbsOverLayouts runs the verbs that have a loop from T to D.
func verbsOverLayouts[D, T ndview.Element](t *testing.T, rng *rand.Rand, seen ndtest.Counter) {
	t.Helper()
	shapes := ndtest.Shapes()
	for _, name := range elementwiseVerbs {
		v, ok := kernel.Lookup(name)
		require.True(t, ok, name)
		l := v.Exact(elem.KindOf[T]())
		if l == nil || l.Out[0] != elem.KindOf[D]() {
			continue
		}
		for _, class := range ndtest.Classes {
			shape := shapes[rng.IntN(len(shapes))]
			if rng.IntN(24) == 0 {
				shape = []int{2, 600} // longer than a window
			}
			c := layoutCase[D, T]{v: v, l: l, class: class, shape: shape}
			c.run(t, rng, seen)
		}
	}
}

// A layoutCase is one call over operands of random layouts.
type layoutCase[D, T ndview.Element] struct {
	v     *kernel.Verb
	l     *kernel.Loop
	class ndtest.Class
	shape []int
}

func (c *layoutCase[D, T]) run(t *testing.T, rng *rand.Rand, seen ndtest.Counter) {
	t.Helper()
	dst, dst2 := ndtest.New[D](rng, c.class, c.shape...), ndtest.New[D](rng, c.class, c.shape...)
	inputs := make([]*ndtest.Array[T], c.v.In)
	raws := make([]ndview.Raw, c.v.In)
	for k := range inputs {
		inputs[k] = ndtest.New[T](rng, ndtest.ReadClasses[rng.IntN(len(ndtest.ReadClasses))], stretched(rng, c.shape)...)
		if same, ok := any(dst).(*ndtest.Array[T]); ok && rng.IntN(4) == 0 {
			inputs[k] = same
			seen.Add("in place")
		}
		inputs[k].Fill(ndtest.RandomBits[T](rng, len(inputs[k].Values())))
		raws[k] = inputs[k].V.View.Raw()
	}
	mask := ndtest.New[ndview.Bool](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], stretched(rng, c.shape)...)
	for _, a := range inputs {
		a.Remember()
	}
	dst.Remember()
	dst2.Remember()
	var opts []ops.Option
	if rng.IntN(3) == 0 {
		mask.Fill(ndtest.RandomBits[ndview.Bool](rng, len(mask.Values())))
		opts = append(opts, ops.When(mask.V.View))
		seen.Add("masked")
	}
	want := [2][]D{dst.Values(), dst2.Values()}
	i := 0
	for index := range ndtest.Indices(c.shape) {
		if len(opts) == 0 || at(mask, index) != 0 {
			want[0][i], want[1][i] = c.one(inputs, index)
		}
		i++
	}
	var err error
	if c.v.Out == 1 {
		err = ops.Apply(c.v.Name, dst.V.Raw(), raws, opts...)
	} else {
		err = ops.ApplyPair(c.v.Name, dst.V.Raw(), dst2.V.Raw(), raws, opts...)
		seen.Add("pair")
		requireSame(t, want[1], dst2.Values(), "%s: second of %v, %v", c.v.Name, dst2, inputs)
		dst2.OnlyElements(t, c.v.Name)
	}
	require.NoError(t, err)
	requireSame(t, want[0], dst.Values(), "%s: %v, %v", c.v.Name, dst, inputs)
	dst.OnlyElements(t, c.v.Name)
	for _, a := range inputs {
		if any(a) != any(dst) {
			a.Unchanged(t, c.v.Name)
		}
	}
	seen.Add(c.v.Name)
	seen.Add(c.class, len(c.shape) > 2)
}

// one computes a single item by the loop.
func (c *layoutCase[D, T]) one(inputs []*ndtest.Array[T], index []int) (D, D) {
	var in [3][1]T
	for k, a := range inputs {
		in[k][0] = at(a, index)
	}
	var out, out2 [1]D
	x, y, z := mem.Of(in[0][:]), mem.Of(in[1][:]), mem.Of(in[2][:])
	switch {
	case c.l.Unary != nil:
		c.l.Unary(mem.Of(out[:]), 0, x, 0, 1)
	case c.l.Binary != nil:
		c.l.Binary(mem.Of(out[:]), 0, x, 0, y, 0, 1)
	case c.l.Ternary != nil:
		c.l.Ternary(mem.Of(out[:]), 0, x, 0, y, 0, z, 0, 1)
	default:
		c.l.Pair(mem.Of(out[:]), 0, mem.Of(out2[:]), 0, x, 0, y, 0, 1)
	}
	return out[0], out2[0]
}

func TestErrorsOfElementwiseVerbsNameTheirOperands(t *testing.T) {
	a, b, wide := of(1.0, 2), of(1.0, 2, 3), ndview.Make[float64](2, 2)
	err := ops.Clip(a, a.View, a.View, b.View)
	require.ErrorIs(t, err, ndview.ErrShape)
	assert.ErrorContains(t, err, "hi (3,)")
	err = ops.DivMod(a, a, b.View, b.View)
	require.ErrorIs(t, err, ndview.ErrShape)
	assert.ErrorContains(t, err, "div (2,)")
	require.ErrorIs(t, ops.DivMod(a, a, a.View, a.View), ndview.ErrOverlap)
	require.ErrorIs(t, ops.Round(a, wide.View, 1), ndview.ErrShape)
	err = ops.AbsComplex(ndview.Make[float32](2), ndview.Make[complex128](3).View)
	require.ErrorIs(t, err, ndview.ErrShape)
	assert.ErrorContains(t, err, "ops.AbsComplex")
	assert.Equal(t, []float64{1, 2}, dataOf(a), "nothing is written")
}

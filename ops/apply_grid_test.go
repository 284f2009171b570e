package ops_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// An operand is an array of some element type whose elements are small whole
// numbers, read and written by the index walk.
type operand struct {
	name      string
	raw       ndview.MutRaw
	kind      elem.Kind
	get       func(index []int) float64
	put       func(index []int, x float64)
	remember  func()
	unchanged func(t testing.TB, what string)
	elements  func(t testing.TB, what string)
}

func operandOf[T ndview.Element](rng *rand.Rand, class ndtest.Class, shape []int) operand {
	a := ndtest.New[T](rng, class, shape...)
	return operand{
		name: fmt.Sprintf("%s %v", elem.KindOf[T](), a), raw: a.V.Raw(), kind: elem.KindOf[T](),
		get:      func(index []int) float64 { return toFloat(a.Get(index)) },
		put:      func(index []int, x float64) { a.Put(index, fromFloat[T](x)) },
		remember: func() { a.Remember() }, unchanged: a.Unchanged, elements: a.OnlyElements,
	}
}

func toFloat[T ndview.Element](x T) float64 {
	switch v := any(x).(type) {
	case elem.Bool:
		return float64(v)
	case int8:
		return float64(v)
	case uint16:
		return float64(v)
	case int64:
		return float64(v)
	case elem.Float16:
		return v.Float64()
	case float32:
		return float64(v)
	case float64:
		return v
	case complex128:
		return real(v)
	}
	panic("not an element type of this test")
}

func fromFloat[T ndview.Element](x float64) (y T) {
	switch p := any(&y).(type) {
	case *elem.Bool:
		*p = elem.BoolOf(x != 0)
	case *int8:
		*p = int8(x)
	case *uint16:
		*p = uint16(x)
	case *int64:
		*p = int64(x)
	case *elem.Float16:
		*p = elem.Float16From64(x)
	case *float32:
		*p = float32(x)
	case *float64:
		*p = x
	case *complex128:
		*p = complex(x, 0)
	}
	return y
}

// operandMakers are element types of every size and family.
var operandMakers = []func(rng *rand.Rand, class ndtest.Class, shape []int) operand{
	operandOf[elem.Bool], operandOf[int8], operandOf[uint16], operandOf[int64],
	operandOf[elem.Float16], operandOf[float32], operandOf[float64], operandOf[complex128],
}

// applied are verbs with each number of inputs and outputs, and what they compute
// of small whole numbers.
var applied = []struct {
	name     string
	in, out  int
	booleans bool // takes booleans only with other numbers
	complex  bool
	of       func(x []float64) []float64
}{
	{"square", 1, 1, false, true, func(x []float64) []float64 { return []float64{x[0] * x[0]} }},
	{"add", 2, 1, false, true, func(x []float64) []float64 { return []float64{x[0] + x[1]} }},
	{"less", 2, 1, true, true, func(x []float64) []float64 { return []float64{toFloat(elem.BoolOf(x[0] < x[1]))} }},
	{"clip", 3, 1, true, true, func(x []float64) []float64 { return []float64{math.Min(math.Max(x[0], x[1]), x[2])} }},
	{"divmod", 2, 2, false, false, func(x []float64) []float64 { return []float64{math.Floor(x[0] / x[1]), math.Mod(x[0], x[1])} }},
}

// Every verb above, shape and class of the output against the index walk, for
// operands of all element types and classes, which stretch at random, with a mask
// and without, by some workers and by as many as pay.
func TestApplyIsTheIndexWalkForMixedTypesLayoutsAndMasks(t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	for _, shape := range append(ndtest.Shapes(), []int{1300}, []int{3, 700}) {
		for _, class := range ndtest.Classes {
			for i := range applied {
				applyCase(t, rng, seen, shape, class, i)
			}
		}
	}
	seen.AtLeast(t, len(applied)*2*len(ndtest.Classes)+len(operandMakers)+len(ndtest.ReadClasses)+4, 10)
}

func applyCase(t *testing.T, rng *rand.Rand, seen ndtest.Counter, shape []int, class ndtest.Class, which int) {
	t.Helper()
	v := applied[which]
	numeric := rng.IntN(v.in) // the input that is no bool, so that sums are sums
	pick := func(number bool) func(rng *rand.Rand, class ndtest.Class, shape []int) operand {
		kinds := len(operandMakers)
		if !v.complex {
			kinds--
		}
		if number {
			return operandMakers[1+rng.IntN(kinds-1)]
		}
		return operandMakers[rng.IntN(kinds)]
	}
	var in, out []operand
	var raws []ndview.Raw
	what := v.name
	for k := range v.in {
		o := pick(k == numeric)(rng, ndtest.ReadClasses[rng.IntN(len(ndtest.ReadClasses))], stretched(rng, shape))
		for index := range ndtest.Indices(o.raw.Shape()) {
			o.put(index, float64(1+rng.IntN(4)))
		}
		o.remember()
		in, raws, what = append(in, o), append(raws, o.raw.Raw), what+", "+o.name
		seen.Add("input", o.kind)
	}
	for range v.out {
		o := pick(true)(rng, class, shape)
		for index := range ndtest.Indices(shape) {
			o.put(index, 99)
		}
		o.remember()
		out, what = append(out, o), what+" to "+o.name
	}
	opts := []ops.Option{ops.Casting(ops.Unsafe)}
	mask := ndtest.New[elem.Bool](rng, ndtest.ReadClasses[rng.IntN(len(ndtest.ReadClasses))], stretched(rng, shape)...)
	mask.Fill(ndtest.Small[elem.Bool](rng, ndtest.Size(mask.V.Shape())))
	mask.Remember()
	masked := rng.IntN(2) == 0
	if masked {
		opts = append(opts, ops.When(mask.V.View))
		seen.Add("mask", mask.Class)
	}
	if rng.IntN(2) == 0 {
		crew := 1 + rng.IntN(4)
		opts = append(opts, ops.Workers(crew))
		seen.Add("workers", crew)
	}
	seen.Add(v.name, class, masked)
	if v.out == 1 {
		require.NoError(t, ops.Apply(v.name, out[0].raw, raws, opts...), what)
	} else {
		require.NoError(t, ops.ApplyPair(v.name, out[0].raw, out[1].raw, raws, opts...), what)
	}
	x := make([]float64, v.in)
	for index := range ndtest.Indices(shape) {
		for k := range in {
			x[k] = in[k].get(tail(in[k].raw.Shape(), index))
		}
		want := v.of(x)
		for k, o := range out {
			if masked && !mask.Get(tail(mask.V.Shape(), index)).Bool() {
				want[k] = 99
			}
			require.Equal(t, want[k], o.get(index), "%s at %v of %v, masked %v by %v", what, index, x, masked, mask)
		}
	}
	for _, o := range out {
		o.elements(t, what)
	}
	for _, o := range in {
		o.unchanged(t, what)
	}
	mask.Unchanged(t, what)
}

// tail is the index into an array of a shape that is stretched.
func tail(shape, index []int) []int {
	in := append([]int{}, index[len(index)-len(shape):]...)
	for axis, n := range shape {
		if n == 1 {
			in[axis] = 0
		}
	}
	return in
}

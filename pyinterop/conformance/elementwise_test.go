package conformance_test

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
)

// The loops of the elementwise verbs that are not transcendental, on a grid of
// special values and some random ones: every loop of every kind that NumPy has gives
// NumPy's bits, but for what its comparison allows.

// A tolerance says whether x may stand for NumPy's y; the parts of complex numbers
// are compared one by one.
type tolerance func(x, y float64, in []complex128, eps float64) bool

var elementwise = map[string]tolerance{
	"add": nil, "subtract": nil, "negative": nil, "positive": nil, "fabs": nil,
	"gcd": nil, "lcm": nil, "divide": nil, "floor_divide": nil, "remainder": nil, "fmod": nil, "divmod": nil,
	"reciprocal": nil, "equal": nil, "not_equal": nil, "less": nil, "less_equal": nil, "greater": nil,
	"greater_equal": nil, "logical_and": nil, "logical_or": nil, "logical_xor": nil, "logical_not": nil,
	"isnan": nil, "isinf": nil, "isfinite": nil, "signbit": nil, "bitwise_and": nil, "bitwise_or": nil,
	"bitwise_xor": nil, "invert": nil, "left_shift": nil, "right_shift": nil, "bitwise_count": nil,
	"ceil": nil, "floor": nil, "trunc": nil, "rint": nil, "round": nil, "real": nil, "imag": nil,
	"conjugate": nil, "copysign": nil, "nextafter": nil, "spacing": nil, "heaviside": nil,

	// NumPy says nothing about which of two zeros comes back.
	"minimum": zerosEqual, "maximum": zerosEqual, "fmin": zerosEqual, "fmax": zerosEqual, "clip": zerosEqual,
	// NumPy fuses a product with a sum where the processor does.
	"multiply": fusedProduct, "square": fusedProduct,
	// NumPy takes the C library's hypot, or its own.
	"absolute": lastPlaces, "sign": lastPlaces,
}

func zerosEqual(x, y float64, _ []complex128, _ float64) bool { return x == 0 && y == 0 }

func lastPlaces(x, y float64, in []complex128, eps float64) bool {
	return imag(in[0]) != 0 && math.Abs(x-y) <= 2*eps*math.Abs(y)
}

func fusedProduct(x, y float64, in []complex128, eps float64) bool {
	p, q := in[0], in[len(in)-1]
	return (imag(p) != 0 || imag(q) != 0) && math.Abs(x-y) <= eps*math.Abs(real(p))*math.Abs(real(q))+
		eps*math.Abs(imag(p))*math.Abs(imag(q))+eps*math.Abs(real(p))*math.Abs(imag(q))+eps*math.Abs(imag(p))*math.Abs(real(q))
}

func TestElementwiseLoopsGiveNumPysBits(t *testing.T) {
	np := startNumPy(t, "elementwise")
	rng := ndtest.Seeded(t)
	items, loops := 0, 0
	for _, name := range slices.Sorted(maps.Keys(elementwise)) { // in one order, so that a seed repeats a run
		near := elementwise[name]
		v, ok := kernel.Lookup(name)
		require.True(t, ok, name)
		for i := range v.Loops {
			if l := &v.Loops[i]; !slices.Contains(l.In[:], elem.KindBFloat16) {
				items += againstNumPy(t, np, rng, v, l, near)
				loops++
			}
		}
	}
	t.Logf("%d items through %d loops of %d verbs", items, loops, len(elementwise))
	assert.Greater(t, loops, 500)
}

// For operands of any two kinds the registry finds a loop where NumPy does, and one
// with a result of the same kind.
func TestElementwiseVerbsResolveAsNumPys(t *testing.T) {
	np := startNumPy(t, "elementwise")
	var kinds []elem.Kind
	for k := elem.KindBool; k <= elem.KindComplex128; k++ {
		if k != elem.KindBFloat16 {
			kinds = append(kinds, k)
		}
	}
	for _, name := range append(slices.Collect(maps.Keys(elementwise)), floatUfuncs...) {
		if slices.Contains([]string{"clip", "round", "real", "imag"}, name) {
			continue // no ufuncs in NumPy
		}
		v, _ := kernel.Lookup(name)
		var operands [][]elem.Kind
		for _, a := range kinds {
			if v.In == 1 {
				operands = append(operands, []elem.Kind{a})
				continue
			}
			for _, b := range kinds {
				operands = append(operands, []elem.Kind{a, b})
			}
		}
		query := struct {
			Verb    string     `json:"verb"`
			Resolve [][]string `json:"resolve"`
		}{Verb: name}
		for _, in := range operands {
			var names []string
			for _, k := range in {
				names = append(names, k.String())
			}
			query.Resolve = append(query.Resolve, names)
		}
		var want []string
		np.ask(t, query, &want)
		for i, in := range operands {
			got := ""
			if l, ok := v.Resolve(in); ok {
				got = l.Out[0].String()
			}
			assert.Equal(t, want[i], got, "%s of %v", name, query.Resolve[i])
		}
	}
}

func againstNumPy(t *testing.T, np *numpy, rng *rand.Rand, v *kernel.Verb, l *kernel.Loop, near tolerance) int {
	t.Helper()
	query := struct {
		Verb   string   `json:"verb"`
		Kinds  []string `json:"kinds"`
		Inputs [][]byte `json:"inputs"`
	}{Verb: v.Name}
	inputs, n := grid(rng, v.Name, l.In[:v.In])
	query.Inputs = inputs
	for _, kind := range l.In[:v.In] {
		query.Kinds = append(query.Kinds, kind.String())
	}
	var want struct {
		Kinds   []string
		Outputs [][]byte
	}
	np.ask(t, query, &want)
	require.Len(t, want.Outputs, v.Out, "%s of %v", v.Name, query.Kinds)
	for k := range want.Outputs {
		require.Equal(t, l.Out[k].String(), want.Kinds[k], "result of %s of %v", v.Name, query.Kinds)
	}
	side := compute(l, v, inputs, n, 1)
	apart := compute(l, v, inputs, n, 3)
	for k := range want.Outputs {
		for i := range n {
			x, y := numberAt(l.Out[k], side[k], i), numberAt(l.Out[k], want.Outputs[k], i)
			operands := make([]packedNumber, v.In)
			for j := range operands {
				operands[j] = numberAt(l.In[j], inputs[j], i)
			}
			require.True(t, sameNumber(x, numberAt(l.Out[k], apart[k], i), nil, nil, 0), "%s of %v %v: items apart", v.Name, query.Kinds, operands)
			if !sameNumber(x, y, operands, near, epsilon(l.Out[k])) {
				assert.Failf(t, "not NumPy's", "%s of %v %v is %v, NumPy has %v (output %d)", v.Name, query.Kinds, operands, x, y, k)
				break
			}
		}
	}
	return n
}

// sameNumber compares bits, part by part; NaNs are all the same.
func sameNumber(x, y packedNumber, in []packedNumber, near tolerance, eps float64) bool {
	if x.whole != nil {
		return x.whole == y.whole
	}
	var operands []complex128
	for _, o := range in {
		operands = append(operands, o.c)
	}
	part := func(x, y float64) bool {
		return math.Float64bits(x) == math.Float64bits(y) || math.IsNaN(x) && math.IsNaN(y) || near != nil && near(x, y, operands, eps)
	}
	return part(real(x.c), real(y.c)) && part(imag(x.c), imag(y.c))
}

// compute runs a loop over packed items, with lanes step items apart.
func compute(l *kernel.Loop, v *kernel.Verb, inputs [][]byte, n, step int) (outputs [][]byte) {
	var in, out [3]mem.Addr
	var is, os [3]int
	for k, b := range inputs {
		size := l.In[k].Size()
		lane := aligned(n * step * size)
		for i := range n {
			copy(lane[i*step*size:], b[i*size:(i+1)*size])
		}
		in[k], is[k] = mem.Of(lane), step*size
	}
	lanes := make([][]byte, v.Out)
	for k := range lanes {
		lanes[k] = aligned(n * step * l.Out[k].Size())
		out[k], os[k] = mem.Of(lanes[k]), step*l.Out[k].Size()
	}
	switch {
	case l.Unary != nil:
		l.Unary(out[0], os[0], in[0], is[0], n)
	case l.Binary != nil:
		l.Binary(out[0], os[0], in[0], is[0], in[1], is[1], n)
	case l.Ternary != nil:
		l.Ternary(out[0], os[0], in[0], is[0], in[1], is[1], in[2], is[2], n)
	default:
		l.Pair(out[0], os[0], out[1], os[1], in[0], is[0], in[1], is[1], n)
	}
	for k, lane := range lanes {
		size := l.Out[k].Size()
		b := make([]byte, 0, n*size)
		for i := range n {
			b = append(b, lane[i*step*size:][:size]...)
		}
		outputs = append(outputs, b)
	}
	return outputs
}

// aligned returns bytes that any item may lie in.
func aligned(n int) []byte {
	words := make([]uint64, n/8+2)
	return mem.Bytes(mem.Of(words), n)
}

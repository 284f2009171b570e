package kernel

import (
	"math"
	"slices"
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/vmath"
)

// All float16 and bfloat16: each result is that of float64, rounded once, or its neighbour where the exact one lies in the
// middle between the two, as far as float32 shows. Which NaN comes out is not defined.
func TestFunctionsOfHalfFloatsAreRoundedFromFloat64(t *testing.T) {
	var in, got [1 << 16]uint16
	for i := range in {
		in[i] = uint16(i)
	}
	tested := 0
	for _, v := range floatVerbs {
		if v.In != 1 {
			continue
		}
		wide := v.Exact(elem.KindFloat64)
		require.NotNil(t, wide, v.Name)
		for _, kind := range []elem.Kind{elem.KindFloat16, elem.KindBFloat16} {
			l := v.Exact(kind)
			require.NotNil(t, l, v.Name)
			l.Unary(mem.Of(got[:]), 2, mem.Of(in[:]), 2, len(in))
			number := func(h uint16) float64 { return elem.BFloat16(h).Float64() }
			round := func(x float64) uint16 { return uint16(elem.BFloat16From64(x)) }
			if kind == elem.KindFloat16 {
				number = func(h uint16) float64 { return elem.Float16(h).Float64() }
				round = func(x float64) uint16 { return uint16(elem.Float16From64(x)) }
			}
			middles := 0
			var x, y [1]float64
			for i := range in {
				x[0] = number(in[i])
				wide.Unary(mem.Of(y[:]), 8, mem.Of(x[:]), 8, 1)
				want := round(y[0])
				if result := number(got[i]); got[i] == want || result != result && y[0] != y[0] { // of NaN, that it is one
					continue
				}
				next := max(got[i], want) // where two neighbours meet, in the bits
				middle := number(min(got[i], want)) + (number(next)-number(next-1))/2
				near := next-min(got[i], want) == 1 && math.Abs(y[0]-middle) <= 0x1p-23*math.Abs(middle)
				require.True(t, near, "%s of %s %#x is %#x, want %#x", v.Name, kind, in[i], got[i], want)
				middles++
			}
			assert.LessOrEqual(t, middles, 40, "%s of %s", v.Name, kind)
			tested++
		}
	}
	assert.Equal(t, 2*25, tested)
}

// Lanes of every stride, the loop against the function: the row's, or the scalar one.
func TestLiftedLoopsWalkTheirLanes(t *testing.T) {
	exp, _ := Lookup("exp")
	pow, _ := Lookup("power")
	expOf, powOf := vmath.RowOf("exp").Item64, vmath.Pow
	if r := vmath.Row2Of("power"); r != nil {
		powOf = r.Item64
	}
	at := func(a []float64, start, step, i int) *float64 { return &a[start+step*i] }
	for _, c := range []struct{ ds, as, bs int }{{1, 1, 1}, {2, 1, 3}, {-1, 2, 0}, {1, 0, -2}, {-3, -1, 1}} {
		for _, n := range []int{0, 1, 2, 7, 11, 12, 13, 600, 1100} {
			const last = 3 * 1100
			var dst, a, b [last + 1]float64
			for i := range a {
				a[i], b[i] = 0.1+float64(i%800), float64(i%30)/3-4
			}
			lane := func(x *[last + 1]float64, s int) (mem.Addr, int) {
				start := 0
				if s < 0 {
					start = last
				}
				return mem.Of(x[start:]), start
			}
			d, d0 := lane(&dst, c.ds)
			pa, a0 := lane(&a, c.as)
			pb, b0 := lane(&b, c.bs)
			exp.Exact(elem.KindFloat64).Unary(d, 8*c.ds, pa, 8*c.as, n)
			for i := range n {
				assert.Equal(t, expOf(*at(a[:], a0, c.as, i)), *at(dst[:], d0, c.ds, i))
			}
			pow.Exact(elem.KindFloat64).Binary(d, 8*c.ds, pa, 8*c.as, pb, 8*c.bs, n)
			for i := range n {
				assert.Equal(t, powOf(*at(a[:], a0, c.as, i), *at(b[:], b0, c.bs, i)), *at(dst[:], d0, c.ds, i))
			}
		}
	}
}

// The square of a number is x·x, whether the exponent is one item for all or a lane of its own.
func TestSecondPowersAreSquares(t *testing.T) {
	power, _ := Lookup("power")
	x := []float64{0, math.Copysign(0, -1), 1.1, -1.1, 3, -1e-170, 1e-160, 1e200, 5e-324, math.Inf(-1), math.NaN(), math.Pi, -math.E}
	two := slices.Repeat([]float64{2}, len(x))
	eachLevel(t, func(t *testing.T) {
		for _, stride := range []int{0, 8} {
			got := make([]float64, len(x))
			power.Exact(elem.KindFloat64).Binary(mem.Of(got), 8, mem.Of(x), 8, mem.Of(two), stride, len(x))
			for i := range x {
				assert.True(t, got[i] == x[i]*x[i] || x[i] != x[i] && got[i] != got[i], "%v squared is %v, stride %d", x[i], got[i], stride)
			}
		}
	})
}

func TestRootsOfFloat32AreRoundedOnce(t *testing.T) {
	sqrt, _ := Lookup("sqrt")
	for i := uint32(0); i < 0x7f800000; i += 104729 {
		x := [1]float32{math.Float32frombits(i)}
		var y [1]float32
		sqrt.Exact(elem.KindFloat32).Unary(mem.Of(y[:]), 4, mem.Of(x[:]), 4, 1)
		require.Equal(t, float32(math.Sqrt(float64(x[0]))), y[0])
	}
}

func TestIntegersArePromotedToTheFloatThatHoldsThem(t *testing.T) {
	for _, c := range []struct{ in, want elem.Kind }{
		{elem.KindBool, elem.KindFloat16}, {elem.KindInt8, elem.KindFloat16}, {elem.KindUint8, elem.KindFloat16},
		{elem.KindInt16, elem.KindFloat32}, {elem.KindUint16, elem.KindFloat32}, {elem.KindInt32, elem.KindFloat64},
		{elem.KindUint64, elem.KindFloat64}, {elem.KindBFloat16, elem.KindBFloat16}, {elem.KindComplex64, elem.KindComplex64},
	} {
		for _, name := range []string{"exp", "sqrt", "arctanh"} {
			v, _ := Lookup(name)
			l, ok := v.Resolve([]elem.Kind{c.in})
			require.True(t, ok)
			assert.Equal(t, c.want, l.Out[0], "%s of %s", name, c.in)
		}
	}
	angle, _ := Lookup("angle")
	l, ok := angle.Resolve([]elem.Kind{elem.KindComplex64})
	assert.True(t, ok && l.Out[0] == elem.KindFloat32)
	cbrt, _ := Lookup("cbrt")
	_, ok = cbrt.Resolve([]elem.Kind{elem.KindComplex64})
	assert.False(t, ok, "NumPy has no cube root of complex numbers")
	fp, _ := Lookup("float_power")
	l, ok = fp.Resolve([]elem.Kind{elem.KindInt8, elem.KindInt8})
	assert.True(t, ok && l.Out[0] == elem.KindFloat64)
}

func TestNegativePowersOfIntegersAreFoundBeforehand(t *testing.T) {
	power, _ := Lookup("power")
	for _, kind := range []elem.Kind{elem.KindInt8, elem.KindInt16, elem.KindInt32, elem.KindInt64} {
		l, ok := power.Resolve([]elem.Kind{kind, kind})
		require.True(t, ok)
		require.NotNil(t, l.Check, kind.String())
		assert.Equal(t, 1, l.Check.Input)
		var items [5 * 8]byte
		p, size := mem.Addr(unsafe.Pointer(&items)), kind.Size()
		assert.Equal(t, -1, l.Check.Bad(p, size, 5))
		for k := range size {
			items[3*size+k] = 0xff
		}
		assert.Equal(t, 3, l.Check.Bad(p, size, 5))
		assert.Equal(t, 1, l.Check.Bad(mem.Add(p, 4*size), -size, 5))
		assert.Equal(t, -1, l.Check.Bad(p, 0, 5))
	}
	l, _ := power.Resolve([]elem.Kind{elem.KindUint8, elem.KindUint8})
	assert.Nil(t, l.Check)
	l, _ = power.Resolve([]elem.Kind{elem.KindBool, elem.KindBool})
	assert.Equal(t, elem.KindInt8, l.Out[0])
}

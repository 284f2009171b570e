package kernel

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// NumPy has no bfloat16; its loops are those of float32, rounded once.
func TestVerbsOfBFloat16AreThoseOfFloat32Rounded(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 10))
	verbs := 0
	for _, v := range simpleVerbs() {
		half, wide := v.Exact(elem.KindBFloat16), v.Exact(elem.KindFloat32)
		switch v.Name {
		case "nextafter", "spacing", "fma": // of the kind's own precision
			continue
		}
		if half == nil || half.Unary == nil && half.Binary == nil {
			continue
		}
		verbs++
		for range 3000 {
			x, y := elem.BFloat16(rng.Uint32()), elem.BFloat16(rng.Uint32())
			if rng.IntN(3) == 0 {
				y = x ^ elem.BFloat16(rng.IntN(2)<<15)
			}
			got, want := []uint64{0}, []uint64{0}
			callOn(half, mem.Of(got), x, y)
			callOn(wide, mem.Of(want), x.Float32(), y.Float32())
			if half.Out[0] == elem.KindBool {
				require.Equal(t, want[0], got[0], "%s of %v, %v", v.Name, x, y)
				continue
			}
			require.Equal(t, elem.KindBFloat16, half.Out[0], v.Name)
			g, w := mem.Load[elem.BFloat16](mem.Of(got)), elem.BFloat16From(mem.Load[float32](mem.Of(want)))
			require.True(t, g == w || g.IsNaN() && w.IsNaN(), "%s of %v, %v is %v, wanted %v", v.Name, x, y, g, w)
		}
	}
	assert.Greater(t, verbs, 30)
}

// callOn computes one item of one or two inputs.
func callOn[T any](l *Loop, dst mem.Addr, x, y T) {
	a, b := []T{x}, []T{y}
	if l.Unary != nil {
		l.Unary(dst, 0, mem.Of(a), 0, 1)
		return
	}
	l.Binary(dst, 0, mem.Of(a), 0, mem.Of(b), 0, 1)
}

func TestNeighboursOfBFloat16(t *testing.T) {
	inf := elem.BFloat16From(float32(math.Inf(1)))
	next := func(x, y elem.BFloat16) (z elem.BFloat16) {
		out := []elem.BFloat16{0}
		callOn(ofBFloat16("nextafter"), mem.Of(out), x, y)
		return out[0]
	}
	x, steps := inf|0x8000, 0
	for x != inf {
		up := next(x, inf)
		require.Less(t, x.Float32(), up.Float32())
		down := next(up, inf|0x8000)
		require.Equal(t, x.Float32(), down.Float32(), "and back")
		x, steps = up, steps+1
	}
	assert.Equal(t, 2*0x7f80, steps, "through every number once, zero included")

	spacing := func(x float32) float32 {
		out := []elem.BFloat16{0}
		callOn(ofBFloat16("spacing"), mem.Of(out), elem.BFloat16From(x), 0)
		return out[0].Float32()
	}
	assert.Equal(t, float32(0x1p-7), spacing(1))
	assert.Equal(t, float32(-0x1p-7), spacing(-1))
	assert.Equal(t, float32(0x1p-133), spacing(0))
	assert.True(t, math.IsNaN(float64(spacing(float32(math.Inf(-1))))))
}

func ofBFloat16(name string) *Loop {
	v, _ := Lookup(name)
	return v.Exact(elem.KindBFloat16)
}

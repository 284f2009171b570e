package ops_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// A verb is an operation under test with what it does to one pair of elements.
type verb[T ndview.Element] struct {
	name string
	do   func(dst ndview.MutView[T], a, b ndview.View[T]) error
	one  func(x, y T) T
}

// The oracles compute one element with Go's operators, without the kernels.

func arith[T elem.Arith](name string) []verb[T] {
	return []verb[T]{
		{name, plain(ops.Add[T]), func(x, y T) T { return x + y }},
		{name, plain(ops.Sub[T]), func(x, y T) T { return x - y }},
		{name, plain(ops.Mul[T]), func(x, y T) T { return x * y }},
	}
}

// forEachType runs f for every element type; the verbs are those of the type.
func forEachType(t *testing.T, f types) {
	t.Run("int8", func(t *testing.T) { each(t, f, named(arith[int8]("")...)) })
	t.Run("int16", func(t *testing.T) { each(t, f, named(arith[int16]("")...)) })
	t.Run("int32", func(t *testing.T) { each(t, f, named(arith[int32]("")...)) })
	t.Run("int64", func(t *testing.T) { each(t, f, named(arith[int64]("")...)) })
	t.Run("uint8", func(t *testing.T) { each(t, f, named(arith[uint8]("")...)) })
	t.Run("uint16", func(t *testing.T) { each(t, f, named(arith[uint16]("")...)) })
	t.Run("uint32", func(t *testing.T) { each(t, f, named(arith[uint32]("")...)) })
	t.Run("uint64", func(t *testing.T) { each(t, f, named(arith[uint64]("")...)) })
	t.Run("float32", func(t *testing.T) {
		each(t, f, named(append(arith[float32](""), verb[float32]{"", plain(ops.Div[float32]), func(x, y float32) float32 { return x / y }})...))
	})
	t.Run("float64", func(t *testing.T) {
		each(t, f, named(append(arith[float64](""), verb[float64]{"", plain(ops.Div[float64]), func(x, y float64) float64 { return x / y }})...))
	})
	t.Run("complex64", func(t *testing.T) {
		verbs := named(arith[complex64]("")...)
		verbs[2].one = func(x, y complex64) complex64 { // Go would compute in float64
			a, b, c, d := real(x), imag(x), real(y), imag(y)
			return complex(float32(a*c)-float32(b*d), float32(a*d)+float32(b*c))
		}
		each(t, f, verbs)
	})
	t.Run("complex128", func(t *testing.T) { each(t, f, named(arith[complex128]("")...)) })
	t.Run("bool", func(t *testing.T) {
		each(t, f, []verb[elem.Bool]{
			{"Add", plain(ops.Add[elem.Bool]), func(x, y elem.Bool) elem.Bool { return elem.BoolOf(x != 0 || y != 0) }},
			{"Mul", plain(ops.Mul[elem.Bool]), func(x, y elem.Bool) elem.Bool { return elem.BoolOf(x != 0 && y != 0) }},
		})
	})
	t.Run("float16", func(t *testing.T) {
		in32 := func(f func(x, y float32) float32) func(x, y elem.Float16) elem.Float16 {
			return func(x, y elem.Float16) elem.Float16 { return elem.Float16From(f(x.Float32(), y.Float32())) }
		}
		each(t, f, named(
			verb[elem.Float16]{"", plain(ops.Add[elem.Float16]), in32(func(x, y float32) float32 { return x + y })},
			verb[elem.Float16]{"", plain(ops.Sub[elem.Float16]), in32(func(x, y float32) float32 { return x - y })},
			verb[elem.Float16]{"", plain(ops.Mul[elem.Float16]), in32(func(x, y float32) float32 { return x * y })},
			verb[elem.Float16]{"", plain(ops.Div[elem.Float16]), in32(func(x, y float32) float32 { return x / y })},
		))
	})
	t.Run("bfloat16", func(t *testing.T) {
		in32 := func(f func(x, y float32) float32) func(x, y elem.BFloat16) elem.BFloat16 {
			return func(x, y elem.BFloat16) elem.BFloat16 { return elem.BFloat16From(f(x.Float32(), y.Float32())) }
		}
		each(t, f, named(
			verb[elem.BFloat16]{"", plain(ops.Add[elem.BFloat16]), in32(func(x, y float32) float32 { return x + y })},
			verb[elem.BFloat16]{"", plain(ops.Sub[elem.BFloat16]), in32(func(x, y float32) float32 { return x - y })},
			verb[elem.BFloat16]{"", plain(ops.Mul[elem.BFloat16]), in32(func(x, y float32) float32 { return x * y })},
			verb[elem.BFloat16]{"", plain(ops.Div[elem.BFloat16]), in32(func(x, y float32) float32 { return x / y })},
		))
	})
}

// named gives verbs their names, in the order in which every type lists them.
func named[T ndview.Element](verbs ...verb[T]) []verb[T] {
	for i, name := range []string{"Add", "Sub", "Mul", "Div"}[:len(verbs)] {
		verbs[i].name = name
	}
	return verbs
}

// types selects what forEachType runs: Go has no generic function values.
type types int

const (
	complete types = iota // the complete grid of shapes and classes
	sharing               // random operands over one block of memory
)

func each[T ndview.Element](t *testing.T, f types, verbs []verb[T]) {
	switch f {
	case complete:
		testComplete(t, verbs)
	case sharing:
		testSharing(t, verbs)
	}
}

// same compares elements bit by bit, except that any NaN is any other: which of
// two NaN operands an addition returns is the processor's choice.
func same[T ndview.Element](x, y T) bool {
	return ndtest.SameBits([]T{x}, []T{y}) || isNaN(x) && isNaN(y)
}

func isNaN(x any) bool {
	switch v := x.(type) {
	case float32:
		return math.IsNaN(float64(v))
	case float64:
		return math.IsNaN(v)
	case complex64:
		return isNaN(real(v)) || isNaN(imag(v))
	case complex128:
		return isNaN(real(v)) || isNaN(imag(v))
	case elem.Float16:
		return v.IsNaN()
	case elem.BFloat16:
		return v.IsNaN()
	}
	return false
}

func requireSame[T ndview.Element](t *testing.T, want, got []T, msg string, args ...any) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		if !same(want[i], got[i]) {
			require.Failf(t, "wrong element", "element %d is %v, wanted %v: "+msg, append([]any{i, got[i], want[i]}, args...)...)
		}
	}
}

// stretched returns the shape with some axes of length 1 and some missing in
// front, so that it broadcasts to shape.
func stretched(rng *rand.Rand, shape []int) []int {
	s := append([]int(nil), shape[rng.IntN(len(shape)+1):]...)
	if rng.IntN(2) == 0 {
		s = append([]int(nil), shape...)
	}
	for i := range s {
		if rng.IntN(4) == 0 {
			s[i] = 1
		}
	}
	return s
}

// at reads an element of an operand that is broadcast to the index's shape.
func at[T ndview.Element](a *ndtest.Array[T], index []int) T {
	own := append([]int(nil), index[len(index)-len(a.Shape):]...)
	for i, n := range a.Shape {
		if n == 1 {
			own[i] = 0
		}
	}
	return a.Get(own)
}

// plain is a verb without options.
func plain[T ndview.Element](f func(dst ndview.MutView[T], a, b ndview.View[T], opts ...ops.Option) error) func(dst ndview.MutView[T], a, b ndview.View[T]) error {
	return func(dst ndview.MutView[T], a, b ndview.View[T]) error { return f(dst, a, b) }
}

package fused_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
)

// An operand is an array of some kind and layout, with its elements side by side
// for the oracle.
type operand struct {
	raw    ndview.MutRaw
	dense  ndview.Raw
	shape  []int
	label  string
	intact func(t testing.TB)      // nothing changed
	only   func(t testing.TB)      // nothing but elements changed
	values func(ndview.Raw) []text // of any array of the operand's kind
}

// text is an element as a comparable value: NaNs are alike.
type text any

type maker func(rng *rand.Rand, class ndtest.Class, shape []int) *operand

// kinds are those that the tests compute with: every family, and every size.
var kinds = map[elem.Kind]maker{
	elem.KindBool: arrayOf[elem.Bool], elem.KindInt8: arrayOf[int8], elem.KindUint16: arrayOf[uint16], elem.KindInt64: arrayOf[int64],
	elem.KindUint64: arrayOf[uint64], elem.KindFloat16: arrayOf[elem.Float16], elem.KindFloat32: arrayOf[float32], elem.KindFloat64: arrayOf[float64],
	elem.KindComplex128: arrayOf[complex128],
}

var someKinds = []elem.Kind{
	elem.KindBool, elem.KindInt8, elem.KindUint16, elem.KindInt64, elem.KindUint64,
	elem.KindFloat16, elem.KindFloat32, elem.KindFloat64, elem.KindComplex128,
}

func arrayOf[T ndview.Element](rng *rand.Rand, class ndtest.Class, shape []int) *operand {
	a := ndtest.New[T](rng, class, shape...)
	n := len(a.Values())
	elements := ndtest.Small[T](rng, n)
	switch rng.IntN(4) {
	case 0:
		elements = ndtest.RandomBits[T](rng, n)
	case 1:
		special[T](rng, elements)
	}
	a.Fill(elements)
	a.Remember()
	dense := ndview.Make[T](shape...)
	if err := dense.CopyFrom(a.Values()); err != nil {
		panic(err)
	}
	return &operand{
		raw: a.V.Raw(), dense: dense.View.Raw(), shape: shape,
		label:  fmt.Sprintf("%s %s %v", elem.KindOf[T](), class, shape),
		intact: func(t testing.TB) { a.Unchanged(t, "an input") },
		only:   func(t testing.TB) { a.OnlyElements(t, "dst") },
		values: valuesOf[T],
	}
}

func valuesOf[T ndview.Element](r ndview.Raw) []text {
	v, err := ndview.As[T](r)
	if err != nil {
		panic(err)
	}
	s := make([]T, v.Size())
	if err := v.CopyTo(s); err != nil {
		panic(err)
	}
	texts := make([]text, len(s))
	for i, x := range s {
		texts[i] = textOf(any(x))
	}
	return texts
}

func textOf(x any) text {
	switch x := x.(type) {
	case float32:
		return bitsOrNaN(float64(x))
	case float64:
		return bitsOrNaN(x)
	case elem.Float16:
		return bitsOrNaN(x.Float64())
	case complex128:
		return [2]text{bitsOrNaN(real(x)), bitsOrNaN(imag(x))}
	}
	return x
}

func bitsOrNaN(x float64) text {
	if x != x {
		return "NaN"
	}
	return math.Float64bits(x)
}

// special replaces elements of floats by what computes unlike other numbers.
func special[T ndview.Element](rng *rand.Rand, s []T) {
	values := []float64{0, math.Copysign(0, -1), math.Inf(1), math.Inf(-1), math.NaN(), 5e-324, 1, -1, 1e308}
	pick := func() float64 { return values[rng.IntN(len(values))] }
	for i := range s {
		switch p := any(&s[i]).(type) {
		case *float32:
			*p = float32(pick())
		case *float64:
			*p = pick()
		case *elem.Float16:
			*p = elem.Float16From64(pick())
		case *complex128:
			*p = complex(pick(), pick())
		}
	}
}

func requireValues(t testing.TB, want, got []text, msg string, args ...any) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		if want[i] != got[i] {
			require.Failf(t, "wrong element", "element %d is %v, wanted %v: "+msg, append([]any{i, got[i], want[i]}, args...)...)
		}
	}
}

package ndtest

import (
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Shapes is the complete grid of shapes of up to 3 axes with lengths 0, 1, 2 and
// 3, and some of 4 and 5 axes.
func Shapes() [][]int {
	shapes := [][]int{{}}
	for from, ndim := 0, 1; ndim <= 3; ndim++ {
		to := len(shapes)
		for _, s := range shapes[from:to] {
			for n := range 4 {
				shapes = append(shapes, append(slices.Clone(s), n))
			}
		}
		from = to
	}
	return append(shapes, []int{2, 1, 3, 2}, []int{2, 3, 0, 2}, []int{3, 2, 2, 3}, []int{2, 1, 2, 3, 2}, []int{1, 1, 1, 1, 1}, []int{2, 2, 2, 2, 2})
}

// Seeded returns a source of random numbers whose seed stands in the log. The
// variable INPLACE_SEED repeats a run.
func Seeded(t testing.TB) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	if s := os.Getenv("INPLACE_SEED"); s != "" {
		given, err := strconv.ParseUint(s, 10, 64)
		if err != nil {
			t.Fatalf("INPLACE_SEED: %v", err)
		}
		seed = given
	}
	t.Logf("INPLACE_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 1))
}

// Small returns small whole numbers as elements, so that sums and products of a
// few of them are exact in every type.
func Small[T ndview.Element](rng *rand.Rand, n int) []T {
	values := make([]T, n)
	for i := range values {
		values[i] = Of[T](1 + rng.IntN(5))
	}
	return values
}

// Of returns a small whole number as an element: its truth as a Bool, its value
// as a float of any width, itself with twice itself as imaginary part as a
// complex number.
func Of[T ndview.Element](i int) T {
	var x any
	switch any(*new(T)).(type) {
	case int8:
		x = int8(i)
	case int16:
		x = int16(i)
	case int32:
		x = int32(i)
	case int64:
		x = int64(i)
	case uint8:
		x = uint8(i)
	case uint16:
		x = uint16(i)
	case uint32:
		x = uint32(i)
	case uint64:
		x = uint64(i)
	case float32:
		x = float32(i)
	case float64:
		x = float64(i)
	case complex64:
		x = complex(float32(i), float32(2*i))
	case complex128:
		x = complex(float64(i), float64(2*i))
	case elem.Bool:
		x = elem.BoolOf(i%2 != 0)
	case elem.Float16:
		x = elem.Float16From(float32(i))
	case elem.BFloat16:
		x = elem.BFloat16From(float32(i))
	}
	return x.(T)
}

// RandomBits returns elements of any bit pattern.
func RandomBits[T ndview.Element](rng *rand.Rand, n int) []T {
	values := make([]T, n)
	bytes := mem.Bytes(mem.Of(values), n*mem.SizeOf[T]())
	for i := range bytes {
		bytes[i] = byte(rng.Uint32())
	}
	return values
}

// SameBits reports whether two slices hold the same bits, NaNs included.
func SameBits[T ndview.Element](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	size := mem.SizeOf[T]()
	return slices.Equal(mem.Bytes(mem.Of(a), len(a)*size), mem.Bytes(mem.Of(b), len(b)*size))
}

// Counter counts what a random test has covered.
type Counter map[string]int

// Add counts one case of what the parts name together.
func (c Counter) Add(parts ...any) { c[fmt.Sprintln(parts...)]++ }

// AtLeast fails t for each of n classes that stayed below least, and if not
// all of the n classes were seen.
func (c Counter) AtLeast(t testing.TB, classes, least int) {
	t.Helper()
	if len(c) != classes {
		t.Errorf("%d classes of cases were covered, wanted %d: %v", len(c), classes, c)
	}
	for name, n := range c {
		if n < least {
			t.Errorf("only %d cases of %s, wanted %d", n, name, least)
		}
	}
}

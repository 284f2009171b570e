package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/vmath"
)

// One exponent for all gives what each item to its own power is: in place, of every other item,
// reversed, over more items than a window holds, and when products wrap around.
func TestPowersWithOneExponentAreThoseOfEachItem(t *testing.T) {
	powersAgree[int8](t, elem.KindInt8, math.MaxInt8)
	powersAgree[int16](t, elem.KindInt16, math.MaxInt16)
	powersAgree[int32](t, elem.KindInt32, math.MaxInt32)
	powersAgree[int64](t, elem.KindInt64, math.MaxInt64)
	powersAgree[uint8](t, elem.KindUint8, math.MaxUint8)
	powersAgree[uint16](t, elem.KindUint16, math.MaxUint16)
	powersAgree[uint32](t, elem.KindUint32, math.MaxUint32)
	powersAgree[uint64](t, elem.KindUint64, math.MaxUint64)
}

func powersAgree[T vmath.Integer](t *testing.T, kind elem.Kind, largest T) {
	const n = 5000
	loop := intPowers()[kind]
	size := mem.SizeOf[T]()
	for i, exponent := range []T{0, 1, 2, 3, 4, 5, 6, 7, 8, 13, 31, 32, 100, largest - 1, largest} {
		for _, step := range []int{1, 2, -1} {
			m := []int{powerFrom - 1, powerFrom, 100, 2048, 2499}[i%5]
			x := make([]T, n)
			for j := range x {
				x[j] = T(j*j*7 - 1200)
			}
			want := append([]T(nil), x...)
			first := 0
			if step < 0 {
				first = m - 1
			}
			for j := range m {
				at := first + j*step
				want[at] = vmath.PowInt(x[at], exponent)
			}
			out := append([]T(nil), x...)
			loop(mem.Of(out[first:]), step*size, mem.Of(x[first:]), step*size, mem.Of([]T{exponent}), 0, m)
			require.Equal(t, want, out, "%v to the power of %d, step %d", kind, exponent, step)
			loop(mem.Of(x[first:]), step*size, mem.Of(x[first:]), step*size, mem.Of([]T{exponent}), 0, m)
			require.Equal(t, want, x, "%v to the power of %d, step %d, in place", kind, exponent, step)
		}
	}
}

// A single exponent is looked at once, however many bases there are.
func TestOneNegativeExponentIsFound(t *testing.T) {
	bad := negativeOf(elem.KindInt32)
	require.Equal(t, 0, bad(mem.Of([]int32{-1}), 0, 1000))
	require.Equal(t, -1, bad(mem.Of([]int32{3}), 0, 1000))
	require.Equal(t, -1, bad(mem.Of([]int32{-1}), 0, 0))
}

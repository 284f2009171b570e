package kernel

import (
	"math/bits"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/vmath"
)

// One exponent for all
//
// Where all items of a lane of integers have one exponent, they are raised together: from
// its second bit on, x^(2e) is the square of xᵉ and x^(2e+1) that times x, and for each of
// these there is a loop, of vectors where the processor has them. Products wrap around, so their
// order does not matter. What is not the result yet lies in a window, a part of the lane at a time, and
// x is read for the last time as the result is written: K3.
//
// Reference: D. Knuth, The Art of Computer Programming, vol. 2, section 4.6.3.

// powerFrom is the number of items from which on that pays.
const powerFrom = 16

// intPowers are the loops of integers.
func intPowers() *Table[Binary] {
	t := &Table[Binary]{}
	setPower[int8](t, elem.KindInt8)
	setPower[int16](t, elem.KindInt16)
	setPower[int32](t, elem.KindInt32)
	setPower[int64](t, elem.KindInt64)
	setPower[uint8](t, elem.KindUint8)
	setPower[uint16](t, elem.KindUint16)
	setPower[uint32](t, elem.KindUint32)
	setPower[uint64](t, elem.KindUint64)
	return t
}

func setPower[T vmath.Integer](t *Table[Binary], kind elem.Kind) {
	t[kind] = func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
		if bs == 0 && n >= powerFrom {
			if y := mem.Load[T](b); y > 0 { // K1, K2
				powerOne(kind, dst, ds, a, as, uint64(y), n)
				return
			}
		}
		powInt[T](dst, ds, a, as, b, bs, n)
	}
}

// powerOne raises items to an exponent that is not 0.
func powerOne(kind elem.Kind, dst mem.Addr, ds int, a mem.Addr, as int, exponent uint64, n int) {
	size := kind.Size()
	if exponent == 1 {
		MoveOf(size, 1)(dst, ds, a, as, n)
		return
	}
	w := rowPool.Get().(*rowWindows)
	window := mem.Of(w[0][:])
	most := len(w[0]) * 8 / size
	for {
		m := min(n, most)
		raise(kind, dst, ds, a, as, exponent, m, window)
		if n -= m; n == 0 {
			rowPool.Put(w)
			return
		}
		dst, a = mem.Add(dst, m*ds), mem.Add(a, m*as) // K5: items are left
	}
}

// raise raises n items to an exponent of at least 2; the window has room for them.
func raise(kind elem.Kind, dst mem.Addr, ds int, a mem.Addr, as int, exponent uint64, n int, window mem.Addr) {
	size := kind.Size()
	from, fs := a, as
	for left := bits.Len64(exponent) - 2; left >= 0; left-- {
		times := exponent>>left&1 == 1
		if left == 0 && !times {
			Square[kind](dst, ds, from, fs, n)
			return
		}
		Square[kind](window, size, from, fs, n)
		from, fs = window, size
		if left == 0 {
			Mul[kind](dst, ds, window, size, a, as, n)
		} else if times {
			Mul[kind](window, size, window, size, a, as, n)
		}
	}
}

package kernel

import (
	"math"
	"unsafe"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// A divisorLoop divides items by one number, a multiple of step of them; by holds its
// reciprocal, half of its magnitude's, and itself, or what bytes are multiplied by.
type divisorLoop struct {
	kind  elem.Kind
	level cpu.Level
	step  int
	loop  func(dst, src mem.Addr, n int, by *[3]uint64)
}

// dividedByOne puts the loops for one divisor in front of the vectors of floor_divide.
func dividedByOne(list []vector) []vector {
	for i := range list {
		v := &list[i]
		if v.table != "FloorDiv" {
			continue
		}
		for _, l := range divisorLoops {
			if l.kind == v.kind && l.level == v.level {
				v.loop2 = l.before(v.loop2)
			}
		}
	}
	return list
}

// before returns a loop that divides by one number where the divisor is one for all, and
// otherwise, and what is left over, by another loop.
func (l divisorLoop) before(other Binary) Binary {
	size := l.kind.Size()
	return func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
		if bs == 0 {
			if by, ok := l.multipliers(b); ok {
				done := n - n%l.step
				l.loop(dst, a, done, &by) // K1: lanes side by side, as a vector's are
				if n -= done; n == 0 {
					return
				}
				dst, a = unsafe.Add(dst, done*size), unsafe.Add(a, done*size) // K5: items are left
			}
		}
		other(dst, ds, a, as, b, bs, n)
	}
}

// multipliers returns what a loop multiplies by instead of dividing by y; ok is false where that is not
// exact.
func (l divisorLoop) multipliers(y mem.Addr) (by [3]uint64, ok bool) {
	var divisor float64
	switch l.kind {
	case elem.KindUint8:
		y := uint64(mem.Load[uint8](y)) // K1
		if y < 2 {
			return by, false
		}
		return [3]uint64{(1<<16 + y - 1) / y * 0x0001000100010001}, true
	case elem.KindInt32:
		divisor = float64(mem.Load[int32](y)) // K1, K2
	case elem.KindUint32:
		divisor = float64(mem.Load[uint32](y)) // K1, K2
	case elem.KindInt64:
		by[2] = uint64(mem.Load[int64](y)) // K1, K2
		divisor = float64(int64(by[2]))
	default:
		by[2] = mem.Load[uint64](y) // K1, K2
		divisor = float64(by[2])
	}
	by[0], by[1] = math.Float64bits(1/divisor), math.Float64bits(0.5/math.Abs(divisor))
	return by, divisor != 0 && math.Abs(divisor) < 1<<50
}

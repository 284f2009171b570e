package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// The last steps of saturating casts: from the widest kind of a family to each
// integer kind.

var clampInt = Table[Unary]{
	elem.KindInt8:   clampSigned[int8],
	elem.KindInt16:  clampSigned[int16],
	elem.KindInt32:  clampSigned[int32],
	elem.KindInt64:  clampSigned[int64],
	elem.KindUint8:  clampSigned[uint8],
	elem.KindUint16: clampSigned[uint16],
	elem.KindUint32: clampSigned[uint32],
	elem.KindUint64: clampSigned[uint64],
}

var clampUint = Table[Unary]{
	elem.KindInt8:   clampUnsigned[int8],
	elem.KindInt16:  clampUnsigned[int16],
	elem.KindInt32:  clampUnsigned[int32],
	elem.KindInt64:  clampUnsigned[int64],
	elem.KindUint8:  clampUnsigned[uint8],
	elem.KindUint16: clampUnsigned[uint16],
	elem.KindUint32: clampUnsigned[uint32],
	elem.KindUint64: clampUnsigned[uint64],
}

var clampFloat = Table[Unary]{
	elem.KindInt8:   clampReal[int8],
	elem.KindInt16:  clampReal[int16],
	elem.KindInt32:  clampReal[int32],
	elem.KindInt64:  clampReal[int64],
	elem.KindUint8:  clampReal[uint8],
	elem.KindUint16: clampReal[uint16],
	elem.KindUint32: clampReal[uint32],
	elem.KindUint64: clampReal[uint64],
}

// limits returns the smallest and the largest D; the largest of uint64 does not
// fit an int64, and there is none larger.
func limits[D integer]() (least int64, most uint64) {
	bits := 8 * mem.SizeOf[D]()
	if ^D(0) > 0 { // unsigned
		return 0, math.MaxUint64 >> (64 - bits)
	}
	return math.MinInt64 >> (64 - bits), math.MaxInt64 >> (64 - bits)
}

func clampSigned[D integer](dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	least, most := limits[D]()
	lift(dst, ds, a, as, n, func(x int64) D {
		switch {
		case x < least:
			return D(least)
		case x > 0 && uint64(x) > most:
			return D(most)
		}
		return D(x)
	})
}

func clampUnsigned[D integer](dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	_, most := limits[D]()
	lift(dst, ds, a, as, n, func(x uint64) D { return D(min(x, most)) })
}

func clampReal[D integer](dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	least, most := limits[D]()
	lift(dst, ds, a, as, n, func(x float64) D {
		switch {
		case x != x:
			return 0
		case x <= float64(least):
			return D(least)
		case x >= float64(most): // rounded up for the 64-bit kinds, beyond which nothing fits
			return D(most)
		case least == 0:
			return D(truncateUnsigned(x))
		}
		return D(truncate64(x))
	})
}

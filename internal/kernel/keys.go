package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// The order of items as unsigned integers
//
// NumPy sorts every kind by one order: false before true, numbers by value with −0
// equal to 0, NaN behind all numbers, complex numbers by real part, then imaginary
// part; of those with NaN, first the ones whose real part is a number, by it, then
// the ones whose imaginary part is one, by it, then the rest. A key is an unsigned
// integer for each item such that the keys' order is that order and equal items
// have equal keys. So one loop sorts, selects and searches all kinds.
//
// Signed integers get their sign bit flipped. A float's bits rise with its
// magnitude: positive numbers get the sign bit set, negative ones all bits flipped,
// NaN the largest key. A complex number has the keys of its parts, which fit into
// one word for complex64; complex128 has two, major and minor.

// A keyFunc returns the key of the item at p.
type keyFunc func(p mem.Addr) uint64

// keys has the key of each kind; for complex128 the major one.
var keys = Table[keyFunc]{
	elem.KindBool:       func(p mem.Addr) uint64 { return uint64(elem.BoolOf(mem.Load[uint8](p) != 0)) },
	elem.KindInt8:       func(p mem.Addr) uint64 { return uint64(mem.Load[uint8](p) ^ 1<<7) },
	elem.KindInt16:      func(p mem.Addr) uint64 { return uint64(mem.Load[uint16](p) ^ 1<<15) },
	elem.KindInt32:      func(p mem.Addr) uint64 { return uint64(mem.Load[uint32](p) ^ 1<<31) },
	elem.KindInt64:      func(p mem.Addr) uint64 { return mem.Load[uint64](p) ^ 1<<63 },
	elem.KindUint8:      func(p mem.Addr) uint64 { return uint64(mem.Load[uint8](p)) },
	elem.KindUint16:     func(p mem.Addr) uint64 { return uint64(mem.Load[uint16](p)) },
	elem.KindUint32:     func(p mem.Addr) uint64 { return uint64(mem.Load[uint32](p)) },
	elem.KindUint64:     func(p mem.Addr) uint64 { return mem.Load[uint64](p) },
	elem.KindFloat16:    func(p mem.Addr) uint64 { return uint64(floatKey(mem.Load[uint16](p), 0x7c00)) },
	elem.KindBFloat16:   func(p mem.Addr) uint64 { return uint64(floatKey(mem.Load[uint16](p), 0x7f80)) },
	elem.KindFloat32:    func(p mem.Addr) uint64 { return uint64(floatKey(mem.Load[uint32](p), inf32)) },
	elem.KindFloat64:    func(p mem.Addr) uint64 { return floatKey(mem.Load[uint64](p), inf64) },
	elem.KindComplex64:  complex64Key,
	elem.KindComplex128: func(p mem.Addr) uint64 { major, _ := complex128Keys(p); return major },
}

// minorKey returns the second key of an item, 0 for kinds that have one.
func minorKey(kind elem.Kind) keyFunc {
	if kind != elem.KindComplex128 {
		return func(mem.Addr) uint64 { return 0 }
	}
	return func(p mem.Addr) uint64 { _, minor := complex128Keys(p); return minor }
}

// The bits of positive infinity.
const (
	inf32 = 0x7f800000
	inf64 = 0x7ff0000000000000
)

// floatKey returns the key of a float's bits; inf are the bits of infinity.
func floatKey[U uint16 | uint32 | uint64](b, inf U) U {
	sign := ^(^U(0) >> 1)
	switch {
	case b&^sign > inf:
		return ^U(0)
	case b < sign:
		return b | sign
	case b == sign:
		return sign // −0 is 0
	}
	return ^b
}

// complexKeys returns the keys of a complex number from those of its parts, NaN
// being the largest. The keys of numbers end with that of infinity, so that there
// is room behind it for the three classes of numbers with NaN.
func complexKeys[U uint32 | uint64](re, im, inf U) (major, minor U) {
	behind := inf | ^(^U(0) >> 1)
	switch nan := ^U(0); {
	case re != nan && im != nan:
		return re, im
	case re != nan:
		return behind + 1, re
	case im != nan:
		return behind + 2, im
	}
	return behind + 3, 0
}

func complex64Key(p mem.Addr) uint64 {
	x := mem.Load[complex64](p)
	major, minor := complexKeys(floatKey(math.Float32bits(real(x)), inf32), floatKey(math.Float32bits(imag(x)), inf32), inf32)
	return uint64(major)<<32 | uint64(minor)
}

func complex128Keys(p mem.Addr) (major, minor uint64) {
	x := mem.Load[complex128](p)
	return complexKeys(floatKey(math.Float64bits(real(x)), inf64), floatKey(math.Float64bits(imag(x)), inf64), inf64)
}

// isNaNKey reports whether a key is that of an item that is, or has a part that is,
// no number.
func isNaNKey(kind elem.Kind, key uint64) bool {
	switch kind {
	case elem.KindFloat16, elem.KindBFloat16:
		return key == math.MaxUint16
	case elem.KindFloat32:
		return key == math.MaxUint32
	case elem.KindFloat64:
		return key == math.MaxUint64
	case elem.KindComplex64:
		return key>>32 > inf32|1<<31
	case elem.KindComplex128:
		return key > inf64|1<<63
	}
	return false
}

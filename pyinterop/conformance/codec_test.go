//go:build cgo

package conformance_test

import (
	"encoding/binary"
	"hash/crc32"
	"math"
	"math/rand/v2"

	"github.com/go-inplace/inplace/internal/elem"
)

// An item as bytes, written down once more and only for the tests: the values that Python's struct module reads from
// it, each as the 8 bytes of testdata/case.py.

// A leaf is one value of an item.
type leaf struct {
	typ    elem.Type
	offset int
}

// leaves returns the values of an item in order; padding has none.
func leaves(dst []leaf, t elem.Type, offset int) []leaf {
	switch {
	case t.Kind == elem.KindVoid:
		return dst
	case t.Kind != elem.KindRecord:
		return append(dst, leaf{t, offset})
	}
	for _, f := range t.Rec.Fields {
		n := 1
		for _, length := range f.Shape {
			n *= length
		}
		for i := range n {
			dst = leaves(dst, f.Type, offset+f.Offset+i*f.Type.Size)
		}
	}
	return dst
}

// canonical appends the value that lies in an item.
func (l leaf) canonical(dst, item []byte) []byte {
	b := item[l.offset : l.offset+l.typ.Size]
	switch l.typ.Kind {
	case elem.KindBool:
		return binary.NativeEndian.AppendUint64(dst, uint64(min(b[0], 1)))
	case elem.KindBytes:
		return binary.NativeEndian.AppendUint64(dst, textValue(b))
	case elem.KindPascal:
		return binary.NativeEndian.AppendUint64(dst, textValue(b[1:][:min(int(b[0]), len(b)-1)]))
	}
	n := l.integer(b)
	switch l.typ.Kind {
	case elem.KindFloat16:
		n = math.Float64bits(halfToDouble(uint16(n)))
	case elem.KindFloat32:
		n = math.Float64bits(float64(math.Float32frombits(uint32(n))))
	case elem.KindInt8:
		n = uint64(int8(n))
	case elem.KindInt16:
		n = uint64(int16(n))
	case elem.KindInt32:
		n = uint64(int32(n))
	}
	return binary.NativeEndian.AppendUint64(dst, n)
}

// textValue is what Python's side makes of a bytes object.
func textValue(b []byte) uint64 {
	if len(b) == 1 {
		return uint64(b[0])
	}
	return uint64(crc32.ChecksumIEEE(b))
}

// integer reads the bytes as one number in their byte order.
func (l leaf) integer(b []byte) uint64 {
	var n uint64
	for i := range b {
		k := i
		if l.littleEndian() {
			k = len(b) - 1 - i
		}
		n = n<<8 | uint64(b[k])
	}
	return n
}

func (l leaf) littleEndian() bool {
	hostLittle := binary.NativeEndian.Uint16([]byte{1, 0}) == 1
	return hostLittle != l.typ.Swapped
}

// halfToDouble follows the definition of binary16, number by number.
func halfToDouble(h uint16) float64 {
	exponent, fraction := int(h>>10&31), float64(h&1023)
	value := math.Ldexp(1+fraction/1024, exponent-15)
	switch exponent {
	case 0:
		value = math.Ldexp(fraction/1024, -14)
	case 31:
		value = math.Inf(1)
		if fraction != 0 {
			value = math.NaN()
		}
	}
	if h>>15 == 1 {
		value = -value
	}
	return value
}

// random fills the value in an item with one that is not NaN, and for booleans is 0 or 1.
func (l leaf) random(rng *rand.Rand, item []byte) {
	b := item[l.offset : l.offset+l.typ.Size]
	for i := range b {
		b[i] = byte(rng.Uint32())
	}
	high := 0
	if l.littleEndian() {
		high = len(b) - 1
	}
	switch l.typ.Kind {
	case elem.KindBool:
		b[0] &= 1
	case elem.KindFloat16, elem.KindFloat32, elem.KindFloat64:
		b[high] &= 0xbb // one bit of each exponent is off: neither infinite nor NaN
	}
}

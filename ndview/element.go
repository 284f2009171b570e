package ndview

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Element is the set of element types: Go's fixed-width numbers, complex64,
// complex128, [Bool], [Float16] and [BFloat16].
type Element = elem.Element

// Bool is one byte of a boolean array: any non-zero byte is true, stores write 0
// or 1. Go's own bool is not an element, because memory that others write may
// hold bytes other than 0 and 1, and a Go bool misbehaves then.
type Bool = elem.Bool

// Float16 is an IEEE 754 binary16 number, as its bits.
type Float16 = elem.Float16

// BFloat16 is the upper half of a float32, as its bits.
type BFloat16 = elem.BFloat16

// DType says what one item is: its kind, byte order, size in bytes, and for
// records their fields. It prints as NumPy prints dtypes.
type DType = elem.Type

// DTypeOf returns the dtype of a Go element type in native byte order.
func DTypeOf[T Element]() DType { return elem.TypeOf[T]() }

// BoolOf returns the Bool that stores b.
func BoolOf(b bool) Bool { return elem.BoolOf(b) }

// itemOf returns what element access must know of T in native or swapped order.
func itemOf[T Element](swapped bool) mem.Item {
	k := elem.KindOf[T]()
	it := mem.Item{Size: k.Size(), Unit: 1, Align: k.Align()}
	if swapped {
		it.Unit = k.Part().Size()
	}
	return it
}

// ParseDType reads a dtype as NumPy's array interface spells it: "<f8", ">i4", "|S3",
// "<M8[ns]", "<U4". It is the way to name what Go has no element type for. A missing
// order mark means the order of the host. The error wraps [ErrType] and shows the place.
//
// https://numpy.org/doc/stable/reference/arrays.interface.html#object.__array_interface__
func ParseDType(text string) (DType, error) {
	typ, err := elem.ParseTypestr(text)
	if err != nil {
		return DType{}, fmt.Errorf("inplace: ParseDType: %w (%w)", err, ErrType)
	}
	return typ, nil
}

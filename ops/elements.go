package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

// Number is every element type but [ndview.Bool].
type Number = elem.Number

// Float is every type of real floating-point numbers.
type Float interface {
	float32 | float64 | ndview.Float16 | ndview.BFloat16
}

// Inexact is every type of floating-point numbers, real or complex.
type Inexact interface {
	Float | complex64 | complex128
}

// Signed is every type that is summed in int64: signed integers and booleans.
type Signed interface {
	int8 | int16 | int32 | int64 | ndview.Bool
}

// Unsigned is every type that is summed in uint64.
type Unsigned interface {
	uint8 | uint16 | uint32 | uint64
}

// Integer is every type of integers; [ndview.Bool] is not one.
type Integer interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64
}

// Real is every type of real numbers: [Integer] and [Float].
type Real interface {
	Integer | Float
}

// Bits is every type that is also a row of bits: [Integer] and [ndview.Bool].
type Bits interface {
	Integer | ndview.Bool
}

// Complex is every type of complex numbers.
type Complex interface {
	complex64 | complex128
}

// Part is every type of which complex numbers have parts.
type Part interface {
	float32 | float64
}

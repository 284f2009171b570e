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

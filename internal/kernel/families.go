package kernel

// Families of element types that share an expression; elem.Arith is the one of all
// types with Go's operators. Halves (float16, bfloat16) are computed in float32.

type signed interface {
	int8 | int16 | int32 | int64
}

type unsigned interface {
	uint8 | uint16 | uint32 | uint64
}

type integer interface {
	signed | unsigned
}

// smallInt is every integer but int32 and int64.
type smallInt interface {
	int8 | int16 | unsigned
}

type float interface {
	float32 | float64
}

type realNumber interface {
	integer | float
}

type complexNumber interface {
	complex64 | complex128
}

package elem

// Element is the set of Go types that an array element can be loaded into without conversion. The
// types are exact: a named type of another package is not an element.
//
// Go's bool is deliberately not among them. Memory that others write may hold bytes other than 0
// and 1, and a Go bool with such a byte misbehaves; [Bool] accepts every byte.
type Element interface {
	int8 | int16 | int32 | int64 |
		uint8 | uint16 | uint32 | uint64 |
		float32 | float64 |
		complex64 | complex128 |
		Bool | Float16 | BFloat16
}

// Number is every element type but Bool. Float16 and BFloat16 are stored as uint16, so Go's
// operators on them compute on the bits: code that uses operators takes [Arith] instead.
type Number interface {
	int8 | int16 | int32 | int64 |
		uint8 | uint16 | uint32 | uint64 |
		float32 | float64 |
		complex64 | complex128 |
		Float16 | BFloat16
}

// Arith is the set of element types for which Go's + - * / are the arithmetic of the element.
type Arith interface {
	int8 | int16 | int32 | int64 |
		uint8 | uint16 | uint32 | uint64 |
		float32 | float64 |
		complex64 | complex128
}

// Bool is one byte of a boolean array. Any non-zero byte is true, as in NumPy; stores write 0 or 1
// (see [BoolOf]).
type Bool uint8

// BoolOf is 1 for true and 0 for false.
func BoolOf(b bool) Bool {
	if b {
		return 1
	}
	return 0
}

// Bool says whether the byte is not zero.
func (b Bool) Bool() bool { return b != 0 }

// String is "True" or "False", as NumPy prints it.
func (b Bool) String() string {
	if b != 0 {
		return "True"
	}
	return "False"
}

// KindOf is the kind of a Go element type. It costs a type switch and allocates nothing.
func KindOf[T Element]() Kind {
	var zero T
	switch any(zero).(type) {
	case float64:
		return KindFloat64
	case float32:
		return KindFloat32
	case int64:
		return KindInt64
	case int32:
		return KindInt32
	case int16:
		return KindInt16
	case int8:
		return KindInt8
	case uint8:
		return KindUint8
	case uint16:
		return KindUint16
	case uint32:
		return KindUint32
	case uint64:
		return KindUint64
	case complex64:
		return KindComplex64
	case complex128:
		return KindComplex128
	case Bool:
		return KindBool
	case Float16:
		return KindFloat16
	}
	return KindBFloat16
}

// TypeOf is the item that a Go element type is, in the host's byte order.
func TypeOf[T Element]() Type { return KindOf[T]().Type() }

package elem

import "strconv"

// Kind is the family of an item. Together with a size in bytes it says what the item is; the letter
// that spelled it in a format does not matter.
type Kind uint8

// The numeric kinds, KindBool to KindComplex128, are Go element types (see [Element]). The others
// can be described, copied and printed.
const (
	Invalid Kind = iota

	KindBool
	KindInt8
	KindInt16
	KindInt32
	KindInt64
	KindUint8
	KindUint16
	KindUint32
	KindUint64
	KindFloat16
	KindBFloat16
	KindFloat32
	KindFloat64
	KindComplex64
	KindComplex128

	KindLongDouble        // C long double where it is wider than double
	KindComplexLongDouble // two of them
	KindBytes             // fixed-length byte string, NumPy 'S'
	KindUnicode           // fixed-length UCS-4 string, NumPy 'U'
	KindVoid              // bytes without a meaning, NumPy 'V'
	KindObject            // PyObject*; never written, never copied as bytes
	KindPointer           // any other C pointer
	KindRecord            // fields, see Record
	KindDatetime64        // int64 ticks since 1970, the unit is in Type
	KindTimedelta64       // int64 ticks
	KindPascal            // length byte followed by text, struct's 'p'
	KindUCS2              // fixed-length string of 2-byte units, PEP 3118 'u'
	KindComplex32         // two float16

	numKinds
)

// NumNumeric is one more than the last numeric kind: the length of a table indexed by numeric kinds.
const NumNumeric = int(KindComplex128) + 1

type kindInfo struct {
	name   string
	goName string
	size   int
	align  int
	letter byte // of NumPy's type strings; 0 if NumPy has none
}

var kinds = [numKinds]kindInfo{
	Invalid: {name: "invalid"},

	KindBool:       {"bool", "Bool", 1, 1, 'b'},
	KindInt8:       {"int8", "int8", 1, 1, 'i'},
	KindInt16:      {"int16", "int16", 2, 2, 'i'},
	KindInt32:      {"int32", "int32", 4, 4, 'i'},
	KindInt64:      {"int64", "int64", 8, 8, 'i'},
	KindUint8:      {"uint8", "uint8", 1, 1, 'u'},
	KindUint16:     {"uint16", "uint16", 2, 2, 'u'},
	KindUint32:     {"uint32", "uint32", 4, 4, 'u'},
	KindUint64:     {"uint64", "uint64", 8, 8, 'u'},
	KindFloat16:    {"float16", "Float16", 2, 2, 'f'},
	KindBFloat16:   {"bfloat16", "BFloat16", 2, 2, 0},
	KindFloat32:    {"float32", "float32", 4, 4, 'f'},
	KindFloat64:    {"float64", "float64", 8, 8, 'f'},
	KindComplex64:  {"complex64", "complex64", 8, 4, 'c'},
	KindComplex128: {"complex128", "complex128", 16, 8, 'c'},

	KindLongDouble:        {name: "longdouble", letter: 'f'},
	KindComplexLongDouble: {name: "clongdouble", letter: 'c'},
	KindBytes:             {name: "bytes", letter: 'S'},
	KindUnicode:           {name: "str", letter: 'U'},
	KindVoid:              {name: "void", letter: 'V'},
	KindObject:            {name: "object", letter: 'O'},
	KindPointer:           {name: "pointer"},
	KindRecord:            {name: "record", letter: 'V'},
	KindDatetime64:        {name: "datetime64", letter: 'M'},
	KindTimedelta64:       {name: "timedelta64", letter: 'm'},
	KindPascal:            {name: "pascal"},
	KindUCS2:              {name: "ucs2"},
	KindComplex32:         {name: "complex32"},
}

func (k Kind) info() *kindInfo {
	if k >= numKinds {
		return &kinds[Invalid]
	}
	return &kinds[k]
}

// Size is the size of one item in bytes for the numeric kinds, 0 for the rest.
func (k Kind) Size() int { return k.info().size }

// Align is the alignment in bytes that Go and C give a numeric kind on 64-bit platforms: the size,
// or for the complex kinds the size of one part. 0 for the rest. On 32-bit platforms, where Go
// would be content with 4 for 8-byte types, it stays the stricter value.
func (k Kind) Align() int { return k.info().align }

// String is NumPy's name of the dtype: "float64", "bool", "complex128". Kinds without a fixed size
// give the family: "bytes", "str", "void", "record".
func (k Kind) String() string {
	if k >= numKinds {
		return "Kind(" + strconv.Itoa(int(k)) + ")"
	}
	return kinds[k].name
}

// GoName is the name of the Go element type: "float64", "Bool", "Float16". Empty for kinds that
// have none.
func (k Kind) GoName() string { return k.info().goName }

// IsNumeric says whether the kind is a Go element type, bool included.
func (k Kind) IsNumeric() bool { return KindBool <= k && k <= KindComplex128 }

// IsInteger says whether the kind is int8 … int64 or uint8 … uint64; bool is not.
func (k Kind) IsInteger() bool { return KindInt8 <= k && k <= KindUint64 }

// IsSigned says whether the kind is int8 … int64.
func (k Kind) IsSigned() bool { return KindInt8 <= k && k <= KindInt64 }

// IsUnsigned says whether the kind is uint8 … uint64; bool is not.
func (k Kind) IsUnsigned() bool { return KindUint8 <= k && k <= KindUint64 }

// IsFloat says whether the kind is float16, bfloat16, float32 or float64.
func (k Kind) IsFloat() bool { return KindFloat16 <= k && k <= KindFloat64 }

// IsComplex says whether the kind is complex64 or complex128.
func (k Kind) IsComplex() bool { return k == KindComplex64 || k == KindComplex128 }

// Part is the kind of the real and imaginary parts of a complex kind, and the kind itself otherwise.
func (k Kind) Part() Kind {
	switch k {
	case KindComplex64:
		return KindFloat32
	case KindComplex128:
		return KindFloat64
	case KindComplex32:
		return KindFloat16
	case KindComplexLongDouble:
		return KindLongDouble
	}
	return k
}

// Type is the item of a numeric kind in the host's byte order. For other kinds, whose size is not
// known from the kind, it is the zero Type.
func (k Kind) Type() Type {
	if !k.IsNumeric() {
		return Type{}
	}
	return Type{Kind: k, Size: k.Size()}
}

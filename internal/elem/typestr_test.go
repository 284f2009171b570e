package elem

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestTypestrs(t *testing.T) {
	for typestr, want := range map[string]Type{
		"|b1":      TypeOf[Bool](),
		"|i1":      TypeOf[int8](),
		"|u1":      TypeOf[uint8](),
		"<i2":      TypeOf[int16](),
		"<i4":      TypeOf[int32](),
		"<i8":      TypeOf[int64](),
		"<u2":      TypeOf[uint16](),
		"<u4":      TypeOf[uint32](),
		"<u8":      TypeOf[uint64](),
		"<f2":      TypeOf[Float16](),
		"<f4":      TypeOf[float32](),
		"<f8":      TypeOf[float64](),
		"f8":       TypeOf[float64](),
		"=f8":      TypeOf[float64](),
		"<c8":      TypeOf[complex64](),
		"<c16":     TypeOf[complex128](),
		"<f16":     {Kind: KindLongDouble, Size: 16},
		"<c32":     {Kind: KindComplexLongDouble, Size: 32},
		">f8":      {Kind: KindFloat64, Size: 8, Swapped: true},
		">i1":      TypeOf[int8](),
		"|S3":      {Kind: KindBytes, Size: 3},
		"|S0":      {Kind: KindBytes},
		"|a3":      {Kind: KindBytes, Size: 3},
		"<U4":      {Kind: KindUnicode, Size: 16},
		">U4":      {Kind: KindUnicode, Size: 16, Swapped: true},
		"|V5":      {Kind: KindVoid, Size: 5},
		"|O":       {Kind: KindObject, Size: 8},
		"|O8":      {Kind: KindObject, Size: 8},
		"<M8":      Datetime64(UnitGeneric, 1),
		"<M8[ns]":  Datetime64(Nanosecond, 1),
		"<m8[D]":   Timedelta64(Day, 1),
		"<M8[25s]": Datetime64(Second, 25),
		">M8[us]":  {Kind: KindDatetime64, Size: 8, Swapped: true, Rec: tickOf(Microsecond, 1)},
	} {
		got, err := ParseTypestr(typestr)
		require.NoError(t, err, typestr)
		assert.True(t, want.Equal(got), "%s gave %v", typestr, got)
	}
}

func TestTypestrsComeBack(t *testing.T) {
	types := []Type{
		{Kind: KindBytes, Size: 7}, {Kind: KindUnicode, Size: 8, Swapped: true}, {Kind: KindVoid, Size: 9},
		{Kind: KindObject, Size: 8}, {Kind: KindLongDouble, Size: 16, Swapped: true},
		{Kind: KindComplexLongDouble, Size: 32}, Datetime64(Hour, 7), Timedelta64(Attosecond, 1),
	}
	for k := KindBool; k <= KindComplex128; k++ {
		if k != KindBFloat16 { // NumPy has none
			types = append(types, k.Type())
		}
	}
	for _, want := range types {
		got, err := ParseTypestr(want.Typestr())
		require.NoError(t, err)
		assert.True(t, want.Equal(got), "%v gave %v", want, got)
	}
}

func TestTypestrErrors(t *testing.T) {
	for _, c := range []struct {
		typestr string
		pos     int
		msg     string
	}{
		{"", 0, "expected a kind letter"},
		{"<", 1, "expected a kind letter"},
		{"<f", 2, `expected a size after "<f"`},
		{"<f3", 1, `unknown type "f3"`},
		{"<k8", 1, `unknown type "k8"`},
		{"|b2", 1, `unknown type "b2"`},
		{"<i0", 1, `unknown type "i0"`},
		{"<f8x", 3, "unexpected text after the type"},
		{"<f8[ns]", 3, "unexpected text after the type"},
		{"<M8[", 3, "expected a unit such as [ns] or [25s]"},
		{"<M8[ns", 3, "expected a unit such as [ns] or [25s]"},
		{"<M8[xs]", 3, "expected a unit such as [ns] or [25s]"},
		{"<M8[0s]", 3, "expected a unit such as [ns] or [25s]"},
		{"<M8[99999999999s]", 3, "expected a unit such as [ns] or [25s]"},
		{"<M8ns", 3, "expected a unit such as [ns] or [25s]"},
		{"|V999999999999", 2, "item larger than 2147483647 bytes"},
		{"<U1999999999", 2, "item larger than 2147483647 bytes"},
		{"|V99999999999999999999999999", 2, "item larger than 2147483647 bytes"},
		{"\xff8", 0, `unknown type "\xff8"`},
	} {
		got, err := ParseTypestr(c.typestr)
		var fe *FormatError
		require.ErrorAs(t, err, &fe, "%q gave %v", c.typestr, got)
		assert.Equal(t, c.msg, fe.Msg, "%q", c.typestr)
		assert.Equal(t, c.pos, fe.Pos, "%q", c.typestr)
		assert.Zero(t, got)
	}
}

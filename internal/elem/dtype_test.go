package elem

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func record(t *testing.T, size int, fields ...Field) Type {
	t.Helper()
	r, err := RecordOf(size, fields...)
	require.NoError(t, err)
	return r
}

// Everything up to "not NumPy's" is str(dtype) and dtype.str of NumPy 1.24.2.
func TestTypesPrintAsNumpyDtypes(t *testing.T) {
	i4, f8 := TypeOf[int32](), TypeOf[float64]()
	swapped := func(t Type) Type { t.Swapped = true; return t }
	for _, c := range []struct {
		typ     Type
		str     string
		typestr string
	}{
		{TypeOf[Bool](), "bool", "|b1"},
		{TypeOf[int8](), "int8", "|i1"},
		{TypeOf[uint8](), "uint8", "|u1"},
		{TypeOf[uint16](), "uint16", "<u2"},
		{i4, "int32", "<i4"},
		{f8, "float64", "<f8"},
		{TypeOf[Float16](), "float16", "<f2"},
		{TypeOf[complex64](), "complex64", "<c8"},
		{TypeOf[complex128](), "complex128", "<c16"},
		{swapped(f8), ">f8", ">f8"},
		{swapped(TypeOf[complex64]()), ">c8", ">c8"},
		{Type{Kind: KindLongDouble, Size: 16}, "float128", "<f16"},
		{Type{Kind: KindComplexLongDouble, Size: 32}, "complex256", "<c32"},
		{Type{Kind: KindLongDouble, Size: 12}, "float96", "<f12"},
		{Type{Kind: KindBytes, Size: 3}, "|S3", "|S3"},
		{Type{Kind: KindUnicode, Size: 16}, "<U4", "<U4"},
		{Type{Kind: KindUnicode, Size: 0}, "<U0", "<U0"},
		{swapped(Type{Kind: KindUnicode, Size: 12}), ">U3", ">U3"},
		{Type{Kind: KindVoid, Size: 5}, "|V5", "|V5"},
		{Type{Kind: KindObject, Size: 8}, "object", "|O"},
		{Datetime64(Nanosecond, 1), "datetime64[ns]", "<M8[ns]"},
		{Datetime64(Second, 25), "datetime64[25s]", "<M8[25s]"},
		{Datetime64(UnitGeneric, 1), "datetime64", "<M8"},
		{swapped(Datetime64(Nanosecond, 1)), ">M8[ns]", ">M8[ns]"},
		{Timedelta64(Day, 1), "timedelta64[D]", "<m8[D]"},
		{record(t, 12, Field{Name: "a", Type: i4}, Field{Name: "b", Offset: 4, Type: f8}),
			"[('a', '<i4'), ('b', '<f8')]", "|V12"},
		{record(t, 15, Field{Name: "a", Type: Datetime64(Second, 25)}, Field{Name: "b", Offset: 8, Type: TypeOf[Bool]()},
			Field{Name: "c", Offset: 9, Type: Type{Kind: KindVoid, Size: 3}, Shape: []int{2}}),
			"[('a', '<M8[25s]'), ('b', '?'), ('c', 'V3', (2,))]", "|V15"},
		{record(t, 16, Field{Name: "b", Offset: 8, Type: f8}, Field{Name: "a", Type: i4, Shape: []int{1, 2}}),
			"{'names': ['b', 'a'], 'formats': ['<f8', ('<i4', (1, 2))], 'offsets': [8, 0], 'itemsize': 16}", "|V16"},
		{record(t, 0), "[]", "|V0"},

		// not NumPy's
		{TypeOf[BFloat16](), "bfloat16", "<bfloat16"},
		{swapped(TypeOf[BFloat16]()), ">bfloat16", ">bfloat16"},
		{Type{Kind: KindComplex32, Size: 4}, "complex32", "<complex32"},
		{Type{Kind: KindPointer, Size: 8}, "pointer", "<pointer"},
		{Type{Kind: KindPascal, Size: 5}, "pascal[5]", "|pascal"},
		{Type{Kind: KindUCS2, Size: 6}, "ucs2[3]", "<ucs2"},
		{Type{}, "invalid", "|invalid"},
	} {
		assert.Equal(t, c.str, c.typ.String())
		assert.Equal(t, c.typestr, c.typ.Typestr())
	}
}

func TestNamesPrintAsPythonStrings(t *testing.T) {
	for name, want := range map[string]string{
		"a":          `'a'`,
		"it's":       `"it's"`,
		`"`:          `'"'`,
		`'"`:         `'\'"'`,
		`\`:          `'\\'`,
		"\n\r\t":     `'\n\r\t'`,
		"\x00\x7f":   `'\x00\x7f'`,
		"é漢":         `'é漢'`,
		"\u2028":     `'\u2028'`,
		"\xff":       `'\xff'`,
		"\U0010ffff": `'\U0010ffff'`,
		"":           `''`,
	} {
		assert.Equal(t, want, pyRepr(name))
	}
}

func TestEqualComparesContent(t *testing.T) {
	parse := func(format string) Type { return typed(t, format, 16).Type }
	a := parse("T{b:a:xxxi:b:l:c:}")
	same := a
	assert.True(t, a == same)
	assert.False(t, a == parse("T{b:a:xxxi:b:l:c:}"), "== is identity")
	assert.True(t, a.Equal(parse("T{b:a:xxxi:b:l:c:}")))
	assert.True(t, a.Equal(parse("T{b:a:3x<i:b:q:c:}")))
	for _, other := range []string{
		"T{b:a:xxxi:b:l:d:}", "T{b:a:xxxI:b:l:c:}", "T{b:a:xxx>i:b:@l:c:}", "T{b:a:xxx(1)i:b:l:c:}",
		"T{b:a:xxxi:b:}", "T{xxxb:a:i:b:l:c:}", "16x",
	} {
		assert.False(t, a.Equal(parse(other)), other)
		assert.False(t, parse(other).Equal(a), other)
	}
	assert.False(t, a.Equal(typed(t, "T{b:a:xxxi:b:l:c:}", 24).Type), "size")

	nested := "T{T{i:x:i:y:}:p:d:q:}"
	assert.True(t, parse(nested).Equal(parse(nested)))
	assert.False(t, parse(nested).Equal(parse("T{T{i:x:i:z:}:p:d:q:}")))

	ticks := Datetime64(Second, 1)
	assert.True(t, ticks == Datetime64(Second, 1))
	assert.True(t, Datetime64(Second, 25).Equal(Datetime64(Second, 25)))
	assert.False(t, Datetime64(Second, 25).Equal(Datetime64(Second, 24)))
	assert.False(t, Datetime64(Second, 1).Equal(Datetime64(Day, 1)))
	assert.False(t, Datetime64(Second, 1).Equal(Timedelta64(Second, 1)))
	assert.False(t, Datetime64(Second, 1).Equal(Datetime64(UnitGeneric, 1)))
}

func TestTypesFitIntoRegisters(t *testing.T) {
	assert.Zero(t, testing.AllocsPerRun(100, func() { sinkType = TypeOf[float64]() }))
	typ := reflect.TypeFor[Type]()
	assert.Len(t, map[Type]bool{{}: true, sinkType: true}, 2, "comparable")
	assert.LessOrEqual(t, typ.Size(), uintptr(32))
	assert.LessOrEqual(t, typ.NumField(), 4, "the compiler keeps structs of up to four fields in registers")
}

func TestAlignmentOfTypes(t *testing.T) {
	for align, formats := range map[int][]string{
		1:  {"b", "3s", "3x", "3p", "c", "?", "T{}", "T{b:a:b:b:}"},
		2:  {"h", "e", "Ze", "<h"},
		4:  {"i", "f", "Zf", "3w", "T{b:a:i:b:}", "T{T{i:x:}:p:b:q:}"},
		8:  {"d", "q", "Zd", "O", "P", "&i", "T{i:a:d:b:}"},
		16: {"g", "Zg", "T{b:a:g:b:}"},
	} {
		for _, format := range formats {
			assert.Equal(t, align, asStruct(t, format).Align(), format)
		}
	}
	assert.Equal(t, 8, Datetime64(Day, 1).Align())
	assert.Equal(t, 2, Type{Kind: KindUCS2, Size: 2}.Align())
}

func TestUnits(t *testing.T) {
	for u := UnitGeneric; u <= Attosecond; u++ {
		got, ok := ParseUnit(u.String())
		assert.True(t, ok)
		assert.Equal(t, u, got)
		unit, step := Datetime64(u, 3).Tick()
		assert.Equal(t, u, unit)
		if u != UnitGeneric {
			assert.Equal(t, 3, step)
		}
	}
	_, ok := ParseUnit("fortnight")
	assert.False(t, ok)
	assert.Equal(t, "?", Unit(99).String())
	unit, step := TypeOf[float64]().Tick()
	assert.Equal(t, UnitGeneric, unit)
	assert.Equal(t, 1, step)
	assert.Equal(t, Datetime64(Day, 1), Datetime64(Day, -4))
	assert.Equal(t, Datetime64(UnitGeneric, 1), Datetime64(Unit(99), 1))
}

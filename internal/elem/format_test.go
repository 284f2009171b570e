package elem

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFormatsToExport(t *testing.T) {
	i1, i4, i8, f8 := TypeOf[int8](), TypeOf[int32](), TypeOf[int64](), TypeOf[float64]()
	big := func(t Type) Type { t.Swapped = true; return t }
	nested := record(t, 16, Field{Name: "x", Type: f8}, Field{Name: "y", Offset: 8, Type: i1})
	packed := record(t, 9, Field{Name: "x", Type: f8}, Field{Name: "y", Offset: 8, Type: i1})
	for _, c := range []struct {
		want string
		typ  Type
	}{
		{"?", TypeOf[Bool]()}, {"b", i1}, {"B", TypeOf[uint8]()}, {"h", TypeOf[int16]()}, {"H", TypeOf[uint16]()},
		{"i", i4}, {"I", TypeOf[uint32]()}, {"l", i8}, {"L", TypeOf[uint64]()}, {"e", TypeOf[Float16]()},
		{"f", TypeOf[float32]()}, {"d", f8}, {"Zf", TypeOf[complex64]()}, {"Zd", TypeOf[complex128]()},
		{"Ze", Type{Kind: KindComplex32, Size: 4}},
		{"g", Type{Kind: KindLongDouble, Size: 16}}, {"Zg", Type{Kind: KindComplexLongDouble, Size: 32}},
		{"3s", Type{Kind: KindBytes, Size: 3}}, {"s", Type{Kind: KindBytes, Size: 1}}, {"0s", Type{Kind: KindBytes}},
		{"4w", Type{Kind: KindUnicode, Size: 16}}, {"5x", Type{Kind: KindVoid, Size: 5}},
		{"O", Type{Kind: KindObject, Size: 8}}, {"P", Type{Kind: KindPointer, Size: 8}},
		{"5p", Type{Kind: KindPascal, Size: 5}}, {"3u", Type{Kind: KindUCS2, Size: 6}},
		{">d", big(f8)}, {">q", big(i8)}, {">3w", Type{Kind: KindUnicode, Size: 12, Swapped: true}},

		{"T{b:a:7xl:b:}", record(t, 16, Field{Name: "a", Type: i1}, Field{Name: "b", Offset: 8, Type: i8})},
		{"T{b:a:=q:b:}", record(t, 9, Field{Name: "a", Type: i1}, Field{Name: "b", Offset: 1, Type: i8})},
		{"T{d:a:b:b:7x}", record(t, 16, Field{Name: "a", Type: f8}, Field{Name: "b", Offset: 8, Type: i1})},
		{"T{=d:a:b:b:}", record(t, 9, Field{Name: "a", Type: f8}, Field{Name: "b", Offset: 8, Type: i1})},
		{"T{i:a:>i:b:@d:c:>d:d:}", record(t, 24, Field{Name: "a", Type: i4}, Field{Name: "b", Offset: 4, Type: big(i4)},
			Field{Name: "c", Offset: 8, Type: f8}, Field{Name: "d", Offset: 16, Type: big(f8)})},
		{"T{b:a:^g:g:}", record(t, 17, Field{Name: "a", Type: i1},
			Field{Name: "g", Offset: 1, Type: Type{Kind: KindLongDouble, Size: 16}})},
		{"T{b:a:^O:o:}", record(t, 9, Field{Name: "a", Type: i1},
			Field{Name: "o", Offset: 1, Type: Type{Kind: KindObject, Size: 8}})},
		{"T{b:a:7xT{d:x:b:y:7x}:p:b:n:7x}", record(t, 32, Field{Name: "a", Type: i1},
			Field{Name: "p", Offset: 8, Type: nested}, Field{Name: "n", Offset: 24, Type: i1})},
		{"T{T{=d:x:b:y:}:p:b:n:6x}", record(t, 16, Field{Name: "p", Type: packed},
			Field{Name: "n", Offset: 9, Type: i1})},
		{"T{(2)T{=d:x:b:y:0x}:p:b:n:}", record(t, 19, Field{Name: "p", Type: packed, Shape: []int{2}},
			Field{Name: "n", Offset: 18, Type: i1})},
		{"T{(2,3)=d:m:2x4x:v:x}", record(t, 55, Field{Name: "m", Type: f8, Shape: []int{2, 3}},
			Field{Name: "v", Offset: 50, Type: Type{Kind: KindVoid, Size: 4}})},
		{"T{}", record(t, 0)},
		{"T{8x}", record(t, 8)},
	} {
		assert.Equal(t, c.want, FormatOf(c.typ), "%v", c.typ)
		back := typed(t, c.want, c.typ.Size)
		assert.Nil(t, back.Shape)
		assert.True(t, c.typ.Equal(back.Type), "%s came back as %v, not %v", c.want, back.Type, c.typ)
	}
}

func TestWhatPEP3118CannotSpell(t *testing.T) {
	i4 := TypeOf[int32]()
	for _, typ := range []Type{
		{},
		TypeOf[BFloat16](),
		Datetime64(Nanosecond, 1),
		Timedelta64(Day, 1),
		record(t, 8, Field{Name: "when", Type: Datetime64(Day, 1)}),
		record(t, 4, Field{Name: "a:b", Type: i4}),
		record(t, 8, Field{Name: "a", Offset: 4, Type: i4}, Field{Name: "b", Type: i4}),
		record(t, 8, Field{Name: "a", Type: i4}, Field{Name: "b", Offset: 2, Type: i4}),
		{Kind: KindRecord, Size: 4, Rec: &Record{Fields: []Field{{Type: Type{Kind: KindVoid, Size: 4}}}}},
		{Kind: KindRecord, Size: 2, Rec: &Record{Fields: []Field{{Name: "a", Type: i4}}}},
	} {
		assert.Empty(t, FormatOf(typ), "%v", typ)
	}
}

func TestFormatOfNumericTypesAllocatesNothing(t *testing.T) {
	var s string
	assert.Zero(t, testing.AllocsPerRun(100, func() { s = FormatOf(TypeOf[float64]()) }))
	assert.Equal(t, "d", s)
}

func TestRecordsAreChecked(t *testing.T) {
	i4 := TypeOf[int32]()
	for _, c := range []struct {
		size   int
		fields []Field
		msg    string
	}{
		{-1, nil, "record of -1 bytes"},
		{4, []Field{{Name: "a", Offset: 1, Type: i4}}, `field "a" at offset 1 does not fit`},
		{4, []Field{{Name: "a", Offset: 5, Type: Type{Kind: KindBytes}}}, `field "a" at offset 5 does not fit`},
		{4, []Field{{Name: "a", Offset: -1, Type: TypeOf[int8]()}}, `field "a" at offset -1 does not fit`},
		{4, []Field{{Name: "a", Type: TypeOf[int8](), Shape: []int{5}}}, `field "a" at offset 0 does not fit`},
		{4, []Field{{Name: "a", Type: TypeOf[int8](), Shape: []int{-1}}}, `field "a" at offset 0 does not fit`},
		{4, []Field{{Name: "a", Type: TypeOf[int8](), Shape: []int{1 << 20, 1 << 20, 1 << 24}}}, "does not fit"},
		{8, []Field{{Name: "a", Type: i4}, {Name: "a", Offset: 4, Type: i4}}, `two fields named "a"`},
	} {
		_, err := RecordOf(c.size, c.fields...)
		assert.ErrorContains(t, err, c.msg)
	}
	r, err := RecordOf(8, Field{Type: i4}, Field{Offset: 4, Type: i4, Shape: []int{0, 1 << 30}})
	require.NoError(t, err)
	assert.Equal(t, []string{"f0", "f1"}, r.Rec.Names())
}

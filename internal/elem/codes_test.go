package elem

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

type letterRow struct {
	code     string
	kind     Kind
	native   int // bytes under no mark, '@', '^'
	standard int // bytes under '=', '<', '>', '!'
	ordered  bool
}

// letterTable is the table of the struct module for LP64, with PEP 3118's additions. Where the struct
// module has no standard size, the native one is what ctypes writes '<' before.
var letterTable = []letterRow{
	{"x", KindVoid, 1, 1, false},
	{"c", KindBytes, 1, 1, false},
	{"s", KindBytes, 1, 1, false},
	{"p", KindPascal, 1, 1, false},
	{"b", KindInt8, 1, 1, false},
	{"B", KindUint8, 1, 1, false},
	{"?", KindBool, 1, 1, false},
	{"h", KindInt16, 2, 2, true},
	{"H", KindUint16, 2, 2, true},
	{"i", KindInt32, 4, 4, true},
	{"I", KindUint32, 4, 4, true},
	{"l", KindInt64, 8, 0, true},
	{"l", KindInt32, 0, 4, true},
	{"L", KindUint64, 8, 0, true},
	{"L", KindUint32, 0, 4, true},
	{"q", KindInt64, 8, 8, true},
	{"Q", KindUint64, 8, 8, true},
	{"n", KindInt64, 8, 8, true},
	{"N", KindUint64, 8, 8, true},
	{"e", KindFloat16, 2, 2, true},
	{"f", KindFloat32, 4, 4, true},
	{"d", KindFloat64, 8, 8, true},
	{"g", KindLongDouble, 16, 16, true},
	{"Ze", KindComplex32, 4, 4, true},
	{"Zf", KindComplex64, 8, 8, true},
	{"Zd", KindComplex128, 16, 16, true},
	{"Zg", KindComplexLongDouble, 32, 32, true},
	{"F", KindComplex64, 8, 8, true},
	{"D", KindComplex128, 16, 16, true},
	{"G", KindComplexLongDouble, 32, 32, true},
	{"w", KindUnicode, 4, 4, true},
	{"O", KindObject, 8, 8, false},
	{"P", KindPointer, 8, 8, true},
	{"z", KindPointer, 8, 8, true},
}

var marks = []struct {
	mark    string
	native  bool
	swapped bool
}{
	{"", true, false}, {"@", true, false}, {"^", true, false},
	{"=", false, false}, {"<", false, false}, {">", false, true}, {"!", false, true},
}

func TestLettersMeanKindAndSize(t *testing.T) {
	cases := 0
	for _, m := range marks {
		for _, r := range letterTable {
			size := r.standard
			if m.native {
				size = r.native
			}
			if size == 0 {
				continue
			}
			cases++
			want := Type{Kind: r.kind, Size: size, Swapped: m.swapped && r.ordered}
			format := m.mark + r.code
			got, ok := Scalar(format, size)
			require.True(t, ok, format)
			require.Equal(t, want, got, format)
			require.Equal(t, want, typed(t, format, size).Type, format)

			_, ok = Scalar(format, size+1)
			require.False(t, ok, format)
			untyped(t, format, size+1)
			untyped(t, format, 0)
		}
	}
	assert.Equal(t, 7*(len(letterTable)-2), cases)
}

func TestScalarAgreesWithTheParserOnAllShortTexts(t *testing.T) {
	agreed := 0
	check := func(format string) {
		for _, size := range []int{0, 1, 2, 4, 8, 16, 32} {
			fast, ok := Scalar(format, size)
			if !ok {
				continue
			}
			slow, wide, err := judge(format, size, wcharSize)
			require.NoError(t, err, "%q", format)
			require.False(t, wide)
			require.Equal(t, Item{Type: fast, Calc: size}, slow, "%q", format)
			agreed++
		}
	}
	for a := range 256 {
		check(string([]byte{byte(a)}))
		for b := range 256 {
			check(string([]byte{byte(a), byte(b)}))
			for _, c := range "defgxT{:" {
				check(string([]byte{byte(a), byte(b), byte(c)}))
			}
		}
	}
	assert.Equal(t, 7*(len(letterTable)-2), agreed)
}

func TestEveryOtherLetterIsUnknown(t *testing.T) {
	known := map[byte]bool{'u': true, 'Z': true, 'T': true, 'X': true, '&': true}
	for _, r := range letterTable {
		known[r.code[0]] = true
	}
	for _, grammar := range " \t\n\v\f\r@=<>!^(}:0123456789" {
		known[byte(grammar)] = true
	}
	unknown := 0
	for c := range 256 {
		if known[byte(c)] {
			continue
		}
		unknown++
		_, err := Parse(string([]byte{'d', byte(c)}), 9)
		var fe *FormatError
		require.ErrorAs(t, err, &fe, "%q", c)
		assert.Equal(t, 1, fe.Pos)
		assert.Contains(t, fe.Msg, "unknown type code")
	}
	assert.Equal(t, 256-len(known), unknown)
}

func TestScalarAllocatesNothing(t *testing.T) {
	for _, format := range []string{"d", "<d", "=l", "Zd", ">Zd", "T{", "3s", ""} {
		assert.Zero(t, testing.AllocsPerRun(100, func() { sinkType, _ = Scalar(format, 8) }), format)
	}
}

func TestWcharHasTheSizeThatFits(t *testing.T) {
	assert.Equal(t, Type{Kind: KindUnicode, Size: 4}, typed(t, "<u", 4).Type)
	assert.Equal(t, Type{Kind: KindUCS2, Size: 2}, typed(t, "<u", 2).Type)
	assert.Equal(t, Type{Kind: KindUnicode, Size: 12, Swapped: true}, typed(t, ">3u", 12).Type)
	assert.Equal(t, Type{Kind: KindUCS2, Size: 6, Swapped: true}, typed(t, ">3u", 6).Type)
	assert.Equal(t, []int{5}, typed(t, "(5)<u", 10).Shape)
	assert.Equal(t, "[('a', '<U1'), ('b', '<f8')]", typed(t, "T{<u:a:<d:b:}", 12).String())
	assert.Equal(t, KindUCS2, typed(t, "T{<u:a:<d:b:}", 10).Type.Rec.Fields[0].Type.Kind)
	untyped(t, "<u", 3)
}

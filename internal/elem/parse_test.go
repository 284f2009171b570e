package elem

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Results are compared as NumPy would print the dtype: names, formats, and where there are gaps
// offsets and itemsize.
func TestGrammar(t *testing.T) {
	for _, c := range []struct {
		about    string
		format   string
		itemsize int
		want     string
	}{
		{"no item", "", 0, "|V0"},
		{"only a mark", "<", 0, "|V0"},
		{"one item", "d", 8, "float64"},
		{"a list", "id", 16, "{'names': ['f0', 'f1'], 'formats': ['<i4', '<f8'], 'offsets': [0, 8], 'itemsize': 16}"},

		{"shape", "(3)f", 12, "('<f4', (3,))"},
		{"shape of two", "(2,3)f", 24, "('<f4', (2, 3))"},
		{"shape of one", "(1)f", 4, "('<f4', (1,))"},
		{"shape with nothing in it", "(0)f", 0, "('<f4', (0,))"},
		{"blanks in a shape", "( 2 , 3 )f", 24, "('<f4', (2, 3))"},
		{"shape, then mark", "(3)<f", 12, "('<f4', (3,))"},
		{"mark, then shape", ">(3)f", 12, "('>f4', (3,))"},
		{"shape, mark, count", "(2)>3h", 12, "('>i2', (2, 3))"},

		{"mark @", "@l", 8, "int64"},
		{"mark =", "=l", 4, "int32"},
		{"mark <", "<l", 4, "int32"},
		{"mark >", ">l", 4, ">i4"},
		{"mark !", "!l", 4, ">i4"},
		{"mark ^", "^l", 8, "int64"},
		{"the last mark counts", "<>i", 4, ">i4"},
		{"a mark runs on", ">ih", 6, "[('f0', '>i4'), ('f1', '>i2')]"},
		{"a mark runs into T{}", ">T{i:a:}", 4, "[('a', '>i4')]"},
		{"a mark runs through T{}", "T{>i:a:d:b:}", 12, "[('a', '>i4'), ('b', '>f8')]"},
		{"a mark runs out of T{}", "T{T{>i:a:}:p:d:b:}", 12, "[('p', [('a', '>i4')]), ('b', '>f8')]"},
		{"a mark runs out of &", "&>ih", 10, "[('f0', '<pointer'), ('f1', '>i2')]"},
		{"= packs", "=bd", 9, "[('f0', 'i1'), ('f1', '<f8')]"},
		{"^ packs", "^bd", 9, "[('f0', 'i1'), ('f1', '<f8')]"},
		{"@ aligns", "@bd", 16, "{'names': ['f0', 'f1'], 'formats': ['i1', '<f8'], 'offsets': [0, 8], 'itemsize': 16}"},

		{"count repeats", "3h", 6, "('<i2', (3,))"},
		{"count of one", "1d", 8, "float64"},
		{"count of nothing", "0d", 0, "('<f8', (0,))"},
		{"count 3s is a length", "3s", 3, "|S3"},
		{"count 3p is a length", "3p", 3, "pascal[3]"},
		{"count 3w is a length", "3w", 12, "<U3"},
		{"count 3x is a length", "3x", 3, "|V3"},
		{"count 3c repeats", "3c", 3, "('S1', (3,))"},
		{"length of nothing", "0s", 0, "|S0"},
		{"padding of nothing", "0x", 0, "|V0"},
		{"count before T{}", "2T{ii}", 16, "([('f0', '<i4'), ('f1', '<i4')], (2,))"},
		{"shape and length", "(2)3s", 6, "('S3', (2,))"},
		{"0 items align", "bi0q", 8, "{'names': ['f0', 'f1', 'f2'], 'formats': ['i1', '<i4', ('<i8', (0,))], 'offsets': [0, 4, 8], 'itemsize': 8}"},

		{"padding", "7x", 7, "|V7"},
		{"the same padding", "xxxxxxx", 7, "|V7"},
		{"mixed padding", "x3x>x2x", 7, "|V7"},
		{"padding before", "4xf", 8, "{'names': ['f0'], 'formats': ['<f4'], 'offsets': [4], 'itemsize': 8}"},
		{"padding behind", "f4x", 8, "{'names': ['f0'], 'formats': ['<f4'], 'offsets': [0], 'itemsize': 8}"},
		{"named padding is a void", "T{4x:v:}", 4, "[('v', 'V4')]"},
		{"padding with an empty name", "T{4x::b:b:}", 5, "{'names': ['b'], 'formats': ['i1'], 'offsets': [4], 'itemsize': 5}"},

		{"pointer", "&i", 8, "pointer"},
		{"pointer with mark inside", "&<i", 8, "pointer"},
		{"pointer to pointer", "&&<i", 8, "pointer"},
		{"pointer to an array", "&(3)<d", 8, "pointer"},
		{"pointer to a count", "&3d", 8, "pointer"},
		{"pointer to a struct", "&T{<B:a:<I:b:}", 8, "pointer"},
		{"pointer with a name", "T{&<i:p:<d:d:}", 16, "[('p', '<pointer'), ('d', '<f8')]"},
		{"function pointer", "X{}", 8, "pointer"},
		{"function pointer with signature", "X{i:}:T{dd}->d}", 8, "pointer"},
		{"char*", "<z", 8, "pointer"},
		{"wchar_t*", "<Z", 8, "pointer"},
		{"wchar_t* with a name", "T{<Z:w:<i:i:}", 12, "[('w', '<pointer'), ('i', '<i4')]"},
		{"void*", "<P", 8, "pointer"},
		{"object", "O", 8, "object"},

		{"empty struct", "T{}", 0, "[]"},
		{"struct in struct", "T{T{i:x:}:p:i:n:}", 8, "[('p', [('x', '<i4')]), ('n', '<i4')]"},
		{"names are made up", "T{i:f1:i:f0:ii}", 16, "[('f1', '<i4'), ('f0', '<i4'), ('f2', '<i4'), ('f3', '<i4')]"},
		{"a name may hold anything", "T{i:}:i: :i:T{:i:\n:i:é:i:\xff:}", 24,
			`[('}', '<i4'), (' ', '<i4'), ('T{', '<i4'), ('\n', '<i4'), ('é', '<i4'), ('\xff', '<i4')]`},
		{"name of a lone scalar", "d:x:", 8, "float64"},
		{"name of a lone struct", "T{d:x:}:s:", 8, "[('x', '<f8')]"},
		{"blanks between items", " i \t\n\v\f\r T{ i } ", 8, "[('f0', '<i4'), ('f1', [('f0', '<i4')])]"},
	} {
		t.Run(c.about, func(t *testing.T) {
			it := typed(t, c.format, c.itemsize)
			assert.Equal(t, c.want, it.String())
			assert.Equal(t, c.itemsize, it.Calc)
		})
	}
}

func TestOddFormsThatExportersWrite(t *testing.T) {
	for _, c := range []struct {
		format   string
		itemsize int
		want     string
	}{
		{"2T{ii}i", 20, "[('f0', [('f0', '<i4'), ('f1', '<i4')], (2,)), ('f1', '<i4')]"},
		{"ci^ci@i", 20, "{'names': ['f0', 'f1', 'f2', 'f3', 'f4'], 'formats': ['S1', '<i4', 'S1', '<i4', '<i4'], 'offsets': [0, 4, 8, 9, 16], 'itemsize': 20}"},
		{"^ci", 5, "[('f0', 'S1'), ('f1', '<i4')]"},
		{"@1H", 2, "uint16"},
		{"2cq2i", 24, "{'names': ['f0', 'f1', 'f2'], 'formats': [('S1', (2,)), '<i8', ('<i4', (2,))], 'offsets': [0, 8, 16], 'itemsize': 24}"},
		{"3h", 6, "('<i2', (3,))"},
		{"(3)<f", 12, "('<f4', (3,))"},
		{"&<i", 8, "pointer"},
		{"X{}", 8, "pointer"},
		{"<u", 4, "<U1"},
		{"<g", 16, "float128"},
		{"<z", 8, "pointer"},
		{"7x", 7, "|V7"},
		{"xxxxxxx", 7, "|V7"},
		{"d:x:", 8, "float64"},
		{"1d", 8, "float64"},
		{"^d", 8, "float64"},
		{"T{}", 0, "[]"},
		{"g", 16, "float128"},
		{"<D", 16, "complex128"},
		{"<F", 8, "complex64"},
		{"<G", 32, "complex256"},
	} {
		assert.Equal(t, c.want, typed(t, c.format, c.itemsize).String(), c.format)
	}
}

func TestFiveSpellingsAreOneType(t *testing.T) {
	want := TypeOf[int64]()
	for _, format := range []string{"l", "q", "=q", "<q", "n", "@l", "^l", "^n", "1q", "q:x:"} {
		assert.Equal(t, want, typed(t, format, 8).Type, format)
	}
	assert.Equal(t, TypeOf[int32](), typed(t, "=l", 4).Type)
}

func TestErrorsPointAtTheirPlace(t *testing.T) {
	deep := strings.Repeat("T{", 65)
	for _, c := range []struct {
		format string
		pos    int
		msg    string
	}{
		{"k", 0, `unknown type code "k"`},
		{"T{i:a:k:b:}", 6, `unknown type code "k"`},
		{"di\x00", 2, `unknown type code "\x00"`},
		{"t", 0, `unknown type code "t"`},
		{"3", 1, "expected a type code"},
		{"3 h", 1, `unknown type code " "`},
		{"(3)", 3, "sub-array shape without an item"},
		{"T{(3)}", 5, "sub-array shape without an item"},
		{"T{3}", 3, `unknown type code "}"`},
		{"&", 1, "expected a type code"},
		{"T{&}", 3, `unknown type code "}"`},
		{"(3)(2)d", 3, "second sub-array shape for one item"},
		{"()d", 1, "expected a length in the sub-array shape"},
		{"(3,)d", 3, "expected a length in the sub-array shape"},
		{"(-1)d", 1, "expected a length in the sub-array shape"},
		{"(3", 2, "expected ',' or ')' in the sub-array shape"},
		{"(3;4)d", 2, "expected ',' or ')' in the sub-array shape"},
		{"(" + strings.Repeat("1,", 64) + "1)d", 0, "sub-array of more than 64 dimensions"},
		{"(65536,65536)x", 0, "sub-array of more than 2147483647 items"},
		{"(65536,65536,0)x", 0, "sub-array of more than 2147483647 items"},
		{"(0,65536,65536)d", 0, "sub-array of more than 2147483647 items"},
		{"(3000000000)d", 1, "number larger than 2147483647"},
		{"999999999999d", 0, "number larger than 2147483647"},
		{"99999999999999999999999999x", 0, "number larger than 2147483647"},
		{"2147483647d", 0, "item larger than 2147483647 bytes"},
		{"2147483647w", 10, "item larger than 2147483647 bytes"},
		{"i2147483647x", 1, "item larger than 2147483647 bytes"},
		{"(65535)65535c", 7, "item larger than 2147483647 bytes"},
		{"2000T{2000T{2000c}}", 0, "item larger than 2147483647 bytes"},
		{"T", 0, "expected '{' after 'T'"},
		{"Ti", 0, "expected '{' after 'T'"},
		{"X", 0, "expected '{' after 'X'"},
		{"T{i", 0, "'T{' without '}'"},
		{"iT{T{i}", 1, "'T{' without '}'"},
		{"X{i", 0, "'X{' without '}'"},
		{"X{i:a}", 3, "name without closing ':'"},
		{"i}", 1, "'}' without 'T{'"},
		{"}", 0, "'}' without 'T{'"},
		{"T{i:a}", 3, "name without closing ':'"},
		{"d:", 1, "name without closing ':'"},
		{"d :x:", 2, `unknown type code ":"`},
		{"T{i:a:i:a:}", 10, `two fields named "a"`},
		{"i:a:i:a:", 7, `two fields named "a"`},
		{"T{i:a:" + strings.Repeat("i", 40) + "i:a:}", 50, `two fields named "a"`},
		{deep, 128, "nested more than 64 deep"},
		{strings.Repeat("&", 65), 64, "nested more than 64 deep"},
	} {
		it, err := Parse(c.format, 8)
		var fe *FormatError
		require.ErrorAs(t, err, &fe, "%q gave %v", c.format, it)
		assert.Equal(t, c.msg, fe.Msg, "%q", c.format)
		assert.Equal(t, c.pos, fe.Pos, "%q", c.format)
		assert.Equal(t, c.format, fe.Format)
		assert.Zero(t, it)
	}
}

func TestNegativeItemsizeIsAnError(t *testing.T) {
	_, err := Parse("d", -8)
	assert.ErrorContains(t, err, "negative itemsize -8")
}

func TestErrorTextShowsACaret(t *testing.T) {
	_, err := Parse("T{i:a:k:b:}", 8)
	assert.EqualError(t, err, "format \"T{i:a:k:b:}\": unknown type code \"k\" at byte 6\n"+
		"\tT{i:a:k:b:}\n"+
		"\t      ^")

	_, err = Parse(strings.Repeat("i\n", 100)+"\x00k", 8)
	lines := strings.Split(err.Error(), "\n")
	require.Len(t, lines, 3)
	assert.Less(t, len(lines[0]), 250)
	assert.Contains(t, lines[0], "… (202 bytes): unknown type code")
	assert.Equal(t, "\t"+strings.Repeat("i.", 15)+".k", lines[1])
	assert.Equal(t, "\t"+strings.Repeat(" ", 30)+"^", lines[2])

	var fe *FormatError
	assert.True(t, errors.As(err, &fe))
}

func TestFieldsAreFoundByName(t *testing.T) {
	many := "T{"
	for i := range 60 {
		many += "i:" + strings.Repeat("n", i+1) + ":"
	}
	for _, c := range []struct {
		format   string
		itemsize int
	}{{"T{b:a:xxxi:b:l:c:}", 16}, {many + "}", 240}} {
		rec := typed(t, c.format, c.itemsize).Type.Rec
		for i, name := range rec.Names() {
			f, ok := rec.Field(name)
			require.True(t, ok, name)
			assert.Equal(t, rec.Fields[i], f)
		}
		_, ok := rec.Field("no such field")
		assert.False(t, ok)
	}
	var none *Record
	_, ok := none.Field("a")
	assert.False(t, ok)
	assert.Empty(t, none.Names())
}

func TestManyUnnamedFieldsGetFreeNames(t *testing.T) {
	rec := typed(t, "T{"+strings.Repeat("b", 40)+"b:f3:b:f40:}", 42).Type.Rec
	assert.Equal(t, "f2", rec.Fields[2].Name)
	assert.Equal(t, "f4", rec.Fields[3].Name, "f3 is taken")
	assert.Equal(t, "f41", rec.Fields[39].Name, "f40 is taken")
	f, ok := rec.Field("f41")
	assert.True(t, ok)
	assert.Equal(t, 39, f.Offset)
}

package npy

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

// written are headers as NumPy 2 wrote them, without the padding.
var written = map[string]string{
	"\x93NUMPY\x01\x00v\x00{'descr': '<V2', 'fortran_order': False, 'shape': (3,), }":                                                                         "shape (3,), dtype |V2",
	"\x93NUMPY\x01\x00v\x00{'descr': '<f8', 'fortran_order': True, 'shape': (3, 4), }":                                                                        "shape (3, 4), dtype float64, Fortran order",
	"\x93NUMPY\x01\x00\xb6\x00{'descr': [('', '|V4'), ('a', '<i4'), ('', '|V8'), ('b', '<f8', (2,)), ('', '|V8')], 'fortran_order': True, 'shape': (2, 3), }": "shape (2, 3), dtype {'names': ['a', 'b'], 'formats': ['<i4', ('<f8', (2,))], 'offsets': [4, 16], 'itemsize': 40}, Fortran order",
	"\x93NUMPY\x01\x00v\x00{'descr': [('\xe9', '|b1'), ('q', '<U3'), ('t', '<m8[5s]')], 'fortran_order': False, 'shape': (), }":                               "shape (), dtype [('é', '?'), ('q', '<U3'), ('t', '<m8[5s]')]",
	"\x93NUMPY\x03\x00t\x00\x00\x00{'descr': [('\xe2\x98\x83', '|b1'), ('q', '|S3')], 'fortran_order': False, 'shape': (), }":                                 "shape (), dtype [('☃', '?'), ('q', 'S3')]",
	"\x93NUMPY\x02\x00t\x00\x00\x00{'descr': '>c16', 'fortran_order': False, 'shape': (0, 7), }":                                                              "shape (0, 7), dtype >c16",
}

// pad fills a header up to the length that it says it has.
func pad(head string) []byte {
	size := 10 + int(head[8]) + int(head[9])<<8
	if head[6] > 1 {
		size += 2
	}
	return []byte(head + strings.Repeat(" ", max(0, size-len(head)-1)) + "\n")
}

func TestHeadersAreReadAndWrittenAsNumPyWritesThem(t *testing.T) {
	for head, want := range written {
		file := pad(head)
		h, err := ReadHeader(bytes.NewReader(append(file, "data"...)))
		require.NoError(t, err, head)
		assert.Equal(t, want, h.String())
		assert.Equal(t, len(file), h.DataOffset)
		assert.Zero(t, h.DataOffset%aligned)
		if h.as(elem.KindBFloat16); h.Version != 2 && h.DType.Kind != elem.KindVoid {
			again, err := h.Append(nil)
			require.NoError(t, err)
			assert.Equal(t, string(file), string(again))
		}
	}
}

func head(text string) []byte {
	return append([]byte{0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, byte(len(text)), byte(len(text) >> 8)}, text...)
}

func TestBadHeadersAreRefused(t *testing.T) {
	dict := func(descr, order, shape string) []byte {
		return head("{'descr': " + descr + ", 'fortran_order': " + order + ", 'shape': " + shape + "}")
	}
	for name, c := range map[string]struct {
		file  []byte
		cause error
		text  string
	}{
		"empty":             {nil, ErrTruncated, "wanted 10 bytes of header, found 0"},
		"magic":             {[]byte("PK\x03\x04 an archive"), ErrFormat, `begins with "\x93NUMPY", found "PK\x03\x04 a"`},
		"version":           {[]byte("\x93NUMPY\x04\x00\x10\x00  "), ErrFormat, "found 4.0"},
		"minor":             {[]byte("\x93NUMPY\x01\x01\x10\x00  "), ErrFormat, "found 1.1"},
		"cut prefix":        {[]byte("\x93NUMPY\x02\x00\x10\x00"), ErrTruncated, "wanted 2 bytes"},
		"cut text":          {[]byte("\x93NUMPY\x01\x00\x10\x00{'descr"), ErrTruncated, "wanted 16 bytes of header, found 7"},
		"long":              {[]byte("\x93NUMPY\x02\x00\xff\xff\xff\xff{}"), ErrFormat, "at most 1048576 bytes, found 4294967295"},
		"no UTF-8":          {append([]byte("\x93NUMPY\x03\x00\x04\x00\x00\x00"), "\xff\xfe{}"...), ErrFormat, "UTF-8"},
		"no dict":           {head("[1]"), ErrFormat, "wanted a dict, found a list"},
		"key missing":       {head("{'descr': '<f8', 'shape': ()}"), ErrFormat, "each once"},
		"key twice":         {head("{'descr': '<f8', 'descr': '<f8', 'shape': (), 'fortran_order': True}"), ErrFormat, "each once"},
		"another key":       {head("{'descr': '<f8', 'order': 1, 'shape': (), 'fortran_order': True}"), ErrFormat, "each once"},
		"order":             {dict("'<f8'", "1", "()"), ErrFormat, "fortran_order to be a bool, found an integer"},
		"shape is a number": {dict("'<f8'", "True", "3"), ErrFormat, "wanted a shape, a tuple of integers, found an integer"},
		"length is a bool":  {dict("'<f8'", "True", "(True,)"), ErrFormat, "wanted a length, found a bool"},
		"negative":          {dict("'<f8'", "True", "(3, -1)"), ndview.ErrShape, "length -1 of axis 1 is negative"},
		"huge length":       {dict("'<f8'", "True", "(99999999999999999999,)"), ndview.ErrOverflow, "does not fit in 64 bits"},
		"overflow":          {dict("'<f8'", "True", "(4294967296, 4294967296)"), ndview.ErrOverflow, ""},
		"overflow, empty":   {dict("'<f8'", "True", "(0, 9223372036854775807, 9)"), ndview.ErrOverflow, ""},
		"axes":              {dict("'<f8'", "True", "("+strings.Repeat("1,", 65)+")"), ndview.ErrShape, "65"},
		"dtype":             {dict("'<f7'", "True", "()"), ndview.ErrType, "f7"},
		"string dtype":      {dict("'|T16'", "True", "()"), ndview.ErrType, "T"},
		"descr":             {dict("7", "True", "()"), ErrFormat, "wanted a dtype"},
		"sub-array":         {dict("('<f8', (3,))", "True", "()"), ErrFormat, "axes in the shape"},
		"field":             {dict("['a']", "True", "()"), ErrFormat, "wanted a field"},
		"field's name":      {dict("[(1, '<f8')]", "True", "()"), ErrFormat, "the name of a field, found an integer"},
		"fields alike":      {dict("[('a', '<f8'), ('a', '<f8')]", "True", "()"), ErrFormat, "two fields named"},
		"large item":        {dict("[('a', '<f8', (65536, 65536))]", "True", "()"), ndview.ErrOverflow, "sub-array"},
		"large record":      {dict("[('a', '|V2147483647'), ('b', '|V1')]", "True", "()"), ndview.ErrType, ""},
	} {
		_, err := ReadHeader(bytes.NewReader(c.file))
		require.ErrorIs(t, err, c.cause, name)
		assert.ErrorContains(t, err, c.text, name)
	}
}

func TestDTypesOfRecordsAreReadFromText(t *testing.T) {
	typ, err := ParseDType("[('x', '<f8'), (('a title', 'id'), '>i4'), ('', '|V4'), ('m', '<f4', (2, 3)), ('n', [('p', '|u1')], 2)]")
	require.NoError(t, err)
	assert.Equal(t, "{'names': ['x', 'id', 'm', 'n'], 'formats': ['<f8', '>i4', ('<f4', (2, 3)), ([('p', 'u1')], (2,))], "+
		"'offsets': [0, 8, 16, 40], 'itemsize': 42}", typ.String())
	descr, err := typ.Descr()
	require.NoError(t, err)
	assert.Equal(t, "[('x', '<f8'), ('id', '>i4'), ('', '|V4'), ('m', '<f4', (2, 3)), ('n', [('p', '|u1')], (2,))]", descr)
	_, err = ParseDType("'f'")
	require.ErrorIs(t, err, ndview.ErrType)
	assert.ErrorContains(t, err, `npy: ParseDType: element type: format "f": expected a size after "f"`)
}

func TestItemsThatNumPyCannotSpellAreNotWritten(t *testing.T) {
	for _, kind := range []elem.Kind{elem.KindObject, elem.KindPointer, elem.KindPascal, elem.KindUCS2, elem.KindComplex32, elem.Invalid} {
		_, err := Header{DType: elem.Type{Kind: kind, Size: 8}}.Append(nil)
		assert.ErrorIs(t, err, ndview.ErrType, kind)
	}
	overlapping, err := elem.RecordOf(8, elem.Field{Name: "a", Offset: 4, Type: elem.KindInt32.Type()}, elem.Field{Name: "b", Type: elem.KindInt32.Type()})
	require.NoError(t, err)
	_, err = Header{DType: overlapping}.Append(nil)
	assert.ErrorContains(t, err, "field 'b' at byte 0 lies before the end of the one before it, at byte 8")
}

func TestLongHeadersAreWrittenInVersionTwo(t *testing.T) {
	var fields []elem.Field
	for i := range 6000 {
		fields = append(fields, elem.Field{Name: strings.Repeat("n", 3) + string(rune('a'+i%26)) + strings.Repeat("x", i/26), Offset: i, Type: elem.KindInt8.Type()})
	}
	typ, err := elem.RecordOf(6000, fields...)
	require.NoError(t, err)
	b, err := Header{DType: typ, Shape: []int{5}}.Append(nil)
	require.NoError(t, err)
	assert.Equal(t, byte(2), b[6])
	h, err := ReadHeader(bytes.NewReader(b))
	require.NoError(t, err)
	assert.True(t, h.DType.Equal(typ))
}

// FuzzHeader: whatever is read as a header is read without a panic, and what is accepted can be written and is read as
// the same again.
func FuzzHeader(f *testing.F) {
	for head := range written {
		f.Add(pad(head))
	}
	f.Add(head("{'descr': [('a', '<f8', 3), (('t', 'b'), ('<f4', (2,)))], 'fortran_order': False, 'shape': (3L, 4,)}"))
	f.Add(head(`{'descr': u'|S\x33', "shape": (), 'fortran_order': True, }`))
	f.Fuzz(func(t *testing.T, file []byte) {
		h, err := ReadHeader(bytes.NewReader(file))
		if err != nil {
			return
		}
		require.LessOrEqual(t, h.DataOffset, len(file))
		b, err := h.Append(nil)
		if err != nil {
			require.ErrorIs(t, err, ndview.ErrType)
			return
		}
		require.Zero(t, len(b)%aligned)
		again, err := ReadHeader(bytes.NewReader(b))
		if err != nil { // spaces for NumPy's growth may push sizes over a limit
			require.ErrorIs(t, err, ndview.ErrOverflow)
			return
		}
		require.Equal(t, h.Shape, again.Shape)
		require.Equal(t, h.FortranOrder, again.FortranOrder)
		require.True(t, h.DType.Equal(again.DType), "%s, %s", h.DType, again.DType)
	})
}

func TestGeneratedNamesAreWhatTheGeneratorWrites(t *testing.T) {
	dir := t.TempDir()
	out, err := exec.Command("go", "run", "./internal/gen", dir).CombinedOutput()
	require.NoError(t, err, "%s", out)
	want, err := os.ReadFile(filepath.Join(dir, "names_gen.go"))
	require.NoError(t, err)
	have, err := os.ReadFile("names_gen.go")
	require.NoError(t, err)
	assert.Equal(t, string(want), string(have), "go generate ./pyinterop/npy")
}

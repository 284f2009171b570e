package elem

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestSizeRule(t *testing.T) {
	for _, c := range []struct {
		about    string
		format   string
		itemsize int
		want     string // "" if opaque
	}{
		// V1
		{"ctypes up to 3.11 leaves padding out", "T{<B:a:<I:b:}", 8, ""},
		{"ctypes from 3.12", "T{<B:a:3x<I:b:}", 8,
			"{'names': ['a', 'b'], 'formats': ['u1', '<u4'], 'offsets': [0, 4], 'itemsize': 8}"},
		{"ctypes, only trailing padding missing", "T{<I:a:<B:b:}", 8, ""},
		{"ctypes, big-endian struct", "T{<B:a:>I:b:}", 8, ""},
		{"ctypes, big-endian members only", "T{>I:a:>H:b:}", 8, ""},
		{"NumPy, the same dtype, aligned", "T{>I:a:H:b:}", 8,
			"{'names': ['a', 'b'], 'formats': ['>u4', '>u2'], 'offsets': [0, 4], 'itemsize': 8}"},
		{"ctypes, without padding", "T{<I:a:<i:b:}", 8, "[('a', '<u4'), ('b', '<i4')]"},
		{"ctypes up to 3.11, bit fields", "T{<i:a:<i:b:}", 4, ""},
		{"ctypes from 3.12, bit fields", "T{<i:a:<i:b:3x}", 4, ""},
		{"ctypes, packed or union", "B", 5, ""},
		{"ctypes, empty struct", "B", 0, ""},

		// V2
		{"float with the size of a double", "f", 8, ""},
		{"double with the size of a float", "d", 4, ""},
		{"array with one item more", "(3)<f", 16, ""},
		{"string of another length", "3s", 4, ""},
		{"list with trailing padding", "di", 16,
			"{'names': ['f0', 'f1'], 'formats': ['<f8', '<i4'], 'offsets': [0, 8], 'itemsize': 16}"},
		{"list as struct packs it", "di", 12, "[('f0', '<f8'), ('f1', '<i4')]"},
		{"list with too much behind it", "di", 24, ""},
		{"list, packed after all", "bd", 9, "[('f0', 'i1'), ('f1', '<f8')]"},
		{"nothing, with a size", "", 4, ""},
		{"padding of another size", "3x", 4, ""},
		{"structs repeated at top level are C's", "(2)T{d:a:b:b:}", 32,
			"({'names': ['a', 'b'], 'formats': ['<f8', 'i1'], 'offsets': [0, 8], 'itemsize': 16}, (2,))"},
		{"the same, packed", "(2)T{d:a:b:b:}", 18, "([('a', '<f8'), ('b', 'i1')], (2,))"},

		// V3
		{"packed array of structs", "T{(2)T{=f:x:B:y:}:p:B:n:}", 11,
			"[('p', [('x', '<f4'), ('y', 'u1')], (2,)), ('n', 'u1')]"},
		{"padding behind an array of structs", "T{(2)T{f:x:B:y:}:p:xxxxxxd:z:}", 24, ""},
		{"as many bytes as repeats may be theirs", "T{(2)T{B:x:B:y:B:z:}:p:xxB:n:B:m:}", 10, ""},
		{"fewer bytes than repeats are a gap", "T{(3)T{B:x:}:p:xB:n:}", 5,
			"{'names': ['p', 'n'], 'formats': [([('x', 'u1')], (3,)), 'u1'], 'offsets': [0, 4], 'itemsize': 5}"},
		{"trailing padding counts as well", "T{(2)T{=f:x:B:y:}:p:}", 16, ""},
		{"padding across a '}'", "T{T{(2)T{B:x:}:p:}:q:xxB:n:}", 5, ""},
		{"padding across a '{'", "T{(2)T{B:x:}:p:xT{xB:n:}:q:}", 5, ""},
		{"padding inside the braces is settled", "T{(2)T{B:x:x}:p:xxB:n:}", 7,
			"{'names': ['p', 'n'], 'formats': [({'names': ['x'], 'formats': ['u1'], 'offsets': [0], 'itemsize': 2}, (2,)), 'u1'], 'offsets': [0, 6], 'itemsize': 7}"},
		{"even if there is none", "T{(2)T{B:x:0x}:p:xxB:n:}", 5,
			"{'names': ['p', 'n'], 'formats': [([('x', 'u1')], (2,)), 'u1'], 'offsets': [0, 4], 'itemsize': 5}"},
		{"an array of structs alone", "T{(2)T{d:x:B:y:}:p:}", 32, ""},
		{"an array of structs that must be C's", "T{B:c:(2)T{d:x:B:y:}:p:}", 40,
			"{'names': ['c', 'p'], 'formats': ['u1', ({'names': ['x', 'y'], 'formats': ['<f8', 'u1'], 'offsets': [0, 8], 'itemsize': 16}, (2,))], 'offsets': [0, 8], 'itemsize': 40}"},

		// V4
		{"trailing padding is implied", "T{d:a:b:b:}", 16,
			"{'names': ['a', 'b'], 'formats': ['<f8', 'i1'], 'offsets': [0, 8], 'itemsize': 16}"},
		{"any amount of it", "T{xxxxi:a:xxxxxxxxd:b:}", 32,
			"{'names': ['a', 'b'], 'formats': ['<i4', '<f8'], 'offsets': [4, 16], 'itemsize': 32}"},
		{"also when packed", "T{=d:a:b:b:}", 16,
			"{'names': ['a', 'b'], 'formats': ['<f8', 'i1'], 'offsets': [0, 8], 'itemsize': 16}"},
		{"no field at all", "T{}", 8, "{'names': [], 'formats': [], 'offsets': [], 'itemsize': 8}"},
		{"too many bytes described", "T{d:a:b:b:}", 8, ""},

		// V5
		{"packed object", "T{b:a:O:o:}", 9, "[('a', 'i1'), ('o', 'O')]"},
		{"void scalar", "T{b:a:i:b:l:c:}", 13, "[('a', 'i1'), ('b', '<i4'), ('c', '<i8')]"},

		// V6
		{"C struct", "T{b:a:i:b:}", 8,
			"{'names': ['a', 'b'], 'formats': ['i1', '<i4'], 'offsets': [0, 4], 'itemsize': 8}"},
		{"C struct in a C struct", "T{T{d:x:B:y:}:p:i:n:}", 24,
			"{'names': ['p', 'n'], 'formats': [{'names': ['x', 'y'], 'formats': ['<f8', 'u1'], 'offsets': [0, 8], 'itemsize': 16}, '<i4'], 'offsets': [0, 16], 'itemsize': 24}"},
		{"array of C structs in a C struct", "T{(2)T{d:x:B:y:}:p:i:n:}", 40,
			"{'names': ['p', 'n'], 'formats': [({'names': ['x', 'y'], 'formats': ['<f8', 'u1'], 'offsets': [0, 8], 'itemsize': 16}, (2,)), '<i4'], 'offsets': [0, 32], 'itemsize': 40}"},
		{"not the size of a C struct", "T{b:a:i:b:}", 32, ""},
		{"object that may be packed", "T{b:a:O:o:}", 16, ""},
		{"object where the gap is written", "T{b:a:xxxxxxxO:o:}", 16,
			"{'names': ['a', 'o'], 'formats': ['i1', 'O'], 'offsets': [0, 8], 'itemsize': 16}"},

		// V7
		{"NumPy's ambiguous nested struct", "T{B:c:xxxxxxxT{d:x:B:y:}:p:xxxxxxxB:n:}", 32,
			"{'names': ['c', 'p', 'n'], 'formats': ['u1', [('x', '<f8'), ('y', 'u1')], 'u1'], 'offsets': [0, 8, 24], 'itemsize': 32}"},
		{"alignment at the absolute place only", "T{xxT{xxxxxxd:a:}:p:}", 16,
			"{'names': ['p'], 'formats': [{'names': ['a'], 'formats': ['<f8'], 'offsets': [6], 'itemsize': 14}], 'offsets': [2], 'itemsize': 16}"},
		{"a gap that does not align", "T{xh:n:}", 4, ""},
		{"a mark instead of a gap", "T{^Zg:q:T{@i:a:h:b:>f:c:}:p:1s:s:}", 48,
			"{'names': ['q', 'p', 's'], 'formats': ['<c32', [('a', '<i4'), ('b', '<i2'), ('c', '>f4')], 'S1'], 'offsets': [0, 32, 42], 'itemsize': 48}"},

		// V8
		{"packed struct in a struct", "T{T{d:x:B:y:}:p:B:n:}", 10, "[('p', [('x', '<f8'), ('y', 'u1')]), ('n', 'u1')]"},
		{"the same, padded as NumPy would", "T{T{d:x:B:y:}:p:B:n:}", 16,
			"{'names': ['p', 'n'], 'formats': [[('x', '<f8'), ('y', 'u1')], 'u1'], 'offsets': [0, 9], 'itemsize': 16}"},
		{"the same, C or a forced itemsize", "T{T{d:x:B:y:}:p:B:n:}", 24, ""},
		{"both layouts fit", "T{d:z:T{h:x:B:y:}:p:B:n:}", 16, ""},
	} {
		t.Run(c.about, func(t *testing.T) {
			if c.want == "" {
				assert.NotEmpty(t, untyped(t, c.format, c.itemsize))
				return
			}
			assert.Equal(t, c.want, typed(t, c.format, c.itemsize).String())
		})
	}
}

func TestOpaqueItemsSayWhy(t *testing.T) {
	assert.Equal(t, "the format describes 4 bytes, an item has 8", untyped(t, "f", 8))
	assert.Equal(t, "the format describes 5 bytes, an item has 8 (ctypes leaves padding out up to Python 3.11)",
		untyped(t, "T{<B:a:<I:b:}", 8))
	assert.Equal(t, "the format describes 8 bytes, an item has 4", untyped(t, "T{<i:a:<i:b:}", 4))
	assert.Equal(t, "the format fits 16 bytes in more than one way", untyped(t, "T{d:z:T{h:x:B:y:}:p:B:n:}", 16))
	assert.Contains(t, untyped(t, "T{(2)T{=f:x:B:y:}:p:}", 16), "padding lie between the records of a sub-array")

	it, err := Parse("f", 8)
	assert.NoError(t, err)
	assert.Equal(t, "|V8 (opaque: the format describes 4 bytes, an item has 8)", it.String())
	assert.Equal(t, 4, it.Calc)
}

// What verdict.go calls in doubt: NumPy's void scalars look like C structs.
func TestBareTextWithTheSizeOfAStructIsAStruct(t *testing.T) {
	it := typed(t, "T{b:a:i:b:l:c:}", 16)
	assert.True(t, strings.Contains(it.String(), "'offsets': [0, 4, 8]"), it)
}

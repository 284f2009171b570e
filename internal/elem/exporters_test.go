package elem

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

type export struct {
	format   string
	itemsize int
	want     string // str(dtype); "" where the item must be opaque
}

func check(t *testing.T, exports []export) {
	t.Helper()
	for _, e := range exports {
		if e.want == "" {
			assert.NotEmpty(t, untyped(t, e.format, e.itemsize))
			continue
		}
		assert.Equal(t, e.want, typed(t, e.format, e.itemsize).String(), "%q", e.format)
	}
}

// Formats, itemsizes and names as NumPy 1.24.2 gives them; 2.x writes the same.
func TestNumpyArrays(t *testing.T) {
	check(t, []export{
		{`?`, 1, `bool`},
		{`b`, 1, `int8`},
		{`B`, 1, `uint8`},
		{`h`, 2, `int16`},
		{`H`, 2, `uint16`},
		{`i`, 4, `int32`},
		{`I`, 4, `uint32`},
		{`l`, 8, `int64`},
		{`L`, 8, `uint64`},
		{`q`, 8, `int64`},
		{`Q`, 8, `uint64`},
		{`e`, 2, `float16`},
		{`f`, 4, `float32`},
		{`d`, 8, `float64`},
		{`g`, 16, `float128`},
		{`Zf`, 8, `complex64`},
		{`Zd`, 16, `complex128`},
		{`Zg`, 32, `complex256`},
		{`3s`, 3, `|S3`},
		{`1s`, 1, `|S1`},
		{`4w`, 16, `<U4`},
		{`1w`, 4, `<U1`},
		{`O`, 8, `object`},
		{`5x`, 5, `|V5`},
		{`0x`, 0, `|V0`},
		{`>h`, 2, `>i2`},
		{`>H`, 2, `>u2`},
		{`>i`, 4, `>i4`},
		{`>q`, 8, `>i8`},
		{`>e`, 2, `>f2`},
		{`>f`, 4, `>f4`},
		{`>d`, 8, `>f8`},
		{`>Zf`, 8, `>c8`},
		{`>Zd`, 16, `>c16`},
		{`>3w`, 12, `>U3`},
	})
}

func TestNumpyArraysOffAlignment(t *testing.T) {
	check(t, []export{
		{`=h`, 2, `int16`},
		{`=i`, 4, `int32`},
		{`=I`, 4, `uint32`},
		{`=q`, 8, `int64`},
		{`=f`, 4, `float32`},
		{`=d`, 8, `float64`},
		{`=Zf`, 8, `complex64`},
		{`=Zd`, 16, `complex128`},
		{`=2w`, 8, `<U2`},
		{`^g`, 16, `float128`},
		{`^Zg`, 32, `complex256`},
	})
}

func TestNumpyRecords(t *testing.T) {
	check(t, []export{
		{`T{b:a:=i:b:q:c:}`, 13, `[('a', 'i1'), ('b', '<i4'), ('c', '<i8')]`},
		{`T{b:a:xxxi:b:l:c:}`, 16, `{'names': ['a', 'b', 'c'], 'formats': ['i1', '<i4', '<i8'], 'offsets': [0, 4, 8], 'itemsize': 16}`},
		{`T{d:a:b:b:}`, 16, `{'names': ['a', 'b'], 'formats': ['<f8', 'i1'], 'offsets': [0, 8], 'itemsize': 16}`},
		{`T{=d:a:b:b:}`, 9, `[('a', '<f8'), ('b', 'i1')]`},
		{`T{b:a:(2,3)=d:m:(2)h:z:}`, 53, `[('a', 'i1'), ('m', '<f8', (2, 3)), ('z', '<i2', (2,))]`},
		{`T{b:a:xxxxxxx(2,3)d:m:(2)h:z:}`, 64, `{'names': ['a', 'm', 'z'], 'formats': ['i1', ('<f8', (2, 3)), ('<i2', (2,))], 'offsets': [0, 8, 56], 'itemsize': 64}`},
		{`T{T{=f:x:f:y:}:p:B:n:}`, 9, `[('p', [('x', '<f4'), ('y', '<f4')]), ('n', 'u1')]`},
		{`T{(2)T{=f:x:f:y:}:p:B:n:}`, 17, `[('p', [('x', '<f4'), ('y', '<f4')], (2,)), ('n', 'u1')]`},
		{`T{i:a:>i:b:@d:c:>d:d:}`, 24, `[('a', '<i4'), ('b', '>i4'), ('c', '<f8'), ('d', '>f8')]`},
		{`T{>i:a:d:d:}`, 12, `[('a', '>i4'), ('d', '>f8')]`},
		{`T{xxxxi:a:xxxxxxxxd:b:}`, 32, `{'names': ['a', 'b'], 'formats': ['<i4', '<f8'], 'offsets': [4, 16], 'itemsize': 32}`},
		{`T{b:a:^g:g:}`, 17, `[('a', 'i1'), ('g', '<f16')]`},
		{`T{b:a:xxxxxxxxxxxxxxxg:g:}`, 32, `{'names': ['a', 'g'], 'formats': ['i1', '<f16'], 'offsets': [0, 16], 'itemsize': 32}`},
		{`T{3s:s:=2w:u:4x:v:}`, 15, `[('s', 'S3'), ('u', '<U2'), ('v', 'V4')]`},
		{`T{?:a:(3)?:b:}`, 4, `[('a', '?'), ('b', '?', (3,))]`},
		{`T{Zf:a:Zd:b:}`, 24, `[('a', '<c8'), ('b', '<c16')]`},
		{`T{b:a:O:o:}`, 9, `[('a', 'i1'), ('o', 'O')]`},
		{`T{b:a:xxxxxxxO:o:}`, 16, `{'names': ['a', 'o'], 'formats': ['i1', 'O'], 'offsets': [0, 8], 'itemsize': 16}`},
		{`T{B:c:xxxxxxxT{d:d:B:y:}:p:xxxxxxxB:n:}`, 32, `{'names': ['c', 'p', 'n'], 'formats': ['u1', [('d', '<f8'), ('y', 'u1')], 'u1'], 'offsets': [0, 8, 24], 'itemsize': 32}`},
		{"T{i:x y:i:}:i:new\nline:i:é:i:it's:i:\\:i:a\"':}", 28, `[('x y', '<i4'), ('}', '<i4'), ('new\nline', '<i4'), ('é', '<i4'), ("it's", '<i4'), ('\\', '<i4'), ('a"\'', '<i4')]`},
		{`T{b:a:xxxx=q:c:}`, 13, `{'names': ['a', 'c'], 'formats': ['i1', '<i8'], 'offsets': [0, 5], 'itemsize': 13}`},
		{`T{}`, 0, `[]`},
		{`T{}`, 8, `{'names': [], 'formats': [], 'offsets': [], 'itemsize': 8}`},
	})
}

func TestNumpyScalars(t *testing.T) {
	check(t, []export{
		{`d`, 8, `float64`}, {`i`, 4, `int32`}, {`?`, 1, `bool`}, {`Zf`, 8, `complex64`}, {`g`, 16, `float128`},
		{`2w`, 8, `<U2`},  // str_
		{`B`, 1, `uint8`}, // bytes_, datetime64, timedelta64
		{`3x`, 3, `|V3`},  // void
		{`T{b:a:i:b:l:c:}`, 13, `[('a', 'i1'), ('b', '<i4'), ('c', '<i8')]`},
	})
}

func TestStandardLibrary(t *testing.T) {
	for _, c := range []struct {
		about   string
		exports []export
	}{
		{"bytes, bytearray, mmap", []export{{`B`, 1, `uint8`}}},
		{"array.array", []export{
			{`b`, 1, `int8`}, {`B`, 1, `uint8`}, {`h`, 2, `int16`}, {`H`, 2, `uint16`}, {`i`, 4, `int32`},
			{`I`, 4, `uint32`}, {`l`, 8, `int64`}, {`L`, 8, `uint64`}, {`q`, 8, `int64`}, {`Q`, 8, `uint64`},
			{`f`, 4, `float32`}, {`d`, 8, `float64`}, {`w`, 4, `<U1`},
		}},
		{"ctypes simple types", []export{
			{`<d`, 8, `float64`}, {`<q`, 8, `int64`}, {`<i`, 4, `int32`}, {`<B`, 1, `uint8`}, {`<c`, 1, `|S1`},
			{`<?`, 1, `bool`}, {`<u`, 4, `<U1`}, {`<g`, 16, `float128`}, {`<P`, 8, `pointer`}, {`<z`, 8, `pointer`},
			{`<Z`, 8, `pointer`}, {`<O`, 8, `object`}, {`>d`, 8, `>f8`}, {`<f`, 4, `float32`},
			{`<F`, 8, `complex64`}, {`<D`, 16, `complex128`}, {`<G`, 32, `complex256`},
			{`&<i`, 8, `pointer`}, {`&&<i`, 8, `pointer`}, {`&(3)<d`, 8, `pointer`}, {`X{}`, 8, `pointer`},
			{`&T{<B:a:3x<I:b:}`, 8, `pointer`},
		}},
		{"ctypes structs, Python 3.11", []export{
			{`T{<B:a:<I:b:}`, 8, ``},
			{`B`, 5, ``}, // packed
			{`B`, 8, ``}, // union
			{`T{<B:a:>I:b:}`, 8, ``},
			{`T{<i:a:<i:b:}`, 4, ``}, // bit fields
			{`T{T{<B:a:<I:b:}:s:<d:d:<b:e:}`, 24, ``},
			{`T{<d:a:<q:b:}`, 16, `[('a', '<f8'), ('b', '<i8')]`},
		}},
		{"ctypes structs, Python 3.14", []export{
			{`T{<B:a:3x<I:b:}`, 8, `{'names': ['a', 'b'], 'formats': ['u1', '<u4'], 'offsets': [0, 4], 'itemsize': 8}`},
			{`T{<B:a:<I:b:}`, 5, `[('a', 'u1'), ('b', '<u4')]`}, // packed
			{`T{<B:a:3x>I:b:}`, 8, `{'names': ['a', 'b'], 'formats': ['u1', '>u4'], 'offsets': [0, 4], 'itemsize': 8}`},
			{`T{<i:a:<i:b:3x}`, 4, ``}, // bit fields
			{`T{T{<B:a:3x<I:b:}:s:<d:d:<b:e:7x}`, 24, `{'names': ['s', 'd', 'e'], 'formats': [{'names': ['a', 'b'], 'formats': ['u1', '<u4'], 'offsets': [0, 4], 'itemsize': 8}, '<f8', 'i1'], 'offsets': [0, 8, 16], 'itemsize': 24}`},
			{`T{&<i:p:X{}:f:<z:z:<Z:w:<P:v:<O:o:<u:u:<c:c:11x<g:g:<?:B:7x(3)<d:arr:(2)T{<B:a:3x<I:b:}:arr2:<q:l:8x}`, 144,
				`{'names': ['p', 'f', 'z', 'w', 'v', 'o', 'u', 'c', 'g', 'B', 'arr', 'arr2', 'l'], ` +
					`'formats': ['<pointer', '<pointer', '<pointer', '<pointer', '<pointer', 'O', '<U1', 'S1', '<f16', '?', ('<f8', (3,)), ` +
					`({'names': ['a', 'b'], 'formats': ['u1', '<u4'], 'offsets': [0, 4], 'itemsize': 8}, (2,)), '<i8'], ` +
					`'offsets': [0, 8, 16, 24, 32, 40, 48, 52, 64, 80, 88, 112, 128], 'itemsize': 144}`},
		}},
	} {
		t.Run(c.about, func(t *testing.T) { check(t, c.exports) })
	}
}

// The format that Cython makes of a C struct: no padding, no marks; '^' between the fields of a packed
// one.
func TestCythonStructs(t *testing.T) {
	check(t, []export{
		{`T{b:a:i:b:d:c:}`, 16, `{'names': ['a', 'b', 'c'], 'formats': ['i1', '<i4', '<f8'], 'offsets': [0, 4, 8], 'itemsize': 16}`},
		{`T{^b:a:^i:b:^d:c:}`, 13, `[('a', 'i1'), ('b', '<i4'), ('c', '<f8')]`},
		{`T{T{d:x:B:y:}:p:i:n:}`, 24, `{'names': ['p', 'n'], 'formats': [{'names': ['x', 'y'], 'formats': ['<f8', 'u1'], 'offsets': [0, 8], 'itemsize': 16}, '<i4'], 'offsets': [0, 16], 'itemsize': 24}`},
		{`T{T{d:x:B:y:}:p:B:n:}`, 24, ``}, // might be NumPy's
	})
}

// pybind11's PYBIND11_NUMPY_DTYPE writes every gap and packs with '^'.
func TestPybind11Structs(t *testing.T) {
	check(t, []export{
		{`T{^?:bool_:3x^I:uint_:^f:float_:4x^g:ldbl_:}`, 32, `{'names': ['bool_', 'uint_', 'float_', 'ldbl_'], 'formats': ['?', '<u4', '<f4', '<f16'], 'offsets': [0, 4, 8, 16], 'itemsize': 32}`},
		{`T{^d:a:^B:b:7x}`, 16, `{'names': ['a', 'b'], 'formats': ['<f8', 'u1'], 'offsets': [0, 8], 'itemsize': 16}`},
	})
}

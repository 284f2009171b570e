//go:build cgo

package pyinterop_test

import (
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// A lie is what export of exporter.py is told, and what the doors answer: "granted", or the text of the refusal
// behind the name of the exporter. Without texts of their own the doors for writing answer as those for reading.
// BORROW stands for the name of the door, 0x… for an address.
//
// Some of these are no lies but rights of exporters that look like lies.
type lie struct {
	about, export string
	causes        []error // of the typed refusal
	typed, raw    string
	mut, rawMut   string
}

// The ways out that many refusals share.
const (
	mayCopy     = ". Way out: numpy.array(x) may copy it"
	untrue      = ". Way out: what the exporter says cannot be true, numpy.array(x) may copy it"
	asBytes     = `. Way out: BorrowRaw takes the items as bytes without a meaning` + orAsFloat64
	orAsFloat64 = `; a.astype("float64") copies into a native, aligned, writable array`
	anyLayout   = ". Way out: Borrow and AskIndirect take memory of any layout as it is; numpy.ascontiguousarray(a) copies"
	align       = `. Way out: a.copy() or numpy.require(a, requirements="A") copies into aligned memory, BorrowRaw with ndview.As views it in place`
)

func errs(list ...error) []error { return list }

var lies = []lie{
	{
		about: "nothing but the truth", export: `{}`, causes: nil,
		typed: `granted`,
		raw:   `granted`,
	},
	{
		about: "shape NULL", export: `dict(shape=None, ndim=1)`, causes: errs(ndview.ErrShape),
		typed: `: shape: wanted 1 lengths, found none (NULL)` + untrue,
		raw:   `: shape: wanted 1 lengths, found none (NULL)` + untrue,
	},
	{
		about: "shape NULL for a scalar, which is legal", export: `dict(shape=None, ndim=0, len=8)`, causes: nil,
		typed: `granted`,
		raw:   `granted`,
	},
	{
		about: "strides NULL, which stands for C order", export: `dict(strides=None)`, causes: nil,
		typed: `granted`,
		raw:   `granted`,
	},
	{
		about: "format NULL, which stands for bytes", export: `dict(format=None, itemsize=1, len=3, strides=(1,))`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), dtype uint8, strides (1,): dtype: wanted float64, found uint8. Way out: BORROW[uint8] takes it as it is` + orAsFloat64,
		raw:   `granted`,
	},
	{
		about: "format NULL with other items than bytes", export: `dict(format=None)`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), strides (8,): format: "B" contradicts the itemsize 8: the format describes 1 bytes, an item has 8` + asBytes,
		raw:   `granted`,
	},
	{
		about: "buf NULL", export: `dict(buf=None)`, causes: errs(ndview.ErrBounds),
		typed: `, shape (3,), dtype float64, strides (8,): address: wanted memory that can exist, found shape (3,) with strides (8,) and suboffsets () at 0x0` + untrue,
		raw:   `, shape (3,), dtype float64, strides (8,): address: wanted memory that can exist, found shape (3,) with strides (8,) and suboffsets () at 0x0` + untrue,
	},
	{
		about: "buf NULL without a byte, which is legal", export: `dict(buf=None, shape=(0,))`, causes: nil,
		typed: `granted`,
		raw:   `granted`,
	},
	{
		about: "buf on the first page", export: `dict(buf=8)`, causes: errs(ndview.ErrBounds),
		typed: `, shape (3,), dtype float64, strides (8,): address: wanted memory that can exist, found shape (3,) with strides (8,) and suboffsets () at 0x8` + untrue,
		raw:   `, shape (3,), dtype float64, strides (8,): address: wanted memory that can exist, found shape (3,) with strides (8,) and suboffsets () at 0x8` + untrue,
	},
	{
		about: "buf at the end of all addresses", export: `dict(buf=2**64 - 8)`, causes: errs(ndview.ErrBounds),
		typed: `, shape (3,), dtype float64, strides (8,): address: wanted memory that can exist, found shape (3,) with strides (8,) and suboffsets () at 0x…` + untrue,
		raw:   `, shape (3,), dtype float64, strides (8,): address: wanted memory that can exist, found shape (3,) with strides (8,) and suboffsets () at 0x…` + untrue,
	},
	{
		about: "obj NULL", export: `dict(owner=None)`, causes: nil,
		typed: `granted`,
		raw:   `granted`,
	},
	{
		about: "obj another object", export: `dict(owner=id(ctypes))`, causes: nil,
		typed: `granted`,
		raw:   `granted`,
	},
	{
		about: "a negative length", export: `dict(shape=(-3,))`, causes: errs(ndview.ErrShape),
		typed: `, shape (-3,), dtype float64, strides (8,): layout: axis 0 has length -3, wanted at least 0` + untrue,
		raw:   `, shape (-3,), dtype float64, strides (8,): layout: axis 0 has length -3, wanted at least 0` + untrue,
	},
	{
		about: "a product that overflows", export: `dict(shape=(2**62, 4), strides=(8, 8))`, causes: errs(ndview.ErrOverflow),
		typed: `, shape (4611686018427387904, 4), dtype float64, strides (8, 8): layout: shape (4611686018427387904, 4) of 8-byte items exceeds 9223372036854775807 bytes` + untrue,
		raw:   `, shape (4611686018427387904, 4), dtype float64, strides (8, 8): layout: shape (4611686018427387904, 4) of 8-byte items exceeds 9223372036854775807 bytes` + untrue,
	},
	{
		about: "a product that wraps around to a small one", export: `dict(shape=(2**61, 8), strides=(8, 8), len=0)`, causes: errs(ndview.ErrOverflow),
		typed: `, shape (2305843009213693952, 8), dtype float64, strides (8, 8): layout: shape (2305843009213693952, 8) of 8-byte items exceeds 9223372036854775807 bytes` + untrue,
		raw:   `, shape (2305843009213693952, 8), dtype float64, strides (8, 8): layout: shape (2305843009213693952, 8) of 8-byte items exceeds 9223372036854775807 bytes` + untrue,
	},
	{
		about: "a product that overflows though an axis is empty", export: `dict(shape=(3, 0, 2**63 - 1), strides=(8, 8, 8), len=0)`, causes: errs(ndview.ErrOverflow),
		typed: `, shape (3, 0, 9223372036854775807), dtype float64, strides (8, 8, 8): layout: shape (3, 0, 9223372036854775807) of 8-byte items exceeds 9223372036854775807 bytes` + untrue,
		raw:   `, shape (3, 0, 9223372036854775807), dtype float64, strides (8, 8, 8): layout: shape (3, 0, 9223372036854775807) of 8-byte items exceeds 9223372036854775807 bytes` + untrue,
	},
	{
		about: "a span that overflows", export: `dict(shape=(2**40,), strides=(2**40,))`, causes: errs(ndview.ErrOverflow),
		typed: `, shape (1099511627776,), dtype float64, strides (1099511627776,): layout: shape (1099511627776,) with strides (1099511627776,) reaches beyond 9223372036854775807 bytes` + untrue,
		raw:   `, shape (1099511627776,), dtype float64, strides (1099511627776,): layout: shape (1099511627776,) with strides (1099511627776,) reaches beyond 9223372036854775807 bytes` + untrue,
	},
	{
		about: "a span that overflows backwards", export: `dict(strides=(-2**62,))`, causes: errs(ndview.ErrOverflow),
		typed: `, shape (3,), dtype float64, strides (-4611686018427387904,): layout: shape (3,) with strides (-4611686018427387904,) reaches beyond 9223372036854775807 bytes` + untrue,
		raw:   `, shape (3,), dtype float64, strides (-4611686018427387904,): layout: shape (3,) with strides (-4611686018427387904,) reaches beyond 9223372036854775807 bytes` + untrue,
	},
	{
		about: "a stride whose negative overflows", export: `dict(shape=(2,), strides=(-2**63,))`, causes: errs(ndview.ErrOverflow),
		typed: `, shape (2,), dtype float64, strides (-9223372036854775808,): layout: shape (2,) with strides (-9223372036854775808,) reaches beyond 9223372036854775807 bytes` + untrue,
		raw:   `, shape (2,), dtype float64, strides (-9223372036854775808,): layout: shape (2,) with strides (-9223372036854775808,) reaches beyond 9223372036854775807 bytes` + untrue,
	},
	{
		about: "a span that no process has", export: `dict(strides=(2**61,))`, causes: errs(ndview.ErrBounds),
		typed: `, shape (3,), dtype float64, strides (2305843009213693952,): address: wanted memory that can exist, found shape (3,) with strides (2305843009213693952,) and suboffsets () at 0x…` + untrue,
		raw:   `, shape (3,), dtype float64, strides (2305843009213693952,): address: wanted memory that can exist, found shape (3,) with strides (2305843009213693952,) and suboffsets () at 0x…` + untrue,
	},
	{
		about: "a span below the first address", export: `dict(strides=(-2**50,))`, causes: errs(ndview.ErrBounds),
		typed: `, shape (3,), dtype float64, strides (-1125899906842624,): address: wanted memory that can exist, found shape (3,) with strides (-1125899906842624,) and suboffsets () at 0x…` + untrue,
		raw:   `, shape (3,), dtype float64, strides (-1125899906842624,): address: wanted memory that can exist, found shape (3,) with strides (-1125899906842624,) and suboffsets () at 0x…` + untrue,
	},
	{
		about: "65 axes", export: `dict(shape=(1,) * 65, strides=(8,) * 65, len=8)`, causes: errs(ndview.ErrShape),
		typed: `: ndim: wanted 0 to 64, found 65` + untrue,
		raw:   `: ndim: wanted 0 to 64, found 65` + untrue,
	},
	{
		about: "two thousand million axes", export: `dict(ndim=2**31 - 1)`, causes: errs(ndview.ErrShape),
		typed: `: ndim: wanted 0 to 64, found 2147483647` + untrue,
		raw:   `: ndim: wanted 0 to 64, found 2147483647` + untrue,
	},
	{
		about: "minus one axis", export: `dict(ndim=-1)`, causes: errs(ndview.ErrShape),
		typed: `: ndim: wanted 0 to 64, found -1` + untrue,
		raw:   `: ndim: wanted 0 to 64, found -1` + untrue,
	},
	{
		about: "itemsize 0", export: `dict(itemsize=0)`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), strides (8,): format: "d" contradicts the itemsize 0: the format describes 8 bytes, an item has 0` + asBytes,
		raw:   `granted`,
	},
	{
		about: "itemsize 0 where it is true", export: `dict(format=b'0x', itemsize=0, strides=(0,))`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), dtype |V0, strides (0,): dtype: wanted float64, found |V0. Way out: BorrowRaw takes it as it is` + orAsFloat64,
		raw:   `granted`,
	},
	{
		about: "a negative itemsize", export: `dict(itemsize=-8)`, causes: errs(ndview.ErrLayout, ndview.ErrType),
		typed: ", shape (3,), strides (8,): layout: itemsize is -8, wanted at least 0; format: format \"d\": negative itemsize -8 at byte 0\n\td\n\t^" + untrue,
		raw:   ", shape (3,), strides (8,): layout: itemsize is -8, wanted at least 0; format: format \"d\": negative itemsize -8 at byte 0\n\td\n\t^" + untrue,
	},
	{
		about: "an itemsize too small", export: `dict(itemsize=4)`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), strides (8,): format: "d" contradicts the itemsize 4: the format describes 8 bytes, an item has 4` + asBytes,
		raw:   `granted`,
	},
	{
		about: "an itemsize too large", export: `dict(itemsize=16, strides=(16,))`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), strides (16,): format: "d" contradicts the itemsize 16: the format describes 8 bytes, an item has 16` + asBytes,
		raw:   `granted`,
	},
	{
		about: "float in eight bytes", export: `dict(format=b'f')`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), strides (8,): format: "f" contradicts the itemsize 8: the format describes 4 bytes, an item has 8` + asBytes,
		raw:   `granted`,
	},
	{
		about: "int64 in four bytes", export: `dict(format=b'q', itemsize=4, strides=(4,))`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), strides (4,): format: "q" contradicts the itemsize 4: the format describes 8 bytes, an item has 4` + asBytes,
		raw:   `granted`,
	},
	{
		about: "a sub-array that does not fit the item", export: `dict(format=b'(2,3)d')`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), strides (8,): format: "(2,3)d" contradicts the itemsize 8: the format describes 48 bytes, an item has 8` + asBytes,
		raw:   `granted`,
	},
	{
		about: "len negative", export: `dict(len=-1)`, causes: errs(ndview.ErrShape),
		typed: `, shape (3,), dtype float64, strides (8,): length: wanted 24 bytes for shape (3,) of 8-byte items, found -1` + untrue,
		raw:   `, shape (3,), dtype float64, strides (8,): length: wanted 24 bytes for shape (3,) of 8-byte items, found -1` + untrue,
	},
	{
		about: "len too small", export: `dict(len=23)`, causes: errs(ndview.ErrShape),
		typed: `, shape (3,), dtype float64, strides (8,): length: wanted 24 bytes for shape (3,) of 8-byte items, found 23` + untrue,
		raw:   `, shape (3,), dtype float64, strides (8,): length: wanted 24 bytes for shape (3,) of 8-byte items, found 23` + untrue,
	},
	{
		about: "len too large", export: `dict(len=2**63 - 1)`, causes: errs(ndview.ErrShape),
		typed: `, shape (3,), dtype float64, strides (8,): length: wanted 24 bytes for shape (3,) of 8-byte items, found 9223372036854775807` + untrue,
		raw:   `, shape (3,), dtype float64, strides (8,): length: wanted 24 bytes for shape (3,) of 8-byte items, found 9223372036854775807` + untrue,
	},
	{
		about: "len 0", export: `dict(len=0)`, causes: errs(ndview.ErrShape),
		typed: `, shape (3,), dtype float64, strides (8,): length: wanted 24 bytes for shape (3,) of 8-byte items, found 0` + untrue,
		raw:   `, shape (3,), dtype float64, strides (8,): length: wanted 24 bytes for shape (3,) of 8-byte items, found 0` + untrue,
	},
	{
		about: "a misaligned base", export: `dict(offset=1)`, causes: errs(ndview.ErrAlign),
		typed: `, shape (3,), dtype float64, strides (8,): alignment: wanted an address that is a multiple of 8 bytes, found 0x… (1 too far)` + align,
		raw:   `granted`,
	},
	{
		about: "a misaligned stride", export: `dict(strides=(9,))`, causes: errs(ndview.ErrAlign),
		typed: `, shape (3,), dtype float64, strides (9,): alignment: wanted strides that are multiples of 8 bytes, found (9,)` + align,
		raw:   `granted`,
	},
	{
		about: "both misaligned", export: `dict(offset=4, strides=(12,))`, causes: errs(ndview.ErrAlign),
		typed: `, shape (3,), dtype float64, strides (12,): alignment: wanted an address that is a multiple of 8 bytes, found 0x… (4 too far); alignment: wanted strides that are multiples of 8 bytes, found (12,)` + align,
		raw:   `granted`,
	},
	{
		about: "suboffsets that are all -1", export: `dict(suboffsets=(-1,))`, causes: nil,
		typed: `granted`,
		raw:   `granted`,
	},
	{
		about: "suboffsets that are all negative", export: `dict(suboffsets=(-1, -5), shape=(1, 3), strides=(24, 8))`, causes: nil,
		typed: `granted`,
		raw:   `granted`,
	},
	{
		about: "a table of pointers with NULL", export: `dict(suboffsets=(0,), data=array.array('q', [0, 0, 0]))`, causes: errs(ndview.ErrBounds),
		typed: `, shape (3,), dtype float64, strides (8,): pointers: wanted tables of aligned addresses, found NULL or a misaligned one in shape (3,) with strides (8,) and suboffsets (0,)` + untrue,
		raw:   `, shape (3,), dtype float64, strides (8,): pointers: wanted tables of aligned addresses, found NULL or a misaligned one in shape (3,) with strides (8,) and suboffsets (0,)` + untrue,
	},
	{
		about: "a table whose last pointer is NULL", export: `dict(suboffsets=(8,), data=array.array('Q', [start(keep), start(keep), 0]))`, causes: errs(ndview.ErrBounds),
		typed: `, shape (3,), dtype float64, strides (8,): pointers: wanted tables of aligned addresses, found NULL or a misaligned one in shape (3,) with strides (8,) and suboffsets (8,)` + untrue,
		raw:   `, shape (3,), dtype float64, strides (8,): pointers: wanted tables of aligned addresses, found NULL or a misaligned one in shape (3,) with strides (8,) and suboffsets (8,)` + untrue,
	},
	{
		about: "a table of pointers that is misaligned", export: `dict(suboffsets=(0,), data=array.array('q', [0] * 4), offset=1)`, causes: errs(ndview.ErrBounds),
		typed: `, shape (3,), dtype float64, strides (8,): pointers: wanted tables of aligned addresses, found NULL or a misaligned one in shape (3,) with strides (8,) and suboffsets (0,)` + untrue,
		raw:   `, shape (3,), dtype float64, strides (8,): pointers: wanted tables of aligned addresses, found NULL or a misaligned one in shape (3,) with strides (8,) and suboffsets (0,)` + untrue,
	},
	{
		about: "pointers at strides of four bytes", export: `dict(suboffsets=(0,), strides=(4,))`, causes: errs(ndview.ErrBounds),
		typed: `, shape (3,), dtype float64, strides (4,): pointers: wanted tables of aligned addresses, found NULL or a misaligned one in shape (3,) with strides (4,) and suboffsets (0,)` + untrue,
		raw:   `, shape (3,), dtype float64, strides (4,): pointers: wanted tables of aligned addresses, found NULL or a misaligned one in shape (3,) with strides (4,) and suboffsets (0,)` + untrue,
	},
	{
		about: "pointers that lead to misaligned items", export: `dict(suboffsets=(1,), data=array.array('Q', [start(keep)] * 3))`, causes: errs(ndview.ErrAlign),
		typed: `, shape (3,), dtype float64, strides (8,): alignment: wanted strides and suboffsets behind the last pointer that are multiples of 8 bytes, found (8,) and (1,)` + align,
		raw:   `granted`,
	},
	{
		about: "a table that claims a million million pointers, all the same one", export: `dict(shape=(2**40,), strides=(0,), suboffsets=(0,), data=array.array('Q', [start(keep)]))`, causes: nil,
		typed: `granted`,
		raw:   `granted`,
	},
	{
		about: "a format of no letter", export: `dict(format=b'')`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), strides (8,): format: "" contradicts the itemsize 8: the format describes 0 bytes, an item has 8` + asBytes,
		raw:   `granted`,
	},
	{
		about: "a format of an unknown letter", export: `dict(format=b'k')`, causes: errs(ndview.ErrType),
		typed: ", shape (3,), strides (8,): format: format \"k\": unknown type code \"k\" at byte 0\n\tk\n\t^" + untrue,
		raw:   ", shape (3,), strides (8,): format: format \"k\": unknown type code \"k\" at byte 0\n\tk\n\t^" + untrue,
	},
	{
		about: "a format of a million letters", export: `dict(format=b'd' * 1000000)`, causes: errs(ndview.ErrType),
		typed: ", shape (3,), strides (8,): format: format \"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd\"… (65536 bytes): more than 16384 fields at byte 16384\n\tdddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd\n\t                              ^" + untrue,
		raw:   ", shape (3,), strides (8,): format: format \"dddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd\"… (65536 bytes): more than 16384 fields at byte 16384\n\tdddddddddddddddddddddddddddddddddddddddddddddddddddddddddddd\n\t                              ^" + untrue,
	},
	{
		about: "a format nested ten thousand deep", export: `dict(format=b'T{' * 10000)`, causes: errs(ndview.ErrType),
		typed: ", shape (3,), strides (8,): format: format \"T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{\"… (20000 bytes): nested more than 64 deep at byte 128\n\tT{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{\n\t                              ^" + untrue,
		raw:   ", shape (3,), strides (8,): format: format \"T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{\"… (20000 bytes): nested more than 64 deep at byte 128\n\tT{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{T{\n\t                              ^" + untrue,
	},
	{
		about: "a format of a control character", export: `dict(format=b'\x01')`, causes: errs(ndview.ErrType),
		typed: ", shape (3,), strides (8,): format: format \"\\x01\": unknown type code \"\\x01\" at byte 0\n\t.\n\t^" + untrue,
		raw:   ", shape (3,), strides (8,): format: format \"\\x01\": unknown type code \"\\x01\" at byte 0\n\t.\n\t^" + untrue,
	},
	{
		about: "another one, on bytes", export: `dict(format=b'\x02', itemsize=1, strides=(1,))`, causes: errs(ndview.ErrType),
		typed: ", shape (3,), strides (1,): format: format \"\\x02\": unknown type code \"\\x02\" at byte 0\n\t.\n\t^" + untrue,
		raw:   ", shape (3,), strides (1,): format: format \"\\x02\": unknown type code \"\\x02\" at byte 0\n\t.\n\t^" + untrue,
	},
	{
		about: "a format that is not UTF-8", export: `dict(format=b'\xff\xfe')`, causes: errs(ndview.ErrType),
		typed: ", shape (3,), strides (8,): format: format \"\\xff\\xfe\": unknown type code \"\\xff\" at byte 0\n\t..\n\t^" + untrue,
		raw:   ", shape (3,), strides (8,): format: format \"\\xff\\xfe\": unknown type code \"\\xff\" at byte 0\n\t..\n\t^" + untrue,
	},
	{
		about: "a format with the same field twice", export: `dict(format=b'T{i:a:i:a:}')`, causes: errs(ndview.ErrType),
		typed: ", shape (3,), strides (8,): format: format \"T{i:a:i:a:}\": two fields named \"a\" at byte 10\n\tT{i:a:i:a:}\n\t          ^" + untrue,
		raw:   ", shape (3,), strides (8,): format: format \"T{i:a:i:a:}\": two fields named \"a\" at byte 10\n\tT{i:a:i:a:}\n\t          ^" + untrue,
	},
	{
		about: "a format with a sub-array beyond all sizes", export: `dict(format=b'(1000000,1000000)d')`, causes: errs(ndview.ErrType),
		typed: ", shape (3,), strides (8,): format: format \"(1000000,1000000)d\": sub-array of more than 2147483647 items at byte 0\n\t(1000000,1000000)d\n\t^" + untrue,
		raw:   ", shape (3,), strides (8,): format: format \"(1000000,1000000)d\": sub-array of more than 2147483647 items at byte 0\n\t(1000000,1000000)d\n\t^" + untrue,
	},
	{
		about: "a format that describes an unknown gap", export: `dict(format=b'T{(2)T{h:a:b:b:}:c:2x}')`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), strides (8,): format: "T{(2)T{h:a:b:b:}:c:2x}" contradicts the itemsize 8: the format does not say how many bytes of padding lie between the records of a sub-array` + asBytes,
		raw:   `granted`,
	},
	{
		about: "Python objects", export: `dict(format=b'O')`, causes: errs(ndview.ErrType),
		typed:  `, shape (3,), dtype object, strides (8,): dtype: wanted float64, found object. Way out: BorrowRaw takes it as it is` + orAsFloat64,
		raw:    `granted`,
		rawMut: `, shape (3,), dtype object, strides (8,): dtype: wanted items that may be written as bytes, found references to Python objects (object). Way out: BorrowRaw reads the references, Python sets items (Object.SetItem)`,
	},
	{
		about: "read-only, though granted for writing", export: `dict(readonly=1)`, causes: nil,
		typed:  `granted`,
		raw:    `granted`,
		mut:    `, shape (3,), dtype float64, strides (8,): writable: wanted for writing, found read-only, though the exporter granted it. Way out: Borrow reads it, a.copy() can be written`,
		rawMut: `, shape (3,), dtype float64, strides (8,): writable: wanted for writing, found read-only, though the exporter granted it. Way out: Borrow reads it, a.copy() can be written`,
	},
	{
		about: "-1 without an exception", export: `dict(result=-1)`, causes: errs(pyinterop.ErrRefused),
		typed: `: the exporter refused without giving a reason` + mayCopy,
		raw:   `: the exporter refused without giving a reason` + mayCopy,
	},
	{
		about: "-1 with an exception", export: `dict(result=-1, raises=1)`, causes: errs(pyinterop.ErrRefused),
		typed: `: the exporter refused: ValueError: raised by the test exporter` + mayCopy,
		raw:   `: the exporter refused: ValueError: raised by the test exporter` + mayCopy,
	},
	{
		about: "0 with an exception", export: `dict(raises=1)`, causes: errs(pyinterop.ErrRefused),
		typed: `: the exporter refused: ValueError: raised by the test exporter` + mayCopy,
		raw:   `: the exporter refused: ValueError: raised by the test exporter` + mayCopy,
	},
	{
		about: "1 for an answer", export: `dict(result=1)`, causes: errs(pyinterop.ErrRefused),
		typed: `: the exporter refused without giving a reason` + mayCopy,
		raw:   `: the exporter refused without giving a reason` + mayCopy,
	},
	{
		about: "an exception of the exporter's code", export: `lambda flags: int('x')`, causes: errs(pyinterop.ErrRefused),
		typed: `: the exporter refused: ValueError: invalid literal for int() with base 10: 'x'` + mayCopy,
		raw:   `: the exporter refused: ValueError: invalid literal for int() with base 10: 'x'` + mayCopy,
	},
	{
		about: "an answer that is no answer", export: `lambda flags: 5`, causes: errs(pyinterop.ErrRefused),
		typed: `: the exporter refused: TypeError: 'int' object is not iterable` + mayCopy,
		raw:   `: the exporter refused: TypeError: 'int' object is not iterable` + mayCopy,
	},
	{
		about: "sys.exit", export: `lambda flags: exit(3)`, causes: errs(pyinterop.ErrRefused),
		typed: `: the exporter refused: SystemExit: 3` + mayCopy,
		raw:   `: the exporter refused: SystemExit: 3` + mayCopy,
	},
	{
		about: "first no, then yes", export: `dict(result=-1, raises=1), {}`, causes: errs(pyinterop.ErrRefused),
		typed:  `: the exporter refused: ValueError: raised by the test exporter` + mayCopy,
		raw:    `: the exporter refused: ValueError: raised by the test exporter` + mayCopy,
		mut:    `, shape (3,), dtype float64, strides (8,): writable: wanted for writing, found that the exporter grants reading only: ValueError: raised by the test exporter. Way out: Borrow reads it, a.copy() can be written`,
		rawMut: `, shape (3,), dtype float64, strides (8,): writable: wanted for writing, found that the exporter grants reading only: ValueError: raised by the test exporter. Way out: Borrow reads it, a.copy() can be written`,
	},
	{
		about: "first yes, then no", export: `{}, dict(result=-1, raises=1)`, causes: nil,
		typed: `granted`,
		raw:   `granted`,
	},
	{
		about: "first one shape, then another", export: `{}, dict(shape=(1, 2), strides=(16, 8)), dict(shape=(-1,))`, causes: nil,
		typed: `granted`,
		raw:   `granted`,
	},
	{
		about: "first one type, then none", export: `dict(format=b'i', itemsize=4), dict(format=b'k')`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), dtype int32, strides (8,): dtype: wanted float64, found int32. Way out: BORROW[int32] takes it as it is` + orAsFloat64,
		raw:   `granted`,
	},
	{
		about: "shape and strides inside the Py_buffer", export: `dict(inside=1, format=b'B', itemsize=1, ndim=1, len=3)`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), dtype uint8, strides (1,): dtype: wanted float64, found uint8. Way out: BORROW[uint8] takes it as it is` + orAsFloat64,
		raw:   `granted`,
	},
	{
		about: "garbage strides on axes of length 1", export: `dict(shape=(1, 3, 1), strides=(12345, 8, -77))`, causes: nil,
		typed: `granted`,
		raw:   `granted`,
	},
	{
		about: "booleans other than 0 and 1", export: `dict(format=b'?', itemsize=1, strides=(1,))`, causes: errs(ndview.ErrType),
		typed: `, shape (3,), dtype bool, strides (1,): dtype: wanted float64, found bool. Way out: BORROW[Bool] takes it as it is` + orAsFloat64,
		raw:   `granted`,
	},
	{
		about: "objects in items of the wrong size", export: `dict(format=b'T{O:a:B:b:}')`, causes: errs(ndview.ErrType),
		typed:  `, shape (3,), strides (8,): format: "T{O:a:B:b:}" contradicts the itemsize 8: the format describes 9 bytes, an item has 8` + asBytes,
		raw:    `granted`,
		rawMut: `, shape (3,), strides (8,): dtype: wanted items that may be written as bytes, found references to Python objects (|V8). Way out: BorrowRaw reads the references, Python sets items (Object.SetItem)`,
	},
}

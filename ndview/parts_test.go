package ndview_test

import (
	"encoding/binary"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
)

func TestPartsOfComplexNumbersAreTheirMemory(t *testing.T) {
	for _, shape := range shapes {
		for _, s := range ndtest.Sources(shape, func(k int) complex64 { return complex(float32(k), float32(-k)) }) {
			v := s.View
			re, im := ndview.MutReal64(v), ndview.MutImag64(v)
			rawRe, err := v.Raw().Real()
			require.NoError(t, err)
			rawIm, err := v.Raw().Imag()
			require.NoError(t, err)
			re2, err := ndview.AsMut[float32](rawRe)
			require.NoError(t, err)
			im2, err := ndview.AsMut[float32](rawIm)
			require.NoError(t, err)
			k := 0
			for x := range ndtest.Indices(shape) {
				want := s.Values[k]
				require.Equal(t, want, complex(re.At(x...), im.At(x...)), "%s %v", s.Name, x)
				require.Equal(t, want, complex(re2.At(x...), im2.At(x...)), "%s %v", s.Name, x)
				k++
			}
			for x := range ndtest.Indices(shape) {
				re.Set(7, x...)
				im2.Set(8, x...)
				require.Equal(t, complex64(7+8i), v.At(x...), "%s %v", s.Name, x)
			}
			assert.Equal(t, shape, re.Shape())
			assert.Equal(t, v.Plain(), im.Plain(), s.Name)
			require.NoError(t, s.Intact())
		}
	}
}

func TestPartsOfComplex128(t *testing.T) {
	v, err := ndview.FromSlice([]complex128{1 + 2i, 3 + 4i})
	require.NoError(t, err)
	re, im := ndview.MutReal128(v), ndview.MutImag128(v)
	re.Set1(0, 10)
	im.Set1(1, 40)
	assert.Equal(t, 10+2i, v.At1(0))
	assert.Equal(t, 3+40i, v.At1(1))
	assert.Equal(t, []int{16}, im.Strides())
	read := ndview.Imag128(v.View)
	assert.Equal(t, 2.0, read.At1(0))
	read = ndview.Real128(v.View)
	assert.Equal(t, 10.0, read.At1(0))
}

func TestPartsOfOtherItems(t *testing.T) {
	v, err := ndview.FromSlice([]float64{1, 2})
	require.NoError(t, err)
	same, err := v.Raw().Real()
	require.NoError(t, err)
	assert.Equal(t, v.Raw(), same, "real numbers are their real parts")
	_, err = v.Raw().Imag()
	assert.EqualError(t, err, "inplace: Imag: want complex items, found float64: element type")
	assert.ErrorIs(t, err, ndview.ErrType)
	raw, err := ndview.FromBytes(make([]byte, 6), 0, ndview.DType{Kind: elem.KindBytes, Size: 3}, []int{2}, nil)
	require.NoError(t, err)
	_, err = raw.Real()
	assert.EqualError(t, err, "inplace: Real: want complex items, found |S3: element type")

	half, err := ndview.FromBytes(make([]byte, 8), 0, ndview.DType{Kind: elem.KindComplex32, Size: 4}, []int{2}, nil)
	require.NoError(t, err)
	im, err := half.Imag()
	require.NoError(t, err)
	assert.Equal(t, "float16", im.DType().String())
	assert.Equal(t, half.Address()+2, im.Address())
}

// records returns two records of a byte, a big- or little-endian float64 (the
// other order than the host's) and a sub-array of 2×2 int16, packed.
func records(t *testing.T) (ndview.MutRaw, []byte) {
	swappedFloat := ndview.DTypeOf[float64]()
	swappedFloat.Swapped = true
	typ, err := elem.RecordOf(17,
		elem.Field{Name: "tag", Type: ndview.DTypeOf[uint8]()},
		elem.Field{Name: "x", Offset: 1, Type: swappedFloat},
		elem.Field{Name: "m", Offset: 9, Type: ndview.DTypeOf[int16](), Shape: []int{2, 2}})
	require.NoError(t, err)
	order := binary.ByteOrder(binary.BigEndian)
	if binary.NativeEndian.Uint16([]byte{1, 0}) != 1 {
		order = binary.LittleEndian
	}
	b := make([]byte, 2*17)
	for i := range 2 {
		r := b[17*i:]
		r[0] = byte(5 + i)
		order.PutUint64(r[1:], math.Float64bits(1.5+float64(i)))
		for k := range 4 {
			binary.NativeEndian.PutUint16(r[9+2*k:], uint16(100*i+k))
		}
	}
	raw, err := ndview.FromBytes(b, 0, typ, []int{2}, nil)
	require.NoError(t, err)
	return raw, b
}

func TestFieldsOfRecordsAreViews(t *testing.T) {
	raw, b := records(t)
	tags, err := raw.Field("tag")
	require.NoError(t, err)
	tag, err := ndview.AsMut[uint8](tags)
	require.NoError(t, err)
	assert.Equal(t, []int{17}, tag.Strides())
	assert.Equal(t, uint8(6), tag.At1(1))
	assert.True(t, tag.Plain(), "bytes need no alignment")

	xs, err := raw.Field("x")
	require.NoError(t, err)
	assert.Equal(t, ">f8", xs.DType().String())
	x, err := ndview.AsMut[float64](xs)
	require.NoError(t, err)
	assert.False(t, x.Plain())
	assert.Equal(t, 2.5, x.At1(1))
	x.Set1(0, -1)
	assert.Equal(t, byte(0xbf), b[1], "stored in the field's byte order")
	assert.Equal(t, byte(5), b[0])

	ms, err := raw.Field("m")
	require.NoError(t, err)
	m, err := ndview.AsMut[int16](ms)
	require.NoError(t, err)
	assert.Equal(t, []int{2, 2, 2}, m.Shape())
	assert.Equal(t, []int{17, 4, 2}, m.Strides())
	assert.Equal(t, int16(102), m.At3(1, 1, 0))
	m.Set3(1, 0, 1, -1)
	assert.Equal(t, int16(-1), m.At(1, 0, 1))

	read, err := raw.Raw.Field("tag")
	require.NoError(t, err)
	assert.IsType(t, ndview.Raw{}, read)
}

func TestFieldsThatAreNotThere(t *testing.T) {
	raw, _ := records(t)
	_, err := raw.Field("y")
	assert.EqualError(t, err, `inplace: Field: no field "y" in a record of type `+
		`[('tag', 'u1'), ('x', '>f8'), ('m', '<i2', (2, 2))]; its fields are "tag", "x", "m": element type`)
	assert.ErrorIs(t, err, ndview.ErrType)
	_, err = ndview.Make[float64](2).Raw().Field("x")
	assert.EqualError(t, err, `inplace: Field: want records with a field "x", found items of type float64: element type`)

	deep, err := raw.Slice(ndview.Ellipsis, ndview.NewAxis).Reshape(manyOnes(63, 2)...)
	require.NoError(t, err)
	_, err = deep.Field("m")
	assert.ErrorIs(t, err, ndview.ErrShape)
	assert.ErrorContains(t, err, "inplace: Field: ")
	assert.ErrorContains(t, err, "65 axes, at most 64 are possible")
}

// manyOnes returns a shape of n axes, of length 1 but the last.
func manyOnes(n, last int) []int {
	shape := make([]int, n)
	for k := range shape {
		shape[k] = 1
	}
	shape[n-1] = last
	return shape
}

func TestReinterpretKeepsBits(t *testing.T) {
	for _, shape := range shapes {
		for _, s := range ndtest.Sources(shape, func(k int) float32 { return float32(k) + 0.5 }) {
			bits, err := ndview.ReinterpretMut[uint32](s.View)
			require.NoError(t, err)
			require.Equal(t, s.View.Plain(), bits.Plain(), s.Name)
			k := 0
			for x := range ndtest.Indices(shape) {
				require.Equal(t, math.Float32bits(s.Values[k]), bits.At(x...), "%s: of the value, in any byte order", s.Name)
				k++
			}
			back, err := ndview.Reinterpret[float32](bits.View)
			require.NoError(t, err)
			require.Equal(t, s.View.View, back)
			require.NoError(t, s.Intact())
		}
	}
}

func TestReinterpretWithAnotherSizeChangesTheLastAxis(t *testing.T) {
	v, err := ndview.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 3, 2)
	require.NoError(t, err)
	c, err := ndview.Reinterpret[complex128](v.View)
	require.NoError(t, err)
	assert.Equal(t, []int{3, 1}, c.Shape())
	assert.Equal(t, 3+4i, c.At2(1, 0))
	bytes, err := ndview.ReinterpretMut[uint8](v)
	require.NoError(t, err)
	assert.Equal(t, []int{3, 16}, bytes.Shape())
	assert.Equal(t, []int{16, 1}, bytes.Strides())
	bytes.Set2(2, 15, 0x80)
	w, err := ndview.Reinterpret[float64](bytes.View)
	require.NoError(t, err)
	assert.Equal(t, v.View, w)

	for _, c := range []struct {
		name string
		do   func() error
		is   error
		text string
	}{
		{"gaps", func() error {
			_, err := ndview.Reinterpret[uint8](v.View.SliceAxis(1, ndview.All.By(2)).T())
			return err
		},
			ndview.ErrLayout, "the last axis must be contiguous: its stride is 16 bytes, wanted 8; copy first"},
		{"odd", func() error {
			_, err := ndview.Reinterpret[complex128](v.View.Col(0).SliceAxis(0, ndview.To(1)))
			return err
		},
			ndview.ErrShape, "itemsize 16 must divide the 8 bytes of the last axis (1 items of 8)"},
		{"no axis", func() error { _, err := ndview.Reinterpret[uint8](ndview.Make[float64]().View); return err },
			ndview.ErrShape, "a 0-d array keeps its itemsize of 8, wanted 1; insert an axis first"},
	} {
		err := c.do()
		assert.ErrorIs(t, err, c.is, c.name)
		assert.ErrorContains(t, err, c.text, c.name)
		assert.ErrorContains(t, err, "inplace: Reinterpret: ", c.name)
	}
}

func TestReinterpretOfTheOtherByteOrder(t *testing.T) {
	s := sourceOf(t, []int{2, 2}, "swapped", func(k int) float64 { return float64(k) })
	c, err := ndview.Reinterpret[complex128](s.View.View)
	require.NoError(t, err, "a complex number is two swapped floats")
	assert.Equal(t, 2+3i, c.At2(1, 0))
	_, err = ndview.Reinterpret[uint16](s.View.View)
	assert.EqualError(t, err, "inplace: Reinterpret: the bytes of float64 items in the other byte order are reversed by 8, "+
		"those of uint16 by 2; use Raw and name the dtype: byte order")
	assert.ErrorIs(t, err, ndview.ErrByteOrder)
	raw, err := s.View.Raw().Reinterpret(ndview.DTypeOf[uint8]())
	require.NoError(t, err)
	bytes, err := ndview.AsMut[uint8](raw)
	require.NoError(t, err)
	assert.Equal(t, uint8(0x3f), bytes.At2(0, 8), "the first byte in memory of a swapped 1.0")
}

func TestReinterpretOfRaw(t *testing.T) {
	raw, _ := records(t)
	bytes, err := raw.Reinterpret(ndview.DTypeOf[uint8]())
	require.NoError(t, err)
	assert.Equal(t, []int{34}, bytes.Shape())
	back, err := bytes.Reinterpret(raw.DType())
	require.NoError(t, err)
	assert.Equal(t, raw, back)
	swapped, err := ndview.Make[float64](3).Raw().Raw.Reinterpret(ndview.DType{Kind: elem.KindInt64, Size: 8, Swapped: true})
	require.NoError(t, err)
	assert.Equal(t, ">i8", swapped.DType().String())
	_, err = raw.Reinterpret(ndview.DType{Kind: elem.KindObject, Size: 8})
	assert.ErrorIs(t, err, ndview.ErrType, "bytes never become pointers")
	_, err = raw.Reinterpret(ndview.DType{})
	assert.ErrorIs(t, err, ndview.ErrType)
}

func TestBytesNeverBecomePointers(t *testing.T) {
	object := ndview.DType{Kind: elem.KindObject, Size: 8}
	record, err := elem.RecordOf(16, elem.Field{Name: "n", Type: ndview.DTypeOf[int64]()}, elem.Field{Name: "o", Offset: 8, Type: object})
	require.NoError(t, err)
	for _, typ := range []ndview.DType{object, record, {Kind: elem.KindPointer, Size: 8}} {
		_, err := ndview.FromBytes(make([]byte, 64), 0, typ, []int{2}, nil)
		assert.ErrorIs(t, err, ndview.ErrType)
	}
}

func TestAsRefusesOtherTypes(t *testing.T) {
	raw := ndview.Make[float64](2, 3).Raw()
	_, err := ndview.AsMut[float32](raw)
	assert.EqualError(t, err, "inplace: want items of type float32, found float64; use As with the matching Go type, or convert in Python with .astype()")
	assert.ErrorIs(t, err, ndview.ErrType)
	_, err = ndview.As[uint64](raw.Raw)
	assert.ErrorIs(t, err, ndview.ErrType)
	v, err := ndview.As[float64](raw.Raw)
	require.NoError(t, err)
	assert.Equal(t, raw.Address(), v.Address())
}

func sourceOf[T ndview.Element](t *testing.T, shape []int, name string, value func(k int) T) ndtest.Source[T] {
	t.Helper()
	for _, s := range ndtest.Sources(shape, value) {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no source %q", name)
	return ndtest.Source[T]{}
}

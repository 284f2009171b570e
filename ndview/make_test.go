package ndview_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

func TestMakeIsZeroedAndContiguous(t *testing.T) {
	for _, shape := range shapes {
		v := ndview.Make[int16](shape...)
		assert.Equal(t, shape, v.Shape())
		assert.True(t, v.ContiguousC() && v.Plain())
		data, ok := v.Data()
		require.True(t, ok)
		for _, x := range data {
			require.Zero(t, x)
		}
	}
	assert.PanicsWithError(t, "C: axis 1 has length -1, wanted at least 0", func() { ndview.Make[int16](2, -1) })
	assert.PanicsWithError(t, "C: shape (4611686018427387904, 2) of 2-byte items exceeds 9223372036854775807 bytes",
		func() { ndview.Make[int16](1<<62, 2) })
}

func TestFromSliceSharesTheSlice(t *testing.T) {
	s := []int32{1, 2, 3, 4, 5, 6}
	v, err := ndview.FromSlice(s, 2, 3)
	require.NoError(t, err)
	v.Set2(1, 0, 40)
	assert.Equal(t, []int32{1, 2, 3, 40, 5, 6}, s)
	v, err = ndview.FromSlice(s)
	require.NoError(t, err)
	assert.Equal(t, []int{6}, v.Shape())
	scalar, err := ndview.FromSlice(s[:1], []int{}...)
	require.NoError(t, err)
	assert.Equal(t, int32(1), scalar.At())
	empty, err := ndview.FromSlice[int32](nil, 0, 3)
	require.NoError(t, err)
	assert.Equal(t, 0, empty.Size())

	_, err = ndview.FromSlice(s, 2, 2)
	assert.EqualError(t, err, "inplace: FromSlice: shape (2, 2) holds 4 elements, the slice has 6: shape")
	assert.ErrorIs(t, err, ndview.ErrShape)
	_, err = ndview.FromSlice(s, -6)
	assert.ErrorIs(t, err, ndview.ErrShape)
}

func TestFromStridedStaysInsideTheSlice(t *testing.T) {
	s := []int32{0, 1, 2, 3, 4, 5, 6, 7}
	for _, c := range []struct {
		name           string
		offset         int
		shape, strides []int
		first, last    int32
		err            error
	}{
		{"every other", 0, []int{4}, []int{8}, 0, 6, nil},
		{"backwards", 7, []int{8}, []int{-4}, 7, 0, nil},
		{"repeated", 3, []int{2, 2}, []int{0, 0}, 3, 3, nil},
		{"a plane", 1, []int{2, 3}, []int{12, 4}, 1, 6, nil},
		{"empty, anywhere", 100, []int{0, 3}, []int{1 << 40, 4}, 0, 0, nil},
		{"length 1 with any stride", 7, []int{1}, []int{1 << 40}, 7, 7, nil},
		{"behind the end", 2, []int{4}, []int{8}, 0, 0, ndview.ErrBounds},
		{"before the start", 6, []int{8}, []int{-4}, 0, 0, ndview.ErrBounds},
		{"negative offset", -1, []int{1}, []int{4}, 0, 0, ndview.ErrBounds},
		{"offset that wraps around", 1 << 62, []int{1}, []int{4}, 0, 0, ndview.ErrBounds},
		{"too few strides", 0, []int{2, 2}, []int{4}, 0, 0, ndview.ErrLayout},
		{"reach that wraps around", 0, []int{1 << 40}, []int{1 << 40}, 0, 0, ndview.ErrOverflow},
	} {
		v, err := ndview.FromStrided(s, c.offset, c.shape, c.strides)
		if c.err != nil {
			assert.ErrorIs(t, err, c.err, c.name)
			continue
		}
		require.NoError(t, err, c.name)
		if v.Size() == 0 {
			continue
		}
		assert.Equal(t, c.first, v.At(make([]int, len(c.shape))...), c.name)
		end := make([]int, len(c.shape))
		for k, n := range c.shape {
			end[k] = n - 1
		}
		assert.Equal(t, c.last, v.At(end...), c.name)
	}
	_, err := ndview.FromStrided(s, 2, []int{4}, []int{8})
	assert.EqualError(t, err, "inplace: FromStrided: shape (4,) with strides (8,) (bytes) reaches bytes 8 to 36 of 32 bytes of memory: out of bounds")
}

func TestFromStridedNamesAnOffsetOutside(t *testing.T) {
	_, err := ndview.FromStrided([]int32{1, 2}, 3, []int{1}, []int{4})
	assert.EqualError(t, err, "inplace: FromStrided: offset 3 lies outside the slice of 2 elements: out of bounds")
}

func TestFromStridedTakesOddStrides(t *testing.T) {
	s := make([]int32, 4)
	v, err := ndview.FromStrided(s, 0, []int{3}, []int{5})
	require.NoError(t, err)
	assert.False(t, v.Plain())
	v.Set1(2, math.MaxInt32)
	assert.Equal(t, int32(math.MaxInt32), v.At1(2))
	assert.Equal(t, int32(0), v.At1(1))
}

func TestFromBytesReadsEveryOrderAndAlignment(t *testing.T) {
	b := []byte{0, 1, 2, 3, 4, 5, 6, 7}
	swapped := ndview.DTypeOf[uint16]()
	swapped.Swapped = true
	raw, err := ndview.FromBytes(b, 1, swapped, []int{3}, nil)
	require.NoError(t, err)
	u, err := ndview.AsMut[uint16](raw)
	require.NoError(t, err)
	native, err := ndview.FromBytes(b, 1, ndview.DTypeOf[uint16](), []int{3}, nil)
	require.NoError(t, err)
	n, err := ndview.AsMut[uint16](native)
	require.NoError(t, err)
	assert.False(t, u.Plain() || n.Plain())
	assert.ElementsMatch(t, []uint16{0x0304, 0x0403}, []uint16{u.At1(1), n.At1(1)}, "one order each")
	u.Set1(1, n.At1(1))
	assert.Equal(t, []byte{4, 3}, b[3:5])

	_, err = ndview.FromBytes(b, 0, ndview.DTypeOf[uint32](), []int{3}, nil)
	assert.EqualError(t, err, "inplace: FromBytes: shape (3,) with strides (4,) (bytes) reaches bytes 0 to 12 of 8 bytes of memory: out of bounds")
	_, err = ndview.FromBytes(b, 0, ndview.DType{}, []int{1}, nil)
	assert.EqualError(t, err, "inplace: FromBytes: items of type invalid cannot be made of bytes: element type")
	void, err := ndview.FromBytes(b, 8, ndview.DType{Kind: elem.KindVoid}, []int{5}, nil)
	require.NoError(t, err, "items of no bytes fit anywhere")
	assert.Equal(t, []int{5}, void.Shape())
}

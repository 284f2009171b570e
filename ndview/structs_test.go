package ndview_test

import (
	"encoding/binary"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

type point struct {
	X, Y float64
	ID   int32
	_    [4]byte
}

// points returns n records with room for offset bytes before them, and their memory.
func points(t *testing.T, n, offset int, shape, strides []int) (ndview.MutRaw, []byte) {
	t.Helper()
	item, err := elem.Parse("T{d:x:d:y:i:id:4x}", 24)
	require.NoError(t, err)
	memory := make([]byte, offset+24*n)
	for i := range n {
		at := memory[offset+24*i:]
		binary.NativeEndian.PutUint64(at, math.Float64bits(float64(i)))
		binary.NativeEndian.PutUint64(at[8:], math.Float64bits(-float64(i)))
		binary.NativeEndian.PutUint32(at[16:], uint32(100+i))
	}
	raw, err := ndview.FromBytes(memory, offset, item.Type, shape, strides)
	require.NoError(t, err)
	return raw, memory
}

func TestStructsOfSharesTheMemoryOfRecords(t *testing.T) {
	raw, memory := points(t, 6, 0, []int{2, 3}, nil)
	s, err := ndview.StructsOf[point](raw)
	require.NoError(t, err)
	require.Len(t, s, 6)
	assert.Equal(t, 6, cap(s))
	assert.Equal(t, point{X: 4, Y: -4, ID: 104}, s[4])
	s[1].Y = 2.5
	assert.Equal(t, 2.5, math.Float64frombits(binary.NativeEndian.Uint64(memory[24+8:])))
	y, err := raw.Field("y")
	require.NoError(t, err)
	v, err := ndview.AsMut[float64](y)
	require.NoError(t, err)
	v.Set2(1, 0, 7)
	assert.Equal(t, 7.0, s[3].Y)

	read, err := ndview.UnsafeStructsOf[point](raw.Raw)
	require.NoError(t, err)
	assert.Equal(t, s, read)

	none, err := ndview.StructsOf[point](raw.Slice(ndview.To(0)))
	require.NoError(t, err)
	assert.Empty(t, none)
	assert.NotNil(t, none)
}

func TestStructsOfRefusesWithEverythingUnmet(t *testing.T) {
	raw, _ := points(t, 6, 0, []int{2, 3}, nil)
	_, err := ndview.StructsOf[point](raw.Slice(ndview.All, ndview.All.By(2)))
	assert.ErrorIs(t, err, ndview.ErrLayout)
	assert.NotErrorIs(t, err, ndview.ErrType)
	assert.EqualError(t, err, "inplace: StructsOf[ndview_test.point]: items of type {'names': ['x', 'y', 'id'], 'formats': ['<f8', '<f8', '<i4'], 'offsets': [0, 8, 16], 'itemsize': 24} "+
		"are no such structs: order: wanted records that follow each other in C order, found shape (2, 2) with strides (72, 48); CopyStructs copies them")

	odd, _ := points(t, 3, 1, []int{3}, nil)
	_, err = ndview.StructsOf[point](odd)
	assert.ErrorIs(t, err, ndview.ErrAlign)
	assert.ErrorContains(t, err, "alignment: wanted an address that is a multiple of 8 bytes, found 0x")

	type swappedXY struct {
		Y, X float64
		ID   int64
	}
	_, err = ndview.UnsafeStructsOf[swappedXY](raw.Raw.Slice(ndview.All.By(-1)))
	assert.ErrorIs(t, err, ndview.ErrType)
	assert.ErrorIs(t, err, ndview.ErrLayout)
	var e *ndview.StructError
	require.ErrorAs(t, err, &e)
	assert.Equal(t, []string{"Y: wanted at byte 0, found at byte 8", "X: wanted at byte 8, found at byte 0", "ID: wanted int64, found int32",
		"order: wanted records that follow each other in C order, found shape (2, 3) with strides (-72, 24); CopyStructs copies them"}, e.Unmet)

	numbers := ndview.Make[float64](3)
	_, err = ndview.StructsOf[point](numbers.Raw())
	assert.ErrorIs(t, err, ndview.ErrType)
	assert.ErrorContains(t, err, "items: wanted records, found float64")
}

func TestCopyStructsTakesRecordsOfAnyLayout(t *testing.T) {
	raw, _ := points(t, 6, 1, []int{2, 3}, nil) // misaligned
	back := raw.Raw.Slice(ndview.All.By(-1), ndview.All.By(2))
	got := make([]point, 4)
	require.NoError(t, ndview.CopyStructs(got, back))
	assert.Equal(t, []int32{103, 105, 100, 102}, []int32{got[0].ID, got[1].ID, got[2].ID, got[3].ID})
	assert.Equal(t, point{X: 5, Y: -5, ID: 105}, got[1])

	assert.ErrorIs(t, ndview.CopyStructs(got[:3], back), ndview.ErrShape)
	assert.ErrorContains(t, ndview.CopyStructs(got[:3], back), "the view has 4 records, the slice 3 elements")
	type other struct{ X float64 }
	assert.ErrorIs(t, ndview.CopyStructs(make([]other, 4), back), ndview.ErrType)
	assert.NoError(t, ndview.CopyStructs([]point{}, back.Slice(ndview.To(0))), "without records")
}

func TestStructsAfterTheBorrowPanic(t *testing.T) {
	raw, _ := points(t, 2, 0, []int{2}, nil)
	var slot lease.Slot
	a := raw.Array()
	lent := ndview.NewMutRaw(mem.New(a.Base, *a.L(), &slot, slot.Open(place), a.Item()), raw.DType())
	_, err := ndview.StructsOf[point](lent)
	require.NoError(t, err)
	slot.Close()
	for _, use := range []func(){
		func() { ndview.StructsOf[point](lent) },
		func() { ndview.UnsafeStructsOf[point](lent.Raw) },
		func() { ndview.CopyStructs(make([]point, 2), lent.Raw) },
	} {
		late(t, use)
	}
}

func ExampleStructsOf() {
	// What NumPy calls np.dtype([("x", "f8"), ("y", "f8"), ("id", "i4")], align=True).
	item, err := elem.Parse("T{d:x:d:y:i:id:4x}", 24)
	if err != nil {
		fmt.Println(err)
		return
	}
	raw, err := ndview.FromBytes(make([]byte, 3*24), 0, item.Type, []int{3}, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	type Point struct {
		X, Y float64
		ID   int32
		_    [4]byte
	}
	points, err := ndview.StructsOf[Point](raw)
	if err != nil {
		fmt.Println(err)
		return
	}
	for i := range points {
		points[i].ID = int32(i)
	}
	fmt.Println(raw)
	// Output: [(0., 0., 0) (0., 0., 1) (0., 0., 2)]
}

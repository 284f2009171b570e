package mem_test

import (
	"testing"
	"unsafe"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

var float64Item = mem.Item{Size: 8, Unit: 1, Align: 8}

func TestArrayIsCopiedInWholePieces(t *testing.T) {
	assert.Zero(t, unsafe.Sizeof(mem.Array{})%16, "or each copy of a copy waits for the one before")
}

func TestArrayJoinsMemoryLayoutAndLease(t *testing.T) {
	x := []float64{0, 1, 2, 3, 4, 5}
	l, err := layout.C([]int{2, 3}, 8)
	require.NoError(t, err)
	var slot lease.Slot
	a := mem.New(mem.Of(x), l, &slot, slot.Open(0), float64Item)
	assert.Equal(t, l, *a.L())
	assert.Equal(t, float64Item, a.Item())
	assert.True(t, a.Live() && a.Plain() && !a.Swapped())
	assert.Equal(t, 5.0, mem.At2[float64](&a, 1, 2, mem.SlowAt2))
	mem.Set2(&a, 0, 1, 10.0, mem.SlowSet2)
	assert.Equal(t, 10.0, x[1])
	assert.Equal(t, mem.Of(x[4:]), a.Addr(1, 1))
	slot.Close()
	assert.False(t, a.Live())
	assert.PanicsWithError(t, mem.ReleasedError{}.Error(), func() { mem.At2[float64](&a, 1, 2, mem.SlowAt2) })
	assert.PanicsWithError(t, mem.ReleasedError{}.Error(), func() { a.Addr(0, 0) })
}

func TestSettleDecidesAnewWhatIsPlain(t *testing.T) {
	b := make([]float64, 8)
	for _, c := range []struct {
		name    string
		at      int
		strides []int
		it      mem.Item
		plain   bool
	}{
		{"native", 0, []int{8}, float64Item, true},
		{"swapped", 0, []int{8}, mem.Item{Size: 8, Unit: 8, Align: 8}, false},
		{"base misaligned", 1, []int{8}, float64Item, false},
		{"strides misaligned", 0, []int{9}, float64Item, false},
		{"complex64 needs the alignment of a part", 4, []int{12}, mem.Item{Size: 8, Unit: 1, Align: 4}, true},
		{"never read as a Go value", 1, []int{9}, mem.Item{}, true},
	} {
		l, err := layout.New([]int{3}, c.strides, nil, 8)
		require.NoError(t, err)
		a := mem.New(mem.Add(mem.Of(b), c.at), l, lease.Forever, 0, c.it)
		assert.Equal(t, c.plain, a.Plain(), c.name)
		assert.Equal(t, c.it.Unit > 1, a.Swapped(), c.name)
		_, err = a.L().Slice(0, layout.Range{Stop: 0, Has: layout.HasStop})
		require.NoError(t, err)
		a.Shifted(0)
		assert.Equal(t, c.plain || c.it.Unit <= 1, a.Plain(), "%s: an empty array is misaligned nowhere", c.name)
	}
}

func TestMovedFollowsPointersThatNoAxisPrecedes(t *testing.T) {
	rows := [][]float64{{1, 2}, {3, 4}}
	table := []mem.Addr{mem.Of(rows[0]), mem.Of(rows[1])}
	l, err := layout.New([]int{2, 2}, []int{int(unsafe.Sizeof(table[0])), 8}, []int{0, -1}, 8)
	require.NoError(t, err)
	a := mem.New(mem.Of(table), l, lease.Forever, 0, float64Item)
	assert.False(t, a.Plain())
	assert.Equal(t, 3.0, mem.At2[float64](&a, 1, 0, mem.SlowAt2))
	mem.Set2(&a, 1, 1, -4.0, mem.SlowSet2)
	assert.Equal(t, -4.0, rows[1][1])
	off, err := a.L().Index(0, 1)
	require.NoError(t, err)
	a.Moved(off)
	assert.True(t, a.Plain(), "a row is an ordinary row")
	assert.Equal(t, mem.Of(rows[1]), a.Base)
	assert.Equal(t, -4.0, mem.At1[float64](&a, 1, mem.SlowAt1))
}

func TestItemsAreReadInUnits(t *testing.T) {
	b := []byte{0xff, 1, 2, 3, 4, 5, 6, 7, 8}
	swapped := mem.LoadUnit[uint64](mem.Of(b[1:]), 8)
	native := mem.LoadUnit[uint64](mem.Of(b[1:]), 1)
	assert.ElementsMatch(t, []uint64{0x0102030405060708, 0x0807060504030201}, []uint64{swapped, native})
	mem.StoreUnit(mem.Of(b[1:]), native, 8)
	assert.Equal(t, []byte{0xff, 8, 7, 6, 5, 4, 3, 2, 1}, b)
	mem.StoreUnit(mem.Of(b[1:]), native, 4)
	assert.Equal(t, []byte{0xff, 4, 3, 2, 1, 8, 7, 6, 5}, b, "the parts of a complex64")
}

func TestIndexErrorsTellTheNumberOfIndices(t *testing.T) {
	l, err := layout.C([]int{2, 3}, 8)
	require.NoError(t, err)
	a := mem.New(mem.Of(make([]float64, 6)), l, lease.Forever, 0, float64Item)
	assert.PanicsWithError(t, "inplace: 1 indices (1,) for an array of 2 dimensions, shape (2, 3)", func() { mem.At1[float64](&a, 1, mem.SlowAt1) })
	assert.PanicsWithError(t, "inplace: index (2, 0) out of range for shape (2, 3)", func() { a.Addr(2, 0) })
}

package mem

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
)

var (
	plain   = Item{Size: 2, Unit: 1, Align: 2}
	swapped = Item{Size: 2, Unit: 2, Align: 2}
)

func over(t *testing.T, s []uint16, shape, strides []int, it Item) Array {
	t.Helper()
	l, err := layout.New(shape, strides, nil, 2)
	require.NoError(t, err)
	return New(Of(s), l, lease.Forever, 0, it)
}

func TestLayoutOfAnArrayIsTheOneItWasMadeWith(t *testing.T) {
	// L reads the array's own fields through a pointer: every field must lie
	// where layout.Layout has it.
	for _, shape := range [][]int{{}, {3}, {2, 3}, {1, 2, 3}, {4, 3, 2, 1}, {1, 1, 1, 1, 2}} {
		l, err := layout.C(shape, 2)
		require.NoError(t, err)
		a := New(Of(make([]uint16, 24)), l, lease.Forever, 0, plain)
		assert.Equal(t, l, *a.L(), "%v", shape)
		a.L().Transpose()
		l.Transpose()
		assert.Equal(t, l, *a.L(), "%v", shape)
	}
}

func TestPlainMeansNativeAlignedAndDirect(t *testing.T) {
	s := make([]uint16, 8)
	a := over(t, s, []int{2, 2}, []int{4, 2}, plain)
	assert.True(t, a.Plain())
	b := over(t, s, []int{2, 2}, []int{4, 2}, swapped)
	assert.False(t, b.Plain())
	assert.True(t, b.Swapped())
	odd := over(t, s, []int{2}, []int{3}, plain)
	assert.False(t, odd.Plain(), "stride 3")
	one := over(t, s, []int{1}, []int{3}, plain)
	assert.True(t, one.Plain(), "the stride of one element means nothing")
	l, err := layout.C([]int{2}, 2)
	require.NoError(t, err)
	off := New(Add(Of(s), 1), l, lease.Forever, 0, plain)
	assert.False(t, off.Plain(), "base at an odd address")
}

func TestSlowRoadsReadAndWriteWhatIsNotPlain(t *testing.T) {
	s := []uint16{0x0102, 0x0304, 0x0506}
	a := over(t, s, []int{3}, []int{2}, swapped)
	assert.Equal(t, uint16(0x0403), At1[uint16](&a, 1, SlowAt1))
	Set1(&a, 1, uint16(0x0a0b), SlowSet1)
	assert.Equal(t, uint16(0x0b0a), s[1])
	assert.Equal(t, uint16(0x0102), s[0])
	assert.Equal(t, uint16(0x0506), s[2])
}

func TestComplexItemsAreSwappedPartByPart(t *testing.T) {
	b := []byte{0, 1, 2, 3, 4, 5, 6, 7}
	x := LoadUnit[complex64](Of(b), 4)
	var back [8]byte
	StoreUnit(Of(back[:]), x, 4)
	assert.Equal(t, b, back[:])
	StoreUnit(Of(back[:]), x, 1)
	assert.Equal(t, []byte{3, 2, 1, 0, 7, 6, 5, 4}, back[:])
}

func TestAccessAfterReleasePanicsAndNamesTheBorrow(t *testing.T) {
	var slot lease.Slot
	s := []uint16{7}
	l, err := layout.C([]int{1}, 2)
	require.NoError(t, err)
	a := New(Of(s), l, &slot, slot.Open(0), plain)
	assert.Equal(t, uint16(7), At1[uint16](&a, 0, SlowAt1))
	slot.Close()
	assert.Panics(t, func() { At1[uint16](&a, 0, SlowAt1) })
	assert.PanicsWithError(t, ReleasedError{}.Error(), func() { a.Check() })
	assert.False(t, a.Live())
}

func TestWrongIndicesPanicWithIndexAndShape(t *testing.T) {
	a := over(t, make([]uint16, 6), []int{2, 3}, []int{6, 2}, plain)
	for _, f := range []func(){
		func() { At2[uint16](&a, 2, 0, SlowAt2) },
		func() { At2[uint16](&a, 0, -1, SlowAt2) },
		func() { At1[uint16](&a, 0, SlowAt1) },
		func() { At3[uint16](&a, 0, 0, 0, SlowAt3) },
		func() { Set2(&a, 0, 3, uint16(0), SlowSet2) },
		func() { a.Addr() },
	} {
		assert.PanicsWithError(t, indexText(f), f)
	}
	assert.PanicsWithError(t, "inplace: index (2, 0) out of range for shape (2, 3)", func() { At2[uint16](&a, 2, 0, SlowAt2) })
}

func indexText(f func()) (text string) {
	defer func() {
		if e, ok := recover().(IndexError); ok {
			text = e.Error()
		}
	}()
	f()
	return "no IndexError"
}

func TestSlicesHaveNoSpareCapacity(t *testing.T) {
	s := make([]uint16, 8)
	assert.Equal(t, 3, cap(Slice[uint16](Of(s), 3)))
	assert.Equal(t, 5, cap(Bytes(Of(s), 5)))
}

func TestAlignOfIsTheSameOnEveryPlatform(t *testing.T) {
	assert.Equal(t, 8, AlignOf[float64]())
	assert.Equal(t, 8, AlignOf[complex128]())
	assert.Equal(t, 4, AlignOf[complex64]())
	assert.Equal(t, 1, AlignOf[uint8]())
}

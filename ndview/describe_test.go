package ndview

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

func TestDescribeDrawsTheLayout(t *testing.T) {
	v := arange[float64](3, 4).SliceAxis(1, All.By(-2))
	itemLine := v.printable().itemText()
	assert.Equal(t, strings.TrimSpace(`
MutView[float64] of dtype float64, shape (3, 2), strides (32, -16) bytes
axis  length  stride  meaning
   0       3      32  step of 4 elements, where axis 1 ends
   1       2     -16  reversed, step of 2 elements
items       `+itemLine+`
flags       C-contiguous no, F-contiguous no, contiguous no, injective yes,
            aligned yes, writable yes
span        88 bytes, base-16 to base+72; the elements are 48 bytes
coalesced   shape (3, 2), strides (32, -16) bytes
state       live (Go memory)
memory, bytes from the base:
    -16      -8         0        8          16       24         32
  | [0, 1] | 8 unused | [0, 0] | 8 unused | [1, 1] | 8 unused | [1, 0] |
    40         48       56         64
  | 8 unused | [2, 1] | 8 unused | [2, 0] |
`), v.Describe())
}

func TestDescribeNamesWhatEachAxisDoes(t *testing.T) {
	packed, err := elem.RecordOf(9, elem.Field{Name: "a", Type: DTypeOf[int8]()}, elem.Field{Name: "b", Offset: 1, Type: DTypeOf[float64]()})
	require.NoError(t, err)
	for name, c := range map[string]struct {
		v    interface{ Describe() string }
		want []string
	}{
		"contiguous":    {arange[int32](5), []string{"0       5       4  contiguous\n", "C-contiguous yes, F-contiguous yes"}},
		"F order":       {arange[int32](5, 2).T(), []string{"C-contiguous no, F-contiguous yes, contiguous yes"}},
		"another order": {arange[int32](5, 2, 3).SwapAxes(0, 1), []string{"C-contiguous no, F-contiguous no, contiguous yes"}},
		"step":          {arange[int32](6).SliceAxis(0, All.By(3)), []string{"step of 3 elements", "| [0] | 8 unused | [1] |"}},
		"reversed":      {arange[int32](6).Flip(0), []string{"-4  reversed, contiguous", "base-20 to base+4"}},
		"broadcast":     {strided([]int32{1}, 0, []int{3, 2}, []int{0, 0}), []string{"broadcast: every position is the same memory", "injective no", "| [:, :] |"}},
		"windows": {strided(make([]int32, 4), 0, []int{3, 2}, []int{4, 4}), []string{
			"| [0, 0] | [0, 1] = [1, 0] | [1, 1] = [2, 0] | [2, 1] |", "injective no", "span        16 bytes, base+0 to base+16; the elements are 24 bytes"}},
		"odd stride": {rawOf(packed, make([]byte, 27), 3), []string{"0       3       9  contiguous", "field       'a' at byte 0: int8", "field       'b' at byte 1: float64"}},
		"no multiple": {func() MutRaw {
			r, err := FromBytes(make([]byte, 40), 1, DTypeOf[float64](), []int{3}, []int{11})
			require.NoError(t, err)
			return r
		}(), []string{"step of 11 bytes, no multiple of the element", "aligned no"}},
		"swapped":         {rawOf(DType{Kind: elem.KindInt32, Size: 4, Swapped: true}, swappedBytes(1)), []string{"swapped byte order", "no axes: one element"}},
		"length 1":        {arange[int32](1), []string{"one position; the stride means nothing"}},
		"empty":           {Make[int32](0, 3), []string{"0       0      12  empty", "the array is empty", "span        0 bytes"}},
		"one byte":        {arange[int8](2), []string{"items       1 byte\n"}},
		"bytes":           {rawOf(DType{Kind: elem.KindBytes, Size: 3}, make([]byte, 6), 2), []string{"items       3 bytes\n"}},
		"read-only":       {arange[int8](2).View, []string{"View[int8] of", "writable no"}},
		"coalesced":       {arange[int8](2, 3, 4), []string{"coalesced   shape (24,), strides (1,) bytes"}},
		"the first few":   {arange[int8](10, 10), []string{"[0, 7] |", "… and 92 more"}},
		"behind pointers": {indirectRows([]uint8{1, 2}, []uint8{3, 4}), []string{"over pointers (level 0 of 1)", "contiguous, behind pointers (level 1 of 1)", fmt.Sprintf("level 0: %d bytes, base+0 to base+%[1]d of pointers", 2*pointerBytes), "level 1: 2 bytes, each pointer of level 0+0 to each pointer of level 0+2 of items", fmt.Sprintf("level 0, pointers, bytes from the base:\n    0        %d\n  | [0, :] | [1, :] |", pointerBytes), "level 1, items, bytes from the pointer:\n    0        1\n  | [:, 0] | [:, 1] |"}},
	} {
		text := c.v.Describe()
		for _, want := range c.want {
			assert.Contains(t, text, want, name)
		}
		for line := range strings.Lines(text) {
			assert.LessOrEqual(t, runeLen(line), 100, "%s: %q", name, line)
		}
	}
}

func TestDescribeTellsTheStateOfABorrow(t *testing.T) {
	v, release := borrowed(arange[int8](2))
	assert.Contains(t, v.Describe(), "state       live (borrowed)")
	release()
	assert.Contains(t, v.Describe(), "state       released (borrowed)")
	assert.Contains(t, v.Describe(), "| [0] | [1] |", "the layout needs no memory")
}

// TestThePictureIsInTheOrderOfMemory sorts all elements of many layouts by their
// offsets and finds the first of them in the picture.
func TestThePictureIsInTheOrderOfMemory(t *testing.T) {
	strides := []int{-24, -8, -3, 0, 3, 8, 24}
	drawn := 0
	for _, n0 := range []int{1, 2, 7} {
		for _, n1 := range []int{1, 3, 5} {
			for _, s0 := range strides {
				for _, s1 := range strides {
					l, err := layout.New([]int{n0, n1}, []int{s0, s1}, nil, 2)
					require.NoError(t, err)
					s := &subject{a: mem.New(nil, l, lease.Forever, 0, mem.Item{}), typ: DTypeOf[int16]()}
					axes, places := s.drawn(0)
					lo, _ := l.Bounds(2)
					var got []int
					for _, c := range s.cells(axes, lo, min(places, 5)) {
						for range c.labels {
							got = append(got, c.offset)
						}
					}
					drawn += len(got)
					require.Equal(t, sortedOffsets(&l, s0, s1)[:len(got)], got, "shape (%d, %d), strides (%d, %d)", n0, n1, s0, s1)
				}
			}
		}
	}
	assert.Greater(t, drawn, 1000)
}

// sortedOffsets returns the offset of every element, those of broadcast axes once.
func sortedOffsets(l *layout.Layout, s0, s1 int) (offsets []int) {
	shape := l.AppendShape(nil)
	if s0 == 0 {
		shape[0] = 1
	}
	if s1 == 0 {
		shape[1] = 1
	}
	for i := range shape[0] {
		for j := range shape[1] {
			offsets = append(offsets, i*s0+j*s1)
		}
	}
	slices.Sort(offsets)
	return offsets
}

package kernel

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/mem"
)

// Transposed copies of every size of item and at every level, of shapes around those of
// tiles, at any alignment; nothing around dst changes.
func TestStripsTransposeAtEveryLevel(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, size := range []int{1, 2, 4, 8, 16} {
			f := StripsOf(size)
			for _, rows := range []int{0, 1, 7, 8, 15, 16, 17, 35, 300} {
				for _, n := range []int{1, 7, 8, 9, 16, 31, 32, 33, 63, 64, 65, 130, 352} {
					transposeCase(t, f, size, rows, n)
				}
			}
		}
	})
}

func transposeCase(t *testing.T, f Strips, size, rows, n int) {
	skew := (rows*7 + n) % 64 * size % 64
	sr, si := size, (rows+n%3)*size // rows of src, and a gap behind them
	dr := (n + rows%2) * size
	src := field(n*si+64, 5)[skew:]
	dst := field(rows*dr+192, 9)
	want := slices.Clone(dst)
	for r := range rows {
		for i := range n {
			copy(want[64+skew+r*dr+i*size:], src[r*sr+i*si:][:size])
		}
	}
	f(mem.Of(dst[64+skew:]), dr, size, mem.Of(src), sr, si, rows, n)
	require.True(t, bytes.Equal(want, dst), "%d rows of %d items of %d bytes", rows, n, size)
}

package kernel

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/mem"
)

// Items of every size are repeated at every address, and nothing around them is written.
func TestFillsRepeatItemsAtEveryAddress(t *testing.T) {
	item := []byte("0123456789abcdef")
	check := func(t *testing.T, dst []byte, at, n, size int) {
		t.Helper()
		MoveOf(size, 1)(mem.Of(dst[at:]), size, mem.Of(item), 0, n)
		end := at + n*size
		require.True(t, bytes.Equal(bytes.Repeat(item[:size], n), dst[at:end]), "%d items of %d bytes at %d", n, size, at)
		require.Equal(t, -1, bytes.IndexFunc(dst[:at], func(r rune) bool { return r != 0 }), "before %d items of %d bytes at %d", n, size, at)
		require.Equal(t, -1, bytes.IndexFunc(dst[end:], func(r rune) bool { return r != 0 }), "after %d items of %d bytes at %d", n, size, at)
		clear(dst[at:end])
	}
	eachLevel(t, func(t *testing.T) {
		dst := aligned(make([]byte, 16*140+128))
		for _, size := range []int{1, 2, 4, 8, 16} {
			for n := 1; n < 140; n++ {
				check(t, dst, n%33, n, size)
			}
			for at := range 33 {
				check(t, dst, at, 1900/size, size)
			}
		}
	})
}

// A table replaces each byte, in place too, with gaps or none.
func TestBytesAreReplacedByThoseOfATable(t *testing.T) {
	var table ByteTable
	for i := range table {
		table[i] = byte(i*i + 3*i + 7)
	}
	eachLevel(t, func(t *testing.T) {
		for n := range 300 {
			for _, step := range []int{1, 2} {
				src, got := bytesFrom(n, 700), bytesFrom(3, 700)
				want := append([]byte(nil), got...)
				for i := range n {
					want[n%64+i*step] = table[src[n%7+i]]
				}
				table.Lookup(mem.Of(got[n%64:]), step, mem.Of(src[n%7:]), 1, n)
				require.True(t, bytes.Equal(want, got), "%d bytes, step %d", n, step)
			}
		}
		all := make([]byte, 256)
		for i := range all {
			all[i] = byte(i)
		}
		table.Lookup(mem.Of(all), 1, mem.Of(all), 1, 256)
		require.Equal(t, table[:], all, "in place")
	})
}

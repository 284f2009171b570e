package kernel

import (
	"bytes"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/mem"
)

// field returns n bytes that are all different from their neighbours.
func field(n int, seed byte) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7) + seed
	}
	return b
}

// start returns where a lane of n items has to begin in a field to stay inside.
func start(n, stride int) int {
	if stride < 0 {
		return 32 - stride*max(n-1, 0)
	}
	return 32
}

func room(n, stride, size int) int { return 64 + abs(stride)*n + size }

// units lists, for each itemsize, the groups of bytes that may be reversed.
var units = map[int][]int{1: {1}, 2: {1, 2}, 4: {1, 4}, 8: {1, 8, 4}, 16: {1, 8}}

func TestMovesTakeAnyStrideAndReverseUnits(t *testing.T) {
	for size, us := range units {
		for _, unit := range us {
			for _, n := range []int{0, 1, 2, 3, 4, 5, 7, 8, 9, 33} {
				for _, ds := range []int{size, -size, 2 * size, size + 3, -3 * size} {
					for _, ss := range []int{size, -size, 2 * size, size + 1, 0} {
						dst, src := field(room(n, ds, size), 1), field(room(n, ss, size), 100)
						want, kept := slices.Clone(dst), slices.Clone(src)
						d0, s0 := start(n, ds), start(n, ss)
						for i := range n {
							for b := range size {
								want[d0+i*ds+b] = src[s0+i*ss+b/unit*unit+unit-1-b%unit]
							}
						}
						MoveOf(size, unit)(mem.Of(dst[d0:]), ds, mem.Of(src[s0:]), ss, n)
						msg := fmt.Sprintf("size %d unit %d n %d strides %d %d", size, unit, n, ds, ss)
						require.True(t, bytes.Equal(want, dst), msg)
						require.True(t, bytes.Equal(kept, src), msg)
					}
				}
			}
		}
	}
}

func TestMovesOfOverlappingLanesGoUpwards(t *testing.T) {
	for _, size := range []int{1, 2, 4, 8, 16} {
		for _, ds := range []int{size, 2 * size, -size, -2 * size} {
			b := field(64*size, 0)
			first := 8 * size
			if ds < 0 {
				first = 40 * size
			}
			want := slices.Clone(b)
			for i := range 12 { // the source lies one step ahead of dst
				copy(want[first+i*ds:first+i*ds+size], b[first+(i+1)*ds:])
			}
			MoveOf(size, 1)(mem.Of(b[first:]), ds, mem.Of(b[first+ds:]), ds, 12)
			require.Equal(t, want, b, "size %d stride %d", size, ds)
		}
	}
}

func TestLongMovesOfEveryOverlap(t *testing.T) {
	const n = 100_000
	for _, shift := range []int{0, 1, 8, 40_000, n - 1, n, n + 1} {
		for _, down := range []bool{false, true} {
			b := field(2*n+2, 9)
			from, to := 0, shift
			if down {
				from, to = shift, 0
			}
			want := slices.Clone(b)
			copy(want[to:to+n], slices.Clone(b[from:from+n]))
			MoveOf(1, 1)(mem.Of(b[to:]), 1, mem.Of(b[from:]), 1, n)
			require.True(t, bytes.Equal(want, b), "shift %d", to-from)
			MoveOf(1, 1)(mem.Of(b[to+n-1:]), -1, mem.Of(b[from+n-1:]), -1, n)
			copy(want[to:to+n], slices.Clone(want[from:from+n]))
			require.True(t, bytes.Equal(want, b), "shift %d, backwards", to-from)
		}
	}
}

// Each way to copy bytes and to fill has lengths of its own, and takes any address.
func TestLongCopiesAndFillsOfEveryLengthAndAddress(t *testing.T) {
	const most = 4<<20 + 100
	src, dst, blank := field(most+100, 3), make([]byte, most+200), make([]byte, 200)
	item := []byte{1, 2, 3, 4, 5, 6, 7, 8}
	items := bytes.Repeat(item, most/8)
	eachLevel(t, func(t *testing.T) {
		for i, n := range []int{2047, 2048, 4096 + 9, 32<<10 - 1, 32 << 10, 32<<10 + 63, 70_001, 400<<10 - 3, 400<<10 + 7, 4<<20 + 77} {
			at, from, end := 37*i%100, 11*i%100, 37*i%100+n
			check := func(want []byte) {
				t.Helper()
				require.True(t, bytes.Equal(want, dst[at:end]), "%d bytes from %d to %d", n, from, at)
				require.True(t, bytes.Equal(blank[:at+100], append(slices.Clone(dst[:at]), dst[end:end+100]...)), "around %d bytes at %d", n, at)
				clear(dst[at:end])
			}
			MoveOf(1, 1)(mem.Of(dst[at:]), 1, mem.Of(src[from:]), 1, n)
			check(src[from : from+n])
			end = at + n&^7
			MoveOf(8, 1)(mem.Of(dst[at:]), 8, mem.Of(item), 0, n/8)
			check(items[:n&^7])
		}
	})
}

func TestFillsLongerThanOnePiece(t *testing.T) {
	for size := range units {
		for _, n := range []int{1, 8192/size - 1, 8192 / size, 8192/size + 1, 50000 / size} {
			b, item := field(n*size+2, 3), field(size, 77)
			MoveOf(size, 1)(mem.Of(b[1:]), size, mem.Of(item), 0, n)
			require.Equal(t, bytes.Repeat(item, n), b[1:1+n*size])
			require.Equal(t, byte(3), b[0])
			require.Equal(t, field(n*size+2, 3)[n*size+1], b[n*size+1], "the byte behind")
		}
	}
}

func TestStripsAreTheCopyItemByItem(t *testing.T) {
	for size := range units {
		for _, rows := range []int{0, 1, 3, 8, 9, 20} {
			for _, n := range []int{0, 1, 7, 8, 9, 16, 19} {
				for _, di := range []int{size, 2 * size, -size} {
					for _, sr := range []int{size, size + 1, -2 * size} {
						checkStrips(t, size, rows, n, di, sr)
					}
				}
			}
		}
	}
}

func checkStrips(t *testing.T, size, rows, n, di, sr int) {
	t.Helper()
	dr, si := abs(di)*n+5, abs(sr)*rows+size
	dst, src := field(100+dr*(rows+1), 1), field(100+si*(n+1), 50)
	d0, s0 := start(n, di), start(rows, sr)
	want := slices.Clone(dst)
	for r := range rows {
		for i := range n {
			copy(want[d0+r*dr+i*di:][:size], src[s0+r*sr+i*si:])
		}
	}
	StripsOf(size)(mem.Of(dst[d0:]), dr, di, mem.Of(src[s0:]), sr, si, rows, n)
	require.True(t, bytes.Equal(want, dst), "size %d rows %d n %d di %d sr %d", size, rows, n, di, sr)
}

package kernel

import (
	"bytes"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// eachLevel runs a test in pure Go and with the loops in assembly of each level that the processor has.
func eachLevel(t *testing.T, test func(t *testing.T)) {
	for level := cpu.Go; level <= cpu.Best(); level++ {
		func() {
			defer cpu.Use(level)()
			test(t)
		}()
	}
}

// swapped is what a swap has to give, byte by byte.
func swapped(dst []byte, d0, ds int, src []byte, s0, ss int, n, size, unit int) []byte {
	want, from := slices.Clone(dst), slices.Clone(src)
	for i := range n {
		for b := range size {
			want[d0+i*ds+b] = from[s0+i*ss+b/unit*unit+unit-1-b%unit]
		}
	}
	return want
}

var swaps = []struct{ size, unit int }{{2, 2}, {4, 4}, {8, 8}, {8, 4}, {16, 8}}

func TestSwapsOfEveryLengthAtEveryAddress(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, c := range swaps {
			f := MoveOf(c.size, c.unit)
			for n := range 71 {
				for shift := range 32 {
					dst, src := field(n*c.size+128, 1), field(n*c.size+128, 90)
					d0, s0 := 32+shift, 32+(shift*7)%32
					want := swapped(dst, d0, c.size, src, s0, c.size, n, c.size, c.unit)
					kept := slices.Clone(src)
					f(mem.Of(dst[d0:]), c.size, mem.Of(src[s0:]), c.size, n)
					require.True(t, bytes.Equal(want, dst), "%v, %d items, shifted by %d: dst or what lies around it", c, n, shift)
					require.True(t, bytes.Equal(kept, src), "%v, %d items, shifted by %d: src", c, n, shift)
				}
			}
		}
	})
}

func TestSwapsOfEveryStride(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, c := range swaps {
			strides := []int{c.size, -c.size, 2 * c.size, c.size + 1, -3 * c.size}
			for _, n := range []int{0, 1, 3, 15, 16, 17, 70, 127, 128, 129, 143, 144, 1024, 1500} {
				for _, ds := range strides {
					for _, ss := range append(strides, 0) {
						dst, src := field(room(n, ds, c.size), 1), field(room(n, ss, c.size), 90)
						d0, s0 := start(n, ds), start(n, ss)
						want := swapped(dst, d0, ds, src, s0, ss, n, c.size, c.unit)
						MoveOf(c.size, c.unit)(mem.Of(dst[d0:]), ds, mem.Of(src[s0:]), ss, n)
						require.True(t, bytes.Equal(want, dst), "%v, %d items, strides %d and %d", c, n, ds, ss)
					}
				}
			}
		}
	})
}

// K3: in place, and with the source ahead of dst.
func TestSwapsOfOverlappingLanesGoUpwards(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for _, c := range swaps {
			for _, stride := range []int{c.size, -c.size, 2 * c.size, -2 * c.size} {
				for _, ahead := range []int{0, 1, 2, 5, 8, 40} {
					const n = 300
					b := field(2*room(n+ahead, stride, c.size), 5)
					d0 := start(n+ahead, stride)
					s0 := d0 + ahead*stride
					want := swapped(b, d0, stride, b, s0, stride, n, c.size, c.unit)
					MoveOf(c.size, c.unit)(mem.Of(b[d0:]), stride, mem.Of(b[s0:]), stride, n)
					require.True(t, bytes.Equal(want, b), "%v, stride %d, source %d items ahead", c, stride, ahead)
				}
			}
		}
	})
}

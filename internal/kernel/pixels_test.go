package kernel

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// Copies from pixels to channels and back are those item by item, at any address, and write
// nothing else.
func TestPixelsAreCopiedAsTheirBytes(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for n := range 131 {
			for _, reversed := range []bool{false, true} {
				at := n % 17
				src, dst := bytesFrom(n, 3*140+20), make([]byte, 3*140+20)
				want := append([]byte(nil), dst...)
				step := [2]int{3, 1} // of pixels and of channels, in src
				gap := [2]int{1, 137}
				if reversed {
					step, gap = gap, step
				}
				for i := range n {
					for k := range 3 {
						want[at+i*gap[0]+k*gap[1]] = src[at+i*step[0]+k*step[1]]
					}
				}
				to, from := imageOf(dst[at:], n, gap), imageOf(src[at:], n, step)
				CopyArray(elem.KindUint8, &to, &from)
				require.Equal(t, want, dst, "%d pixels, to pixels %v", n, reversed)
			}
		}
	})
}

func imageOf(b []byte, n int, strides [2]int) mem.Array {
	l, err := layout.New([]int{n, 3}, strides[:], nil, 1)
	must(err)
	return mem.New(mem.Of(b), l, lease.Forever, 0, nativeItem(elem.KindUint8))
}

func bytesFrom(seed, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i*7 + i>>8 + seed)
	}
	return b
}

// One channel is a lane of every third byte, also where it shares memory with what is written.
func TestEveryThirdByteIsGathered(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for n := range 131 {
			for _, shift := range []int{-40, -1, 0, 1, 5, 100, 450} { // from the first byte read to the first written
				got := bytesFrom(n, 1000)
				want := append([]byte(nil), got...)
				run := func(b []byte, move Move) { move(mem.Of(b[100+shift:]), 1, mem.Of(b[100:]), pixel, n) }
				run(got, MoveOf(1, 1))
				run(want, walk[[1]byte])
				require.Equal(t, want, got, fmt.Sprint(n, " items, shifted by ", shift))
			}
		}
	})
}

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

// Pixels are turned as their bytes one by one, on their way and in place, and nothing else is written.
func TestPixelsAreTurnedAsTheirBytes(t *testing.T) {
	eachLevel(t, func(t *testing.T) {
		for n := range 131 {
			for at := range 17 {
				src := bytesFrom(n, 3*140+20)
				want := append([]byte(nil), src...)
				for i := range n {
					want[at+3*i], want[at+3*i+2] = want[at+3*i+2], want[at+3*i]
				}
				got := append([]byte(nil), src...)
				first, last := mem.Of(got[at:]), mem.Of(got[at+2:])
				if n%2 == 0 {
					first, last = last, first
				}
				turnLane(first, last, pixel, n)
				require.Equal(t, want, got, "%d pixels in place, from byte %d on", n, at)

				clear(got)
				clear(want[:at])
				clear(want[at+3*n:])
				for _, l := range [][2][2]int{{{0, 1}, {2, -1}}, {{2, -1}, {0, 1}}} { // the first byte and the step between channels, of dst and of src
					to, from := channelsOf(got[at:], l[0], n), channelsOf(src[at:], l[1], n)
					CopyArray(elem.KindUint8, &to, &from)
					require.Equal(t, want, got, "%d pixels, from byte %d on", n, at)
					clear(got)
				}
			}
		}
	})
}

func channelsOf(b []byte, channels [2]int, n int) mem.Array {
	l, err := layout.New([]int{n, 3}, []int{3, channels[1]}, nil, 1)
	must(err)
	return mem.New(mem.Add(mem.Of(b), channels[0]), l, lease.Forever, 0, nativeItem(elem.KindUint8))
}

// An image is turned in place, whatever lies between its pixels and rows, and however its axes run.
func TestImagesAreTurnedInPlace(t *testing.T) {
	const height, width, room = 37, 61, 4*64*40 + 8
	eachLevel(t, func(t *testing.T) {
		for _, step := range []int{3, 4, -3, -4} { // from pixel to pixel
			for _, row := range []int{abs(step) * width, abs(step)*width + 5} {
				for order := range 6 {
					axes := [][3]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}}[order]
					got := bytesFrom(order, room)
					want := append([]byte(nil), got...)
					at := 3
					if step < 0 {
						at += -step * (width - 1)
					}
					for y := range height {
						for x := range width {
							p := at + y*row + x*step
							want[p], want[p+2] = want[p+2], want[p]
						}
					}
					image := func(first, channel int) mem.Array {
						shape, strides := [3]int{height, width, 3}, [3]int{row, step, channel}
						var n, s [3]int
						for k, axis := range axes {
							n[k], s[k] = shape[axis], strides[axis]
						}
						l, err := layout.New(n[:], s[:], nil, 1)
						must(err)
						return mem.New(mem.Of(got[at+first:]), l, lease.Forever, 0, nativeItem(elem.KindUint8))
					}
					to, from := image(0, 1), image(2, -1)
					CopyArray(elem.KindUint8, &to, &from)
					require.Equal(t, want, got, "pixels at steps of %d, rows at steps of %d, axes %v", step, row, axes)
				}
			}
		}
	})
}

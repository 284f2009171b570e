package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// masks say for each byte of 16 where it comes from, by the size of the groups that
// are reversed.
var masks = [...]*[16]byte{
	2: {1, 0, 3, 2, 5, 4, 7, 6, 9, 8, 11, 10, 13, 12, 15, 14},
	4: {3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12},
	8: {7, 6, 5, 4, 3, 2, 1, 0, 15, 14, 13, 12, 11, 10, 9, 8},
}

// swapDense reverses each group of unit bytes (2, 4 or 8) on the way from src to
// dst, both without gaps, for as many of n bytes as it does at once, from the start;
// it returns how many that were.
func swapDense(dst, src mem.Addr, n, unit int) (done int) {
	if !cpu.Has(cpu.AVX2) || n < 16 {
		return 0
	}
	if cpu.Has(cpu.AVX512) {
		swapBytesAVX512(dst, src, n, masks[unit&15]) // K1: n bytes, whole groups, on both sides
		return n
	}
	done = n &^ 15
	swapBlocks(dst, src, done, masks[unit&15]) // K1: done ≤ n bytes on both sides
	return done
}

//go:noescape
func swapBlocks(dst, src mem.Addr, n int, mask *[16]byte)

//go:noescape
func swapBytesAVX512(dst, src mem.Addr, n int, mask *[16]byte)

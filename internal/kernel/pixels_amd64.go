package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// pixelsAtOnce is the number of pixels that a loop in assembly takes at once.
const pixelsAtOnce = 16

// splitPixels copies pixels to their channels, and joinPixels the other way, as many of n as they
// do at once, from the start; they return how many that were.
func splitPixels(dst [pixel]mem.Addr, src mem.Addr, n int) (done int) {
	if !cpu.Has(cpu.AVX2) {
		return 0
	}
	done = n &^ (pixelsAtOnce - 1)
	splitPixelsAVX2(dst[0], dst[1], dst[2], src, done) // K1
	return done
}

func joinPixels(dst mem.Addr, src [pixel]mem.Addr, n int) (done int) {
	if !cpu.Has(cpu.AVX2) {
		return 0
	}
	done = n &^ (pixelsAtOnce - 1)
	joinPixelsAVX2(dst, src[0], src[1], src[2], done) // K1
	return done
}

// turnPixels copies pixels with their bytes in reverse, as many of n as it does at once, from the start, and returns how
// many that were. They may lie apart, or in one place.
func turnPixels(dst, src mem.Addr, n int) (done int) {
	if !cpu.Has(cpu.AVX2) {
		return 0
	}
	done = n &^ (pixelsAtOnce - 1)
	turnPixelsAVX2(dst, src, done) // K1
	return done
}

// gatherBytes copies every third byte to a lane without gaps, as many of n as it does at once,
// from the start; it returns how many that were.
func gatherBytes(dst, src mem.Addr, n int) (done int) {
	if !cpu.Has(cpu.AVX2) || n <= pixelsAtOnce {
		return 0
	}
	to, from := mem.Uint(dst), mem.Uint(src)
	if from < to+uintptr(n) && to < from+uintptr(pixel*n) {
		return 0 // the lanes may overlap: one by one
	}
	done = (n - 1) &^ (pixelsAtOnce - 1) // the bytes behind the last of them lie before another one
	everyThirdAVX2(dst, src, done)       // K1
	return done
}

//go:noescape
func everyThirdAVX2(dst, src mem.Addr, n int)

//go:noescape
func splitPixelsAVX2(first, second, third, src mem.Addr, n int)

//go:noescape
func turnPixelsAVX2(dst, src mem.Addr, n int)

//go:noescape
func joinPixelsAVX2(dst, first, second, third mem.Addr, n int)

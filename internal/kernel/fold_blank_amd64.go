package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// blankVector copies the first of n float64 to dst with NaN replaced; it returns how many
// it has copied, and how many of these were NaN.
func blankVector(dst, src mem.Addr, n int, by float64) (done, nans int) {
	switch done = n &^ 7; {
	case cpu.Has(cpu.AVX512):
		return done, blankAVX512(dst, src, done, by)
	case cpu.Has(cpu.AVX2):
		return done, blankAVX2(dst, src, done, by)
	}
	return 0, 0
}

//go:noescape
func blankAVX2(dst, src mem.Addr, n int, by float64) (nans int)

//go:noescape
func blankAVX512(dst, src mem.Addr, n int, by float64) (nans int)

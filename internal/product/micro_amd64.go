package product

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// vectored gives loops of floats a micro tile in AVX2 with fused multiplication and
// addition, 6×8 (float64) or 6×16 (float32), where the processor has them: 12 of its
// 16 registers hold the tile.
func vectored(l *loops) *loops {
	if !cpu.Has(cpu.AVX2) {
		return l
	}
	l.mr, l.nr, l.micro = 6, 8, microF64
	if l.size == 4 {
		l.nr, l.micro = 16, microF32
	}
	return l
}

//go:noescape
func microF64(k int, a, b, c mem.Addr, ldc int)

//go:noescape
func microF32(k int, a, b, c mem.Addr, ldc int)

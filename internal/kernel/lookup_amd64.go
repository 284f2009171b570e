package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// lookupBytes does as many of n bytes as it takes at once, from the start, and returns how
// many that were.
func lookupBytes(dst, a mem.Addr, t *ByteTable, n int) (done int) {
	if !cpu.Has(cpu.AVX512) || n < 64 {
		return 0
	}
	done = n &^ 63
	lookup8AVX512(dst, a, t, done) // K1
	return done
}

//go:noescape
func lookup8AVX512(dst, src mem.Addr, table *ByteTable, n int)

package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// compressAtOnce writes the first of the items of s that m selects to the front of d, of which all places will be
// written, where all lie side by side; it returns how many items and how many places it has done with.
func compressAtOnce(size int, d, s, m lane) (taken, written int) {
	if !cpu.Has(cpu.AVX512) || d.stride != size || s.stride != size || m.stride != 1 {
		return 0, 0
	}
	left, free := s.n, d.n
	switch size {
	case 4:
		left, free = compress4AVX512(d.p, s.p, m.p, s.n, d.n) // K1: n items and booleans, room for what is written
	case 8:
		left, free = compress8AVX512(d.p, s.p, m.p, s.n, d.n) // K1
	}
	return s.n - left, d.n - free
}

//go:noescape
func compress4AVX512(dst, src, mask mem.Addr, n, room int) (left, free int)

//go:noescape
func compress8AVX512(dst, src, mask mem.Addr, n, room int) (left, free int)

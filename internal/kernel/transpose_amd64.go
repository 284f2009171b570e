package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// A tiles is a loop that copies n rows of dst, dr bytes apart and without gaps, which are
// columns of a src whose rows are si bytes apart. n is a multiple of tall, not 0, and a
// row of dst has wide items.
type tiles struct {
	loop       func(dst mem.Addr, dr int, src mem.Addr, si, n int)
	wide, tall int
}

// tilesOf returns the loop for items of size bytes; it has none if loop is nil.
func tilesOf(size int) (t tiles) {
	switch {
	case cpu.Has(cpu.AVX512):
		switch size {
		case 1:
			t.loop = transpose8AVX512
		case 2:
			t.loop = transpose16AVX512
		case 4:
			t.loop = transpose32AVX512
		case 8:
			t.loop = transpose64AVX512
		}
		t.wide = 64 / size
	case cpu.Has(cpu.AVX2):
		switch size {
		case 2:
			t.loop = transpose16AVX2
		case 4:
			t.loop = transpose32AVX2
		case 8:
			t.loop = transpose64AVX2
		}
		t.wide = 32 / size
	}
	t.tall = 16 / size
	return t
}

//go:noescape
func transpose16AVX2(dst mem.Addr, dr int, src mem.Addr, si, n int)

//go:noescape
func transpose32AVX2(dst mem.Addr, dr int, src mem.Addr, si, n int)

//go:noescape
func transpose64AVX2(dst mem.Addr, dr int, src mem.Addr, si, n int)

//go:noescape
func transpose8AVX512(dst mem.Addr, dr int, src mem.Addr, si, n int)

//go:noescape
func transpose16AVX512(dst mem.Addr, dr int, src mem.Addr, si, n int)

//go:noescape
func transpose32AVX512(dst mem.Addr, dr int, src mem.Addr, si, n int)

//go:noescape
func transpose64AVX512(dst mem.Addr, dr int, src mem.Addr, si, n int)

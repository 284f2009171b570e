package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// sortLoopsOf returns the loops for items of a size; nil if there are none.
func sortLoopsOf(size int) *sortLoops {
	switch {
	case !cpu.Has(cpu.AVX512):
	case size == 4:
		return &sortLoops32
	case size == 8:
		return &sortLoops64
	}
	return nil
}

var (
	sortLoops32 = sortLoops{
		lanes: 16,
		networks: [16]func(dst, src mem.Addr, n int){
			sort1x32AVX512, sort2x32AVX512, sort3x32AVX512, sort4x32AVX512,
			sort5x32AVX512, sort6x32AVX512, sort7x32AVX512, sort8x32AVX512,
			sort10x32AVX512, sort10x32AVX512, sort12x32AVX512, sort12x32AVX512,
			sort14x32AVX512, sort14x32AVX512, sort16x32AVX512, sort16x32AVX512,
		},
		part: part32AVX512, ordered: ordered32AVX512,
	}
	sortLoops64 = sortLoops{
		lanes: 8,
		networks: [16]func(dst, src mem.Addr, n int){
			sort1x64AVX512, sort2x64AVX512, sort3x64AVX512, sort4x64AVX512,
			sort5x64AVX512, sort6x64AVX512, sort7x64AVX512, sort8x64AVX512,
			sort10x64AVX512, sort10x64AVX512, sort12x64AVX512, sort12x64AVX512,
			sort14x64AVX512, sort14x64AVX512, sort16x64AVX512, sort16x64AVX512,
		},
		part: part64AVX512, ordered: ordered64AVX512,
	}
)

// The loops of sorting in assembly, as internal/asm/sorts describes them.

//go:noescape
func sort1x32AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort2x32AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort3x32AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort4x32AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort5x32AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort6x32AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort7x32AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort8x32AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort10x32AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort12x32AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort14x32AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort16x32AVX512(dst, src mem.Addr, n int)

//go:noescape
func part32AVX512(a, other mem.Addr, n int, pivot int64) int

//go:noescape
func ordered32AVX512(a mem.Addr, n int, keep, flip, inf uint64) (beyond bool)

//go:noescape
func sort1x64AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort2x64AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort3x64AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort4x64AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort5x64AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort6x64AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort7x64AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort8x64AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort10x64AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort12x64AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort14x64AVX512(dst, src mem.Addr, n int)

//go:noescape
func sort16x64AVX512(dst, src mem.Addr, n int)

//go:noescape
func part64AVX512(a, other mem.Addr, n int, pivot int64) int

//go:noescape
func ordered64AVX512(a mem.Addr, n int, keep, flip, inf uint64) (beyond bool)

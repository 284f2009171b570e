package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// fillAtOnce repeats item over as much of dst as vectors take, from the start, and returns how many
// bytes that were, a multiple of the item's.
func fillAtOnce(dst, item []byte) (done int) {
	if len(dst) < 256 || !cpu.Has(cpu.AVX2) {
		return 0
	}
	pattern := repeated(item)
	head := whole(dst, len(item))
	copy(dst[:head], pattern[:])
	n := (len(dst) - head) &^ 31
	fillAVX2(mem.Of(dst[head:]), &pattern, n) // K1
	return head + n
}

//go:noescape
func fillAVX2(dst mem.Addr, pattern *[32]byte, n int)

package kernel

import (
	"math/bits"

	"github.com/go-inplace/inplace/internal/mem"
)

// The loops by the logarithm of the size of an item.
var (
	gathers  = [...]func(dst, src mem.Addr, n int){gather1AVX512, gather2AVX512, gather4AVX512, gather8AVX512}
	spreads  = [...]func(dst, src mem.Addr, n int){spread1AVX512, spread2AVX512, spread4AVX512, spread8AVX512}
	reverses = [...]func(dst, src mem.Addr, n int){nil, reverse2AVX512, reverse4AVX512, reverse8AVX512}
)

// packItems copies a lane with a stride of twice the size, or of minus the size, to one
// without gaps that lies apart. It needs AVX-512.
func packItems(dst, src mem.Addr, stride, size, n int) {
	if stride > 0 {
		gathers[bits.TrailingZeros(uint(size))](dst, src, n)
		return
	}
	reverses[bits.TrailingZeros(uint(size))](dst, src, n)
}

// unpackItems is the other way.
func unpackItems(dst mem.Addr, stride int, src mem.Addr, size, n int) {
	if stride > 0 {
		spreads[bits.TrailingZeros(uint(size))](dst, src, n)
		return
	}
	last := (n - 1) * size
	reverses[bits.TrailingZeros(uint(size))](mem.Add(dst, -last), mem.Add(src, last), n) // K1: the last items
}

//go:noescape
func gather1AVX512(dst, src mem.Addr, n int)

//go:noescape
func gather2AVX512(dst, src mem.Addr, n int)

//go:noescape
func gather4AVX512(dst, src mem.Addr, n int)

//go:noescape
func gather8AVX512(dst, src mem.Addr, n int)

//go:noescape
func spread1AVX512(dst, src mem.Addr, n int)

//go:noescape
func spread2AVX512(dst, src mem.Addr, n int)

//go:noescape
func spread4AVX512(dst, src mem.Addr, n int)

//go:noescape
func spread8AVX512(dst, src mem.Addr, n int)

//go:noescape
func reverse2AVX512(dst, src mem.Addr, n int)

//go:noescape
func reverse4AVX512(dst, src mem.Addr, n int)

//go:noescape
func reverse8AVX512(dst, src mem.Addr, n int)

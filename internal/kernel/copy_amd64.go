package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// Copying bytes
//
// Three ways to copy n bytes to where they do not overlap, and the lengths at which each wins (Cascade Lake,
// nanoseconds, the runtime's copy first):
//
//	                      copy      vectors     REP MOVSB
//	8 KiB                  106          130            65    as the processor likes it, whole lines
//	64 KiB                2085         2000          2072    the second-level cache: any
//	800 KB               59200        57200         39400    lines that are written are not read first
//	8 MB               1510000      1140000       1640000    lines asked for ahead, see internal/asm
//	80 MB             22700000     15500000      15900000
//
// Reference: Intel 64 and IA-32 Architectures Optimization Reference Manual, 3.7.6 (enhanced REP MOVSB).

// copyApart copies bytes that do not overlap; it does nothing and reports false where copy is best.
func copyApart(dst, src []byte) (done bool) {
	const near, second, far = 32 << 10, 400 << 10, 4 << 20
	n := len(dst)
	switch {
	case cpu.Strings() && (n < near || n >= second && n < far):
		repeatMove(mem.Of(dst), mem.Of(src), n) // K1
	case cpu.Has(cpu.AVX512) && n >= near && n < streamFrom:
		copyBytesAVX512(mem.Of(dst), mem.Of(src), n) // K1
	default:
		return copyInPieces(dst, src)
	}
	return true
}

// copyFar copies bytes that do not overlap, a row of many that together are beyond the second-level cache; it does
// nothing and reports false where that is for others. Rows of 5760 bytes take 0.9 of the time of REP MOVSB, those of
// 8000 bytes 0.75, for it begins each of them anew.
func copyFar(dst, src []byte) (done bool) {
	const least = 512
	if n := len(dst); !cpu.Has(cpu.AVX512) || n < least || n >= streamFrom {
		return false
	}
	copyBytesAVX512(mem.Of(dst), mem.Of(src), len(dst)) // K1
	return true
}

// repeatMove copies n bytes.
//
//go:noescape
func repeatMove(dst, src mem.Addr, n int)

//go:noescape
func copyBytesAVX512(dst, src mem.Addr, n int)

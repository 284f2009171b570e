package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// scanVector scans whole blocks of items of a kind without gaps, to items of that kind, as long
// as results are finite; it returns how many items it has scanned.
func scanVector(kind elem.Kind, acc, to, a mem.Addr, n int) (done int) {
	switch {
	case cpu.Has(cpu.AVX512) && kind == elem.KindFloat64:
		return scanFloat64AVX512(acc, to, a, n)
	case cpu.Has(cpu.AVX512) && kind == elem.KindFloat32:
		return scanFloat32AVX512(acc, to, a, n)
	case cpu.Has(cpu.AVX2) && kind == elem.KindFloat64:
		return scanFloat64AVX2(acc, to, a, n)
	case cpu.Has(cpu.AVX2) && kind == elem.KindFloat32:
		return scanFloat32AVX2(acc, to, a, n)
	}
	return 0
}

// scanColumnsVector adds the first of n float64 to the floatSums of acc, and writes what these
// are; it returns how many.
func scanColumnsVector(acc, to, a mem.Addr, n int) (done int) {
	switch {
	case cpu.Has(cpu.AVX512):
		done = n &^ 7
		scanColumnsAVX512(acc, to, a, done)
	case cpu.Has(cpu.AVX2):
		done = n &^ 3
		scanColumnsAVX2(acc, to, a, done)
	}
	return done
}

//go:noescape
func scanFloat64AVX2(acc, to, a mem.Addr, n int) (done int)

//go:noescape
func scanFloat64AVX512(acc, to, a mem.Addr, n int) (done int)

//go:noescape
func scanFloat32AVX2(acc, to, a mem.Addr, n int) (done int)

//go:noescape
func scanFloat32AVX512(acc, to, a mem.Addr, n int) (done int)

//go:noescape
func scanColumnsAVX2(acc, to, a mem.Addr, n int)

//go:noescape
func scanColumnsAVX512(acc, to, a mem.Addr, n int)

package kernel

import "github.com/go-inplace/inplace/internal/mem"

//go:noescape
func addFloat64AVX512(dst, a, b mem.Addr, n int)

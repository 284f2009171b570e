//go:build !amd64

package kernel

import "github.com/go-inplace/inplace/internal/mem"

// Nothing is packed where there are no vectors to compute on it: these are not called.

func packItems(dst, src mem.Addr, stride, size, n int) { MoveOf(size, 1)(dst, size, src, stride, n) }

func unpackItems(dst mem.Addr, stride int, src mem.Addr, size, n int) {
	MoveOf(size, 1)(dst, stride, src, size, n)
}

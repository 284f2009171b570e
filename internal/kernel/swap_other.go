//go:build !amd64

package kernel

import "github.com/go-inplace/inplace/internal/mem"

// swapDense reverses nothing at once; see swap_amd64.go.
func swapDense(dst, src mem.Addr, n, unit int) (done int) { return 0 }

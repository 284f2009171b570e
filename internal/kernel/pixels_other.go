//go:build !amd64

package kernel

import "github.com/go-inplace/inplace/internal/mem"

// Nothing is done at once; see pixels_amd64.go.

const pixelsAtOnce = 16

func splitPixels([pixel]mem.Addr, mem.Addr, int) (done int) { return 0 }

func joinPixels(mem.Addr, [pixel]mem.Addr, int) (done int) { return 0 }

func turnPixels(dst, src mem.Addr, n int) (done int) { return 0 }

func gatherBytes(dst, src mem.Addr, n int) (done int) { return 0 }

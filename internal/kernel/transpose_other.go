//go:build !amd64

package kernel

import "github.com/go-inplace/inplace/internal/mem"

// A tiles is a loop in assembly for transposes; this processor has none.
type tiles struct {
	loop       func(dst mem.Addr, dr int, src mem.Addr, si, n int)
	wide, tall int
}

func tilesOf(int) tiles { return tiles{} }

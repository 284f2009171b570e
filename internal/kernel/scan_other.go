//go:build !amd64

package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Nothing is scanned by vectors: there are none.

func scanVector(elem.Kind, mem.Addr, mem.Addr, mem.Addr, int) (done int) { return 0 }

func scanColumnsVector(_, _, _ mem.Addr, _ int) (done int) { return 0 }

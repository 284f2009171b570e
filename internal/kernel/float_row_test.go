//go:build unix

package kernel

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Functions whose operands begin at the first byte of a page or end at its last one touch nothing of the neighbours.
func TestFunctionsNeverReachBeyondTheirItems(t *testing.T) {
	dst, a, b := guarded(t), guarded(t), guarded(t)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	eachLevel(t, func(t *testing.T) {
		for _, v := range floatVerbs {
			for _, kind := range []elem.Kind{elem.KindFloat64, elem.KindFloat32, elem.KindFloat16} {
				l := v.Exact(kind)
				if l == nil {
					continue
				}
				size := kind.Size()
				for _, n := range []int{1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 31} {
					for _, atEnd := range []bool{false, true} {
						d, x, y := dst, a, b
						if atEnd {
							d, x, y = dst[len(dst)-n*size:], a[len(a)-n*size:], b[len(b)-n*size:]
						}
						require.NotPanics(t, func() {
							if v.In == 1 {
								l.Unary(mem.Of(d), size, mem.Of(x), size, n)
							} else {
								l.Binary(mem.Of(d), size, mem.Of(x), size, mem.Of(y), size, n)
							}
						}, "%s of %s, %d items, at the end %v", v.Name, kind, n, atEnd)
					}
				}
			}
		}
	})
}

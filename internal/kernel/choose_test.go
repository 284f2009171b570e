package kernel

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

func TestWhereChoosesItemsOfEverySizeAtEveryStride(t *testing.T) {
	v, ok := Lookup("where")
	require.True(t, ok)
	const n = 9
	for i := range v.Loops {
		l := &v.Loops[i]
		size := l.Out[0].Size()
		for _, up := range []bool{true, false} {
			for _, repeated := range []bool{true, false} {
				cond := [n]elem.Bool{0, 1, 2, 0, 0, 255, 1, 0, 128}
				dst, x, y := make([]uint64, 4*n), make([]uint64, 4*n), make([]uint64, 4*n)
				for k := range 4 * n {
					x[k], y[k] = 0x0101010101010101, 0
				}
				ds, first := 2*size, 0
				if !up {
					ds, first = -2*size, 2*size*(n-1)
				}
				ys := size
				if repeated {
					ys = 0
				}
				l.Ternary(mem.Add(mem.Of(dst), first), ds, mem.Of(cond[:]), 1, mem.Of(x), size, mem.Of(y), ys, n)
				bytes := mem.Bytes(mem.Of(dst), 2*size*n)
				for k, c := range cond {
					at := first + k*ds
					for b := range size {
						require.Equal(t, byte(elem.BoolOf(c != 0)), bytes[at+b], "%s, item %d", l.Out[0], k)
					}
				}
			}
		}
	}
	loop, ok := v.Resolve([]elem.Kind{elem.KindBool, elem.KindInt8, elem.KindUint8})
	require.True(t, ok)
	require.Equal(t, elem.KindInt16, loop.Out[0])
	_, ok = v.Resolve([]elem.Kind{elem.KindFloat64, elem.KindInt8, elem.KindUint8})
	require.False(t, ok, "a condition is a bool")
}

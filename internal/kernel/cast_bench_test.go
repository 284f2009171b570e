package kernel

import (
	"testing"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Casts of a hundred thousand items at each level.
func BenchmarkCasts(b *testing.B) {
	const n = 100000
	src, dst := make([]uint64, n), make([]uint64, n)
	for _, c := range [][2]elem.Kind{
		{elem.KindFloat64, elem.KindFloat32}, {elem.KindInt32, elem.KindFloat64}, {elem.KindFloat64, elem.KindInt32},
		{elem.KindFloat16, elem.KindFloat32}, {elem.KindFloat32, elem.KindFloat16}, {elem.KindUint8, elem.KindFloat32},
	} {
		for level := cpu.Go; level <= cpu.Best(); level++ {
			b.Run(c[0].String()+"-"+c[1].String()+"/"+level.String(), func(b *testing.B) {
				defer cpu.Use(level)()
				f := CastOf(c[0], c[1])
				for b.Loop() {
					f(mem.Of(dst), c[1].Size(), mem.Of(src), c[0].Size(), n)
				}
			})
		}
	}
}

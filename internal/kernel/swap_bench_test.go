package kernel

import (
	"fmt"
	"testing"
	"time"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// BenchmarkSwap reverses the bytes of a window's worth of items, in the cache, with
// assembly, without, and, as the yardstick, not at all. Strided items are 24 bytes
// apart in memory.
func BenchmarkSwap(b *testing.B) {
	memory, window := make([]byte, 1<<16), make([]byte, 4096)
	for _, c := range []struct{ size, unit int }{{2, 2}, {4, 4}, {8, 8}, {8, 4}, {16, 8}} {
		for _, stride := range []int{c.size, 24, -c.size} {
			b.Run(fmt.Sprintf("%d bytes in groups of %d, stride %d", c.size, c.unit, stride), func(b *testing.B) {
				n := 4096 / c.size
				at := 0
				if stride < 0 {
					at = 4096
				}
				best := [3]time.Duration{1 << 62, 1 << 62, 1 << 62}
				defer cpu.Use(cpu.Best())()
				for b.Loop() {
					for i, f := range []Move{MoveOf(c.size, 1), MoveOf(c.size, c.unit), MoveOf(c.size, c.unit)} {
						cpu.Use([]cpu.Level{cpu.Go, cpu.Go, cpu.AVX2}[i])
						start := time.Now()
						for range 100 {
							f(mem.Of(window), c.size, mem.Of(memory[at:]), stride, n)
						}
						best[i] = min(best[i], time.Since(start)/100)
					}
				}
				b.ReportMetric(0, "ns/op")
				b.ReportMetric(float64(best[0])/float64(n), "ns/item-copied")
				b.ReportMetric(float64(best[1])/float64(n), "ns/item-in-Go")
				b.ReportMetric(float64(best[2])/float64(n), "ns/item")
				b.ReportMetric(float64(best[1])/float64(best[2]), "×faster")
			})
		}
	}
}

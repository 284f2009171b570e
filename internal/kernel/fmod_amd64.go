package kernel

import (
	"unsafe"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// A fmodLoop computes step items at a time while they need no care, and returns how many
// of n are left. one is for a divisor that is one for all.
type fmodLoop struct {
	table     string
	kind      elem.Kind
	level     cpu.Level
	step      int
	loop, one func(dst, a, b mem.Addr, n int) (left int)
}

// fmodVectors returns the registered loops.
func fmodVectors() (list []vector) {
	slow := map[string][2]Binary{
		"FloorDiv": {floorDivFloatLoop[float32], floorDivFloatLoop[float64]},
		"Mod":      {modFloatLoop[float32], modFloatLoop[float64]},
		"Fmod":     {fmodFloatLoop[float32], fmodFloatLoop[float64]},
	}
	for _, l := range fmodLoops {
		size := l.kind.Size()
		list = append(list, vector{
			table: l.table, kind: l.kind, level: l.level, in: [3]uint8{uint8(size), uint8(size)}, out: uint8(size), step: 1,
			loop2: l.with(slow[l.table][size/8], size),
		})
	}
	return list
}

// with returns the loop that has the loop in Go for the items that need care and for the last ones.
func (l fmodLoop) with(slow Binary, size int) Binary {
	return func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int) {
		loop := l.loop
		if bs == 0 {
			loop = l.one
		}
		for {
			left := n
			if as != 0 {
				left = loop(dst, a, b, n) // K1: lanes side by side, as a vector's are
			}
			if left == 0 {
				return
			}
			done := n - left
			m := min(left, l.step)
			if as == 0 {
				m = left
			}
			dst, a, b = unsafe.Add(dst, done*ds), unsafe.Add(a, done*as), unsafe.Add(b, done*bs) // K5: items are left
			slow(dst, ds, a, as, b, bs, m)
			if n = left - m; n == 0 {
				return
			}
			dst, a, b = unsafe.Add(dst, m*ds), unsafe.Add(a, m*as), unsafe.Add(b, m*bs) // K5: items are left
		}
	}
}

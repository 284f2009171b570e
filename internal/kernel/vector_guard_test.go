//go:build unix

package kernel

import (
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/elem"
)

// Vectors on lanes that begin at the first byte of a page, or end at its last one, touch
// nothing of the neighbours: reading there would be a fault.
func TestVectorsNeverReachBeyondTheirItems(t *testing.T) {
	var pages [5][]byte
	for k := range pages {
		pages[k] = guarded(t)
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	for _, v := range Verbs {
		for i := range v.Loops {
			l := &v.Loops[i]
			for level := cpu.AVX2; level <= cpu.Best(); level++ {
				if vectorOf(v, l, level) == nil {
					continue
				}
				undo := cpu.Use(level)
				for _, n := range []int{9, 33, 63, 64, 65, 100, 127} {
					for _, stride := range []int{1, 2, -1} {
						for _, atEnd := range []bool{false, true} {
							lanes := guardedLanes(pages, v, l, n, stride, atEnd)
							require.NotPanics(t, func() { runLoop(l, v.Out, lanes, n) }, "%s of %v, %v, n %d, stride %d, at the end %v", v.Name, l.In, level, n, stride, atEnd)
						}
					}
				}
				undo()
			}
		}
	}
}

// guardedLanes returns lanes at the beginnings of pages or at their ends.
func guardedLanes(pages [5][]byte, v *Verb, l *Loop, n, step int, atEnd bool) (lanes [5]testLane) {
	kinds := append([]elem.Kind{l.Out[0]}, l.In[:v.In]...)
	for k, kind := range kinds {
		stride := step * kind.Size()
		reach := abs(stride)*(n-1) + kind.Size()
		at := 0
		if atEnd {
			at = len(pages[k]) - reach
		}
		if stride < 0 {
			at += reach - kind.Size()
		}
		lanes[k] = testLane{pages[k], at, stride}
	}
	for k := len(kinds); k < len(lanes); k++ {
		lanes[k] = testLane{pages[k], 0, 0}
	}
	return lanes
}

//go:build unix

package kernel

import (
	"runtime/debug"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/mem"
)

// guarded returns a page of memory between two pages that must not be touched.
func guarded(t *testing.T) []byte {
	t.Helper()
	page := syscall.Getpagesize()
	all, err := syscall.Mmap(-1, 0, 3*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, syscall.Munmap(all)) })
	require.NoError(t, syscall.Mprotect(all[:page], syscall.PROT_NONE))
	require.NoError(t, syscall.Mprotect(all[2*page:], syscall.PROT_NONE))
	return all[page : 2*page]
}

// Moves and swaps that begin at the first byte of a page, or end at its last one,
// touch nothing of the neighbours: reading there would be a fault.
func TestMovesNeverReachBeyondTheirItems(t *testing.T) {
	dst, src := guarded(t), guarded(t)
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	eachLevel(t, func(t *testing.T) {
		for _, c := range append(swaps, []struct{ size, unit int }{{1, 1}, {2, 1}, {4, 1}, {8, 1}, {16, 1}}...) {
			f := MoveOf(c.size, c.unit)
			for _, n := range []int{1, 2, 3, 5, 8, 15, 16, 17, 31, 33, 63, 64, 65, 70, 127, 128, 130, 145} {
				for _, stride := range []int{c.size, c.size + 1, 2 * c.size, -c.size, 0} {
					reach := abs(stride)*(n-1) + c.size
					if reach > len(src) || n*c.size > len(dst) {
						continue
					}
					for _, atEnd := range []bool{false, true} {
						d, s := dst, src
						if atEnd {
							d, s = dst[len(dst)-n*c.size:], src[len(src)-reach:]
						}
						if stride < 0 {
							s = s[reach-c.size:]
						}
						require.NotPanics(t, func() {
							f(mem.Of(d), c.size, mem.Of(s), stride, n) // gathered
							f(mem.Of(s), stride, mem.Of(d), c.size, n) // and scattered
							f(mem.Of(s), stride, mem.Of(s), stride, n) // in place
						}, "%v, %d items, stride %d, at the end %v", c, n, stride, atEnd)
					}
				}
			}
		}
	})
}

package kernel

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/mem"
)

// Words that are gathered at once are those that are gathered one by one, and only so many are written; also where the
// lanes overlap.
func TestWordsGatheredAtOnceAreThoseOneByOne(t *testing.T) {
	const room = 600
	eachLevel(t, func(t *testing.T) {
		f := MoveOf(8, 1)
		for n := range 70 {
			for _, ss := range []int{-8, 16} {
				for _, misaligned := range []int{0, 1, 4} {
					for _, shift := range []int{-1, 0, 8, 9, 32, 200} { // words from the source's place to the destination's; -1: other memory
						got, want := make([]byte, 8*room), make([]byte, 8*room)
						for i := range got {
							got[i] = byte(i*7 + i>>8)
						}
						copy(want, got)
						run := func(memory []byte, move Move) {
							start := 8*150 + misaligned
							dst := start + 8*shift
							if shift < 0 {
								dst = 8 * 400
							}
							src := start
							if ss < 0 {
								src += 8 * 72
							}
							move(mem.Of(memory[dst:]), 8, mem.Of(memory[src:]), ss, n)
						}
						run(got, f)
						run(want, walk[[8]byte])
						require.Equal(t, want, got, fmt.Sprint("n ", n, ", stride ", ss, ", misaligned ", misaligned, ", shift ", shift))
					}
				}
			}
		}
	})
}

// BenchmarkGatherWords moves 512 words that stay in the caches, at once and one by one.
func BenchmarkGatherWords(b *testing.B) {
	for _, ss := range []int{-8, 16} {
		dst, src := make([]float64, 512), make([]float64, 1024)
		first := mem.Of(src)
		if ss < 0 {
			first = mem.Of(src[511:])
		}
		for name, move := range map[string]Move{"at once": MoveOf(8, 1), "one by one": walk[[8]byte]} {
			b.Run(fmt.Sprint(ss, " ", name), func(b *testing.B) {
				for range b.N {
					move(mem.Of(dst), 8, first, ss, 512)
				}
			})
		}
	}
}

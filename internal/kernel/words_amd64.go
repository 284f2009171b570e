package kernel

import (
	"github.com/go-inplace/inplace/internal/cpu"
	"github.com/go-inplace/inplace/internal/mem"
)

// gatherWords moves words of 8 bytes from a lane with stride ss to one without gaps, for
// as many of n as it does at once, from the start; it returns how many that were. It is
// for lanes that run backwards, and for those of every other word.
func gatherWords(dst, src mem.Addr, ss, n int) (done int) {
	const least = 16
	if !cpu.Has(cpu.AVX2) || n < least || ss != -8 && ss != 16 {
		return 0
	}
	words := uintptr(n) * 8
	to, lo := mem.Uint(dst), mem.Uint(src)
	hi := lo + 2*words
	if ss < 0 {
		lo, hi = lo-words+8, lo+8
	}
	if lo < to+words && to < hi {
		return 0 // the lanes may overlap: one by one
	}
	if ss < 0 {
		done = n &^ 3
		reverseWords(dst, src, done) // K1: done ≤ n words on both sides
		return done
	}
	done = (n - 1) &^ 3            // the word behind the last of them lies before another one
	everyOtherWord(dst, src, done) // K1
	return done
}

//go:noescape
func reverseWords(dst, src mem.Addr, n int)

//go:noescape
func everyOtherWord(dst, src mem.Addr, n int)

package kernel

import "github.com/go-inplace/inplace/internal/mem"

// Pixels of three bytes
//
// Images have the three bytes of a pixel side by side (HWC), and many computations want
// channels (CHW). So a copy from the one to the other goes through all channels at once: 48 bytes
// are 16 items of each, which shuffles put in order. One channel alone is a lane of every
// third byte, which is gathered the same way.

// pixel is the number of bytes of a pixel.
const pixel = 3

// movePixels copies a block of bytes, if it goes from pixels to channels or the other way.
func (r *run) movePixels(off, s, step *offsets, n, rows int) bool {
	if n == pixel {
		s, step, n, rows = step, s, rows, n
	}
	if rows != pixel || n < pixelsAtOnce {
		return false
	}
	dst, src := r.at(0, off), r.at(1, off)
	done := 0
	switch {
	case s[0] == 1 && s[1] == pixel && step[1] == 1:
		done = splitPixels([pixel]mem.Addr{dst, mem.Add(dst, step[0]), mem.Add(dst, 2*step[0])}, src, n) // K1: the first items
	case s[0] == pixel && s[1] == 1 && step[0] == 1:
		done = joinPixels(dst, [pixel]mem.Addr{src, mem.Add(src, step[1]), mem.Add(src, 2*step[1])}, n) // K1: the first items
	}
	if done == 0 {
		return false
	}
	for k := range pixel {
		d, from := mem.Add(dst, k*step[0]), mem.Add(src, k*step[1]) // K1: the first items
		if n > done {
			walk[[1]byte](mem.Add(d, done*s[0]), s[0], mem.Add(from, done*s[1]), s[1], n-done) // K1: items are left
		}
	}
	return true
}

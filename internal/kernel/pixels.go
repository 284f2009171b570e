package kernel

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// Pixels of three bytes
//
// Images have the three bytes of a pixel side by side (HWC), and many computations want
// channels (CHW). So a copy from the one to the other goes through all channels at once: 48 bytes
// are 16 items of each, which shuffles put in order. One channel alone is a lane of every
// third byte, which is gathered the same way. From RGB to BGR (a[:, :, ::-1]) pixels are turned, on their way
// or where they lie.

// pixel is the number of bytes of a pixel.
const pixel = 3

// movePixels copies a block of bytes, if it goes from pixels to channels, the other way, or turns pixels.
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
	case s[0] == pixel && s[1] == pixel && step[0] == -step[1] && abs(step[0]) == 1:
		done = turnPixels(mem.Add(dst, min(2*step[0], 0)), mem.Add(src, min(2*step[1], 0)), n) // K1: the first byte of the first pixel
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

// SplitPixels copies the channels of n pixels of three bytes, the first of which lies at src, to lanes of bytes apart from them.
func SplitPixels(dst [3]mem.Addr, src mem.Addr, n int) {
	done := splitPixels(dst, src, n)
	if n -= done; n == 0 {
		return
	}
	for k, d := range dst {
		walk[[1]byte](mem.Add(d, done), 1, mem.Add(src, done*pixel+k), pixel, n) // K1: items are left
	}
}

// turnsPixels copies bytes to dst from dst itself with pixels turned, if that is all there is to do: in place, where
// other items that change places go through windows (mirror.go).
func (r *run) turnsPixels() bool {
	d := &r.ops[0].layout
	for axis := range d.NDim {
		if n, s := d.Dim(axis); r.twin.reversed == 1<<axis && n == pixel && abs(s) == 1 && r.ops[0].size == 1 {
			t := r.sub()
			t.cut(axis, 0, 1) // the first byte of each pixel, and the last one
			t.arrange()
			t.turn()
			t.free()
			return true
		}
	}
	return false
}

// turn exchanges the first and the last byte of pixels, which are the operands.
func (r *run) turn() {
	p, ok := r.start()
	for ; ok; ok = r.next() {
		s := laneSteps(p)
		var w layout.Walk
		for more := w.Start(p); more; more = w.NextBlock() {
			off, step, rows, n := block(&w)
			for range rows {
				cuts(r.watch, moveEach, n, func(i, n int) {
					a, b := mem.Add(r.at(0, &off), i*s[0]), mem.Add(r.at(1, &off), i*s[0]) // K1: item i of both
					turnLane(a, b, s[0], n)
				})
				r.tick(n)
				r.advance(&off, 1, &step)
			}
		}
	}
}

// turnLane exchanges the first and the last byte of n pixels.
func turnLane(a, b mem.Addr, s, n int) {
	done := 0
	if s == pixel {
		first := a
		if mem.Uint(b) < mem.Uint(a) {
			first = b
		}
		done = turnPixels(first, first, n)
	}
	for i := done * s; i != n*s; i += s {
		x, y := mem.LoadAt[uint8](a, i), mem.LoadAt[uint8](b, i) // K1: the item that follows
		mem.Store(mem.Add(a, i), y)                              // K1
		mem.Store(mem.Add(b, i), x)                              // K1
	}
}

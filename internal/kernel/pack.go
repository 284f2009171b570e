package kernel

import (
	"sync"

	"github.com/go-inplace/inplace/internal/mem"
)

// Lanes of every other item, and reversed ones
//
// Vectors compute on lanes without gaps. Lanes whose stride is twice the size of an item, and
// those that run down item by item, are brought to windows by loops that take a vector at
// once, and back from there, a part at a time that stays in the first-level cache. All that
// a part reads is read before any of it is written, and parts rise: K3.

const (
	packBytes = 1024 // of a window
	packFrom  = 64   // items from which on it pays
)

type packWindows [4][packBytes / 8]uint64

var packPool = sync.Pool{New: func() any { return new(packWindows) }}

// packs reports whether a lane has no gaps, or is one that is packed: not every other item
// of 8 bytes, of which a vector has four, so that the loop in Go is quicker.
func packs(stride, size int) bool {
	return stride == size || size < 8 && stride == 2*size || size > 1 && size <= 8 && stride == -size
}

// packsInput is packs, or true for one item for all.
func packsInput(stride, size int) bool { return stride == 0 || packs(stride, size) }

// inWindows calls a vector for parts of n items, dst first: p are the operands' lanes with
// their strides s and sizes.
func inWindows(p [4]mem.Addr, s, sizes [4]int, operands, n int, call func(p [4]mem.Addr, s [4]int, n int)) {
	w := packPool.Get().(*packWindows)
	most := packBytes / max(sizes[0], sizes[1], sizes[2], sizes[3])
	for first := firstPart(p[0], s[0], sizes[0], most); ; first = most {
		m := min(n, first)
		q, t := p, s
		for k := range operands {
			if s[k] == 0 || s[k] == sizes[k] {
				continue
			}
			q[k], t[k] = mem.Of(w[k][:]), sizes[k]
			if k > 0 {
				packItems(q[k], p[k], s[k], sizes[k], m) // K1: m items of the lane, and as many of the window
			}
		}
		call(q, t, m)
		if s[0] != sizes[0] {
			unpackItems(p[0], s[0], q[0], sizes[0], m) // K1
		}
		if n -= m; n == 0 {
			packPool.Put(w)
			return
		}
		for k := range operands {
			p[k] = mem.Add(p[k], m*s[k]) // K5: items are left
		}
	}
}

// firstPart is the length of the first part, at most most items: all others begin in dst with a line of the cache, for
// a vector that is written across the end of a line takes two steps.
func firstPart(dst mem.Addr, stride, size, most int) int {
	const line = 64
	at := mem.Uint(dst)
	if stride < 0 {
		at += uintptr(size) // parts end here
	}
	off := int(at % line)
	if stride < 0 {
		off = line - off
	}
	step := max(stride, -stride)
	if off%step != 0 || most*step < 2*line {
		return most
	}
	return most - off%line/step
}

package kernel

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// Computing with a transpose
//
// Where dst runs along one axis and an input along the other, a loop over lanes of dst
// uses one item of each cache line that it reads of the input. So the input goes through
// its window, tile by tile, as a transposed copy does (strip.go): whole lines are read,
// and the loop finds items side by side.

// tileRow is the number of items in a row of a tile. The rows of a window then take one
// line of the cache from each of the input's lanes.
const tileRow = 64

// crossedInputs returns which inputs run along the rows of a block whose lanes dst runs
// along, where they can be computed on by tiles.
func (r *run) crossedInputs(n, rows int, s, step *offsets) (crossed layout.Operands) {
	if r.masked || r.through || r.nout != 1 || r.order != anyOrder || n < tileRow/2 || rows < stripWidth || s[0] != r.ops[0].size {
		return 0
	}
	for k := 1; k < r.nops; k++ {
		if step[k] == r.ops[k].size && abs(s[k]) > step[k] && !r.inWindow(k) {
			crossed |= 1 << k
		}
	}
	return crossed
}

// inWindow reports whether an input is a copy that lies in its window (hazard.go), which then
// has no room for tiles of it.
func (r *run) inWindow(k int) bool { return r.ops[k].base == mem.Of(r.window[k][:]) }

// computeTiles computes a block with crossed inputs.
func (r *run) computeTiles(l *Loop, crossed layout.Operands, off, s, step *offsets, n, rows int) {
	tall := rows
	for k := 1; k < r.nops; k++ {
		if crossed.Has(k) {
			tall = min(tall, windowBytes/(tileRow*r.ops[k].size))
		}
	}
	for first := 0; first < rows; first += tall {
		m := min(tall, rows-first)
		for i, wide := 0, r.firstTile(off, step); i < n; i, wide = i+wide, tileRow {
			wide = min(wide, n-i)
			at := *off
			r.advance(&at, first, step)
			r.advance(&at, i, s)
			r.tile(l, crossed, &at, s, step, wide, m)
			if !r.own {
				r.tick(m * wide)
			}
		}
	}
}

// firstTile is how many items the rows of the first tile have, so that those of the others are whole lines of dst, or
// every other one is (see leadColumns).
func (r *run) firstTile(off, step *offsets) int {
	size, behind := r.ops[0].size, int(mem.Uint(r.at(0, off))%64)
	if size < 4 || behind%size != 0 || step[0]%32 != 0 {
		return tileRow
	}
	return tileRow - behind/size
}

// tile computes rows of n items, the first of which lie at off.
func (r *run) tile(l *Loop, crossed layout.Operands, off, s, step *offsets, n, rows int) {
	var t stretch
	steps := *step
	t.s = *s
	for k := range r.nops {
		t.p[k] = r.at(k, off)
		if crossed.Has(k) {
			size := r.ops[k].size
			window := mem.Of(r.window[k][:])
			StripsOf(size)(window, n*size, size, t.p[k], step[k], s[k], rows, n)
			t.p[k], t.s[k], steps[k] = window, size, n*size
		}
	}
	for left := rows; ; {
		p, s := &t.p, &t.s
		switch {
		case r.own:
			r.ownRow(l, t, n)
		case l.Binary != nil:
			l.Binary(p[0], s[0], p[1], s[1], p[2], s[2], n)
		case l.Unary != nil:
			l.Unary(p[0], s[0], p[1], s[1], n)
		default:
			l.Ternary(p[0], s[0], p[1], s[1], p[2], s[2], p[3], s[3], n)
		}
		if left--; left == 0 {
			return
		}
		for k := range r.nops {
			p[k] = mem.Add(p[k], steps[k]) // K5: a row is left
		}
	}
}

// ownRow computes a row of a tile by a function of the program.
func (r *run) ownRow(l *Loop, t stretch, n int) {
	p, s := &t.p, &t.s
	for {
		m := r.atOnce(n)
		switch {
		case l.Binary != nil:
			l.Binary(p[0], s[0], p[1], s[1], p[2], s[2], m)
		case l.Unary != nil:
			l.Unary(p[0], s[0], p[1], s[1], m)
		default:
			l.Ternary(p[0], s[0], p[1], s[1], p[2], s[2], p[3], s[3], m)
		}
		r.tick(m)
		if n -= m; n == 0 {
			return
		}
		for k := range r.nops {
			p[k] = mem.Add(p[k], m*s[k]) // K5: items are left
		}
	}
}

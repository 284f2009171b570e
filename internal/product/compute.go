package product

import (
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// offsets are bytes from where the operands begin.
type offsets struct{ d, a, b int }

// plus returns the offsets i steps further along an axis.
func (o offsets) plus(x axis, i int) offsets {
	return offsets{o.d + i*x.d, o.a + i*x.a, o.b + i*x.b}
}

// small is the number of products of a core below which packing costs more than it
// saves.
const small = 500

// compute arranges the axes and computes one core after another.
func (p *product) compute() {
	p.arrange()
	p.computeCore()
}

// computeCore computes one core after another by what is best for it.
func (p *product) computeCore() {
	c := &p.core
	p.watch = workers.Watched(p.size(), watchFrom)
	if !p.worthLibrary() {
		p.library = nil
	}
	do := p.tiles
	switch {
	case p.library != nil && p.direct():
		do = p.byLibrary
	case p.library != nil && p.besides():
		do = p.byBlocks
	case p.fewRows():
		do = p.rowByRow
	case p.byLanes():
		do = p.lanes
	case c.m.n*c.n.n*c.k.n <= small && p.a.native && p.b.native && !p.a.conj && !p.b.conj:
		p.loopRows()
		do = p.lanes
	}
	walk(p.outer[:p.batches], offsets{}, do)
}

// fewRows reports whether the core is so small that the rows of dst are best computed where they lie.
func (p *product) fewRows() bool {
	c := &p.core
	return c.m.n*c.n.n*c.k.n <= small && c.k.n <= blockLen && c.n.n <= strip && (c.n.n == 1 || c.n.d == p.loops.size) &&
		p.dst.native && p.a.native && p.b.native && !p.a.conj && !p.b.conj && len(p.outer) == p.batches
}

// rowByRow computes the core at these offsets from the operands, row by row as lanes does.
func (p *product) rowByRow(at offsets) {
	p.watch.Poll()
	c, l := &p.core, p.loops
	dots := c.n.n == 1 || abs(c.k.b) <= abs(c.n.b)
	for i := range c.m.n {
		row, a, b := mem.Add(p.dst.p, at.d+i*c.m.d), mem.Add(p.a.p, at.a+i*c.m.a), mem.Add(p.b.p, at.b)
		clear(mem.Bytes(row, c.n.n*l.size))
		if dots {
			p.dots(row, a, b, c.n.n)
		} else {
			l.axpy(row, a, c.k.a, b, c.k.b, c.n.b, c.k.n, c.n.n)
		}
	}
}

// watchFrom is from how many products on interrupts are looked for, before each panel and each core.
const watchFrom = 1 << 18

// size is the number of products.
func (p *product) size() int {
	n := p.core.m.n * p.core.n.n * p.core.k.n
	for _, x := range p.outer {
		n *= x.n
	}
	return n
}

// loopRows makes the rows of the core a loop around it.
func (p *product) loopRows() {
	if m := p.core.m; m.n > 1 {
		p.outer = append(p.outer, axis{})
		copy(p.outer[p.batches+1:], p.outer[p.batches:])
		p.outer[p.batches] = m
		p.batches++
		p.core.m = axis{n: 1}
	}
}

// walk calls do at each index of some axes.
func walk(axes []axis, at offsets, do func(offsets)) {
	if len(axes) == 0 {
		do(at)
		return
	}
	for i := range axes[0].n {
		walk(axes[1:], at.plus(axes[0], i), do)
	}
}

// eachSummed calls do for each index of the loops that are summed over.
func (p *product) eachSummed(at offsets, do func(offsets)) {
	walk(p.outer[p.batches:], at, do)
}

// move writes n native neighbours to a lane of dst.
func (p *product) move(dst mem.Addr, step int, items mem.Addr, size, n int) {
	mover(p.kind, p.dst.swapped)(dst, step, items, size, n)
}

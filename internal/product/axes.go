package product

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// The axes of a product: found by their labels, sorted into groups, merged, and
// divided into those of one product of two matrices and the loops around it.

// A group is what an axis is to the product.
type group uint8

const (
	batch   group = iota // dst, a and b
	rows                 // dst and a
	columns              // dst and b
	summed               // not dst
)

// An axis has a length and a step in bytes for each operand, 0 where the operand does
// not move along it.
type axis struct {
	n       int
	d, a, b int
	group   group
}

// A core is one product of two matrices: dst[i, j] = Σ a[i, l]·b[l, j].
type core struct {
	m, n, k axis
}

// collect finds the axes of the operands. a and b are direct.
func (p *product) collect(c *Product, a, b *mem.Array) {
	p.kind = c.Kind
	p.dst, p.a, p.b = placeOf(c.Dst), operand{placeOf(a), c.Conj && c.Kind.IsComplex()}, operand{placeOf(b), false}
	p.axes = p.axes[:0]
	for i, label := range c.D.All() {
		n, step := c.Dst.L().Dim(i)
		p.axes = append(p.axes, axis{n: n, d: step, a: stepOf(a.L(), c.L.All(), label), b: stepB(c, b, label), group: batch})
	}
	var seen [2]uint64
	for _, label := range c.D.All() {
		seen[label/64] |= 1 << (label % 64)
	}
	p.collectSummed(c, c.L.All(), a, a, b, &seen)
	p.collectSummed(c, c.R.All(), b, a, b, &seen)
	if c.B == nil {
		p.useOnes()
	}
	p.loops = loopsOf(p.kind)
	for i := range p.axes {
		p.axes[i].classify()
	}
}

// stepB is stepOf for b, which does not move where there is none.
func stepB(c *Product, b *mem.Array, label uint8) int {
	if c.B == nil {
		return 0
	}
	return stepOf(b.L(), c.R.All(), label)
}

// collectSummed adds the axes of one input that dst does not have.
func (p *product) collectSummed(c *Product, labels []uint8, of, a, b *mem.Array, seen *[2]uint64) {
	for i, label := range labels {
		if seen[label/64]&(1<<(label%64)) != 0 {
			continue
		}
		seen[label/64] |= 1 << (label % 64)
		n, _ := of.L().Dim(i)
		if other := lengthOf(a.L(), c.L.All(), label); other >= 0 && other != 1 {
			n = other
		}
		if other := lengthOf(b.L(), c.R.All(), label); c.B != nil && other >= 0 && other != 1 {
			n = other
		}
		p.axes = append(p.axes, axis{n: n, a: stepOf(a.L(), c.L.All(), label), b: stepB(c, b, label), group: summed})
	}
}

// lengthOf returns the length of the axes of a label, −1 if there is none.
func lengthOf(l *layout.Layout, labels []uint8, label uint8) int {
	length := -1
	for axis, other := range labels {
		if other == label {
			if n, _ := l.Dim(axis); length < 0 || n != 1 {
				length = n
			}
		}
	}
	return length
}

// useOnes makes b a single 1, so that a is summed. Complex items are two lanes of
// their parts then: ∞+0i times 1+0i would be ∞+NaN·i.
func (p *product) useOnes() {
	if p.kind.IsComplex() {
		p.kind = p.kind.Part()
		size := p.kind.Size()
		p.axes = append(p.axes, axis{n: 2, d: size, a: size})
	}
	p.one = oneOf(p.kind)
	p.a.conj, p.b = false, operand{place: place{p: mem.Of(p.one[:])}}
}

func oneOf(kind elem.Kind) kernel.Bits {
	switch kind {
	case elem.KindFloat16:
		return kernel.BitsOf(elem.Float16From(1))
	case elem.KindBFloat16:
		return kernel.BitsOf(elem.BFloat16From(1))
	case elem.KindFloat32:
		return kernel.BitsOf(float32(1))
	case elem.KindFloat64:
		return kernel.BitsOf(float64(1))
	case elem.KindBool, elem.KindInt8, elem.KindUint8:
		return kernel.BitsOf(uint8(1))
	case elem.KindInt16, elem.KindUint16:
		return kernel.BitsOf(uint16(1))
	case elem.KindInt32, elem.KindUint32:
		return kernel.BitsOf(uint32(1))
	}
	return kernel.BitsOf(uint64(1))
}

// placeOf tells where the items of an array begin. Whether they can be computed on
// is seen when the kind is known.
func placeOf(a *mem.Array) place { return place{p: a.Base, swapped: a.Swapped()} }

// relocate lets the product write to another array of dst's shape.
func (p *product) relocate(c *Product, dst *mem.Array) {
	p.dst = placeOf(dst)
	for i := range c.D.All() {
		_, p.axes[i].d = dst.L().Dim(i)
	}
}

// classify tells the group of an axis. One along which an input does not move is
// none of its axes, whatever it is called.
func (x *axis) classify() {
	switch {
	case x.group == summed:
	case x.a == 0:
		x.group = columns
	case x.b == 0:
		x.group = rows
	}
}

// sums reports whether anything is summed.
func (p *product) sums() bool {
	for _, x := range p.axes {
		if x.group == summed {
			return true
		}
	}
	return false
}

// sumsNothing reports whether there are sums of no items.
func (p *product) sumsNothing() bool {
	for _, x := range p.axes {
		if x.group == summed && x.n == 0 {
			return true
		}
	}
	return false
}

// arrange merges the axes and chooses those of the core.
func (p *product) arrange() {
	p.drop()
	p.sort()
	p.merge()
	p.core = core{m: axis{n: 1}, n: axis{n: 1}, k: axis{n: 1}}
	p.outer = p.outer[:0]
	for _, x := range p.axes {
		var main *axis
		switch x.group {
		case rows:
			main = &p.core.m
		case columns:
			main = &p.core.n
		case summed:
			main = &p.core.k
		default:
			p.outer = append(p.outer, x)
			continue
		}
		if x.n > main.n {
			x, *main = *main, x
		}
		if x.n > 1 {
			p.outer = append(p.outer, x)
		}
	}
	p.sumLast()
	p.orient()
}

// orient turns the core so that dst runs along n, and looks whose items can be computed on.
func (p *product) orient() {
	if m, n := &p.core.m, &p.core.n; m.n > 1 && (n.n == 1 || abs(m.d) < abs(n.d)) {
		p.turn()
	}
	p.dst.native = p.computable(p.dst, func(x axis) int { return x.d })
	p.a.native = p.computable(p.a.place, func(x axis) int { return x.a })
	p.b.native = p.computable(p.b.place, func(x axis) int { return x.b })
}

// turn computes the transpose instead: dst runs along n then.
func (p *product) turn() {
	p.a, p.b = p.b, p.a
	c := &p.core
	c.m, c.n = c.n, c.m
	for _, x := range []*axis{&c.m, &c.n, &c.k} {
		x.a, x.b = x.b, x.a
	}
	for i := range p.outer {
		x := &p.outer[i]
		x.a, x.b = x.b, x.a
	}
}

// drop leaves out axes of length 1.
func (p *product) drop() {
	kept := p.axes[:0]
	for _, x := range p.axes {
		if x.n != 1 {
			kept = append(kept, x)
		}
	}
	p.axes = kept
}

// sort puts long steps of the operand that is written or read in order first, by
// insertion: there are few axes.
func (p *product) sort() {
	for i := 1; i < len(p.axes); i++ {
		for j := i; j > 0 && p.axes[j].before(p.axes[j-1]); j-- {
			p.axes[j], p.axes[j-1] = p.axes[j-1], p.axes[j]
		}
	}
}

func (x axis) before(y axis) bool {
	if x.group != y.group {
		return x.group < y.group
	}
	if x.group != summed && abs(x.d) != abs(y.d) {
		return abs(x.d) > abs(y.d)
	}
	if abs(x.a) != abs(y.a) {
		return abs(x.a) > abs(y.a)
	}
	return abs(x.b) > abs(y.b)
}

// merge joins neighbours of a group that are one axis to all operands.
func (p *product) merge() {
	if len(p.axes) == 0 {
		return
	}
	last := 0
	for _, x := range p.axes[1:] {
		y := &p.axes[last]
		if x.group == y.group && y.d == x.n*x.d && y.a == x.n*x.a && y.b == x.n*x.b {
			n := y.n
			*y = x
			y.n *= n
			continue
		}
		last++
		p.axes[last] = x
	}
	p.axes = p.axes[:last+1]
}

// sumLast puts the loops that are summed over innermost, so that each part of dst is
// finished before the next.
func (p *product) sumLast() {
	p.batches = 0
	for i, x := range p.outer {
		if x.group != summed {
			p.outer[i], p.outer[p.batches] = p.outer[p.batches], x
			p.batches++
		}
	}
}

// computable reports whether the items of an operand can be computed on where they
// lie.
func (p *product) computable(at place, step func(axis) int) bool {
	if at.swapped || p.loops.converts() || !mem.Aligned(at.p, p.kind.Align()) {
		return false
	}
	c := &p.core
	misfit := step(c.m) | step(c.n) | step(c.k)
	for _, x := range p.outer {
		misfit |= step(x)
	}
	return misfit&(p.kind.Align()-1) == 0
}

func abs(x int) int { return max(x, -x) }

package vmath

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// Functions of complex numbers
//
// A function of two arguments is one of the parts of complex numbers, too: the absolute value is the hypotenuse, the
// angle the inverse tangent. Its loop reads parts that lie in turn. Of two vectors of them one shuffle takes the real parts and one
// the imaginary ones, in an order of its own, and a permutation puts the results in theirs. Blocks that do not exist as a whole are
// left to the function of one item.

// ofParts names the functions of complex numbers by those of two arguments; swapped have the imaginary part for their first.
var ofParts = map[string]struct {
	name    string
	swapped bool
}{
	"hypot":   {"absolute", false},
	"arctan2": {"angle", true},
}

func writePairs(c *build.Context, name string, p *Program, data *pool, wide, swapped bool) {
	typ := "float64"
	if p.single {
		typ = "float32"
	}
	c.Function(name)
	c.SignatureExpr("func(dst, z []" + typ + ") int")
	l := &loop{machine: newMachine(c, p, data, wide), dst: c.GP64(), n: c.GP64()}
	c.Load(c.Param("dst").Base(), l.dst)
	z := c.GP64()
	c.Load(c.Param("z").Base(), z)
	l.from = append(l.from, z, z) // it goes twice as far
	c.Load(c.Param("dst").Len(), l.n)
	l.writePairsAbreast("several", "one", p, 2, swapped)
	l.writePairsAbreast("one", "done", p, 1, swapped)
	c.Label("done") // or given up
	total := c.GP64()
	c.Load(c.Param("dst").Len(), total)
	c.SUBQ(l.n, total)
	c.Store(total, c.ReturnIndex(0))
	c.VZEROUPPER()
	c.RET()
	if p.single {
		renameToSingle(c, name)
	}
}

// writePairsAbreast writes the loop of so many blocks at a time, which ends at the label next.
func (l *loop) writePairsAbreast(label, next string, p *Program, blocks int, swapped bool) {
	c, q := l.c, p.abreast(blocks, l.wide)
	blocks = len(q.results)
	m := newMachine(c, q, l.data, l.wide)
	c.Label(label)
	c.CMPQ(l.n, operand.U32(blocks*l.lanes()))
	c.JB(operand.LabelRef(next))
	for i := range blocks {
		first, second := m.vec(2*i), m.vec(2*i+1)
		spare := m.vec(len(m.held) - 1)
		c.VMOVUPD(operand.Mem{Base: l.from[0], Disp: 2 * i * m.bytes()}, spare)
		c.VMOVUPD(operand.Mem{Base: l.from[0], Disp: (2*i + 1) * m.bytes()}, second)
		c.VSHUFPD(operand.U8(p.pairShuffle(swapped)), second, spare, first)
		c.VSHUFPD(operand.U8(p.pairShuffle(!swapped)), second, spare, second)
	}
	for i, v := range q.In {
		m.own(i, v)
	}
	for _, v := range m.live {
		m.write(v)
	}
	m.now = len(q.nodes)
	if q.hard != nil {
		m.any(q.hard)
		c.JNE(operand.LabelRef("done"))
	}
	for i, v := range q.results {
		y := m.vec(m.in(v))
		switch {
		case !l.wide && !p.single:
			c.VPERMPD(operand.U8(0xd8), y, y)
		default:
			order := m.take()
			c.VMOVUPD(l.data.word(l.data.sequence(m.pairOrder())), m.vec(order))
			m.pinned[order] = false
			if l.wide {
				c.VPERMPD(y, m.vec(order), y)
			} else {
				c.VPERMPS(y, m.vec(order), y)
			}
		}
		c.VMOVUPD(y, operand.Mem{Base: l.dst, Disp: i * m.bytes()})
	}
	l.advance(blocks)
	c.JMP(operand.LabelRef(label))
}

// pairShuffle chooses the first or the second of all pairs.
func (p *Program) pairShuffle(second bool) uint8 {
	switch {
	case p.single && second:
		return 0xdd
	case p.single:
		return 0x88
	case second:
		return 0xff
	}
	return 0
}

// pairOrder is where the results are: each 16 bytes of a vector have items of the first of two vectors and then of the second.
func (m *machine) pairOrder() []uint64 {
	if !m.p.single {
		return []uint64{0, 2, 4, 6, 1, 3, 5, 7}
	}
	words := m.bytes() / 8
	var at []uint64
	for i := range words {
		pair := uint64(2*i) % uint64(words)
		if 2*i >= words {
			pair++
		}
		at = append(at, 2*pair|(2*pair+1)<<32)
	}
	return at
}

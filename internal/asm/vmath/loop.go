package vmath

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A loop is a program over slices at one level. Each block is loaded as a whole before it is stored, so that dst
// may be an operand; the items of the last block that do not exist are never touched, and computed as if
// they were 1.
type loop struct {
	*machine
	dst, n reg.GPVirtual
	from   []reg.GPVirtual
	alone  reg.GPVirtual // how many blocks follow that are done one by one
}

// aloneAfter is how many blocks are done one by one where one of them wanted the rare part.
const aloneAfter = 16

// writeBlocks writes the loop of several blocks abreast.
func (l *loop) writeBlocks(p *Program, blocks int) {
	c, q := l.c, p.abreast(blocks, l.wide)
	copies := len(q.results)
	m := newMachine(c, q, l.data, l.wide)
	c.Label("blocks")
	c.CMPQ(l.n, operand.U32(copies*l.lanes()))
	c.JB(operand.LabelRef("block"))
	for i, v := range q.In {
		c.VMOVUPD(operand.Mem{Base: l.from[i%len(p.In)], Disp: i / len(p.In) * m.bytes()}, m.vec(i))
		m.own(i, v)
	}
	for _, v := range m.live {
		m.write(v)
	}
	m.now = len(q.nodes)
	if q.hard != nil {
		m.any(q.hard)
		c.JNE(operand.LabelRef("some"))
	}
	for i, v := range q.results {
		c.VMOVUPD(m.vec(m.in(v)), operand.Mem{Base: l.dst, Disp: i * m.bytes()})
	}
	l.advance(copies)
	c.JMP(operand.LabelRef("blocks"))
	if q.hard != nil {
		c.Label("some")
		c.MOVQ(operand.U32(aloneAfter), l.alone)
	}
}

// advance goes on by so many blocks.
func (l *loop) advance(blocks int) {
	for _, r := range append([]reg.GPVirtual{l.dst}, l.from...) {
		l.c.ADDQ(operand.U32(blocks*l.lanes()*l.size()), r)
	}
	l.c.SUBQ(operand.U32(blocks*l.lanes()), l.n)
}

func writeLoop(c *build.Context, name string, p *Program, data *pool, wide bool, blocks int) {
	args, typ := "dst, x", "float64"
	if len(p.In) == 2 {
		args += ", y"
	}
	if p.single {
		typ = "float32"
	}
	c.Function(name)
	c.SignatureExpr("func(" + args + " []" + typ + ") int")
	l := &loop{machine: newMachine(c, p, data, wide), dst: c.GP64(), n: c.GP64()}
	c.Load(c.Param("dst").Base(), l.dst)
	for _, name := range []string{"x", "y"}[:len(p.In)] {
		r := c.GP64()
		c.Load(c.Param(name).Base(), r)
		l.from = append(l.from, r)
	}
	c.Load(c.Param("dst").Len(), l.n)

	lanes := operand.U32(l.lanes())
	l.alone = c.GP64()
	c.XORQ(l.alone, l.alone)
	l.writeBlocks(p, blocks)
	c.Label("block")
	c.CMPQ(l.n, lanes)
	c.JB(operand.LabelRef("part"))
	for i := range p.In {
		c.VMOVUPD(operand.Mem{Base: l.from[i]}, l.vec(i))
	}
	c.Label("compute")
	y := l.compute()
	c.CMPQ(l.n, lanes)
	c.JB(operand.LabelRef("last"))
	c.VMOVUPD(l.vec(y), operand.Mem{Base: l.dst})
	l.advance(1)
	c.DECQ(l.alone)
	c.JGE(operand.LabelRef("block"))
	c.JMP(operand.LabelRef("blocks"))

	c.Label("part")
	c.TESTQ(l.n, l.n)
	c.JE(operand.LabelRef("done"))
	l.loadPart()
	c.JMP(operand.LabelRef("compute"))
	c.Label("last")
	l.storePart(y)
	c.XORQ(l.n, l.n)

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

func (l *loop) size() int {
	if l.p.single {
		return 4
	}
	return 8
}

// compute writes the program and returns the register of the result.
func (l *loop) compute() int {
	for i, v := range l.p.In {
		l.own(i, v)
	}
	m, rareFrom := l.machine, l.rareFrom()
	for _, v := range l.live {
		if !v.rare {
			m.write(v)
		}
	}
	m.now = rareFrom
	y := m.in(l.p.result)
	if l.p.wanted != nil {
		m.any(l.p.wanted)
		l.c.JE(operand.LabelRef("ready"))
		m.pinned[y] = false
		for _, v := range l.live {
			if v.rare {
				m.write(v)
			}
		}
		m.now = len(l.p.nodes)
	}
	if l.p.hard != nil {
		m.any(l.p.hard)
		l.c.JNE(operand.LabelRef("done"))
	}
	if l.p.wanted != nil {
		if last := m.in(l.p.last); last != y {
			l.c.VMOVAPD(m.vec(last), m.vec(y))
		}
		l.c.Label("ready")
	}
	return y
}

// any sets the flag of zero if no item of a mask is set.
func (m *machine) any(v *Value) {
	if m.wide {
		k := kreg[m.masks[v]]
		m.c.KORTESTB(k, k)
		return
	}
	r := m.c.GP64()
	m.c.VMOVMSKPD(m.vec(m.in(v)), r.As32())
	m.c.TESTL(r.As32(), r.As32())
}

func (l *loop) loadPart() {
	c := l.c
	one := l.constant(l.p.pattern(1))
	if l.wide {
		mask := c.GP64()
		c.MOVQ(operand.I64(-1), mask)
		c.BZHIQ(l.n, mask, mask)
		k := kreg[tailMask]
		c.KMOVW(mask.As32(), k)
		for i := range l.from {
			from, to := operand.Mem{Base: l.from[i]}, l.vec(i)
			c.VBROADCASTSD(one, to)
			c.VMOVUPD(from, k, to)
		}
		return
	}
	mask, some, ones := l.vec(15), l.vec(14), l.vec(13)
	c.VMOVUPD(one, ones)
	for i := range l.from {
		from, to := operand.Mem{Base: l.from[i]}, l.vec(i)
		l.partMask(mask)
		c.VMASKMOVPD(from, mask, some)
		c.VBLENDVPD(mask, some, ones, to)
	}
}

// partMask loads the mask of n items of AVX2.
func (l *loop) partMask(to operand.Op) {
	c := l.c
	lanes, size := l.lanes(), l.size()
	at, back := c.GP64(), c.GP64()
	c.LEAQ(l.data.tailMask(lanes, l.p.single).Offset(lanes*size), at)
	c.MOVQ(l.n, back)
	c.NEGQ(back)
	c.VMOVUPD(operand.Mem{Base: at, Index: back, Scale: uint8(size)}, to)
}

func (l *loop) storePart(y int) {
	c := l.c
	to, v := operand.Mem{Base: l.dst}, l.vec(y)
	if l.wide {
		k := kreg[tailMask]
		c.VMOVUPD(v, k, to)
		return
	}
	mask := l.vec(15)
	if y == 15 {
		mask = l.vec(14)
	}
	l.partMask(mask)
	c.VMASKMOVPD(v, mask, to)
}

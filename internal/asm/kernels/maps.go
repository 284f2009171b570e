package kernels

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// alignFrom is the number of bytes of dst from which on it pays to align it.
const alignFrom = 2048

// writeMap writes a loop whose results are as wide as its items.
func (g *Gen) writeMap() {
	words := g.collect()
	n := g.begin()
	unroll := 4
	if g.In == 3 {
		unroll = 2 // each of the three inputs may need a block on the stack
	}
	dst := g.lane("dst", g.Item.Size)
	var in []pointer
	for _, name := range g.inputs() {
		if g.In == 1 {
			in = append(in, g.lane(name, g.Item.Size))
		} else {
			in = append(in, g.input(name, g.Item.Size, unroll*g.width()))
		}
	}
	g.fill(words)
	items := g.width() / g.Item.Size
	if g.Wide {
		g.align(dst, n)
	}
	g.Label("blocks")
	g.CMPQ(n, operand.U32(uint32(items*unroll)))
	g.JB(operand.LabelRef("rest"))
	if g.Wide {
		g.ifLong(n, func() {
			g.maybeStream(n)
			g.Label("ahead")
			for _, p := range append([]pointer{dst}, in...) {
				prefetch(g.Context, p.at, 0, unroll*g.width())
			}
		})
	}
	for i := range unroll {
		g.step(dst, in, i*g.width())
	}
	g.pass(dst, in, n, unroll)
	g.JMP(operand.LabelRef("blocks"))
	if g.Wide {
		g.stream(dst, in, n, unroll)
	}

	after := "done"
	if g.Wide {
		after = "tail"
	}
	g.Label("rest")
	g.CMPQ(n, operand.U32(uint32(items)))
	g.JB(operand.LabelRef(after))
	g.step(dst, in, 0)
	g.pass(dst, in, n, 1)
	g.JMP(operand.LabelRef("rest"))
	if !g.Wide {
		g.end()
		return
	}
	g.Label(partial)
	g.masked(dst, in, rest())
	g.passItems(dst, in, n, rest())
	g.Label("tail")
	g.TESTQ(n, n)
	g.JE(operand.LabelRef("done"))
	g.masked(dst, in, n)
	g.end()
}

// masked computes the first n items of a vector.
func (g *Gen) masked(dst pointer, in []pointer, n reg.Register) {
	k := g.maskOf(n)
	x := make([]reg.Register, len(in))
	for i, p := range in {
		x[i] = g.do(masked(p.size)+"_Z", p.mem(0), k)
	}
	g.op(masked(dst.size), g.Emit(g, x), k, dst.mem(0))
}

// aheadFrom is the number of bytes of dst from which on lines are asked for before they are due: what
// the processor asks for by itself ends at each page, and begins late for lines that are written. Where
// everything lies in the first-level cache it would cost a third.
const aheadFrom = 32 << 10

// aheadBy is how far ahead that is, in bytes: the time that a line takes from memory. Behind the ends
// of the operands it is harmless: asking for memory that is not there is no fault.
const aheadBy = 1024

// prefetch asks for the lines ahead of as many bytes of an operand as are due now.
func prefetch(c *build.Context, p reg.Register, disp, bytes int) {
	for i := 0; i < bytes; i += 64 {
		c.PREFETCHT0(operand.Mem{Base: p, Disp: disp + i + aheadBy})
	}
}

// ifLong writes what is done while a lane is longer than the first-level cache.
func (g *Gen) ifLong(n reg.Register, do func()) {
	g.CMPQ(n, operand.U32(uint32(aheadFrom/g.Item.Size)))
	g.JB(operand.LabelRef("near"))
	do()
	g.Label("near")
}

// maybeStream goes to the loop that writes past the caches if there is enough to write.
func (g *Gen) maybeStream(n reg.Register) {
	bytes := g.GP64()
	g.MOVQ(n, bytes)
	if log := g.Item.log(); log > 0 {
		g.SHLQ(operand.U8(uint8(log)), bytes)
	}
	g.CMPQ(bytes, operand.NewDataAddr(operand.Symbol{Name: "·streamFrom"}, 0))
	g.JAE(operand.LabelRef("stream"))
}

// stream is the loop of blocks for outputs that are much larger than the caches, and no input
// too, on processors where it wins (the variable streamFrom): what is written past the caches need not
// be read. Stores past the caches need whole lines, which items at odd addresses never meet.
func (g *Gen) stream(dst pointer, in []pointer, n reg.Register, unroll int) {
	g.Label("stream")
	g.TESTQ(operand.U32(uint32(g.width()-1)), dst.at)
	g.JNE(operand.LabelRef("ahead"))
	for _, p := range in {
		g.CMPQ(dst.at, p.at)
		g.JE(operand.LabelRef("ahead"))
	}
	g.Label("far")
	for i := range unroll {
		x := make([]reg.Register, len(in))
		for k, p := range in {
			x[k] = g.load(p.mem(i * g.width()))
		}
		g.op("VMOVNTDQ", g.Emit(g, x), dst.mem(i*g.width()))
	}
	g.pass(dst, in, n, unroll)
	g.CMPQ(n, operand.U32(uint32(unroll*g.width()/g.Item.Size)))
	g.JAE(operand.LabelRef("far"))
	g.SFENCE()
}

// partial holds the number of items of the vector under a mask. It is a physical
// register, for two roads lead to its use.
const partial = "partial"

func rest() reg.GPPhysical { return reg.RAX }

// align goes to the vector under a mask with as many items as it takes to align dst, if
// the lanes are long and dst is not aligned.
func (g *Gen) align(dst pointer, n reg.Register) {
	g.CMPQ(n, operand.U32(uint32(alignFrom/dst.size)))
	g.JB(operand.LabelRef("blocks"))
	m := rest()
	g.MOVQ(dst.at, m)
	g.NEGQ(m)
	g.ANDQ(operand.U32(uint32(g.width()-1)), m)
	if log := (Item{Size: dst.size}).log(); log > 0 {
		g.SHRQ(operand.U8(uint8(log)), m)
	}
	g.TESTQ(m, m)
	g.JNE(operand.LabelRef(partial))
}

// atMost returns the number of items that are left, or that of a vector if it is less; it
// leaves the loop if there are none. The vector under a mask follows it.
func (g *Gen) atMost(n reg.Register, items int) reg.GPPhysical {
	g.TESTQ(n, n)
	g.JE(operand.LabelRef("done"))
	m, most := rest(), g.GP64()
	g.MOVQ(n, m)
	g.MOVQ(operand.U32(uint32(items)), most)
	g.CMPQ(n, operand.U32(uint32(items)))
	g.CMOVQHI(most, m)
	g.Label(partial)
	return m
}

// step computes one vector.
func (g *Gen) step(dst pointer, in []pointer, disp int) {
	x := make([]reg.Register, len(in))
	for i, p := range in {
		x[i] = g.load(p.mem(disp))
	}
	g.store(g.Emit(g, x), dst.mem(disp))
}

// pass goes on by some vectors of items.
func (g *Gen) pass(dst pointer, in []pointer, n reg.Register, vectors int) {
	items := vectors * g.width() / g.Item.Size
	for _, p := range append([]pointer{dst}, in...) {
		g.advance(p, items*p.size)
	}
	g.SUBQ(operand.U32(uint32(items)), n)
}

// passItems goes on by m items, and back to the blocks.
func (g *Gen) passItems(dst pointer, in []pointer, n, m reg.Register) {
	for _, p := range append([]pointer{dst}, in...) {
		g.advanceItems(p, m)
	}
	g.SUBQ(m, n)
	g.JMP(operand.LabelRef("blocks"))
}

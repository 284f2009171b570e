package kernels

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// ones are bytes that are 1.
const ones = 0x0101010101010101

// writeTest writes a loop whose results are booleans: as many vectors at once as fill one
// with bytes.
func (g *Gen) writeTest() {
	words := g.collect()
	if !contains(words, ones) {
		words = append(words, ones)
	}
	n := g.begin()
	vectors := g.Item.Size
	dst := g.lane("dst", 1)
	var in []pointer
	for _, name := range g.inputs() {
		if g.In == 1 {
			in = append(in, g.lane(name, g.Item.Size))
		} else {
			in = append(in, g.input(name, g.Item.Size, vectors*g.width()))
		}
	}
	g.fill(words)
	answer := func(i int) reg.Register {
		x := make([]reg.Register, len(in))
		for k, p := range in {
			x[k] = g.load(p.mem(i * g.width()))
		}
		return g.Emit(g, x)
	}
	g.Label("blocks")
	g.CMPQ(n, operand.U32(uint32(g.width())))
	g.JB(operand.LabelRef("rest"))
	if g.Wide {
		g.ifLong(n, func() {
			prefetch(g.Context, dst.at, 0, g.width())
			for _, p := range in {
				prefetch(g.Context, p.at, 0, vectors*g.width())
			}
		})
		g.store(g.do("VMOVDQU8_Z", g.constant(ones), g.join(answer, 0, vectors)), dst.mem(0))
	} else {
		answers := make([]reg.Register, vectors)
		for i := range answers {
			answers[i] = answer(i)
		}
		g.store(g.bitwise("VPAND", g.constant(ones), g.narrow(answers)), dst.mem(0))
	}
	g.pass(dst, in, n, vectors)
	g.JMP(operand.LabelRef("blocks"))

	g.Label("rest")
	if !g.Wide {
		g.end()
		return
	}
	items := g.width() / g.Item.Size
	if vectors > 1 { // a block is several vectors
		g.CMPQ(n, operand.U32(uint32(items)))
		g.JB(operand.LabelRef("tail"))
		g.storeFew(g.do("VMOVDQU8_Z", g.constant(ones), answer(0)), items, dst.mem(0))
		g.pass(dst, in, n, 1)
		g.JMP(operand.LabelRef("rest"))
	}
	g.Label("tail")
	g.TESTQ(n, n)
	g.JE(operand.LabelRef("done"))
	k := g.maskOf(n)
	x := make([]reg.Register, len(in))
	for i, p := range in {
		x[i] = g.do(masked(p.size)+"_Z", p.mem(0), k)
	}
	booleans := g.do("VMOVDQU8_Z", g.constant(ones), g.Emit(g, x))
	g.VMOVDQU8(booleans, k, dst.mem(0))
	g.end()
}

// storeFew moves the first 8, 16 or 32 bytes of a vector.
func (g *Gen) storeFew(r reg.Register, bytes int, m operand.Mem) {
	v := r.(reg.VecVirtual)
	switch bytes {
	case 8:
		g.VMOVQ(v.AsX(), m)
	case 16:
		g.VMOVDQU(v.AsX(), m)
	default:
		g.VMOVDQU(v.AsY(), m)
	}
}

func contains(words []uint64, word uint64) bool {
	for _, w := range words {
		if w == word {
			return true
		}
	}
	return false
}

// join returns the answers of some vectors, masks, side by side in one of 64 bits, the
// first lowest. Half after half, it needs few of the seven mask registers.
func (g *Gen) join(answer func(i int) reg.Register, first, vectors int) reg.Register {
	if vectors == 1 {
		return answer(first)
	}
	low := g.join(answer, first, vectors/2)
	high := g.join(answer, first+vectors/2, vectors/2)
	k := g.K()
	switch 64 * vectors / g.Item.Size / 2 {
	case 8:
		g.KUNPCKBW(low, high, k)
	case 16:
		g.KUNPCKWD(low, high, k)
	default:
		g.KUNPCKDQ(low, high, k)
	}
	return k
}

// narrow makes one vector of bytes, all ones and zeros, of such vectors of wider items.
// The instructions work on the halves of a vector apart: what they mix up is put right at
// the end.
func (g *Gen) narrow(x []reg.Register) reg.Register {
	switch len(x) {
	case 1:
		return x[0]
	case 2:
		return g.do("VPERMQ", operand.U8(0xd8), g.do("VPACKSSWB", x[1], x[0]))
	case 4:
		low, high := g.do("VPACKSSDW", x[1], x[0]), g.do("VPACKSSDW", x[3], x[2])
		return g.zip(g.do("VPACKSSWB", high, low), "VPUNPCKLDQ", "VPUNPCKHDQ")
	}
	var words [2]reg.Register
	for i := range words {
		y := x[4*i:]
		low, high := g.do("VPACKSSDW", y[1], y[0]), g.do("VPACKSSDW", y[3], y[2])
		words[i] = g.do("VPACKSSDW", high, low)
	}
	return g.zip(g.do("VPACKSSWB", words[1], words[0]), "VPUNPCKLWD", "VPUNPCKHWD")
}

// zip interleaves the halves of a vector.
func (g *Gen) zip(x reg.Register, low, high string) reg.Register {
	top, a, b := g.XMM(), g.XMM(), g.XMM()
	g.VEXTRACTI128(operand.U8(1), x, top)
	first := x.(reg.VecVirtual).AsX()
	g.op(low, top, first, a)
	g.op(high, top, first, b)
	return g.do("VINSERTI128", operand.U8(1), b, a.AsY())
}

package kernels

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// writeChoice writes where: the first input are booleans, the others are items to choose
// from.
func (g *Gen) writeChoice() {
	const unroll = 2 // each of the three inputs may need a block on the stack
	items := g.width() / g.Item.Size
	n := g.begin()
	dst := g.lane("dst", g.Item.Size)
	mask := g.input("a", 1, unroll*g.width()) // more than it takes, for whole vectors are written there
	in := []pointer{mask, g.input("b", g.Item.Size, unroll*g.width()), g.input("c", g.Item.Size, unroll*g.width())}
	g.fill([]uint64{0, ones})
	g.Label("blocks")
	g.CMPQ(n, operand.U32(uint32(items*unroll)))
	g.JB(operand.LabelRef("rest"))
	for i := range unroll {
		g.chooseVector(dst, in, i)
	}
	g.pass(dst, in, n, unroll)
	g.JMP(operand.LabelRef("blocks"))

	g.Label("rest")
	if !g.Wide {
		g.CMPQ(n, operand.U32(uint32(items)))
		g.JB(operand.LabelRef("done"))
		g.chooseVector(dst, in, 0)
		g.pass(dst, in, n, 1)
		g.JMP(operand.LabelRef("rest"))
		g.end()
		return
	}
	m := g.atMost(n, items)
	k := g.maskOf(m)
	booleans := g.do("VMOVDQU8_Z", mask.mem(0), k)
	yes := g.K()
	g.VPTESTMB(booleans, booleans, yes)
	y := g.do(masked(g.Item.Size)+"_Z", in[1].mem(0), k)
	z := g.do(masked(g.Item.Size)+"_Z", in[2].mem(0), k)
	g.op(masked(g.Item.Size), y, yes, z)
	g.op(masked(g.Item.Size), g.truth(z), k, dst.mem(0))
	g.passItems(dst, in, n, m)
	g.end()
}

// chooseVector computes vector i of a block.
func (g *Gen) chooseVector(dst pointer, in []pointer, i int) {
	at, disp := in[0].mem(i*g.width()/g.Item.Size), i*g.width()
	y, z := g.load(in[1].mem(disp)), g.load(in[2].mem(disp))
	if g.Wide {
		yes := g.K()
		booleans := g.booleans(at)
		g.VPTESTMB(booleans, booleans, yes)
		g.op(masked(g.Item.Size), y, yes, z)
	} else {
		items := g.YMM()
		switch g.Item.Size {
		case 1:
			g.VMOVDQU(at, items)
		default:
			g.op("VPMOVZXB"+g.Item.letter(), at, items)
		}
		no := g.do("VPCMPEQ"+g.Item.letter(), g.constant(0), items)
		z = g.do("VPBLENDVB", no, z, y)
	}
	g.store(g.truth(z), dst.mem(disp))
}

// booleans loads one byte for each item of a vector.
func (g *Gen) booleans(at operand.Mem) reg.Register {
	switch g.Item.Size {
	case 1:
		return g.load(at)
	case 2:
		y := g.YMM()
		g.VMOVDQU(at, y)
		return y
	case 4:
		x := g.XMM()
		g.VMOVDQU(at, x)
		return x
	}
	x := g.XMM()
	g.VMOVQ(at, x)
	return x
}

// truth makes any true byte 1, of booleans.
func (g *Gen) truth(x reg.Register) reg.Register {
	if g.Item.Name != "Bool" {
		return x
	}
	return g.do("VPMINUB", g.constant(ones), x)
}

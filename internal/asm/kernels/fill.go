package kernels

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// Fills writes the loop that repeats 32 bytes. Stores past the caches took up to twice as long
// for 80 MB; asking for lines ahead saves a quarter.
func Fills(c *build.Context) {
	const name = "fillAVX2"
	g := &Gen{Context: c}
	g.Function(name)
	g.Attributes(build.NOSPLIT)
	g.SignatureExpr("func(dst, pattern *byte, n int)")
	g.Doc(name + " repeats 32 bytes over n bytes, a multiple of 32.")
	dst, pattern, n, x := g.GP64(), g.GP64(), g.GP64(), g.YMM()
	g.Load(g.Param("dst"), dst)
	g.Load(g.Param("pattern"), pattern)
	g.Load(g.Param("n"), n)
	g.VMOVDQU(operand.Mem{Base: pattern}, x)
	g.CMPQ(n, operand.U32(aheadFrom))
	g.JB(operand.LabelRef("blocks"))
	g.SUBQ(operand.U32(128), n)
	g.Label("ahead")
	prefetch(c, dst, aheadBy, 128)
	for i := range 4 {
		g.VMOVDQU(x, operand.Mem{Base: dst, Disp: 32 * i})
	}
	g.ADDQ(operand.U32(128), dst)
	g.SUBQ(operand.U32(128), n)
	g.JGE(operand.LabelRef("ahead"))
	g.JMP(operand.LabelRef("rest"))
	g.Label("blocks")
	g.SUBQ(operand.U32(128), n)
	g.JL(operand.LabelRef("rest"))
	for i := range 4 {
		g.VMOVDQU(x, operand.Mem{Base: dst, Disp: 32 * i})
	}
	g.ADDQ(operand.U32(128), dst)
	g.JMP(operand.LabelRef("blocks"))
	g.Label("rest")
	g.ADDQ(operand.U32(128), n)
	g.Label("vectors")
	g.SUBQ(operand.U32(32), n)
	g.JL(operand.LabelRef("done"))
	g.VMOVDQU(x, operand.Mem{Base: dst})
	g.ADDQ(operand.U32(32), dst)
	g.JMP(operand.LabelRef("vectors"))
	g.Label("done")
	g.VZEROUPPER()
	g.RET()
}

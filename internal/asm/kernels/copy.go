package kernels

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// Copies writes the loop that copies bytes which do not overlap, for lengths beyond the first-level cache:
// lines are asked for ahead, and dst is written in whole ones.
func Copies(c *build.Context) {
	const name, block = "copyBytesAVX512", 256
	g := &Gen{Context: c, Wide: true, Kernel: Kernel{Item: Item{Name: "Bits", Size: 1}}}
	g.Function(name)
	g.Attributes(build.NOSPLIT)
	g.SignatureExpr("func(dst, src *byte, n int)")
	g.Doc(name + " copies n bytes, at least 64, that do not overlap.")
	dst, src, n, head := g.GP64(), g.GP64(), g.GP64(), g.GP64()
	g.Load(g.Param("dst"), dst)
	g.Load(g.Param("src"), src)
	g.Load(g.Param("n"), n)
	g.store(g.load(operand.Mem{Base: src}), operand.Mem{Base: dst})
	g.MOVQ(dst, head) // then on from the next line of dst
	g.NEGQ(head)
	g.ANDQ(operand.U32(63), head)
	g.ADDQ(head, dst)
	g.ADDQ(head, src)
	g.SUBQ(head, n)
	g.Label("blocks")
	g.SUBQ(operand.U32(block), n)
	g.JL(operand.LabelRef("rest"))
	prefetch(c, dst, 0, block)
	prefetch(c, src, 0, block)
	for i := 0; i < block; i += 64 {
		g.store(g.load(operand.Mem{Base: src, Disp: i}), operand.Mem{Base: dst, Disp: i})
	}
	g.ADDQ(operand.U32(block), dst)
	g.ADDQ(operand.U32(block), src)
	g.JMP(operand.LabelRef("blocks"))
	g.Label("rest")
	g.ADDQ(operand.U32(block), n)
	g.Label("vectors")
	g.CMPQ(n, operand.U32(64))
	g.JB(operand.LabelRef("tail"))
	g.store(g.load(operand.Mem{Base: src}), operand.Mem{Base: dst})
	g.ADDQ(operand.U32(64), dst)
	g.ADDQ(operand.U32(64), src)
	g.SUBQ(operand.U32(64), n)
	g.JMP(operand.LabelRef("vectors"))
	g.Label("tail")
	k := g.maskOf(n)
	g.op("VMOVDQU8", g.do("VMOVDQU8_Z", operand.Mem{Base: src}, k), k, operand.Mem{Base: dst})
	g.VZEROUPPER()
	g.RET()
}

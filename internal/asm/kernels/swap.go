package kernels

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// Swaps writes the loop that reverses groups of bytes with AVX-512: dst is written in whole lines of the cache where
// groups of 8 bytes can reach one, and beyond the first-level cache lines are asked for ahead. All of a block is read
// before any of it is written.
func Swaps(c *build.Context) {
	const name, block = "swapBytesAVX512", 256
	g := &Gen{Context: c, Wide: true, Kernel: Kernel{Item: Item{Name: "Bits", Size: 1}}}
	g.Function(name)
	g.Attributes(build.NOSPLIT)
	g.SignatureExpr("func(dst, src *byte, n int, mask *[16]byte)")
	g.Doc(name + " reverses groups of bytes, n in all, as mask says.")
	dst, src, n, head, order := g.GP64(), g.GP64(), g.GP64(), g.GP64(), g.GP64()
	g.Load(g.Param("dst"), dst)
	g.Load(g.Param("src"), src)
	g.Load(g.Param("n"), n)
	g.Load(g.Param("mask"), order)
	mask := g.ZMM()
	g.VBROADCASTI32X4(operand.Mem{Base: order}, mask)
	move := func(at int) {
		g.store(g.do("VPSHUFB", mask, g.load(operand.Mem{Base: src, Disp: at})), operand.Mem{Base: dst, Disp: at})
	}
	g.CMPQ(n, operand.U32(2*block))
	g.JB(operand.LabelRef("rest"))
	g.MOVQ(dst, head)
	g.NEGQ(head)
	g.ANDQ(operand.U32(63), head)
	g.JE(operand.LabelRef("blocks"))
	g.TESTQ(operand.U32(7), head)
	g.JNE(operand.LabelRef("blocks"))
	first := g.maskOf(head)
	g.op("VMOVDQU8", g.do("VPSHUFB", mask, g.do("VMOVDQU8_Z", operand.Mem{Base: src}, first)), first, operand.Mem{Base: dst})
	g.ADDQ(head, dst)
	g.ADDQ(head, src)
	g.SUBQ(head, n)

	g.Label("blocks")
	g.CMPQ(n, operand.U32(aheadFrom))
	g.JB(operand.LabelRef("near"))
	prefetch(c, dst, 0, block)
	prefetch(c, src, 0, block)
	g.Label("near")
	vectors := make([]operand.Op, 0, block/64)
	for i := 0; i < block; i += 64 {
		vectors = append(vectors, g.do("VPSHUFB", mask, g.load(operand.Mem{Base: src, Disp: i})))
	}
	for i, v := range vectors {
		g.op("VMOVDQU64", v, operand.Mem{Base: dst, Disp: 64 * i})
	}
	g.ADDQ(operand.U32(block), dst)
	g.ADDQ(operand.U32(block), src)
	g.SUBQ(operand.U32(block), n)
	g.CMPQ(n, operand.U32(block))
	g.JAE(operand.LabelRef("blocks"))

	g.Label("rest")
	g.CMPQ(n, operand.U32(64))
	g.JB(operand.LabelRef("tail"))
	move(0)
	g.ADDQ(operand.U32(64), dst)
	g.ADDQ(operand.U32(64), src)
	g.SUBQ(operand.U32(64), n)
	g.JMP(operand.LabelRef("rest"))
	g.Label("tail")
	k := g.maskOf(n)
	g.op("VMOVDQU8", g.do("VPSHUFB", mask, g.do("VMOVDQU8_Z", operand.Mem{Base: src}, k)), k, operand.Mem{Base: dst})
	g.VZEROUPPER()
	g.RET()
}

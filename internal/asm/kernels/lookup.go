package kernels

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Lookups writes the loop that replaces bytes by those of a table of 256. It lies in four
// registers as 128 words, from which two permutations of two registers each take the one that
// holds the byte that is asked for: of even and of odd bytes apart.
func Lookups(c *build.Context) {
	const name = "lookup8AVX512"
	g := &Gen{Context: c, Wide: true, Kernel: Kernel{Item: Item{Name: "Bits16", Size: 2}}}
	c.Function(name)
	c.Attributes(build.NOSPLIT)
	c.SignatureExpr("func(dst, src, table *byte, n int)")
	c.Doc(name + " replaces n bytes by those of a table of 256; n is a multiple of 64.")
	dst, src, table, n := g.GP64(), g.GP64(), g.GP64(), g.GP64()
	g.Load(g.Param("dst"), dst)
	g.Load(g.Param("src"), src)
	g.Load(g.Param("table"), table)
	g.Load(g.Param("n"), n)
	var of [4]reg.Register
	for i := range of {
		of[i] = g.load(operand.Mem{Base: table, Disp: 64 * i})
	}
	g.fill([]uint64{0x00ff00ff00ff00ff, 0x0080008000800080, 0x0008000800080008})
	low, top, eight := g.constant(0x00ff00ff00ff00ff), g.constant(0x0080008000800080), g.constant(0x0008000800080008)

	g.Label("bytes")
	g.SUBQ(operand.Imm(64), n)
	g.JL(operand.LabelRef("done"))
	x := g.load(operand.Mem{Base: src})
	found := func(bytes reg.Register) reg.Register { // in the low halves of words
		word := g.do("VPSRLW", operand.U8(1), bytes)
		upper := g.K()
		g.op("VPTESTMW", top, bytes, upper)
		near, far := g.do("VMOVDQU64", word), g.do("VMOVDQU64", word)
		g.op("VPERMI2W", of[1], of[0], near)
		g.op("VPERMI2W", of[3], of[2], far)
		g.op("VMOVDQU16", far, upper, near)
		odd := g.bitwise("VPAND", eight, g.do("VPSLLW", operand.U8(3), bytes))
		return g.bitwise("VPAND", low, g.do("VPSRLVW", odd, near))
	}
	even := found(g.bitwise("VPAND", low, x))
	odd := found(g.do("VPSRLW", operand.U8(8), x))
	g.store(g.bitwise("VPOR", even, g.do("VPSLLW", operand.U8(8), odd)), operand.Mem{Base: dst})
	g.ADDQ(operand.Imm(64), dst)
	g.ADDQ(operand.Imm(64), src)
	g.JMP(operand.LabelRef("bytes"))
	g.end()
}

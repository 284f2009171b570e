package kernels

import (
	"fmt"

	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
)

// Compresses writes the loops that bring items which a lane of booleans selects to the front, a vector at a time
// (AVX-512). A whole vector is written each time, what is selected at its front: what is behind that is written again
// with the next one, so that there have to be places for a whole vector left.
func Compresses(c *build.Context) {
	for _, of := range []struct {
		size                  int
		widen, test, compress string
	}{{4, "VPMOVZXBD", "VPTESTMD", "VPCOMPRESSD_Z"}, {8, "VPMOVZXBQ", "VPTESTMQ", "VPCOMPRESSQ_Z"}} {
		g := &Gen{Context: c, Wide: true}
		name := fmt.Sprintf("compress%dAVX512", of.size)
		g.Function(name)
		g.Attributes(build.NOSPLIT)
		g.SignatureExpr("func(dst, src, mask *byte, n, room int) (left, free int)")
		g.Doc(name+" writes those of n items that mask selects to dst, which has room for some, and returns how many are",
			"left, and how many places, when there is less of one than a vector.")
		dst, src, mask, n, room := g.GP64(), g.GP64(), g.GP64(), g.GP64(), g.GP64()
		g.Load(g.Param("dst"), dst)
		g.Load(g.Param("src"), src)
		g.Load(g.Param("mask"), mask)
		g.Load(g.Param("n"), n)
		g.Load(g.Param("room"), room)
		items := 64 / of.size
		selected, count := g.K(), g.GP64()
		g.Label("vectors")
		g.CMPQ(n, operand.U32(uint32(items)))
		g.JB(operand.LabelRef("done"))
		g.CMPQ(room, operand.U32(uint32(items)))
		g.JB(operand.LabelRef("done"))
		wide := g.do(of.widen, operand.Mem{Base: mask})
		g.op(of.test, wide, wide, selected)
		x := g.load(operand.Mem{Base: src})
		g.store(g.do(of.compress, x, selected), operand.Mem{Base: dst})
		g.KMOVW(selected, count.As32())
		g.POPCNTL(count.As32(), count.As32())
		g.LEAQ(operand.Mem{Base: dst, Index: count, Scale: uint8(of.size)}, dst)
		g.SUBQ(count, room)
		g.ADDQ(operand.U32(64), src)
		g.ADDQ(operand.U32(uint32(items)), mask)
		g.SUBQ(operand.U32(uint32(items)), n)
		g.JMP(operand.LabelRef("vectors"))
		g.Label("done")
		g.Store(n, g.ReturnIndex(0))
		g.Store(room, g.ReturnIndex(1))
		g.VZEROUPPER()
		g.RET()
	}
}

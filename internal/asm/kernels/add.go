// Package kernels writes the assembly of internal/kernel.
package kernels

import (
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Add writes x + y of float64, four vectors at a time, then one; what is left over
// is masked (AVX-512).
func Add(c *build.Context) {
	const size, unroll = 64, 4
	c.Function("addFloat64AVX512")
	c.Attributes(build.NOSPLIT)
	c.SignatureExpr("func(dst, a, b *byte, n int)")
	c.Doc("addFloat64AVX512 computes dst[i] = a[i] + b[i].")
	dst, a, b, n := c.GP64(), c.GP64(), c.GP64(), c.GP64()
	c.Load(c.Param("dst"), dst)
	c.Load(c.Param("a"), a)
	c.Load(c.Param("b"), b)
	c.Load(c.Param("n"), n)
	k := c.K()

	at := func(p reg.GPVirtual, i int) operand.Mem { return operand.Mem{Base: p, Disp: i * size} }
	step := func(items uint32) {
		for _, p := range []reg.GPVirtual{dst, a, b} {
			c.ADDQ(operand.U32(items*8), p)
		}
		c.SUBQ(operand.U32(items), n)
	}

	c.Label("blocks")
	c.CMPQ(n, operand.U32(8*unroll))
	c.JB(operand.LabelRef("rest"))
	for i := range unroll {
		z := c.ZMM()
		c.VMOVUPD(at(a, i), z)
		c.VADDPD(at(b, i), z, z)
		c.VMOVUPD(z, at(dst, i))
	}
	step(8 * unroll)
	c.JMP(operand.LabelRef("blocks"))

	c.Label("rest")
	c.TESTQ(n, n)
	c.JE(operand.LabelRef("done"))
	z := c.ZMM()
	one := c.GP64()
	c.MOVQ(operand.I64(-1), one)
	c.BZHIQ(n, one, one)
	c.KMOVW(one.As32(), k)
	c.VMOVUPD_Z(at(a, 0), k, z)
	c.VADDPD_Z(at(b, 0), z, k, z)
	c.VMOVUPD(z, k, at(dst, 0))
	c.CMPQ(n, operand.U32(8))
	c.JBE(operand.LabelRef("done")) // the mask has cut all that were left
	step(8)
	c.JMP(operand.LabelRef("rest"))
	c.Label("done")
	c.VZEROUPPER()
	c.RET()
}

package kernels

import (
	"fmt"

	"github.com/mmcloughlin/avo/attr"
	"github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// A gen writes the loops of one level: AVX-512 where wide, AVX2 where not.
type gen struct {
	*build.Context
	wide      bool
	constants map[uint64]operand.Mem // of the file
}

func newGen(c *build.Context, wide bool) gen { return gen{c, wide, map[uint64]operand.Mem{}} }

// level is the end of the names of the loops.
func (g gen) level() string {
	if g.wide {
		return "AVX512"
	}
	return "AVX2"
}

// bytes is the size of a vector.
func (g gen) bytes() int {
	if g.wide {
		return 64
	}
	return 32
}

// vec returns a whole vector, half one of half the size, quarter one of a quarter.
func (g gen) vec() reg.VecVirtual {
	if g.wide {
		return g.ZMM()
	}
	return g.YMM()
}

func (g gen) half() reg.VecVirtual {
	if g.wide {
		return g.YMM()
	}
	return g.XMM()
}

// load and store move whole vectors.
func (g gen) load(m operand.Mem) reg.VecVirtual {
	v := g.vec()
	if g.wide {
		g.VMOVDQU64(m, v)
	} else {
		g.VMOVDQU(m, v)
	}
	return v
}

// store writes a vector of any size.
func (g gen) store(v reg.VecVirtual, m operand.Mem) {
	if v.Size() == 64 {
		g.VMOVDQU64(v, m)
	} else {
		g.VMOVDQU(v, m)
	}
}

// pick takes one of two instructions: vectors without masks have an encoding of AVX-512 and one of AVX2
// for bits, under two names.
func (g gen) pick(wide, narrow func(...operand.Op)) func(...operand.Op) {
	if g.wide {
		return wide
	}
	return narrow
}

func three(f func(a, b, c operand.Op)) func(...operand.Op) {
	return func(ops ...operand.Op) { f(ops[0], ops[1], ops[2]) }
}

func (g gen) and(a, b, out operand.Op) { g.pick(g.VPANDQ, three(g.VPAND))(a, b, out) }
func (g gen) or(a, b, out operand.Op)  { g.pick(g.VPORQ, three(g.VPOR))(a, b, out) }
func (g gen) xor(a, b, out operand.Op) { g.pick(g.VPXORQ, three(g.VPXOR))(a, b, out) }

// andNot is ^a & b.
func (g gen) andNot(a, b, out operand.Op) { g.pick(g.VPANDNQ, three(g.VPANDN))(b, a, out) }

// zero returns a vector of zeros.
func (g gen) zero() reg.VecVirtual {
	v := g.vec()
	g.xor(v, v, v)
	return v
}

// words returns a vector of one number of 64 bits, dwords of 32 bits.
func (g gen) words(x uint64) reg.VecVirtual {
	v := g.vec()
	g.VPBROADCASTQ(g.constant(x), v)
	return v
}

// constant returns where a number lies.
func (g gen) constant(x uint64) operand.Mem {
	m, ok := g.constants[x]
	if !ok {
		m = g.StaticGlobal(fmt.Sprintf("const%016x", x))
		g.DataAttributes(attr.RODATA | attr.NOPTR)
		g.AddDatum(0, operand.U64(x))
		g.constants[x] = m
	}
	return m
}

func (g gen) dwords(x uint32) reg.VecVirtual { return g.words(uint64(x)<<32 | uint64(x)) }

// A place is where item i of an operand lies.
type place func(i int) operand.Mem

func at(p reg.GPVirtual, size int) place {
	return func(i int) operand.Mem { return operand.Mem{Base: p, Disp: i * size} }
}

// casting writes a loop over a multiple of step items, unroll steps at once while there are as many.
func (g gen) casting(name, doc string, to, from, step, unroll int, emit func(dst, src place, i int)) {
	g.block(name+g.level(), doc, "func(dst, src *byte, n int)", func() {}, to, from, step, unroll, emit)
}

// block is casting with other arguments behind dst, src and n, which setup loads.
func (g gen) block(name, doc, signature string, setup func(), to, from, step, unroll int, emit func(dst, src place, i int)) {
	g.Function(name)
	g.Attributes(build.NOSPLIT)
	g.SignatureExpr(signature)
	g.Doc(name + " " + doc)
	dst, src, n := g.GP64(), g.GP64(), g.GP64()
	g.Load(g.Param("dst"), dst)
	g.Load(g.Param("src"), src)
	g.Load(g.Param("n"), n)
	setup()
	pass := func(u int) {
		for i := range u {
			emit(at(dst, to), at(src, from), i*step)
		}
		g.ADDQ(operand.U32(u*step*to), dst)
		g.ADDQ(operand.U32(u*step*from), src)
		g.SUBQ(operand.U32(u*step), n)
	}
	g.Label("blocks")
	g.CMPQ(n, operand.U32(unroll*step))
	g.JB(operand.LabelRef("rest"))
	if g.wide {
		g.CMPQ(n, operand.U32(aheadFrom/max(to, from)))
		g.JB(operand.LabelRef("near"))
		prefetch(g.Context, dst, 0, unroll*step*to)
		prefetch(g.Context, src, 0, unroll*step*from)
		g.Label("near")
	}
	pass(unroll)
	g.JMP(operand.LabelRef("blocks"))
	g.Label("rest")
	g.CMPQ(n, operand.U32(step))
	g.JB(operand.LabelRef("done"))
	pass(1)
	g.JMP(operand.LabelRef("rest"))
	g.Label("done")
	g.VZEROUPPER()
	g.RET()
}

package kernels

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// arith is an instruction of integers, whose name ends with their size, or one of
// floating-point numbers.
func arith(integers, floats string) Emitter {
	return func(g *Gen, x []reg.Register) reg.Register {
		if g.Item.float() {
			return g.do(floats+g.Item.packed(), flip(x)...)
		}
		return g.do(integers+g.Item.letter(), flip(x)...)
	}
}

// flip returns operands in the order of Go's assembler.
func flip(x []reg.Register) []operand.Op {
	ops := make([]operand.Op, len(x))
	for i, r := range x {
		ops[len(x)-1-i] = r
	}
	return ops
}

// multiply keeps the low halves of products. There are no instructions for bytes, which
// are multiplied as the low and the high halves of 16-bit items, and none in AVX2 for 64
// bits, which are put together from products of 32.
func multiply(g *Gen, x []reg.Register) reg.Register {
	a, b := x[0], x[1]
	switch {
	case g.Item.float():
		return g.do("VMUL"+g.Item.packed(), b, a)
	case g.Item.Size == 1:
		low := g.bitwise("VPAND", g.constant(0x00ff00ff00ff00ff), g.do("VPMULLW", b, a))
		high := g.do("VPMULLW", g.do("VPSRLW", operand.U8(8), b), g.do("VPSRLW", operand.U8(8), a))
		return g.bitwise("VPOR", g.do("VPSLLW", operand.U8(8), high), low)
	case g.Item.Size == 8 && !g.Wide:
		aHigh, bHigh := g.do("VPSRLQ", operand.U8(32), a), g.do("VPSRLQ", operand.U8(32), b)
		cross := g.do("VPADDQ", g.do("VPMULUDQ", aHigh, b), g.do("VPMULUDQ", a, bHigh))
		return g.do("VPADDQ", g.do("VPSLLQ", operand.U8(32), cross), g.do("VPMULUDQ", a, b))
	}
	return g.do("VPMULL"+g.Item.letter(), b, a)
}

func square(g *Gen, x []reg.Register) reg.Register {
	return multiply(g, []reg.Register{x[0], x[0]})
}

// top is the sign bit of an item.
func (i Item) top() uint64 { return 1 << (8*i.Size - 1) }

// one is the number 1.
func (i Item) one() uint64 {
	switch {
	case i.float() && i.Size == 4:
		return 0x3f800000
	case i.float():
		return 0x3ff0000000000000
	}
	return 1
}

// negate turns the sign of floats over, also that of zeros and NaN.
func negate(g *Gen, x []reg.Register) reg.Register {
	if g.Item.float() {
		return g.bitwise("VPXOR", x[0], g.repeated(g.Item.top()))
	}
	return g.do("VPSUB"+g.Item.letter(), x[0], g.constant(0))
}

// below returns where x < y of signed integers, as a vector of all ones and zeros (AVX2).
func (g *Gen) below(x, y reg.Register) reg.Register {
	return g.do("VPCMPGT"+g.Item.letter(), x, y)
}

func absolute(g *Gen, x []reg.Register) reg.Register {
	switch {
	case g.Item.float():
		return g.bitwise("VPAND", x[0], g.repeated(g.Item.top()-1))
	case g.Item.Size == 8 && !g.Wide:
		negative := g.below(x[0], g.constant(0))
		return g.do("VPSUBQ", negative, g.bitwise("VPXOR", negative, x[0]))
	}
	return g.do("VPABS"+g.Item.letter(), x[0])
}

// sign is −1, 0 or 1; of NaN it is NaN.
func sign(g *Gen, x []reg.Register) reg.Register {
	switch {
	case g.Item.float():
		return g.signFloat(x[0])
	case !g.Item.signed():
		return g.extreme("VPMIN", x[0], g.repeated(1))
	case g.Wide:
		return g.extreme("VPMAX", g.extreme("VPMIN", x[0], g.repeated(1)), g.constant(^uint64(0)))
	}
	zero := g.constant(0)
	return g.do("VPSUB"+g.Item.letter(), g.below(zero, x[0]), g.below(x[0], zero)) // all ones are −1
}

// signFloat puts the sign of x to 1 where it is neither 0 nor NaN.
func (g *Gen) signFloat(x reg.Register) reg.Register {
	signed := g.bitwise("VPOR", g.bitwise("VPAND", g.repeated(g.Item.top()), x), g.repeated(g.Item.one()))
	if g.Wide {
		k := g.K()
		g.op("VCMP"+g.Item.packed(), operand.U8(neqOrdered), g.constant(0), x, k)
		return g.chooseNaN(x, x, g.do(masked(g.Item.Size)+"_Z", signed, k))
	}
	nonzero := g.do("VCMP"+g.Item.packed(), operand.U8(neqOrdered), g.constant(0), x)
	return g.chooseNaN(x, x, g.bitwise("VPAND", signed, nonzero))
}

// chooseNaN is yes where x is NaN, else no, whose register it may take.
func (g *Gen) chooseNaN(x, yes, no reg.Register) reg.Register {
	if g.Wide {
		k := g.K()
		g.op("VCMP"+g.Item.packed(), operand.U8(unordered), x, x, k)
		g.op(masked(g.Item.Size), yes, k, no)
		return no
	}
	nan := g.do("VCMP"+g.Item.packed(), operand.U8(unordered), x, x)
	return g.do("VPBLENDVB", nan, yes, no)
}

func root(g *Gen, x []reg.Register) reg.Register { return g.do("VSQRT"+g.Item.packed(), x[0]) }

func reciprocal(g *Gen, x []reg.Register) reg.Register {
	return g.do("VDIV"+g.Item.packed(), x[0], g.repeated(g.Item.one()))
}

// round rounds to whole numbers; how is that of ROUNDPD, without the exception for
// inexact results.
func round(how uint8) Emitter {
	return func(g *Gen, x []reg.Register) reg.Register {
		if g.Wide {
			return g.do("VRNDSCALE"+g.Item.packed(), operand.U8(how|8), x[0])
		}
		return g.do("VROUND"+g.Item.packed(), operand.U8(how|8), x[0])
	}
}

func copysign(g *Gen, x []reg.Register) reg.Register {
	top := g.repeated(g.Item.top())
	return g.bitwise("VPOR", g.bitwise("VPAND", top, x[1]), g.bitwise("VPANDN", x[0], top))
}

// fused is x·y + z, rounded once; of integers there is nothing to round.
func fused(g *Gen, x []reg.Register) reg.Register {
	if g.Item.float() {
		g.op("VFMADD213"+g.Item.packed(), x[2], x[1], x[0])
		return x[0]
	}
	return g.do("VPADD"+g.Item.letter(), x[2], multiply(g, x[:2]))
}

// multiplyAdd is x·y + z, rounded twice.
func multiplyAdd(g *Gen, x []reg.Register) reg.Register {
	if g.Item.float() {
		return g.do("VADD"+g.Item.packed(), x[2], g.do("VMUL"+g.Item.packed(), x[1], x[0]))
	}
	return fused(g, x)
}

// rootOfSquares is √(x² + y²), rounded after each step.
func rootOfSquares(g *Gen, x []reg.Register) reg.Register {
	packed := g.Item.packed()
	first, second := g.do("VMUL"+packed, x[0], x[0]), g.do("VMUL"+packed, x[1], x[1])
	return g.do("VSQRT"+packed, g.do("VADD"+packed, second, first))
}

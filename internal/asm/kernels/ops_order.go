package kernels

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Predicates of VCMPPD, none of which signals: Intel's Software Developer's Manual, CMPPD.
const (
	equalOrdered  = 0x00
	unordered     = 0x03
	neqUnordered  = 0x04
	neqOrdered    = 0x0c
	lessOrdered   = 0x11
	lessEqOrdered = 0x12
)

// Smaller and larger
//
// The instructions return their second operand where one is NaN or both are zero. So
// minimum(x, y) | minimum(y, x) is NaN where one is, −0 where one of two zeros is, and
// the smaller one elsewhere, where both are the same. The larger one is the same with all
// signs turned over.

func minimum(g *Gen, x []reg.Register) reg.Register {
	if g.Item.float() {
		return g.bitwise("VPOR", g.do("VMIN"+g.Item.packed(), x[0], x[1]), g.do("VMIN"+g.Item.packed(), x[1], x[0]))
	}
	return g.extreme("VPMIN", x[0], x[1])
}

func maximum(g *Gen, x []reg.Register) reg.Register {
	if !g.Item.float() {
		return g.extreme("VPMAX", x[0], x[1])
	}
	top := g.repeated(g.Item.top())
	turned := []reg.Register{g.bitwise("VPXOR", top, x[0]), g.bitwise("VPXOR", top, x[1])}
	return g.bitwise("VPXOR", top, minimum(g, turned))
}

// fmin and fmax are the other operand where one is NaN.
func fmin(g *Gen, x []reg.Register) reg.Register { return g.number(x, minimum(g, x)) }

func fmax(g *Gen, x []reg.Register) reg.Register { return g.number(x, maximum(g, x)) }

func (g *Gen) number(x []reg.Register, r reg.Register) reg.Register {
	return g.chooseNaN(x[1], x[0], g.chooseNaN(x[0], x[1], r))
}

// extreme is the smaller or larger one of integers. AVX2 has no instruction for 64 bits:
// they are compared, without a sign after their top bits are turned over.
func (g *Gen) extreme(name string, x, y reg.Register) reg.Register {
	sort := "U"
	if g.Item.signed() {
		sort = "S"
	}
	if g.Item.Size < 8 || g.Wide {
		return g.do(name+sort+g.Item.letter(), y, x)
	}
	less := g.below(g.biased(x), g.biased(y))
	if name == "VPMIN" {
		return g.do("VPBLENDVB", less, x, y)
	}
	return g.do("VPBLENDVB", less, y, x)
}

// biased returns integers that are ordered as signed ones.
func (g *Gen) biased(x reg.Register) reg.Register {
	if g.Item.signed() {
		return x
	}
	return g.bitwise("VPXOR", g.repeated(g.Item.top()), x)
}

// clip is min(max(x, y), z).
func clip(g *Gen, x []reg.Register) reg.Register {
	return minimum(g, []reg.Register{maximum(g, x[:2]), x[2]})
}

// A relation compares: the predicate of integers (VPCMP), and that of floats.
type relation struct{ ints, floats uint8 }

var (
	equal     = relation{0, equalOrdered}
	notEqual  = relation{4, neqUnordered}
	less      = relation{1, lessOrdered}
	lessEqual = relation{2, lessEqOrdered}
)

func (r relation) emit(g *Gen, x []reg.Register) reg.Register { return g.compare(r, x[0], x[1]) }

// turned compares y with x: greater is less that way.
func (r relation) turned(g *Gen, x []reg.Register) reg.Register { return g.compare(r, x[1], x[0]) }

func (g *Gen) compare(r relation, x, y reg.Register) reg.Register {
	if g.Wide {
		k := g.K()
		switch {
		case g.Item.float():
			g.op("VCMP"+g.Item.packed(), operand.U8(r.floats), y, x, k)
		case g.Item.signed():
			g.op("VPCMP"+g.Item.letter(), operand.U8(r.ints), y, x, k)
		default:
			g.op("VPCMPU"+g.Item.letter(), operand.U8(r.ints), y, x, k)
		}
		return k
	}
	if g.Item.float() {
		return g.do("VCMP"+g.Item.packed(), operand.U8(r.floats), y, x)
	}
	switch r {
	case equal:
		return g.do("VPCMPEQ"+g.Item.letter(), y, x)
	case notEqual:
		return g.not(g.do("VPCMPEQ"+g.Item.letter(), y, x))
	case less:
		return g.below(g.biased(x), g.biased(y))
	}
	return g.not(g.below(g.biased(y), g.biased(x)))
}

func (g *Gen) not(x reg.Register) reg.Register { return g.bitwise("VPXOR", g.constant(^uint64(0)), x) }

package kernels

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func and(g *Gen, x []reg.Register) reg.Register { return g.bitwise("VPAND", x[1], x[0]) }

func or(g *Gen, x []reg.Register) reg.Register { return g.bitwise("VPOR", x[1], x[0]) }

func xor(g *Gen, x []reg.Register) reg.Register { return g.bitwise("VPXOR", x[1], x[0]) }

func invert(g *Gen, x []reg.Register) reg.Register { return g.not(x[0]) }

// Booleans
//
// Any byte but 0 is true, and results are 0 and 1: the smaller one of a byte and 1.

// truths is an operation on the bytes 0 and 1.
func truths(emit Emitter) Emitter {
	return func(g *Gen, x []reg.Register) reg.Register {
		bytes := make([]reg.Register, len(x))
		for i := range x {
			bytes[i] = g.truth(x[i])
		}
		return emit(g, bytes)
	}
}

func same(_ *Gen, x []reg.Register) reg.Register { return x[0] }

// not0 is 1 of 0 and 0 of 1.
func not0(g *Gen, x []reg.Register) reg.Register { return g.bitwise("VPXOR", g.constant(ones), x[0]) }

func equal0(g *Gen, x []reg.Register) reg.Register { return not0(g, []reg.Register{xor(g, x)}) }

// less0 is y and not x, lessEqual0 y or not x; greater ones are these turned over.
func less0(g *Gen, x []reg.Register) reg.Register { return g.bitwise("VPANDN", x[1], x[0]) }

func lessEqual0(g *Gen, x []reg.Register) reg.Register {
	return or(g, []reg.Register{not0(g, x[:1]), x[1]})
}

func turned(emit Emitter) Emitter {
	return func(g *Gen, x []reg.Register) reg.Register { return emit(g, []reg.Register{x[1], x[0]}) }
}

// clip0 is (x or y) and z.
func clip0(g *Gen, x []reg.Register) reg.Register {
	return and(g, []reg.Register{or(g, x[:2]), x[2]})
}

// Shifts
//
// Counts are unsigned, and those of the width or more shift everything out: so do the
// instructions for 32 and 64 bits, and with AVX-512 for 16. Narrower items are shifted in
// their places within wider ones, one place after the other.

func shiftLeft(g *Gen, x []reg.Register) reg.Register {
	return g.shift(x[0], x[1], "VPSLLV", func(x reg.Register, bits uint8, keep reg.Register) reg.Register {
		return g.bitwise("VPAND", keep, x) // what is below does not come in
	})
}

func shiftRight(g *Gen, x []reg.Register) reg.Register {
	if !g.Item.signed() {
		return g.shift(x[0], x[1], "VPSRLV", func(x reg.Register, bits uint8, keep reg.Register) reg.Register {
			return g.bitwise("VPAND", keep, x)
		})
	}
	if g.Item.Size == 8 && !g.Wide { // there is no arithmetic shift: shift the bits turned over, if the sign is set
		sign := g.below(x[0], g.constant(0))
		return g.bitwise("VPXOR", sign, g.do("VPSRLVQ", x[1], g.bitwise("VPXOR", sign, x[0])))
	}
	return g.shift(x[0], x[1], "VPSRAV", nil)
}

// places is the number of items in one that there are instructions for, and its letter.
func (g *Gen) places() (n int, letter string) {
	switch {
	case g.Item.Size >= 4 || g.Wide && g.Item.Size == 2:
		return 1, g.Item.letter()
	case g.Wide:
		return 2, "W"
	}
	return 4 / g.Item.Size, "D"
}

// shift shifts x by y. prepare, of an item in its place within a wider one, removes what
// must not come in; nil moves the item to the top, so that the sign is its own.
func (g *Gen) shift(x, y reg.Register, name string, prepare func(x reg.Register, bits uint8, keep reg.Register) reg.Register) reg.Register {
	n, letter := g.places()
	if n == 1 {
		return g.do(name+letter, y, x)
	}
	width := uint8(8 * g.Item.Size)
	wide := int(width) * n
	var all reg.Register
	for i := range n {
		at := width * uint8(i)
		keep := g.wideConstant((uint64(1)<<width-1)<<at, wide)
		count := y
		if top := uint8(wide) - width - at; top > 0 {
			count = g.do("VPSLL"+letter, operand.U8(top), count)
		}
		if down := uint8(wide) - width; down > 0 {
			count = g.do("VPSRL"+letter, operand.U8(down), count)
		}
		var item reg.Register
		if prepare != nil {
			item = g.bitwise("VPAND", keep, g.do(name+letter, count, prepare(x, at, keep)))
		} else {
			item = x
			up := uint8(wide) - width - at
			if up > 0 {
				item = g.do("VPSLL"+letter, operand.U8(up), item)
			}
			item = g.do(name+letter, count, item)
			if up > 0 {
				item = g.do("VPSRL"+letter, operand.U8(up), item)
			}
			item = g.bitwise("VPAND", keep, item)
		}
		if all == nil {
			all = item
		} else {
			all = g.bitwise("VPOR", item, all)
		}
	}
	return all
}

// wideConstant repeats a pattern of so many bits.
func (g *Gen) wideConstant(word uint64, bits int) reg.Register {
	for ; bits < 64; bits *= 2 {
		word |= word << bits
	}
	return g.constant(word)
}

// Logic of numbers, and questions
//
// These are tests: masks with AVX-512, vectors of all ones and zeros with AVX2.

// nonzero is where x is not 0, NaN included.
func (g *Gen) nonzero(x reg.Register) reg.Register {
	if g.Wide && !g.Item.float() {
		k := g.K()
		g.op("VPTESTM"+g.Item.letter(), x, x, k)
		return k
	}
	return g.compare(notEqual, x, g.constant(0))
}

// logical joins the truth of two numbers.
func logical(name string) Emitter {
	return func(g *Gen, x []reg.Register) reg.Register {
		p, q := g.nonzero(x[0]), g.nonzero(x[1])
		if !g.Wide {
			return g.bitwise("VP"+name, q, p)
		}
		k := g.K()
		g.op("K"+name+"Q", q, p, k)
		return k
	}
}

func isZero(g *Gen, x []reg.Register) reg.Register { return g.compare(equal, x[0], g.constant(0)) }

func isNaN(g *Gen, x []reg.Register) reg.Register {
	return g.compare(relation{floats: unordered}, x[0], x[0])
}

// magnitude is compared with that of infinity.
func magnitude(r relation) Emitter {
	return func(g *Gen, x []reg.Register) reg.Register {
		infinity := uint64(0x7f800000)
		if g.Item.Size == 8 {
			infinity = 0x7ff << 52
		}
		return g.compare(r, g.bitwise("VPAND", g.repeated(g.Item.top()-1), x[0]), g.repeated(infinity))
	}
}

// signbit is the top bit, also that of NaN: the number is negative as an integer.
func signbit(g *Gen, x []reg.Register) reg.Register {
	integer := *g
	integer.Item.Name = "Int"
	return integer.compare(less, x[0], g.constant(0))
}

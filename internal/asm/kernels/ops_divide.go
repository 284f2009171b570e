package kernels

import (
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Division of integers
//
// Processors divide vectors of floating-point numbers only. The quotient of two integers of up
// to 32 bits in float64, or of up to 16 in float32, rounded down or towards zero is
// that of the integers: where the true quotient is no whole number it is at least 1/|y|
// below the next one, which is 2^−33 (2^−17) of it, far more than the rounding;
// and where it is a whole number it is exact.
//
// Integers of 64 bits take two such steps (AVX-512, which converts them). The first
// quotient is off by at most 2^12 or so, from the roundings of x, y and x/y, so that what remains is
// in (−|y| − 2^12, |y| + 2^12); the second one, of what remains, is exact or one too large where
// the rounding met a whole number, and the sign of what remains then tells. Unsigned ones are rounded
// so that no quotient is too large. All products and differences wrap around, which
// gives the smallest number by −1 as itself.
//
// References: T. Granlund and P. Montgomery, "Division by invariant integers using
// multiplication", PLDI 1994, for one divisor; S. Figueroa, as in the package's halves.

// A quotient is what is wanted of a division.
type quotient int

const (
	floorDiv quotient = iota
	floorMod
	truncMod
)

// division is the emitter of one of them.
func division(want quotient) Emitter {
	return func(g *Gen, x []reg.Register) reg.Register {
		var result reg.Register
		switch g.Item.Size {
		case 8:
			if g.Item.signed() {
				result = g.divideSigned64(want, x[0], x[1])
			} else {
				result = g.divideUnsigned64(want, x[0], x[1])
			}
		case 4:
			result = g.divideDwords(want, x[0], x[1])
		default:
			result = g.joined(g.Item.Size, g.splitUp(x[0], g.Item.Size), g.splitUp(x[1], g.Item.Size), func(a, b reg.Register) reg.Register {
				return g.divideSmall(want, a, b)
			})
		}
		return g.unlessZero(result, x[1])
	}
}

// unlessZero is x, but 0 where y is.
func (g *Gen) unlessZero(x, y reg.Register) reg.Register {
	if !g.Wide {
		return g.do("VPANDN", x, g.do("VPCMPEQ"+g.Item.letter(), g.constant(0), y))
	}
	k := g.K()
	g.op("VPTESTM"+g.Item.letter(), y, y, k)
	return g.do(masked(g.Item.Size)+"_Z", x, k)
}

func half(r reg.Register) reg.Register {
	if r.Size() == 64 {
		return r.(reg.VecVirtual).AsY()
	}
	return r.(reg.VecVirtual).AsX()
}

// halves returns the lower and the upper half of a vector.
func (g *Gen) halves(x reg.Register) [2]reg.Register {
	if g.Wide {
		hi := g.YMM()
		g.VEXTRACTI64X4(operand.U8(1), x, hi)
		return [2]reg.Register{half(x), hi}
	}
	hi := g.XMM()
	g.VEXTRACTI128(operand.U8(1), x, hi)
	return [2]reg.Register{half(x), hi}
}

// whole joins two halves.
func (g *Gen) whole(x [2]reg.Register) reg.Register {
	v := g.vec()
	if g.Wide {
		g.VINSERTI64X4(operand.U8(1), x[1], x[0].(reg.VecVirtual).AsZ(), v)
	} else {
		g.VINSERTI128(operand.U8(1), x[1], x[0].(reg.VecVirtual).AsY(), v)
	}
	return v
}

// splitUp returns a vector of bytes or words as two or four of dwords, in the order that
// instructions take and joined undoes.
func (g *Gen) splitUp(x reg.Register, size int) []reg.Register {
	from, to := "BW", "W"
	if size == 2 {
		from, to = "WD", "D"
	}
	var parts []reg.Register
	for _, end := range []string{"VPUNPCKL", "VPUNPCKH"} {
		var part reg.Register
		if g.Item.signed() {
			part = g.do("VPSRA"+to, operand.U8(8*size), g.do(end+from, x, x))
		} else {
			part = g.do(end+from, g.constant(0), x)
		}
		if size == 1 {
			parts = append(parts, g.splitUp(part, 2)...)
		} else {
			parts = append(parts, part)
		}
	}
	return parts
}

// joined computes parts of dwords, and joins the low bytes or words of the results.
func (g *Gen) joined(size int, a, b []reg.Register, compute func(a, b reg.Register) reg.Register) reg.Register {
	words := make([]reg.Register, len(a)/2)
	for i := range words {
		low := g.constant(0x0000ffff0000ffff)
		lo := g.bitwise("VPAND", low, compute(a[2*i], b[2*i]))
		hi := g.bitwise("VPAND", low, compute(a[2*i+1], b[2*i+1]))
		words[i] = g.do("VPACKUSDW", hi, lo)
	}
	if size == 2 {
		return words[0]
	}
	low := g.constant(0x00ff00ff00ff00ff)
	return g.do("VPACKUSWB", g.bitwise("VPAND", low, words[1]), g.bitwise("VPAND", low, words[0]))
}

// remain is x − q·y, of dwords.
func (g *Gen) remain(x, q, y reg.Register) reg.Register {
	return g.do("VPSUBD", g.do("VPMULLD", y, q), x)
}

// divideSmall divides dwords that hold numbers of up to 16 bits.
func (g *Gen) divideSmall(want quotient, x, y reg.Register) reg.Register {
	ratio := g.do("VDIVPS", g.do("VCVTDQ2PS", y), g.do("VCVTDQ2PS", x))
	var q reg.Register
	switch {
	case want == truncMod:
		q = g.do("VCVTTPS2DQ", ratio)
	case g.Wide:
		q = g.do("VCVTPS2DQ_RD_SAE", ratio)
	default:
		q = g.do("VCVTTPS2DQ", g.do("VROUNDPS", operand.U8(9), ratio))
	}
	if want == floorDiv {
		return q
	}
	return g.remain(x, q, y)
}

// divideDwords divides int32 or uint32.
func (g *Gen) divideDwords(want quotient, x, y reg.Register) reg.Register {
	a, b := g.halves(x), g.halves(y)
	var q [2]reg.Register
	for i := range q {
		ratio := g.do("VDIVPD", g.asDouble(b[i]), g.asDouble(a[i]))
		q[i] = g.asDword(want, ratio)
	}
	whole := g.whole(q)
	if !g.Wide && !g.Item.signed() {
		whole = g.bitwise("VPXOR", g.constant(1<<31|1<<63), whole)
	}
	if want == floorDiv {
		return whole
	}
	return g.remain(x, whole, y)
}

// asDouble converts half a vector of dwords.
func (g *Gen) asDouble(x reg.Register) reg.Register {
	switch {
	case g.Item.signed():
		return g.do("VCVTDQ2PD", x)
	case g.Wide:
		return g.do("VCVTUDQ2PD", x)
	}
	t := g.XMM() // moved to the middle of int32, and back
	g.VPXOR(half(g.constant(1<<31|1<<63)), x, t)
	return g.do("VADDPD", g.constant(0x41e0000000000000), g.do("VCVTDQ2PD", t)) // 2^31
}

// asDword rounds quotients; unsigned ones of AVX2 come 2^31 too small.
func (g *Gen) asDword(want quotient, x reg.Register) reg.Register {
	if g.Wide {
		q, name := g.YMM(), "VCVTPD2DQ_RD_SAE"
		switch {
		case !g.Item.signed():
			name = "VCVTTPD2UDQ"
		case want == truncMod:
			name = "VCVTTPD2DQ"
		}
		g.op(name, x, q)
		return q
	}
	if want != truncMod {
		x = g.do("VROUNDPD", operand.U8(9), x)
	}
	if !g.Item.signed() {
		x = g.do("VSUBPD", g.constant(0x41e0000000000000), x)
	}
	q := g.XMM()
	g.VCVTTPD2DQY(x, q)
	return q
}

func (g *Gen) divideSigned64(want quotient, x, y reg.Register) reg.Register {
	dy := g.do("VCVTQQ2PD", y)
	step := func(x reg.Register) (q, r reg.Register) {
		q = g.do("VCVTTPD2QQ", g.do("VDIVPD", dy, g.do("VCVTQQ2PD", x)))
		return q, g.do("VPSUBQ", g.do("VPMULLQ", y, q), x)
	}
	q, r := step(x)
	q2, r := step(r)
	rule := y // whose sign what remains must have
	if want == truncMod {
		rule = x
	}
	left, wrong := g.K(), g.K()
	g.VPTESTMQ(r, r, left)
	g.VPMOVQ2M(g.do("VPXORQ", rule, r), wrong)
	g.KANDB(left, wrong, wrong)
	switch want {
	case floorDiv:
		q = g.do("VPADDQ", q2, q)
		g.VPADDQ(g.constant(1<<64-1), q, wrong, q)
		return q
	case floorMod:
		g.VPADDQ(y, r, wrong, r)
	case truncMod: // |y| with the sign of x
		sign := g.do("VPSRAQ", operand.U8(63), x)
		towards := g.do("VPSUBQ", sign, g.do("VPXORQ", sign, g.do("VPABSQ", y)))
		g.VPADDQ(towards, r, wrong, r)
	}
	return r
}

func (g *Gen) divideUnsigned64(want quotient, x, y reg.Register) reg.Register {
	dy := g.do("VCVTUQQ2PD_RU_SAE", y)
	step := func(x reg.Register) (q, r reg.Register) {
		q = g.do("VCVTTPD2UQQ", g.do("VDIVPD_RZ_SAE", dy, g.do("VCVTUQQ2PD_RZ_SAE", x)))
		return q, g.do("VPSUBQ", g.do("VPMULLQ", y, q), x)
	}
	q, r := step(x)
	q2, r := step(r)
	more := g.K()
	g.VPCMPUQ(operand.U8(5), y, r, more) // not less
	if want == floorDiv {
		q = g.do("VPADDQ", q2, q)
		g.VPSUBQ(g.constant(1<<64-1), q, more, q)
		return q
	}
	g.VPSUBQ(y, r, more, r)
	return r
}

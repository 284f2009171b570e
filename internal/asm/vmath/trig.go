package vmath

import (
	"math"
	"math/big"
)

// Sine, cosine, tangent
//
// |x| is cut into n·π/2 + r, |r| ≤ π/4. With π/2 = p₁ + p₂ + p₃, p₁ a float64 and p₂ of 33 bits, for |x| ≤ 2²⁰
//
//	t = |x| − n·p₁   is exact: a multiple of 2⁻⁵³ below 1,
//	s = t − n·p₂     has an exact product, and its error (t − s) − n·p₂ is exact too: if |t| < |n·p₂| both are
//	                 so small multiples of 2⁻⁸⁶ that s is exact,
//
// and r is s and a rest that ends with n·p₃. Larger arguments are given up. With z = s², the sine is
// s + (s³·S(z) + rest·cos s), the cosine 1 − z/2 with its rounding errors and z²·C(z). The tangent is their
// quotient with its remainder. Of float32 it is the same with p₂ of 11 bits, for |x| ≤ 2¹³, and the tangent is a polynomial.
//
// References: W. Cody and W. Waite, Software Manual for the Elementary Functions, 1980; Muller, Elementary
// Functions, 3rd ed., chapter 11.

var angles = []function{
	{"sin", 1, "Sin", sin(doubles), sin(singles)},
	{"cos", 1, "Cos", cos(doubles), cos(singles)},
	{"tan", 1, "Tan", tan(doubles), tan(singles)},
	{"arctan", 1, "Arctan", arctan(doubles), arctan(singles)},
	{"arctan2", 2, "Arctan2", arctan2(doubles), arctan2(singles)},
	{"arcsin", 1, "Arcsin", arcsin(doubles), arcsin(singles)},
	{"arccos", 1, "Arccos", arccos(doubles), arccos(singles)},
	{"deg2rad", 1, "Deg2rad", byConstant(doubles, quo(pi, num(180))), byConstant(singles, quo(pi, num(180)))},
	{"rad2deg", 1, "Rad2deg", byConstant(doubles, quo(num(180), pi)), byConstant(singles, quo(num(180), pi))},
}

// turned is an angle cut: count holds n in its low bits, rest is what r has besides.
type turned struct {
	precision
	count, r, rest *Value
}

func (f precision) turn(ax *Value) turned {
	p := ax.p
	half := quo(pi, num(2))
	h := pieces(half, f.bits, uint(f.terms(33, 11)), f.bits)
	count := ax.FMA(p.F(float(quo(num(1), half))), p.F(f.toWhole()))
	n := count.Sub(p.F(f.toWhole()))
	t := n.FNMA(p.F(h[0]), ax)
	w := n.Mul(p.F(h[1]))
	s := t.Sub(w)
	return turned{f, count, s, n.FNMA(p.F(h[2]), t.Sub(s).Sub(w))}
}

// tooFar gives arguments up.
func (f precision) tooFar(p *Program, ax *Value) { p.Hard(p.F(f.of(0x1p20, 0x1p13)).Less(ax)) }

const octantSquared = 0.7854 * 0.7854

// sineCosine returns those of r.
func (a turned) sineCosine() (sine, cosine sum) {
	p, s := a.r.p, a.r
	z := s.Mul(s)
	S := sideBySide(z, fitted(p, sinRest, 0, octantSquared, a.terms(7, 4)))
	C := sideBySide(z, fitted(p, cosRest, 0, octantSquared, a.terms(6, 3)))
	h := z.FNMA(p.F(0.5), p.F(1))
	sine = sum{s, z.Mul(s).FMA(S, a.rest.Mul(h))}
	zRest := s.FMS(s, z)
	lost := z.FNMA(p.F(0.5), p.F(1).Sub(h))
	rest := s.FMA(a.rest, zRest.Mul(p.F(0.5)))
	return sine, sum{h, z.Mul(z).FMA(C, lost.Sub(rest))}
}

// odd is set where n is.
func (a turned) odd() *Value { return a.count.And(a.r.p.Bits(1)).IEq(a.r.p.Bits(1)) }

func sin(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		ax := x.Abs()
		a := f.turn(ax)
		s, c := a.sineCosine()
		y := a.odd().Select(c.value(), s.value())
		f.tooFar(p, ax)
		return y.Xor(x.Xor(a.count.Shl(f.size - 2)).And(f.signBit(p)))
	}
}

func cos(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		ax := in[0].Abs()
		a := f.turn(ax)
		s, c := a.sineCosine()
		y := a.odd().Select(s.value(), c.value())
		f.tooFar(p, ax)
		return y.Xor(a.count.IAdd(p.Bits(1)).Shl(f.size - 2).And(f.signBit(p)))
	}
}

func tan(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		ax := x.Abs()
		a := f.turn(ax)
		y := a.tangent()
		f.tooFar(p, ax)
		return y.Xor(x.Xor(a.count.Shl(f.size - 1)).And(f.signBit(p)))
	}
}

// tangent returns that of r, or of odd n its inverse.
func (a turned) tangent() *Value {
	odd := a.odd()
	if a.single {
		return a.shortTangent(odd)
	}
	s, c := a.sineCosine()
	return choose(odd, c, s).over(choose(odd, s, c).sharp()).value()
}

// shortTangent is tangent by a polynomial for r + r³·T(r²), which is short for short numbers.
func (a turned) shortTangent(odd *Value) *Value {
	p, s := a.r.p, a.r
	z := s.Mul(s)
	T := leading(z, fitted(p, tanRest, 0, octantSquared, 7))
	cube := z.Mul(s)
	v := cube.FMA(T, s)
	rest := a.rest.Mul(v.FMA(v, p.F(1)))
	t := fastSum(s, cube.FMA(T, rest))
	inverse := p.F(1).Div(t.hi)
	left := t.lo.FNMA(inverse, t.hi.FNMA(inverse, p.F(1)))
	return odd.Select(left.FMA(inverse, inverse), t.hi)
}

// Degrees and radians

// byConstant returns x·c, c as a sum of two. Numbers whose product with the second would be subnormal are given up.
func byConstant(f precision, c *big.Float) body {
	h := pieces(c, f.bits, f.bits)
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		ax := x.Abs()
		y := ax.FMA(p.F(h[0]), ax.Mul(p.F(h[1])))
		p.Hard(ax.Less(p.F(f.of(0x1p-900, 0x1p-90))).ButNot(ax.Eq(p.F(0))))
		return ax.Eq(p.F(math.Inf(1))).Select(ax, y).Xor(x.Sign())
	}
}

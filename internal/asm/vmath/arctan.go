package vmath

import "math"

// Inverse tangent, inverse sine and cosine
//
// An angle of the first octant is that of a point, 0 ≤ y ≤ x. It is arctan t with t = y/x, or above π/8
// π/4 + arctan t with t = (y − x)/(y + x), so that |t| ≤ √2 − 1; t is the quotient with its remainder, and arctan t
// is t + (t³·A(t²) + rest). Other octants are mirrored: what is subtracted comes from a multiple of π/4 as a sum of two.
// Points beyond the range where quotients and remainders are good are given up.
//
// arcsin x = x + x³·R(x²) up to 1/2; above it is π/2 − 2·arcsin s, s = √((1−x)/2), and arccos x is
// 2·arcsin s. The rest of the root is (z − s²)/(2s); an approximation of 1/s to 4 %, from the bits of z, is enough for it.
//
// References: Muller, Elementary Functions, 3rd ed., chapters 3 and 11; the approximation of 1/√z: C. Lomont, "Fast
// inverse square root", 2003.

// multiple returns k·π/4 as a sum.
func (f precision) multiple(p *Program, k float64) sum {
	h := pieces(mul(pi, num(k/4)), f.bits, f.bits)
	return sum{p.F(h[0]), p.F(h[1])}
}

// octant returns the arctangent of y/x, without π/4 where upper is set.
func (f precision) octant(y, x *Value) (angle sum, upper *Value) {
	p := y.p
	upper = x.Mul(p.F(math.Sqrt2 - 1)).Less(y)
	more, less := x.Add(y), y.Sub(x)
	zero := p.F(0)
	n := choose(upper, sum{less, y.Sub(x.Add(less))}, sum{y, zero})
	d := choose(upper, sum{more, x.Sub(more).Add(y)}, sum{x, zero})
	t := n.over(d)
	w := t.hi.Mul(t.hi)
	A := twoChains(w, fitted(p, arctanRest, 0, 0.1716, f.terms(12, 6)))
	return sum{t.hi, w.Mul(t.hi).FMA(A, t.lo)}, upper
}

// mirrored returns base ± a, for |base| ≥ |a| or base = 0: minus where flip has a sign bit.
func mirrored(base, a sum, flip *Value) *Value {
	s := sum{base.hi, a.hi.Xor(flip)}.sharp()
	return s.hi.Add(s.lo.Add(base.lo.Add(a.lo.Xor(flip))))
}

func arctan(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		ax := x.Abs()
		const far = 0x1p100 // where the result is π/2
		lesser := p.F(1).Min(ax)
		greater := p.F(far).Min(p.F(1).Max(ax))
		steep := p.F(1).Less(ax)
		zero := p.F(0)
		a, upper := f.octant(lesser, greater)
		base := choose(upper, f.multiple(p, 1), choose(steep, f.multiple(p, 2), sum{zero, zero}))
		return mirrored(base, a, steep.Select(f.signBit(p), zero)).Xor(x.Sign())
	}
}

func arctan2(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		y, x := in[0], in[1]
		ay, ax := y.Abs(), x.Abs()
		lesser, greater := ay.Min(ax), ay.Max(ax)
		steep, left := ax.Less(ay), f.negative(x)
		zero := p.F(0)
		flip := x.Xor(steep.Select(f.signBit(p), zero)).Sign()
		level := choose(left, f.multiple(p, 4), sum{zero, zero})
		base := choose(steep, f.multiple(p, 2), level)
		a, upper := f.octant(lesser, greater)
		base = choose(upper, choose(left, f.multiple(p, 3), f.multiple(p, 1)), base)
		both := ay.Add(ax)
		far, near, least := p.F(f.of(0x1p1000, 0x1p120)), p.F(f.of(0x1p-900, 0x1p-90)), p.F(f.of(0x1p-960, 0x1p-98))
		hard := both.NotLessEq(far).Either(both.Less(near))
		p.Hard(hard.Either(lesser.Less(least).ButNot(lesser.Eq(zero))))
		return mirrored(base, a, flip).Xor(y.Sign())
	}
}

// halfSine returns arcsin s as a sum, with s = x or, where above is set, s = √((1−x)/2), for x in [0, 1].
func (f precision) halfSine(ax *Value) (a sum, above *Value) {
	p := ax.p
	above = p.F(0.5).LessEq(ax)
	z := above.Select(ax.FNMA(p.F(0.5), p.F(0.5)), ax.Mul(ax))
	s := above.Select(z.Sqrt(), ax)
	rest := above.Select(s.FNMA(s, z), p.F(0))
	rest = rest.Mul(p.F(0.5)).Mul(f.inverseRoot(z))
	R := twoChains(z, fitted(p, arcsinRest, 0, 0.25, f.terms(14, 6)))
	return sum{s, z.Mul(s).FMA(R, rest)}, above
}

// inverseRoot returns 1/√z to 4 %.
func (f precision) inverseRoot(z *Value) *Value {
	return z.p.Bits(f.pattern(0x5fe6eb50c7b537a9, 0x5f3759df)).ISub(z.Shr(1))
}

func arcsin(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		a, above := f.halfSine(x.Abs())
		zero := p.F(0)
		base := choose(above, f.multiple(p, 2), sum{zero, zero})
		return placed(base, a, above.Select(p.F(-2), p.F(1))).Xor(x.Sign())
	}
}

func arccos(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		a, above := f.halfSine(x.Abs())
		zero := p.F(0)
		end := choose(f.negative(x), f.multiple(p, 4), sum{zero, zero})
		base := choose(above, end, f.multiple(p, 2))
		return placed(base, a, above.Select(p.F(2), p.F(-1)).Xor(x.Sign()))
	}
}

// placed returns base + factor·a; the factor is a power of 2.
func placed(base, a sum, factor *Value) *Value {
	s := sum{base.hi, a.hi.Mul(factor)}.sharp()
	return s.hi.Add(s.lo.Add(a.lo.FMA(factor, base.lo)))
}

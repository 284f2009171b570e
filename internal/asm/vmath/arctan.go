package vmath

// Inverse tangent, inverse sine and cosine
//
// The angle of a point (x, y) in the first quadrant is base + arctan n/d, |n/d| ≤ 1/2: n/d is y/x where y ≤ x/2,
// −x/y with π/2 before it where y ≥ 2x, and (y − x)/(y + x) with π/4 between, where y − x is exact and y + x is kept with its
// rounding error. With t the quotient and its remainder, arctan t is t + (t³·A(t²) + rest). To the left of the axis the
// angle is what it is short of π.
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

// quotient returns arctan n/d as a sum, for |n/d| ≤ 1/2; d has a rest.
func (f precision) quotient(n *Value, d sum) sum {
	t := sum{n, nil}.over(d)
	w := t.hi.Mul(t.hi)
	A := sideBySide(w, fitted(n.p, arctanRest, 0, 0.25, f.terms(14, 6)))
	return sum{t.hi, w.Mul(t.hi).FMA(A, t.lo)}
}

func arctan(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		const far = 0x1p100 // where the result is π/2
		ax := p.F(far).Min(x.Abs())
		one, zero := p.F(1), p.F(0)
		middle, steep := p.F(0.5).Less(ax), p.F(2).Less(ax)
		more := ax.Add(one)
		n := steep.Select(p.F(-1), middle.Select(ax.Sub(one), ax))
		d := steep.Select(ax, middle.Select(more, one))
		rest := steep.Select(zero, middle.Select(ax.Sub(more.Sub(one)), zero))
		a := f.quotient(n, sum{d, rest})
		half := f.multiple(p, 2)
		base := steep.Select(half.hi, middle.Select(f.multiple(p, 1).hi, zero))
		s := sum{base, a.hi}.sharp()
		low := base.FMA(p.F(float(quo(num(f.lowHalf()), num(f.highHalf())))), a.lo) // what base is too small by
		return s.hi.Add(s.lo.Add(low)).Xor(x.Sign())
	}
}

func (f precision) highHalf() float64 { return pieces(quo(pi, num(2)), f.bits)[0] }
func (f precision) lowHalf() float64  { return pieces(quo(pi, num(2)), f.bits, f.bits)[1] }

func arctan2(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		y, x := in[0], in[1]
		ay, ax := y.Abs(), x.Abs()
		lesser, greater := ay.Min(ax), ay.Max(ax)
		steep, left := ax.Less(ay), f.negative(x)
		middle := greater.Mul(p.F(0.5)).Less(lesser)
		zero := p.F(0)
		both := ay.Add(ax)
		// the angle is base + arctan n/d to the right, base − arctan n/d to the left
		n := middle.Select(ay.Sub(ax), steep.Select(ax.Neg(), ay)).Xor(x.Sign())
		d := sum{middle.Select(both, greater), middle.Select(greater.Sub(both).Add(lesser), zero)}
		a := f.quotient(n, d)
		base := choose(steep, f.multiple(p, 2), choose(left, f.multiple(p, 4), sum{zero, zero}))
		base = choose(middle, choose(left, f.multiple(p, 3), f.multiple(p, 1)), base)
		far, near, least := p.F(f.of(0x1p1000, 0x1p120)), p.F(f.of(0x1p-900, 0x1p-90)), p.F(f.of(0x1p-960, 0x1p-98))
		hard := both.NotLessEq(far).Either(both.Less(near))
		p.Hard(hard.Either(lesser.Less(least).ButNot(lesser.Eq(zero))))
		s := sum{base.hi, a.hi}.sharp()
		return s.hi.Add(s.lo.Add(base.lo.Add(a.lo))).Xor(y.Sign())
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
	R := sideBySide(z, fitted(p, arcsinRest, 0, 0.25, f.terms(14, 6)))
	return sum{s, z.Mul(s).FMA(R, rest)}, above
}

// inverseRoot returns 1/√z to 4 %.
func (f precision) inverseRoot(z *Value) *Value {
	return z.p.Bits(f.pattern(0x5fe6eb50c7b537a9, 0x5f3759df)).ISub(z.Shr(1))
}

// halfInverseRoot returns 1/(2√z) to 4 %.
func (f precision) halfInverseRoot(z *Value) *Value {
	return z.p.Bits(f.pattern(0x5fe6eb50c7b537a9-1<<52, 0x5f3759df-1<<23)).ISub(z.Shr(1))
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

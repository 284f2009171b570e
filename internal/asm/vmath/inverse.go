package vmath

import "math"

// Inverse hyperbolic functions
//
// They are logarithms of 1 + u, u as a sum of two (ln1p in log.go). With a = |x|:
//
//	arcsinh a = ln(1 + u),   u = a + a²/(1 + √(1 + a²)),
//	arccosh x = ln(1 + u),   u = t + √(2t + t²),   t = x − 1,
//	arctanh a = ½·ln(1 + u), u = 2a/(1 − a).
//
// Nothing cancels. Roots and quotients keep their remainders; that of a root is (h − s²)/(2s), for which an approximation of
// 1/s to 4 % does. Where a² would overflow it is far beyond 1, and the root is a.
//
// Reference: W. Kahan, "Branch cuts for complex elementary functions", The State of the Art in Numerical Analysis, 1987.

// root returns √(h + low) as a sum of two.
func (f precision) root(h, low *Value) sum {
	s := h.Sqrt()
	rest := s.FNMA(s, h).Add(low)
	return sum{s, rest.Mul(h.p.F(0.5)).Mul(f.inverseRoot(h))}
}

// wide is where 1 beside a² is nothing.
func (f precision) wide() float64 { return f.of(0x1p56, 0x1p28) }

func arcsinh(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x, one := in[0], p.F(1)
		a := x.Abs()
		b := p.F(f.wide()).Min(a)
		square := b.Mul(b)
		h, hl := twoSum(one, square)
		s := f.root(h, hl.Add(b.FMS(b, square)))
		v := square.Div(one.Add(s.hi))
		v = p.F(f.wide()).Less(a).Select(a, v)
		u := fastSum(a, v)

		tiny, far := p.F(f.beforeTiny()), p.F(f.far())
		odd := a.NotLessEq(far).Either(a.Less(tiny))
		y := f.ln1p(u.hi, u.lo).Or(x.Sign())
		return p.Rare(y, odd, func(y *Value) *Value {
			p.Hard(far.Less(a).Both(a.Less(p.F(math.Inf(1)))))
			return a.Less(tiny).Either(a.NotLess(p.F(math.Inf(1)))).Select(x, y)
		})
	}
}

// fastSum is a + b for |a| ≥ |b|.
func fastSum(a, b *Value) sum {
	s, lost := fastTwoSum(a, b)
	return sum{s, lost}
}

func arccosh(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		t := x.Sub(p.F(1)) // exact below 2
		b := p.F(f.wide()).Min(t)
		square := b.Mul(b)
		h, hl := twoSum(b.Add(b), square)
		s := f.root(h, hl.Add(b.FMS(b, square)))
		big := p.F(f.wide()).Less(t)
		s = choose(big, sum{x, p.F(0)}, s)
		hi, lo := twoSum(t, s.hi)

		far := p.F(f.far())
		odd := x.NotLessEq(far).Either(p.F(1).NotLess(x))
		return p.Rare(f.ln1p(hi, lo.Add(s.lo)), odd, func(y *Value) *Value {
			p.Hard(far.Less(x).Both(x.Less(p.F(math.Inf(1)))))
			y = x.Eq(p.F(1)).Select(p.F(0), y)
			y = x.Eq(p.F(math.Inf(1))).Select(x, y)
			return p.F(1).NotLessEq(x).Select(p.F(math.NaN()), y)
		})
	}
}

func arctanh(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x, one := in[0], p.F(1)
		a := x.Abs()
		d := one.Sub(a)
		q := sum{a.Add(a), nil}.over(sum{d, one.Sub(d).Sub(a)})
		y := f.ln1p(q.hi, q.lo).Mul(p.F(0.5)).Or(x.Sign())

		tiny := p.F(f.beforeTiny())
		odd := a.NotLess(one).Either(a.Less(tiny))
		return p.Rare(y, odd, func(y *Value) *Value {
			y = a.Less(tiny).Select(x, y)
			y = a.Eq(one).Select(p.F(math.Inf(1)).Or(x.Sign()), y)
			return a.NotLessEq(one).Select(p.F(math.NaN()), y)
		})
	}
}

package vmath

import "math/big"

// Hyperbolic functions
//
// With a = |x| = n·ln 2 + r, the even and the odd part of eʳ give both e^a and e^−a:
//
//	sinh a = (2ⁿ⁻¹ − 2⁻ⁿ⁻¹)·cosh r + (2ⁿ⁻¹ + 2⁻ⁿ⁻¹)·sinh r,
//
// and cosh a with the factors changed for one another. The factors are sums of two, and nothing cancels where n is 0. Of float32 the
// hyperbolic cosine is e^a/2 + 1/(2·e^a). The hyperbolic
// tangent is −E/(E + 2), E = e^−2a − 1 as a sum of two, the logistic function e/(1 + e) or 1/(1 + e), e = e^−a: one
// division and a correction by what it leaves over. Of float32 the hyperbolic tangent is made of pieces (pieces.go).

var hyperbolics = []function{
	{"sinh", 1, "", sinh(doubles), sinh(singles)},
	{"cosh", 1, "", cosh(doubles), cosh(singles)},
	{"tanh", 1, "", tanh, tanhOfPieces},
	{"sigmoid", 1, "", sigmoid(doubles), sigmoid(singles)},
	{"arcsinh", 1, "Arcsinh", arcsinh(doubles), arcsinh(singles)},
	{"arccosh", 1, "Arccosh", arccosh(doubles), arccosh(singles)},
	{"arctanh", 1, "Arctanh", arctanh(doubles), arctanh(singles)},
}

// every2nd is the series of every second term of eˣ from the nth on, in x².
func every2nd(n int) series {
	c := expSeries(0)
	return func(k int) *big.Float { return c(2*k + n) }
}

// A hyperbola is what sinh and cosh need: minus and plus are 2ⁿ⁻² ∓ 2⁻ⁿ⁻² as sums of two; odd is sinh r − r, even cosh r − 1.
type hyperbola struct{ minus, minusLow, plus, plusLow, r, odd, even *Value }

func (f precision) hyperbolaOf(a *Value) hyperbola {
	p, bias := a.p, f.of(1021, 125)
	e := f.reduce(a, bias)
	up := e.biased.Shl(f.fraction())
	down := p.F(f.unit() + bias).Sub(p.F(f.of(60, 28)).Min(e.n)).Shl(f.fraction())
	z := e.r.Mul(e.r)
	const reach = halfLn2 * halfLn2
	odd := leading(z, p.Fs(fitSeries(every2nd(3), 0, reach, f.terms(5, 3))))
	even := leading(z, p.Fs(fitSeries(every2nd(2), 0, reach, f.terms(6, 3))))
	h := hyperbola{r: e.r, odd: z.Mul(e.r).FMA(odd, e.rl), even: even.Mul(z)}
	h.plus, h.plusLow = fastTwoSum(up, down)
	h.minus = up.Sub(down)
	h.minusLow = up.Sub(h.minus).Sub(down)
	return h
}

// combine returns twice a·cosh r + b·sinh r.
func (h hyperbola) combine(a, al, b, bl *Value) *Value {
	w := b.FMA(h.r, a)
	lost := b.FMA(h.r, a.Sub(w)).Add(bl.FMA(h.r, al))
	y := w.Add(b.FMA(h.odd, a.FMA(h.even, lost)))
	return y.Add(y)
}

func sinh(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		h := f.hyperbolaOf(p.F(f.of(710.5, 89.5)).Min(x.Abs()))
		y := h.combine(h.minus, h.minusLow, h.plus, h.plusLow).Or(x.Sign())
		return x.Abs().Less(p.F(f.of(0x1p-28, 0x1p-14))).Select(x, y)
	}
}

func cosh(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		a := p.F(f.of(710.5, 89.5)).Min(in[0].Abs())
		if !f.single {
			h := f.hyperbolaOf(a)
			return h.combine(h.plus, h.plusLow, h.minus, h.minusLow)
		}
		e := f.eighthOf(a)
		more := f.expBeyond(e.r)
		s, low := f.exp(e.index, more)
		up := e.biased.ISub(p.Bits(uint64(f.bias()) - 125)).Shl(f.fraction()) // a quarter, that it does not overflow
		s, low = s.Mul(up), low.Mul(up)
		inverse := p.F(0x1p-4).Div(s.Add(low))
		y := s.Add(low.Add(inverse))
		return y.Add(y)
	}
}

// over returns (a + al)/(b + bl) for b between 1 and 2.
func over(p *Program, a, al, b, bl *Value) *Value {
	inverse := p.F(1).Div(b)
	q := a.Mul(inverse)
	rest := q.FNMA(b, a).Add(q.FNMA(bl, al))
	return rest.FMA(inverse, q)
}

func tanh(p *Program, in ...*Value) *Value {
	f, x := doubles, in[0]
	e := f.reduce(p.F(-44).Max(x.Abs().Mul(p.F(-2))), 1023)
	s := e.biased.Shl(f.fraction())
	a, al := fastTwoSum(p.F(-1), s)
	w, low := f.difference(s, a, al, e)
	d, dl := fastTwoSum(w, low)
	b, bl := fastTwoSum(p.F(2), d)
	y := over(p, d, dl, b, bl.Add(dl))
	return y.Abs().Or(x.Sign())
}

func sigmoid(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x, one := in[0], p.F(1)
		e := f.eighthOf(p.F(f.least()).Max(x.Or(f.signBit(p))))
		s, low := f.exp(e.index, f.expBeyond(e.r))
		a, al := fastTwoSum(s, low)
		two := one.Scale(e.n, e.biased)
		b := two.FMA(a, one)
		bl := two.FMA(al, two.FMA(a, one.Sub(b)))
		negative := x.Less(p.F(0))
		y := over(p, negative.Select(a, one), negative.Select(al, p.F(0)), b, bl)
		return y.Scale(negative.Select(e.n, p.F(0)), negative.Select(e.biased, p.Bits(uint64(f.bias()))))
	}
}

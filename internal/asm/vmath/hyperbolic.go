package vmath

import "math/big"

// Hyperbolic functions
//
// With a = |x| = n·ln 2 + r, the even and the odd part of eʳ give both e^a and e^−a:
//
//	sinh a = (2ⁿ⁻¹ − 2⁻ⁿ⁻¹)·cosh r + (2ⁿ⁻¹ + 2⁻ⁿ⁻¹)·sinh r,
//
// and cosh a with the factors changed for one another. The factors are sums of two, and nothing cancels where n is 0. The hyperbolic
// tangent is −E/(E + 2), E = e^−2a − 1 as a sum of two, the logistic function e/(1 + e) or 1/(1 + e), e = e^−a: one
// division and a correction by what it leaves over.

var hyperbolics = []function{
	{name: "sinh", in: 1, wide: sinh64, narrow: sinh32},
	{name: "cosh", in: 1, wide: cosh64, narrow: cosh32},
	{name: "tanh", in: 1, wide: tanh64, narrow: tanh32},
	{name: "sigmoid", in: 1, wide: sigmoid64, narrow: sigmoid32},
}

// every2nd is the series of every second term of eˣ from the nth on, in x².
func every2nd(n int) series {
	c := expSeries(0)
	return func(k int) *big.Float { return c(2*k + n) }
}

// A hyperbola is what sinh and cosh need: minus and plus are 2ⁿ⁻² ∓ 2⁻ⁿ⁻² as sums of two; odd is sinh r − r, even cosh r − 1.
type hyperbola struct{ minus, minusLow, plus, plusLow, r, odd, even *Value }

func hyperbolaOf(p *Program, a *Value) hyperbola {
	e := reduceBiased(p, a, 1021)
	up := e.biased.Shl(52)
	down := p.F(0x1p52 + 1021).Sub(p.F(60).Min(e.n)).Shl(52)
	z := e.r.Mul(e.r)
	const reach = halfLn2 * halfLn2
	odd := Poly(z, p.Fs(fitSeries(every2nd(3), 0, reach, 5))...)
	even := Poly(z, p.Fs(fitSeries(every2nd(2), 0, reach, 6))...)
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

func sinh64(p *Program, in ...*Value) *Value {
	x := in[0]
	h := hyperbolaOf(p, p.F(710.5).Min(x.Abs()))
	y := h.combine(h.minus, h.minusLow, h.plus, h.plusLow).Or(x.Sign())
	return x.Abs().Less(p.F(0x1p-28)).Select(x, y)
}

func cosh64(p *Program, in ...*Value) *Value {
	h := hyperbolaOf(p, p.F(710.5).Min(in[0].Abs()))
	return h.combine(h.plus, h.plusLow, h.minus, h.minusLow)
}

// halves32 returns 2ⁿ⁻¹ ∓ 2⁻ⁿ⁻¹, sinh r and cosh r.
func halves32(p *Program, x *Value) (minus, plus, odd, even *Value) {
	e := reduceNear(p, p.F(95).Min(x.Abs()), 1022)
	up := e.biased.Shl(52)
	down := p.Bits(2044).ISub(e.biased).Shl(52)
	z := e.r.Mul(e.r)
	const reach = halfLn2 * halfLn2
	odd = Poly(z, p.Fs(fitSeries(every2nd(1), 0, reach, 5))...).Mul(e.r)
	even = Poly(z, p.Fs(fitSeries(every2nd(0), 0, reach, 5))...)
	return up.Sub(down), up.Add(down), odd, even
}

func sinh32(p *Program, in ...*Value) *Value {
	minus, plus, odd, even := halves32(p, in[0])
	return minus.FMA(even, plus.Mul(odd)).Or(in[0].Sign())
}

func cosh32(p *Program, in ...*Value) *Value {
	minus, plus, odd, even := halves32(p, in[0])
	return plus.FMA(even, minus.Mul(odd))
}

// over returns (a + al)/(b + bl) for b between 1 and 2.
func over(p *Program, a, al, b, bl *Value) *Value {
	inverse := p.F(1).Div(b)
	q := a.Mul(inverse)
	rest := q.FNMA(b, a).Add(q.FNMA(bl, al))
	return rest.FMA(inverse, q)
}

func tanh64(p *Program, in ...*Value) *Value {
	x := in[0]
	e := reduceBiased(p, p.F(-44).Max(x.Abs().Mul(p.F(-2))), 1023)
	s := e.biased.Shl(52)
	a, al := fastTwoSum(p.F(-1), s)
	w, low := difference(p, s, a, al, e)
	d, dl := fastTwoSum(w, low)
	b, bl := fastTwoSum(p.F(2), d)
	y := over(p, d, dl, b, bl.Add(dl))
	return y.AndNot(p.Bits(1 << 63)).Or(x.Sign())
}

func tanh32(p *Program, in ...*Value) *Value {
	x := in[0]
	d := differenceNear(p, p.F(-44).Max(x.Abs().Mul(p.F(-2))))
	return d.Div(d.Add(p.F(2))).AndNot(p.Bits(1 << 63)).Or(x.Sign())
}

func sigmoid64(p *Program, in ...*Value) *Value {
	x, one := in[0], p.F(1)
	e := reduceLn2(p, p.F(-746).Max(x.Or(p.Bits(1<<63))))
	s, low := expOf(p, e)
	a, al := fastTwoSum(s, low)
	two := one.Scale(e.n, e.biased)
	b := two.FMA(a, one)
	bl := two.FMA(al, two.FMA(a, one.Sub(b)))
	negative := x.Less(p.F(0))
	y := over(p, negative.Select(a, one), negative.Select(al, p.F(0)), b, bl)
	return y.Scale(negative.Select(e.n, p.F(0)), negative.Select(e.biased, p.Bits(expBias)))
}

func sigmoid32(p *Program, in ...*Value) *Value {
	x := in[0]
	e := reduceNear(p, p.F(-104).Max(x.Or(p.Bits(1<<63))), 0x1p51)
	a := Poly(e.r, p.Fs(fitSeries(expSeries(0), -halfLn2, halfLn2, 9))...).ScaleNear(e.n, e.biased)
	return x.Less(p.F(0)).Select(a, p.F(1)).Div(a.Add(p.F(1)))
}

package vmath

import "math"

// Exponentials
//
// eˣ = 2ⁿ·eʳ with r = x − n·ln 2, |r| ≤ (ln 2)/2. The constant ln 2 is in two parts, the first so short that its
// product with n is exact; r keeps what its rounding lost (rl). Then eʳ = 1 + r + r²·q(r): the sum 1 + r
// keeps what it lost too, so that of the roundings only those below r² and the last count.
//
// There is no table: AVX2 has no permutation of so many bits, and the two more multiplications of
// a longer polynomial are less than a gather. 2ⁿ comes from the bits of x/ln 2 + 2⁵², where n stands
// in the last place (beside a bias that keeps it positive).
//
// References: J.-M. Muller, Elementary Functions: Algorithms and Implementation, 3rd ed., 2016, chapters 5 and 11.

const (
	expBias = 2046
	halfLn2 = 0.3467
)

var exponentials = []function{
	{name: "exp", in: 1, wide: exp64, narrow: exp32},
}

// reduced is x = n·step + r + rl.
type reduced struct{ n, biased, r, rl *Value }

// clamp brings x between lo and hi; NaN stays.
func clamp(p *Program, x *Value, lo, hi float64) *Value {
	return p.F(lo).Max(p.F(hi).Min(x))
}

func reduceLn2(p *Program, x *Value) reduced {
	hi, lo := parts(ln2, 42)
	t := x.FMA(p.F(1/math.Ln2), p.F(0x1p52+expBias))
	n := t.Sub(p.F(0x1p52 + expBias))
	r0 := n.FNMA(p.F(hi), x)
	r := n.FNMA(p.F(lo), r0)
	rl := n.FNMA(p.F(lo), r0.Sub(r))
	return reduced{n, t, r, rl}
}

// expOf returns eʳ as a sum of two.
func expOf(p *Program, e reduced) (s, low *Value) {
	one := p.F(1)
	q := Poly(e.r, p.Fs(fitSeries(expSeries(2), -halfLn2, halfLn2, 11))...)
	s = one.Add(e.r)
	lost := e.r.Sub(s.Sub(one))
	return s, lost.Add(e.r.Mul(e.r).FMA(q, e.rl))
}

func exp64(p *Program, in ...*Value) *Value {
	e := reduceLn2(p, clamp(p, in[0], -746, 710))
	s, low := expOf(p, e)
	return s.Add(low).Scale(e.n, e.biased)
}

func exp32(p *Program, in ...*Value) *Value {
	x := clamp(p, in[0], -104, 89)
	t := x.FMA(p.F(1/math.Ln2), p.F(0x1.8p52))
	n := t.Sub(p.F(0x1.8p52))
	r := n.FNMA(p.F(math.Ln2), x)
	return Poly(r, p.Fs(fitSeries(expSeries(0), -halfLn2, halfLn2, 9))...).ScaleNear(n, t)
}

package vmath

import (
	"math"
	"math/big"
)

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
	{name: "exp2", in: 1, wide: exp2Of64, narrow: exp2Of32},
	{name: "expm1", in: 1, wide: expm1Of64, narrow: expm1Of32},
}

// reduced is x = n·step + r + rl.
type reduced struct{ n, biased, r, rl *Value }

// clamp brings x between lo and hi; NaN stays.
func clamp(p *Program, x *Value, lo, hi float64) *Value {
	return p.F(lo).Max(p.F(hi).Min(x))
}

func reduceLn2(p *Program, x *Value) reduced { return reduceBiased(p, x, expBias) }

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

// exp2Of64 takes n off x, exact, and multiplies what is left by ln 2 in two parts.
func exp2Of64(p *Program, in ...*Value) *Value {
	x := clamp(p, in[0], -1080, 1025)
	t := x.Add(p.F(0x1p52 + expBias))
	n := t.Sub(p.F(0x1p52 + expBias))
	rest := x.Sub(n)
	hi, lo := parts(ln2, 53)
	r := rest.Mul(p.F(hi))
	rl := rest.FMA(p.F(lo), rest.FMS(p.F(hi), r))
	s, low := expOf(p, reduced{r: r, rl: rl})
	return s.Add(low).Scale(n, t)
}

func exp2Of32(p *Program, in ...*Value) *Value {
	x := clamp(p, in[0], -151, 129)
	t := x.Add(p.F(0x1.8p52))
	n := t.Sub(p.F(0x1.8p52))
	power := num(1)
	c := expSeries(0)
	s := func(k int) *big.Float {
		if k == 0 {
			power = num(1)
		} else {
			power = num(0).Mul(power, ln2)
		}
		return num(0).Mul(power, c(k))
	}
	return Poly(x.Sub(n), p.Fs(fitSeries(s, -0.5, 0.5, 9))...).ScaleNear(n, t)
}

// difference returns s·eʳ − unit as a sum of two: (s − unit) + s·(eʳ − 1), where a + al is s − unit.
func difference(p *Program, s, a, al *Value, e reduced) (w, low *Value) {
	q := Poly(e.r, p.Fs(fitSeries(expSeries(2), -halfLn2, halfLn2, 11))...)
	rest := e.r.Mul(e.r).FMA(q, e.rl)
	w = s.FMA(e.r, a)
	lost := s.FMA(e.r, a.Sub(w))
	return w, s.FMA(rest, lost).Add(al)
}

// twoSum returns a + b and what its rounding lost.
func twoSum(a, b *Value) (s, lost *Value) {
	s = a.Add(b)
	t := s.Sub(a)
	return s, a.Sub(s.Sub(t)).Add(b.Sub(t))
}

// fastTwoSum is twoSum for |a| ≥ |b| or a = 0.
func fastTwoSum(a, b *Value) (s, lost *Value) {
	s = a.Add(b)
	return s, a.Sub(s).Add(b)
}

// reduceBiased is reduceLn2 with n + bias in the low bits.
func reduceBiased(p *Program, x *Value, bias float64) reduced {
	hi, lo := parts(ln2, 42)
	t := x.FMA(p.F(1/math.Ln2), p.F(0x1p52+bias))
	n := t.Sub(p.F(0x1p52 + bias))
	r0 := n.FNMA(p.F(hi), x)
	r := n.FNMA(p.F(lo), r0)
	rl := n.FNMA(p.F(lo), r0.Sub(r))
	return reduced{n, t, r, rl}
}

// expm1Of64 computes half of the result, which does not overflow before its time; x itself is the result where it is tiny.
func expm1Of64(p *Program, in ...*Value) *Value {
	x := in[0]
	e := reduceBiased(p, clamp(p, x, -40, 710), 1022)
	s := e.biased.Shl(52)
	a, al := twoSum(s, p.F(-0.5))
	w, low := difference(p, s, a, al, e)
	y := w.Add(low)
	return x.Abs().Less(p.F(0x1p-60)).Select(x, y.Add(y))
}

// reduceNear is reduceBiased for short results.
func reduceNear(p *Program, x *Value, bias float64) reduced {
	t := x.FMA(p.F(1/math.Ln2), p.F(0x1p52+bias))
	n := t.Sub(p.F(0x1p52 + bias))
	return reduced{n: n, biased: t, r: n.FNMA(p.F(math.Ln2), x)}
}

// differenceNear returns eˣ − 1 for short results.
func differenceNear(p *Program, x *Value) *Value {
	e := reduceNear(p, x, 1023)
	s := e.biased.Shl(52)
	d := Poly(e.r, p.Fs(fitSeries(expSeries(1), -halfLn2, halfLn2, 8))...).Mul(e.r)
	return s.FMA(d, s.Sub(p.F(1)))
}

func expm1Of32(p *Program, in ...*Value) *Value {
	x := in[0]
	return differenceNear(p, clamp(p, x, -40, 89)).Or(x.Sign())
}

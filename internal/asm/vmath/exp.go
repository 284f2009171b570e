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
// in the last place (beside a bias that keeps it positive). Of float32 it is the same with 2²³ and shorter polynomials.
//
// References: J.-M. Muller, Elementary Functions: Algorithms and Implementation, 3rd ed., 2016, chapters 5 and 11.

const halfLn2 = 0.3467

var exponentials = []function{
	{"exp", 1, "", exp(doubles), exp(singles)},
	{"exp2", 1, "", exp2(doubles), exp2(singles)},
	{"expm1", 1, "", expm1(doubles), expm1(singles)},
}

// reduced is x = n·step + r + rl.
type reduced struct{ n, biased, r, rl *Value }

// clamp brings x between lo and hi; NaN stays.
func clamp(p *Program, x *Value, lo, hi float64) *Value {
	return p.F(lo).Max(p.F(hi).Min(x))
}

// reduce cuts x by ln 2, with n + bias in the low bits.
func (f precision) reduce(x *Value, bias float64) reduced {
	p := x.p
	hi, lo := parts(ln2, uint(f.terms(42, 16)))
	t := x.FMA(p.F(1/math.Ln2), p.F(f.unit()+bias))
	n := t.Sub(p.F(f.unit() + bias))
	r0 := n.FNMA(p.F(hi), x)
	r := n.FNMA(p.F(lo), r0)
	rl := n.FNMA(p.F(lo), r0.Sub(r))
	return reduced{n, t, r, rl}
}

// beyond returns eʳ − 1 − r.
func (f precision) beyond(e reduced) *Value {
	q := leading(e.r, e.r.p.Fs(fitSeries(expSeries(2), -halfLn2, halfLn2, f.terms(11, 5))))
	return e.r.Mul(e.r).FMA(q, e.rl)
}

// expOf returns eʳ as a sum of two.
func (f precision) expOf(e reduced) (s, low *Value) {
	one := e.r.p.F(1)
	s = one.Add(e.r)
	lost := e.r.Sub(s.Sub(one))
	return s, lost.Add(f.beyond(e))
}

// largest and least are where exponentials overflow, and where they are 0.
func (f precision) largest() float64 { return f.of(710, 89) }
func (f precision) least() float64   { return f.of(-746, -104) }

func exp(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		e := f.reduce(clamp(p, in[0], f.least(), f.largest()), f.bias())
		s, low := f.expOf(e)
		return s.Add(low).Scale(e.n, e.biased)
	}
}

// exp2 takes n off x, exact, and multiplies what is left by ln 2 in two parts.
func exp2(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := clamp(p, in[0], f.of(-1080, -151), f.of(1025, 129))
		shift := p.F(f.unit() + f.bias())
		t := x.Add(shift)
		n := t.Sub(shift)
		rest := x.Sub(n)
		hi, lo := parts(ln2, f.bits)
		r := rest.Mul(p.F(hi))
		rl := rest.FMA(p.F(lo), rest.FMS(p.F(hi), r))
		s, low := f.expOf(reduced{r: r, rl: rl})
		return s.Add(low).Scale(n, t)
	}
}

// difference returns s·eʳ − unit as a sum of two: (s − unit) + s·(eʳ − 1), where a + al is s − unit.
func (f precision) difference(s, a, al *Value, e reduced) (w, low *Value) {
	rest := f.beyond(e)
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

// expm1 computes half of the result, which does not overflow before its time; x itself is the result where it is tiny.
func expm1(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		e := f.reduce(clamp(p, x, -40, f.largest()), f.of(1022, 126))
		s := e.biased.Shl(f.fraction())
		a, al := twoSum(s, p.F(-0.5))
		w, low := f.difference(s, a, al, e)
		y := w.Add(low)
		return x.Abs().Less(p.F(f.of(0x1p-60, 0x1p-30))).Select(x, y.Add(y))
	}
}

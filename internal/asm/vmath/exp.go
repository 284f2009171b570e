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
// 2ⁿ comes from the bits of x/ln 2 + 2⁵², where n stands in the last place (beside a bias that keeps it positive). Of float32
// it is the same with 2²³ and shorter polynomials.
//
// Where the result is eˣ itself, n goes by eighths: 2^(j/8) comes from a table of sums of two, which are permutations of one vector,
// |r| ≤ (ln 2)/16, and what the roundings of r and 1 + r lose is so little beside the result that it need not be kept.
//
// References: J.-M. Muller, Elementary Functions: Algorithms and Implementation, 3rd ed., 2016, chapters 5 and 11;
// P. Tang, "Table-driven implementation of the exponential function in IEEE floating-point arithmetic", ACM TOMS 15 (1989),
// 144–157.

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
	q := leading(e.r, e.r.p.Fs(fitSeries(expSeries(2), -halfLn2, halfLn2, f.terms(11, 6))))
	return e.r.Mul(e.r).FMA(q, e.rl)
}

// eighths are the numbers 2^(j/8) as sums of two.
func (f precision) eighths() (hi, lo []float64) {
	root := num(0).Sqrt(num(0).Sqrt(num(0).Sqrt(num(2))))
	x := num(1)
	for range 8 {
		h, l := parts(x, f.bits)
		hi, lo = append(hi, h), append(lo, l)
		x = mul(x, root)
	}
	return hi, lo
}

// An eighth is x = n·ln 2 + r with n in eighths: index has 8n in its low bits, biased n without its fraction.
type eighth struct{ n, index, biased, r *Value }

// toEighths rounds to a multiple of 1/8.
func (f precision) toEighths() float64 { return f.unit()/8 + f.bias() }

func (f precision) eighthOf(x *Value) eighth {
	p := x.p
	hi, lo := parts(ln2, uint(f.terms(39, 13)))
	t := x.FMA(p.F(1/math.Ln2), p.F(f.toEighths()))
	n := t.Sub(p.F(f.toEighths()))
	return eighth{n, t, t.Shr(3), n.FNMA(p.F(lo), n.FNMA(p.F(hi), x))}
}

const eighthReach = halfLn2 / 8

// exp returns 2^(j/8)·(1 + more), j/8 the fraction of n, as a sum of two.
func (f precision) exp(index, more *Value) (s, low *Value) {
	hi, lo := f.eighths()
	s = index.Lookup(hi)
	return s, s.FMA(more, index.Lookup(lo))
}

// expBeyond returns eʳ − 1 for |r| ≤ (ln 2)/16.
func (f precision) expBeyond(r *Value) *Value {
	q := leading(r, r.p.Fs(fitSeries(expSeries(2), -eighthReach, eighthReach, f.terms(7, 3))))
	return r.Mul(r).FMA(q, r)
}

// largest and least are where exponentials overflow, and where they are 0.
func (f precision) largest() float64 { return f.of(710, 89) }
func (f precision) least() float64   { return f.of(-746, -104) }

func exp(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		e := f.eighthOf(clamp(p, in[0], f.least(), f.largest()))
		s, low := f.exp(e.index, f.expBeyond(e.r))
		return s.Add(low).Scale(e.n, e.biased)
	}
}

// exp2 takes n off x, exact; what is left is the argument of a polynomial.
func exp2(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := clamp(p, in[0], f.of(-1080, -151), f.of(1025, 129))
		t := x.Add(p.F(f.toEighths()))
		n := t.Sub(p.F(f.toEighths()))
		rest := x.Sub(n)
		power := num(1)
		c := func(k int) *big.Float {
			if k == 0 {
				power = ln2
			} else {
				power = mul(power, ln2)
			}
			return mul(power, expSeries(1)(k))
		}
		more := leading(rest, p.Fs(fitSeries(c, -1./16, 1./16, f.terms(8, 4)))).Mul(rest)
		s, low := f.exp(t, more)
		return s.Add(low).Scale(n, t.Shr(3))
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

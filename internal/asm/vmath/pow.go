package vmath

import "math"

// Powers
//
// |x|ʸ = e^(y·ln |x|), with ln |x| as a sum of two that is good to 2⁻⁶⁵ or so: r, the square and the sums keep what
// their roundings lose, only r³ and below are single. The product with y is at most 746, so that the error of the exponent
// is below 2⁻⁵⁵, beside the last place of the result. The square is x·x, as where a loop sees that all exponents are 2. Negative x are seen to where there are any; 0, infinities
// and NaN are given up.

var powers = []function{
	{"power", 2, "Pow", pow(doubles), pow(singles)},
}

// logTwo returns ln x as a normalised sum of two.
func (f precision) logTwo(x *Value) (hi, lo *Value) {
	p := x.p
	tc, thi, tlo := f.logTables(num(1))
	ln2hi, ln2lo := places(ln2, f.exactPlaces())
	u := f.cutLog(x)
	c := u.index.Lookup(tc)
	t := u.z.Mul(c)
	tl := u.z.FMS(c, t)
	r, rl := fastTwoSum(t.Sub(p.F(1)), tl)
	half := r.Mul(p.F(0.5))
	sq := half.Mul(r)
	sql := half.FMS(r, sq)
	whole := u.k.FMA(p.F(ln2hi), u.index.Lookup(thi))
	w, lost := fastTwoSum(whole, r)
	w2 := w.Sub(sq)
	lost = lost.Add(w.Sub(w2).Sub(sq))
	rest := u.k.FMA(p.F(ln2lo), u.index.Lookup(tlo)).Add(r.FNMA(rl, rl.Sub(sql)))
	q := leading(r, p.Fs(fitSeries(logSeries(3), -logReach, logReach, f.terms(10, 5))))
	cube := r.Mul(r).Mul(r)
	return fastTwoSum(w2, cube.FMA(q, rest).Add(lost))
}

func pow(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x, y := in[0], in[1]
		lh, ll := f.logTwo(x.Abs())
		t := y.Mul(lh)
		tl := y.FMA(ll, y.FMS(lh, t))
		c := clamp(p, t, f.least(), f.largest())
		tl = c.Eq(t).Select(tl, p.F(0))
		e := f.eighthOf(c)
		s, low := f.exp(e.index, f.expBeyond(e.r.Add(tl)))
		return f.powRare(x, y, s.Add(low).Scale(e.n, e.biased))
	}
}

// powRare returns z, or x·x; it gives negative x the sign of odd powers, and NaN if there is no real power.
func (f precision) powRare(x, y, z *Value) *Value {
	p := x.p
	z = y.Eq(p.F(2)).Select(x.Mul(x), z)
	least, greatest := p.F(f.leastNormal()), p.F(f.greatest())
	odd := least.NotLessEq(x).Either(x.NotLessEq(greatest)).Either(y.Abs().NotLessEq(greatest))
	return p.Rare(z, odd, func(z *Value) *Value {
		ax := x.Abs()
		p.Hard(least.NotLessEq(ax).Either(ax.NotLessEq(greatest)).Either(y.Abs().NotLessEq(greatest)))
		negative := x.Less(p.F(0))
		whole := y.Round().Eq(y)
		half := y.Mul(p.F(0.5))
		even := half.Round().Eq(half)
		z = negative.ButNot(even).Select(z.Neg(), z)
		return negative.ButNot(whole).Select(p.F(math.NaN()), z)
	})
}

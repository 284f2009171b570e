package vmath

import "math"

// Powers
//
// |x|ʸ = e^(y·ln |x|), with ln |x| as a sum of two that is good to 2⁻⁶⁵ or so: r, the square and the sums keep what
// their roundings lose, only r³ and below are single. The product with y is at most 746, so that the error of the exponent
// is below 2⁻⁵⁵, beside the last place of the result. The square is x·x, as where a loop sees that all exponents are 2. Negative x are seen to where there are any; 0, infinities
// and NaN are given up.

var powers = []function{
	{name: "power", in: 2, fix: "Pow", wide: pow64, narrow: pow32},
}

// logTwo returns ln x as a normalised sum of two.
func logTwo(p *Program, x *Value) (hi, lo *Value) {
	tc, thi, tlo := logTables(num(1))
	ln2hi, ln2lo := places(ln2, 42)
	u := cutLog(p, x)
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
	q := Poly(r, p.Fs(fitSeries(logSeries(3), -logReach, logReach, 10))...)
	cube := r.Mul(r).Mul(r)
	return fastTwoSum(w2, cube.FMA(q, rest).Add(lost))
}

func pow64(p *Program, in ...*Value) *Value {
	x, y := in[0], in[1]
	lh, ll := logTwo(p, x.Abs())
	t := y.Mul(lh)
	tl := y.FMA(ll, y.FMS(lh, t))
	c := clamp(p, t, -746, 710)
	tl = c.Eq(t).Select(tl, p.F(0))
	e := reduceLn2(p, c)
	e.r, e.rl = fastTwoSum(e.r, e.rl.Add(tl))
	s, low := expOf(p, e)
	return powRare(p, x, y, s.Add(low).Scale(e.n, e.biased), 0x1p-1022)
}

// powRare returns z, or x·x; it gives negative x the sign of odd powers, and NaN if there is no real power.
func powRare(p *Program, x, y, z *Value, least float64) *Value {
	z = y.Eq(p.F(2)).Select(x.Mul(x), z)
	odd := p.F(least).NotLessEq(x).Either(x.NotLessEq(p.F(math.MaxFloat64))).Either(y.Abs().NotLessEq(p.F(math.MaxFloat64)))
	return p.Rare(z, odd, func(z *Value) *Value {
		ax := x.Abs()
		p.Hard(p.F(least).NotLessEq(ax).Either(ax.NotLessEq(p.F(math.MaxFloat64))).Either(y.Abs().NotLessEq(p.F(math.MaxFloat64))))
		negative := x.Less(p.F(0))
		whole := y.Round().Eq(y)
		half := y.Mul(p.F(0.5))
		even := half.Round().Eq(half)
		z = negative.ButNot(even).Select(z.Neg(), z)
		return negative.ButNot(whole).Select(p.F(math.NaN()), z)
	})
}

func pow32(p *Program, in ...*Value) *Value {
	x, y := in[0], in[1]
	tc, thi, tlo := logTables(num(1))
	for i := range thi {
		thi[i] += tlo[i]
	}
	u := cutLog(p, x.Abs())
	r := u.z.FMS(u.index.Lookup(tc), p.F(1))
	hi := u.k.FMA(p.F(math.Ln2), u.index.Lookup(thi))
	l := Poly(r, p.Fs(fitSeries(logSeries(1), -logReach, logReach, 9))...).FMA(r, hi)
	e := reduceNear(p, clamp(p, y.Mul(l), -104, 89), 0x1p51)
	z := Poly(e.r, p.Fs(fitSeries(expSeries(0), -halfLn2, halfLn2, 9))...).ScaleNear(e.n, e.biased)
	return powRare(p, x, y, z, 0x1p-149)
}

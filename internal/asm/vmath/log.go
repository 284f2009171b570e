package vmath

import "math"

// Logarithms
//
// x = 2ᵏ·z with z from 45/64 on; 16 intervals of z have a c near 1/z, and
//
//	ln x = k·ln 2 − ln c + ln(1 + r),   r = z·c − 1,   |r| < 0.043.
//
// c has so few bits that r is exact where the result is small; the interval around 1 has c = 1, so that
// nothing cancels there. k·ln 2 − ln c is the sum of a multiple of 2⁻⁴², exact, and the rest;
// adding r to it keeps what is lost. Of the roundings only those of r² and below and the last count.
//
// References: P. Tang, ACM TOMS 16 (1990), 378–400; C. K. Anand and others on tables by permutation,
// "Unified tables for exponential and logarithm families", ACM TOMS 37 (2010).

const (
	logStart = 0x3fe6_8000_0000_0000 // 45/64: half an interval off a multiple, so that 1 is in the middle of one
	logReach = 0.043
)

var logarithms = []function{
	{name: "log", in: 1, fix: "Log", wide: log64, narrow: log32},
}

// logTables are c, −ln c as a multiple of 2⁻⁴², and the rest of it.
func logTables() (c, hi, lo []float64) {
	for i := range uint64(16) {
		from, to := math.Float64frombits(logStart+i<<48), math.Float64frombits(logStart+(i+1)<<48)
		unit := 32.
		if from >= 1 {
			unit = 64
		}
		k := math.Round(unit * 2 / (from + to))
		for from > 1 && from*k/unit-1 < -0x1p-5 { // the lower end is beside 1: r exact
			k++
		}
		c = append(c, k/unit)
		l := num(0).Neg(ln(k / unit))
		h, rest := places(l, 42)
		hi, lo = append(hi, h), append(lo, rest)
	}
	return c, hi, lo
}

// cut is x = 2ᵏ·z; index has the number of the interval of z in its low bits.
type cut struct{ k, z, index *Value }

func cutLog(p *Program, x *Value) cut {
	const bias = 0x400
	u := x.IAdd(p.Bits(bias<<52 - logStart))
	k := u.Shr(52).Or(p.F(0x1p52)).Sub(p.F(0x1p52 + bias))
	z := u.And(p.Bits(1<<52 - 1)).IAdd(p.Bits(logStart))
	return cut{k, z, u.Shr(48)}
}

// logOf returns ln x as a sum of two.
func logOf(p *Program, x *Value) (w, low *Value) {
	tc, thi, tlo := logTables()
	ln2hi, ln2lo := places(ln2, 42)
	u := cutLog(p, x)
	r := u.z.FMS(u.index.Lookup(tc), p.F(1))
	hi := u.k.FMA(p.F(ln2hi), u.index.Lookup(thi))
	w = hi.Add(r)
	lost := hi.Sub(w).Add(r)
	rest := u.k.FMA(p.F(ln2lo), u.index.Lookup(tlo))
	q := Poly(r, p.Fs(append([]float64{-0.5}, fitSeries(logSeries(3), -logReach, logReach, 8)...))...)
	return w, r.Mul(r).FMA(q, rest).Add(lost)
}

func log64(p *Program, in ...*Value) *Value {
	x := in[0]
	w, low := logOf(p, x)
	least := p.F(0x1p-1022)
	odd := x.NotLessEq(p.F(math.MaxFloat64)).Either(x.Less(least))
	return p.Rare(w.Add(low), odd, func(y *Value) *Value {
		p.Hard(p.F(0).Less(x).Both(x.Less(least)))
		return logEnds(p, x, y)
	})
}

// logEnds returns y, or what the logarithm is where it is not finite.
func logEnds(p *Program, x, y *Value) *Value {
	y = x.Eq(p.F(math.Inf(1))).Select(x, y)
	y = x.Eq(p.F(0)).Select(p.F(math.Inf(-1)), y)
	return p.F(0).NotLessEq(x).Select(p.F(math.NaN()), y)
}

// log32Of returns ln x to 38 bits or so.
func log32Of(p *Program, x *Value) *Value {
	tc, thi, _ := logTables()
	u := cutLog(p, x)
	r := u.z.FMS(u.index.Lookup(tc), p.F(1))
	hi := u.k.FMA(p.F(math.Ln2), u.index.Lookup(thi))
	return Poly(r, p.Fs(fitSeries(logSeries(1), -logReach, logReach, 7))...).FMA(r, hi)
}

func log32(p *Program, in ...*Value) *Value {
	x := in[0]
	odd := x.NotLessEq(p.F(math.MaxFloat64)).Either(p.F(0).NotLess(x))
	return p.Rare(log32Of(p, x), odd, func(y *Value) *Value { return logEnds(p, x, y) })
}

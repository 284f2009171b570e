package vmath

import (
	"math"
	"math/big"
)

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
	{name: "log2", in: 1, fix: "Log2", wide: logTo(invLn2).wide, narrow: logTo(invLn2).narrow},
	{name: "log10", in: 1, fix: "Log10", wide: logTo(invLn10).wide, narrow: logTo(invLn10).narrow},
	{name: "log1p", in: 1, fix: "Log1p", wide: log1pOf64, narrow: log1pOf32},
}

var (
	invLn2  = num(0).Quo(num(1), ln2)
	invLn10 = num(0).Quo(num(1), num(0).Add(num(0).Mul(ln2, num(3)), ln(1.25)))
)

// logTables are c, −ln c·scale as a multiple of 2⁻⁴², and the rest of it.
func logTables(scale *big.Float) (c, hi, lo []float64) {
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
		l := num(0).Mul(num(0).Neg(ln(k/unit)), scale)
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
	tc, thi, tlo := logTables(num(1))
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
	w, low := logOf(p, in[0])
	return logRare(p, in[0], w.Add(low))
}

// logRare sees to numbers that are not positive, finite and normal.
func logRare(p *Program, x, y *Value) *Value {
	least := p.F(0x1p-1022)
	odd := x.NotLessEq(p.F(math.MaxFloat64)).Either(x.Less(least))
	return p.Rare(y, odd, func(y *Value) *Value {
		p.Hard(p.F(0).Less(x).Both(x.Less(least)))
		return logEnds(p, x, y)
	})
}

// logTo returns the logarithm to another base: ln times scale. Beside what ln does, r·scale is a sum of two.
func logTo(scale *big.Float) function {
	scaled := func(s series) series {
		return func(k int) *big.Float { return num(0).Mul(s(k), scale) }
	}
	tc, thi, tlo := logTables(scale)
	perTwo := num(0).Mul(ln2, scale)
	hi, lo := parts(scale, 53)
	wide := func(p *Program, in ...*Value) *Value {
		x := in[0]
		u := cutLog(p, x)
		r := u.z.FMS(u.index.Lookup(tc), p.F(1))
		two, twoLow := places(perTwo, 42)
		whole := u.k.FMA(p.F(two), u.index.Lookup(thi))
		rest := u.index.Lookup(tlo)
		if twoLow != 0 {
			rest = u.k.FMA(p.F(twoLow), rest)
		}
		rs := r.Mul(p.F(hi))
		rest = rest.Add(r.FMA(p.F(lo), r.FMS(p.F(hi), rs)))
		w := whole.Add(rs)
		lost := whole.Sub(w).Add(rs)
		q := Poly(r, p.Fs(fitSeries(scaled(logSeries(2)), -logReach, logReach, 9))...)
		return logRare(p, x, w.Add(r.Mul(r).FMA(q, rest).Add(lost)))
	}
	narrow := func(p *Program, in ...*Value) *Value {
		x := in[0]
		u := cutLog(p, x)
		r := u.z.FMS(u.index.Lookup(tc), p.F(1))
		whole := u.k.FMA(p.F(float(perTwo)), u.index.Lookup(thi))
		y := Poly(r, p.Fs(fitSeries(scaled(logSeries(1)), -logReach, logReach, 7))...).FMA(r, whole)
		return logRare32(p, x, y)
	}
	return function{wide: wide, narrow: narrow}
}

// logEnds returns y, or what the logarithm is where it is not finite.
func logEnds(p *Program, x, y *Value) *Value {
	y = x.Eq(p.F(math.Inf(1))).Select(x, y)
	y = x.Eq(p.F(0)).Select(p.F(math.Inf(-1)), y)
	return p.F(0).NotLessEq(x).Select(p.F(math.NaN()), y)
}

// log32Of returns ln x to 38 bits or so.
func log32Of(p *Program, x *Value) *Value {
	tc, thi, _ := logTables(num(1))
	u := cutLog(p, x)
	r := u.z.FMS(u.index.Lookup(tc), p.F(1))
	hi := u.k.FMA(p.F(math.Ln2), u.index.Lookup(thi))
	return Poly(r, p.Fs(fitSeries(logSeries(1), -logReach, logReach, 7))...).FMA(r, hi)
}

func log32(p *Program, in ...*Value) *Value { return logRare32(p, in[0], log32Of(p, in[0])) }

func logRare32(p *Program, x, y *Value) *Value {
	odd := x.NotLessEq(p.F(math.MaxFloat64)).Either(p.F(0).NotLess(x))
	return p.Rare(y, odd, func(y *Value) *Value { return logEnds(p, x, y) })
}

// near1 is below where 1 + x is in the interval of 1.
const near1 = 0.015

// log1pOf64 is ln(s + e), s + e = 1 + x exactly. Near 1, r is x; elsewhere e counts as e·c·2⁻ᵏ/(1 + r).
func log1pOf64(p *Program, in ...*Value) *Value {
	x, one := in[0], p.F(1)
	s := one.Add(x)
	back := s.Sub(one)
	e := one.Sub(s.Sub(back)).Add(x.Sub(back))
	small := x.Abs().Less(p.F(near1))

	tc, thi, tlo := logTables(num(1))
	ln2hi, ln2lo := places(ln2, 42)
	u := cutLog(p, s)
	bits := s.IAdd(p.Bits(0x400<<52 - logStart))
	down := p.Bits((0x400 + 1023) << 52).ISub(bits.AndNot(p.Bits(1<<52 - 1))) // 2⁻ᵏ
	c := u.index.Lookup(tc)
	r := small.Select(x, u.z.FMS(c, one))
	e = e.Mul(down).Mul(c)
	e = small.Select(p.F(0), e.FNMA(r, e))
	hi := u.k.FMA(p.F(ln2hi), u.index.Lookup(thi))
	w := hi.Add(r)
	lost := hi.Sub(w).Add(r)
	rest := u.k.FMA(p.F(ln2lo), u.index.Lookup(tlo)).Add(e)
	q := Poly(r, p.Fs(append([]float64{-0.5}, fitSeries(logSeries(3), -logReach, logReach, 8)...))...)
	y := w.Add(r.Mul(r).FMA(q, rest).Add(lost))

	tiny, huge := p.F(0x1p-60), p.F(0x1p1000)
	odd := x.NotLessEq(huge).Either(p.F(-1).NotLess(x)).Either(x.Abs().Less(tiny))
	return p.Rare(y, odd, func(y *Value) *Value {
		p.Hard(huge.Less(x).Both(x.Less(p.F(math.Inf(1)))))
		return log1pEnds(p, x, x.Abs().Less(tiny).Select(x, y))
	})
}

func log1pEnds(p *Program, x, y *Value) *Value {
	y = x.Eq(p.F(math.Inf(1))).Select(x, y)
	y = x.Eq(p.F(-1)).Select(p.F(math.Inf(-1)), y)
	return p.F(-1).NotLessEq(x).Select(p.F(math.NaN()), y)
}

func log1pOf32(p *Program, in ...*Value) *Value {
	x, one := in[0], p.F(1)
	tc, thi, _ := logTables(num(1))
	u := cutLog(p, one.Add(x))
	r := x.Abs().Less(p.F(near1)).Select(x, u.z.FMS(u.index.Lookup(tc), one))
	hi := u.k.FMA(p.F(math.Ln2), u.index.Lookup(thi))
	y := Poly(r, p.Fs(fitSeries(logSeries(1), -logReach, logReach, 7))...).FMA(r, hi)
	odd := x.NotLessEq(p.F(math.MaxFloat64)).Either(p.F(-1).NotLess(x)).Either(x.Eq(p.F(0)))
	return p.Rare(y, odd, func(y *Value) *Value { return log1pEnds(p, x, x.Eq(p.F(0)).Select(x, y)) })
}

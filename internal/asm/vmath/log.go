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
// nothing cancels there. k·ln 2 − ln c is the sum of a multiple of 2⁻⁴², of float32 of 2⁻¹⁶, exact, and the rest;
// adding r to it keeps what is lost. Of the roundings only those of r² and below and the last count.
//
// References: P. Tang, ACM TOMS 16 (1990), 378–400; C. K. Anand and others on tables by permutation,
// "Unified tables for exponential and logarithm families", ACM TOMS 37 (2010).

const (
	logStart   = 0x3fe6_8000_0000_0000 // 45/64: half an interval off a multiple, so that 1 is in the middle of one
	logStart32 = 0x3f34_0000
	logReach   = 0.043
	singleBias = 0x80 // what the exponents of float32 are brought above 0 with
)

var logarithms = []function{
	{"log", 1, "Log", logTo(doubles, num(1)), logTo(singles, num(1))},
	{"log2", 1, "Log2", logTo(doubles, invLn2), logTo(singles, invLn2)},
	{"log10", 1, "Log10", logTo(doubles, invLn10), logTo(singles, invLn10)},
	{"log1p", 1, "Log1p", log1p(doubles), log1p(singles)},
}

var (
	invLn2  = quo(num(1), ln2)
	invLn10 = quo(num(1), add(mul(ln2, num(3)), ln(1.25)))
)

// exactPlaces is where multiples of logarithms are cut.
func (f precision) exactPlaces() int { return f.terms(42, 16) }

// logTables are c, −ln c·scale as an exact multiple, and the rest of it.
func (f precision) logTables(scale *big.Float) (c, hi, lo []float64) {
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
		h, rest := places(mul(num(0).Neg(ln(k/unit)), scale), f.exactPlaces())
		hi, lo = append(hi, h), append(lo, rest)
	}
	return c, hi, lo
}

// cut is x = 2ᵏ·z; index has the number of the interval of z in its low bits, above holds k + bias above the fraction.
type cut struct{ k, z, index, above *Value }

func (f precision) cutLog(x *Value) cut {
	p, bias, start := x.p, f.pattern(0x400, singleBias), f.pattern(logStart, logStart32)
	u := x.IAdd(p.Bits(bias<<f.fraction() - start))
	k := u.Shr(f.fraction()).Or(p.F(f.unit())).Sub(p.F(f.unit() + float64(bias)))
	z := u.And(p.Bits(1<<f.fraction() - 1)).IAdd(p.Bits(start))
	return cut{k, z, u.Shr(f.fraction() - 4), u}
}

// logTerms are those of (ln(1+r) − r)/r², of which the first is exact.
func (f precision) logTerms(r *Value, terms int) *Value {
	return leading(r, r.p.Fs(append([]float64{-0.5}, fitSeries(logSeries(3), -logReach, logReach, terms)...)))
}

// logTo returns the logarithm to another base: ln times scale. If it is not 1, r·scale is a sum of two.
func logTo(f precision, scale *big.Float) body {
	tc, thi, tlo := f.logTables(scale)
	two, twoLow := places(mul(ln2, scale), f.exactPlaces())
	natural := scale.Cmp(num(1)) == 0
	if f.single { // k comes with the bias, which these take off: exact, and nothing is left of it where the rest is 0
		for i := range thi {
			thi[i] -= singleBias * two
			tlo[i] -= singleBias * twoLow
		}
	}
	scaled := func(k int) *big.Float { return mul(logSeries(2)(k), scale) }
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		u := f.cutLog(x)
		r := u.z.FMS(u.index.Lookup(tc), p.F(1))
		if f.single {
			u.k = u.above.Shr(f.fraction()).Number()
		}
		whole := u.k.FMA(p.F(two), u.index.Lookup(thi))
		rest := u.index.Lookup(tlo)
		if twoLow != 0 {
			rest = u.k.FMA(p.F(twoLow), rest)
		}
		if natural {
			w, lost := fastTwoSum(whole, r)
			q := f.logTerms(r, f.terms(8, 4))
			return f.logRare(x, w.Add(r.Mul(r).FMA(q, rest).Add(lost)))
		}
		hi, lo := parts(scale, f.bits)
		w := r.FMA(p.F(hi), whole)
		lost := r.FMA(p.F(hi), whole.Sub(w))
		q := leading(r, p.Fs(fitSeries(scaled, -logReach, logReach, f.terms(9, 5))))
		if f.single {
			return f.logRare(x, w.Add(q.FMA(r, p.F(lo)).FMA(r, rest).Add(lost)))
		}
		rest = r.FMA(p.F(lo), rest)
		return f.logRare(x, w.Add(r.Mul(r).FMA(q, rest).Add(lost)))
	}
}

// logRare sees to numbers that are not positive, finite and normal.
func (f precision) logRare(x, y *Value) *Value {
	p := x.p
	least := p.F(f.leastNormal())
	return p.Rare(y, x.Odd(), func(y *Value) *Value {
		p.Hard(p.F(0).Less(x).Both(x.Less(least)))
		y = x.Eq(p.F(math.Inf(1))).Select(x, y)
		y = x.Eq(p.F(0)).Select(p.F(math.Inf(-1)), y)
		return p.F(0).NotLessEq(x).Select(p.F(math.NaN()), y)
	})
}

// near1 is below where 1 + x is in the interval of 1.
const near1 = 0.015

// ln1p returns ln(1 + x + xl), xl nil or far less than x, for −1 < x + xl ≤ 2¹⁰⁰⁰, of float32 2¹⁰⁰, and not tiny. It is
// ln(s + e), s + e = 1 + x + xl. Near 1, r is x; elsewhere e counts as e·c·2⁻ᵏ/(1 + r).
func (f precision) ln1p(x, xl *Value) *Value {
	p := x.p
	one := p.F(1)
	s := one.Add(x)
	back := s.Sub(one)
	e := one.Sub(s.Sub(back)).Add(x.Sub(back))
	low := p.F(0)
	if xl != nil {
		e, low = e.Add(xl), xl
	}
	small := x.Abs().Less(p.F(near1))

	tc, thi, tlo := f.logTables(num(1))
	ln2hi, ln2lo := places(ln2, f.exactPlaces())
	u := f.cutLog(s)
	mantissa := p.Bits(1<<f.fraction() - 1)
	down := p.Bits(f.pattern((0x400+1023)<<52, (0x80+127)<<23)).ISub(u.above.AndNot(mantissa)) // 2⁻ᵏ
	c := u.index.Lookup(tc)
	r := small.Select(x, u.z.FMS(c, one))
	e = small.Select(low, e.Mul(down).Mul(c))
	e = e.FNMA(r, e)
	w, lost := fastTwoSum(u.k.FMA(p.F(ln2hi), u.index.Lookup(thi)), r)
	rest := u.k.FMA(p.F(ln2lo), u.index.Lookup(tlo)).Add(e)
	q := f.logTerms(r, f.terms(8, 4))
	return w.Add(r.Mul(r).FMA(q, rest).Add(lost))
}

// beforeTiny is where odd functions are their arguments, far where 2⁻ᵏ is no more.
func (f precision) beforeTiny() float64 { return f.of(0x1p-60, 0x1p-30) }
func (f precision) far() float64        { return f.of(0x1p1000, 0x1p100) }

func log1p(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		tiny, far := p.F(f.beforeTiny()), p.F(f.far())
		odd := x.NotLessEq(far).Either(p.F(-1).NotLess(x)).Either(x.Abs().Less(tiny))
		return p.Rare(f.ln1p(x, nil), odd, func(y *Value) *Value {
			p.Hard(far.Less(x).Both(x.Less(p.F(math.Inf(1)))))
			y = x.Abs().Less(tiny).Select(x, y)
			y = x.Eq(p.F(math.Inf(1))).Select(x, y)
			y = x.Eq(p.F(-1)).Select(p.F(math.Inf(-1)), y)
			return p.F(-1).NotLessEq(x).Select(p.F(math.NaN()), y)
		})
	}
}

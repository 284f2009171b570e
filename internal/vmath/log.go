package vmath

import "math"

// Logarithms
//
// x = 2ᵏ·z with z in [11/16, 11/8); a table of 128 intervals gives c, about 1/z and so short that
// r = z·c − 1 is a dd without error, and −ln c as a dd:
//
//	ln x = k·ln 2 − ln c + ln(1 + r),   |r| < 2⁻⁷.
//
// Beside 1 both neighbours have c = 1, so that r = x − 1 and nothing cancels: the error is relative
// everywhere. ln(1 + r) = r − r²/2 + r³·(1/3 − r/4 + … + r⁷/10), r and r²/2 as dd. The result is good
// to about 2⁻⁶⁸ of itself, which is what powers need.
//
// The other logarithms multiply that by a dd, and the inverse hyperbolic functions are logarithms of
// dd: where their argument is beside 1 a dd has enough bits left for the distance.
//
// References: P. Tang, "Table-driven implementation of the logarithm function in IEEE
// floating-point arithmetic", ACM TOMS 16 (1990), 378–400; S. Gal and B. Bachelis, "An accurate
// elementary mathematical library for the IEEE floating point standard", ACM TOMS 17 (1991), 26–45.

// A logEntry is one interval of z.
type logEntry struct{ inv, hi, lo float64 }

// logStart is where the intervals begin, 11/16.
const logStart = 0x3fe6000000000000

// logParts returns ln(x + xl) for positive finite x, |xl| ≤ ulp(x).
func logParts(x, xl float64) dd {
	k := 0
	ix := math.Float64bits(x)
	if x < 0x1p-1022 {
		ix = math.Float64bits(x * 0x1p54)
		k = -54
	}
	above := ix - logStart
	t := &logTable[above>>45&127]
	k += int(int64(above) >> 52)
	z := math.Float64frombits(ix - above&(0xfff<<52))

	p := twoProd(z, t.inv)
	if xl != 0 {
		p.lo += xl / x * p.hi
	}
	r := fastTwoSum(p.hi-1, p.lo)
	l := log1pSmall(r)
	if t.hi == 0 && k == 0 {
		return l
	}
	kd := float64(k)
	s := twoSum(kd*logLn2Hi, t.hi)
	u := twoSum(s.hi, l.hi)
	return fastTwoSum(u.hi, u.lo+(s.lo+(l.lo+madd(kd, logLn2Lo, t.lo))))
}

// log1pSmall returns ln(1 + r) for |r| < 2⁻⁷.
func log1pSmall(r dd) dd {
	x := r.hi
	q := twoProd(x, x)
	q2 := float64(q.hi * q.hi)
	low := madd(q.hi, madd(x, -1./6, 1./5), madd(x, -1./4, 1./3))
	high := madd(q.hi, madd(x, -1./10, 1./9), madd(x, -1./8, 1./7))
	p := madd(q2, high, low)
	s := fastTwoSum(x, -0.5*q.hi)
	return fastTwoSum(s.hi, s.lo+(madd(-0.5, q.lo, r.lo-float64(x*r.lo))+float64(x*q.hi)*p))
}

// logEnds answers for x that have no finite logarithm.
func logEnds(x float64) (float64, bool) {
	switch {
	case x > 0 && x <= math.MaxFloat64:
		return 0, false
	case x == 0:
		return math.Inf(-1), true
	case x < 0:
		return math.NaN(), true
	}
	return x, true // +Inf, NaN
}

// Log returns the natural logarithm of x.
func Log(x float64) float64 {
	if y, ok := logEnds(x); ok {
		return y
	}
	return logParts(x, 0).value()
}

// Log2 returns the logarithm of x to the base 2.
func Log2(x float64) float64 {
	if y, ok := logEnds(x); ok {
		return y
	}
	return logParts(x, 0).times(invLn2).value()
}

// Log10 returns the logarithm of x to the base 10.
func Log10(x float64) float64 {
	if y, ok := logEnds(x); ok {
		return y
	}
	return logParts(x, 0).times(invLn10).value()
}

// Log1p returns ln(1 + x).
func Log1p(x float64) float64 {
	if math.Abs(x) < tiny {
		return x
	}
	s := twoSum(1, x)
	if y, ok := logEnds(s.hi); ok {
		return y
	}
	return logParts(s.hi, s.lo).value()
}

// Logaddexp returns ln(eˣ + eʸ).
func Logaddexp(x, y float64) float64 {
	if r, ok := logaddEnds(x, y); ok {
		return r
	}
	d := twoSum(math.Min(x, y), -math.Max(x, y))
	if d.hi < -800 {
		return math.Max(x, y) + 0 // −0 + 0 is 0
	}
	return logaddOf(expParts(d.hi, d.lo)).add(math.Max(x, y)).value()
}

// Logaddexp2 returns log₂(2ˣ + 2ʸ).
func Logaddexp2(x, y float64) float64 {
	if r, ok := logaddEnds(x, y); ok {
		return r
	}
	if x == y {
		return x + 1
	}
	d := twoSum(math.Min(x, y), -math.Max(x, y))
	if d.hi < -1200 {
		return math.Max(x, y) + 0
	}
	return logaddOf(exp2Parts(d.hi, d.lo)).times(invLn2).add(math.Max(x, y)).value()
}

// logaddOf returns ln(1 + d·2ᵏ), k ≤ 0.
func logaddOf(d dd, k int) dd {
	if k < -900 {
		return dd{d.ldexp(k), 0}
	}
	s := pow2(k)
	return log1pOf(dd{d.hi * s, d.lo * s})
}

// log1pOf returns ln(1 + u) for −½ ≤ u ≤ 1.
func log1pOf(u dd) dd {
	if math.Abs(u.hi) < 0x1p-7 {
		return log1pSmall(u)
	}
	s := u.add(1)
	return logParts(s.hi, s.lo)
}

// logaddEnds answers where an operand is not finite.
func logaddEnds(x, y float64) (float64, bool) {
	switch {
	case x != x || y != y:
		return x + y, true
	case math.IsInf(x, 0) || math.IsInf(y, 0):
		return math.Max(x, y) + 0, true
	}
	return 0, false
}

// Arcsinh returns the inverse hyperbolic sine of x.
func Arcsinh(x float64) float64 {
	ax := math.Abs(x)
	switch {
	case ax < tiny || x != x:
		return x
	case ax < 0x1p-20:
		z := float64(x * x)
		return madd(x, float64(z*madd(z, 3./40, -1./6)), x)
	case ax > 0x1p60:
		if math.IsInf(x, 0) {
			return x
		}
		return math.Copysign(logParts(ax, 0).plus(ln2).value(), x)
	}
	s := twoProd(ax, ax).add(1).root().add(ax)
	return math.Copysign(logParts(s.hi, s.lo).value(), x)
}

// Arccosh returns the inverse hyperbolic cosine of x, NaN for x < 1.
func Arccosh(x float64) float64 {
	switch {
	case x != x || math.IsInf(x, 1):
		return x
	case x < 1:
		return math.NaN()
	case x > 0x1p60:
		return logParts(x, 0).plus(ln2).value()
	}
	s := twoSum(x, 1).scale(x - 1).root() // x − 1 is exact below 2
	if x >= 2 {
		s = twoProd(x, x).add(-1).root()
	}
	s = s.add(x)
	return logParts(s.hi, s.lo).value()
}

// Arctanh returns the inverse hyperbolic tangent of x, NaN for |x| > 1.
func Arctanh(x float64) float64 {
	ax := math.Abs(x)
	switch {
	case ax < tiny || x != x:
		return x
	case ax < 0x1p-20:
		z := float64(x * x)
		return madd(x, float64(z*madd(z, 1./5, 1./3)), x)
	case ax > 1:
		return math.NaN()
	case ax == 1:
		return math.Copysign(math.Inf(1), x)
	}
	q := twoSum(1, ax).over(twoSum(1, -ax))
	return math.Copysign(0.5*logParts(q.hi, q.lo).value(), x)
}

package vmath

import "math"

// Exponential functions
//
// x is cut into n·(ln 2)/128 + r, |r| ≤ (ln 2)/256, so that
//
//	eˣ = 2ᵏ · 2^(j/128) · eʳ,   n = 128k + j, 0 ≤ j < 128.
//
// (ln 2)/128 is subtracted in three parts, the first two so short that their products with n
// are exact (Cody and Waite); r is a dd. 2^(j/128) comes from a table of dd. eʳ − 1 is
// r + r²/2 + … + r⁶/720, of which only r needs more than a float64: the rest is below 2⁻¹⁸ of
// the result, so that its roundings are below 2⁻⁷⁰. There are no branches on the way but for
// the ends of the range, and the one gather is of two neighbours.
//
// References: W. Cody and W. Waite, Software Manual for the Elementary Functions, 1980;
// P. Tang, "Table-driven implementation of the exponential function in IEEE floating-point
// arithmetic", ACM TOMS 15 (1989), 144–157.

const (
	toInt      = 0x1.8p52 // added and subtracted, it rounds to an integer
	expTooBig  = 710.0    // e⁷¹⁰ overflows
	expTooTiny = -746.0   // e⁻⁷⁴⁶ is less than half the smallest number
	tiny       = 0x1p-54  // x where f(x) = x for all odd functions here
)

// expRest returns x + xl − n·(ln 2)/128, and n; |x| < 2¹¹.
func expRest(x, xl float64) (r dd, n int) {
	nd := madd(x, expInvLn2N, toInt) - toInt
	t := x - float64(nd*expLn2N1)
	s := twoSum(t, -float64(nd*expLn2N2))
	return twoSum(s.hi, s.lo-float64(nd*expLn2N3)+xl), int(nd)
}

// expTail returns eʳ − 1 − r.hi.
func expTail(r dd) float64 {
	x := r.hi
	x2 := float64(x * x)
	p := madd(x, madd(x, madd(x, 1./720, 1./120), 1./24), 1./6)
	return r.lo + madd(0.5, x2, float64(x*x2)*p)
}

// expOf returns 2^(n/128)·eʳ as a dd in [0.99, 2.01] and a power of 2.
func expOf(r dd, n int) (dd, int) {
	t := expTable[n&127]
	p := twoProd(t.hi, r.hi)
	s := fastTwoSum(t.hi, p.hi)
	return fastTwoSum(s.hi, s.lo+(p.lo+(t.lo+madd(t.hi, expTail(r), float64(t.lo*r.hi))))), n >> 7
}

// expParts returns e^(x+xl) = d·2ᵏ with a relative error of about 2⁻⁶⁸, for |x| < 2¹¹ and
// |xl| ≤ ulp(x).
func expParts(x, xl float64) (d dd, k int) {
	r, n := expRest(x, xl)
	return expOf(r, n)
}

// Exp returns eˣ.
func Exp(x float64) float64 {
	if !(math.Abs(x) < 708) {
		return expEnds(x)
	}
	d, k := expParts(x, 0)
	return (d.hi + d.lo) * pow2(k)
}

func expEnds(x float64) float64 {
	switch {
	case x > expTooBig:
		return math.Inf(1)
	case x < expTooTiny:
		return 0
	case x != x:
		return x
	}
	d, k := expParts(x, 0)
	return d.ldexp(k)
}

// Exp2 returns 2ˣ.
func Exp2(x float64) float64 {
	switch {
	case x >= 1024:
		return math.Inf(1)
	case x < -1076:
		return 0
	case x != x:
		return x
	}
	d, k := exp2Parts(x, 0)
	return d.ldexp(k)
}

// exp2Parts returns 2^(x+xl).
func exp2Parts(x, xl float64) (dd, int) {
	nd := madd(x, 128, toInt) - toInt
	r := fastTwoSum(x-nd*(1./128), xl)
	return expOf(ln2.times(r), int(nd))
}

// Expm1 returns eˣ − 1.
func Expm1(x float64) float64 {
	switch {
	case math.Abs(x) < tiny || x != x:
		return x
	case x > expTooBig:
		return math.Inf(1)
	case x < -40:
		return -1
	}
	d, k := expm1Parts(x)
	return d.ldexp(k)
}

// expm1Parts returns eˣ − 1 = d·2ᵏ for tiny ≤ |x| < 2¹¹, x > −100.
func expm1Parts(x float64) (dd, int) {
	r, n := expRest(x, 0)
	if n == 0 { // e⁰ and −1 cancel, and nothing is lost
		return fastTwoSum(r.hi, expTail(r)), 0
	}
	d, k := expOf(r, n)
	if k > 100 {
		return d, k
	}
	s := pow2(k)
	return dd{d.hi * s, d.lo * s}.add(-1), 0
}

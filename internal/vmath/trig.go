package vmath

import (
	"math"
	"math/bits"
)

// Sine, cosine, tangent
//
// x is cut into n·π/2 + r, |r| ≤ π/4 or a little more, r a dd. Up to 2²⁰ that is done by subtracting
// n·π/2 in four parts, the first three so short that their products with n are exact (Cody and
// Waite): what cancels at the worst argument leaves 2⁻¹³² behind the point. Beyond, x is an integer
// times a power of 2, so that x·2/π modulo 4 needs only 256 of the bits of 2/π, and is one product of
// integers (Payne and Hanek). No float64 comes closer to a multiple of π/2 than 2⁻⁶², so that about
// 140 good bits remain.
//
// Sine and cosine of r are their series in r², r²/6 and r²/2 in dd, and the rest in float64.
//
// References: M. Payne and R. Hanek, "Radian reduction for trigonometric functions", SIGNUM
// Newsletter 18 (1983), 19–24; K. C. Ng, "Argument reduction for huge arguments: good to the last
// bit", 1992; Muller, Elementary Functions, 3rd ed., chapter 11.

// maxCodyWaite bounds the arguments that are reduced by subtraction.
const maxCodyWaite = 0x1p20

// quarter returns x modulo π/2, and the multiple taken away modulo 4; x is finite.
func quarter(x float64) (r dd, q int) {
	if math.Abs(x) > maxCodyWaite {
		return payneHanek(x)
	}
	nd := madd(x, 2/math.Pi, toInt) - toInt
	t := x - float64(nd*halfPi1)
	a := twoSum(t, -float64(nd*halfPi2))
	b := twoSum(a.hi, -float64(nd*halfPi3))
	return twoSum(b.hi, (a.lo+b.lo)-float64(nd*halfPi4)), int(nd) & 3
}

// payneHanek does that for |x| > maxCodyWaite.
func payneHanek(x float64) (r dd, q int) {
	ix := math.Float64bits(x)
	e := int(ix>>52&0x7ff) - 1075 // |x| = m·2ᵉ
	m := ix&(1<<52-1) | 1<<52

	// 256 bits of 2/π from the one that makes x·2/π count 2; the table has 64 zeros in front.
	at := e - 2 + 64
	var w [4]uint64
	for i := range w {
		w[i] = bitsFrom(at + 64*i)
	}

	// m·w modulo 2²⁵⁶: two bits of quadrant and 254 of fraction.
	var carry uint64
	for i := 3; i >= 0; i-- {
		hi, lo := bits.Mul64(m, w[i])
		var c uint64
		lo, c = bits.Add64(lo, carry, 0)
		w[i], carry = lo, hi+c
	}
	q = int(w[0] >> 62)
	w = shiftLeft(w, 2)
	sign := 1.0
	if w[0]>>63 != 0 { // more than half: from the next multiple down
		q++
		sign = -1
		for i := range w {
			w[i] = ^w[i]
		}
	}
	zeros := 0
	for w[0] == 0 {
		w = [4]uint64{w[1], w[2], w[3], 0}
		zeros += 64
	}
	z := bits.LeadingZeros64(w[0])
	w = shiftLeft(w, uint(z))
	zeros += z

	f := dd{float64(w[0]>>11) * 0x1p-53, float64((w[0]<<53|w[1]>>11)>>11) * 0x1p-106}
	r = halfPi.times(f).scale(sign * pow2(-zeros))
	if x < 0 {
		return r.neg(), -q & 3
	}
	return r, q & 3
}

// bitsFrom returns 64 bits of 2/π from a bit of the table.
func bitsFrom(at int) uint64 {
	i, s := at>>6, uint(at&63)
	return twoOverPi[i]<<s | twoOverPi[i+1]>>1>>(63-s)
}

func shiftLeft(w [4]uint64, n uint) [4]uint64 {
	for i := range 3 {
		w[i] = w[i]<<n | w[i+1]>>1>>(63-n)
	}
	w[3] <<= n
	return w
}

// sinSmall returns the sine of |r| < 0.8 with a relative error of about 2⁻⁶⁰.
func sinSmall(r dd) dd {
	x := r.hi
	z := twoProd(x, x)
	z2 := float64(z.hi * z.hi)
	low := madd(z.hi, madd(z.hi, sin9, sin7), sin5)
	high := madd(z.hi, madd(z.hi, sin15, sin13), sin11)
	p := float64(z2 * madd(float64(z.hi*z2), madd(float64(z.hi*z2), sin17, high), low))
	u := twoProd(z.hi, sin3.hi)
	u.lo += madd(z.lo, sin3.hi, float64(z.hi*sin3.lo)) + p
	v := twoProd(u.hi, x)
	v.lo += madd(u.lo, x, float64(r.lo*madd(z.hi, madd(z.hi, 1./24, -0.5), 1)))
	s := fastTwoSum(x, v.hi)
	return fastTwoSum(s.hi, s.lo+v.lo)
}

// cosSmall returns the cosine of |r| < 0.8 with a relative error of about 2⁻⁵⁸.
func cosSmall(r dd) dd {
	x := r.hi
	z := twoProd(x, x)
	z2 := float64(z.hi * z.hi)
	low := madd(z.hi, madd(z.hi, cos8, cos6), cos4)
	high := madd(z.hi, madd(z.hi, cos14, cos12), cos10)
	p := float64(z2 * madd(float64(z.hi*z2), madd(float64(z.hi*z2), cos16, high), low))
	s := fastTwoSum(1, -0.5*z.hi)
	return fastTwoSum(s.hi, s.lo+(p-(0.5*z.lo+float64(x*r.lo)*madd(z.hi, -1./6, 1))))
}

// Sin returns the sine of x radians.
func Sin(x float64) float64 {
	if !(math.Abs(x) <= math.MaxFloat64) {
		return math.NaN()
	}
	if math.Abs(x) < 0x1p-27 { // also products that would be subnormal
		return smallOdd(x, -1./6)
	}
	r, q := quarter(x)
	return turn(r, q)
}

// Cos returns the cosine of x radians.
func Cos(x float64) float64 {
	if !(math.Abs(x) <= math.MaxFloat64) {
		return math.NaN()
	}
	r, q := quarter(x)
	return turn(r, q+1)
}

// turn returns the sine of r + q·π/2.
func turn(r dd, q int) float64 {
	var s dd
	if q&1 == 0 {
		s = sinSmall(r)
	} else {
		s = cosSmall(r)
	}
	if q&2 != 0 {
		return -(s.hi + s.lo)
	}
	return s.hi + s.lo
}

// Tan returns the tangent of x radians.
func Tan(x float64) float64 {
	if !(math.Abs(x) <= math.MaxFloat64) {
		return math.NaN()
	}
	if math.Abs(x) < 0x1p-27 {
		return smallOdd(x, 1./3)
	}
	r, q := quarter(x)
	s, c := sinSmall(r), cosSmall(r)
	if q&1 != 0 {
		return -c.over(s).value()
	}
	return s.over(c).value()
}

// smallOdd returns x + c·x³ for |x| < 2⁻²⁷.
func smallOdd(x, c float64) float64 {
	if math.Abs(x) < tiny {
		return x // also −0
	}
	return madd(x, float64(c*x)*x, x)
}

const (
	sin5, sin7, sin9    = 1. / 120, -1. / 5040, 1. / 362880
	sin11, sin13, sin15 = -1. / 39916800, 1. / 6227020800, -1. / 1307674368000
	sin17               = 1. / 355687428096000
	cos4, cos6, cos8    = 1. / 24, -1. / 720, 1. / 40320
	cos10, cos12, cos14 = -1. / 3628800, 1. / 479001600, -1. / 87178291200
	cos16               = 1. / 20922789888000
)

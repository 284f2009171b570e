package vmath

import "math"

// Hyperbolic functions
//
// From e^|x| as a dd, and its inverse. Where their difference cancels, below 1/4 or 1/8, the
// series in x² is used instead: what follows x is less than 2⁻⁶ of it, so that its roundings count little.
//
// Reference: N. Beebe, The Mathematical-Function Computation Handbook, 2017, chapter 12.

// expPair returns (eˣ, e⁻ˣ)·2⁻ᵏ for 0 ≤ x < 800, the second 0 where it does not count.
func expPair(x float64) (up, down dd, k int) {
	up, k = expParts(x, 0)
	if x > 40 {
		return up, dd{}, k
	}
	s := pow2(-k)
	down = dd{s * s, 0}.over(up)
	return up, down, k
}

// Sinh returns the hyperbolic sine of x.
func Sinh(x float64) float64 {
	ax := math.Abs(x)
	switch {
	case ax < tiny || x != x:
		return x
	case ax > 711:
		return math.Copysign(math.Inf(1), x)
	case ax < 0.25:
		z := float64(x * x)
		p := z * poly7(z, &sinhSeries)
		return madd(x, p, x)
	}
	up, down, k := expPair(ax)
	return math.Copysign(up.plus(down.neg()).ldexp(k-1), x)
}

// Cosh returns the hyperbolic cosine of x.
func Cosh(x float64) float64 {
	ax := math.Abs(x)
	switch {
	case x != x:
		return x
	case ax > 711:
		return math.Inf(1)
	}
	up, down, k := expPair(ax)
	return up.plus(down).ldexp(k - 1)
}

// Tanh returns the hyperbolic tangent of x.
func Tanh(x float64) float64 {
	ax := math.Abs(x)
	switch {
	case ax < tiny || x != x:
		return x
	case ax < 0.125:
		z := float64(x * x)
		p := z * poly11(z, &tanhSeries)
		return madd(x, p, x)
	case ax > 20:
		return math.Copysign(1, x)
	}
	d, k := expParts(2*ax, 0)
	s := pow2(k)
	e := dd{d.hi * s, d.lo * s}
	return math.Copysign(e.add(-1).over(e.add(1)).value(), x)
}

// Sigmoid returns 1/(1 + e⁻ˣ), the logistic function.
func Sigmoid(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 40:
		return 1
	case x < expTooTiny:
		return 0
	}
	d, k := expParts(x, 0)
	if k < -64 { // 1 + eˣ is 1
		return d.ldexp(k)
	}
	s := pow2(k)
	e := dd{d.hi * s, d.lo * s}
	return e.over(e.add(1)).value()
}

// poly7 returns c₀ + c₁z + … + c₆z⁶.
func poly7(z float64, c *[7]float64) float64 {
	return madd(z, madd(z, madd(z, madd(z, madd(z, madd(z, c[6], c[5]), c[4]), c[3]), c[2]), c[1]), c[0])
}

// poly11 returns c₀ + c₁z + … + c₁₀z¹⁰, half of it after the other.
func poly11(z float64, c *[11]float64) float64 {
	z2 := float64(z * z)
	z4 := float64(z2 * z2)
	low := madd(z, madd(z, madd(z, c[3], c[2]), c[1]), c[0])
	mid := madd(z, madd(z, madd(z, c[7], c[6]), c[5]), c[4])
	high := madd(z, madd(z, c[10], c[9]), c[8])
	return madd(z4, madd(z4, high, mid), low)
}

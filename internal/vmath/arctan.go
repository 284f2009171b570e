package vmath

import "math"

// Inverse trigonometric functions
//
// All are angles of a point (x, y). With both turned into the first half quadrant, z = y/x lies in
// [0, 1] as a dd; with c the next multiple of 1/64,
//
//	arctan z = arctan c + arctan t,   t = (z − c)/(1 + z·c),   |t| ≤ 2⁻⁷,
//
// where arctan c comes from a table of dd and arctan t = t − t³/3 + … + t⁹/9. Near 0, c is 0 and
// t is z, so that the error is relative. arcsin x is the angle of (√(1−x²), x), arccos x that of
// (x, √(1−x²)), with (1−x)(1+x) under the root, of which neither factor loses a bit.
//
// References: Muller, Elementary Functions, 3rd ed., chapter 4; S. Gal and B. Bachelis, as in log.go.

// arctanSmall returns arctan z for z in [0, 1], relative error about 2⁻⁶⁷.
func arctanSmall(z dd) dd {
	nd := madd(z.hi, 64, toInt) - toInt
	c := nd * (1. / 64)
	t := z
	if c != 0 {
		t = dd{z.hi - c, z.lo}.over(z.scale(c).add(1))
	}
	x2 := float64(t.hi * t.hi)
	p := float64(x2*madd(x2, madd(x2, madd(x2, 1./9, -1./7), 1./5), -1./3)) * t.hi
	e := arctanTable[uint(nd)%uint(len(arctanTable))]
	s := fastTwoSum(e.hi, t.hi)
	return fastTwoSum(s.hi, s.lo+(e.lo+(t.lo+p)))
}

// angle returns the angle of (x, y), both finite and ≥ 0, not both 0, of about the same size.
func angle(y, x dd) dd {
	if y.hi <= x.hi {
		return arctanSmall(y.over(x))
	}
	return halfPi.plus(arctanSmall(x.over(y)).neg())
}

// Arctan returns the angle in [−π/2, π/2] with tangent x.
func Arctan(x float64) float64 {
	ax := math.Abs(x)
	switch {
	case ax < 0x1p-27:
		return smallOdd(x, -1./3)
	case ax > 0x1p60:
		return math.Copysign(halfPi.hi, x)
	case x != x:
		return x
	}
	return math.Copysign(angle(dd{ax, 0}, dd{1, 0}).value(), x)
}

// Arctan2 returns the angle of the point (x, y) in [−π, π], with the signs of zeros as C has them.
func Arctan2(y, x float64) float64 {
	ax, ay := math.Abs(x), math.Abs(y)
	switch {
	case x != x || y != y:
		return x + y
	case ay == 0:
		if math.Signbit(x) {
			return math.Copysign(math.Pi, y)
		}
		return y
	case ax == 0:
		return math.Copysign(halfPi.hi, y)
	case math.IsInf(ax, 0) || math.IsInf(ay, 0):
		return arctan2Infinite(y, x)
	}
	return math.Copysign(arctan2Finite(ay, x), y)
}

func arctan2Infinite(y, x float64) float64 {
	a := halfPi.hi
	switch {
	case math.IsInf(x, 1) && math.IsInf(y, 0):
		a = math.Pi / 4
	case math.IsInf(x, -1) && math.IsInf(y, 0):
		a = 3 * math.Pi / 4
	case math.IsInf(x, 1):
		a = 0
	case math.IsInf(x, -1):
		a = math.Pi
	}
	return math.Copysign(a, y)
}

// arctan2Finite is for positive y and x ≠ 0.
func arctan2Finite(y, x float64) float64 {
	fy, ey := math.Frexp(y)
	fx, ex := math.Frexp(math.Abs(x))
	switch apart := ey - ex; {
	case apart > 64:
		return halfPi.hi
	case apart < -64 && x > 0:
		return y / x
	case apart < -64:
		return math.Pi
	default:
		a := angle(dd{fy * pow2(apart), 0}, dd{fx, 0})
		if x < 0 {
			a = halfPi.scale(2).plus(a.neg())
		}
		return a.value()
	}
}

// leg returns √(1 − x²) for 0 ≤ x ≤ 1.
func leg(x float64) dd { return twoSum(1, -x).times(twoSum(1, x)).root() }

// Arcsin returns the angle in [−π/2, π/2] with sine x, NaN for |x| > 1.
func Arcsin(x float64) float64 {
	ax := math.Abs(x)
	switch {
	case ax < 0x1p-27:
		return smallOdd(x, 1./6)
	case !(ax <= 1):
		return math.NaN()
	}
	return math.Copysign(angle(dd{ax, 0}, leg(ax)).value(), x)
}

// Arccos returns the angle in [0, π] with cosine x, NaN for |x| > 1.
func Arccos(x float64) float64 {
	ax := math.Abs(x)
	if !(ax <= 1) {
		return math.NaN()
	}
	a := angle(leg(ax), dd{ax, 0})
	if x < 0 {
		a = halfPi.scale(2).plus(a.neg())
	}
	return a.value()
}

// Deg2rad returns x degrees in radians.
func Deg2rad(x float64) float64 { return byConstant(x, degree) }

// Rad2deg returns x radians in degrees.
func Rad2deg(x float64) float64 { return byConstant(x, radian) }

func byConstant(x float64, c dd) float64 {
	if x-x != 0 {
		return x
	}
	return math.FMA(x, c.hi, x*c.lo)
}

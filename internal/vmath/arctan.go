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
		return math.Copysign(halfPi.hi, x) // 2⁻⁶⁰ is less than half of its last place
	case x != x:
		return x
	}
	return math.Copysign(angle(dd{ax, 0}, dd{1, 0}).value(), x)
}

// Arctan2 returns the angle of the point (x, y) in [−π, π], with the signs of zeros as C has them.
func Arctan2(y, x float64) float64 {
	if x != x || y != y {
		return x + y
	}
	if y > 0 && x > 0 {
		if f, ok := flatAngle(y, x); ok {
			return f
		}
	}
	return math.Copysign(angleOf(math.Abs(y), x).value(), y)
}

// flatAngle answers for angles so small that they are the quotient, which may be subnormal.
func flatAngle(y, x float64) (float64, bool) {
	q := y / x
	return q, q < 0x1p-64
}

// angleOf returns the angle of (x, y) for y ≥ 0 as a dd.
func angleOf(y, x float64) dd {
	ax := math.Abs(x)
	yIsZero, yIsInf, xIsInf := y == 0, y > math.MaxFloat64, ax > math.MaxFloat64
	var a dd
	switch {
	case yIsZero || xIsInf && !yIsInf:
	case xIsInf && yIsInf:
		a = dd{0.5 * halfPi.hi, 0.5 * halfPi.lo}
	case ax == 0 || yIsInf:
		return halfPi
	default:
		a = angleFinite(y, ax)
	}
	if math.Signbit(x) {
		a = dd{2 * halfPi.hi, 2 * halfPi.lo}.plus(a.neg())
	}
	return a
}

// angleFinite is for positive finite numbers.
func angleFinite(y, x float64) dd {
	fy, ey := math.Frexp(y)
	fx, ex := math.Frexp(x)
	switch apart := ey - ex; {
	case apart > 120:
		return halfPi
	case apart < -120:
		return dd{y / x, 0}
	default:
		return angle(dd{fy * pow2(apart), 0}, dd{fx, 0})
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
	if x-x != 0 || x == 0 {
		return x
	}
	if math.Abs(x) < 0x1p-900 { // x·c.lo would be subnormal
		f, e := math.Frexp(x)
		d := c.scale(f)
		_, k := math.Frexp(d.hi)
		s := pow2(1 - k)
		return dd{d.hi * s, d.lo * s}.ldexp(e + k - 1)
	}
	return math.FMA(x, c.hi, x*c.lo)
}

package vmath

import "math"

// Complex functions
//
// Each is made of real ones, by formulas in which nothing cancels, or cancels in dd. The special
// values are those of C99, Annex G, where they depend on nothing but the class of the operand: signs that
// the standard leaves open are NumPy's, which means those of glibc. Functions that C has not (exp2, log2,
// expm1, log1p) follow NumPy's formulas. Branch cuts lie where C has them and the sign of zero tells
// their sides apart.
//
// References: ISO C99, Annex G; W. Kahan, "Branch cuts for complex elementary functions, or much
// ado about nothing's sign bit", in The State of the Art in Numerical Analysis, 1987.

func isInf(x float64) bool    { return x > math.MaxFloat64 || x < -math.MaxFloat64 }
func isFinite(x float64) bool { return x-x == 0 }

// timesI returns i·z, overI z/i, without arithmetic.
func timesI(z complex128) complex128 { return complex(-imag(z), real(z)) }
func overI(z complex128) complex128  { return complex(imag(z), -real(z)) }

// sinCos returns sine and cosine of a finite x + xl as dd.
func sinCos(x, xl float64) (sin, cos dd) {
	r, q := quarter(x)
	if xl != 0 {
		r, q = turnBy(r, q, xl)
	}
	if math.Abs(x) < 0x1p-100 {
		sin, cos = dd{x, 0 * x}, dd{1, 0} // −0 too
	} else {
		sin, cos = sinSmall(r), cosSmall(r)
	}
	if q&1 != 0 {
		sin, cos = cos, sin.neg()
	}
	if q&2 != 0 {
		sin, cos = sin.neg(), cos.neg()
	}
	return sin, cos
}

// turnBy adds a small angle, which is large where x is huge.
func turnBy(r dd, q int, xl float64) (dd, int) {
	s, n := quarter(xl)
	r, q = r.plus(s), q+n
	if r.hi > math.Pi/4 {
		return r.plus(halfPi.neg()), q + 1
	}
	if r.hi < -math.Pi/4 {
		return r.plus(halfPi), q - 1
	}
	return r, q
}

// product returns a·b·2ᵏ, |a| and |b| about 1 or less, any k.
func product(a, b dd, k int) float64 {
	y := a.times(b).value()
	if !(math.Abs(y) > 0) { // with the sign of a zero, and without NaN from the error of an infinity
		y = a.hi * b.hi
	}
	for ; k > 1000; k -= 1000 {
		y *= pow2(1000)
		if y == 0 || isInf(y) {
			return y
		}
	}
	for ; k < -1000; k += 1000 {
		y *= pow2(-1000)
		if y == 0 {
			return y
		}
	}
	return y * pow2(k)
}

// clampExp keeps an exponent inside what expParts takes; beyond it all results are 0 or infinite.
func clampExp(x float64) float64 { return math.Min(math.Max(x, -2000), 2000) }

// ExpC returns eᶻ.
func ExpC(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case y == 0:
		return complex(Exp(x), y)
	case !isFinite(y) && math.IsInf(x, -1):
		return complex(0, math.Copysign(0, y))
	case !isFinite(y) && math.IsInf(x, 1):
		return complex(x, math.NaN())
	case !isFinite(y) || x != x:
		return complex(math.NaN(), math.NaN())
	}
	return cis(clampExp(x), 0, y, 0)
}

// cis returns e^(x + i·y) for finite numbers of two parts.
func cis(x, xl, y, yl float64) complex128 {
	e, k := expParts(x, xl)
	s, c := sinCos(y, yl)
	return complex(product(e, c, k), product(e, s, k))
}

// Exp2C returns 2ᶻ.
func Exp2C(z complex128) complex128 {
	return ExpC(complex(real(z)*math.Ln2, imag(z)*math.Ln2))
}

// Expm1C returns eᶻ − 1.
func Expm1C(z complex128) complex128 {
	x, y := real(z), imag(z)
	a := Sin(y / 2)
	return complex(Expm1(x)*Cos(y)-2*a*a, Exp(x)*Sin(y))
}

// SinhC returns the hyperbolic sine of z.
func SinhC(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case isFinite(x) && isFinite(y):
		up, down, k := expPair(math.Min(math.Abs(x), 2000))
		s, c := sinCos(y, 0)
		im := product(up.plus(down), s, k-1)
		if math.Abs(x) < 0.25 {
			return complex(Sinh(x)*(c.hi+c.lo), im)
		}
		return complex(math.Copysign(1, x)*product(up.plus(down.neg()), c, k-1), im)
	case x == 0 || isInf(x) && !isFinite(y):
		return complex(x, math.NaN())
	case y == 0:
		return complex(x, y)
	case isInf(x) && isFinite(y):
		s, c := sinCos(y, 0)
		return complex(x*c.hi, math.Abs(x)*s.hi)
	}
	return complex(math.NaN(), math.NaN())
}

// CoshC returns the hyperbolic cosine of z.
func CoshC(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case isFinite(x) && isFinite(y):
		up, down, k := expPair(math.Min(math.Abs(x), 2000))
		s, c := sinCos(y, 0)
		re := product(up.plus(down), c, k-1)
		if math.Abs(x) < 0.25 {
			return complex(re, Sinh(x)*(s.hi+s.lo))
		}
		return complex(re, math.Copysign(1, x)*product(up.plus(down.neg()), s, k-1))
	case isInf(x) && y == 0:
		return complex(math.Abs(x), y*math.Copysign(1, x))
	case isInf(x) && isFinite(y):
		s, c := sinCos(y, 0)
		return complex(math.Abs(x)*c.hi, x*s.hi)
	case isInf(x):
		return complex(math.Abs(x), math.NaN())
	case y == 0: // x is NaN
		return complex(x, y)
	case x == 0: // y is not finite
		return complex(math.NaN(), 0)
	}
	return complex(math.NaN(), math.NaN())
}

// TanhC returns the hyperbolic tangent of z.
func TanhC(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case isInf(x):
		im := math.Copysign(0, y)
		if isFinite(y) && math.Abs(y) > 1 {
			s, c := sinCos(y, 0)
			im = math.Copysign(0, s.hi*c.hi)
		}
		return complex(math.Copysign(1, x), im)
	case y == 0:
		return complex(Tanh(x), y)
	case x == 0 && !isFinite(y):
		return complex(x, math.NaN())
	case x != x || !isFinite(y):
		return complex(math.NaN(), math.NaN())
	case x == 0:
		return complex(x, Tan(y))
	}
	s, c := sinCos(y, 0)
	if ax := math.Abs(x); ax > 22 { // 4·sin y·cos y·e^(−2|x|)
		e, k := expParts(math.Max(-2*ax, -2000), 0)
		return complex(math.Copysign(1, x), product(e, s.times(c), k+2))
	}
	// tanh(x + iy) = (sinh x·cosh x + i·sin y·cos y)/(sinh²x + cos²y)
	sh, ch := sinhParts(x)
	d := sh.times(sh).plus(c.times(c))
	re, im := sh.times(ch).over(d), s.times(c).over(d)
	return complex(re.value(), im.value())
}

// sinhParts returns hyperbolic sine and cosine for |x| ≤ 22.
func sinhParts(x float64) (sh, ch dd) {
	up, down, k := expPair(math.Abs(x))
	s := pow2(k - 1)
	sh, ch = up.plus(down.neg()).scale(s), up.plus(down).scale(s)
	if math.Abs(x) < 0.25 {
		sh = dd{Sinh(math.Abs(x)), 0}
	}
	if x < 0 {
		sh = sh.neg()
	}
	return sh, ch
}

// SinC returns the sine of z.
func SinC(z complex128) complex128 { return overI(SinhC(timesI(z))) }

// CosC returns the cosine of z.
func CosC(z complex128) complex128 { return CoshC(timesI(z)) }

// TanC returns the tangent of z.
func TanC(z complex128) complex128 { return overI(TanhC(timesI(z))) }

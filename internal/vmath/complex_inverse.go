package vmath

import "math"

// Kahan's formulas: with u = √(1−z) and v = √(1+z), Re and Im of products of u and v are sums of terms
// with equal signs. Beyond bigZ functions are logarithms of 2z.
const bigZ = 0x1p40

// ArcsinhC returns the inverse hyperbolic sine of z.
func ArcsinhC(z complex128) complex128 { return overI(ArcsinC(timesI(z))) }

// ArcsinC returns the inverse sine of z.
func ArcsinC(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case x != x || y != y:
		return arcsinNaN(x, y)
	case isInf(x) || isInf(y) || math.Abs(x) > bigZ || math.Abs(y) > bigZ:
		re := Arctan2(math.Abs(x), math.Abs(y))
		return complex(math.Copysign(re, x), math.Copysign(logTwice(x, y), y))
	}
	u, v := SqrtC(complex(1-x, -y)), SqrtC(complex(1+x, y))
	re := Arctan2(x, sumOfProducts(real(u), real(v), -imag(u), imag(v)))
	im := Arcsinh(sumOfProducts(real(u), imag(v), -imag(u), real(v)))
	return complex(re, im)
}

// sumOfProducts returns a·b + c·d.
func sumOfProducts(a, b, c, d float64) float64 {
	s := twoProd(a, b).plus(twoProd(c, d)).value()
	if s == 0 { // with its sign
		return float64(a*b) + float64(c*d)
	}
	return s
}

// logTwice returns ln|2z| for a big z.
func logTwice(x, y float64) float64 {
	if isInf(x) || isInf(y) {
		return math.Inf(1)
	}
	return logOf(x, y).plus(ln2).value()
}

func arcsinNaN(x, y float64) complex128 {
	nan := math.NaN()
	switch {
	case isInf(y):
		return complex(nan, y)
	case isInf(x):
		return complex(nan, x)
	case x == 0:
		return complex(x, nan)
	}
	return complex(nan, nan)
}

// ArccosC returns the inverse cosine of z.
func ArccosC(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case x != x || y != y:
		nan := math.NaN()
		switch {
		case isInf(x):
			return complex(nan, math.Copysign(math.Inf(1), -math.Copysign(1, x)))
		case isInf(y):
			return complex(nan, -y)
		case x == 0:
			return complex(math.Pi/2, nan)
		}
		return complex(nan, nan)
	case isInf(x) || isInf(y) || math.Abs(x) > bigZ || math.Abs(y) > bigZ:
		return complex(Arctan2(math.Abs(y), x), math.Copysign(logTwice(x, y), -y))
	}
	u, v := SqrtC(complex(1-x, -y)), SqrtC(complex(1+x, y))
	re := 2 * Arctan2(real(u), real(v))
	im := Arcsinh(sumOfProducts(real(v), imag(u), -imag(v), real(u)))
	return complex(re, im)
}

// ArccoshC returns the inverse hyperbolic cosine of z, with real part ≥ 0.
func ArccoshC(z complex128) complex128 {
	a := ArccosC(z)
	switch re, im := real(a), imag(a); {
	case real(z) != real(z) && imag(z) != imag(z):
		return complex(math.NaN(), math.NaN())
	case re != re: // from an infinity and NaN
		return complex(math.Abs(im), re)
	case im != im:
		return complex(im, math.Copysign(re, imag(z)))
	case math.Signbit(imag(z)):
		return complex(im, -re)
	default:
		return complex(-im, re)
	}
}

// ArctanhC returns the inverse hyperbolic tangent of z.
func ArctanhC(z complex128) complex128 {
	x, y := real(z), imag(z)
	ax, ay := math.Abs(x), math.Abs(y)
	switch {
	case isInf(y):
		return complex(math.Copysign(0, x), math.Copysign(math.Pi/2, y))
	case isInf(x) && y != y:
		return complex(math.Copysign(0, x), y)
	case isInf(x):
		return complex(math.Copysign(0, x), math.Copysign(math.Pi/2, y))
	case x == 0 && y != y:
		return z
	case x != x || y != y:
		return complex(math.NaN(), math.NaN())
	case y == 0 && ax <= 1:
		return complex(Arctanh(x), y)
	case ax > bigZ || ay > bigZ:
		// 1/z ± i·π/2
		return complex(math.Copysign(farArctanh(ax, ay), x), math.Copysign(math.Pi/2-farArctanh(ay, ax), y))
	case ax == 1 && ay < 0x1p-60:
		re := 0.5 * (math.Ln2 - Log(ay))
		return complex(math.Copysign(re, x), math.Copysign(math.Pi/4, y))
	}
	near, far := twoSum(1, -ax), twoSum(1, ax)
	y2 := twoProd(ay, ay)
	q := dd{4 * ax, 0}.over(near.times(near).plus(y2))
	re := 0.25 * Log1p(q.value())
	c := near.times(far).plus(y2.neg())
	im := 0.5 * Arctan2(2*ay, c.value())
	return complex(math.Copysign(re, x), math.Copysign(im, y))
}

// farArctanh returns Re 1/z = x/(x² + y²), without overflow.
func farArctanh(x, y float64) float64 {
	if x == 0 {
		return 0
	}
	if x < y {
		return x / y / (y + x/y*x)
	}
	return 1 / (x + y/x*y)
}

// ArctanC returns the inverse tangent of z.
func ArctanC(z complex128) complex128 { return overI(ArctanhC(timesI(z))) }

// Angle returns the argument of z.
func Angle(z complex128) float64 { return Arctan2(imag(z), real(z)) }

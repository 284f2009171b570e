package vmath

import "math"

// Roots
//
// The square root is the processor's, rounded correctly. The cube root takes Go's, wrong by less than
// a ULP, and one step of Newton's method with the remainder x − y³ in dd. The hypotenuse is the square
// root of a sum of squares in dd, with both sides brought near 1 before.
//
// Reference: C. Borges, "Algorithm 1014: an improved algorithm for hypot(x, y)", ACM TOMS 47 (2020).

// Sqrt returns the square root of x.
func Sqrt(x float64) float64 { return math.Sqrt(x) }

// Cbrt returns the cube root of x.
func Cbrt(x float64) float64 {
	if x == 0 || x-x != 0 {
		return x
	}
	f, e := math.Frexp(x)
	e -= 3 * 400 // positive, so that % rounds down
	third := e / 3
	if m := e - 3*third; m != 0 {
		third--
		f *= pow2(m + 3)
	}
	y := math.Cbrt(f)
	y2 := twoProd(y, y)
	y3 := y2.scale(y)
	r := (f - y3.hi) - y3.lo
	return (y + r/(3*y2.hi)) * pow2(third+400)
}

// Hypot returns √(x² + y²).
func Hypot(x, y float64) float64 {
	x, y = math.Abs(x), math.Abs(y)
	if math.IsInf(x, 0) || math.IsInf(y, 0) {
		return math.Inf(1)
	}
	if x < y {
		x, y = y, x
	}
	if !(x > 0) || x != x || y != y { // both 0, or NaN
		return x + y
	}
	if y < x*0x1p-60 {
		return x
	}
	h, k := hypotParts(x, y)
	return h.ldexp(k)
}

// hypotParts returns √(x² + y²) = d·2ᵏ for x ≥ y ≥ 0, x > 0.
func hypotParts(x, y float64) (dd, int) {
	f, k := math.Frexp(x)
	g := math.Ldexp(y, -k)
	return twoProd(f, f).plus(twoProd(g, g)).root(), k
}

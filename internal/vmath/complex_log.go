package vmath

import "math"

// logOf returns ln|z| as a dd, for finite z ≠ 0.
func logOf(x, y float64) dd {
	x, y = math.Abs(x), math.Abs(y)
	if x < y {
		x, y = y, x
	}
	if x < 0x1p500 && x > 0x1p-400 && y < x*0x1p-60 && x != 1 {
		return logParts(x, 0)
	}
	if x > 0x1p500 || x < 0x1p-400 {
		h, k := hypotParts(x, y)
		return logParts(h.hi, h.lo).plus(ln2.scale(float64(k)))
	}
	var l dd
	if s := twoProd(x, x).plus(twoProd(y, y)); s.hi > 0.5 && s.hi < 2 {
		// Near 1 what is beyond it counts: (x − 1)(x + 1) + y².
		u := twoSum(x, -1).times(twoSum(x, 1)).plus(twoProd(y, y))
		l = log1pOf(u)
	} else {
		l = logParts(s.hi, s.lo)
	}
	return dd{0.5 * l.hi, 0.5 * l.lo}
}

// LogC returns the natural logarithm of z.
func LogC(z complex128) complex128 {
	x, y := real(z), imag(z)
	im := Arctan2(y, x)
	switch {
	case isInf(x) || isInf(y):
		return complex(math.Inf(1), im)
	case x != x || y != y:
		return complex(math.NaN(), math.NaN())
	case x == 0 && y == 0:
		return complex(math.Inf(-1), im)
	}
	return complex(logOf(x, y).value(), im)
}

// Log2C returns the logarithm of z to the base 2.
func Log2C(z complex128) complex128 { return logBase(z, invLn2) }

// Log10C returns the logarithm of z to the base 10.
func Log10C(z complex128) complex128 { return logBase(z, invLn10) }

func logBase(z complex128, by dd) complex128 {
	l := LogC(z)
	re := byConstant(real(l), by)
	if isFinite(re) {
		re = logOf(real(z), imag(z)).times(by).value()
	}
	return complex(re, byConstant(imag(l), by))
}

// Log1pC returns ln(1 + z).
func Log1pC(z complex128) complex128 {
	x, y := real(z), imag(z)
	if ax, ay := math.Abs(x), math.Abs(y); ax < 0x1p-3 && ay < 0x1p-3 {
		// |1 + z|² − 1 = 2x + x² + y²
		u := dd{2 * x, 0}.plus(twoProd(x, x)).plus(twoProd(y, y))
		l := u.hi
		if math.Abs(l) > 0x1p-1000 {
			l = log1pOf(u).value()
		}
		s := twoSum(1, x)
		return complex(0.5*l, math.Copysign(angle(dd{ay, 0}, s).value(), y))
	}
	re := x + 1
	l := LogC(complex(re, y))
	if isFinite(real(l)) && math.Abs(y) < 0x1p400 && math.Abs(x) < 0x1p400 {
		s := twoSum(1, x)
		q := s.times(s).plus(twoProd(y, y))
		if s.hi != 0 && q.hi > 0x1p-900 {
			return complex(0.5*logParts(q.hi, q.lo).value(), imag(l))
		}
	}
	return l
}

// SqrtC returns the square root of z with real part ≥ 0.
func SqrtC(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case isInf(y):
		return complex(math.Inf(1), y)
	case math.IsInf(x, 1) && y != y:
		return z
	case math.IsInf(x, 1):
		return complex(x, math.Copysign(0, y))
	case math.IsInf(x, -1) && y != y:
		return complex(y, math.Inf(1))
	case math.IsInf(x, -1):
		return complex(0, math.Copysign(math.Inf(1), y))
	case x != x || y != y:
		return complex(math.NaN(), math.NaN())
	case x == 0 && y == 0:
		return complex(0, y)
	}
	big, back := math.Max(math.Abs(x), math.Abs(y)), 1.0
	switch {
	case big > 0x1p1000:
		x, y, back = x*0x1p-100, y*0x1p-100, 0x1p50
	case big < 0x1p-900:
		x, y, back = x*0x1p200, y*0x1p200, 0x1p-100
	}
	ax, ay := math.Abs(x), math.Abs(y)
	h, k := hypotParts(math.Max(ax, ay), math.Min(ax, ay))
	s := pow2(k)
	t := dd{h.hi * s, h.lo * s}.add(ax).scale(0.5).root()
	u := dd{ay, 0}.over(t.scale(2))
	if x < 0 {
		t, u = u, t
	}
	return complex(t.value()*back, math.Copysign(u.value()*back, y))
}

// PowC returns aᵇ. As in NumPy it is 1 for b = 0; for a = 0 it is 0 if b has a positive real part and NaN
// else; whole exponents below 100 are products.
func PowC(a, b complex128) complex128 {
	br, bi := real(b), imag(b)
	switch {
	case br == 0 && bi == 0:
		return 1
	case a == 0 && br > 0:
		return 0
	case a == 0:
		return complex(math.NaN(), math.NaN())
	}
	if bi == 0 && br > -100 && br < 100 && br == math.Trunc(br) {
		return powWhole(a, int(br))
	}
	x, y := real(a), imag(a)
	if !isFinite(x) || !isFinite(y) || !isFinite(br) || !isFinite(bi) {
		return ExpC(mulInfinite(b, LogC(a)))
	}
	l, th := logOf(x, y), angleOf(math.Abs(y), x)
	if math.Signbit(y) {
		th = th.neg()
	}
	re := l.scale(br).plus(th.scale(-bi))
	im := th.scale(br).plus(l.scale(bi))
	if im.hi == 0 {
		im = dd{float64(th.hi*br) + float64(l.hi*bi), 0} // with its sign
	}
	if !(math.Abs(re.hi) < 2000) || !(math.Abs(im.hi) < math.MaxFloat64) || im.hi == 0 {
		w := ExpC(complex(re.hi, im.hi))
		if im.hi == 0 && isFinite(real(w)) && isFinite(re.lo) {
			return complex(real(w)+float64(real(w)*re.lo), imag(w)) // what the logarithm is beyond its float64
		}
		return w
	}
	return cis(re.hi, re.lo, im.hi, im.lo)
}

// mulC is the product by four multiplications, NumPy's, without a second look at infinities.
func mulC(a, b complex128) complex128 {
	return complex(float64(real(a)*real(b))-float64(imag(a)*imag(b)), float64(real(a)*imag(b))+float64(imag(a)*real(b)))
}

// mulInfinite is the product of Annex G, which C's pow makes: where mulC says NaN twice and an operand
// is infinite, so is the product.
func mulInfinite(a, b complex128) complex128 {
	p := mulC(a, b)
	if real(p) == real(p) || imag(p) == imag(p) {
		return p
	}
	boxed, ok := a, false
	if isInf(real(a)) || isInf(imag(a)) {
		boxed, b, ok = box(a), zeroNaN(b), true
	}
	if isInf(real(b)) || isInf(imag(b)) {
		boxed, b, ok = zeroNaN(boxed), box(b), true
	}
	if !ok {
		return p
	}
	q := mulC(boxed, b)
	return complex(math.Inf(1)*real(q), math.Inf(1)*imag(q))
}

// box returns the corner or edge of the unit square that lies in the direction of an infinite number.
func box(z complex128) complex128 {
	one := func(x float64) float64 {
		if isInf(x) {
			return math.Copysign(1, x)
		}
		return math.Copysign(0, x)
	}
	return complex(one(real(z)), one(imag(z)))
}

func zeroNaN(z complex128) complex128 {
	zero := func(x float64) float64 {
		if x != x {
			return math.Copysign(0, x)
		}
		return x
	}
	return complex(zero(real(z)), zero(imag(z)))
}

func powWhole(a complex128, n int) complex128 {
	switch n {
	case 1:
		return a
	case 2:
		return mulC(a, a)
	case 3:
		return mulC(a, mulC(a, a))
	}
	r, p := complex128(1), a
	for m := max(n, -n); ; {
		if m&1 != 0 {
			r = mulC(r, p)
		}
		m >>= 1
		if m == 0 {
			break
		}
		p = mulC(p, p)
	}
	if n < 0 {
		return inverse(r)
	}
	return r
}

// inverse returns 1/z by Smith's method, as NumPy divides.
func inverse(z complex128) complex128 {
	x, y := real(z), imag(z)
	switch {
	case x == 0 && y == 0:
		return complex(1/math.Abs(x), 0/math.Abs(y))
	case math.Abs(x) >= math.Abs(y):
		r := y / x
		s := 1 / (x + float64(y*r))
		return complex((1+0*r)*s, (0-r)*s)
	}
	r := x / y
	s := 1 / (y + float64(x*r))
	return complex((r+0)*s, (float64(0*r)-1)*s)
}

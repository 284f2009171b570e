package vmath

import "math"

// Double-double arithmetic
//
// A dd is the unevaluated sum of two float64, |lo| ≤ ulp(hi)/2, good for 106 bits or so.
// Functions keep the leading part of a result in a dd until the very end, where the one
// rounding that counts happens. What comes out is then wrong by at most half a ULP and the
// little that the dd was wrong by.
//
// The error of a sum needs additions alone (Knuth); that of a product is one math.FMA, which
// is exact on every platform, in software where the processor has none. The compiler may fuse
// x*y + z where it likes (arm64, GOAMD64=v3): float64(x*y) forbids it, so that results have the
// same bits everywhere.
//
// References: D. Knuth, The Art of Computer Programming 2, 4.2.2; T. Dekker, "A floating-point
// technique for extending the available precision", Numer. Math. 18 (1971), 224–242;
// J.-M. Muller et al., Handbook of Floating-Point Arithmetic, 2nd ed., chapters 4 and 14.

type dd struct{ hi, lo float64 }

// madd returns x·y + z in two roundings.
func madd(x, y, z float64) float64 { return float64(x*y) + z }

// twoSum returns a + b exactly.
func twoSum(a, b float64) dd {
	s := a + b
	t := s - a
	return dd{s, (a - (s - t)) + (b - t)}
}

// fastTwoSum returns a + b exactly if |a| ≥ |b| or a is 0.
func fastTwoSum(a, b float64) dd {
	s := a + b
	return dd{s, b - (s - a)}
}

// twoProd returns a·b exactly, unless the error is below the smallest number.
func twoProd(a, b float64) dd {
	p := float64(a * b)
	return dd{p, math.FMA(a, b, -p)}
}

func (a dd) value() float64 { return a.hi + a.lo }

func (a dd) neg() dd { return dd{-a.hi, -a.lo} }

// plus returns a + b; the relative error is about 2⁻¹⁰⁴ where nothing cancels.
func (a dd) plus(b dd) dd {
	s := twoSum(a.hi, b.hi)
	t := twoSum(a.lo, b.lo)
	s = fastTwoSum(s.hi, s.lo+t.hi)
	return fastTwoSum(s.hi, s.lo+t.lo)
}

// add returns a + b.
func (a dd) add(b float64) dd {
	s := twoSum(a.hi, b)
	return fastTwoSum(s.hi, s.lo+a.lo)
}

// times returns a·b; the relative error is about 2⁻¹⁰³.
func (a dd) times(b dd) dd {
	p := twoProd(a.hi, b.hi)
	return fastTwoSum(p.hi, p.lo+(float64(a.hi*b.lo)+float64(a.lo*b.hi)))
}

// scale returns a·b.
func (a dd) scale(b float64) dd {
	p := twoProd(a.hi, b)
	return fastTwoSum(p.hi, madd(a.lo, b, p.lo))
}

// over returns a/b; the relative error is about 2⁻¹⁰².
func (a dd) over(b dd) dd {
	q := a.hi / b.hi
	r := math.FMA(-q, b.hi, a.hi)
	r += a.lo - float64(q*b.lo)
	return fastTwoSum(q, r/b.hi)
}

// root returns the square root of a ≥ 0.
func (a dd) root() dd {
	s := math.Sqrt(a.hi)
	if s == 0 {
		return dd{}
	}
	r := math.FMA(-s, s, a.hi) + a.lo
	return fastTwoSum(s, r/(2*s))
}

// pow2 returns 2ᵏ for −1022 ≤ k ≤ 1023.
func pow2(k int) float64 { return math.Float64frombits(uint64(k+1023) << 52) }

// ldexp returns a·2ᵏ, rounded once, for a in [½, 4). A subnormal result has fewer bits: a is rounded
// to them by adding a number b whose last place is where theirs is.
func (a dd) ldexp(k int) float64 {
	y := a.hi + a.lo
	switch {
	case k >= -1021 && k <= 1022:
		return y * pow2(k)
	case k > 0:
		return y * pow2(1022) * pow2(min(k-1022, 1023))
	case k >= -1022 && math.Abs(y) >= 1:
		return y * pow2(k)
	}
	k = max(k, -1200)
	b := math.Copysign(pow2(-1022-k), a.hi)
	s := twoSum(b, a.hi)
	return (s.hi + (s.lo + a.lo) - b) * pow2(k+200) * 0x1p-200
}

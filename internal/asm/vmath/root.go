package vmath

import "math"

// Cube root and hypotenuse
//
// A third of the bits of x, subtracted from a constant, is x^(−1/3) to 4 %. With h = 1 − x·r³, a step r + r·h·P(h),
// the polynomial that of (1 − h)^(−1/3), brings that to 17 bits, and of float64 one of Newton's method to 34. Then
// y = x·r² is x^(1/3) to little less, and the last step is Newton's too, with x − y³ and the rounding error of y².
//
// The hypotenuse is the root of a sum of squares, after a power of 2 has brought the greater of the two
// between 1 and 4. What the root h of the sum leaves over, a² + b² − h² with the rounding error of a², corrects it.
// Infinities and NaN are the rare part.
//
// References: H. Warren, Hacker's Delight, 2nd ed., chapter 11; C. Borges, "Algorithm 1014: an improved
// algorithm for hypot(x, y)", ACM TOMS 47 (2020).

var roots = []function{
	{"cbrt", 1, "Cbrt", cbrt(doubles), cbrt(singles)},
	{"hypot", 2, "Hypot", hypot(doubles), hypot(singles)},
}

func cbrt(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x := in[0]
		ax := x.Abs()
		r := f.inverseCubeRoot(ax)
		h := ax.Mul(r).Mul(r).FNMA(r, p.F(1))
		r = r.Mul(h).FMA(sideBySide(h, fitted(p, cubeRest, -0.1021, 0.1021, 3)), r)
		if !f.single {
			h = ax.Mul(r).Mul(r).FNMA(r, p.F(1))
			r = r.Mul(h).FMA(p.F(1./3), r)
		}
		y := ax.Mul(r).Mul(r)
		square := y.Mul(y)
		rest := y.FNMA(square, ax)
		rest = y.FNMA(y.FMS(y, square), rest)
		y = rest.FMA(r.Mul(r).Mul(p.F(1./3)), y)
		p.Hard(ax.Less(p.F(f.of(0x1p-900, 0x1p-80))).ButNot(ax.Eq(p.F(0))))
		return ax.Eq(p.F(0)).Either(ax.NotLess(p.F(math.Inf(1)))).Select(x, y.Xor(x.Sign()))
	}
}

// inverseCubeRoot returns x^(−1/3) to 4 %. The upper bits are taken for the low ones of a number, for a third of them.
func (f precision) inverseCubeRoot(x *Value) *Value {
	p := x.p
	third, one, drop := 1./3, 0x1p52, uint64(32)
	best := uint64(0x553ee955e124ba3c)
	offset := math.Float64bits(math.FMA(one, third, one)) << drop
	if f.single {
		third, one, drop = float64(float32(1./3)), 0x1p23, 8
		best = best>>29 - (1023-127)<<23*4/3
		offset = uint64(math.Float32bits(float32(one*third+one)) << drop)
	}
	y := x.Shr(drop).Or(p.F(one)).FMA(p.F(third), p.F(one)).Shl(drop)
	return p.Bits((best + offset) & (math.MaxUint64 >> (64 - f.size))).ISub(y)
}

func hypot(f precision) body {
	return func(p *Program, in ...*Value) *Value {
		x, y := in[0].Abs(), in[1].Abs()
		infinite := p.F(math.Inf(1))
		greater, lesser := x.Max(y), x.Min(y)
		size := p.F(f.of(0x1p1022, 0x1p126)).Min(p.F(f.of(0x1p-1022, 0x1p-126)).Max(greater)).And(infinite)
		scale := p.Bits(f.pattern(2046<<52, 254<<23)).ISub(size)
		a, b := greater.Mul(scale), lesser.Mul(scale)
		aa := a.Mul(a)
		s := b.FMA(b, aa)
		h := s.Sqrt()
		rest := b.FMA(b, h.FNMA(h, aa)).Add(a.FMS(a, aa)) // a² − h² is −b², half of h² at most: little is lost
		h = rest.FMA(f.halfInverseRoot(s), h).Mul(size)
		both := x.Add(y)
		return p.Rare(h, both.NotLess(infinite), func(h *Value) *Value {
			h = both.IsNaN().Select(both, h)
			return x.Eq(infinite).Either(y.Eq(infinite)).Select(infinite, h)
		})
	}
}

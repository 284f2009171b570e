package vmath

import (
	"math"
	"math/big"
	"sync"
)

// A hyperbolic tangent of pieces
//
// Of float32 tanh a, a = |x|, is a polynomial on each of 16 intervals, from 0 up to where it is 1. They lie closer where it bends: the
// exponent and the first two bits of the fraction of u = 1 + s·a, from 1 to 16, are the number of the interval, and tables
// have its coefficients, 16 for each power, which is one permutation of a vector. There is no division and no sum of two:
//
//	tanh a = t + d·(c₁ + c₂d + … + c₆d⁵), d = a − m,
//
// where m lies near the middle of the interval, t = tanh m. A t that is rounded would lose as much as the result may. So m is chosen
// such that t is a float32 but for some 2⁻⁸ of its last place (Gal); d is exact, and at most a third of a, so that the
// roundings of what it is multiplied with count for little. In the first interval m is 0, and a stands in the place of t: c₁ is 0 there.
//
// References: S. Gal and B. Bachelis, "An accurate elementary mathematical library for the IEEE floating point standard",
// ACM TOMS 17 (1991), 26–45.

const (
	piecesTo   = 9.5 // where the result is 1
	pieceTerms = 6   // of the polynomial that d is multiplied with
	pieceBits  = 21  // below the number of an interval
	pieceScale = 14.99 / piecesTo
)

// exactTanh returns tanh x = (e²ˣ − 1)/(e²ˣ + 1).
func exactTanh(x *big.Float) *big.Float {
	twice := mul(x, num(2))
	e, term := num(1), num(1)
	for k := 1.0; term.Sign() != 0 && term.MantExp(nil) > -prec; k++ {
		term = num(0).Quo(mul(term, twice), num(k))
		e.Add(e, term)
	}
	return num(0).Quo(num(0).Sub(e, num(1)), num(0).Add(e, num(1)))
}

// A piece is an interval with its coefficients, the first of them for d⁰.
type piece struct {
	middle float64
	c      [pieceTerms + 1]float64
}

// pieceOf returns the piece of an interval.
func pieceOf(lo, hi float64) piece {
	var z piece
	if lo == 0 { // (tanh a − a)/a³, without its constant
		c := fit(func(x *big.Float) *big.Float {
			return num(0).Quo(num(0).Sub(exactTanh(x), x), mul(x, mul(x, x)))
		}, 0, hi, pieceTerms-2)
		copy(z.c[3:], c)
		return z
	}
	z.middle, z.c[0] = nearExact((lo+hi)/2, (hi-lo)/4096)
	at := exactTanh(num(z.middle))
	copy(z.c[1:], fit(func(d *big.Float) *big.Float {
		return num(0).Quo(num(0).Sub(exactTanh(num(0).Add(d, num(z.middle))), at), d)
	}, lo-z.middle, hi-z.middle, pieceTerms))
	return z
}

// nearExact returns a float32 some steps from x, as few as will do, whose hyperbolic tangent is nearly one, too.
func nearExact(x, step float64) (m, tanh float64) {
	best := math.Inf(1)
	for k := 0; k < 2048 && best > 0x1p-8; k++ {
		y := float64(float32(x + float64(k/2)*step))
		if k%2 == 1 {
			y = float64(float32(x - float64(k/2)*step))
		}
		t := exactTanh(num(y))
		near, _ := t.Float32()
		place := math.Ldexp(1, math.Ilogb(float64(near))-23)
		if off := math.Abs(float(num(0).Sub(t, num(float64(near))))) / place; off < best {
			best, m, tanh = off, y, float64(near)
		}
	}
	return m, tanh
}

// piecesOfTanh are the tables: the middles, and the coefficients by powers.
var piecesOfTanh = sync.OnceValues(func() (middles []float64, c [pieceTerms + 1][]float64) {
	middles = make([]float64, 16)
	for k := range c {
		c[k] = make([]float64, 16)
	}
	number := math.Float32bits(1) >> pieceBits
	end := func(i uint32) float64 {
		u := math.Float32frombits((number + i) << pieceBits)
		return (float64(u) - 1) / pieceScale
	}
	for i := range uint32(16) {
		z, at := pieceOf(end(i), end(i+1)), (number+i)%16
		middles[at] = z.middle
		for k := range c {
			c[k][at] = z.c[k]
		}
	}
	return middles, c
})

func tanhOfPieces(p *Program, in ...*Value) *Value {
	middles, c := piecesOfTanh()
	a := p.F(piecesTo).Min(in[0].Abs())
	u := a.FMA(p.F(pieceScale), p.F(1))
	index := u.Shr(pieceBits)
	d := a.Sub(index.Lookup(middles))
	y := index.Lookup(c[pieceTerms])
	for k := pieceTerms - 1; k > 0; k-- {
		y = y.FMA(d, index.Lookup(c[k]))
	}
	t := u.Less(p.F(1.25)).Select(a, index.Lookup(c[0]))
	return y.FMA(d, t).Or(in[0].Sign())
}

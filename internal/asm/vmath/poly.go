package vmath

import (
	"math"
	"math/big"
)

// Coefficients
//
// A polynomial is computed here, to 300 bits, when the files are written: it agrees with the function at the zeros
// of the Chebyshev polynomial of the interval, which makes the largest error that of the best
// polynomial within a small factor. Functions are given by their power series, divided by what they are multiplied
// with later, so that nothing cancels. The coefficients are rounded to float64 one by one: the leading ones of a
// series of simple fractions come out as these, and the errors of the others are weighed down by powers of the
// argument.

const prec = 300

func num(x float64) *big.Float { return new(big.Float).SetPrec(prec).SetFloat64(x) }

func ratio(a, b int64) *big.Float { return num(float64(a)).Quo(num(float64(a)), num(float64(b))) }

func float(x *big.Float) float64 {
	f, _ := x.Float64()
	return f
}

// A series gives the coefficient of xᵏ.
type series func(k int) *big.Float

func (s series) at(x *big.Float) *big.Float {
	sum, power := num(0), num(1)
	for k := range 160 {
		sum.Add(sum, new(big.Float).SetPrec(prec).Mul(s(k), power))
		power.Mul(power, x)
		if power.Sign() == 0 || power.MantExp(nil) < -prec {
			break
		}
	}
	return sum
}

// fit returns the coefficients of a polynomial of so many terms for a function between lo and hi.
func fit(f func(x *big.Float) *big.Float, lo, hi float64, terms int) []float64 {
	xs, ys := make([]*big.Float, terms), make([]*big.Float, terms)
	for i := range xs {
		c := math.Cos(math.Pi * (float64(i) + 0.5) / float64(terms))
		xs[i] = num((lo+hi)/2 + (hi-lo)/2*c)
		ys[i] = f(xs[i])
	}
	// Newton's divided differences, then powers of x.
	for j := 1; j < terms; j++ {
		for i := terms - 1; i >= j; i-- {
			d := num(0).Sub(xs[i], xs[i-j])
			ys[i] = num(0).Quo(num(0).Sub(ys[i], ys[i-1]), d)
		}
	}
	c := []*big.Float{num(0)}
	for i := terms - 1; i >= 0; i-- {
		next := append([]*big.Float{num(0)}, c...)
		for k := range c {
			next[k].Sub(next[k], num(0).Mul(c[k], xs[i]))
		}
		next[0].Add(next[0], ys[i])
		c = next
	}
	out := make([]float64, terms)
	for k := range out {
		out[k] = float(c[k])
	}
	return out
}

// fitSeries is fit of a power series.
func fitSeries(s series, lo, hi float64, terms int) []float64 { return fit(s.at, lo, hi, terms) }

// expSeries is that of (eˣ − 1 − x − … ) / xⁿ: n terms are left out.
func expSeries(n int) series {
	return func(k int) *big.Float {
		f := num(1)
		for i := 2; i <= k+n; i++ {
			f.Mul(f, num(float64(i)))
		}
		return num(0).Quo(num(1), f)
	}
}

// logSeries is that of ln(1 + x) / xⁿ without the terms before: n ≥ 1.
func logSeries(n int) series {
	return func(k int) *big.Float {
		sign := int64(1)
		if (k+n)%2 == 0 {
			sign = -1
		}
		return ratio(sign, int64(k+n))
	}
}

// ln returns the logarithm of x in [½, 2].
func ln(x float64) *big.Float {
	t := num(0).Quo(num(0).Sub(num(x), num(1)), num(0).Add(num(x), num(1)))
	t2 := num(0).Mul(t, t)
	sum := series(func(k int) *big.Float { return ratio(1, int64(2*k+1)) }).at(t2)
	return sum.Mul(sum, num(0).Mul(t, num(2)))
}

// parts returns x as a leading part of so many bits and the rest.
func parts(x *big.Float, bits uint) (hi, lo float64) {
	hi = float(new(big.Float).SetPrec(bits).Set(x))
	return hi, float(num(0).Sub(x, num(hi)))
}

// places returns x as a multiple of 2⁻ⁿ and the rest.
func places(x *big.Float, n int) (hi, lo float64) {
	hi = math.Ldexp(math.RoundToEven(math.Ldexp(float(x), n)), -n)
	return hi + 0, float(num(0).Sub(x, num(hi)))
}

var ln2 = ln(2)

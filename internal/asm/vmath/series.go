package vmath

import "math/big"

// Series
//
// What follows the leading terms of the circular functions and their inverses, in z = x², for polynomials to
// agree with (poly.go), and numbers cut into pieces.

func add(a, b *big.Float) *big.Float { return num(0).Add(a, b) }

func sub(a, b *big.Float) *big.Float { return num(0).Sub(a, b) }

func mul(a, b *big.Float) *big.Float { return num(0).Mul(a, b) }

func quo(a, b *big.Float) *big.Float { return num(0).Quo(a, b) }

// total returns t₀ + t₁ + …, tₖ = tₖ₋₁·step(k), where the steps tend to less than 1.
func total(t *big.Float, step func(k float64) *big.Float) *big.Float {
	sum := t
	for k := 1; t.Sign() != 0 && t.MantExp(nil) > sum.MantExp(nil)-prec; k++ {
		t = mul(t, step(float64(k)))
		sum = add(sum, t)
	}
	return sum
}

// arctanOf returns arctan x for x in [0, 1].
func arctanOf(x *big.Float) *big.Float {
	const halvings = 6
	for range halvings { // of the angle
		x = quo(x, add(num(1), num(0).Sqrt(add(num(1), mul(x, x)))))
	}
	z := mul(x, x)
	sum, power := x, x
	for k := 3.0; power.MantExp(nil) > x.MantExp(nil)-prec; k += 2 {
		power = mul(power, z)
		power.Neg(power)
		sum = add(sum, quo(power, num(k)))
	}
	return sum.SetMantExp(sum, halvings)
}

// pi is π.
var pi = mul(num(4), arctanOf(num(1)))

// pieces returns x as numbers of so many bits each.
func pieces(x *big.Float, bits ...uint) (p []float64) {
	for _, n := range bits {
		p = append(p, float(new(big.Float).SetPrec(n).Set(x)))
		x = sub(x, num(p[len(p)-1]))
	}
	return p
}

// sinRest returns (sin x/x − 1)/z.
func sinRest(z *big.Float) *big.Float {
	t := total(num(-1), func(k float64) *big.Float { return quo(z, num(-(2*k+2)*(2*k+3))) })
	return quo(t, num(6))
}

// cosRest returns (cos x − 1 + z/2)/z².
func cosRest(z *big.Float) *big.Float {
	t := total(num(1), func(k float64) *big.Float { return quo(z, num(-(2*k+3)*(2*k+4))) })
	return quo(t, num(24))
}

// tanRest returns (tan x/x − 1)/z.
func tanRest(z *big.Float) *big.Float {
	s := add(num(1), mul(z, sinRest(z)))
	c := add(sub(num(1), mul(z, num(0.5))), mul(mul(z, z), cosRest(z)))
	return quo(sub(quo(s, c), num(1)), z)
}

// arcsinRest returns (arcsin x/x − 1)/z.
func arcsinRest(z *big.Float) *big.Float {
	t := total(num(1), func(k float64) *big.Float {
		n := 2*k + 1
		return quo(mul(z, num(n*n)), num((n+1)*(n+2)))
	})
	return quo(t, num(6))
}

// arctanRest returns (arctan x/x − 1)/z.
func arctanRest(z *big.Float) *big.Float {
	x := num(0).Sqrt(z)
	return quo(sub(quo(arctanOf(x), x), num(1)), z)
}

// cubeRest returns ((1 − h)^(−1/3) − 1)/h.
func cubeRest(h *big.Float) *big.Float {
	t := total(num(1), func(k float64) *big.Float { return quo(mul(h, num(3*k+1)), num(3*k+3)) })
	return quo(t, num(3))
}

// fitted is fit as constants of a program.
func fitted(p *Program, f func(x *big.Float) *big.Float, lo, hi float64, terms int) []*Value {
	return p.Fs(fit(f, lo, hi, terms))
}

// sideBySide returns c₀ + c₁x + …, the even powers beside the odd ones, and so on: shorter to wait for than Horner's rule,
// which short polynomials have (G. Estrin, "Organization of computer systems", 1960).
func sideBySide(x *Value, c []*Value) *Value {
	if len(c) <= 4 {
		return Poly(x, c...)
	}
	var half [2][]*Value
	for i, v := range c {
		half[i%2] = append(half[i%2], v)
	}
	square := x.Mul(x)
	return sideBySide(square, half[1]).FMA(x, sideBySide(square, half[0]))
}

// leading is sideBySide with the first term apart, so that of the roundings of the others less is seen.
func leading(x *Value, c []*Value) *Value { return sideBySide(x, c[1:]).FMA(x, c[0]) }

package vmath

import (
	"math"
	"math/big"
	"sync"
)

// The oracle computes with math/big to 320 bits: series after a reduction that makes them short, and
// Newton's method for the inverse functions. It knows nothing of the tables and shares no step with
// what it judges.

const prec = 320

func newBig() *big.Float { return new(big.Float).SetPrec(prec) }

func bigOf(x float64) *big.Float { return newBig().SetFloat64(x) }

func bigMul(a, b *big.Float) *big.Float { return newBig().Mul(a, b) }

func bigQuo(a, b *big.Float) *big.Float { return newBig().Quo(a, b) }

func bigAdd(a, b *big.Float) *big.Float { return newBig().Add(a, b) }

func bigSub(a, b *big.Float) *big.Float { return newBig().Sub(a, b) }

func bigRoot(a *big.Float) *big.Float { return newBig().Sqrt(a) }

func toFloat(x *big.Float) float64 {
	f, _ := x.Float64()
	return f
}

// bigPi is Machin's formula in integers.
func bigPi(bits uint) *big.Float {
	one := new(big.Int).Lsh(big.NewInt(1), bits+32)
	inverse := func(n int64) *big.Int { // arctan(1/n)
		term := new(big.Int).Quo(one, big.NewInt(n))
		sum := new(big.Int).Set(term)
		for k := int64(1); term.Sign() != 0; k++ {
			term.Quo(term, big.NewInt(n*n))
			part := new(big.Int).Quo(term, big.NewInt(2*k+1))
			if k%2 != 0 {
				part.Neg(part)
			}
			sum.Add(sum, part)
		}
		return sum
	}
	a := new(big.Int).Mul(inverse(5), big.NewInt(16))
	a.Sub(a, new(big.Int).Mul(inverse(239), big.NewInt(4)))
	f := new(big.Float).SetPrec(bits).SetInt(a)
	return f.SetMantExp(f, -int(bits+32))
}

var (
	piBig  = sync.OnceValue(func() *big.Float { return bigPi(prec) })
	piHuge = sync.OnceValue(func() *big.Float { return bigPi(1500) })
	ln2Big = sync.OnceValue(func() *big.Float {
		// ln 2 = Σ 1/(k·2ᵏ)
		sum := newBig()
		for k := 1; k < prec; k++ {
			t := bigQuo(bigOf(1), bigOf(float64(k)))
			sum.Add(sum, t.SetMantExp(t, -k))
		}
		return sum
	})
)

// bigExp returns eˣ.
func bigExp(x *big.Float) *big.Float {
	if x.Sign() == 0 {
		return bigOf(1)
	}
	n := math.Round(toFloat(bigQuo(x, ln2Big())))
	r := bigSub(x, bigMul(ln2Big(), bigOf(n)))
	const halvings = 12
	r.SetMantExp(r, -halvings)
	sum, term := bigOf(1), bigOf(1)
	for k := 1; k < 26; k++ {
		term = bigQuo(bigMul(term, r), bigOf(float64(k)))
		sum.Add(sum, term)
	}
	for range halvings {
		sum = bigMul(sum, sum)
	}
	return sum.SetMantExp(sum, int(n))
}

// bigLog returns ln x for x > 0, by Halley's method on bigExp.
func bigLog(x *big.Float) *big.Float {
	m := newBig()
	e := x.MantExp(m) // x = m·2ᵉ, m in [½, 1)
	if toFloat(m) < math.Sqrt2/2 {
		m.SetMantExp(m, 1)
		e--
	}
	y := bigOf(math.Log(toFloat(m)))
	for range 2 {
		ey := bigExp(y)
		d := bigQuo(bigSub(m, ey), bigAdd(m, ey))
		y = bigAdd(y, d.SetMantExp(d, 1))
	}
	return bigAdd(y, bigMul(ln2Big(), bigOf(float64(e))))
}

// bigSinCos returns sine and cosine of x.
func bigSinCos(x *big.Float) (sin, cos *big.Float) {
	half := new(big.Float).SetPrec(1500).SetMantExp(piHuge(), -1)
	nearest := new(big.Float).SetPrec(1500).Quo(x, half)
	n, _ := nearest.Add(nearest, big.NewFloat(math.Copysign(0.5, float64(x.Sign())))).Int(nil)
	wide := new(big.Float).SetPrec(1500).SetInt(n)
	r := newBig().Set(new(big.Float).SetPrec(1500).Sub(x, wide.Mul(wide, half)))
	z := bigMul(r, r)
	sin, cos = newBig(), newBig()
	term := bigOf(1)
	for k := 0; k < 120 && term.Sign() != 0; k += 2 {
		cos.Add(cos, term)
		s := bigQuo(bigMul(term, r), bigOf(float64(k+1)))
		sin.Add(sin, s)
		term = bigQuo(bigMul(term, z), bigOf(-float64((k+1)*(k+2))))
		if term.Sign() != 0 && term.MantExp(nil) < -prec-400 {
			break
		}
	}
	switch new(big.Int).And(n, big.NewInt(3)).Int64() {
	case 1:
		return cos, newBig().Neg(sin)
	case 2:
		return newBig().Neg(sin), newBig().Neg(cos)
	case 3:
		return newBig().Neg(cos), sin
	}
	return sin, cos
}

// bigAngle returns the angle of the point (x, y): θ = φ + arcsin(sin(θ−φ)), by steps from a float64 φ.
func bigAngle(y, x *big.Float) *big.Float {
	h := bigRoot(bigAdd(bigMul(x, x), bigMul(y, y)))
	if h.Sign() == 0 {
		return newBig()
	}
	s, c := bigQuo(y, h), bigQuo(x, h)
	phi := bigOf(math.Atan2(toFloat(s), toFloat(c)))
	for range 3 {
		sp, cp := bigSinCos(phi)
		phi = bigAdd(phi, bigSub(bigMul(s, cp), bigMul(c, sp)))
	}
	return phi
}

// ulpsOf returns |got − want| in units of the last place of want, in a format of so many bits: with the last
// place of its smallest number, and its largest number.
func ulpsOf(got float64, want *big.Float, bits, smallest int, largest float64) float64 {
	if got != got {
		return math.Inf(1)
	}
	exp := smallest
	if want.Sign() != 0 {
		exp = max(want.MantExp(nil)-bits, smallest)
	}
	if math.IsInf(got, 0) { // stands for the next number after the largest

		if newBig().Abs(want).Cmp(bigOf(largest)) <= 0 {
			return math.Inf(1)
		}
		return 0
	}
	d := bigSub(bigOf(got), want)
	if d.Sign() == 0 {
		return 0
	}
	return math.Abs(toFloat(d.SetMantExp(d, -exp)))
}

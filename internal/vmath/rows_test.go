package vmath

import (
	"math"
	"math/big"
	"math/rand/v2"
)

// A row is one function of the accuracy table.
type row struct {
	name   string
	bound  float64 // ULP of float64 that no argument may exceed
	f1     func(x float64) float64
	f2     func(x, y float64) float64
	big1   func(x *big.Float) *big.Float
	big2   func(x, y *big.Float) *big.Float
	ranges []span // where arguments are drawn evenly, besides all float64
	lo, hi float64
	hard   []float64
	last   int // exponent of the last place that counts, if it is not that of the result: where sums cancel
}

type span struct{ lo, hi float64 }

const inf = math.MaxFloat64

// near returns a series that is used where x is so small that the closed form would cancel.
func near(f func(x *big.Float) *big.Float, c3, c2 float64, c2over, c3over float64) func(*big.Float) *big.Float {
	return func(x *big.Float) *big.Float {
		if x.Sign() == 0 || x.MantExp(nil) > -60 {
			return f(x)
		}
		// x + c2·x²/c2over + c3·x³/c3over
		x2 := bigMul(x, x)
		r := bigAdd(x, bigQuo(bigMul(bigOf(c2), x2), bigOf(c2over)))
		return bigAdd(r, bigQuo(bigMul(bigOf(c3), bigMul(x2, x)), bigOf(c3over)))
	}
}

func bigNeg(x *big.Float) *big.Float { return newBig().Neg(x) }

var one = bigOf(1)

func bigSin(x *big.Float) *big.Float { s, _ := bigSinCos(x); return s }
func bigCos(x *big.Float) *big.Float { _, c := bigSinCos(x); return c }
func bigTan(x *big.Float) *big.Float { s, c := bigSinCos(x); return bigQuo(s, c) }
func bigExpm1(x *big.Float) *big.Float {
	if x.Cmp(bigOf(-400)) < 0 {
		return bigOf(-1)
	}
	return bigSub(bigExp(x), one)
}
func bigExp2(x *big.Float) *big.Float { return bigExp(bigMul(x, ln2Big())) }
func bigSinh(x *big.Float) *big.Float {
	e := bigExp(x)
	d := bigSub(e, bigQuo(one, e))
	return d.SetMantExp(d, -1)
}
func bigCosh(x *big.Float) *big.Float {
	e := bigExp(x)
	d := bigAdd(e, bigQuo(one, e))
	return d.SetMantExp(d, -1)
}
func bigTanh(x *big.Float) *big.Float {
	if x.Cmp(bigOf(300)) > 0 {
		return bigOf(1)
	}
	if x.Cmp(bigOf(-300)) < 0 {
		return bigOf(-1)
	}
	e := bigExp(bigMul(x, bigOf(2)))
	return bigQuo(bigSub(e, one), bigAdd(e, one))
}
func bigSigmoid(x *big.Float) *big.Float { return bigQuo(one, bigAdd(one, bigExp(bigNeg(x)))) }
func bigLog1p(x *big.Float) *big.Float {
	return bigLog(new(big.Float).SetPrec(prec).Add(one, x))
}
func bigLog2(x *big.Float) *big.Float  { return bigQuo(bigLog(x), ln2Big()) }
func bigLog10(x *big.Float) *big.Float { return bigQuo(bigLog(x), bigLog(bigOf(10))) }
func bigArcsinh(x *big.Float) *big.Float {
	ax := newBig().Abs(x)
	y := bigLog(bigAdd(ax, bigRoot(bigAdd(bigMul(ax, ax), one))))
	if x.Sign() < 0 {
		y.Neg(y)
	}
	return y
}
func bigArccosh(x *big.Float) *big.Float {
	return bigLog(bigAdd(x, bigRoot(bigSub(bigMul(x, x), one))))
}
func bigArctanh(x *big.Float) *big.Float {
	y := bigLog(bigQuo(bigAdd(one, x), bigSub(one, x)))
	return y.SetMantExp(y, -1)
}
func bigLeg(x *big.Float) *big.Float { return bigRoot(bigMul(bigAdd(one, x), bigSub(one, x))) }
func bigCbrt(x *big.Float) *big.Float {
	y := bigOf(math.Cbrt(toFloat(x)))
	for range 3 {
		y2 := bigMul(y, y)
		y = bigSub(y, bigQuo(bigSub(bigMul(y2, y), x), bigMul(y2, bigOf(3))))
	}
	return y
}
func bigHypot(x, y *big.Float) *big.Float { return bigRoot(bigAdd(bigMul(x, x), bigMul(y, y))) }
func bigLogaddexp(x, y *big.Float) *big.Float {
	if x.Cmp(y) < 0 {
		x, y = y, x
	}
	d := bigSub(y, x)
	if d.Cmp(bigOf(-2000)) < 0 {
		return x
	}
	return bigAdd(x, near(bigLog1p, 1, -1, 2, 3)(bigExp(d)))
}
func bigLogaddexp2(x, y *big.Float) *big.Float {
	return bigQuo(bigLogaddexp(bigMul(x, ln2Big()), bigMul(y, ln2Big())), ln2Big())
}

var rows = []row{
	{name: "sqrt", bound: 0.5, f1: Sqrt, big1: bigRoot, lo: 0, hi: inf, ranges: []span{{0, 2}}},
	{name: "cbrt", bound: 0.51, f1: Cbrt, big1: bigCbrt, lo: -inf, hi: inf, ranges: []span{{-2, 2}}, hard: []float64{27, 64, 1e-320, 5e-324}},
	{name: "exp", bound: 0.51, f1: Exp, big1: bigExp, lo: -745, hi: 709.7, ranges: []span{{-1, 1}, {-745, 709.7}, {-745.13, -708}, {709, 709.782712893384}}, hard: []float64{709.782712893384, -745.1332191019411, -708.3964185322641, -708.3, 1e-300}},
	{name: "exp2", bound: 0.51, f1: Exp2, big1: bigExp2, lo: -1074, hi: 1023.9, ranges: []span{{-1, 1}, {-1074, 1024}, {-1075, -1022}}, hard: []float64{1023, -1074, -1022, -1074.9}},
	{name: "expm1", bound: 0.51, f1: Expm1, big1: near(bigExpm1, 1, 1, 2, 6), lo: -745, hi: 709.7, ranges: []span{{-1, 1}, {-0.01, 0.01}, {-40, 40}, {600, 709.78}}, hard: []float64{-37.5, 709.782712893384, 0x1p-53, -0x1p-54}},
	{name: "log", bound: 0.51, f1: Log, big1: bigLog, lo: 5e-324, hi: inf, ranges: []span{{0.5, 2}, {0.99, 1.01}, {1 - 0x1p-7, 1 + 0x1p-6}}, hard: []float64{1 - 0x1p-53, 1 + 0x1p-52, 2, 5e-324, math.MaxFloat64}},
	{name: "log2", bound: 0.51, f1: Log2, big1: bigLog2, lo: 5e-324, hi: inf, ranges: []span{{0.5, 2}, {0.99, 1.01}}, hard: []float64{1 - 0x1p-53, 1 + 0x1p-52, 8, 5e-324, math.MaxFloat64}},
	{name: "log10", bound: 0.51, f1: Log10, big1: bigLog10, lo: 5e-324, hi: inf, ranges: []span{{0.5, 2}, {0.99, 1.01}}, hard: []float64{1 - 0x1p-53, 1 + 0x1p-52, 1000, 1e22, math.MaxFloat64}},
	{name: "log1p", bound: 0.51, f1: Log1p, big1: near(bigLog1p, 1, -1, 2, 3), lo: -1 + 0x1p-53, hi: inf, ranges: []span{{-0.99, 1}, {-0.01, 0.01}}, hard: []float64{-1 + 0x1p-53, 0x1p-53, -0x1p-53, 0x1p60}},
	{name: "sin", bound: 0.55, f1: Sin, big1: near(bigSin, -1, 0, 1, 6), lo: -inf, hi: inf, ranges: []span{{-1, 1}, {-10, 10}, {-1e5, 1e5}, {1e6, 1e9}}, hard: hardAngles()},
	{name: "cos", bound: 0.55, f1: Cos, big1: bigCos, lo: -inf, hi: inf, ranges: []span{{-1, 1}, {-10, 10}, {-1e5, 1e5}, {1e6, 1e9}}, hard: hardAngles()},
	{name: "tan", bound: 0.6, f1: Tan, big1: near(bigTan, 1, 0, 1, 3), lo: -inf, hi: inf, ranges: []span{{-1, 1}, {-10, 10}, {-1e5, 1e5}, {1e6, 1e9}}, hard: hardAngles()},
	{name: "arcsin", bound: 0.51, f1: Arcsin, big1: near(func(x *big.Float) *big.Float { return bigAngle(x, bigLeg(x)) }, 1, 0, 1, 6), lo: -1, hi: 1, ranges: []span{{-1, 1}, {0.999, 1}}, hard: []float64{1, -1, 1 - 0x1p-53, 0.5}},
	{name: "arccos", bound: 0.51, f1: Arccos, big1: func(x *big.Float) *big.Float { return bigAngle(bigLeg(x), x) }, lo: -1, hi: 1, ranges: []span{{-1, 1}, {0.999, 1}}, hard: []float64{1, -1, 1 - 0x1p-53, -1 + 0x1p-53, 0.5}},
	{name: "arctan", bound: 0.51, f1: Arctan, big1: near(func(x *big.Float) *big.Float { return bigAngle(x, one) }, -1, 0, 1, 3), lo: -inf, hi: inf, ranges: []span{{-1, 1}, {-10, 10}}, hard: []float64{1, 1 + 0x1p-52}},
	{name: "sinh", bound: 0.53, f1: Sinh, big1: near(bigSinh, 1, 0, 1, 6), lo: -710.4, hi: 710.4, ranges: []span{{-0.3, 0.3}, {-1, 1}, {-40, 40}, {709, 710.47}}, hard: []float64{710.4758600739439, 0.25, -0.25}},
	{name: "cosh", bound: 0.51, f1: Cosh, big1: bigCosh, lo: -710.4, hi: 710.4, ranges: []span{{-0.3, 0.3}, {-1, 1}, {-40, 40}, {709, 710.47}}, hard: []float64{710.4758600739439}},
	{name: "tanh", bound: 0.54, f1: Tanh, big1: near(bigTanh, -1, 0, 1, 3), lo: -inf, hi: inf, ranges: []span{{-0.3, 0.3}, {-1, 1}, {-21, 21}}, hard: []float64{0.25, -0.25, 19.06, 20, 22}},
	{name: "arcsinh", bound: 0.51, f1: Arcsinh, big1: near(bigArcsinh, -1, 0, 1, 6), lo: -inf, hi: inf, ranges: []span{{-0.1, 0.1}, {-1, 1}, {-1e3, 1e3}}, hard: []float64{0x1p-20, 0x1p60}},
	{name: "arccosh", bound: 0.51, f1: Arccosh, big1: bigArccosh, lo: 1, hi: inf, ranges: []span{{1, 1.001}, {1, 2}, {1, 1e3}}, hard: []float64{1 + 0x1p-52, 2, 0x1p60}},
	{name: "arctanh", bound: 0.51, f1: Arctanh, big1: near(bigArctanh, 1, 0, 1, 3), lo: -1 + 0x1p-53, hi: 1 - 0x1p-53, ranges: []span{{-0.1, 0.1}, {-0.999, 0.999}}, hard: []float64{1 - 0x1p-53, 0x1p-20}},
	{name: "sigmoid", bound: 0.51, f1: Sigmoid, big1: bigSigmoid, lo: -745, hi: 745, ranges: []span{{-1, 1}, {-40, 41}, {-745, -700}}, hard: []float64{36.7, -745.1}},
	{name: "deg2rad", bound: 0.51, f1: Deg2rad, big1: func(x *big.Float) *big.Float { return bigQuo(bigMul(x, piBig()), bigOf(180)) }, lo: -inf, hi: inf, ranges: []span{{-360, 360}}},
	{name: "rad2deg", bound: 0.51, f1: Rad2deg, big1: func(x *big.Float) *big.Float { return bigQuo(bigMul(x, bigOf(180)), piBig()) }, lo: -1e306, hi: 1e306, ranges: []span{{-10, 10}}},
	{name: "arctan2", bound: 0.51, f2: Arctan2, big2: bigAngle, lo: -inf, hi: inf, ranges: []span{{-1, 1}, {-100, 100}}},
	{name: "hypot", bound: 0.51, f2: Hypot, big2: bigHypot, lo: -inf, hi: inf, ranges: []span{{-1, 1}, {1e-310, 1e-300}, {1e307, 1.1e308}}},
	{name: "power", bound: 0.55, f2: Pow, big2: func(x, y *big.Float) *big.Float { return bigExp(bigMul(bigLog(x), y)) }, lo: 5e-324, hi: inf, ranges: []span{{0.5, 2}, {0, 100}, {0.99, 1.01}}},
	{name: "logaddexp", bound: 0.51, f2: Logaddexp, big2: bigLogaddexp, lo: -1e300, hi: 1e300, ranges: []span{{-1, 1}, {-40, 40}, {-0.7, -0.69}, {-700, 700}}, last: -61},
	{name: "logaddexp2", bound: 0.51, f2: Logaddexp2, big2: bigLogaddexp2, lo: -1e300, hi: 1e300, ranges: []span{{-1, 1}, {-40, 40}, {-1.01, -1}, {-1000, 1000}}, last: -61},
}

// hardAngles are multiples of π/2 as near as float64 comes, thresholds of the reduction, and arguments
// known to be the closest of all to a multiple.
func hardAngles() []float64 {
	h := []float64{math.Pi / 4, math.Pi / 2, math.Pi, 3 * math.Pi / 2, 2 * math.Pi,
		0x1p20, math.Nextafter(0x1p20, inf), 0x1p28, 0x1p53, 1e22, 1e300, math.MaxFloat64,
		6381956970095103 * 0x1p797, 6411027962775774 * 0x1p-48, 8 * 0x1.f9cbe0p4, 52707178, 1647099, 0x1.6ac5b262ca1ffp849}
	for k := 1.0; k < 1<<22; k = k*1.7 + 1 {
		x := math.Floor(k) * (math.Pi / 2)
		h = append(h, x, math.Nextafter(x, 0), -math.Nextafter(x, inf))
	}
	return h
}

// draw returns an argument of r: evenly from one of its ranges, or any float64 in its domain.
func (r *row) draw(rng *rand.Rand) float64 {
	if k := rng.IntN(2 * (len(r.ranges) + 1)); k < 2*len(r.ranges) {
		s := r.ranges[k%len(r.ranges)]
		return s.lo + (s.hi-s.lo)*rng.Float64()
	}
	for {
		x := math.Float64frombits(rng.Uint64())
		if r.f2 != nil && rng.IntN(3) > 0 || math.Abs(r.hi) < 2000 {
			x = math.Ldexp(rng.Float64()*2-1, rng.IntN(80)-68)
		}
		if x >= r.lo && x <= r.hi {
			return x
		}
		if -x >= r.lo && -x <= r.hi {
			return -x
		}
	}
}

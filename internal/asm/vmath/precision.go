package vmath

import "math"

// A precision is a type of floating-point numbers as far as programs depend on it. A program that is written for
// both has the same steps in both, with shorter polynomials and other constants.
type precision struct {
	single bool
	size   uint64 // bits of an item
	bits   uint   // of the significand
}

var (
	doubles = precision{false, 64, 53}
	singles = precision{true, 32, 24}
)

// of chooses a number.
func (f precision) of(double, single float64) float64 {
	if f.single {
		return single
	}
	return double
}

// terms chooses the length of a polynomial.
func (f precision) terms(double, single int) int {
	if f.single {
		return single
	}
	return double
}

// pattern chooses bits.
func (f precision) pattern(double, single uint64) uint64 {
	if f.single {
		return single
	}
	return double
}

// toWhole rounds to an integer by addition, and leaves it in the low bits.
func (f precision) toWhole() float64 { return math.Ldexp(3, int(f.bits)-2) }

// bias is what is added to the exponents of results, so that they are positive in the bits (see Scale).
func (f precision) bias() float64 { return f.of(2046, 254) }

// leastNormal and greatest are the ends of the normal numbers.
func (f precision) leastNormal() float64 { return f.of(0x1p-1022, 0x1p-126) }
func (f precision) greatest() float64    { return f.of(math.MaxFloat64, math.MaxFloat32) }

// unit is where numbers have units for last places.
func (f precision) unit() float64 { return math.Ldexp(1, int(f.bits)-1) }

// fraction is how many bits lie below the exponent.
func (f precision) fraction() uint64 { return uint64(f.bits) - 1 }

// signBit is the sign alone, negative is set where there is one.
func (f precision) signBit(p *Program) *Value { return p.Bits(1 << (f.size - 1)) }

func (f precision) negative(x *Value) *Value { return x.Shr(f.size - 1).IEq(x.p.Bits(1)) }

// A body writes a program for its arguments.
type body = func(p *Program, in ...*Value) *Value

// A sum is a result and what is to be added to it.
type sum struct{ hi, lo *Value }

func (s sum) value() *Value { return s.hi.Add(s.lo) }

// sharp returns the sum with its rounding error in lo; |hi| ≥ |lo| or hi is 0.
func (s sum) sharp() sum {
	v := s.value()
	return sum{v, s.hi.Sub(v).Add(s.lo)}
}

// choose returns a where a mask is set, else b.
func choose(mask *Value, a, b sum) sum {
	return sum{mask.Select(a.hi, b.hi), mask.Select(a.lo, b.lo)}
}

// over returns n/d.
func (n sum) over(d sum) sum {
	inverse := d.hi.p.F(1).Div(d.hi)
	q := n.hi.Mul(inverse)
	r := q.FNMA(d.hi, n.hi)
	if n.lo != nil {
		r = r.Add(n.lo)
	}
	if d.lo != nil {
		r = q.FNMA(d.lo, r)
	}
	return sum{q, r.Mul(inverse)}
}

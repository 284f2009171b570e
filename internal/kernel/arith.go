package kernel

import (
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/vmath"
)

// Arithmetic
//
// Integers wrap around, as in NumPy: −(−128) and |−128| are −128 for int8.
//
// Products of complex numbers follow the schoolbook formula in the precision of
// their parts, each product and each sum rounded, without the repair of infinities
// that C's Annex G has: (∞+0i)·(0+1i) is NaN+∞i. Go would compute products of
// complex64 in float64, and may fuse a product with a sum where the processor can;
// the conversions below forbid both, so that results are the same everywhere. NumPy
// fuses or not, as the processor offers: it agrees within one rounding of a product.

var arithmeticVerbs = []*Verb{
	{Name: "add", Doc: "x + y, for booleans x or y", In: 2, Out: 1, Loops: binaryLoops(&Add)},
	{
		Name: "subtract", Doc: "x − y", In: 2, Out: 1, Loops: binaryLoops(&Sub),
		NoBool: true, Advice: "booleans have no difference: use bitwise_xor (^) or logical_xor",
	},
	{Name: "multiply", Doc: "x · y, for booleans x and y", In: 2, Out: 1, Loops: binaryLoops(&Mul)},
	{Name: "fma", Doc: "x · y + z, rounded once", In: 3, Out: 1, Loops: ternaryLoops(&FMA)},
	{
		Name: "negative", Doc: "−x", In: 1, Out: 1, Loops: unaryLoops(&Neg),
		NoBool: true, Advice: "booleans have no negative: use invert (~) or logical_not",
	},
	{
		Name: "positive", Doc: "x", In: 1, Out: 1, Loops: unaryLoops(&Pos),
		NoBool: true, Advice: "booleans have no sign: copy them",
	},
	{Name: "absolute", Doc: "|x|; of complex numbers, in the kind of their parts", In: 1, Out: 1, Loops: partLoops(withParts(Abs, vmath.PartsOf("absolute")))},
	{Name: "fabs", Doc: "|x|, in floating point", In: 1, Out: 1, Loops: floatLoops(&Abs)},
	{
		Name: "sign", Doc: "−1, 0 or 1; of complex numbers x/|x|", In: 1, Out: 1, Loops: unaryLoops(&Sign),
		NoBool: true, Advice: "booleans have no sign: copy them, or convert them to int8 first",
	},
	{Name: "square", Doc: "x · x", In: 1, Out: 1, Loops: unaryLoops(&Square)},
	{
		Name: "gcd", Doc: "the greatest common divisor of |x| and |y|", In: 2, Out: 1, Loops: binaryLoops(&GCD),
		NoBool: true, Advice: "booleans have no divisors: convert them to int8 first",
	},
	{
		Name: "lcm", Doc: "the least common multiple of |x| and |y|", In: 2, Out: 1, Loops: binaryLoops(&LCM),
		NoBool: true, Advice: "booleans have no multiples: convert them to int8 first",
	},
}

// partLoops returns the loops of a table whose results are of the kind of the
// operand's parts.
func partLoops(t *Table[Unary]) []Loop {
	loops := unaryLoops(t)
	for i := range loops {
		loops[i].Out[0] = loops[i].In[0].Part()
	}
	return loops
}

// floatLoops returns the loops of a table that compute real floats.
func floatLoops(t *Table[Unary]) (loops []Loop) {
	for _, l := range unaryLoops(t) {
		if l.In[0].IsFloat() {
			loops = append(loops, l)
		}
	}
	return loops
}

// copyItems is the loop of verbs that leave x as it is.
func copyItems[T elem.Element](dst mem.Addr, ds int, a mem.Addr, as int, n int) {
	MoveOf(mem.SizeOf[T](), 1)(dst, ds, a, as, n)
}

// zeros is the loop of verbs that are 0 of every x.
func zeros[T elem.Element](dst mem.Addr, ds int, _ mem.Addr, _ int, n int) {
	var zero Bits
	MoveOf(mem.SizeOf[T](), 1)(dst, ds, mem.Of(zero[:]), 0, n)
}

func signSigned[T signed](x T) T { return T(one(x > 0) - one(x < 0)) }

// signFloat is NaN of NaN and +0 of both zeros.
func signFloat[T float](x T) T {
	if x != x {
		return x
	}
	return T(one(x > 0) - one(x < 0))
}

// one is 1 for true, without a branch.
func one(b bool) (i int32) {
	if b {
		i = 1
	}
	return i
}

func mulParts[P float](a, b, c, d P) (re, im P) {
	return P(a*c) - P(b*d), P(a*d) + P(b*c) // the conversions keep the compiler from fusing
}

func mulComplex64(x, y complex64) complex64 {
	return complex(mulParts(real(x), imag(x), real(y), imag(y)))
}

func mulComplex128(x, y complex128) complex128 {
	return complex(mulParts(real(x), imag(x), real(y), imag(y)))
}

// absComplex64 is rounded once: the squares fit float64.
func absComplex64(x complex64) float32 {
	re, im := math.Abs(float64(real(x))), math.Abs(float64(imag(x)))
	if re > math.MaxFloat64 || im > math.MaxFloat64 {
		return float32(math.Inf(1)) // also beside NaN
	}
	return float32(math.Sqrt(float64(re*re) + float64(im*im)))
}

func absComplex128(x complex128) float64 { return vmath.Hypot(real(x), imag(x)) }

// signParts is (a+bi)/r, where r is its magnitude: the direction of the infinite
// part where there is one, NaN where there are two.
func signParts[P float](a, b, r P) (re, im P) {
	switch {
	case float64(r) <= math.MaxFloat64 && r != 0:
		return a / r, b / r
	case r == 0:
		return 0, 0
	}
	aInf, bInf := math.IsInf(float64(a), 0), math.IsInf(float64(b), 0)
	switch {
	case aInf && !bInf:
		return signFloat(a), 0
	case bInf && !aInf:
		return 0, signFloat(b)
	case aInf || r != r:
		return P(math.NaN()), P(math.NaN())
	}
	a, b = a/4, b/4 // the magnitude of finite parts has overflown, where NumPy gives 0, ±1 or ±i
	r = P(math.Hypot(float64(a), float64(b)))
	return a / r, b / r
}

func signComplex64(x complex64) complex64 {
	return complex(signParts(real(x), imag(x), absComplex64(x)))
}

func signComplex128(x complex128) complex128 {
	return complex(signParts(real(x), imag(x), absComplex128(x)))
}

// fmaToOdd is x·y + z for operands whose product float64 holds exactly, rounded to
// odd: an inexact sum has its last bit set. Rounding it again to a format at least
// two bits narrower gives what rounding once would have given (see package elem,
// which rounds halves that way).
func fmaToOdd(x, y, z float64) float64 {
	p := float64(x * y)
	s := p + z
	if math.Float64bits(s)&1 != 0 || math.Abs(s) > math.MaxFloat64 || s != s {
		return s
	}
	// Knuth's two-sum: what the addition has lost, exactly.
	t := s - p
	lost := (p - (s - t)) + (z - t)
	switch {
	case lost == 0:
		return s
	case (lost > 0) == (s > 0):
		return math.Float64frombits(math.Float64bits(s) + 1)
	}
	return math.Float64frombits(math.Float64bits(s) - 1)
}

// gcd is Euclid's. gcd(x, 0) is x. Narrow numbers are divided as such, which takes
// half the time.
func gcd[T unsigned](x, y T) T {
	if narrow := uint64(x|y) <= math.MaxUint32; narrow {
		a, b := uint32(x), uint32(y)
		for b != 0 {
			a, b = b, a%b
		}
		return T(a)
	}
	for y != 0 {
		x, y = y, x%y
	}
	return x
}

// lcm wraps around, and is 0 if x or y is.
func lcm[T unsigned](x, y T) T {
	if x == 0 || y == 0 {
		return 0
	}
	return x / gcd(x, y) * y
}

// gcdSigned and lcmSigned compute of magnitudes, which are unsigned; the result
// wraps around where it has no signed form.
func gcdSigned[T signed](x, y T) T { return T(gcd(magnitude(x), magnitude(y))) }

func lcmSigned[T signed](x, y T) T { return T(lcm(magnitude(x), magnitude(y))) }

func magnitude[T signed](x T) uint64 {
	if x < 0 {
		return -uint64(x)
	}
	return uint64(x)
}

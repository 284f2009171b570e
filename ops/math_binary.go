package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

var (
	powerVerb      = verbOf("ops.Power", "power")
	arctan2Verb    = verbOf("ops.Arctan2", "arctan2")
	hypotVerb      = verbOf("ops.Hypot", "hypot")
	logaddexpVerb  = verbOf("ops.LogAddExp", "logaddexp")
	logaddexp2Verb = verbOf("ops.LogAddExp2", "logaddexp2")
	angleVerb      = verbOf("ops.Angle", "angle")
)

// Power sets dst to a to the power of b, element by element, as np.power. Powers of integers wrap
// around, 0⁰ is 1. a and b are stretched to the shape of dst, dst may be one of them or share memory
// with them. Negative real numbers have powers with whole exponents only, NaN else. Complex powers are
// the principal ones; of complex 0 they are 0 if the exponent's real part is positive, and NaN else.
//
// The error wraps [ndview.ErrShape] and [ndview.ErrOverlap] as that of [Add], and [ErrValue] if an
// exponent that counts is a negative integer, which would have no integer result: nothing is written
// then. Apply "float_power" takes integers to any powers, in float64.
func Power[T Number](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(powerVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Arctan2 sets dst to the angles of the points (x, y), in radians, in [−π, π], as np.arctan2. The signs of
// zeros count: the angle of (−0, +0) is π. See [Add].
func Arctan2[T Float](dst ndview.MutView[T], y, x ndview.View[T], opts ...Option) error {
	return binaryOf(arctan2Verb, elem.KindOf[T](), dst.Array(), y.Array(), x.Array(), opts)
}

// Hypot sets dst to √(a² + b²), without overflow on the way, as np.hypot. It is Inf if a or b is, even
// beside NaN. See [Add].
func Hypot[T Float](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(hypotVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// LogAddExp sets dst to ln(eᵃ + eᵇ), without overflow on the way, as np.logaddexp. See [Add] and [LogSumExp].
func LogAddExp[T Float](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(logaddexpVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// LogAddExp2 sets dst to log₂(2ᵃ + 2ᵇ), without overflow on the way, as np.logaddexp2. See [Add].
func LogAddExp2[T Float](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(logaddexp2Verb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Angle sets dst to the arguments of the numbers in a, in radians, in [−π, π], as np.angle: of real
// numbers it is 0 or π. R is the float of T's parts, or another float, which the result is rounded to.
// See [Sqrt].
func Angle[R Float, T Inexact](dst ndview.MutView[R], a ndview.View[T], opts ...Option) error {
	c := call{verb: angleVerb, settings: settingsOf(opts), outs: 1, n: 2}
	c.arrays[0], c.arrays[1] = dst.Array(), a.Array()
	c.kinds[0], c.kinds[1] = elem.KindOf[R](), elem.KindOf[T]()
	return c.run()
}

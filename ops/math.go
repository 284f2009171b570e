package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

// Functions of floating-point numbers, real and complex
//
// The typed functions take floats; Apply also takes integers and booleans, which are computed in the
// first float that holds them all: 8 bits in float16, 16 bits in float32, the rest in float64. Results
// are wrong by about a unit in the last place at most, on every platform the same:
// internal/vmath/ULP.md lists what was measured. Special values are those of NumPy.

var (
	sqrtVerb    = verbOf("ops.Sqrt", "sqrt")
	expVerb     = verbOf("ops.Exp", "exp")
	exp2Verb    = verbOf("ops.Exp2", "exp2")
	expm1Verb   = verbOf("ops.Expm1", "expm1")
	logVerb     = verbOf("ops.Log", "log")
	log2Verb    = verbOf("ops.Log2", "log2")
	log10Verb   = verbOf("ops.Log10", "log10")
	log1pVerb   = verbOf("ops.Log1p", "log1p")
	sinVerb     = verbOf("ops.Sin", "sin")
	cosVerb     = verbOf("ops.Cos", "cos")
	tanVerb     = verbOf("ops.Tan", "tan")
	arcsinVerb  = verbOf("ops.Arcsin", "arcsin")
	arccosVerb  = verbOf("ops.Arccos", "arccos")
	arctanVerb  = verbOf("ops.Arctan", "arctan")
	sinhVerb    = verbOf("ops.Sinh", "sinh")
	coshVerb    = verbOf("ops.Cosh", "cosh")
	tanhVerb    = verbOf("ops.Tanh", "tanh")
	arcsinhVerb = verbOf("ops.Arcsinh", "arcsinh")
	arccoshVerb = verbOf("ops.Arccosh", "arccosh")
	arctanhVerb = verbOf("ops.Arctanh", "arctanh")
	cbrtVerb    = verbOf("ops.Cbrt", "cbrt")
	deg2radVerb = verbOf("ops.Deg2Rad", "deg2rad")
	rad2degVerb = verbOf("ops.Rad2Deg", "rad2deg")
	sigmoidVerb = verbOf("ops.Sigmoid", "sigmoid")
)

// Sqrt sets dst to the square root of a, element by element, rounded correctly, as np.sqrt: NaN of
// negative real numbers, −0 of −0. Of complex numbers it is the root with real part ≥ 0. a is stretched
// to the shape of dst; dst may be a or share memory with it.
//
// The error wraps [ndview.ErrShape] if a does not stretch to the shape of dst, and [ndview.ErrOverlap]
// if dst overlaps itself; nothing is written then. No element is refused: what has no result is NaN.
func Sqrt[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(sqrtVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Exp sets dst to e to the power of each element of a, as np.exp. See [Sqrt].
func Exp[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(expVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Exp2 sets dst to 2 to the power of each element of a, as np.exp2. See [Sqrt].
func Exp2[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(exp2Verb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Expm1 sets dst to eᵃ − 1, which is good where a is near 0, as np.expm1. See [Sqrt].
func Expm1[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(expm1Verb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Log sets dst to the natural logarithm of a: −Inf of 0, NaN of negative numbers. Of complex
// numbers it is the branch with imaginary part in [−π, π], as np.log. See [Sqrt].
func Log[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(logVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Log2 sets dst to the logarithm of a to the base 2. Of powers of 2 it is exact, as np.log2.
// See [Sqrt].
func Log2[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(log2Verb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Log10 sets dst to the logarithm of a to the base 10. Of powers of 10 it is exact, as
// np.log10. See [Sqrt].
func Log10[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(log10Verb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Log1p sets dst to ln(1 + a), which is good where a is near 0, as np.log1p. See [Sqrt].
func Log1p[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(log1pVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Sin sets dst to the sine of a, in radians, for arguments of any size, as np.sin. See [Sqrt].
func Sin[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(sinVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Cos sets dst to the cosine of a, in radians, as np.cos. See [Sqrt].
func Cos[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(cosVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Tan sets dst to the tangent of a, in radians, as np.tan. See [Sqrt].
func Tan[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(tanVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Arcsin sets dst to the angle with sine a, in radians, in [−π/2, π/2]; NaN of real numbers
// beyond ±1, as np.arcsin. See [Sqrt].
func Arcsin[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(arcsinVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Arccos sets dst to the angle with cosine a, in radians, in [0, π]; NaN of real numbers
// beyond ±1, as np.arccos. See [Sqrt].
func Arccos[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(arccosVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Arctan sets dst to the angle with tangent a, in radians, in [−π/2, π/2], as np.arctan. See
// [Sqrt].
func Arctan[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(arctanVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Sinh sets dst to the hyperbolic sine of a, as np.sinh. See [Sqrt].
func Sinh[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(sinhVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Cosh sets dst to the hyperbolic cosine of a, as np.cosh. See [Sqrt].
func Cosh[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(coshVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Tanh sets dst to the hyperbolic tangent of a, as np.tanh. See [Sqrt].
func Tanh[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(tanhVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Arcsinh sets dst to the inverse hyperbolic sine of a, as np.arcsinh. See [Sqrt].
func Arcsinh[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(arcsinhVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Arccosh sets dst to the inverse hyperbolic cosine of a; NaN of real numbers below 1, as
// np.arccosh. See [Sqrt].
func Arccosh[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(arccoshVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Arctanh sets dst to the inverse hyperbolic tangent of a; ±Inf of ±1, NaN of real numbers
// beyond, as np.arctanh. See [Sqrt].
func Arctanh[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(arctanhVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Cbrt sets dst to the real cube root of a, as np.cbrt. See [Sqrt].
func Cbrt[T Float](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(cbrtVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Deg2Rad sets dst to a degrees in radians, as np.deg2rad. See [Sqrt].
func Deg2Rad[T Float](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(deg2radVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Rad2Deg sets dst to a radians in degrees, as np.rad2deg. See [Sqrt].
func Rad2Deg[T Float](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(rad2degVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Sigmoid sets dst to the logistic function 1/(1 + e⁻ᵃ), without overflow (NumPy has none;
// scipy.special.expit). See [Sqrt].
func Sigmoid[T Float](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(sigmoidVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

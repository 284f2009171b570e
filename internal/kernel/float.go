package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/vmath"
)

// Functions of floating-point numbers
//
// Package vmath has them: as rows of float64 and float32 (float_row.go), and as scalar functions of float64 and
// complex128, to which other kinds are widened (float_lift.go). Integers and booleans come by promotion, as in NumPy: to the first float that holds
// them all, so that 8 bits become float16, 16 bits float32, the rest float64.

var floatVerbs = []*Verb{
	{Name: "sqrt", Doc: "square root", In: 1, Out: 1, Loops: rootLoops()},
	float1("cbrt", "cube root", vmath.Cbrt),
	inexact1("exp", "eˣ", vmath.Exp, vmath.ExpC),
	inexact1("exp2", "2ˣ", vmath.Exp2, vmath.Exp2C),
	inexact1("expm1", "eˣ − 1, good near 0", vmath.Expm1, vmath.Expm1C),
	inexact1("log", "natural logarithm", vmath.Log, vmath.LogC),
	inexact1("log2", "logarithm to the base 2", vmath.Log2, vmath.Log2C),
	inexact1("log10", "logarithm to the base 10", vmath.Log10, vmath.Log10C),
	inexact1("log1p", "ln(1 + x), good near 0", vmath.Log1p, vmath.Log1pC),
	inexact1("sin", "sine of radians", vmath.Sin, vmath.SinC),
	inexact1("cos", "cosine of radians", vmath.Cos, vmath.CosC),
	inexact1("tan", "tangent of radians", vmath.Tan, vmath.TanC),
	inexact1("arcsin", "inverse sine, in radians", vmath.Arcsin, vmath.ArcsinC),
	inexact1("arccos", "inverse cosine, in radians", vmath.Arccos, vmath.ArccosC),
	inexact1("arctan", "inverse tangent, in radians", vmath.Arctan, vmath.ArctanC),
	inexact1("sinh", "hyperbolic sine", vmath.Sinh, vmath.SinhC),
	inexact1("cosh", "hyperbolic cosine", vmath.Cosh, vmath.CoshC),
	inexact1("tanh", "hyperbolic tangent", vmath.Tanh, vmath.TanhC),
	inexact1("arcsinh", "inverse hyperbolic sine", vmath.Arcsinh, vmath.ArcsinhC),
	inexact1("arccosh", "inverse hyperbolic cosine", vmath.Arccosh, vmath.ArccoshC),
	inexact1("arctanh", "inverse hyperbolic tangent", vmath.Arctanh, vmath.ArctanhC),
	float1("deg2rad", "degrees in radians", vmath.Deg2rad),
	float1("rad2deg", "radians in degrees", vmath.Rad2deg),
	float1("sigmoid", "1/(1 + e⁻ˣ)", vmath.Sigmoid),
	{Name: "angle", Doc: "argument of a complex number; 0 or π of a real one", In: 1, Out: 1, Loops: angleLoops()},
	float2("arctan2", "angle of the point (y, x)", vmath.Arctan2),
	float2("hypot", "√(x² + y²)", vmath.Hypot),
	float2("logaddexp", "ln(eˣ + eʸ)", vmath.Logaddexp),
	float2("logaddexp2", "log₂(2ˣ + 2ʸ)", vmath.Logaddexp2),
	{Name: "power", Doc: "xʸ; of integers wrapped around, exponents ≥ 0", In: 2, Out: 1, Loops: powerLoops()},
	{Name: "float_power", Doc: "xʸ in float64 or complex128", In: 2, Out: 1, Loops: floatPowerLoops()},
}

// float1 is a verb of real numbers.
func float1(name, doc string, f func(float64) float64) *Verb {
	return &Verb{Name: name, Doc: doc, In: 1, Out: 1, Loops: unaryLoops(withRow(realUnary(f), vmath.RowOf(name)))}
}

// inexact1 is a verb of real and complex numbers.
func inexact1(name, doc string, f func(float64) float64, g func(complex128) complex128) *Verb {
	return &Verb{Name: name, Doc: doc, In: 1, Out: 1, Loops: unaryLoops(withComplex(withRow(realUnary(f), vmath.RowOf(name)), g))}
}

// float2 is a verb of two real numbers.
func float2(name, doc string, f func(x, y float64) float64) *Verb {
	return &Verb{Name: name, Doc: doc, In: 2, Out: 1, Loops: binaryLoops(withRow2(realBinary(f), vmath.Row2Of(name)))}
}

func rootLoops() []Loop {
	t := withComplex(realUnary(vmath.Sqrt), vmath.SqrtC)
	t[elem.KindFloat32] = sqrtLane[float32]
	t[elem.KindFloat64] = sqrtLane[float64]
	rooted := vectorUnary("Sqrt", *t)
	return unaryLoops(&rooted)
}

func angleLoops() []Loop {
	return partLoops(withParts(*realUnary(func(x float64) float64 { return vmath.Arctan2(0, x) }), vmath.PartsOf("angle")))
}

package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
)

var (
	addVerb        = verbOf("ops.Add", "add")
	subtractVerb   = verbOf("ops.Sub", "subtract")
	multiplyVerb   = verbOf("ops.Mul", "multiply")
	fmaVerb        = verbOf("ops.FMA", "fma")
	negativeVerb   = verbOf("ops.Neg", "negative")
	positiveVerb   = verbOf("ops.Pos", "positive")
	absoluteVerb   = verbOf("ops.Abs", "absolute")
	absComplexVerb = verbOf("ops.AbsComplex", "absolute")
	signVerb       = verbOf("ops.Sign", "sign")
	squareVerb     = verbOf("ops.Square", "square")
	gcdVerb        = verbOf("ops.GCD", "gcd")
	lcmVerb        = verbOf("ops.LCM", "lcm")
)

// Add sets dst to a + b, element by element; booleans are joined by "or". a and b
// are stretched to the shape of dst, dst may be one of them or share memory with
// them.
//
// The error wraps [ndview.ErrShape] if an input does not stretch to the shape of
// dst, and [ndview.ErrOverlap] if dst overlaps itself; nothing is written then.
func Add[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(addVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Sub sets dst to a − b, element by element. See [Add]. There is no difference of
// booleans.
func Sub[T Number](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(subtractVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Mul sets dst to a · b, element by element; booleans are joined by "and". See
// [Add].
func Mul[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(multiplyVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// FMA sets dst to a · b + c with one rounding, for float16, bfloat16 and float32
// as well; integers wrap around. NumPy has no such function. See [Add].
func FMA[T Real](dst ndview.MutView[T], a, b, c ndview.View[T], opts ...Option) error {
	return ternaryOf(fmaVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), c.Array(), opts)
}

// Neg sets dst to −a, as np.negative: the smallest signed integer stays what it is,
// unsigned ones wrap around. Booleans have no negative. See [Add].
func Neg[T Number](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(negativeVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Pos sets dst to a, as np.positive. See [Add].
func Pos[T Number](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(positiveVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Abs sets dst to |a|, as np.absolute: the smallest signed integer stays what it is.
// For complex numbers there is [AbsComplex]. See [Add].
func Abs[T Real](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(absoluteVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// AbsComplex sets dst to the magnitudes of a, as np.absolute: infinite if a part is,
// whatever the other one. float64 magnitudes of complex64 numbers are rounded to
// float32 first, float32 ones of complex128 numbers at the end. See [Add].
func AbsComplex[R Part, C Complex](dst ndview.MutView[R], a ndview.View[C], opts ...Option) error {
	return unaryTo(absComplexVerb, elem.KindOf[R](), elem.KindOf[C](), dst.Array(), a.Array(), opts)
}

// Sign sets dst to −1, 0 or 1, as np.sign of NumPy 2: NaN is NaN, −0 is 0, and a
// complex number x becomes x/|x|. See [Add].
func Sign[T Number](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(signVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Square sets dst to a · a, as np.square. See [Add].
func Square[T Number](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(squareVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// GCD sets dst to the greatest common divisor of |a| and |b|, as np.gcd: of 0 and x
// it is |x|. See [Add].
func GCD[T Integer](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(gcdVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// LCM sets dst to the least common multiple of |a| and |b|, as np.lcm: 0 if one of
// them is, and wrapped around if it is too large. See [Add].
func LCM[T Integer](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(lcmVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Scale multiplies every element of dst by x, as dst *= x in NumPy; booleans are
// joined by "and".
//
// The error wraps [ndview.ErrOverlap] if dst overlaps itself; nothing is written
// then.
func Scale[T ndview.Element](dst ndview.MutView[T], x T) error {
	d, kind := dst.Array(), elem.KindOf[T]()
	if err := check("ops.Scale", kind.Size(), namesFill, d); err != nil {
		return err
	}
	kernel.ComputeScalar(kernel.Mul[kind], kind, d, d, kernel.BitsOf(x))
	return nil
}

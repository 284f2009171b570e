package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

var (
	realVerb      = verbOf("ops.RealPart", "real")
	imagVerb      = verbOf("ops.ImagPart", "imag")
	conjugateVerb = verbOf("ops.Conj", "conjugate")
	copysignVerb  = verbOf("ops.Copysign", "copysign")
	nextafterVerb = verbOf("ops.Nextafter", "nextafter")
	spacingVerb   = verbOf("ops.Spacing", "spacing")
	heavisideVerb = verbOf("ops.Heaviside", "heaviside")
)

// RealPart sets dst to the real parts of a, as dst[...] = a.real in NumPy; parts of
// complex128 numbers are rounded if dst is float32. [ndview.MutReal128] and its kin
// give them as a view instead. See [Add].
func RealPart[R Part, C Complex](dst ndview.MutView[R], a ndview.View[C], opts ...Option) error {
	return unaryTo(realVerb, elem.KindOf[R](), elem.KindOf[C](), dst.Array(), a.Array(), opts)
}

// ImagPart sets dst to the imaginary parts of a. See [RealPart].
func ImagPart[R Part, C Complex](dst ndview.MutView[R], a ndview.View[C], opts ...Option) error {
	return unaryTo(imagVerb, elem.KindOf[R](), elem.KindOf[C](), dst.Array(), a.Array(), opts)
}

// Conj sets dst to a with the signs of the imaginary parts changed, as np.conjugate;
// real numbers stay what they are. See [Add].
func Conj[T Number](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(conjugateVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Copysign sets dst to |a| with the sign of b, also that of −0 and NaN, as
// np.copysign. See [Add].
func Copysign[T Float](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(copysignVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Nextafter sets dst to the numbers next to a on the way to b, as np.nextafter, and to
// b where they are equal. See [Add].
func Nextafter[T Float](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(nextafterVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Spacing sets dst to the distance from a to the next number away from zero, with the
// sign of a, as np.spacing; for Float16, as in NumPy, to the next larger number. It is
// NaN for infinities. See [Add].
func Spacing[T Float](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(spacingVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Heaviside sets dst to 0 where a < 0, to b where a = 0 and to 1 where a > 0, as
// np.heaviside. See [Add].
func Heaviside[T Float](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(heavisideVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

var (
	divideVerb      = verbOf("ops.Div", "divide")
	trueDivideVerb  = verbOf("ops.TrueDiv", "divide")
	floorDivideVerb = verbOf("ops.FloorDiv", "floor_divide")
	remainderVerb   = verbOf("ops.Mod", "remainder")
	fmodVerb        = verbOf("ops.Fmod", "fmod")
	divmodVerb      = verbOf("ops.DivMod", "divmod").named("div", "mod", "a", "b")
	reciprocalVerb  = verbOf("ops.Reciprocal", "reciprocal")
)

// Div sets dst to a / b, element by element, as np.divide: by the rules of IEEE 754,
// 1/0 is +Inf and 0/0 NaN. Complex numbers are divided by Smith's algorithm. For
// integers there are [TrueDiv] and [FloorDiv]. See [Add].
func Div[T Inexact](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(divideVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// TrueDiv sets dst to the quotients of integers as float64, as np.divide: 1/0 is
// +Inf, 0/0 NaN. See [Add].
func TrueDiv[T Integer](dst ndview.MutView[float64], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(trueDivideVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// FloorDiv sets dst to ⌊a / b⌋, as np.floor_divide and Python's //. Integers by 0 are
// 0, and the smallest one by −1 is itself. Floats by 0 are infinite or NaN; of others
// the exact remainder decides, so that 1.0//0.1 is 9. See [Add].
func FloorDiv[T Real](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(floorDivideVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Mod sets dst to a − ⌊a / b⌋ · b, as np.remainder and Python's %: it has the sign
// of b. Integers by 0 give 0, floats NaN. See [Add].
func Mod[T Real](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(remainderVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Fmod sets dst to the remainder with the sign of a, as np.fmod and C's. Integers by
// 0 give 0, floats NaN. See [Add].
func Fmod[T Real](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(fmodVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// DivMod sets div to what [FloorDiv] gives, and mod to what [Mod] gives, as
// np.divmod. div and mod must not share memory; each of them may be an input. See
// [Add].
//
// The error wraps [ndview.ErrShape] if div and mod have different shapes or an
// input does not stretch to it, and [ndview.ErrOverlap] if div or mod overlaps
// itself or the other; nothing is written then.
func DivMod[T Real](div, mod ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return pairOf(divmodVerb, elem.KindOf[T](), div.Array(), mod.Array(), a.Array(), b.Array(), opts)
}

// Reciprocal sets dst to 1 / a, as np.reciprocal. Of integers the fraction is lost:
// 0 but for 1 and −1, and for 0 the smallest int32 or int64, 0 in other types. See
// [Add].
func Reciprocal[T Number](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(reciprocalVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

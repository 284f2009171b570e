package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

var (
	logicalAndVerb = verbOf("ops.LogicalAnd", "logical_and")
	logicalOrVerb  = verbOf("ops.LogicalOr", "logical_or")
	logicalXorVerb = verbOf("ops.LogicalXor", "logical_xor")
	logicalNotVerb = verbOf("ops.LogicalNot", "logical_not")
	isnanVerb      = verbOf("ops.IsNaN", "isnan")
	isinfVerb      = verbOf("ops.IsInf", "isinf")
	isfiniteVerb   = verbOf("ops.IsFinite", "isfinite")
	signbitVerb    = verbOf("ops.Signbit", "signbit")
)

// LogicalAnd sets dst to whether a and b are true, as np.logical_and: every number
// but 0 is true, NaN as well. See [Add].
func LogicalAnd[T ndview.Element](dst ndview.MutView[ndview.Bool], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(logicalAndVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// LogicalOr sets dst to whether a or b is true, as np.logical_or. See [LogicalAnd].
func LogicalOr[T ndview.Element](dst ndview.MutView[ndview.Bool], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(logicalOrVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// LogicalXor sets dst to whether one of a and b is true, as np.logical_xor. See
// [LogicalAnd].
func LogicalXor[T ndview.Element](dst ndview.MutView[ndview.Bool], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(logicalXorVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// LogicalNot sets dst to whether a is 0, as np.logical_not. See [LogicalAnd].
func LogicalNot[T ndview.Element](dst ndview.MutView[ndview.Bool], a ndview.View[T], opts ...Option) error {
	return unaryOf(logicalNotVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// IsNaN sets dst to whether a, or one of its parts, is NaN, as np.isnan; integers
// never are. See [Add].
func IsNaN[T ndview.Element](dst ndview.MutView[ndview.Bool], a ndview.View[T], opts ...Option) error {
	return unaryOf(isnanVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// IsInf sets dst to whether a, or one of its parts, is infinite, as np.isinf. See
// [IsNaN].
func IsInf[T ndview.Element](dst ndview.MutView[ndview.Bool], a ndview.View[T], opts ...Option) error {
	return unaryOf(isinfVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// IsFinite sets dst to whether a, with all its parts, is neither infinite nor NaN, as
// np.isfinite. See [IsNaN].
func IsFinite[T ndview.Element](dst ndview.MutView[ndview.Bool], a ndview.View[T], opts ...Option) error {
	return unaryOf(isfiniteVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Signbit sets dst to whether the sign of a is set, as np.signbit: of −0 and of some
// NaNs it is. See [Add].
func Signbit[T Float](dst ndview.MutView[ndview.Bool], a ndview.View[T], opts ...Option) error {
	return unaryOf(signbitVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

var (
	bitwiseAndVerb   = verbOf("ops.BitwiseAnd", "bitwise_and")
	bitwiseOrVerb    = verbOf("ops.BitwiseOr", "bitwise_or")
	bitwiseXorVerb   = verbOf("ops.BitwiseXor", "bitwise_xor")
	invertVerb       = verbOf("ops.Invert", "invert")
	leftShiftVerb    = verbOf("ops.LeftShift", "left_shift")
	rightShiftVerb   = verbOf("ops.RightShift", "right_shift")
	bitwiseCountVerb = verbOf("ops.BitwiseCount", "bitwise_count")
)

// BitwiseAnd sets dst to a & b, as np.bitwise_and; of booleans to whether both are
// true. See [Add].
func BitwiseAnd[T Bits](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(bitwiseAndVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// BitwiseOr sets dst to a | b, as np.bitwise_or; of booleans to whether one is true.
// See [Add].
func BitwiseOr[T Bits](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(bitwiseOrVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// BitwiseXor sets dst to a ^ b, as np.bitwise_xor; of booleans to whether they
// differ. See [Add].
func BitwiseXor[T Bits](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(bitwiseXorVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Invert sets dst to a with all bits turned over, as np.invert; of booleans to not a.
// See [Add].
func Invert[T Bits](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(invertVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// LeftShift sets dst to a << b, as np.left_shift: 0 where b is negative or not less
// than the number of bits. See [Add].
func LeftShift[T Integer](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(leftShiftVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// RightShift sets dst to a >> b, as np.right_shift, which keeps the sign: where b is
// negative or not less than the number of bits, 0, or −1 for negative a. See [Add].
func RightShift[T Integer](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(rightShiftVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// BitwiseCount sets dst to the number of ones in |a|, as np.bitwise_count. See
// [Add].
func BitwiseCount[T Integer](dst ndview.MutView[uint8], a ndview.View[T], opts ...Option) error {
	return unaryOf(bitwiseCountVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

var (
	equalVerb        = verbOf("ops.Equal", "equal")
	notEqualVerb     = verbOf("ops.NotEqual", "not_equal")
	lessVerb         = verbOf("ops.Less", "less")
	lessEqualVerb    = verbOf("ops.LessEqual", "less_equal")
	greaterVerb      = verbOf("ops.Greater", "greater")
	greaterEqualVerb = verbOf("ops.GreaterEqual", "greater_equal")
)

// Equal sets dst to whether a = b, element by element, as np.equal. NaN equals
// nothing. Numbers of different types are compared by [Apply], int64 with uint64
// exactly. See [Add].
func Equal[T ndview.Element](dst ndview.MutView[ndview.Bool], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(equalVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// NotEqual sets dst to whether a ≠ b, as np.not_equal. See [Equal].
func NotEqual[T ndview.Element](dst ndview.MutView[ndview.Bool], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(notEqualVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Less sets dst to whether a < b, as np.less. Complex numbers are ordered by their
// real parts, and where these are equal by their imaginary ones; nothing is less than
// NaN, or greater. See [Equal].
func Less[T ndview.Element](dst ndview.MutView[ndview.Bool], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(lessVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// LessEqual sets dst to whether a ≤ b, as np.less_equal. See [Less].
func LessEqual[T ndview.Element](dst ndview.MutView[ndview.Bool], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(lessEqualVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Greater sets dst to whether a > b, as np.greater. See [Less].
func Greater[T ndview.Element](dst ndview.MutView[ndview.Bool], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(greaterVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// GreaterEqual sets dst to whether a ≥ b, as np.greater_equal. See [Less].
func GreaterEqual[T ndview.Element](dst ndview.MutView[ndview.Bool], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(greaterEqualVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

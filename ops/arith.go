package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
)

var (
	addVerb      = verbOf("ops.Add", "add")
	subtractVerb = verbOf("ops.Sub", "subtract")
	multiplyVerb = verbOf("ops.Mul", "multiply")
	divideVerb   = verbOf("ops.Div", "divide")
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

// Div sets dst to a / b, element by element, by the rules of IEEE 754: 1/0 is +Inf
// and 0/0 NaN. See [Add].
func Div[T Float](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(divideVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
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

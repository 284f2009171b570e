package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

var (
	minimumVerb = verbOf("ops.Minimum", "minimum")
	maximumVerb = verbOf("ops.Maximum", "maximum")
	fminVerb    = verbOf("ops.Fmin", "fmin")
	fmaxVerb    = verbOf("ops.Fmax", "fmax")
	clipVerb    = verbOf("ops.Clip", "clip").named("dst", "a", "lo", "hi")
)

// Minimum sets dst to the smaller one of a and b, as np.minimum: NaN if one of them
// is. Of two zeros with different signs either is taken. Complex numbers are ordered
// as by [Less]. See [Add].
func Minimum[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(minimumVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Maximum sets dst to the larger one of a and b, as np.maximum. See [Minimum].
func Maximum[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(maximumVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Fmin sets dst to the smaller one of a and b, as np.fmin: NaN only if both are. See
// [Minimum].
func Fmin[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(fminVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Fmax sets dst to the larger one of a and b, as np.fmax: NaN only if both are. See
// [Minimum].
func Fmax[T ndview.Element](dst ndview.MutView[T], a, b ndview.View[T], opts ...Option) error {
	return binaryOf(fmaxVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
}

// Clip sets dst to a, but at least lo and at most hi, as np.clip: hi where it is less
// than lo, and NaN where one of the three is NaN (of complex numbers, as in NumPy, a
// bound that is NaN counts only where a comparison comes to it). See [Add].
func Clip[T ndview.Element](dst ndview.MutView[T], a, lo, hi ndview.View[T], opts ...Option) error {
	return ternaryOf(clipVerb, elem.KindOf[T](), dst.Array(), a.Array(), lo.Array(), hi.Array(), opts)
}

package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/ndview"
)

var (
	ceilVerb  = verbOf("ops.Ceil", "ceil")
	floorVerb = verbOf("ops.Floor", "floor")
	truncVerb = verbOf("ops.Trunc", "trunc")
	rintVerb  = verbOf("ops.Rint", "rint")
	roundVerb = verbOf("ops.Round", "round").named("dst", "a", "decimals")
)

// Ceil sets dst to the next whole numbers not below a, as np.ceil: −0.5 becomes −0.
// Integers stay what they are. See [Add].
func Ceil[T Real](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(ceilVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Floor sets dst to the next whole numbers not above a, as np.floor. Integers stay
// what they are. See [Add].
func Floor[T Real](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(floorVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Trunc sets dst to a without its fractions, as np.trunc. Integers stay what they
// are. See [Add].
func Trunc[T Real](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(truncVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Rint sets dst to the nearest whole numbers, ties to even, as np.rint; of complex
// numbers part by part. See [Add].
func Rint[T Inexact](dst ndview.MutView[T], a ndview.View[T], opts ...Option) error {
	return unaryOf(rintVerb, elem.KindOf[T](), dst.Array(), a.Array(), opts)
}

// Round sets dst to a rounded to so many decimal places, as np.round: ties to even,
// in front of the decimal point if decimals is negative. The number is scaled by a
// power of ten, rounded and scaled back in its own type, so that 2.675, which is a
// little less, becomes 2.68, and where scaling overflows the result is infinite or
// NaN. Integers change for negative decimals only. See [Add].
func Round[T Number](dst ndview.MutView[T], a ndview.View[T], decimals int, opts ...Option) error {
	places := ndview.Make[int64]()
	places.Set(int64(decimals))
	return callOf(roundVerb, opts, [maxOperands]elem.Kind{elem.KindOf[T](), elem.KindOf[T](), elem.KindInt64}, dst.Array(), a.Array(), places.Array())
}

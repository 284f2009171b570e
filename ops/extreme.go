package ops

import (
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
)

// Min returns the smallest element, as np.min. A NaN is the result wherever it is,
// unless [SkipNaN] is given (np.nanmin). Complex numbers are compared by their real
// parts, then by their imaginary parts. Which of −0 and +0 is smaller is not
// defined.
//
// The error wraps [ErrEmpty] if there is no element, and is a [FoldError]. It takes
// [When], which needs [Initial], and [SkipNaN].
func Min[T ndview.Element](v ndview.View[T], opts ...Option) (T, error) {
	return valueOf[T]("ops.Min", &kernel.ReduceMin, v, opts)
}

// Max returns the largest element, as np.max. See [Min].
func Max[T ndview.Element](v ndview.View[T], opts ...Option) (T, error) {
	return valueOf[T]("ops.Max", &kernel.ReduceMax, v, opts)
}

// Ptp returns the largest element less the smallest ("peak to peak"), as np.ptp; NaN if
// there is one. Integers wrap around. See [Min]; it does not take [When].
func Ptp[T Number](v ndview.View[T], opts ...Option) (T, error) {
	return valueOf[T]("ops.Ptp", &kernel.ReducePtp, v, opts)
}

// MinTo sets dst to the smallest elements of v along some axes, all without [Axes],
// as np.min(v, axis=…, out=dst). dst has the shape of v without these axes, or with
// length 1 there if [KeepDims] is given, and may share memory with v. The rules are
// those of [Min].
//
// The error is a [FoldError], which wraps [ErrEmpty] if an axis of length 0 is
// reduced, or wraps [ndview.ErrOverlap] if dst overlaps itself; nothing is written
// then.
func MinTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.MinTo", &kernel.ReduceMin, dst, v, opts)
}

// MaxTo sets dst to the largest elements of v along some axes, as np.max(v, axis=…,
// out=dst). See [MinTo].
func MaxTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.MaxTo", &kernel.ReduceMax, dst, v, opts)
}

// PtpTo sets dst to the largest elements less the smallest along some axes, as
// np.ptp(v, axis=…, out=dst). See [MinTo] and [Ptp].
func PtpTo[D ndview.Element, T Number](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.PtpTo", &kernel.ReducePtp, dst, v, opts)
}

// ArgMin returns the index of the smallest element, counted in C order, as
// np.argmin: the first of several, and the first NaN if there is one. With [SkipNaN]
// it is np.nanargmin.
//
// The error wraps [ErrEmpty] if there is no element, or none that is selected.
func ArgMin[T ndview.Element](v ndview.View[T], opts ...Option) (int, error) {
	i, err := valueOf[int64]("ops.ArgMin", &kernel.ReduceArgMin, v, opts)
	return int(i), err
}

// ArgMax returns the index of the largest element, counted in C order, as
// np.argmax. See [ArgMin].
func ArgMax[T ndview.Element](v ndview.View[T], opts ...Option) (int, error) {
	i, err := valueOf[int64]("ops.ArgMax", &kernel.ReduceArgMax, v, opts)
	return int(i), err
}

// ArgMinTo sets dst to the indices of the smallest elements along one axis, or in
// all of v without [Axes], as np.argmin(v, axis=…, out=dst). The rules are those of
// [ArgMin], shapes those of [MinTo].
func ArgMinTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.ArgMinTo", &kernel.ReduceArgMin, dst, v, opts)
}

// ArgMaxTo sets dst to the indices of the largest elements along one axis, or in
// all of v without [Axes]. See [ArgMinTo].
func ArgMaxTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.ArgMaxTo", &kernel.ReduceArgMax, dst, v, opts)
}

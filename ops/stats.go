package ops

import (
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
)

// RealElement is every element type but the complex ones.
type RealElement interface{ Signed | Unsigned | Float }

// Mean returns the arithmetic mean of all elements, NaN for none, as np.mean in
// float64: the sum is as accurate as that of [Sum], also for float32 and Float16. It
// takes [When] and [SkipNaN] (np.nanmean).
func Mean[T RealElement](v ndview.View[T], opts ...Option) float64 {
	return sure(valueOf[float64]("ops.Mean", &kernel.ReduceMean, v, opts))
}

// MeanComplex is [Mean] for complex elements, in complex128.
func MeanComplex[T complex64 | complex128](v ndview.View[T], opts ...Option) complex128 {
	return sure(valueOf[complex128]("ops.MeanComplex", &kernel.ReduceMean, v, opts))
}

// Var returns the mean of the squared distances from the mean, as np.var, computed
// in float64 in two passes: first the mean, then the distances. [Ddof] is subtracted
// from the number of elements that the sum is divided by; if none is left the result is
// NaN, or +Inf if the sum is not 0. Of complex numbers the distances are their magnitudes.
// It takes [When] and [SkipNaN] (np.nanvar) besides.
func Var[T ndview.Element](v ndview.View[T], opts ...Option) float64 {
	return sure(valueOf[float64]("ops.Var", &kernel.ReduceVar, v, opts))
}

// Std returns the square root of [Var], as np.std.
func Std[T ndview.Element](v ndview.View[T], opts ...Option) float64 {
	return sure(valueOf[float64]("ops.Std", &kernel.ReduceStd, v, opts))
}

// MeanTo sets dst to the means of v along some axes, as np.mean(v, axis=…, out=dst).
// They are made in float64, or complex128, and rounded to dst; by the rule [SameKind]
// dst must be of floats, for complex elements of complex numbers. Shapes and errors are
// those of [SumTo].
func MeanTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.MeanTo", &kernel.ReduceMean, dst, v, opts)
}

// VarTo sets dst to the variances of v along some axes, as np.var(v, axis=…,
// ddof=…, out=dst). See [Var] and [MeanTo].
func VarTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.VarTo", &kernel.ReduceVar, dst, v, opts)
}

// StdTo sets dst to the square roots of the variances of v along some axes, as
// np.std(v, axis=…, ddof=…, out=dst). See [Var] and [MeanTo].
func StdTo[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], opts ...Option) error {
	return foldTo("ops.StdTo", &kernel.ReduceStd, dst, v, opts)
}

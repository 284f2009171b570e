package ops

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Between says what stands for a quantile's position between two items: NumPy's
// method. With q from 0 to 1, n items have the position q·(n−1), computed in float64.
type Between uint8

// The methods.
const (
	QuantileLinear   Between = iota // in proportion to the distance: NumPy's default
	QuantileLower                   // the lower item
	QuantileHigher                  // the higher item
	QuantileMidpoint                // the mean of both
	QuantileNearest                 // the nearer one, the one at the even position if both are equally near
)

func (b Between) kernel() kernel.Between { return kernel.Between(b) }

// Median returns the median of all elements: np.median(v). It is NaN if one of them
// is, and if there are none. All arithmetic of quantiles is that of float64, so the
// mean of two large float32 does not overflow.
func Median[T Signed | Unsigned | Float](v ndview.View[T]) float64 {
	return quantileOf(v, kernel.Quantile{Q: 0.5, Between: kernel.Mean})
}

// NanMedian returns the median of all elements that are not NaN: np.nanmedian(v).
func NanMedian[T Signed | Unsigned | Float](v ndview.View[T]) float64 {
	return quantileOf(v, kernel.Quantile{Q: 0.5, Between: kernel.Mean, SkipNaN: true})
}

// Quantile returns the q-quantile of all elements, q from 0 to 1: np.quantile(v, q,
// method=between). It is NaN if one of them is, and if there are none. The error wraps
// [ndview.ErrBounds] if q is outside of 0 to 1.
func Quantile[T Signed | Unsigned | Float](v ndview.View[T], q float64, between Between) (float64, error) {
	if err := checkQuantile("ops.Quantile", q, 1); err != nil {
		return 0, err
	}
	return quantileOf(v, kernel.Quantile{Q: q, Between: between.kernel()}), nil
}

// NanQuantile is [Quantile] of the elements that are not NaN: np.nanquantile.
func NanQuantile[T Signed | Unsigned | Float](v ndview.View[T], q float64, between Between) (float64, error) {
	if err := checkQuantile("ops.NanQuantile", q, 1); err != nil {
		return 0, err
	}
	return quantileOf(v, kernel.Quantile{Q: q, Between: between.kernel(), SkipNaN: true}), nil
}

// Percentile is [Quantile] with q from 0 to 100: np.percentile.
func Percentile[T Signed | Unsigned | Float](v ndview.View[T], q float64, between Between) (float64, error) {
	if err := checkQuantile("ops.Percentile", q, 100); err != nil {
		return 0, err
	}
	return quantileOf(v, kernel.Quantile{Q: q / 100, Between: between.kernel()}), nil
}

func quantileOf[T ndview.Element](v ndview.View[T], q kernel.Quantile) float64 {
	a := v.Array()
	mem.Hold(a)
	defer mem.Unhold(a)
	return kernel.QuantileOf(elem.KindOf[T](), a, q)
}

// MedianTo sets dst to the medians of src over axes, all if none is named:
// np.median(src, axes). dst has the shape of src without these axes, or with length 1
// in their place (keepdims). Medians are computed as by [Median] and rounded to D.
// Negative axes count from the end. Over several axes it allocates memory of the size
// of src.
//
// The error wraps [ndview.ErrBounds] if there is no such axis or one is named twice,
// [ndview.ErrShape] if dst has another shape, and [ndview.ErrOverlap] if dst overlaps
// itself; nothing is written then.
func MedianTo[D Float, T Signed | Unsigned | Float](dst ndview.MutView[D], src ndview.View[T], axes ...int) error {
	return quantileOver("ops.MedianTo", dst, src, axes, kernel.Quantile{Q: 0.5, Between: kernel.Mean})
}

// NanMedianTo is [MedianTo] of the elements that are not NaN: np.nanmedian(src, axes).
func NanMedianTo[D Float, T Signed | Unsigned | Float](dst ndview.MutView[D], src ndview.View[T], axes ...int) error {
	return quantileOver("ops.NanMedianTo", dst, src, axes, kernel.Quantile{Q: 0.5, Between: kernel.Mean, SkipNaN: true})
}

// quantileOver is quantileTo over several axes: they are brought to the end and made one.
func quantileOver[D, T ndview.Element](op string, dst ndview.MutView[D], src ndview.View[T], axes []int, q kernel.Quantile) error {
	if len(axes) == 1 {
		return quantileTo(op, elem.KindOf[D](), dst.Array(), elem.KindOf[T](), src.Array(), axes[0], q)
	}
	dst, lanes, err := gathered(op, dst, src, axes)
	if err != nil {
		return err
	}
	return quantileTo(op, elem.KindOf[D](), dst.Array(), elem.KindOf[T](), lanes.Array(), -1, q)
}

// gathered copies src with axes, all if none is named, made one, the last; of dst it drops these axes if it has kept them.
func gathered[D, T ndview.Element](op string, dst ndview.MutView[D], src ndview.View[T], axes []int) (ndview.MutView[D], ndview.View[T], error) {
	ndim := src.NDim()
	over := make([]bool, ndim)
	for axis := range over {
		over[axis] = len(axes) == 0
	}
	for _, named := range axes {
		axis, err := axisOf(op, src.Array(), named)
		if err != nil {
			return dst, src, err
		}
		if over[axis] {
			return dst, src, fmt.Errorf("inplace: %s: axis %d is named twice: %w", op, axis, ndview.ErrBounds)
		}
		over[axis] = true
	}
	var order, shape, last []int
	keepsDims := dst.NDim() == ndim
	for axis := range over {
		if over[axis] {
			last = append(last, axis)
			keepsDims = keepsDims && dst.Len(axis) == 1
		} else {
			order, shape = append(order, axis), append(shape, src.Len(axis))
		}
	}
	if keepsDims {
		for k := len(last) - 1; k >= 0; k-- {
			dst = dst.IndexAxis(last[k], 0)
		}
	}
	merged := 1
	for _, axis := range last {
		order = append(order, axis)
		merged *= src.Len(axis)
	}
	moved := src.Permute(order...)
	together := ndview.Make[T](moved.Shape()...)
	if err := Copy(together, moved); err != nil {
		return dst, src, err
	}
	lanes, err := together.View.Reshape(append(shape, merged)...)
	if err != nil {
		panic(err) // a contiguous array takes any shape
	}
	return dst, lanes, nil
}

// QuantileTo sets dst to the q-quantile of every lane of src along axis, q from 0 to
// 1: np.quantile(src, q, axis, method=between). Shapes and errors are those of
// [MedianTo]; the error also wraps [ndview.ErrBounds] if q is outside of 0 to 1.
func QuantileTo[D Float, T Signed | Unsigned | Float](dst ndview.MutView[D], src ndview.View[T], q float64, axis int, between Between) error {
	const op = "ops.QuantileTo"
	if err := checkQuantile(op, q, 1); err != nil {
		return err
	}
	return quantileTo(op, elem.KindOf[D](), dst.Array(), elem.KindOf[T](), src.Array(), axis, kernel.Quantile{Q: q, Between: between.kernel()})
}

// NanQuantileTo is [QuantileTo] of the elements that are not NaN: np.nanquantile.
func NanQuantileTo[D Float, T Signed | Unsigned | Float](dst ndview.MutView[D], src ndview.View[T], q float64, axis int, between Between) error {
	const op = "ops.NanQuantileTo"
	if err := checkQuantile(op, q, 1); err != nil {
		return err
	}
	return quantileTo(op, elem.KindOf[D](), dst.Array(), elem.KindOf[T](), src.Array(), axis,
		kernel.Quantile{Q: q, Between: between.kernel(), SkipNaN: true})
}

// QuantileRaw is [QuantileTo], or [NanQuantileTo] if skipNaN, for items whose type is
// known only at run time. The error also wraps [ndview.ErrType] if dst is not of real
// floating-point numbers or src not of real numbers or booleans.
func QuantileRaw(dst ndview.MutRaw, src ndview.Raw, q float64, axis int, between Between, skipNaN bool) error {
	const op = "ops.QuantileRaw"
	if err := checkQuantile(op, q, 1); err != nil {
		return err
	}
	return quantileRaw(op, dst, src, axis, kernel.Quantile{Q: q, Between: between.kernel(), SkipNaN: skipNaN})
}

// MedianRaw sets dst to the medians along an axis of items whose type is known only at run time: np.median(src, axis), or np.nanmedian
// if skipNaN. It is [QuantileRaw] at 0.5, but the mean of two infinities of one sign is infinite. Errors are those of QuantileRaw.
func MedianRaw(dst ndview.MutRaw, src ndview.Raw, axis int, skipNaN bool) error {
	return quantileRaw("ops.MedianRaw", dst, src, axis, kernel.Quantile{Q: 0.5, Between: kernel.Mean, SkipNaN: skipNaN})
}

func quantileRaw(op string, dst ndview.MutRaw, src ndview.Raw, axis int, q kernel.Quantile) error {
	d, dstKind, err := numeric(op, "dst", &dst.Raw)
	if err != nil {
		return err
	}
	s, kind, err := numeric(op, "src", &src)
	if err != nil {
		return err
	}
	if !dstKind.IsFloat() || kind.IsComplex() {
		return fmt.Errorf("inplace: %s: dst has items of type %s, wanted floats; src has items of type %s, wanted real numbers; "+
			"make dst of float64, take parts of complex numbers one by one: %w", op, dstKind, kind, ndview.ErrType)
	}
	return quantileTo(op, dstKind, &d, kind, &s, axis, q)
}

func checkQuantile(op string, q, most float64) error {
	if q >= 0 && q <= most {
		return nil
	}
	return fmt.Errorf("inplace: %s: q is %v, wanted 0 to %v: %w", op, q, most, ndview.ErrBounds)
}

func quantileTo(op string, dstKind elem.Kind, dst *mem.Array, kind elem.Kind, src *mem.Array, axis int, q kernel.Quantile) error {
	mem.Hold(dst, src)
	defer mem.Unhold(dst, src)
	axis, err := axisOf(op, src, axis)
	if err != nil {
		return err
	}
	shape := shapeOf(src)
	dropped := dst.L().NDim < len(shape)
	if dropped {
		shape = append(shape[:axis], shape[axis+1:]...)
	} else {
		shape[axis] = 1
	}
	if err := wantShape(op, named{"dst", dst}, shape, named{"src", src}); err != nil {
		return err
	}
	if err := writable(op, dstKind, dst); err != nil {
		return err
	}
	kernel.QuantileArray(dstKind, dst, kind, src, axis, dropped, q)
	return nil
}

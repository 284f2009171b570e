package ops

import (
	"math"
	"math/cmplx"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// MedianComplex returns the median of all elements in the order of [Sort], by real part, then
// imaginary part: np.median(v). Of an even number it is half the sum of the two in the
// middle. It is NaN if one of them is, the last in that order, and if there are none. It
// allocates memory of the size of v. Other quantiles of complex numbers NumPy refuses.
func MedianComplex[T Complex](v ndview.View[T]) T { return medianOf(gatheredItems(v), false) }

// NanMedianComplex is [MedianComplex] of the elements without a NaN in one of their parts: np.nanmedian(v).
func NanMedianComplex[T Complex](v ndview.View[T]) T { return medianOf(gatheredItems(v), true) }

// MedianComplexTo sets dst to the medians of src over axes, all if none is named, each as
// [MedianComplex] computes it: np.median(src, axes). Shapes and errors are those of [MedianTo]. It
// allocates memory of the size of src and dst.
func MedianComplexTo[T Complex](dst ndview.MutView[T], src ndview.View[T], axes ...int) error {
	return mediansTo("ops.MedianComplexTo", dst, src, axes, false)
}

// NanMedianComplexTo is [MedianComplexTo] of the elements without a NaN in one of their parts: np.nanmedian(src, axes).
func NanMedianComplexTo[T Complex](dst ndview.MutView[T], src ndview.View[T], axes ...int) error {
	return mediansTo("ops.NanMedianComplexTo", dst, src, axes, true)
}

func gatheredItems[T Complex](v ndview.View[T]) []T {
	items := make([]T, v.Size())
	_ = sure(0, Copy(sure(ndview.FromSlice(items, v.Shape()...)), v))
	return items
}

// mediansTo writes when all medians are known, so dst may share memory with src.
func mediansTo[T Complex](op string, dst ndview.MutView[T], src ndview.View[T], axes []int, skipNaN bool) error {
	a, b := dst.Array(), src.Array()
	mem.Hold(a, b)
	defer mem.Unhold(a, b)
	dst, lanes, err := gathered(op, dst, src, axes)
	if err != nil {
		return err
	}
	shape := lanes.Shape()
	n := shape[len(shape)-1]
	shape = shape[:len(shape)-1]
	if err := wantShape(op, named{"dst", dst.Array()}, shape, named{"src", b}); err != nil {
		return err
	}
	if err := writable(op, elem.KindOf[T](), dst.Array()); err != nil {
		return err
	}
	items := gatheredItems(lanes)
	medians := make([]T, dst.Size())
	for i := range medians {
		medians[i] = medianOf(items[i*n:(i+1)*n], skipNaN)
	}
	return Copy(dst, sure(ndview.FromSlice(medians, shape...)).View)
}

// medianOf sorts items.
func medianOf[T Complex](items []T, skipNaN bool) T {
	line := sure(ndview.FromSlice(items))
	_ = sure(0, Sort(line, line.View, 0))
	n := len(items)
	for skipNaN && n > 0 && partNaN(items[n-1]) { // NaNs come last
		n--
	}
	if n == 0 {
		return T(cmplx.NaN())
	}
	if last := items[n-1]; partNaN(last) {
		return last
	}
	if n%2 == 1 {
		return meanOf(items[n/2], 1)
	}
	return meanOf(items[n/2-1]+items[n/2], 2)
}

// meanOf is NumPy's quotient of a sum and a number of complex numbers, by R. L. Smith's method, CACM 5 (1962): of an
// infinite part the other one is NaN.
func meanOf[T Complex](sum T, n float64) T {
	re, im := real(complex128(sum)), imag(complex128(sum))
	return T(complex((re+im*0)/n, (im-re*0)/n))
}

// partNaN reports whether a part is NaN, also where the other one is infinite, which [cmplx.IsNaN] takes for an infinity.
func partNaN[T Complex](x T) bool {
	return math.IsNaN(real(complex128(x))) || math.IsNaN(imag(complex128(x)))
}

package ops

import "github.com/go-inplace/inplace/ndview"

// MedianComplex returns the median of all elements in the order of [Sort], by real part, then
// imaginary part: np.median(v). Of an even number it is half the sum of the two in the
// middle. It is NaN if one of them is, the last in that order, and if there are none. It
// allocates memory of the size of v. Other quantiles of complex numbers NumPy refuses.
func MedianComplex[T Complex](v ndview.View[T]) T {
	items := make([]T, v.Size())
	line := sure(ndview.FromSlice(items))
	_ = sure(0, Copy(sure(ndview.FromSlice(items, v.Shape()...)), v))
	_ = sure(0, Sort(line, line.View, 0))
	n := len(items)
	if n == 0 {
		var zero T
		return zero / zero
	}
	last := items[n-1]
	if last != last {
		return last
	}
	if n%2 == 1 {
		return items[n/2]
	}
	return (items[n/2-1] + items[n/2]) / 2
}

package ops

import (
	"fmt"
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Histogram sets dst to the numbers of elements of v in as many equally wide bins from
// lo to hi as dst has: np.histogram(v, len(dst), (lo, hi)). Bins are closed on the left
// and open on the right, the last one is closed on both sides; elements outside, and
// NaNs, are not counted. As in NumPy edges are rounded to T if that is a type of
// floating-point numbers, and equal lo and hi stand for lo − 0.5 and hi + 0.5.
// [HistogramEdges] returns the edges. v may have any shape, dst has one axis.
//
// The error wraps [ndview.ErrBounds] if lo and hi are not finite or fall,
// [ndview.ErrShape] if dst has not one axis, and [ndview.ErrOverlap] if dst overlaps
// itself; nothing is written then.
func Histogram[T Signed | Unsigned | Float](dst ndview.MutInt64, v ndview.View[T], lo, hi float64) error {
	b, err := uniformBins[T]("ops.Histogram", dst.Size(), lo, hi)
	if err != nil {
		return err
	}
	return histogram("ops.Histogram", dst, v, b)
}

// HistogramWeighted is [Histogram] with the sums of weights, which has the shape of
// v, instead of numbers: np.histogram(v, len(dst), (lo, hi), weights=weights).
//
// The error also wraps [ndview.ErrShape] if weights has another shape.
func HistogramWeighted[T Signed | Unsigned | Float](dst ndview.MutFloat64, v ndview.View[T], weights ndview.Float64, lo, hi float64) error {
	b, err := uniformBins[T]("ops.HistogramWeighted", dst.Size(), lo, hi)
	if err != nil {
		return err
	}
	return weightedHistogram("ops.HistogramWeighted", dst, v, weights, b)
}

// HistogramIn sets dst to the numbers of elements of v in the bins between
// neighbours of edges, of which there is one more than bins: np.histogram(v, edges).
// The edges must not fall; bins are closed as those of [Histogram]. Elements and edges
// are compared as float64.
//
// The error wraps [ndview.ErrShape] if there is not one more edge than dst has
// elements, [ndview.ErrBounds] if edges fall or are NaN, and [ndview.ErrOverlap] if
// dst overlaps itself; nothing is written then.
func HistogramIn[T Signed | Unsigned | Float](dst ndview.MutInt64, v ndview.View[T], edges []float64) error {
	if err := checkEdges("ops.HistogramIn", dst.Array(), edges); err != nil {
		return err
	}
	return histogram("ops.HistogramIn", dst, v, kernel.Bins{Edges: edges})
}

// HistogramWeightedIn is [HistogramIn] with the sums of weights, which has the shape
// of v, instead of numbers.
//
// The error also wraps [ndview.ErrShape] if weights has another shape.
func HistogramWeightedIn[T Signed | Unsigned | Float](dst ndview.MutFloat64, v ndview.View[T], weights ndview.Float64, edges []float64) error {
	if err := checkEdges("ops.HistogramWeightedIn", dst.Array(), edges); err != nil {
		return err
	}
	return weightedHistogram("ops.HistogramWeightedIn", dst, v, weights, kernel.Bins{Edges: edges})
}

// HistogramEdges returns the n+1 edges of the n bins that [Histogram] uses for
// elements of type T: np.histogram_bin_edges.
//
// The error wraps [ndview.ErrBounds] if n is negative, or lo and hi are not finite or
// fall.
func HistogramEdges[T Signed | Unsigned | Float](n int, lo, hi float64) ([]float64, error) {
	const op = "ops.HistogramEdges"
	if n < 0 {
		return nil, fmt.Errorf("inplace: %s: there cannot be %d bins, wanted 0 or more: %w", op, n, ndview.ErrBounds)
	}
	b, err := uniformBins[T](op, n, lo, hi)
	return b.Edges, err
}

func uniformBins[T ndview.Element](op string, n int, lo, hi float64) (kernel.Bins, error) {
	if math.IsNaN(lo-hi) || math.IsInf(lo-hi, 0) || lo > hi {
		return kernel.Bins{}, fmt.Errorf("inplace: %s: the range from %v to %v must be finite and must not fall: %w", op, lo, hi, ndview.ErrBounds)
	}
	if lo == hi {
		lo, hi = lo-0.5, hi+0.5
	}
	b := kernel.UniformBins(elem.KindOf[T](), n, lo, hi)
	if n := len(b.Edges) - 1; n > 0 && !(b.Edges[n]-b.Edges[0] > 0 && b.Edges[n]-b.Edges[0] <= math.MaxFloat64) {
		return kernel.Bins{}, fmt.Errorf("inplace: %s: the range from %v to %v, as %s from %v to %v, has no room for bins; make it wider, or finite: %w",
			op, lo, hi, elem.KindOf[T](), b.Edges[0], b.Edges[n], ndview.ErrBounds)
	}
	return b, nil
}

func checkEdges(op string, dst *mem.Array, edges []float64) error {
	if n := dst.L().Size(); len(edges) != n+1 {
		return fmt.Errorf("inplace: %s: there are %d edges for dst %s, wanted %d: %w", op, len(edges), fmt.Sprint(shapeOf(dst)), n+1, ndview.ErrShape)
	}
	for i, x := range edges {
		if x != x || i > 0 && x < edges[i-1] {
			return fmt.Errorf("inplace: %s: edge %d is %v, edges must not fall and not be NaN; sort them: %w", op, i, x, ndview.ErrBounds)
		}
	}
	return nil
}

func histogram[T ndview.Element](op string, dst ndview.MutInt64, v ndview.View[T], b kernel.Bins) error {
	mem.Hold(dst.Array(), v.Array())
	defer mem.Unhold(dst.Array(), v.Array())
	if err := checkTally(op, dst.Array(), v.Array(), nil); err != nil {
		return err
	}
	counts := make([]int64, dst.Size())
	if len(counts) > 0 {
		kernel.Histogram(elem.KindOf[T](), v.Array(), nil, b, counts, nil)
	}
	return dst.CopyFrom(counts)
}

func weightedHistogram[T ndview.Element](op string, dst ndview.MutFloat64, v ndview.View[T], weights ndview.Float64, b kernel.Bins) error {
	mem.Hold(dst.Array(), v.Array(), weights.Array())
	defer mem.Unhold(dst.Array(), v.Array(), weights.Array())
	if err := checkTally(op, dst.Array(), v.Array(), weights.Array()); err != nil {
		return err
	}
	sums := make([]float64, dst.Size())
	if len(sums) > 0 {
		kernel.Histogram(elem.KindOf[T](), v.Array(), weights.Array(), b, nil, sums)
	}
	return dst.CopyFrom(sums)
}

// checkTally checks the operands of a count with or without weights.
func checkTally(op string, dst, v, weights *mem.Array) error {
	if weights != nil {
		if err := wantShape(op, named{"weights", weights}, shapeOf(v), named{"v", v}); err != nil {
			return err
		}
	}
	if ndim := dst.L().NDim; ndim != 1 {
		return laneError(op, []named{{"dst", dst}}, fmt.Sprintf("dst has %d axes, wanted 1", ndim))
	}
	return writable(op, elem.KindInt64, dst) // counts and sums have 8 bytes
}

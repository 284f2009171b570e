package ops

import (
	"fmt"
	"math"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/vmath"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// Softmax and logsumexp
//
// Both take the maximum m of the elements that belong together away before they take exponentials:
//
//	softmax x = eˣ⁻ᵐ / Σ eˣ⁻ᵐ,   logsumexp x = m + ln Σ eˣ⁻ᵐ,
//
// so that nothing overflows and the sum is at least 1. They compute in float64, whatever the dtype,
// and round once. The sum of logsumexp is carried from lane to lane with its maximum: when a later lane has a
// greater one, the sum so far is scaled down to it.
//
// Reference: P. Blanchard, D. Higham, N. Higham, "Accurately computing the log-sum-exp and softmax
// functions", IMA J. Numer. Anal. 41 (2021), 2311–2330.

var namesUnary = namesFor(1, 1)

// Softmax sets dst to eᵃ divided by its sum along an axis (negative: from the end), so that the lanes along
// it are positive and add up to 1, as scipy.special.softmax. It does not overflow, however large the
// elements are; a lane with NaN or +Inf becomes NaN. a is stretched to the shape of dst, dst may be a or
// share memory with it in any way.
//
// The error wraps [ndview.ErrShape] if a does not stretch to the shape of dst, and [ndview.ErrOverlap] if
// dst overlaps itself; nothing is written then. An axis that dst does not have panics with a
// [*ndview.AxisError]. It allocates the length of a lane in float64.
func Softmax[T Float](dst ndview.MutView[T], a ndview.View[T], axis int) error {
	d := dst.Array()
	if n := max(d.L().NDim, 1); axis < -n || axis >= n {
		panic(&ndview.AxisError{Axis: axis, NDim: d.L().NDim})
	}
	if err := check("ops.Softmax", mem.SizeOf[T](), namesUnary, d, a.Array()); err != nil {
		return err
	}
	if err := Copy(dst, a); err != nil {
		return err
	}
	wide, narrow := conversions[T]()
	var e []float64
	for lane := range iter.MutLanes(dst, axis) {
		if e == nil {
			e = make([]float64, lane.Len())
		}
		inStretches(len(e), func(from, to int) {
			for i := from; i < to; i++ {
				e[i] = wide(lane.At(i))
			}
		})
		softmax(e)
		inStretches(len(e), func(from, to int) {
			for i := from; i < to; i++ {
				lane.Set(i, narrow(e[i]))
			}
		})
	}
	return nil
}

// softmax replaces numbers, at least one, by their softmax.
func softmax(all []float64) {
	m := maximum(all)
	var sum exactSum
	inStretches(len(all), func(from, to int) {
		x := all[from:to]
		for i := range x {
			x[i] -= m
		}
		exponentials(x)
		for _, e := range x {
			sum.add(e)
		}
	})
	inStretches(len(all), func(from, to int) {
		for i := from; i < to; i++ {
			all[i] /= sum.value()
		}
	})
}

// longLane is from how many items on there is time for Ctrl-C within a lane.
const longLane = 1 << 15

// inStretches calls f for the items from 0 to n, and lets Ctrl-C end long work between two calls.
func inStretches(n int, f func(from, to int)) {
	if n < longLane {
		f(0, n)
		return
	}
	var p kernel.Pace
	p.Begin()
	for from := 0; from < n; {
		to := from + p.Next(n-from)
		f(from, to)
		p.Did(to - from)
		from = to
	}
}

// exponentials replaces numbers by their exponentials.
func exponentials(x []float64) { vmath.RowOf("exp").Float64(x, x) }

func maximum(x []float64) float64 {
	m := math.Inf(-1)
	for _, x := range x {
		m = max(m, x) // NaN stays
	}
	return m
}

// SoftmaxRaw is [Softmax] for items whose type is known only at run time, of either byte order. The error also wraps
// [ndview.ErrType] if dst and a are not real floating-point numbers of one type.
func SoftmaxRaw(dst ndview.MutRaw, a ndview.Raw, axis int) error {
	const op = "ops.SoftmaxRaw"
	d, s, kind, err := numericPair(op, &dst, &a)
	if err != nil {
		return err
	}
	switch kind {
	case elem.KindFloat16:
		return Softmax(ndview.NewMutView[elem.Float16](d), ndview.NewView[elem.Float16](s), axis)
	case elem.KindBFloat16:
		return Softmax(ndview.NewMutView[elem.BFloat16](d), ndview.NewView[elem.BFloat16](s), axis)
	case elem.KindFloat32:
		return Softmax(ndview.NewMutView[float32](d), ndview.NewView[float32](s), axis)
	case elem.KindFloat64:
		return Softmax(ndview.NewMutView[float64](d), ndview.NewView[float64](s), axis)
	}
	return notFloats(op, kind)
}

// LogSumExpRaw is [LogSumExp] for items whose type is known only at run time, of either byte order. The error also wraps
// [ndview.ErrType] if dst and v are not real floating-point numbers of one type.
func LogSumExpRaw(dst ndview.MutRaw, v ndview.Raw, axes ...int) error {
	const op = "ops.LogSumExpRaw"
	d, s, kind, err := numericPair(op, &dst, &v)
	if err != nil {
		return err
	}
	switch kind {
	case elem.KindFloat16:
		return LogSumExp(ndview.NewMutView[elem.Float16](d), ndview.NewView[elem.Float16](s), axes...)
	case elem.KindBFloat16:
		return LogSumExp(ndview.NewMutView[elem.BFloat16](d), ndview.NewView[elem.BFloat16](s), axes...)
	case elem.KindFloat32:
		return LogSumExp(ndview.NewMutView[float32](d), ndview.NewView[float32](s), axes...)
	case elem.KindFloat64:
		return LogSumExp(ndview.NewMutView[float64](d), ndview.NewView[float64](s), axes...)
	}
	return notFloats(op, kind)
}

func notFloats(op string, kind elem.Kind) error {
	return fmt.Errorf("inplace: %s: items are of type %s, wanted real floating-point numbers; cast them with CastRaw: %w", op, kind, ndview.ErrType)
}

// LogSumExp sets dst to ln Σ eᵛ over some axes of v, all if none is named, as scipy.special.logsumexp and
// np.logaddexp.reduce: it does not overflow, however large the elements are. dst has the shape of v
// without these axes, or with length 1 in their place; it may share memory with v. The logarithm of an empty
// sum is −Inf, of one with +Inf it is +Inf, of one with NaN it is NaN.
//
// The error wraps [ndview.ErrShape] if the shapes do not fit, and [ndview.ErrOverlap] if dst overlaps
// itself; nothing is written then. Axes that v does not have, or that are named twice, panic as in
// [iter.Groups]. It allocates 16 bytes for each element of dst.
func LogSumExp[T Float](dst ndview.MutView[T], v ndview.View[T], axes ...int) error {
	const op = "ops.LogSumExp"
	if err := checkReduced(op, dst.Array(), v.Array(), axes); err != nil {
		return err
	}
	if err := check(op, mem.SizeOf[T](), namesFill, dst.Array()); err != nil {
		return err
	}
	// An element of sums is a maximum and, as imaginary part, the sum of the exponentials of what is below it.
	sums := ndview.Make[complex128](dst.Shape()...)
	wide, narrow := conversions[T]()
	err := ReduceFuncTo(sums, v, complex(math.Inf(-1), 0), func(acc complex128, lane iter.Lane[T]) complex128 {
		return addExponentials(acc, lane, wide)
	}, axes...)
	if err != nil {
		return err
	}
	return MapEach(dst, sums.View, func(z complex128) T { return narrow(logSum(real(z), imag(z))) })
}

// addExponentials takes a lane into a maximum and a sum.
func addExponentials[T Float](acc complex128, lane iter.Lane[T], wide func(T) float64) complex128 {
	before, sum := real(acc), imag(acc)
	m := before
	for i := range lane.Len() {
		m = max(m, wide(lane.At(i)))
	}
	if m-m != 0 { // infinite or NaN: that is the answer, whatever the sum
		return complex(m, sum)
	}
	var s exactSum
	s.add(sum * vmath.Exp(before-m))
	var block [256]float64
	for done := 0; done < lane.Len(); done += len(block) {
		x := block[:min(len(block), lane.Len()-done)]
		for i := range x {
			x[i] = wide(lane.At(done+i)) - m
		}
		exponentials(x)
		for _, e := range x {
			s.add(e)
		}
	}
	return complex(m, s.value())
}

// An exactSum is a sum with what its roundings lost (Knuth's error of an addition).
type exactSum struct{ sum, lost float64 }

func (s *exactSum) add(x float64) {
	t := s.sum + x
	b := t - s.sum
	s.lost += (s.sum - (t - b)) + (x - b)
	s.sum = t
}

func (s *exactSum) value() float64 { return s.sum + s.lost }

func logSum(m, sum float64) float64 {
	if m-m != 0 {
		return m
	}
	return m + vmath.Log(sum)
}

// conversions are those between T and float64.
func conversions[T Float]() (wide func(T) float64, narrow func(float64) T) {
	var w, n any
	switch any(*new(T)).(type) {
	case float64:
		w, n = func(x float64) float64 { return x }, func(x float64) float64 { return x }
	case float32:
		w, n = func(x float32) float64 { return float64(x) }, func(x float64) float32 { return float32(x) }
	case ndview.Float16:
		w, n = ndview.Float16.Float64, elem.Float16From64
	case ndview.BFloat16:
		w, n = ndview.BFloat16.Float64, elem.BFloat16From64
	}
	return w.(func(T) float64), n.(func(float64) T)
}

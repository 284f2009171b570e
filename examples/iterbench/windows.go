package main

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// windows measures memory that Go cannot load where it lies, which passes through
// windows: against the same loop over plain memory, and against NumPy on the same
// array.
func (b *bench) windows() error {
	const n = 4096
	rows := b.elements / n
	t := b.table(fmt.Sprintf("Through windows, shape (%d, %d): times the same loop over plain memory, and against NumPy on the same array", rows, n),
		"\t\tint32 sum\t\tfloat64 scale in place\t\tasked\n\t\t× plain\tNumPy takes\t× plain\tNumPy takes")
	for _, kind := range []string{"swapped", "misaligned"} {
		for _, by := range []string{"runs", "lanes", "elements"} {
			sum, sumNumPy, err := b.windowedSum(kind, by, rows, n)
			if err != nil {
				return err
			}
			scale, scaleNumPy, err := b.windowedScale(kind, by, rows, n)
			if err != nil {
				return err
			}
			asked := ""
			if by == "runs" { // what such memory is to be walked by; lanes are promised whole
				asked = "≤ 2.5× plain; in place NumPy ≥ 1×"
				b.add(kind+" against plain", 2.5, false, "×", max(sum, scale))
				b.add(kind+" in place: NumPy takes", 1, true, "×", scaleNumPy)
			}
			fmt.Fprintf(t, "%s\t%s\t%.2f\t%.2f×\t%.2f\t%.2f×\t%s\n", kind, by, sum, sumNumPy, scale, scaleNumPy, asked)
		}
	}
	return t.Flush()
}

// windowedSum returns the time of the sum as a multiple of that over plain memory,
// and NumPy's as a multiple of it.
func (b *bench) windowedSum(kind, by string, rows, n int) (plain, numpy float64, err error) {
	loops := map[string]sums{"runs": runsSum, "lanes": lanesSum, "elements": elementsSum}[by]
	array, err := b.numpy.call("windowed", kind, "i4", rows, n)
	if err != nil {
		return 0, 0, err
	}
	theirs := b.numpy.loop(&err, "total", array)
	native := ndview.Make[int32](rows, n)
	failed := pyinterop.BorrowRaw(array, func(r ndview.Raw) error {
		v, err := ndview.As[int32](r)
		if err != nil {
			return err
		}
		if got := loops[0](v); got != int32(rows*n) {
			return fmt.Errorf("%s, %s: the sum is %d, not %d", kind, by, got, rows*n)
		}
		times := b.race(
			each(loops, func(f func(ndview.View[int32]) int32) { f(native.View) }),
			each(loops, func(f func(ndview.View[int32]) int32) { f(v) }), []loop{theirs})
		plain, numpy = times[1]/times[0], times[2]/times[1]
		return nil
	})
	if err == nil {
		err = failed
	}
	return plain, numpy, err
}

// windowedScale is windowedSum for the scale in place.
func (b *bench) windowedScale(kind, by string, rows, n int) (plain, numpy float64, err error) {
	loops := map[string]scales{"runs": runsScale, "lanes": lanesScale, "elements": positionsScale}[by]
	array, err := b.numpy.call("windowed", kind, "f8", rows, n)
	if err != nil {
		return 0, 0, err
	}
	theirs := b.numpy.loop(&err, "scale", array, factor)
	native := ndview.Make[float64](rows, n)
	if err := ops.Fill(native, 1); err != nil {
		return 0, 0, err
	}
	failed := pyinterop.BorrowRawMut(array, func(r ndview.MutRaw) error {
		v, err := ndview.AsMut[float64](r)
		if err != nil {
			return err
		}
		loops[0](v)
		if got := v.At2(rows-1, n-1); got != factor {
			return fmt.Errorf("%s, %s: 1 scaled by %v is %v", kind, by, factor, got)
		}
		times := b.race(
			each(loops, func(f func(ndview.MutView[float64])) { f(native) }),
			each(loops, func(f func(ndview.MutView[float64])) { f(v) }), []loop{theirs})
		plain, numpy = times[1]/times[0], times[2]/times[1]
		return nil
	})
	if err == nil {
		err = failed
	}
	return plain, numpy, err
}

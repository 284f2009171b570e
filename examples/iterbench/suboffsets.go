package main

import (
	"fmt"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// suboffsets measures rows behind a table of pointers, from CPython's own exporter
// of them, against the same rows in one piece.
func (b *bench) suboffsets() error {
	t := b.table("Rows behind pointers (suboffsets): times the same loop over direct rows",
		"\t\tint32 sum\t\tfloat64 scale in place\t\t\n\tlength of a row\t64\t4096\t64\t4096\tasked")
	const asked = 1.1
	for _, c := range []struct {
		name  string
		sum   sums
		scale scales
	}{{"lanes", lanesSum, lanesScale}, {"runs", runsSum, runsScale}, {"elements", elementsSum, positionsScale}} {
		fmt.Fprintf(t, "%s\t", c.name)
		var cells [2][2]float64
		for i, n := range []int{64, 4096} {
			sum, err := behindPointers(b, "i4", n, func(direct, behind ndview.MutView[int32]) (float64, error) {
				if mine, theirs := c.sum[0](behind.View), c.sum[0](direct.View); mine != theirs {
					return 0, fmt.Errorf("%s behind pointers: the sum is %d, of direct rows %d", c.name, mine, theirs)
				}
				return b.ratio(
					each(c.sum, func(f func(ndview.View[int32]) int32) { f(direct.View) }),
					each(c.sum, func(f func(ndview.View[int32]) int32) { f(behind.View) })), nil
			})
			if err != nil {
				return err
			}
			scale, err := behindPointers(b, "f8", n, func(direct, behind ndview.MutView[float64]) (float64, error) {
				return b.ratio(
					each(c.scale, func(f func(ndview.MutView[float64])) { f(direct) }),
					each(c.scale, func(f func(ndview.MutView[float64])) { f(behind) })), nil
			})
			if err != nil {
				return err
			}
			cells[0][i], cells[1][i] = sum, scale
			if c.name != "elements" {
				b.add("rows behind pointers", asked, false, "×", max(sum, scale))
			}
		}
		fmt.Fprintf(t, "\t%.2f\t%.2f\t%.2f\t%.2f\t", cells[0][0], cells[0][1], cells[1][0], cells[1][1])
		if c.name != "elements" {
			fmt.Fprintf(t, "≤ %g×", asked)
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

// behindPointers borrows rows of n behind pointers, and direct ones.
func behindPointers[T ndview.Element](b *bench, dtype string, n int, measure func(direct, behind ndview.MutView[T]) (float64, error)) (ratio float64, err error) {
	arrays, err := b.numpy.items(2, "pointers", dtype, b.elements/n, n)
	if err != nil {
		return 0, err
	}
	err = pyinterop.BorrowMut(arrays[0], func(behind ndview.MutView[T]) error {
		return pyinterop.BorrowMut(arrays[1], func(direct ndview.MutView[T]) error {
			ratio, err = measure(direct, behind)
			return err
		})
	})
	return ratio, err
}

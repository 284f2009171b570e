package main

import (
	"fmt"
	"slices"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

//go:noinline
func multiplyElements(out ndview.MutView[float64], a, b ndview.View[float64]) {
	for v := range iter.MutZip3(out, a, b) {
		*v.Dst = v.A * v.B
	}
}

//go:noinline
func multiplyRuns(out ndview.MutView[float64], a, b ndview.View[float64]) {
	for l := range iter.MutZipRuns3(out, a, b) {
		for i := range l.Dst.Len() {
			l.Dst.Set(i, l.A.At(i)*l.B.At(i))
		}
	}
}

//go:noinline
func addElements(out ndview.MutView[int32], a, b ndview.View[int32]) {
	for v := range iter.MutZip3(out, a, b) {
		*v.Dst = v.A + v.B
	}
}

//go:noinline
func addRuns(out ndview.MutView[int32], a, b ndview.View[int32]) {
	for l := range iter.MutZipRuns3(out, a, b) {
		for i := range l.Dst.Len() {
			l.Dst.Set(i, l.A.At(i)+l.B.At(i))
		}
	}
}

// zips measures three operands together: two images and one number for each of
// their three channels, which NumPy walks in loops of three.
func (b *bench) zips() error {
	height := max(b.elements*2/(200*3), 1)
	t := b.table(fmt.Sprintf("Three operands together, out = image ∘ channels, shapes (%d, 200, 3) and (3,): NumPy takes", height),
		"\tint32 add\tfloat64 multiply\tasked")
	for _, by := range []string{"runs", "elements"} {
		add, err := zip(b, "add", "i4", height, map[string]func(o ndview.MutView[int32], a, b ndview.View[int32]){"runs": addRuns, "elements": addElements}[by])
		if err != nil {
			return err
		}
		multiply, err := zip(b, "multiply", "f8", height, map[string]func(o ndview.MutView[float64], a, b ndview.View[float64]){"runs": multiplyRuns, "elements": multiplyElements}[by])
		if err != nil {
			return err
		}
		b.add("zip of three broadcast operands: NumPy takes", 3, true, "×", min(add, multiply))
		fmt.Fprintf(t, "%s\t%.2f×\t%.2f×\t≥ 3×\n", by, add, multiply)
	}
	return t.Flush()
}

// zip returns NumPy's time as a multiple of ours.
func zip[T ndview.Element](b *bench, verb, dtype string, height int, ours func(out ndview.MutView[T], image, channels ndview.View[T])) (ratio float64, err error) {
	arrays, err := b.numpy.items(3, "images", dtype, height, 200)
	if err != nil {
		return 0, err
	}
	out, image, channels := arrays[0], arrays[1], arrays[2]
	theirs := b.numpy.loop(&err, "combine", verb, out, image, channels)
	failed := pyinterop.BorrowMut(out, func(o ndview.MutView[T]) error {
		return pyinterop.Borrow(image, func(a ndview.View[T]) error {
			return pyinterop.Borrow(channels, func(c ndview.View[T]) error {
				theirs()
				want := make([]T, height*200*3)
				if err := o.CopyTo(want); err != nil {
					return err
				}
				if err := ops.Fill(o, *new(T)); err != nil {
					return err
				}
				ours(o, a, c)
				if got := make([]T, len(want)); o.CopyTo(got) != nil || !slices.Equal(got, want) {
					return fmt.Errorf("%s of images: not what NumPy has", verb)
				}
				times := b.race(timed(func() { ours(o, a, c) }), theirs)
				ratio = times[1] / times[0]
				return nil
			})
		})
	})
	if err == nil {
		err = failed
	}
	return ratio, err
}

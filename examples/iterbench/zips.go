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
func multiplyElements[P pad](out ndview.MutView[float64], a, b ndview.View[float64]) {
	shift[P]()
	for v := range iter.MutZip3(out, a, b) {
		*v.Dst = v.A * v.B
	}
}

//go:noinline
func multiplyRuns[P pad](out ndview.MutView[float64], a, b ndview.View[float64]) {
	shift[P]()
	for l := range iter.MutZipRuns3(out, a, b) {
		out, a, b := l.Dst, l.A, l.B
		if a.Len() != len(out) || b.Len() != len(out) {
			panic("runs of different lengths") // told so, the compiler checks no index
		}
		for i := range out {
			out[i] = a.At(i) * b.At(i)
		}
	}
}

//go:noinline
func addElements[P pad](out ndview.MutView[int32], a, b ndview.View[int32]) {
	shift[P]()
	for v := range iter.MutZip3(out, a, b) {
		*v.Dst = v.A + v.B
	}
}

//go:noinline
func addRuns[P pad](out ndview.MutView[int32], a, b ndview.View[int32]) {
	shift[P]()
	for l := range iter.MutZipRuns3(out, a, b) {
		out, a, b := l.Dst, l.A, l.B
		if a.Len() != len(out) || b.Len() != len(out) {
			panic("runs of different lengths") // told so, the compiler checks no index
		}
		for i := range out {
			out[i] = a.At(i) + b.At(i)
		}
	}
}

type zipped[T ndview.Element] = func(out ndview.MutView[T], a, b ndview.View[T])

var (
	adds = map[string]copies[zipped[int32]]{
		"runs":     {addRuns[near], addRuns[far], addRuns[farther], addRuns[farthest]},
		"elements": {addElements[near], addElements[far], addElements[farther], addElements[farthest]},
	}
	multiplies = map[string]copies[zipped[float64]]{
		"runs":     {multiplyRuns[near], multiplyRuns[far], multiplyRuns[farther], multiplyRuns[farthest]},
		"elements": {multiplyElements[near], multiplyElements[far], multiplyElements[farther], multiplyElements[farthest]},
	}
)

// zips measures three operands together: two images and one number for each of
// their three channels, which NumPy walks in loops of three.
func (b *bench) zips() error {
	height := max(b.elements*2/(200*3), 1)
	t := b.table(fmt.Sprintf("Three operands together, out = image ∘ channels, shapes (%d, 200, 3) and (3,): NumPy takes", height),
		"\tint32 add\tfloat64 multiply\tasked")
	for _, by := range []string{"runs", "elements"} {
		add, err := zip(b, "add", "i4", height, adds[by])
		if err != nil {
			return err
		}
		multiply, err := zip(b, "multiply", "f8", height, multiplies[by])
		if err != nil {
			return err
		}
		asked := ""
		if by == "runs" {
			asked = "≥ 3×"
			b.add("zip of three broadcast operands: NumPy takes", 3, true, "×", min(add, multiply))
		}
		fmt.Fprintf(t, "%s\t%.2f×\t%.2f×\t%s\n", by, add, multiply, asked)
	}
	return t.Flush()
}

// zip returns NumPy's time as a multiple of ours.
func zip[T ndview.Element](b *bench, verb, dtype string, height int, ours copies[zipped[T]]) (ratio float64, err error) {
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
				ours[0](o, a, c)
				if got := make([]T, len(want)); o.CopyTo(got) != nil || !slices.Equal(got, want) {
					return fmt.Errorf("%s of images: not what NumPy has", verb)
				}
				times := b.race(each(ours, func(f zipped[T]) { f(o, a, c) }), []loop{theirs})
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

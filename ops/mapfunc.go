package ops

import (
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// Functions of the program
//
// A function that is called for each element cannot be inlined by the compiler, and
// costs four to five times the loop. So the functions of this family take a loop: they
// call it for one piece of the operands after the other, each piece a run of
// contiguous native elements, whatever the layout of the views. The forms that end
// in Each take a function of elements, for when that price does not matter.
//
// Ctrl-C, where Python calls the program, ends them between two calls of their functions; a call itself is not interrupted.
//
// Pieces come in no order that is promised, and dst may be the same memory as an
// operand: a function computes element i of dst from the elements i of the operands
// and from nothing else.

// Map sets dst to what f computes from a, a piece at a time: f is called with
// corresponding pieces of dst and of a, of one length, and sets every element of
// dst. Package iter reads any memory this way; the loop is the program's own, so
// that the compiler inlines what it does:
//
//	err := ops.Map(dst, a, func(dst []float32, a iter.Run[float64]) {
//		if a.Len() != len(dst) {
//			return // never; spares the loop the check of each index
//		}
//		for i := range dst {
//			dst[i] = float32(2 * a.At(i))
//		}
//	})
//
// a is stretched to the shape of dst by NumPy's rule, and the element types may
// differ. The pieces are those of [iter.MutZipRuns]: the longest that there are
// where memory is contiguous and native, windows of at most 4096 bytes elsewhere.
// Where dst shares memory with a, the result is that of reading all of a first: f may find
// that both pieces are the same elements, or a is copied before.
//
// The error wraps [ndview.ErrShape] if a does not stretch to the shape of dst, and
// [ndview.ErrOverlap] if dst overlaps itself; f is not called then. Map panics with
// a [ndview.ReleasedError] if a borrow has ended. If f panics, or ends the
// goroutine, the pieces that it has finished are written and nothing is held.
//
// Map works on the calling goroutine; [iter.MutZipForEach] has workers.
func Map[D, A ndview.Element](dst ndview.MutView[D], a ndview.View[A], f func(dst []D, a iter.Run[A])) error {
	if err := check("ops.Map", mem.SizeOf[D](), namesMap, dst.Array(), a.Array()); err != nil {
		return err
	}
	a = readFirst(dst.Array(), a)
	var p kernel.Pace
	p.Begin()
	for d, r := range iter.MutZipRuns(dst, a) {
		f(d, r)
		p.Did(1)
	}
	return nil
}

// MapEach sets each element of dst to f of that of a. It is [Map] for a function of
// elements, which the compiler cannot inline: about 5 times the time of a loop by hand
// over slices, where [Map] takes 1.0 to 1.3 times (10,000 float64, multiplied by a
// constant).
func MapEach[D, A ndview.Element](dst ndview.MutView[D], a ndview.View[A], f func(a A) D) error {
	var p kernel.Pace
	p.Begin()
	return Map(dst, a, func(d []D, a iter.Run[A]) {
		for i := 0; i < len(d); {
			end := i + p.Next(len(d)-i)
			mapRun(d[i:end], a.Part(i, end), f)
			p.Did(end - i)
			i = end
		}
	})
}

func mapRun[D, A ndview.Element](d []D, a iter.Run[A], f func(a A) D) {
	if a.Len() != len(d) {
		return // never; spares the loop the check of each index
	}
	for i := range d {
		d[i] = f(a.At(i))
	}
}

var namesMap = []string{"dst", "a"}

// readFirst returns an operand as it may be read while dst is written piece by
// piece: itself if it is apart from dst, or its elements are those of dst with the
// same indices, and else a copy.
func readFirst[A ndview.Element](dst *mem.Array, a ndview.View[A]) ndview.View[A] {
	in := a.Array()
	if apart(dst, in) || sameElements(dst, in) {
		return a
	}
	return a.Clone().View
}

// apart reports whether it is proved that two arrays share no byte.
func apart(a, b *mem.Array) bool {
	return layout.Overlap(a.L(), mem.Uint(a.Base), a.Item().Size, b.L(), mem.Uint(b.Base), b.Item().Size, layout.DefaultWork) == layout.Disjoint
}

// sameElements reports whether two arrays have the same item at each index. Arrays
// behind pointers never count as the same.
func sameElements(a, b *mem.Array) bool {
	l, m := a.L(), b.L()
	if a.Base != b.Base || a.Item().Size != b.Item().Size || l.NDim != m.NDim || l.Indirect() || m.Indirect() {
		return false
	}
	for axis := range l.NDim {
		n, s := l.Dim(axis)
		if k, t := m.Dim(axis); n != k || n > 1 && s != t {
			return false
		}
	}
	return true
}

package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Neighbours yields, for each lane of v along an axis, in C order of the other
// axes, the lanes around it that a stencil asks for. Elements outside v are what
// the stencil's border rule says; the loop body sees no difference.
//
//	blur := iter.Stencil[float64]{Offsets: iter.Box(2, 1), Border: iter.EdgeBorder}
//	for nb := range iter.Neighbours(v, 1, blur) {
//		for i := range nb.Len() {
//			sum := 0.0
//			for k := range nb.Count() {
//				sum += nb.At(k, i)
//			}
//			… sum / 9 …
//		}
//	}
//
// Lanes are copied into windows, each once on the way along an axis, and shared by
// all positions around; so the loop is as fast along a lane of any memory, and what
// is written to v meanwhile may or may not be seen. The axis to choose is the one
// with the smallest stride. A view without elements has no neighbours.
//
// The loop panics with an [*ndview.AxisError] for an axis that v does not have
// (one without axes has none), with a [*MisuseError] if an offset does not have
// one number for each axis, and with a [ndview.ReleasedError] once the borrow has
// ended. What is allocated does not grow with the number of lanes.
func Neighbours[T ndview.Element](v ndview.View[T], axis int, s Stencil[T]) stditer.Seq[Neighbourhood[T]] {
	return func(yield func(Neighbourhood[T]) bool) {
		if v.Array().Owned() {
			heldNeighbours("iter.Neighbours", v.Array(), axis, s, func(_ int, nb Neighbourhood[T]) bool { return yield(nb) })
			return
		}
		var w neighbours[T]
		for more := w.start("iter.Neighbours", v.Array(), axis, s); more; more = w.next() {
			if !yield(w.around()) {
				return
			}
		}
	}
}

// IndexedNeighbours is [Neighbours] with the number of each lane, as in
// [IndexedLanes].
func IndexedNeighbours[T ndview.Element](v ndview.View[T], axis int, s Stencil[T]) stditer.Seq2[int, Neighbourhood[T]] {
	return func(yield func(int, Neighbourhood[T]) bool) {
		if v.Array().Owned() {
			heldNeighbours("iter.IndexedNeighbours", v.Array(), axis, s, yield)
			return
		}
		var w neighbours[T]
		k := 0
		for more := w.start("iter.IndexedNeighbours", v.Array(), axis, s); more; more = w.next() {
			if !yield(k, w.around()) {
				return
			}
			k++
		}
	}
}

// heldNeighbours is the loop over memory that belongs to a handle; see heldParts.
func heldNeighbours[T ndview.Element](op string, a *mem.Array, axis int, s Stencil[T], yield func(int, Neighbourhood[T]) bool) {
	mem.Hold(a)
	defer mem.Unhold(a)
	var w neighbours[T]
	k := 0
	for more := w.start(op, a, axis, s); more; more = w.next() {
		if !yield(k, w.around()) {
			return
		}
		k++
	}
}

// MutZipNeighbours yields the lanes of dst along an axis, to be read and written in
// place, each with the lanes around the same lane of v; see [Neighbours]. The
// element types may differ, the shapes must not: the loop panics with a
// [*ShapeError] then.
//
// dst must not share memory with v, since what is written would be seen as a
// neighbour later. Where that is certain the loop panics with an [*OverlapError];
// where it cannot be decided (see [ndview.Overlaps]) it is up to the caller.
func MutZipNeighbours[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], axis int, s Stencil[T]) stditer.Seq2[MutLane[D], Neighbourhood[T]] {
	return func(yield func(MutLane[D], Neighbourhood[T]) bool) {
		if !dst.Plain() || dst.Array().Owned() || v.Array().Owned() {
			stagedZipNeighbours(dst, v, axis, s, yield)
			return
		}
		apartFrom("iter.MutZipNeighbours", &dst, &v)
		var w neighbours[T]
		var out stage
		for more := w.start("iter.MutZipNeighbours", v.Array(), axis, s); more; more = w.next() {
			w.beside(&out, dst.Array())
			nb := w.around()
			if !yield(MutLane[D]{Lane[D]{out.p, nb.n, out.stride}}, nb) {
				return
			}
		}
	}
}

// stagedZipNeighbours writes lanes of dst back that Go cannot store where they lie,
// and holds the borrows of handles, however the loop body ends.
func stagedZipNeighbours[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], axis int, s Stencil[T], yield func(MutLane[D], Neighbourhood[T]) bool) {
	mem.Hold(dst.Array(), v.Array())
	defer mem.Unhold(dst.Array(), v.Array())
	apartFrom("iter.MutZipNeighbours", &dst, &v)
	var w neighbours[T]
	var out stage
	staged := false
	writeBack := func() {
		if staged {
			out.store(mem.Of(out.window))
		}
		staged = false
	}
	defer writeBack()
	for more := w.start("iter.MutZipNeighbours", v.Array(), axis, s); more; more = w.next() {
		w.beside(&out, dst.Array())
		nb := w.around()
		p, stride := out.p, out.stride
		if staged = !out.native(); staged {
			p, stride = out.own(nb.n), out.size
			out.load(p)
		}
		if !yield(MutLane[D]{Lane[D]{p, nb.n, stride}}, nb) {
			return
		}
		writeBack()
	}
}

// beside locates the lane of another array at the current position.
func (w *neighbours[T]) beside(out *stage, dst *mem.Array) {
	if out.array == nil {
		out.over(dst)
	}
	for _, k := range w.others.digits() {
		w.index[k.axis] = k.i
	}
	out.locate(w.index, w.n, w.axis)
}

// apartFrom panics unless dst and v have one shape and, as far as can be decided,
// no memory in common.
func apartFrom[D, T ndview.Element](op string, dst *ndview.MutView[D], v *ndview.View[T]) {
	d, a := dst.Array().L(), v.Array().L()
	var room, other [8]int
	shape, want := a.AppendShape(room[:0]), d.AppendShape(other[:0])
	same := len(shape) == len(want)
	for k := 0; same && k < len(shape); k++ {
		same = shape[k] == want[k]
	}
	if !same {
		panic(&ShapeError{op, []string{"dst", "a"}, [][]int{d.AppendShape([]int{}), a.AppendShape([]int{})}, errSameShape})
	}
	dst.Array().Check()
	v.Array().Check()
	if ndview.Overlaps(dst, v) == ndview.Overlapping {
		panic(&OverlapError{op, "dst shares memory with the view whose neighbours are read, so that results would be read as neighbours; " +
			"write to other memory, or copy the view first"})
	}
}

var errSameShape = misfit("the shapes must be the same")

type misfit string

func (e misfit) Error() string { return string(e) }

// Unwrap returns the sentinel of shapes.
func (e misfit) Unwrap() error { return layout.ErrShape }

package ops

import (
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// Stencil sets dst to what f computes from the neighbours of each element of v: those
// at the offsets that s names, elements outside v being what its border rule says.
// f is called for one lane of dst after the other, each with the lanes of all
// neighbours, of the same length:
//
//	blur := iter.Stencil[float64]{Offsets: iter.Cross(1, 1), Border: iter.EdgeBorder}
//	err := ops.Stencil(dst, v, blur, func(dst iter.MutLane[float64], near iter.Neighbourhood[float64]) {
//		left, here, right := near.Lane(0), near.Lane(1), near.Lane(2)
//		for i := range dst.Len() {
//			dst.Set(i, (left.At(i)+here.At(i)+right.At(i))/3)
//		}
//	})
//
// v is stretched to the shape of dst by NumPy's rule and the element types may
// differ. dst may share memory with v, also be v: then v is copied before. Lanes run
// along the axis of v with the smallest step; f computes an element of dst from its
// neighbours and from nothing else. [iter.Neighbours] says how lanes are held.
//
// The error wraps [ndview.ErrShape] if v does not stretch to the shape of dst, and
// [ndview.ErrOverlap] if dst overlaps itself; f is not called then. Stencil panics
// with an [*iter.MisuseError] if an offset does not have one number for each axis of
// dst, and with a [ndview.ReleasedError] if a borrow has ended. If f panics nothing
// is held.
func Stencil[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], s iter.Stencil[T],
	f func(dst iter.MutLane[D], near iter.Neighbourhood[T])) error {
	if err := check("ops.Stencil", mem.SizeOf[D](), namesStencil, dst.Array(), v.Array()); err != nil {
		return err
	}
	if !apart(dst.Array(), v.Array()) {
		v = v.Clone().View
	}
	v, err := v.BroadcastTo(dst.Shape()...)
	if err != nil {
		return err
	}
	if v.NDim() == 0 {
		dst, v, s = oneAxis(dst, v, s)
	}
	var p kernel.Pace
	p.Begin()
	for d, near := range iter.MutZipNeighbours(dst, v, nearestAxis(v.Array().L()), s) {
		f(d, near)
		p.Did(1)
	}
	return nil
}

// StencilEach sets each element of dst to f of its neighbours in v, given in the
// order of s.Offsets in a slice that is valid during the call. It is [Stencil] for a
// function of elements, which the compiler cannot inline.
func StencilEach[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], s iter.Stencil[T], f func(near []T) D) error {
	one := make([]T, len(s.Offsets))
	var p kernel.Pace
	p.Begin()
	return Stencil(dst, v, s, func(d iter.MutLane[D], near iter.Neighbourhood[T]) {
		for i := range d.Len() {
			for k := range one {
				one[k] = near.At(k, i)
			}
			d.Set(i, f(one))
			p.Did(1)
		}
	})
}

var namesStencil = []string{"dst", "v"}

// oneAxis gives a stencil over a single element, which has offsets without numbers,
// an axis to be walked.
func oneAxis[D, T ndview.Element](dst ndview.MutView[D], v ndview.View[T], s iter.Stencil[T]) (ndview.MutView[D], ndview.View[T], iter.Stencil[T]) {
	offsets := make([][]int, len(s.Offsets))
	for k, offset := range s.Offsets {
		offsets[k] = append([]int{0}, offset...)
	}
	s.Offsets = offsets
	return dst.InsertAxis(0), v.InsertAxis(0), s
}

// nearestAxis returns the axis whose neighbours are the closest in memory, of equal
// ones the last; axes of length 1 and repeated ones come after all others.
func nearestAxis(l *layout.Layout) int {
	best, least := l.NDim-1, -1
	for axis := l.NDim - 1; axis >= 0; axis-- {
		n, s := l.Dim(axis)
		if s = max(s, -s); n > 1 && s > 0 && (least < 0 || s < least) {
			best, least = axis, s
		}
	}
	return best
}

package iter

import (
	"slices"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Split cuts v into at most n parts for as many goroutines. Together the parts have
// every element of v once; they share its memory and belong to its borrow. Axes in
// keep are never cut, so that lanes along them stay whole.
//
// The cuts go through the axis that is outermost in memory, if it is long enough to
// give parts of nearly equal sizes (at most a quarter larger than the mean),
// otherwise through the axis that gives the most equal ones, and through several
// axes if none of them has n positions. There are fewer than n parts if there are
// fewer positions to cut at, and none of a view without elements; none is empty.
//
// It panics with a [*MisuseError] if n is below 1 or an axis is named twice, with
// an [*ndview.AxisError] for an axis that v does not have, and with a
// [ndview.ReleasedError] if the borrow has ended.
func Split[T ndview.Element](v ndview.View[T], n int, keep ...int) []ndview.View[T] {
	a := v.Array()
	var parts []ndview.View[T]
	for _, b := range splitInto("iter.Split", a, n, keep, false) {
		parts = append(parts, ndview.NewView[T](b.of(a)))
	}
	return parts
}

// MutSplit is [Split] with parts that may be written at the same time. That they
// share no byte is proved: v is refused if different indices of it share memory,
// and if it cannot be decided whether they do. The error is an [*OverlapError],
// which names the reason.
//
// Where the layout allows it the parts are separated at multiples of 64 bytes, so
// that no two goroutines write to one cache line.
func MutSplit[T ndview.Element](v ndview.MutView[T], n int, keep ...int) ([]ndview.MutView[T], error) {
	a := v.Array()
	mem.Hold(a)
	defer mem.Unhold(a)
	boxes := splitInto("iter.MutSplit", a, n, keep, true)
	if err := injective("iter.MutSplit", "the view", a); err != nil {
		return nil, err
	}
	var parts []ndview.MutView[T]
	for _, b := range boxes {
		parts = append(parts, ndview.NewMutView[T](b.of(a)))
	}
	return parts, nil
}

// A box is a range of positions on each axis.
type box struct{ lo, hi []int }

// of returns the part of a that lies in the box.
func (b box) of(a *mem.Array) mem.Array {
	v := *a
	for axis := range b.lo {
		if n, _ := v.L().Dim(axis); b.lo[axis] > 0 || b.hi[axis] < n {
			part(&v, axis, b.lo[axis], b.hi[axis])
		}
	}
	return v
}

func splitInto(op string, a *mem.Array, n int, keep []int, lines bool) []box {
	a.Check()
	if n < 1 {
		panic(misuse(op, ndview.ErrBounds, "%d parts, wanted at least 1", n))
	}
	kept := axisSet(op, a.L().NDim, keep)
	if a.L().Empty() {
		return nil
	}
	return boxes(a, n, kept, lines)
}

// boxes cuts an array along axes that are not kept into at most n boxes, none of
// them empty. lines asks for cuts at multiples of a cache line.
func boxes(a *mem.Array, n int, kept uint64, lines bool) []box {
	shape := a.L().AppendShape([]int{})
	whole := box{make([]int, len(shape)), shape}
	return divide(nil, a, memoryOrder(a.L(), kept), whole, n, lines)
}

// memoryOrder returns the axes that may be cut, those whose steps are the largest
// first. Pointers count as large steps.
func memoryOrder(l *layout.Layout, kept uint64) []int {
	var axes []int
	for axis := range l.NDim {
		if n, _ := l.Dim(axis); kept&(1<<axis) == 0 && n > 1 {
			axes = append(axes, axis)
		}
	}
	slices.SortStableFunc(axes, func(i, j int) int {
		if d := l.AxisLevel(i) - l.AxisLevel(j); d != 0 {
			return d
		}
		_, s := l.Dim(i)
		_, t := l.Dim(j)
		return max(t, -t) - max(s, -s)
	})
	return axes
}

// divide appends the parts of a box to dst. Axes are cut one after the other: the
// pieces of one that has too few positions are divided further, along the others.
func divide(dst []box, a *mem.Array, axes []int, b box, n int, lines bool) []box {
	axis := chosen(axes, b, n)
	if n == 1 || axis < 0 {
		return append(dst, b)
	}
	length := b.hi[axis] - b.lo[axis]
	pieces := min(n, length)
	others := slices.DeleteFunc(slices.Clone(axes), func(k int) bool { return k == axis })
	from := b.lo[axis]
	for i := range pieces {
		to := b.lo[axis] + share(length, i+1, pieces)
		if i+1 < pieces && lines {
			to = onLine(a, b, axis, to, length/pieces)
		}
		if to <= from {
			continue
		}
		piece := box{slices.Clone(b.lo), slices.Clone(b.hi)}
		piece.lo[axis], piece.hi[axis] = from, to
		dst = divide(dst, a, others, piece, share(n, i+1, pieces)-share(n, i, pieces), lines)
		from = to
	}
	return dst
}

// share returns i/of of n, rounded down; n may be any int.
func share(n, i, of int) int { return n/of*i + n%of*i/of }

// chosen returns the axis to cut into n pieces, or −1: the outermost one along
// which the largest piece is at most a quarter above the mean, else the one where
// it is least so.
func chosen(axes []int, b box, n int) int {
	best, least := -1, 0.0
	for _, axis := range axes {
		length := b.hi[axis] - b.lo[axis]
		largest := (length-1)/n + 1
		excess := float64(largest) * float64(n) / float64(length)
		if length > 1 && (best < 0 || excess < least) {
			best, least = axis, excess
		}
		if length > 1 && excess <= 1.25 {
			return axis
		}
	}
	return best
}

// cacheLine is the unit in bytes in which processors share memory.
const cacheLine = 64

// onLine moves a cut through a box, before a position of an axis, to where a cache
// line begins, by less than a quarter of a piece, if there is such a place.
func onLine(a *mem.Array, b box, axis, at, piece int) int {
	l := a.L()
	if l.Indirect() || l.Empty() {
		return at
	}
	first := mem.Uint(a.Base) // the box's lowest byte at position 0
	for k := range l.NDim {
		_, stride := l.Dim(k)
		switch {
		case k == axis:
		case stride < 0:
			first += uintptr(stride * (b.hi[k] - 1))
		default:
			first += uintptr(stride * b.lo[k])
		}
	}
	_, step := l.Dim(axis)
	begins := func(position int) bool { // the upper part in memory, at a cut there
		if step < 0 {
			position--
		}
		return (first+uintptr(position*step))%cacheLine == 0
	}
	for d := 0; 4*d < piece; d++ {
		if begins(at - d) {
			return at - d
		}
		if begins(at + d) {
			return at + d
		}
	}
	return at
}

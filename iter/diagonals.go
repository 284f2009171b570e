package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Diagonals yields the diagonals of the matrices along two axes as lanes, each
// with its offset, from the lower left corner to the upper right one: along axes
// of lengths n and m, the diagonal with offset k, −n < k < m, has the elements
// (i, i+k). Axis1 is the one of i. A view of more axes has a matrix for each index
// of the others; they come in C order. There are no diagonals of a view without
// elements. The main diagonal alone is [ndview.View.Diagonal](0, …).
//
// Memory of any kind is walked, also where pointers lie between the two axes; the
// rules for lanes are those of [Lanes]. The loop panics with an
// [*ndview.AxisError] for an axis that v does not have, with a [*MisuseError] if
// the two are the same, and with a [ndview.ReleasedError] once the borrow has
// ended.
func Diagonals[T ndview.Element](v ndview.View[T], axis1, axis2 int) stditer.Seq2[int, Lane[T]] {
	return func(yield func(int, Lane[T]) bool) {
		if v.Array().Owned() {
			heldDiagonals(v.Array(), axis1, axis2, yield)
			return
		}
		var w diagonals
		for more := w.start("iter.Diagonals", v.Array(), axis1, axis2); more; more = w.next() {
			p, n, stride := w.lane()
			if !yield(w.offset, Lane[T]{p, n, stride}) {
				return
			}
		}
	}
}

func heldDiagonals[T ndview.Element](a *mem.Array, axis1, axis2 int, yield func(int, Lane[T]) bool) {
	mem.Hold(a)
	defer mem.Unhold(a)
	var w diagonals
	for more := w.start("iter.Diagonals", a, axis1, axis2); more; more = w.next() {
		p, n, stride := w.lane()
		if !yield(w.offset, Lane[T]{p, n, stride}) {
			return
		}
	}
}

// MutDiagonals is [Diagonals] with lanes that may also be written. What is written
// to a lane that lies in a window arrives when the loop body ends, also by break,
// return, panic or Goexit.
func MutDiagonals[T ndview.Element](v ndview.MutView[T], axis1, axis2 int) stditer.Seq2[int, MutLane[T]] {
	return func(yield func(int, MutLane[T]) bool) {
		mem.Hold(v.Array())
		defer mem.Unhold(v.Array())
		var w diagonals
		defer w.writeBack()
		for more := w.start("iter.MutDiagonals", v.Array(), axis1, axis2); more; more = w.next() {
			p, n, stride := w.lane()
			if !yield(w.offset, MutLane[T]{Lane[T]{p, n, stride}}) {
				return
			}
			w.writeBack()
		}
	}
}

// diagonals walks over the matrices along two axes of an array, and in each from
// diagonal to diagonal.
type diagonals struct {
	axis1, axis2 int
	n1, n2       int
	offset       int
	others       nest
	index        []int // of a diagonal's first element
	stage        stage
	staged       bool
}

func (w *diagonals) start(op string, a *mem.Array, axis1, axis2 int) bool {
	a.Check()
	l := a.L()
	w.axis1, w.axis2 = axisOf(l.NDim, axis1), axisOf(l.NDim, axis2)
	if w.axis1 == w.axis2 {
		panic(misuse(op, ndview.ErrShape, "the diagonals of axes %d and %d: wanted two axes", axis1, axis2))
	}
	if l.Empty() {
		return false
	}
	w.n1, _ = l.Dim(w.axis1)
	w.n2, _ = l.Dim(w.axis2)
	w.others.reset()
	for k := range l.NDim {
		if n, _ := l.Dim(k); k != w.axis1 && k != w.axis2 {
			w.others.add(k, n, 0)
		}
	}
	w.index = make([]int, l.NDim)
	w.offset = 1 - w.n1
	w.stage.over(a)
	return true
}

// next goes to the next diagonal and reports whether there is one.
func (w *diagonals) next() bool {
	if w.offset+1 < w.n2 {
		w.offset++
		return true
	}
	w.offset = 1 - w.n1
	_, ok := w.others.next()
	return ok
}

// lane returns the place of the current diagonal, in memory or in the window.
func (w *diagonals) lane() (p mem.Addr, n, stride int) {
	for _, k := range w.others.digits() {
		w.index[k.axis] = k.i
	}
	row, col := max(-w.offset, 0), max(w.offset, 0)
	w.index[w.axis1], w.index[w.axis2] = row, col
	n = min(w.n1-row, w.n2-col)
	s := &w.stage
	s.locate(w.index, n, w.axis1, w.axis2)
	if w.staged = !s.native(); !w.staged {
		return s.p, n, s.stride
	}
	p = s.own(n)
	s.load(p)
	return p, n, s.size
}

func (w *diagonals) writeBack() {
	if w.staged {
		w.stage.store(mem.Of(w.stage.window))
	}
	w.staged = false
}

package iter

import (
	"fmt"
	stditer "iter"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A Window says which windows slide over a view: along each of Axes (all axes of
// the view, in order, if it is nil; negative ones count from the end) a window has
// Lengths elements that lie Dilations positions apart, and the next window starts
// Steps positions further. Steps and Dilations are 1 where they are nil.
//
// Along an axis of length n there are (n − (length−1)·dilation − 1)/step + 1
// windows, rounded down, and none if a window is longer than the axis.
type Window struct {
	Lengths   []int
	Steps     []int
	Dilations []int
	Axes      []int
}

// Windows yields the windows of v in C order of their positions (along the axes as
// Axes names them, the last one fastest). Each is a view with the axes of v: those
// of the window have its lengths, the others are whole. Nothing is copied; the
// views share the memory of v, and their elements with other windows, and belong
// to its borrow.
//
// The loop panics with a [*MisuseError] if the counts of w do not fit each other
// or a number in it is below 1 or an axis is named twice, with an
// [*ndview.AxisError] for an axis that v does not have, and with a
// [ndview.ReleasedError] once the borrow has ended. Nothing is allocated for
// direct memory of at most four axes.
//
// Each window costs some tens of nanoseconds before its first element is read; for
// small windows at every position [Neighbours] goes by whole lanes instead.
// [ndview.View.Windows] has all windows in one view, as NumPy's
// sliding_window_view.
func Windows[T ndview.Element](v ndview.View[T], w Window) stditer.Seq[ndview.View[T]] {
	return func(yield func(ndview.View[T]) bool) {
		if v.Array().Owned() {
			h := new(windows)
			heldParts(v.Array(), h, func() bool { return h.start("iter.Windows", v.Array(), w) }, func(p *mem.Array) bool { return yield(ndview.NewView[T](*p)) })
			return
		}
		var s windows
		for more := s.start("iter.Windows", v.Array(), w); more; more = s.next() {
			if !yield(ndview.NewView[T](*s.view())) {
				return
			}
		}
	}
}

// IndexedWindows is [Windows] with the position of each window: the index of its
// first element along the axes of w, in their order. The slice is overwritten for
// the next window.
func IndexedWindows[T ndview.Element](v ndview.View[T], w Window) stditer.Seq2[[]int, ndview.View[T]] {
	return func(yield func([]int, ndview.View[T]) bool) {
		if v.Array().Owned() {
			h := new(windows)
			var index []int
			heldParts(v.Array(), h, func() bool { return h.start("iter.IndexedWindows", v.Array(), w) }, func(p *mem.Array) bool {
				index = h.position(index[:0])
				return yield(index, ndview.NewView[T](*p))
			})
			return
		}
		var s windows
		var room [4]int
		index := room[:0]
		for more := s.start("iter.IndexedWindows", v.Array(), w); more; more = s.next() {
			index = s.position(index[:0])
			if !yield(index, ndview.NewView[T](*s.view())) {
				return
			}
		}
	}
}

// MutWindows is [Windows] with views that may also be written. Windows that share
// elements with each other are refused: the loop panics with an [*OverlapError].
// (Steps of at least (length−1)·dilation + 1 keep windows apart, and so do some
// smaller ones of dilated windows.)
func MutWindows[T ndview.Element](v ndview.MutView[T], w Window) stditer.Seq[ndview.MutView[T]] {
	return func(yield func(ndview.MutView[T]) bool) {
		if v.Array().Owned() {
			h := new(windows)
			heldParts(v.Array(), h, func() bool { return h.start("iter.MutWindows", v.Array(), w) && h.apart("iter.MutWindows") }, func(p *mem.Array) bool { return yield(ndview.NewMutView[T](*p)) })
			return
		}
		var s windows
		for more := s.start("iter.MutWindows", v.Array(), w) && s.apart("iter.MutWindows"); more; more = s.next() {
			if !yield(ndview.NewMutView[T](*s.view())) {
				return
			}
		}
	}
}

// IndexedMutWindows is [MutWindows] with the position of each window, as in
// [IndexedWindows].
func IndexedMutWindows[T ndview.Element](v ndview.MutView[T], w Window) stditer.Seq2[[]int, ndview.MutView[T]] {
	return func(yield func([]int, ndview.MutView[T]) bool) {
		if v.Array().Owned() {
			h := new(windows)
			var index []int
			heldParts(v.Array(), h, func() bool {
				return h.start("iter.IndexedMutWindows", v.Array(), w) && h.apart("iter.IndexedMutWindows")
			}, func(p *mem.Array) bool {
				index = h.position(index[:0])
				return yield(index, ndview.NewMutView[T](*p))
			})
			return
		}
		var s windows
		var room [4]int
		index := room[:0]
		for more := s.start("iter.IndexedMutWindows", v.Array(), w) && s.apart("iter.IndexedMutWindows"); more; more = s.next() {
			index = s.position(index[:0])
			if !yield(index, ndview.NewMutView[T](*s.view())) {
				return
			}
		}
	}
}

// windows walks through the positions of a window. All windows of direct memory
// have one layout and differ in their base.
type windows struct {
	whole, at mem.Array
	axes      nest
	near      [4]reach // of each axis of the window
	far       []reach  // of all of them, if they are more
	off       int      // bytes from the first window
	layout    layout.Layout
}

// A reach says what of an axis a window sees, in positions.
type reach struct{ length, step, dilation int }

// span returns the number of positions from the first element of a window to
// behind the last one.
func (r reach) span() int { return (r.length-1)*r.dilation + 1 }

// count returns the number of windows along an axis of n positions.
func (r reach) count(n int) int {
	if n == 0 || r.length-1 > (n-1)/r.dilation { // before span, which may not fit in an int
		return 0
	}
	return (n-r.span())/r.step + 1
}

func (s *windows) reaches() []reach {
	if s.far != nil {
		return s.far
	}
	return s.near[:]
}

func (s *windows) start(op string, a *mem.Array, w Window) bool {
	a.Check()
	l := a.L()
	checkWindow(op, l.NDim, w)
	s.whole, s.off = *a, 0
	s.axes.reset()
	if len(w.Lengths) > len(s.near) {
		s.far = make([]reach, len(w.Lengths))
	}
	still := l.Empty() // the base of an empty array is never moved (L9)
	for i, length := range w.Lengths {
		r := reach{length, one(w.Steps, i), one(w.Dilations, i)}
		s.reaches()[i] = r
		axis := w.axis(i, l.NDim)
		n, stride := l.Dim(axis)
		count := r.count(n)
		if still || count < 2 {
			stride = 0
		}
		s.axes.add(axis, count, stride*r.step)
	}
	if s.axes.empty() {
		return false
	}
	if !l.Indirect() {
		s.at = *a
		s.cut()
		s.layout = *s.at.L()
	}
	return true
}

// cut restricts the array in at to the current window.
func (s *windows) cut() {
	off := 0
	for i, k := range s.axes.digits() {
		r := s.reaches()[i]
		want := layout.Range{Start: k.i * r.step, Stop: k.i*r.step + r.span(), Has: layout.HasStart | layout.HasStop}
		if r.dilation > 1 {
			want.Step, want.Has = r.dilation, want.Has|layout.HasStep
		}
		moved, err := s.at.L().Slice(k.axis, want)
		if err != nil {
			panic(err)
		}
		off += moved
	}
	s.at.Moved(off)
}

func (s *windows) next() bool {
	moved, ok := s.axes.next()
	s.off += moved
	return ok
}

func (s *windows) view() *mem.Array {
	s.whole.Check()
	s.at = s.whole
	if s.whole.L().Indirect() {
		s.cut()
		return &s.at
	}
	*s.at.L() = s.layout
	s.at.Shifted(s.off)
	return &s.at
}

// position appends the index of the window's first element along its axes.
func (s *windows) position(dst []int) []int {
	for i, k := range s.axes.digits() {
		dst = append(dst, k.i*s.reaches()[i].step)
	}
	return dst
}

// apart panics if two windows share an element, and is true otherwise. Two
// positions that differ along one axis only share elements if the windows do on
// that axis.
func (s *windows) apart(op string) bool {
	for i, k := range s.axes.digits() {
		if k.n < 2 {
			continue
		}
		r := s.reaches()[i]
		shape, strides := [2]int{k.n, r.length}, [2]int{r.step, r.dilation}
		l, err := layout.New(shape[:], strides[:], nil, 1)
		if err != nil {
			panic(err) // the window lies on the axis
		}
		if layout.SelfOverlap(&l, 1, layout.DefaultWork) != layout.Disjoint {
			panic(&OverlapError{op, fmt.Sprintf("windows of length %d with step %d and dilation %d along axis %d share elements; "+
				"use a step of at least %d, or read them with Windows", r.length, r.step, r.dilation, k.axis, r.span())})
		}
	}
	return true
}

// axis returns the axis that length i belongs to.
func (w *Window) axis(i, ndim int) int {
	if w.Axes == nil {
		return i
	}
	return axisOf(ndim, w.Axes[i])
}

func checkWindow(op string, ndim int, w Window) {
	axes := ndim
	if w.Axes != nil {
		axes = len(w.Axes)
		axisSet(op, ndim, w.Axes)
	}
	if len(w.Lengths) != axes {
		panic(misuse(op, ndview.ErrShape, "%d lengths of a window for %d axes", len(w.Lengths), axes))
	}
	checkNumbers(op, "Lengths", w.Lengths, axes)
	checkNumbers(op, "Steps", w.Steps, axes)
	checkNumbers(op, "Dilations", w.Dilations, axes)
}

func checkNumbers(op, name string, numbers []int, axes int) {
	if numbers != nil && len(numbers) != axes {
		panic(misuse(op, ndview.ErrShape, "%d %s of a window for %d axes", len(numbers), name, axes))
	}
	for i, n := range numbers {
		if n < 1 {
			panic(misuse(op, ndview.ErrShape, "%s[%d] of a window is %d, wanted at least 1", name, i, n))
		}
	}
}

// one returns number i, or 1 where there are none.
func one(numbers []int, i int) int {
	if numbers == nil {
		return 1
	}
	return numbers[i]
}

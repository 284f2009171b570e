package iter

import (
	"slices"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A Stencil says which neighbours of each element a loop wants: one for each of
// Offsets, which is the distance from the element to the neighbour along every
// axis of the view, in positions. Border says what neighbours outside the view
// are; Constant is what they are with [ConstantBorder].
//
// [Cross] and [Box] make the usual offsets.
type Stencil[T ndview.Element] struct {
	Offsets  [][]int
	Border   Border
	Constant T
}

// Cross returns the offsets of an element and its neighbours at most radius away
// along one of ndim axes, in C order: Cross(2, 1) is (−1, 0), (0, −1), (0, 0),
// (0, 1), (1, 0). It panics with a [*MisuseError] if ndim or radius is negative.
func Cross(ndim, radius int) [][]int {
	return offsetsWhere("iter.Cross", ndim, radius, func(offset []int) bool {
		moved := 0
		for _, d := range offset {
			if d != 0 {
				moved++
			}
		}
		return moved <= 1
	})
}

// Box returns the offsets of an element and all its neighbours at most radius away
// along each of ndim axes, in C order: Box(2, 1) has nine, from (−1, −1) to (1, 1).
// It panics with a [*MisuseError] if ndim or radius is negative.
func Box(ndim, radius int) [][]int {
	return offsetsWhere("iter.Box", ndim, radius, func([]int) bool { return true })
}

func offsetsWhere(op string, ndim, radius int, wanted func(offset []int) bool) (offsets [][]int) {
	if ndim < 0 || radius < 0 {
		panic(misuse(op, ndview.ErrBounds, "%d axes and radius %d, wanted neither below 0", ndim, radius))
	}
	var d nest
	for k := range ndim {
		d.add(k, 2*radius+1, 0)
	}
	for more := !d.empty(); more; _, more = d.next() {
		offset := make([]int, ndim)
		for i, k := range d.digits() {
			offset[i] = k.i - radius
		}
		if wanted(offset) {
			offsets = append(offsets, offset)
		}
	}
	return offsets
}

// A Neighbourhood is one lane of every neighbour that a [Stencil] asks for, all of
// one length: element i of neighbour k belongs to element i of the lane at whose
// place the loop is. It is valid in the loop body that received it.
//
// In a loop over range Len() no lane checks its index:
//
//	up, left, right, down := nb.Lane(0), nb.Lane(1), nb.Lane(2), nb.Lane(3)
//	for i := range nb.Len() {
//		… up.At(i) + left.At(i) + right.At(i) + down.At(i) …
//	}
type Neighbourhood[T ndview.Element] struct {
	n      int
	places []mem.Addr
}

// Len returns the number of elements of each lane.
func (b Neighbourhood[T]) Len() int { return b.n }

// Count returns the number of neighbours.
func (b Neighbourhood[T]) Count() int { return len(b.places) }

// Lane returns the lane of neighbour k, the one at Offsets[k], as a run.
func (b Neighbourhood[T]) Lane(k int) Run[T] { return Run[T]{b.places[k], b.n} }

// At returns element i of neighbour k. It panics with an [IndexError] if i is not
// in 0 … Len−1.
func (b Neighbourhood[T]) At(k, i int) T { return b.Lane(k).At(i) }

// Neighbours, walked
//
// Lanes are needed several times, by the lanes around them, and shifted against
// each other; at their ends stand elements that the border rule names. So a lane is
// copied once into a window that has room at both ends, and shifted lanes are parts
// of that window: no element of the loop is different from another. There are as
// many windows as lanes are needed at once, and a lane stays in its window as long
// as it is needed, so that walking along an axis copies each lane once. Lanes that
// nobody wants shifted stay where they lie, if Go can load them there side by side.
// For all lanes outside the view there is one window of constants.

// neighbours walks over the lanes of an array with their neighbours.
type neighbours[T ndview.Element] struct {
	array    mem.Array
	axis, n  int
	lo, hi   int // elements of a window in front of the lane and behind it
	border   Border
	constant T

	others  nest // the position of the lane
	offsets []shifted
	lines   []line
	windows []window[T]
	outside []T // constants, once they are needed

	index  []int
	stage  stage
	places []mem.Addr
}

// A shifted lane is wanted by a stencil.
type shifted struct{ line, shift int }

// A line is a lane that is wanted for the current position.
type line struct {
	offset []int // along every axis; 0 along the lane's own
	window int   // that it is in, or inPlace or outside
	place  mem.Addr
	copied bool // some offset wants it shifted
}

const (
	inPlace = -1
	outside = -2
)

// A window holds a lane, or none.
type window[T ndview.Element] struct {
	items []T
	lane  int // its place in C order, or −1
	taken bool
}

func (w *neighbours[T]) start(op string, a *mem.Array, axis int, s Stencil[T]) bool {
	a.Check()
	l := a.L()
	w.axis = axisOf(l.NDim, axis)
	checkStencil(op, l.NDim, s.Offsets, s.Border)
	if l.Empty() {
		return false
	}
	w.array, w.border, w.constant = *a, s.Border, s.Constant
	w.n, _ = l.Dim(w.axis)
	for k := range l.NDim {
		if n, stride := l.Dim(k); k != w.axis {
			w.others.add(k, n, stride)
		}
	}
	w.index = make([]int, l.NDim)
	w.stage.over(&w.array)
	w.plan(s.Offsets)
	w.arrange()
	return true
}

// plan finds the lines that the offsets lie on, and how far windows must reach.
func (w *neighbours[T]) plan(offsets [][]int) {
	_, stride := w.array.L().Dim(w.axis)
	lies := w.array.Plain() && (stride == mem.SizeOf[T]() || w.n == 1)
	copied := 0
	for _, offset := range offsets {
		shift := offset[w.axis]
		k := w.lineOf(offset)
		w.offsets = append(w.offsets, shifted{k, shift})
		w.lo, w.hi = max(w.lo, -shift), max(w.hi, shift)
		if !w.lines[k].copied && (shift != 0 || !lies) {
			w.lines[k].copied = true
			copied++
		}
	}
	w.places = make([]mem.Addr, len(offsets))
	length := w.lo + w.n + w.hi
	room := make([]T, copied*length)
	for i := range copied {
		w.windows = append(w.windows, window[T]{items: room[i*length : (i+1)*length], lane: -1})
	}
}

// lineOf returns the number of the line that an offset lies on.
func (w *neighbours[T]) lineOf(offset []int) int {
	along := slices.Clone(offset)
	along[w.axis] = 0
	for k, l := range w.lines {
		if slices.Equal(l.offset, along) {
			return k
		}
	}
	w.lines = append(w.lines, line{offset: along})
	return len(w.lines) - 1
}

// next goes to the next lane and reports whether there is one.
func (w *neighbours[T]) next() bool {
	if _, ok := w.others.next(); !ok {
		return false
	}
	w.arrange()
	return true
}

// around returns the lanes around the current one.
func (w *neighbours[T]) around() Neighbourhood[T] {
	w.array.Check()
	return Neighbourhood[T]{w.n, w.places}
}

// arrange finds every line of the current position in memory or in a window, and
// each shifted lane on it.
func (w *neighbours[T]) arrange() {
	for i := range w.windows {
		w.windows[i].taken = false
	}
	missing := false
	for k := range w.lines {
		missing = w.find(&w.lines[k]) || missing
	}
	if missing {
		w.fetch()
	}
	for i, o := range w.offsets {
		switch l := &w.lines[o.line]; l.window {
		case outside:
			w.places[i] = w.constants()
		case inPlace:
			w.places[i] = l.place
		default:
			w.places[i] = mem.Of(w.windows[l.window].items[w.lo+o.shift:])
		}
	}
}

// constants returns a lane of what lies outside.
func (w *neighbours[T]) constants() mem.Addr {
	if w.outside == nil {
		w.outside = slices.Repeat([]T{w.constant}, w.n)
	}
	return mem.Of(w.outside)
}

// find looks for a line; missing says that it has to be fetched into a window.
func (w *neighbours[T]) find(l *line) (missing bool) {
	lane, off, inside := w.locate(l)
	switch {
	case !inside:
		l.window = outside
		return false
	case !l.copied:
		l.window, l.place = inPlace, mem.Add(w.array.Base, off) // M2: a lane of plain memory
		return false
	}
	for i := range w.windows {
		if w.windows[i].lane == lane {
			w.windows[i].taken = true
			l.window = i
			return false
		}
	}
	l.window = outside - 1 - lane
	return true
}

// locate returns the number of a line's lane in C order and the offset of its first
// element in direct memory.
func (w *neighbours[T]) locate(l *line) (lane, off int, inside bool) {
	for _, k := range w.others.digits() {
		i, ok := w.border.at(k.i+l.offset[k.axis], k.n)
		if !ok {
			return 0, 0, false
		}
		lane, off = lane*k.n+i, off+i*k.stride
	}
	return lane, off, true
}

// fetch copies the lines that are missing into windows which no line of the
// current position is in. Two lines may be one lane: of what the border repeats.
func (w *neighbours[T]) fetch() {
	for k := range w.lines {
		l := &w.lines[k]
		if l.window >= outside {
			continue
		}
		lane := outside - 1 - l.window
		l.window = -1
		for i := range w.windows {
			if w.windows[i].lane == lane {
				l.window = i
				break
			}
			if !w.windows[i].taken {
				l.window = i // and go on: the lane may be in a later one
			}
		}
		to := &w.windows[l.window]
		to.taken = true
		if to.lane != lane {
			to.lane = lane
			w.fill(to)
		}
	}
}

// fill copies a window's lane, and the elements that the border rule puts at its
// ends.
func (w *neighbours[T]) fill(to *window[T]) {
	lane := to.lane
	digits := w.others.digits()
	for i := len(digits) - 1; i >= 0; i-- {
		w.index[digits[i].axis] = lane % digits[i].n
		lane /= digits[i].n
	}
	w.stage.locate(w.index, w.n, w.axis)
	own := to.items[w.lo : w.lo+w.n]
	w.stage.load(mem.Of(own))
	for j := range w.lo {
		to.items[j] = w.extended(own, j-w.lo)
	}
	for j := range w.hi {
		to.items[w.lo+w.n+j] = w.extended(own, w.n+j)
	}
}

// extended returns the element at a position of a lane that goes on beyond its
// ends.
func (w *neighbours[T]) extended(lane []T, i int) T {
	if at, inside := w.border.at(i, len(lane)); inside {
		return lane[at]
	}
	return w.constant
}

func checkStencil(op string, ndim int, offsets [][]int, border Border) {
	if border > WrapBorder {
		panic(misuse(op, ndview.ErrBounds, "no such border rule: %s", border))
	}
	for k, offset := range offsets {
		if len(offset) != ndim {
			panic(misuse(op, ndview.ErrShape, "offset %d is %s, wanted one number for each of %d axes",
				k, layout.FormatShape(slices.Clone(offset)), ndim))
		}
	}
}

package iter

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// A nest counts through the positions along some axes, the last one fastest. Up to
// four axes lie inside the value.
type nest struct {
	ndim  int
	inner [4]digit
	far   []digit // all of them, if they are more
}

// A digit is an axis of a nest.
type digit struct {
	axis, n, stride int // of the array; n positions, bytes from one to the next
	i               int // position
}

func (d *nest) reset() { d.ndim, d.far = 0, nil }

func (d *nest) add(axis, n, stride int) {
	next := digit{axis: axis, n: n, stride: stride}
	switch {
	case d.far != nil:
		d.far = append(d.far, next)
	case d.ndim < len(d.inner):
		d.inner[d.ndim] = next
	default:
		d.far = append(append(make([]digit, 0, 8), d.inner[:]...), next)
	}
	d.ndim++
}

// digits returns the axes in place.
func (d *nest) digits() []digit {
	if d.far != nil {
		return d.far
	}
	return d.inner[:d.ndim]
}

// empty reports whether there is no position.
func (d *nest) empty() bool {
	for _, k := range d.digits() {
		if k.n == 0 {
			return true
		}
	}
	return false
}

// next goes to the next position and reports whether there is one; moved is how
// many bytes it is away from the one before.
func (d *nest) next() (moved int, ok bool) {
	digits := d.digits()
	for i := len(digits) - 1; i >= 0; i-- {
		k := &digits[i]
		if k.i+1 < k.n {
			k.i++
			return moved + k.stride, true
		}
		moved -= k.i * k.stride
		k.i = 0
	}
	return moved, false
}

// An outer walk goes through the positions along some axes of an array; what is
// left there is a sub-view over the other axes.
//
// It knows four roads to a sub-view. All sub-views of plain memory have one layout,
// and the base moves on from one to the next. Those of other memory without
// pointers have one layout too, but may be plain or not by themselves. Where every
// pointer lies before the inner axes the pointers are followed for each base anew.
// Where a pointer lies behind an inner axis, the position is applied to the layout,
// axis by axis.
type outer struct {
	at   mem.Array // the current sub-view
	axes nest
	road road

	first mem.Array // the sub-view at the first position; byOffset only
	off   int       // bytes from there
	far   *farOuter
}

type farOuter struct {
	whole       mem.Array
	index, path []int // to follow pointers
}

type road uint8

const (
	bySteps road = iota
	byOffset
	byPointers
	byLayout
)

// start goes to the first position and reports whether there is one.
func (w *outer) start(op string, a *mem.Array, axes []int) bool {
	a.Check()
	l := a.L()
	set := axisSet(op, l.NDim, axes)
	w.axes.reset()
	still := l.Empty() // the base of an empty array is never moved (L9)
	for _, named := range axes {
		axis := named
		if axis < 0 {
			axis += l.NDim
		}
		n, stride := l.Dim(axis)
		if still {
			stride = 0
		}
		w.axes.add(axis, n, stride)
	}
	if w.axes.empty() {
		return false
	}
	w.at = *a
	inner := w.at.L()
	for k := l.NDim - 1; k >= 0; k-- {
		if set&(1<<k) != 0 {
			_, _ = inner.Index(k, 0) // in range; position 0 moves nothing
		}
	}
	switch {
	case l.Indirect():
		w.startFar(a)
	case a.Plain():
		w.at.SetNDim()
		w.road = bySteps
	default:
		w.at.SetNDim()
		w.first, w.off, w.road = w.at, 0, byOffset
		w.at.Shifted(0)
	}
	return true
}

func (w *outer) startFar(a *mem.Array) {
	w.far = &farOuter{whole: *a, index: make([]int, a.L().NDim)}
	w.at.Moved(0)
	w.road = byLayout
	if !w.at.L().Indirect() && !w.at.L().Empty() {
		w.road = byPointers
	}
}

// next goes to the next position and reports whether there is one.
func (w *outer) next() bool {
	moved, ok := w.axes.next()
	if !ok {
		return false
	}
	if w.road == bySteps {
		w.at.Shifted(moved)
		return true
	}
	w.arrive(moved)
	return true
}

// arrive makes the sub-view at a position that is moved bytes from the one before.
func (w *outer) arrive(moved int) {
	if w.road == byOffset {
		w.off += moved
		w.at = w.first
		w.at.Shifted(w.off)
		return
	}
	w.far.whole.Check()
	if w.road == byPointers {
		for _, k := range w.axes.digits() {
			w.far.index[k.axis] = k.i
		}
		w.at.Base, w.far.path = follow(&w.far.whole, w.far.index, w.far.path)
		w.at.Settle(w.far.whole.Item())
		return
	}
	w.at = w.far.whole
	off := 0
	for axis := w.at.L().NDim - 1; axis >= 0; axis-- {
		for _, k := range w.axes.digits() {
			if k.axis == axis {
				by, _ := w.at.L().Index(axis, k.i) // in range
				off += by
			}
		}
	}
	w.at.Moved(off)
}

// view returns the current sub-view.
func (w *outer) view() *mem.Array {
	if !w.at.Live() {
		w.at.Check() // panics
	}
	return &w.at
}

// follow returns the address of an item of an array that is not empty; path is
// room for the way.
func follow(a *mem.Array, index, path []int) (mem.Addr, []int) {
	path, ok := a.L().Path(path[:0], index)
	if !ok {
		panic(mem.IndexError{Index: append([]int{}, index...), Shape: a.L().AppendShape(nil)})
	}
	p := mem.Add(a.Base, path[0]) // M2: the index is inside
	for _, off := range path[1:] {
		p = mem.Add(mem.Deref(p), off) // M1–M3: the pointer tables were checked at the borrow
	}
	return p, path
}

// part restricts an axis of a to the positions from start up to, not including,
// stop, which lie on it.
func part(a *mem.Array, axis, start, stop int) {
	off, err := a.L().Slice(axis, layout.Range{Start: start, Stop: stop, Has: layout.HasStart | layout.HasStop})
	if err != nil {
		panic(err)
	}
	a.Shifted(off)
}

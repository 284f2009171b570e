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

	// What lies at a position, in elements along the axis: length of them, dilation
	// apart, step further than at the position before. For tiles and windows.
	length, step, dilation int
}

func (d *nest) reset() { d.ndim, d.far = 0, nil }

func (d *nest) add(axis, n, stride int) { d.push(digit{axis: axis, n: n, stride: stride}) }

func (d *nest) push(next digit) {
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
// It knows three roads to a sub-view. Without pointers all sub-views have one
// layout and differ in their base. Where every pointer lies before the inner axes
// that is so too, but the pointers are followed for each base anew. Where a pointer
// lies behind an inner axis, the position is applied to the layout, axis by axis.
type outer struct {
	whole mem.Array
	first mem.Array // the sub-view at the first position
	axes  nest
	off   int // bytes from the first position, without pointers
	road  road

	index, path []int // to follow pointers
}

type road uint8

const (
	byOffset road = iota
	byPointers
	byLayout
)

// start goes to the first position and reports whether there is one.
func (w *outer) start(op string, a *mem.Array, axes []int) bool {
	a.Check()
	l := a.L()
	set := axisSet(op, l.NDim, axes)
	w.whole, w.first = *a, *a
	w.axes.reset()
	still := l.Empty() // the base of an empty array is never moved (L9)
	for _, named := range axes {
		axis := axisOf(l.NDim, named)
		n, stride := l.Dim(axis)
		if still {
			stride = 0
		}
		w.axes.add(axis, n, stride)
	}
	if w.axes.empty() {
		return false
	}
	inner := w.first.L()
	for k := l.NDim - 1; k >= 0; k-- {
		if set&(1<<k) != 0 {
			_, _ = inner.Index(k, 0) // in range; position 0 moves nothing
		}
	}
	w.off = 0
	if !l.Indirect() {
		w.road = byOffset
		w.first.SetNDim()
		return true
	}
	w.startFar()
	return true
}

func (w *outer) startFar() {
	w.first.Moved(0)
	w.road = byLayout
	if !w.first.L().Indirect() && !w.first.L().Empty() {
		w.road = byPointers
		w.index = make([]int, w.whole.L().NDim)
	}
}

// next goes to the next position and reports whether there is one.
func (w *outer) next() bool {
	moved, ok := w.axes.next()
	w.off += moved
	return ok
}

// view returns the sub-view at the current position.
func (w *outer) view() mem.Array {
	w.whole.Check()
	v := w.first
	if w.road == byOffset {
		v.Shifted(w.off)
		return v
	}
	return w.viewFar()
}

func (w *outer) viewFar() mem.Array {
	if w.road == byPointers {
		for _, k := range w.axes.digits() {
			w.index[k.axis] = k.i
		}
		v := w.first
		v.Base, w.path = follow(&w.whole, w.index, w.path)
		v.Settle(w.whole.Item())
		return v
	}
	v := w.whole
	off := 0
	for axis := v.L().NDim - 1; axis >= 0; axis-- {
		for _, k := range w.axes.digits() {
			if k.axis == axis {
				moved, _ := v.L().Index(axis, k.i) // in range
				off += moved
			}
		}
	}
	v.Moved(off)
	return v
}

// position appends the positions along the axes of the walk, in their order.
func (w *outer) position(dst []int) []int {
	for _, k := range w.axes.digits() {
		dst = append(dst, k.i)
	}
	return dst
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

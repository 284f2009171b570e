package layout

// A Single walks one operand that has at most four axes and at most one pointer on
// the way to an element. It is what Plan, Walk and Descent do together, with the
// same passes (plan.go) and the same answer, but made in a few nanoseconds. It
// stops in front of the lanes, and yields them in blocks, as a Walk does:
//
//	var s Single
//	more, ok := s.Start(&l, OrderC, axis)
//	for ; more; more = s.Next() {
//		for i := range s.Rows {
//			… a lane of s.N elements, s.Stride bytes apart …
//		}
//	}
//
// Where lane i of a block starts is told by Pointers:
//
//	NoPointers     base + First + i·Step
//	PointerBlock   load(base + First) + Behind + i·Step
//	PointerRows    load(base + First + i·Step) + Behind
type Single struct {
	N, Stride int // of a lane: elements, and bytes between them
	Rows      int // lanes in the block
	Step      int // bytes from one to the next
	First     int // bytes from the base
	Behind    int // bytes from the address that the pointer holds
	Pointers  Pointers

	nwheels int
	wheels  [near]singleWheel
}

// Pointers says where the pointer on the way to a lane is loaded.
type Pointers uint8

// The places of a pointer.
const (
	NoPointers   Pointers = iota
	PointerBlock          // one for the lanes of a block
	PointerRows           // one for each lane
)

// AnyLane is the axis of a Single's lanes when the order is to choose it.
const AnyLane = -1

// A singleWheel is a wheel whose turn moves First and Behind.
type singleWheel struct{ n, left, first, behind int }

// A singleAxis is an axis of a Single under construction.
type singleAxis struct {
	n, stride int
	behind    bool // the pointer, if there is one
}

// singleAxes are the axes outside of the lane, or all axes, the inner one first.
type singleAxes struct {
	m    int
	axes [near]singleAxis
}

// Start goes to the first block of lanes along an axis, or along the one that the
// order leaves inside for AnyLane, and reports whether there is one. ok is false
// if a Single cannot walk like that: there are more axes or pointers, or a lane
// would run in front of a pointer.
//
// Of an empty layout nothing is to be loaded: its lanes, if it has any, have no
// pointers.
func (s *Single) Start(l *Layout, order Order, lane int) (more, ok bool) {
	if l.NDim > near || l.Levels() > 2 {
		return false, false
	}
	s.First, s.Behind, s.Pointers = 0, 0, NoPointers
	var a singleAxes
	along, more := a.gather(l, order, lane)
	if !more {
		return false, true
	}
	if lane != AnyLane && along.n == 0 {
		a.still()
		s.lay(&a, singleAxis{behind: true})
		return true, true
	}
	if l.Indirect() {
		s.Behind, s.Pointers = l.Far.offsets[1], PointerBlock
	}
	if order.free() {
		flipped, sorted := s.flip(&a), a.sort()
		if flipped || sorted {
			a.coalesce()
		}
	}
	if order.reversed() {
		s.turn(&a)
	}
	if lane == AnyLane {
		along = a.inner()
	}
	if s.Pointers != NoPointers && !along.behind && along.n > 1 {
		return false, false
	}
	s.lay(&a, along)
	return true, true
}

// gather takes over the axes that are longer than 1, in the order of the walk, joined
// where they go on with the one inside, and the lane. more is false if there is
// nothing to walk.
func (a *singleAxes) gather(l *Layout, order Order, lane int) (along singleAxis, more bool) {
	last := l.NDim - 1
	for i := range l.NDim {
		k := last - i
		if order&^Reverse == OrderF {
			k = i
		}
		x := singleAxis{behind: true}
		if l.Far == nil {
			x.n, x.stride = l.Shape[k&(near-1)], l.Strides[k&(near-1)]
		} else {
			x.n, x.stride = l.Dim(k)
			x.behind = x.stride == 0 || l.AxisLevel(k) == l.Levels()-1
		}
		switch {
		case k == lane:
			along = x
		case x.n == 0:
			return along, false
		case x.n == 1:
		case a.m > 0 && a.axes[(a.m-1)&(near-1)].goesOn(&x):
			a.axes[(a.m-1)&(near-1)].n *= x.n
		default:
			a.axes[a.m&(near-1)] = x
			a.m++
		}
	}
	return along, true
}

// goesOn reports whether a step along outer is as far as walking the whole of x, on
// one side of the pointer.
func (x *singleAxis) goesOn(outer *singleAxis) bool {
	return outer.stride == x.stride*x.n && outer.behind == x.behind
}

// still keeps all axes where they are.
func (a *singleAxes) still() {
	for i := range a.axes {
		a.axes[i].stride, a.axes[i].behind = 0, true
	}
}

// flip reverses the axes that run down. In front of a pointer all axes stay as they
// are, as a Descent has it. It reports whether it reversed any.
func (s *Single) flip(a *singleAxes) (changed bool) {
	for i := range a.axes[:a.m] {
		if x := &a.axes[i]; x.stride < 0 && x.behind {
			s.flipAxis(x)
			changed = true
		}
	}
	return changed
}

// turn reverses all axes.
func (s *Single) turn(a *singleAxes) {
	for i := range a.axes[:a.m] {
		s.flipAxis(&a.axes[i])
	}
}

func (s *Single) flipAxis(x *singleAxis) {
	if x.behind && s.Pointers != NoPointers {
		s.Behind += x.stride * (x.n - 1)
	} else {
		s.First += x.stride * (x.n - 1)
	}
	x.stride = -x.stride
}

// sort moves each axis inwards, beginning with the inner ones, past the axes that
// have to be outside of it: those with longer strides, and those in front of the
// pointer. It reports whether any moved.
func (a *singleAxes) sort() (changed bool) {
	if a.upwards() {
		return a.sortByStride()
	}
	for outer := 1; outer < a.m; outer++ {
		changed = a.moveInwards(outer) || changed
	}
	return changed
}

// upwards reports whether all axes run up, none in front of a pointer. Then only
// their strides matter.
func (a *singleAxes) upwards() bool {
	for i := range a.m {
		if x := &a.axes[i&(near-1)]; x.stride <= 0 || !x.behind {
			return false
		}
	}
	return true
}

func (a *singleAxes) sortByStride() (changed bool) {
	for outer := 1; outer < a.m; outer++ {
		x, to := a.axes[outer&(near-1)], outer
		for ; to > 0 && a.axes[(to-1)&(near-1)].stride > x.stride; to-- {
			a.axes[to&(near-1)] = a.axes[(to-1)&(near-1)]
		}
		if to < outer {
			a.axes[to&(near-1)] = x
			changed = true
		}
	}
	return changed
}

func (a *singleAxes) moveInwards(outer int) (moved bool) {
	x, to := a.axes[outer&(near-1)], outer
	for i := outer - 1; i >= 0; i-- {
		y := &a.axes[i&(near-1)]
		if x.behind == y.behind {
			if x.stride == 0 || y.stride == 0 {
				continue
			}
			if !x.behind || abs(y.stride) <= abs(x.stride) {
				break
			}
		} else if !x.behind {
			break
		}
		to = i
	}
	for i := outer; i > to; i-- {
		a.axes[i&(near-1)] = a.axes[(i-1)&(near-1)]
	}
	a.axes[to&(near-1)] = x
	return to != outer
}

// coalesce joins an axis with the one inside it where a step along the outer one is
// as far as walking the whole inner one, on one side of the pointer.
func (a *singleAxes) coalesce() {
	to := 0
	for i := 1; i < a.m; i++ {
		x, y := &a.axes[i], &a.axes[to]
		if y.goesOn(x) {
			y.n *= x.n
			continue
		}
		to++
		a.axes[to] = *x
	}
	if a.m > 0 {
		a.m = to + 1
	}
}

// inner takes out the inner axis: one of length 1 if there is none.
func (a *singleAxes) inner() singleAxis {
	if a.m == 0 {
		return singleAxis{n: 1, behind: true}
	}
	x := a.axes[0]
	a.m--
	for i := range a.m {
		a.axes[i&(near-1)] = a.axes[(i+1)&(near-1)]
	}
	return x
}

// lay makes the inner axis the rows of the blocks, and wheels of the others.
func (s *Single) lay(a *singleAxes, along singleAxis) {
	s.N, s.Stride = along.n, along.stride
	s.Rows, s.Step, s.nwheels = 1, 0, 0
	if a.m == 0 {
		return
	}
	rows := &a.axes[0]
	s.Rows, s.Step = rows.n, rows.stride
	if s.Pointers != NoPointers && !rows.behind {
		s.Pointers = PointerRows
	}
	first, behind := 0, 0 // from the last to the first position of the wheels inside
	for i := range a.axes[1:a.m] {
		x := &a.axes[1+i]
		w := singleWheel{x.n, x.n - 1, first, behind}
		if x.behind && s.Pointers != NoPointers {
			w.behind += x.stride
			behind -= x.stride * (x.n - 1)
		} else {
			w.first += x.stride
			first -= x.stride * (x.n - 1)
		}
		s.wheels[i] = w
		s.nwheels++
	}
}

// Next goes to the next block and reports whether there is one.
func (s *Single) Next() bool {
	for i := range s.wheels[:s.nwheels] {
		w := &s.wheels[i]
		if w.left > 0 {
			w.left--
			s.First += w.first
			s.Behind += w.behind
			return true
		}
		w.left = w.n - 1
	}
	return false
}

// Spread makes lanes of one element out of one that repeats the same element, for
// loops that tell the end of a lane by its distance. It is to be called after Start.
func (s *Single) Spread() {
	if s.N > 1 {
		copy(s.wheels[1:], s.wheels[:s.nwheels])
		w := &s.wheels[0]
		*w = singleWheel{n: s.Rows, left: s.Rows - 1}
		back := s.Step * (s.Rows - 1)
		for i := range s.wheels[1 : 1+s.nwheels] {
			if s.Pointers == PointerBlock {
				s.wheels[1+i].behind -= back
			} else {
				s.wheels[1+i].first -= back
			}
		}
		if s.Pointers == PointerBlock {
			w.behind = s.Step
		} else {
			w.first = s.Step
		}
		s.nwheels++
		s.Rows, s.Step = s.N, 0
		if s.Pointers == PointerRows {
			s.Pointers = PointerBlock
		}
	}
	s.N, s.Stride = 1, 1
}

package layout

// The passes of a plan (see plan.go) work on axes: each has a length, a stride for
// each operand, and the axis of the operands that it comes from.

// axes is a plan under construction: a group of outer axes, then the inner group.
// The slices lie in the Plan where it has room for them.
type axes struct {
	ndim  int
	outer int  // number of outer axes
	block bool // the inner axes stay as they are
	none  bool // there are no lanes

	nops, width int // operands, and numbers that each axis has for them
	shape       []int
	from        []origin
	strides     []int // width for each axis
	offsets     []int
}

// An origin is the axis of the operands that an axis comes from, times two, plus
// one if it is walked backwards.
type origin uint8

// nowhere is the origin of an axis that none of the operands has.
const nowhere origin = 2 * MaxNDim

func (a *axes) plan(r *Request, ops []*Layout) {
	a.gather(r, ops)
	if r.Order.forward() == OrderF {
		a.reverse()
	}
	if r.Order.free() { // before axes are joined, so that of axes with one stride the same comes first as on the fast road
		a.flip()
		a.sort()
	}
	if !r.Track {
		a.coalesce()
	}
	if r.Order.reversed() {
		a.turn()
	}
}

// strip returns the strides of all operands along an axis.
func (a *axes) strip(axis int) []int {
	at := axis * a.width
	return a.strides[at : at+a.nops]
}

// end returns the first axis that no pass may touch.
func (a *axes) end() int {
	if a.block {
		return a.outer
	}
	return a.ndim
}

// gather takes over the axes of both groups. Without elements one axis of length 0
// is left of the inner group, or of all, unless the group is a block.
func (a *axes) gather(r *Request, ops []*Layout) {
	if len(ops) == 0 {
		a.idle(1)
		return
	}
	inner := ^Axes(0)
	if r.Mode != Whole {
		inner = r.Inner
	}
	a.block = r.Mode == Block
	outside, inside := holes(ops[0], inner)
	switch {
	case outside || inside && r.Mode == Whole:
		a.none = true
		a.idle(0)
		return
	}
	if r.Mode != Whole {
		a.take(ops, ^inner, false, inside)
	}
	a.outer = a.ndim
	switch {
	case inside && !a.block:
		a.idle(0)
	default:
		a.take(ops, inner, a.block, inside)
	}
	if a.ndim == a.outer {
		a.idle(1)
	}
}

// holes reports whether an axis outside or inside of the inner group has length 0.
func holes(l *Layout, inner Axes) (outside, inside bool) {
	for axis, n := range l.shape() {
		if n == 0 {
			outside, inside = outside || !inner.Has(axis), inside || inner.Has(axis)
		}
	}
	return outside, inside
}

// take appends the axes of a set, those of length 1 only if all are wanted.
func (a *axes) take(ops []*Layout, set Axes, all, still bool) {
	for axis, n := range ops[0].shape() {
		if !set.Has(axis) || n == 1 && !all {
			continue
		}
		at := a.ndim
		a.ndim++
		a.shape[at], a.from[at] = n, origin(axis)<<1
		r := a.strip(at)
		for k := range r {
			r[k] = 0
			if !still {
				_, r[k] = ops[k].Dim(axis)
			}
		}
	}
}

// idle appends an axis along which nothing moves.
func (a *axes) idle(n int) {
	at := a.ndim
	a.ndim++
	a.shape[at], a.from[at] = n, nowhere
	clear(a.strip(at))
}

// reverse turns the order of the axes around.
func (a *axes) reverse() {
	a.mirror(0, a.outer)
	a.mirror(a.outer, a.end())
}

func (a *axes) mirror(lo, hi int) {
	for i, j := lo, hi-1; i < j; i, j = i+1, j-1 {
		a.swap(i, j)
	}
}

func (a *axes) swap(i, j int) {
	a.shape[i], a.shape[j] = a.shape[j], a.shape[i]
	a.from[i], a.from[j] = a.from[j], a.from[i]
	r, s := a.strip(i), a.strip(j)
	for k := range r {
		r[k], s[k] = s[k], r[k]
	}
}

// coalesce joins an axis with the one inside it where for every operand a step
// along the outer one is as far as walking the whole inner one.
func (a *axes) coalesce() {
	to, border := 0, a.outer
	for axis := 1; axis < a.ndim; axis++ {
		if axis != border && axis < a.end() && a.joined(to, axis) {
			a.shape[to] *= a.shape[axis]
		} else {
			to++
			a.shape[to] = a.shape[axis]
		}
		if axis == border {
			a.outer = to
		}
		if to != axis {
			a.from[to] = a.from[axis]
			copy(a.strip(to), a.strip(axis))
		}
	}
	a.ndim = to + 1
}

func (a *axes) joined(outer, inner int) bool {
	n, o, in := a.shape[inner], a.strip(outer), a.strip(inner)
	for k := range o {
		if o[k] != in[k]*n {
			return false
		}
	}
	return true
}

// flip reverses the axes along which every operand that moves runs down.
func (a *axes) flip() {
	for axis := range a.end() {
		down, up := 0, 0
		for _, s := range a.strip(axis) {
			down, up = down|s, up|-s
		}
		if down < 0 && up >= 0 {
			a.flipAxis(axis)
		}
	}
}

// turn reverses all axes.
func (a *axes) turn() {
	for axis := range a.end() {
		a.flipAxis(axis)
	}
}

func (a *axes) flipAxis(axis int) {
	n, r := a.shape[axis], a.strip(axis)
	if n == 0 {
		return
	}
	a.from[axis] ^= 1
	for k, s := range r {
		a.offsets[k] += s * (n - 1)
		r[k] = -s
	}
}

// sort orders the axes of each group by stride.
func (a *axes) sort() {
	a.sortBetween(0, a.outer)
	a.sortBetween(a.outer, a.end())
}

// sortBetween moves each axis inwards, beginning with the inner ones, past the
// axes that have to be outside of it.
func (a *axes) sortBetween(lo, hi int) {
	for axis := hi - 2; axis >= lo; axis-- {
		to := axis
	inwards:
		for inner := axis + 1; inner < hi; inner++ {
			switch a.compare(axis, inner) {
			case swap:
				to = inner
			case keep:
				break inwards
			}
		}
		for i := axis; i < to; i++ {
			a.swap(i, i+1)
		}
	}
}

type preference uint8

const (
	either preference = iota // no operand moves along both axes
	keep                     // some operand wants the outer axis outside
	swap                     // every operand that moves along both wants the inner one outside
)

func (a *axes) compare(outer, inner int) preference {
	want := either
	o, in := a.strip(outer), a.strip(inner)
	for k := range o {
		if o[k] == 0 || in[k] == 0 {
			continue
		}
		if abs(in[k]) <= abs(o[k]) {
			return keep
		}
		want = swap
	}
	return want
}

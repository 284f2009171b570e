package iter

import (
	"fmt"
	stditer "iter"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// Reductions come in two forms, of which the better one depends on where the
// reduced axes lie in memory. If the elements that are side by side belong to one
// result, as for the sums of the rows of a matrix in C order, a loop takes a lane
// of them into one element: [Groups]. If they belong to results that are side by
// side too, as for the sums of its columns, it takes a lane into a lane, row by
// row: [GroupLanes]. [ReducesInside] tells the two apart.

// Groups yields the lanes of v that are reduced to an element of out, each with
// that element. The named axes of v are reduced, all of them if none is named; out
// has v's shape without them, or with length 1 in their place.
//
//	for sum, lane := range iter.Groups(out, v, 1) {
//		s := sum.Get()
//		for i := range lane.Len() {
//			s += lane.At(i)
//		}
//		sum.Set(s)
//	}
//
// All lanes of one element of out follow each other, [Cell.First] saying which is
// the first one: they run along one of the reduced axes, or several that lie in
// memory as one, and the other reduced axes and out are walked in the order of
// memory. Lanes that Go cannot load where they lie come in pieces of at most 4096
// bytes. An element of out to which no element of v belongs comes with an empty
// lane.
//
// out must not share memory with v, nor its elements with each other. The rules for
// lanes are those of [Lanes]; the borrows of handles are held. The loop panics with
// an [*ndview.AxisError] for an axis that v does not have, with a [*MisuseError]
// for one named twice, with a [*ShapeError] if the shapes do not fit, and with a
// [ndview.ReleasedError] once one of the borrows has ended.
func Groups[D, T ndview.Element](out ndview.MutView[D], v ndview.View[T], axes ...int) stditer.Seq2[Cell[D], Lane[T]] {
	return func(yield func(Cell[D], Lane[T]) bool) {
		if !simple(out.Array()) || !simple(v.Array()) || v.Array().L().Empty() {
			heldGroups(out.Array(), v.Array(), axes, yield)
			return
		}
		var j joint
		var last mem.Addr
		for more := j.groups(out.Array(), v.Array(), axes); more; more = j.next() {
			for i := range j.rows {
				if j.ended() {
					panic(j.released())
				}
				q := mem.Add(j.p[0], i*j.step[0])                                                           // M2: the element of out
				if !yield(Cell[D]{q, q != last}, Lane[T]{mem.Add(j.p[1], i*j.step[1]), j.n, j.stride[1]}) { // M2: the start of lane i
					return
				}
				last = q
			}
		}
	}
}

// heldGroups walks groups that have to be moved out of a window, or held, however
// the loop body ends.
func heldGroups[D, T ndview.Element](out, v *mem.Array, axes []int, yield func(Cell[D], Lane[T]) bool) {
	mem.Hold(out, v)
	defer mem.Unhold(out, v)
	var j joint
	defer j.end()
	if v.L().Empty() {
		emptyGroups(&j, out, v, axes, yield)
		return
	}
	var last mem.Addr
	for more := j.groups(out, v, axes); more; more = j.next() {
		for i := range j.rows {
			if j.ended() {
				panic(j.released())
			}
			q := mem.Add(j.p[0], i*j.step[0]) // M2: the element of out, or its window
			at := j.belongs(q)
			if !yield(Cell[D]{q, at != last}, Lane[T]{mem.Add(j.p[1], i*j.step[1]), j.n, j.stride[1]}) { // M2: the start of lane i
				return
			}
			last = at
		}
		if j.mayStage() {
			j.back()
		}
	}
}

// emptyGroups walks over out alone: no address follows from an empty v.
func emptyGroups[D, T ndview.Element](j *joint, out, v *mem.Array, axes []int, yield func(Cell[D], Lane[T]) bool) {
	var checked operands
	checked.reduce("iter.Groups", out, v, axes)
	alone := operands{n: 1}
	alone.arrays[0] = *out
	for more := j.plan(&alone, layout.Request{}); more; more = j.next() {
		for i := range j.rows {
			for k := range j.n {
				if j.ended() {
					panic(j.released())
				}
				v.Check()
				if !yield(Cell[D]{mem.Add(j.p[0], i*j.step[0]+k*j.stride[0]), true}, Lane[T]{v.Base, 0, v.Item().Size}) { // M2: an element of out
					return
				}
			}
		}
		if j.mayStage() {
			j.back()
		}
	}
}

// GroupLanes yields pairs of equally long lanes: element i of the lane of v is
// reduced to element i of the lane of out. Axes and shapes are those of [Groups].
//
//	for sums, lane := range iter.GroupLanes(out, v, 0) {
//		for i := range lane.Len() {
//			sums.Set(i, sums.At(i)+lane.At(i))
//		}
//	}
//
// v is walked in the order of memory, along an axis that is not reduced, so that
// each lane of out comes once for every position along the reduced axes, and not
// all at once: out has to have its first value before the loop. If v has no
// elements there are no lanes. If all axes are
// reduced, or those that are not have length 1, the lane of out is one element
// with stride 0, and the loop above still does what it says.
//
// The rules are those of [Groups].
func GroupLanes[D, T ndview.Element](out ndview.MutView[D], v ndview.View[T], axes ...int) stditer.Seq2[MutLane[D], Lane[T]] {
	return func(yield func(MutLane[D], Lane[T]) bool) {
		if !simple(out.Array()) || !simple(v.Array()) {
			heldGroupLanes(out.Array(), v.Array(), axes, yield)
			return
		}
		var j joint
		for more := j.groupLanes(out.Array(), v.Array(), axes); more; more = j.next() {
			for i := range j.rows {
				if j.ended() {
					panic(j.released())
				}
				if !yield(MutLane[D]{Lane[D]{mem.Add(j.p[0], i*j.step[0]), j.n, j.stride[0]}}, // M2: the start of lane i
					Lane[T]{mem.Add(j.p[1], i*j.step[1]), j.n, j.stride[1]}) {
					return
				}
			}
		}
	}
}

func heldGroupLanes[D, T ndview.Element](out, v *mem.Array, axes []int, yield func(MutLane[D], Lane[T]) bool) {
	mem.Hold(out, v)
	defer mem.Unhold(out, v)
	var j joint
	defer j.end()
	for more := j.groupLanes(out, v, axes); more; more = j.next() {
		for i := range j.rows {
			if j.ended() {
				panic(j.released())
			}
			if !yield(MutLane[D]{Lane[D]{mem.Add(j.p[0], i*j.step[0]), j.n, j.stride[0]}}, // M2: the start of lane i
				Lane[T]{mem.Add(j.p[1], i*j.step[1]), j.n, j.stride[1]}) {
				return
			}
		}
		if j.mayStage() {
			j.back()
		}
	}
}

// ReducesInside reports whether the elements of v that are closest to each other in
// memory lie along one of the named axes (any, if none is named), so that [Groups]
// is the faster form of a reduction over them, and not [GroupLanes].
func ReducesInside[T ndview.Element](v ndview.View[T], axes ...int) bool {
	l := v.Array().L()
	reduced := reducedAxes("iter.ReducesInside", l, axes)
	inner := innermost(l, 1<<l.NDim-1)
	return inner < 0 || reduced&(1<<inner) != 0
}

// A Cell is the element of the output that lanes are reduced to. It is valid in the
// loop body that received it.
type Cell[D ndview.Element] struct {
	p     mem.Addr
	first bool
}

// First reports whether this is the first lane that is reduced to the element.
func (c Cell[D]) First() bool { return c.first }

// Get returns the element.
func (c Cell[D]) Get() D { return mem.Load[D](c.p) } // M1–M4: checked before the lane, plain or in the window

// Set sets the element. A Bool is stored as it is; see [ndview.BoolOf].
func (c Cell[D]) Set(x D) { mem.Store(c.p, x) } // M1–M4: as in Get

// simple reports whether an array is walked without windows and need not be held.
func simple(a *mem.Array) bool { return a.Plain() && a.L().Far == nil && !a.Owned() }

func reducedAxes(op string, l *layout.Layout, axes []int) uint64 {
	if len(axes) == 0 {
		return 1<<l.NDim - 1
	}
	return axisSet(op, l.NDim, axes)
}

// innermost returns, of the axes in a set that are longer than 1, the one with the
// smallest step, and behind the most pointers; −1 if there is none.
func innermost(l *layout.Layout, set uint64) int {
	best, least, level := -1, 0, 0
	for axis := range l.NDim {
		n, s := l.Dim(axis)
		if set&(1<<axis) == 0 || n < 2 {
			continue
		}
		s = max(s, -s)
		if k := l.AxisLevel(axis); best < 0 || k > level || k == level && s <= least {
			best, least, level = axis, s, k
		}
	}
	return best
}

// groups plans a walk in which all lanes of one element of out follow each other.
func (j *joint) groups(out, v *mem.Array, axes []int) bool {
	var o operands
	reduced := o.reduce("iter.Groups", out, v, axes)
	return j.plan(&o, layout.Request{Mode: layout.Reduce, Inner: layout.Axes(reduced)})
}

// groupLanes plans a walk along axes that are not reduced.
func (j *joint) groupLanes(out, v *mem.Array, axes []int) bool {
	var o operands
	reduced := o.reduce("iter.GroupLanes", out, v, axes)
	l := o.arrays[1].L()
	inner := innermost(l, 1<<l.NDim-1)
	if inner < 0 || reduced&(1<<inner) == 0 {
		more := j.plan(&o, layout.Request{})
		if !more || j.stride[0] != 0 || j.n == 1 {
			return more
		}
		j.stop()
	}
	kept := innermost(l, (1<<l.NDim-1)&^reduced)
	if kept < 0 {
		return j.plan(&o, layout.Request{})
	}
	return j.plan(&o, layout.Request{Mode: layout.Block, Inner: 1 << kept})
}

// reduce takes out, with stride 0 along the reduced axes, and v, and returns the
// reduced axes.
func (o *operands) reduce(op string, out, v *mem.Array, axes []int) (reduced uint64) {
	out.Check()
	v.Check()
	o.n, o.arrays[0], o.arrays[1] = 2, *out, *v
	l, d := v.L(), o.arrays[0].L()
	reduced = reducedAxes(op, l, axes)
	fits, kept := d.NDim == l.NDim, 0
	for axis := range l.NDim {
		n, _ := l.Dim(axis)
		switch {
		case reduced&(1<<axis) == 0:
			kept++
		case fits:
			n = 1
		}
		if fits {
			m, _ := d.Dim(axis)
			fits = m == n
		}
	}
	if !fits {
		fits = d.NDim == kept
		if fits {
			o.insertAxes(reduced, l.NDim)
		}
		for axis := 0; fits && axis < l.NDim; axis++ {
			n, _ := l.Dim(axis)
			m, _ := d.Dim(axis)
			fits = reduced&(1<<axis) != 0 || m == n
		}
	}
	if !fits {
		panic(&ShapeError{op, []string{"out", "v"}, [][]int{out.L().AppendShape([]int{}), l.AppendShape([]int{})}, unreduced(l, reduced)})
	}
	var buf [8]int
	must(d.BroadcastTo(l.AppendShape(buf[:0])...))
	o.arrays[0].Settle(out.Item())
	return reduced
}

// insertAxes gives out an axis of length 1 for each reduced one.
func (o *operands) insertAxes(reduced uint64, ndim int) {
	for axis := range ndim {
		if reduced&(1<<axis) != 0 {
			must(o.arrays[0].L().NewAxis(axis))
		}
	}
}

// unreduced says which shapes out could have.
func unreduced(l *layout.Layout, reduced uint64) error {
	short, long := []int{}, []int{}
	for axis := range l.NDim {
		n, _ := l.Dim(axis)
		if reduced&(1<<axis) != 0 {
			long = append(long, 1)
			continue
		}
		short, long = append(short, n), append(long, n)
	}
	return misfit(fmt.Sprintf("want out of shape %s or %s", layout.FormatShape(short), layout.FormatShape(long)))
}

// plan starts a walk over one or two arrays of one shape, by a plan in the order of
// memory.
func (j *joint) plan(o *operands, asked layout.Request) bool {
	*j = joint{}
	for k := range j.slot {
		j.slot[k], j.epoch[k] = lease.Forever, lease.Forever.Epoch
	}
	for k := range o.arrays[:o.n] {
		a := &o.arrays[k]
		j.slot[k], j.epoch[k], j.base[k] = a.Slot, a.Epoch(), a.Base
	}
	if !o.near(request{lane: layout.AnyLane}) {
		j.detour = newDetour()
		j.detour.reduce(asked, o.arrays[:o.n])
		return j.next()
	}
	var plan layout.Plan
	layouts := [2]*layout.Layout{o.arrays[0].L(), o.arrays[1].L()}
	must(plan.Make(&asked, layouts[:o.n]...))
	_, strides := plan.Lane()
	copy(j.stride[:], strides)
	return j.arrive(j.walk.Start(&plan))
}

// reduce is start for a plan that is asked for as a whole.
func (d *detour) reduce(asked layout.Request, arrays []mem.Array) {
	d.request = request{order: asked.Order, lane: layout.AnyLane}
	d.make(asked, arrays)
}

// belongs returns where an element of operand 0 at an address belongs, if that is
// in a window.
func (j *joint) belongs(p mem.Addr) mem.Addr {
	if j.detour == nil || !j.detour.ops[0].staged {
		return p
	}
	return j.detour.ops[0].held.place
}

package kernel

import (
	"fmt"
	"math"
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Verbs along an axis
//
// Sorting, searching and taking by position work on whole lanes: what is written
// to one place depends on all items of a lane. An along brings corresponding lanes
// of several operands together. All operands have the same shape but for the axis
// of the lanes, whose length each has for itself, or which it does not have at all
// (a result for each lane).
//
//	w := newAlong()
//	w.add(kind, dst, axis, writes)
//	w.add(kind, src, axis, reads)
//	w.each(func(l *lanes) { … l[0] from l[1] … })
//	w.free()
//
// The function gets lanes that it can compute on: native, aligned and, where that
// was asked for, contiguous. Operands that are not like that pass through a copy of
// one lane. Operands behind pointers, and inputs that share memory with what is
// written in another way than lane by lane, are copied aside as a whole.

// An access says what becomes of an operand's lanes.
type access uint8

const (
	reads   access = 1 << iota
	writes         // every item of the lane
	compact        // wants items side by side
)

// noLanes is the axis of an operand with one item for each lane of the others.
const noLanes = -1

const maxAlong = 4

// lanes are corresponding lanes of the operands, in the order in which they were
// added.
type lanes [maxAlong]lane

type alongOperand struct {
	array  *mem.Array
	kind   elem.Kind
	access access
	axis   int

	from      *mem.Array // what array was copied from, to be written back
	n, stride int
	outer     layout.Layout // without the axis of the lanes
	staged    bool
}

type along struct {
	nops int
	ops  [maxAlong]alongOperand
	plan layout.Plan
	walk layout.Walk
	room [maxAlong][][2]uint64 // lanes of staged operands

	watch workers.Watch

	held  [maxAlong + 2]*mem.Array // the operands, and arrays beside them
	nheld int
}

var alongs = sync.Pool{New: func() any { return new(along) }}

func newAlong() *along { return alongs.Get().(*along) }

// free gives the along back, without the addresses (K4).
func (w *along) free() {
	for k := range w.ops {
		w.ops[k] = alongOperand{}
		if len(w.room[k]) > keptWords/2 {
			w.room[k] = nil
		}
	}
	w.nops, w.nheld, w.plan = 0, 0, layout.Plan{}
	w.held = [len(w.held)]*mem.Array{}
	alongs.Put(w)
}

// add takes over an operand; axis is not negative, or noLanes.
func (w *along) add(kind elem.Kind, a *mem.Array, axis int, how access) {
	o := &w.ops[w.nops]
	w.nops++
	*o = alongOperand{array: a, kind: kind, access: how, axis: axis}
	if a.L().Indirect() {
		o.copyAside()
		if how&writes != 0 {
			o.from = a
		}
	}
}

// copyAside replaces an operand by a contiguous copy. It must not be called while
// the operands are held: the copy holds them itself.
func (o *alongOperand) copyAside() {
	c := likeC(o.kind, o.array.L())
	if o.access&reads != 0 {
		CopyArray(o.kind, c, o.array)
	}
	o.array = c
}

// likeC returns a new native array in C order with the shape of a layout.
func likeC(kind elem.Kind, like *layout.Layout) *mem.Array {
	var buf [8]int
	l, err := layout.C(like.AppendShape(buf[:0]), kind.Size())
	if err != nil {
		panic(err) // callers copy what is no larger than memory
	}
	words := make([][2]uint64, (l.Size()*kind.Size()+15)/16)
	a := mem.New(mem.Of(words), l, lease.Forever, 0, mem.Item{Size: kind.Size(), Unit: 1, Align: kind.Align()})
	return &a
}

// each calls f for all lanes. Where an operand that is written is also read from
// the same place, f gets that lane twice: it reads all before it writes.
func (w *along) each(f func(l *lanes)) {
	w.watch = w.watching()
	w.separate()
	for k := range w.nops {
		w.held[w.nheld] = w.ops[k].array
		w.nheld++
	}
	w.arrange()
	w.heldLoop(f)
	for k := range w.nops {
		if o := &w.ops[k]; o.from != nil {
			CopyArray(o.kind, o.from, o.array)
		}
	}
}

// watching is the Watch of the work on all operands.
func (w *along) watching() workers.Watch {
	size := 0
	for k := range w.nops {
		size = max(size, w.ops[k].array.L().Size())
	}
	return workers.Watched(size, watchFrom)
}

func (w *along) heldLoop(f func(l *lanes)) {
	mem.Hold(w.held[:w.nheld]...)
	defer mem.Unhold(w.held[:w.nheld]...)
	w.loop(f)
}

// beside returns a one-dimensional input that is needed for all lanes as a lane that
// can be computed on. It is copied where it cannot be, or where dst lies in it.
func (w *along) beside(kind elem.Kind, a, dst *mem.Array) lane {
	if !a.Plain() || dst.L().Indirect() || !disjoint(a, kind.Size(), dst, elem.KindInt64.Size()) {
		c := likeC(kind, a.L())
		CopyArray(kind, c, a)
		a = c
	}
	w.held[w.nheld] = a
	w.nheld++
	n, stride := a.L().Dim(0)
	return lane{a.Base, n, stride}
}

// separate copies inputs aside that share memory with what is written, unless each
// of their lanes is the lane that is written at the same time.
func (w *along) separate() {
	for d := range w.nops {
		if w.ops[d].access&writes == 0 {
			continue
		}
		for k := range w.nops {
			if k != d && w.ops[k].access&writes == 0 && !apart(&w.ops[d], &w.ops[k]) {
				w.ops[k].copyAside()
			}
		}
	}
}

func apart(dst, in *alongOperand) bool {
	a, b := dst.array, in.array
	if a.Base == b.Base && dst.axis == in.axis && dst.kind.Size() == in.kind.Size() &&
		a.L().NDim == b.L().NDim && sameLengths(a.L(), b.L()) && sameSteps(a.L(), b.L()) {
		return true
	}
	return disjoint(a, dst.kind.Size(), b, in.kind.Size())
}

func disjoint(a *mem.Array, aItem int, b *mem.Array, bItem int) bool {
	return layout.Overlap(a.L(), mem.Uint(a.Base), aItem, b.L(), mem.Uint(b.Base), bItem, layout.DefaultWork) == layout.Disjoint
}

func sameLengths(a, b *layout.Layout) bool {
	for axis := range a.NDim {
		n, _ := a.Dim(axis)
		if m, _ := b.Dim(axis); n != m {
			return false
		}
	}
	return true
}

// arrange plans the walk over everything but the lanes.
func (w *along) arrange() {
	var refs [maxAlong]*layout.Layout
	for k := range w.nops {
		o := &w.ops[k]
		o.n, o.stride = 1, 0
		o.outer = *o.array.L()
		if o.axis != noLanes {
			o.n, o.stride = o.outer.Dim(o.axis)
			o.outer = without(&o.outer, o.axis)
		}
		o.staged = !o.array.Plain() || o.access&compact != 0 && o.stride != o.kind.Size() && o.n > 1
		refs[k] = &o.outer
	}
	if err := w.plan.Build(layout.OrderAny, refs[:w.nops]...); err != nil {
		panic(err) // callers have compared the shapes
	}
}

// without returns a direct layout less an axis.
func without(l *layout.Layout, axis int) layout.Layout {
	var shape, strides [8]int
	n, s := shape[:0], strides[:0]
	for k := range l.NDim {
		if k != axis {
			length, stride := l.Dim(k)
			n, s = append(n, length), append(s, stride)
		}
	}
	outer, err := layout.New(n, s, nil, 1)
	if err != nil {
		panic(err) // part of a layout that was checked
	}
	return outer
}

func (w *along) loop(f func(l *lanes)) {
	for more := w.walk.Start(&w.plan); more; more = w.walk.Next() {
		_, steps := w.plan.Lane()
		for i := range w.walk.N {
			var at, l lanes
			for k := range w.nops {
				o := &w.ops[k]
				at[k] = lane{o.array.Base, o.n, o.stride}
				if o.n > 0 {
					at[k].p = mem.Add(o.array.Base, w.walk.At(k)+i*steps[k]) // K1: an item of the outer axes
				}
				l[k] = w.load(k, at[k])
			}
			f(&l)
			for k := range w.nops {
				w.store(k, at[k], l[k])
			}
			w.watch.Poll()
		}
	}
}

// load returns a lane as one that can be computed on.
func (w *along) load(k int, at lane) lane {
	o := &w.ops[k]
	if !o.staged {
		return at
	}
	size := o.kind.Size()
	checkRoom(at.n, size)
	if want := (at.n*size + 15) / 16; len(w.room[k]) < want {
		w.room[k] = make([][2]uint64, want)
	}
	in := lane{mem.Of(w.room[k]), at.n, size}
	if o.access&reads != 0 {
		o.mover()(in.p, size, at.p, at.stride, at.n)
	}
	return in
}

// checkRoom panics if a copy of n items would be larger than memory can be: a broadcast lane has as many
// items as one likes.
func checkRoom(n, size int) {
	if n > (math.MaxInt-15)/size { // rounded up to words of 16 bytes
		panic(fmt.Errorf("inplace: a lane of %d items cannot be copied, %d bytes each: %w; work on a shorter part", n, size, layout.ErrOverflow))
	}
}

// store brings a staged lane back to where it belongs.
func (w *along) store(k int, at, in lane) {
	if o := &w.ops[k]; o.staged && o.access&writes != 0 {
		o.mover()(at.p, at.stride, in.p, in.stride, in.n)
	}
}

func (o *alongOperand) mover() Move {
	if o.array.Swapped() {
		return MoveOf(o.kind.Size(), o.kind.Part().Size())
	}
	return MoveOf(o.kind.Size(), 1)
}

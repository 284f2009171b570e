package iter

import (
	"fmt"
	"sync"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// maxOps is the largest number of views that are walked together.
const maxOps = 4

// A detour walks up to four arrays of one shape together, whatever their memory:
// pointers are followed once for each position in front of them, lanes that Go
// cannot load where they lie are moved into native windows, and there may be any
// number of axes. The plan is one of package layout; it also says which arrays need
// a window.
//
//	d := newDetour()
//	d.start(request, arrays)
//	for d.next() {
//		… d.rows lanes of d.n elements, those of operand k at p + i·step …
//		d.writeBack() // if operand 0 is written
//	}
//	d.free()
//
// Where an operand has to pass through a window there is one lane per block. Unless
// it runs along an axis that was asked for, it is what a window holds: a piece of a
// long lane, or several short ones, which then pass for one. So a loop over an image
// and the three gains of its channels has runs of a thousand elements, with the
// gains repeated in a window that is filled once.
//
// Detours are pooled with their windows.
type detour struct {
	request
	nops    int
	ops     [maxOps]operand
	layouts [maxOps]layout.Layout
	items   [maxOps]layout.Item

	indirect bool // the plan is the descent's
	plan     layout.Plan
	descent  layout.Descent
	walk     layout.Walk

	started bool
	singly  bool // an operand passes through a window at the current position
	many    int  // lanes of the plan that a window holds
	row     int  // of the block of the walk, where the current lane starts
	merged  int  // lanes of the plan in the current lane
	n, rows int  // elements of a lane, lanes of a block
}

// A request says which lanes a detour yields.
type request struct {
	order layout.Order
	lane  int // axis, or layout.AnyLane
	wants wants
	reads bool // operand 0 is not written
}

// wants says what the elements of a lane have to be like.
type wants uint8

const (
	anything wants = iota
	apart          // not on top of each other
	dense          // side by side
)

var detours = sync.Pool{New: func() any { return new(detour) }}

func newDetour() *detour { return detours.Get().(*detour) }

// free gives the detour back to the pool, without the addresses it knew.
func (d *detour) free() {
	for k := range d.ops[:d.nops] {
		d.ops[k].forget()
		d.layouts[k] = layout.Layout{}
	}
	detours.Put(d)
}

// start plans the walk over arrays of one shape. Along a given axis, arrays without
// axes are given one.
func (d *detour) start(r request, arrays []mem.Array) {
	d.request = r
	asked := layout.Request{Order: r.order}
	if r.lane != layout.AnyLane {
		asked.Mode, asked.Inner = layout.Block, 1<<r.lane
	}
	d.make(asked, arrays)
}

// make makes the plan.
func (d *detour) make(asked layout.Request, arrays []mem.Array) {
	d.nops, d.indirect, d.started = len(arrays), false, false
	var refs [maxOps]*layout.Layout
	for k := range arrays {
		d.set(k, &arrays[k])
		refs[k] = &d.layouts[k]
	}
	asked.Items = d.items[:d.nops]
	if d.indirect {
		must(d.descent.Make(&asked, refs[:d.nops]...))
	} else {
		must(d.plan.Make(&asked, refs[:d.nops]...))
	}
}

// must panics with an error that the callers of a detour exclude.
func must(err error) {
	if err != nil {
		panic(err)
	}
}

func (d *detour) set(k int, a *mem.Array) {
	d.ops[k].set(a)
	d.layouts[k] = *a.L()
	if d.layouts[k].NDim == 0 && d.lane != layout.AnyLane {
		must(d.layouts[k].NewAxis(0))
	}
	item := a.Item()
	d.items[k] = layout.Item{Size: item.Size, Align: item.Align, Swapped: a.Swapped(), Dense: d.wants == dense}
	if a.L().Indirect() {
		d.indirect = true // where its elements lie is seen position by position
	} else {
		d.items[k].Address = mem.Uint(a.Base)
	}
}

// current returns the plan that is walked.
func (d *detour) current() *layout.Plan {
	if d.indirect {
		return &d.descent.Plan
	}
	return &d.plan
}

// next goes to the next block and reports whether there is one.
func (d *detour) next() bool {
	if !d.step() {
		return false
	}
	d.check()
	d.n, d.rows, d.merged = d.walk.N, d.walk.Rows, 1
	if d.singly {
		d.merged, d.rows = min(d.many, d.rows-d.row), 1
		d.n *= d.merged
	}
	for k := range d.ops[:d.nops] {
		d.ops[k].enter(d, k)
	}
	return true
}

// step moves the walk: by as many lanes as a window holds where an operand passes
// through one, from block to block elsewhere, and then on to the next position of
// the descent.
func (d *detour) step() bool {
	if d.started {
		if d.row += d.merged; d.singly && d.row < d.walk.Rows {
			return true
		}
		d.row = 0
		if d.walk.NextBlock() {
			return true
		}
		if !d.indirect || !d.descent.Next() {
			return false
		}
	} else {
		d.started, d.row = true, 0
		if d.indirect && !d.descent.Start() {
			return false
		}
	}
	if !d.walk.Start(d.current()) {
		return false
	}
	d.arrive()
	return true
}

// arrive finds where the plan starts for each operand at a position of the descent,
// and whether its lanes have to be moved into a window there. Nothing is loaded for
// lanes without elements.
func (d *detour) arrive() {
	p := d.current()
	d.singly, d.many = d.walk.N == 0, 1
	if d.singly {
		return
	}
	d.check()
	staging, largest := d.joins(), 1
	for k := range d.ops[:d.nops] {
		o := &d.ops[k]
		o.arrive(d, k)
		o.staging = p.Staged().Has(k) || o.level >= 0 || !mem.Aligned(o.base, d.items[k].Align)
		staging = staging || o.staging
		largest = max(largest, o.size)
	}
	if staging && d.wants != anything {
		d.many = max(layout.WindowBytes/(largest*d.walk.N), 1)
	}
	_, strides := p.Lane()
	d.singly = staging || d.wants == apart && strides[0] == 0
}

// repeats returns an error if operand 0, which is to be written, passes through a
// window and some of its elements are one element: the window has a copy for each, and
// what was written to all but the last of them would be lost. Where pointers lead is
// not looked at.
func (d *detour) repeats() error {
	o, l := &d.ops[0], &d.layouts[0]
	if !o.staged || layout.SelfOverlap(l, o.size, layout.DefaultWork) != layout.Overlapping {
		return nil
	}
	l = o.array.L()
	return &OverlapError{"iter", fmt.Sprintf("the view to be written, of shape %s, strides %s bytes, has elements that share bytes, "+
		"and has to pass through a native window, in which each is a copy of its own; write to a view without repetition, or to a copy (Clone)",
		layout.FormatShape(l.AppendShape([]int{})), layout.FormatShape(l.AppendStrides([]int{})))}
}

// joins reports whether lanes of several views are so short that it is better to
// gather those that do not continue each other.
func (d *detour) joins() bool {
	return d.wants == dense && d.nops > 1 && d.walk.N < shortRun && d.walk.Rows > 1
}

// take makes a window of n items that are not those of a plan, and returns it.
func (d *detour) take(a *mem.Array, p mem.Addr, n, apart int) mem.Addr {
	d.nops = 1
	d.ops[0].set(a)
	d.ops[0].stage(p, apart, n, 1, 0)
	return d.ops[0].p
}

// check panics if a borrow has ended.
func (d *detour) check() {
	for k := range d.ops[:d.nops] {
		d.ops[k].array.Check()
	}
}

// writeBack moves the window of operand 0 out.
func (d *detour) writeBack() { d.ops[0].writeBack() }

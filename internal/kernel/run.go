package kernel

import (
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Running a loop over whole arrays
//
// A run goes through these steps, each a method:
//
//	set        take over the operands: address, layout, kind, byte order
//	convert    name the kinds that the loop computes on, where they are others
//	stretch    broadcast the inputs to the shape of dst
//	separate   see to inputs that share memory with dst (hazard.go)
//	arrange    plan the walk: axes ordered by stride and merged, a long one being
//	           the lane
//	walk       from lane to lane, or by strips; operands that the loop cannot compute
//	           on where they lie pass through windows (window.go), and what a mask
//	           leaves out is passed over
//
// Operands behind pointers are walked by a layout.Descent, which brings each of
// them to an address from where on it is direct; the rest is the same.

// maxOps is the largest number of operands: two outputs, three inputs and a mask.
const maxOps = 6

// windowBytes is the size of a native window.
const windowBytes = layout.WindowBytes

// A run is one operation on its way. It is pooled: nothing is allocated for up to
// four operands of at most four axes.
type run struct {
	// First, so that they begin with lines of the cache.
	window [maxOps][windowBytes / 8]uint64
	detour [windowBytes / 8]uint64 // between memory and a window of another kind

	nops, nout int
	masked     bool // the last operand is the mask
	ops        [maxOps]operand
	order      order
	twin       twin            // how inputs are dst turned over
	twinned    layout.Operands // which ones
	whole      bool            // inputs that are dst turned over are copied aside, for they are small
	indirect   bool
	planned    bool // there is a plan, or a descent
	plan       layout.Plan
	descent    layout.Descent

	base    [maxOps]mem.Addr // where the plan starts: the operands' bases, or what the descent's paths lead to
	staged  [maxOps]bool     // operand passes through its window
	through bool             // some operand does
	fit     int              // items that every window holds
	scalar  [2]uint64
	job     runJob // the run in pieces

	watch    workers.Watch
	computed int  // items since the last look for an interrupt
	own      bool // the loop is a function of the program, and
	pace     Pace // says how many items are computed at once
}

// An operand of a run: outputs, then inputs, then the mask.
type operand struct {
	base    mem.Addr
	own     layout.Layout // before it was stretched
	layout  layout.Layout
	kind    elem.Kind // of the items in memory
	size    int       // of one, in bytes
	swapped bool
	native  bool // byte order and strides allow to compute on it, if its address is aligned too

	work     elem.Kind // what the loop computes on
	workSize int
	cast     Unary // between kind and work, in the direction of the data; nil if they are the same
}

var runs = sync.Pool{New: func() any { return new(run) }}

// newRun returns a run of one output and nops−1 inputs.
func newRun(nops int) *run {
	r := runs.Get().(*run)
	r.nops, r.nout, r.masked = nops, 1, false
	r.order, r.indirect, r.twin, r.twinned, r.whole = anyOrder, false, twin{}, 0, false
	r.watch, r.own = workers.Watch{}, false
	return r
}

// free gives the run back, without the addresses (K4).
func (r *run) free() {
	clear(r.ops[:r.nops])
	clear(r.base[:r.nops])
	if r.planned {
		r.plan, r.descent, r.planned = layout.Plan{}, layout.Descent{}, false
	}
	runs.Put(r)
}

// set makes an array of items of a kind operand k.
func (r *run) set(k int, kind elem.Kind, a *mem.Array) {
	o := &r.ops[k]
	o.base, o.own, o.layout, o.swapped = a.Base, *a.L(), *a.L(), a.Swapped()
	o.kind, o.size, o.work, o.workSize, o.cast = kind, kind.Size(), kind, kind.Size(), nil
	o.native = a.Plain() || !o.swapped && (anyAlignment || o.layout.AlignedTo(kind.Align()))
	r.indirect = r.indirect || o.layout.Indirect()
}

// setScalar makes operand k a single item, the run's scalar.
func (r *run) setScalar(k int, kind elem.Kind) {
	r.ops[k] = operand{
		base: mem.Of(r.scalar[:]), native: true,
		kind: kind, size: kind.Size(), work: kind, workSize: kind.Size(),
	}
}

// convert makes the loop compute on operand k in another kind.
func (r *run) convert(k int, work elem.Kind, saturate bool) {
	o := &r.ops[k]
	if o.kind == work {
		return
	}
	from, to := o.kind, work
	if k < r.nout {
		from, to = work, o.kind
	}
	o.work, o.workSize, o.cast = work, work.Size(), CastOf(from, to)
	if saturate {
		o.cast = SaturatingCastOf(from, to)
	}
}

// stretch gives all operands the shape of dst. The caller has compared the
// shapes; a mistake there is one of this module.
func (r *run) stretch() {
	var buf [8]int
	shape := r.ops[0].layout.AppendShape(buf[:0])
	for k := 1; k < r.nops; k++ {
		if l := &r.ops[k].layout; l.Far == nil && r.ops[0].layout.Far == nil && l.NDim == len(shape) && l.Shape == r.ops[0].layout.Shape {
			continue
		}
		if err := r.ops[k].layout.BroadcastTo(shape...); err != nil {
			panic(err)
		}
	}
}

func (r *run) refs() (refs [maxOps]*layout.Layout) {
	for k := range refs {
		refs[k] = &r.ops[k].layout
	}
	return refs
}

// arrange plans the walk. The layouts have one shape and were checked when they
// were made, so that planning cannot fail.
func (r *run) arrange() {
	r.planned = true
	if r.order != anyOrder {
		r.orient()
	}
	refs := r.refs()
	var err error
	switch {
	case r.indirect:
		err = r.descent.Build(layout.OrderAny, refs[:r.nops]...)
	case r.order != anyOrder:
		err = r.plan.Build(layout.OrderC, refs[:r.nops]...)
	default:
		err = r.plan.Build(layout.OrderAny, refs[:r.nops]...)
	}
	if err != nil {
		panic(err)
	}
}

// start goes to the first place from which a plan can be walked, next to the
// following ones: there is exactly one unless operands lie behind pointers.
func (r *run) start() (p *layout.Plan, ok bool) {
	if !r.indirect {
		r.locate()
		return &r.plan, true
	}
	ok = r.descent.Start()
	if ok {
		r.locate()
	}
	return &r.descent.Plan, ok
}

func (r *run) next() bool {
	if !r.indirect || !r.descent.Next() {
		return false
	}
	r.locate()
	return true
}

// locate finds the operands' addresses and whether they need a window there.
func (r *run) locate() {
	r.through = false
	widest := 1
	for k := range r.nops {
		o := &r.ops[k]
		at := o.base
		if r.indirect {
			at = follow(at, r.descent.Path(k))
		}
		r.base[k] = at
		r.staged[k] = !o.native || o.cast != nil || !loadable(at, o.kind)
		if r.staged[k] {
			r.through = true
			widest = max(widest, o.size, o.workSize)
		}
	}
	r.fit = windowBytes / widest
}

// follow adds path[0] to p, and for each further entry loads the pointer there
// and adds the entry.
func follow(p mem.Addr, path []int) mem.Addr {
	p = mem.Add(p, path[0]) // K1: a place of the level
	for _, off := range path[1:] {
		p = mem.Add(mem.Deref(p), off) // K1: pointer tables were checked at the borrow
	}
	return p
}

// loadable reports whether Go can load an item of a kind at p (K2).
func loadable(p mem.Addr, kind elem.Kind) bool {
	return anyAlignment || mem.Aligned(p, kind.Align())
}

// offsets are bytes from the operands' bases; strides when they lie between items.
type offsets [maxOps]int

// at returns the address of operand k at an offset, which is that of an item (K1).
func (r *run) at(k int, off *offsets) mem.Addr { return mem.Add(r.base[k], off[k]) }

// advance takes the offsets n steps further.
func (r *run) advance(off *offsets, n int, step *offsets) {
	for k := range r.nops {
		off[k] += n * step[k]
	}
}

// laneSteps returns the strides along the lanes of a plan.
func laneSteps(p *layout.Plan) (steps offsets) {
	_, s := p.Lane()
	copy(steps[:], s)
	return steps
}

// block returns the place of a block's first lane, the strides from lane to lane,
// the number of lanes, and of items in each.
func block(w *layout.Walk) (first, steps offsets, rows, n int) {
	w.Place(first[:], steps[:])
	return first, steps, w.Rows, w.N
}

// Bits holds one item in native byte order, at its beginning.
type Bits [2]uint64

// BitsOf returns x as Bits.
func BitsOf[T elem.Element](x T) (b Bits) {
	mem.Store(mem.Of(b[:]), x) // 16 aligned bytes hold the widest item
	return b
}

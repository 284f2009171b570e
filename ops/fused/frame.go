package fused

import (
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// A frame is what one goroutine computes with: a register of p.block items for each value
// that is held, windows for operands that cannot be computed on where they lie, and
// the place of every value of the current block. It belongs to a program and is
// pooled.
//
//	F1  A place is a lane of items that are native and aligned: a register, a window, a
//	    constant with stride 0, or memory of an operand in which the walk is (K1, K2).
//	F2  No step writes to an input, and only the last one to dst. So a block reads all that
//	    it needs of the inputs before dst changes, but for what the last step reads
//	    itself, item by item as it writes (K3).
type frame struct {
	p      *Program
	memory []uint64 // registers, then windows
	pitch  int      // bytes from one to the next
	places []lane

	layouts []layout.Layout // of this part's operands
	refs    []*layout.Layout
	start   []mem.Addr // of this part
	base    []mem.Addr // of the plan: start, or what the descent's paths lead to
	off     []int
	strides []int
	staged  []bool
	planned bool // the fields from layouts on are in use
	plan    layout.Plan
	descent layout.Descent

	out     *operand
	cast    kernel.Unary // to dst's kind, nil if it is the result's
	through bool         // the result is computed in a window
}

// lane is the lane of a value.
type lane struct {
	p      mem.Addr
	stride int
}

func (p *Program) frame() *frame {
	if f, ok := p.frames.Get().(*frame); ok {
		return f
	}
	operands := len(p.types) + 1
	f := &frame{
		p: p, places: make([]lane, p.places()),
		layouts: make([]layout.Layout, operands), refs: make([]*layout.Layout, operands),
		start: make([]mem.Addr, operands), base: make([]mem.Addr, operands), off: make([]int, operands), strides: make([]int, operands), staged: make([]bool, operands),
	}
	const line = 64 // bytes; registers whose addresses differ by a power of two would get into each other's way
	f.pitch = (p.block*max(p.widest, 16)+line-1)/line*line + 3*line
	f.memory = make([]uint64, (p.registers+operands+1)*f.pitch/8)
	for k := range p.constants {
		f.places[len(p.types)+k] = lane{place(&p.constants[k]), 0}
	}
	for k := range p.registers {
		f.places[p.resultPlace()+1+k].p = f.room(k)
	}
	for k := range f.refs {
		f.refs[k] = &f.layouts[k]
	}
	return f
}

// room returns the address of a register, or of a window behind them.
func (f *frame) room(k int) mem.Addr { return mem.Add(mem.Of(f.memory), k*f.pitch) }

// window returns the window of operand k; the one behind the last operand's is for
// results of another kind than dst.
func (f *frame) window(k int) mem.Addr { return f.room(f.p.registers + k) }

// release gives the frame back, without the addresses (K4).
func (f *frame) release() {
	if f.planned {
		clear(f.layouts)
		clear(f.start)
		clear(f.base)
		f.plan, f.descent, f.out, f.cast, f.planned = layout.Plan{}, layout.Descent{}, nil, nil, false
	}
	for k := range f.p.types {
		f.places[k] = lane{}
	}
	f.places[f.p.resultPlace()] = lane{}
	f.p.frames.Put(f)
}

// part computes one part of a job and reports whether the job goes on.
func (f *frame) part(j *job, i int) bool {
	f.planned = true
	indirect := false
	for k := range j.ops {
		o := &j.ops[k]
		f.layouts[k], f.start[k] = o.layout, o.base
		if j.parts > 1 {
			n, _ := o.layout.Dim(j.axis)
			start, count := layout.Part(n, j.parts, i)
			off, err := f.layouts[k].Slice(j.axis, layout.Range{Start: start, Stop: start + count, Has: layout.HasStart | layout.HasStop})
			if err != nil {
				panic(err) // the axis exists
			}
			f.start[k] = mem.Add(f.start[k], off) // M2: an item, or no step at all
		}
		indirect = indirect || o.layout.Indirect()
	}
	f.result(j)
	if indirect {
		return f.descend(j)
	}
	if err := f.plan.Build(layout.OrderAny, f.refs...); err != nil {
		panic(err) // the layouts have one shape
	}
	f.locate(j, nil)
	return f.walk(j, &f.plan)
}

// descend walks operands of which some lie behind pointers.
func (f *frame) descend(j *job) bool {
	if err := f.descent.Build(layout.OrderAny, f.refs...); err != nil {
		panic(err) // the layouts have one shape
	}
	for more := f.descent.Start(); more; more = f.descent.Next() {
		f.locate(j, &f.descent)
		if !f.walk(j, &f.descent.Plan) {
			return false
		}
	}
	return true
}

// result says where the last step writes and how that gets to dst.
func (f *frame) result(j *job) {
	f.out, f.cast = &j.ops[len(j.ops)-1], nil
	if f.out.kind != f.p.kind {
		f.cast = kernel.CastOf(f.p.kind, f.out.kind)
	}
}

// locate finds where the walk starts, and which operands pass through windows.
func (f *frame) locate(j *job, d *layout.Descent) {
	for k := range j.ops {
		o := &j.ops[k]
		if f.base[k] = f.start[k]; d != nil {
			f.base[k] = follow(f.start[k], d.Path(k))
		}
		f.staged[k] = !o.native || !mem.Aligned(f.base[k], o.kind.Align())
	}
	f.through = f.cast != nil || f.staged[len(j.ops)-1] || j.tries
}

// follow adds path[0] to p, and for each further entry loads the pointer there and
// adds the entry.
func follow(p mem.Addr, path []int) mem.Addr {
	p = mem.Add(p, path[0]) // M2: a place of the level
	for _, off := range path[1:] {
		p = mem.Add(mem.Deref(p), off) // M1–M3: pointer tables were checked at the borrow
	}
	return p
}

// walk computes all lanes of a plan, block by block, and reports whether the job
// goes on.
func (f *frame) walk(j *job, p *layout.Plan) bool {
	_, strides := p.Lane()
	copy(f.strides, strides)
	var w layout.Walk
	for more := w.Start(p); more; more = w.Next() {
		for k := range f.off {
			f.off[k] = w.At(k)
		}
		for n := w.N; n > 0; {
			if j.stopped() {
				return false
			}
			m := min(n, f.p.block)
			f.load(j, m)
			if j.tries {
				if !f.try(m) {
					j.refused.Store(true)
					return false
				}
			} else {
				f.compute(m)
				if f.through {
					f.store(m)
				}
			}
			for k, s := range f.strides {
				f.off[k] += m * s
			}
			n -= m
		}
	}
	return true
}

// load finds the lanes of the operands for a block of m items (F1).
func (f *frame) load(j *job, m int) {
	last := len(j.ops) - 1
	for k := 0; k < last; k++ {
		if f.pixels(j, k, m) {
			k += 2
			continue
		}
		p, stride := mem.Add(f.base[k], f.off[k]), f.strides[k] // K1: an item of the lane
		if f.staged[k] {
			o, window := &j.ops[k], f.window(k)
			if stride == 0 {
				o.mover()(window, o.size, p, 0, 1)
			} else {
				o.mover()(window, o.size, p, stride, m)
				stride = o.size
			}
			p = window
		}
		f.places[k] = lane{p, stride}
	}
	to := &f.places[f.p.resultPlace()]
	if f.through {
		*to = lane{f.window(last), f.p.kind.Size()}
		return
	}
	*to = lane{mem.Add(f.base[last], f.off[last]), f.strides[last]} // K1: an item of the lane
}

// pixels reports whether operand k and the next two are the three bytes of pixels that lie side by side, in any order.
// Then it brings those of a block to windows, all three at once.
func (f *frame) pixels(j *job, k, m int) bool {
	if k+3 >= len(j.ops) || f.strides[k] != 3 || f.strides[k+1] != 3 || f.strides[k+2] != 3 {
		return false
	}
	at := [3]uintptr{}
	for i := range at {
		if at[i] = mem.Uint(f.base[k+i]) + uintptr(f.off[k+i]); j.ops[k+i].size != 1 {
			return false
		}
	}
	low := min(at[0], at[1], at[2])
	var windows [3]mem.Addr
	first := 0
	for i := range at {
		c := at[i] - low
		if c > 2 || windows[c] != nil {
			return false
		}
		if windows[c] = f.window(k + i); c == 0 {
			first = k + i
		}
		f.places[k+i] = lane{windows[c], 1}
	}
	kernel.SplitPixels(windows, mem.Add(f.base[first], f.off[first]), m) // K1: the first bytes of the pixels
	return true
}

// compute runs the steps for a block of m items.
func (f *frame) compute(m int) {
	result := &f.places[f.p.resultPlace()]
	for i := range f.p.steps {
		s := &f.p.steps[i]
		out := &f.places[s.out]
		if out != result {
			out.stride = s.size // a register holds items of any size
		}
		f.step(s, out, m)
	}
}

func (f *frame) step(s *step, out *lane, m int) {
	a := &f.places[s.in[0]]
	switch l := s.loop; {
	case l.Binary != nil:
		b := &f.places[s.in[1]]
		l.Binary(out.p, out.stride, a.p, a.stride, b.p, b.stride, m)
	case l.Unary != nil:
		l.Unary(out.p, out.stride, a.p, a.stride, m)
	default:
		b, c := &f.places[s.in[1]], &f.places[s.in[2]]
		l.Ternary(out.p, out.stride, a.p, a.stride, b.p, b.stride, c.p, c.stride, m)
	}
}

// try runs the steps for a block of m items as far as their operands allow.
func (f *frame) try(m int) bool {
	for i := range f.p.steps {
		s := &f.p.steps[i]
		if c := s.loop.Check; c != nil {
			if a := &f.places[s.in[c.Input]]; c.Bad(a.p, a.stride, m) >= 0 {
				return false
			}
		}
		out := &f.places[s.out]
		out.stride = s.size
		f.step(s, out, m)
	}
	return true
}

// store brings a block of results from its window to dst.
func (f *frame) store(m int) {
	last := len(f.off) - 1
	to, stride := mem.Add(f.base[last], f.off[last]), f.strides[last] // K1: an item of the lane
	from, size := f.window(last), f.p.kind.Size()
	switch {
	case f.cast == nil:
		f.out.mover()(to, stride, from, size, m)
	case !f.staged[last]:
		f.cast(to, stride, from, size, m)
	default:
		second := f.window(last + 1)
		f.cast(second, f.out.size, from, size, m)
		f.out.mover()(to, stride, second, f.out.size, m)
	}
}

package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// A Call is an elementwise verb with all that it works on. Inputs and the mask
// must stretch to the shape of the outputs, which have one shape, do not overlap
// themselves or each other, and share memory with inputs in any way. The arrays
// know their byte order (mem.Array.Settle).
type Call struct {
	Loop    *Loop
	Out, In int          // numbers of operands
	Kinds   [5]elem.Kind // of the items in memory: outputs, then inputs
	Arrays  [5]*mem.Array
	Mask    *mem.Array // of booleans; nil computes every item
	// Saturate takes the nearest integer for what is out of range, when an operand is
	// cast.
	Saturate bool
	// Workers is the number of goroutines, the calling one among them, that compute; 0 for
	// as many as pay, up to workers.Default.
	Workers int
}

// Run computes the outputs. Where the mask is false they keep their items, and the
// loop never sees the inputs. It returns the loop's Check if that refuses an
// input; nothing is written then.
func (c *Call) Run() *Check {
	arrays := c.Arrays[:c.Out+c.In]
	if owned(arrays) || c.Mask != nil && c.Mask.Owned() {
		return c.runHeld(arrays)
	}
	return c.run(arrays)
}

func owned(arrays []*mem.Array) bool {
	for _, a := range arrays {
		if a.Owned() {
			return true
		}
	}
	return false
}

func (c *Call) runHeld(arrays []*mem.Array) *Check {
	mem.Hold(arrays...)
	defer mem.Unhold(arrays...)
	if c.Mask != nil {
		mem.Hold(c.Mask)
		defer mem.Unhold(c.Mask)
	}
	return c.run(arrays)
}

func (c *Call) run(arrays []*mem.Array) (refused *Check) {
	r := newRun(len(arrays))
	r.nout = c.Out
	for k, a := range arrays {
		r.set(k, c.Kinds[k], a)
		r.convert(k, c.Loop.kindOf(k, c.Out), c.Saturate)
	}
	if c.Mask != nil {
		r.nops, r.masked = r.nops+1, true
		r.set(r.nops-1, elem.KindBool, c.Mask)
	}
	if c.Loop.Check == nil && c.Workers == 0 && r.lanes(c.Loop) {
		r.free()
		return nil
	}
	if r.prepare() {
		if refused = c.Loop.Check; refused == nil || r.passes(refused) {
			r.computeAll(c.Loop, c.Workers)
			refused = nil
		}
	}
	r.free()
	return refused
}

// kindOf returns the kind of operand k, outputs first, of which there are out.
func (l *Loop) kindOf(k, out int) elem.Kind {
	if k < out {
		return l.Out[k]
	}
	return l.In[k-out]
}

// compute runs a loop over all operands.
func (r *run) compute(l *Loop) {
	if !r.twin.none() {
		r.computeTwin(l)
		return
	}
	p, ok := r.start()
	for ; ok; ok = r.next() {
		s := laneSteps(p)
		var w layout.Walk
		for more := w.Start(p); more; more = w.NextBlock() {
			off, step, rows, n := block(&w)
			if c := r.crossedInputs(n, rows, &s, &step); c != 0 {
				r.computeTiles(l, c, &off, &s, &step, n, rows)
				continue
			}
			if c := r.crossedInputs(rows, n, &step, &s); c != 0 {
				r.computeTiles(l, c, &off, &step, &s, rows, n)
				continue
			}
			for range rows {
				r.lane(l, off, &s, n)
				r.tick(n)
				r.advance(&off, 1, &step)
			}
		}
	}
}

// lane computes one lane, a window at a time if some operand needs one, and what
// the mask selects of it.
func (r *run) lane(l *Loop, off offsets, s *offsets, n int) {
	if r.own {
		r.ownLane(l, off, s, n)
		return
	}
	fit := n
	if r.watch.On() {
		fit = watchEach
	}
	if !r.through && !r.masked {
		for ; n > fit; n -= fit {
			l.call(r, &off, s, fit)
			r.watch.Poll()
			r.advance(&off, fit, s)
		}
		l.call(r, &off, s, n)
		return
	}
	switch {
	case r.through:
		fit = min(fit, r.fit)
	case r.masked && n > 0:
		fit = min(fit, max(windowBytes/max(r.ops[0].workSize, r.ops[0].size), 1))
	}
	for n > 0 {
		m := min(n, fit)
		r.part(l, &off, s, m)
		if n -= m; n > 0 {
			r.watch.Poll()
			r.advance(&off, m, s)
		}
	}
}

// ownLane is lane for a function of the program.
func (r *run) ownLane(l *Loop, off offsets, s *offsets, n int) {
	most := n
	switch {
	case r.through:
		most = min(most, r.fit)
	case r.masked:
		most = min(most, max(windowBytes/max(r.ops[0].workSize, r.ops[0].size), 1))
	}
	for n > 0 {
		m := r.atOnce(min(n, most))
		r.part(l, &off, s, m)
		if n -= m; n > 0 {
			r.advance(&off, m, s)
			r.tick(m)
		}
	}
}

// atOnce is how many of n items are computed before the next look for an interrupt.
func (r *run) atOnce(n int) int {
	if r.own {
		return r.pace.Next(n)
	}
	return n
}

// call runs the loop where the operands lie.
func (l *Loop) call(r *run, off, s *offsets, n int) {
	switch {
	case l.Binary != nil:
		l.Binary(r.at(0, off), s[0], r.at(1, off), s[1], r.at(2, off), s[2], n)
	case l.Unary != nil:
		l.Unary(r.at(0, off), s[0], r.at(1, off), s[1], n)
	case l.Ternary != nil:
		l.Ternary(r.at(0, off), s[0], r.at(1, off), s[1], r.at(2, off), s[2], r.at(3, off), s[3], n)
	default:
		l.Pair(r.at(0, off), s[0], r.at(1, off), s[1], r.at(2, off), s[2], r.at(3, off), s[3], n)
	}
}

// A stretch is a lane of each operand, as the loop sees it.
type stretch struct {
	p [maxOps]mem.Addr
	s offsets
}

// part computes a part of a lane that fits the windows.
func (r *run) part(l *Loop, off, s *offsets, n int) {
	whole := r.gather(off, s, n)
	r.emit(l, &whole, off, s, n)
}

// gather returns a part of a lane as the loop sees it, inputs in their windows.
func (r *run) gather(off, s *offsets, n int) (whole stretch) {
	for k := range r.nops {
		p := r.at(k, off)
		switch {
		case k >= r.nout:
			whole.p[k], whole.s[k] = r.load(k, p, s[k], n)
		case r.staged[k]:
			whole.p[k], whole.s[k] = mem.Of(r.window[k][:]), r.ops[k].workSize
		default:
			whole.p[k], whole.s[k] = p, s[k]
		}
	}
	return whole
}

// emit computes a part that was gathered, what the mask selects of it.
func (r *run) emit(l *Loop, whole *stretch, off, s *offsets, n int) {
	if !r.masked {
		r.finish(l, whole, off, s, 0, n)
		return
	}
	m := selected{whole.p[r.nops-1], whole.s[r.nops-1], n}
	if r.blend(l, whole, n) {
		return
	}
	for from, to := m.next(0); from < n; from, to = m.next(to) {
		r.finish(l, whole, off, s, from, to)
	}
}

// finish computes items from to to of a part, and stores those that lie in windows.
func (r *run) finish(l *Loop, whole *stretch, off, s *offsets, from, to int) {
	n := to - from
	p := whole.p
	for k := range r.nops {
		p[k] = mem.Add(p[k], from*whole.s[k]) // K1: an item of the part
	}
	t := &whole.s
	switch {
	case l.Binary != nil:
		l.Binary(p[0], t[0], p[1], t[1], p[2], t[2], n)
	case l.Unary != nil:
		l.Unary(p[0], t[0], p[1], t[1], n)
	case l.Ternary != nil:
		l.Ternary(p[0], t[0], p[1], t[1], p[2], t[2], p[3], t[3], n)
	default:
		l.Pair(p[0], t[0], p[1], t[1], p[2], t[2], p[3], t[3], n)
	}
	for k := range r.nout {
		if r.staged[k] {
			r.store(k, mem.Add(r.at(k, off), from*s[k]), s[k], p[k], n) // K1: an item of the lane
		}
	}
}

// selected is the lane of a mask.
type selected struct {
	p         mem.Addr
	stride, n int
}

// next returns the first stretch of true items at or after i; from is n if there
// is none.
func (m selected) next(i int) (from, to int) {
	if m.stride == 0 {
		if i < m.n && mem.Load[elem.Bool](m.p) != 0 { // K1
			return i, m.n
		}
		return m.n, m.n
	}
	for i < m.n && mem.LoadAt[elem.Bool](m.p, i*m.stride) == 0 { // K1
		i++
	}
	from = i
	for i < m.n && mem.LoadAt[elem.Bool](m.p, i*m.stride) != 0 { // K1
		i++
	}
	return from, i
}

// passes reports whether a check finds no fault with the input that it looks at,
// where the mask selects it.
func (r *run) passes(c *Check) bool {
	k := r.nout + c.Input
	r.watching(false)
	p, ok := r.start()
	for ; ok; ok = r.next() {
		s := laneSteps(p)
		var w layout.Walk
		for more := w.Start(p); more; more = w.NextBlock() {
			off, step, rows, n := block(&w)
			for range rows {
				if !r.lanePasses(c, k, off, &s, n) {
					return false
				}
				r.tick(n)
				r.advance(&off, 1, &step)
			}
		}
	}
	return true
}

func (r *run) lanePasses(c *Check, k int, off offsets, s *offsets, n int) bool {
	for n > 0 {
		m := min(n, r.fit)
		p, stride := r.load(k, r.at(k, &off), s[k], m)
		if !r.masked {
			if c.Bad(p, stride, m) >= 0 {
				return false
			}
		} else {
			mask := selected{r.at(r.nops-1, &off), s[r.nops-1], m}
			for from, to := mask.next(0); from < m; from, to = mask.next(to) {
				if c.Bad(mem.Add(p, from*stride), stride, to-from) >= 0 { // K1: an item of the part
					return false
				}
			}
		}
		if n -= m; n > 0 {
			r.watch.Poll()
			r.advance(&off, m, s)
		}
	}
	return true
}

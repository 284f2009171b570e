package kernel

import (
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// Inputs that are the output, turned over
//
// Let the items of an input be those of dst in another order: the input's item with
// index x is dst's item with index σ(x). If σ is its own inverse (some axes reversed,
// or two axes exchanged), items come in pairs that need nothing but each other:
// dst[x] is computed from the old dst[σ(x)], and dst[σ(x)] from the old dst[x]. So a
// piece of dst and its image under σ are read, both, before either is written, and
// two windows take the place of a copy of the input:
//
//	mirror.go   a[:] = a[::-1]; a[::-1] += a; a[...] = a[::-1, ::-1]
//	square.go   a[:] = a.T; a += a.T; a[:] = a.swapaxes(1, 2)
//
// Further inputs may lie in the same place as dst, or elsewhere, or be turned over by
// the same σ.

// A twin is a σ: the axes that it reverses, or two axes that it exchanges.
type twin struct {
	reversed layout.Axes
	square   bool
	p, q     int
}

func (t twin) none() bool { return t == twin{} }

// twinOf returns by what σ an input is dst turned over; none if it is not.
func twinOf(dst, in *operand) (t twin) {
	d, l := &dst.layout, &in.layout
	if dst.size != in.size || d.Indirect() || l.Indirect() {
		return twin{}
	}
	var crossed [2]int // axes whose strides differ otherwise, the last two
	ncrossed, end := 0, 0
	for axis := range d.NDim {
		n, to := d.Dim(axis)
		_, from := l.Dim(axis)
		switch {
		case n == 1 || from == to:
		case from == -to:
			t.reversed |= 1 << axis
			end += to * (n - 1)
		default:
			crossed[ncrossed&1] = axis
			ncrossed++
		}
	}
	if ncrossed == 0 {
		if mem.Uint(in.base) != mem.Uint(dst.base)+uintptr(end) {
			return twin{}
		}
		return t
	}
	if ncrossed != 2 || t.reversed != 0 || mem.Uint(in.base) != mem.Uint(dst.base) {
		return twin{}
	}
	t = twin{square: true, p: crossed[0], q: crossed[1]}
	n, dp := d.Dim(t.p)
	m, dq := d.Dim(t.q)
	_, lp := l.Dim(t.p)
	_, lq := l.Dim(t.q)
	if n != m || dp != lq || dq != lp {
		return twin{}
	}
	return t
}

// computeTwin runs a loop over dst and inputs that are dst turned over.
func (r *run) computeTwin(l *Loop) {
	if r.twin.square {
		r.computeSquare(l)
		return
	}
	r.computeMirror(l)
}

// sub returns a run of the same operands, to be cut.
func (r *run) sub() *run {
	s := newRun(r.nops)
	s.nout, s.masked, s.twinned = r.nout, r.masked, r.twinned
	s.ops = r.ops
	s.watch, s.computed, s.own = r.watch, 0, r.own
	if r.own {
		s.pace = r.pace
	}
	return s
}

// cut restricts an axis of all operands to the positions from up to, not including,
// to, which are some.
func (r *run) cut(axis, from, to int) {
	for k := range r.nops {
		o := &r.ops[k]
		off, err := o.layout.Slice(axis, layout.Range{Start: from, Stop: to, Has: layout.HasStart | layout.HasStop})
		if err != nil {
			panic(err) // the axis exists
		}
		o.base = mem.Add(o.base, off) // K1: an item of the operand
		o.own = o.layout
	}
}

// again runs a loop over what is left after cuts, which may be turned over itself.
func (r *run) again(l *Loop) {
	r.twinned = 0
	if r.prepare() {
		r.compute(l)
	}
	r.free()
}

// pair runs a loop over two runs of one shape, each of which reads, as its turned
// inputs, what the other one writes. It frees both.
func pair(l *Loop, a, b *run) {
	n := a.nops
	var refs [2 * maxOps]*layout.Layout
	for k := range n {
		refs[k], refs[n+k] = &a.ops[k].layout, &b.ops[k].layout
	}
	if err := a.plan.Build(layout.OrderAny, refs[:2*n]...); err != nil {
		panic(err) // both were cut to one shape
	}
	a.locateTwins()
	b.locateTwins()
	fit := min(a.fit, b.fit)
	_, lane := a.plan.Lane()
	var s, t offsets
	copy(s[:], lane[:n])
	copy(t[:], lane[n:])
	var w layout.Walk
	for more := w.Start(&a.plan); more; more = w.NextBlock() {
		var first, step [2 * maxOps]int
		w.Place(first[:], step[:])
		for range w.Rows {
			var x, y offsets
			copy(x[:], first[:n])
			copy(y[:], first[n:2*n])
			for left := w.N; left > 0; {
				m := a.atOnce(min(left, fit))
				p, q := a.gather(&x, &s, m), b.gather(&y, &t, m)
				a.emit(l, &p, &x, &s, m)
				b.emit(l, &q, &y, &t, m)
				a.tick(2 * m)
				if left -= m; left > 0 {
					a.advance(&x, m, &s)
					b.advance(&y, m, &t)
				}
			}
			for k := range first {
				first[k] += step[k]
			}
		}
	}
	a.free()
	b.free()
}

// locateTwins is locate for one of a pair: the turned inputs pass through windows.
func (r *run) locateTwins() {
	r.locate()
	widest := windowBytes / r.fit
	for k := range r.nops {
		if r.twinned.Has(k) {
			r.staged[k], r.through = true, true
			widest = max(widest, r.ops[k].size, r.ops[k].workSize)
		}
	}
	r.fit = windowBytes / widest
}

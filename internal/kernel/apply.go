package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// The functions of this file are what the other rooms call. Operands are arrays
// of one element kind in either byte order; inputs must stretch to the shape of
// dst, dst must not overlap itself, and the borrows must be open: callers see to
// that and word the errors. An input may share memory with dst in any way
// (hazard.go).

// CopyArray writes src to dst.
func CopyArray(kind elem.Kind, dst, src *mem.Array) {
	if moveSingle(kind, dst, src) {
		return
	}
	r := newRun(kind, 2)
	r.set(0, dst)
	r.set(1, src)
	if r.prepare() {
		r.move()
	}
	r.free()
}

// FillArray writes x to every item of dst.
func FillArray(kind elem.Kind, dst *mem.Array, x Bits) {
	r := newRun(kind, 2)
	r.scalar = x
	if d, ok := single(dst, r.size); ok {
		MoveOf(r.size, 1)(d.p, d.stride, mem.Of(r.scalar[:]), 0, d.n)
		runs.Put(r)
		return
	}
	r.set(0, dst)
	r.setScalar(1)
	if r.ops[0].swapped {
		r.swapScalar(1)
	}
	if r.prepare() {
		r.move()
	}
	r.free()
}

// swapScalar turns a scalar into the byte order of a swapped dst, once.
func (r *run) swapScalar(k int) {
	p := mem.Of(r.scalar[:])
	MoveOf(r.size, r.part)(p, 0, p, 0, 1)
	r.ops[k].swapped, r.ops[k].native = true, false
}

// Compute writes a ∘ b to dst; f is of the operands' kind.
func Compute(f Binary, kind elem.Kind, dst, a, b *mem.Array) {
	if computeSingle(f, kind, dst, a, b) {
		return
	}
	r := newRun(kind, 3)
	r.set(0, dst)
	r.set(1, a)
	r.set(2, b)
	if r.prepare() {
		r.binary(f)
	}
	r.free()
}

// ComputeScalar writes a ∘ x to dst.
func ComputeScalar(f Binary, kind elem.Kind, dst, a *mem.Array, x Bits) {
	r := newRun(kind, 3)
	r.scalar = x
	if d, ok := single(dst, r.size); ok && dst == a {
		f(d.p, d.stride, d.p, d.stride, mem.Of(r.scalar[:]), 0, d.n)
		runs.Put(r)
		return
	}
	r.set(0, dst)
	r.set(1, a)
	r.setScalar(2)
	if r.prepare() {
		r.binary(f)
	}
	r.free()
}

// TotalOf reduces all items of a.
func TotalOf(f Reduce, kind elem.Kind, a *mem.Array) (t Total) {
	if l, ok := single(a, kind.Size()); ok {
		return f(t, l.p, l.stride, l.n)
	}
	r := newRun(kind, 1)
	r.set(0, a)
	if r.prepare() {
		t = r.reduce(f)
	}
	r.free()
	return t
}

// prepare brings the operands into the form that is walked and reports whether
// there is anything to walk.
func (r *run) prepare() bool {
	if r.ops[0].layout.Empty() {
		return false
	}
	r.stretch()
	r.separate()
	r.arrange()
	return true
}

// move copies operand 1 to operand 0.
//
//go:nocheckptr
func (r *run) move() {
	unit := 1
	if r.ops[0].swapped != r.ops[1].swapped {
		unit = r.part
	}
	f, strips := MoveOf(r.size, unit), StripsOf(r.size)
	p, ok := r.start()
	for ; ok; ok = r.next() {
		n, s := p.Lane()
		var w layout.Walk
		for more := w.Start(p); more; more = w.NextBlock() {
			at, step := r.place(&w), &w.Step
			switch {
			case r.order == anyOrder && unit == 1 && crossed(n, w.Rows, s[0], step[0], s[1], step[1]):
				strips(at[0], step[0], s[0], at[1], step[1], s[1], w.Rows, n)
			case r.order == anyOrder && unit == 1 && crossed(w.Rows, n, step[0], s[0], step[1], s[1]):
				strips(at[0], s[0], step[0], at[1], s[1], step[1], n, w.Rows)
			case r.across(n, &w):
				for range n {
					f(at[0], step[0], at[1], step[1], w.Rows)
					at[0], at[1] = mem.Add(at[0], s[0]), mem.Add(at[1], s[1]) // K1: not dereferenced beyond the last
				}
			default:
				for range w.Rows {
					f(at[0], s[0], at[1], s[1], n)
					at[0], at[1] = mem.Add(at[0], step[0]), mem.Add(at[1], step[1]) // K1: not dereferenced beyond the last
				}
			}
		}
	}
}

// crossed reports whether a block is one that strips copy best: dst runs along
// the lanes of n items, src along the rows.
func crossed(n, rows, ds, dstep, ss, sstep int) bool {
	return n >= stripWidth && rows >= stripWidth && abs(ds) < abs(dstep) && abs(ss) > abs(sstep)
}

// across reports whether a block of short lanes is better walked along its rows.
func (r *run) across(n int, w *layout.Walk) bool {
	return n < shortLane && w.Rows > n && r.order == anyOrder
}

// binary computes operand 0 from operands 1 and 2.
func (r *run) binary(f Binary) {
	p, ok := r.start()
	for ; ok; ok = r.next() {
		n, s := p.Lane()
		lane := steps{s[0], s[1], s[2]}
		var w layout.Walk
		for more := w.Start(p); more; more = w.NextBlock() {
			at := r.place(&w)
			rows := steps{w.Step[0], w.Step[1], w.Step[2]}
			if r.across(n, &w) {
				r.binaryBlock(f, at, rows, lane, w.Rows, n)
			} else {
				r.binaryBlock(f, at, lane, rows, n, w.Rows)
			}
		}
	}
}

// steps are the strides of all operands along an axis.
type steps [maxOps]int

//go:nocheckptr
func (r *run) binaryBlock(f Binary, at [maxOps]mem.Addr, s, step steps, n, rows int) {
	staged := r.staged[0] || r.staged[1] || r.staged[2]
	for range rows {
		if staged {
			r.stagedBinary(f, at, s, n)
		} else {
			f(at[0], s[0], at[1], s[1], at[2], s[2], n)
		}
		for k := range at {
			at[k] = mem.Add(at[k], step[k]) // K1: not dereferenced beyond the last
		}
	}
}

// stagedBinary computes one lane, a window at a time.
//
//go:nocheckptr
func (r *run) stagedBinary(f Binary, at [maxOps]mem.Addr, s steps, n int) {
	for n > 0 {
		m := min(n, windowBytes/r.size)
		a, as := r.load(1, at[1], s[1], m)
		b, bs := r.load(2, at[2], s[2], m)
		if r.staged[0] {
			window := mem.Of(r.window[0][:])
			f(window, r.size, a, as, b, bs, m)
			r.mover(0)(at[0], s[0], window, r.size, m)
		} else {
			f(at[0], s[0], a, as, b, bs, m)
		}
		for k := range at {
			at[k] = mem.Add(at[k], m*s[k]) // K1: not dereferenced beyond the last
		}
		n -= m
	}
}

// load returns m items of operand k as a lane that can be computed on.
func (r *run) load(k int, p mem.Addr, stride, m int) (mem.Addr, int) {
	if !r.staged[k] {
		return p, stride
	}
	window := mem.Of(r.window[k][:])
	if stride == 0 {
		r.mover(k)(window, r.size, p, 0, 1)
		return window, 0
	}
	r.mover(k)(window, r.size, p, stride, m)
	return window, r.size
}

// mover returns the loop between operand k and its window.
func (r *run) mover(k int) Move {
	if r.ops[k].swapped {
		return MoveOf(r.size, r.part)
	}
	return MoveOf(r.size, 1)
}

// reduce takes all items of operand 0 into a total.
//
//go:nocheckptr
func (r *run) reduce(f Reduce) (t Total) {
	p, ok := r.start()
	for ; ok; ok = r.next() {
		n, s := p.Lane()
		var w layout.Walk
		for more := w.Start(p); more; more = w.NextBlock() {
			at := r.place(&w)[0]
			stride, step, m, rows := s[0], w.Step[0], n, w.Rows
			if r.across(n, &w) {
				stride, step, m, rows = step, stride, rows, m
			}
			for range rows {
				t = r.reduceLane(f, t, at, stride, m)
				at = mem.Add(at, step) // K1: not dereferenced beyond the last
			}
		}
	}
	return t
}

//go:nocheckptr
func (r *run) reduceLane(f Reduce, t Total, p mem.Addr, stride, n int) Total {
	if !r.staged[0] {
		return f(t, p, stride, n)
	}
	for n > 0 {
		m := min(n, windowBytes/r.size)
		window, step := r.load(0, p, stride, m)
		t = f(t, window, step, m)
		p = mem.Add(p, m*stride) // K1: not dereferenced beyond the last
		n -= m
	}
	return t
}

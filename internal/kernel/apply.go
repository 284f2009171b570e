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
// (hazard.go). Borrows that belong to handles are held while the loops run, so that
// no release can take the memory away under them; one that has ended after the
// caller's look panics with a mem.ReleasedError.

// CopyArray writes src to dst.
func CopyArray(kind elem.Kind, dst, src *mem.Array) {
	if dst.Owned() || src.Owned() {
		mem.Hold(dst, src)
		defer mem.Unhold(dst, src)
	}
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
	if dst.Owned() {
		mem.Hold(dst)
		defer mem.Unhold(dst)
	}
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
	if dst.Owned() || a.Owned() || b.Owned() {
		mem.Hold(dst, a, b)
		defer mem.Unhold(dst, a, b)
	}
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
	if dst.Owned() || a.Owned() {
		mem.Hold(dst, a)
		defer mem.Unhold(dst, a)
	}
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
	if a.Owned() {
		mem.Hold(a)
		defer mem.Unhold(a)
	}
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
func (r *run) move() {
	unit := 1
	if r.ops[0].swapped != r.ops[1].swapped {
		unit = r.part
	}
	f, strips := MoveOf(r.size, unit), StripsOf(r.size)
	p, ok := r.start()
	for ; ok; ok = r.next() {
		s := laneSteps(p)
		var w layout.Walk
		for more := w.Start(p); more; more = w.NextBlock() {
			off, step, rows, n := block(&w)
			switch free := r.order == anyOrder; {
			case free && unit == 1 && crossed(n, rows, s, step):
				strips(r.at(0, off), step[0], s[0], r.at(1, off), step[1], s[1], rows, n)
			case free && unit == 1 && crossed(rows, n, step, s):
				strips(r.at(0, off), s[0], step[0], r.at(1, off), s[1], step[1], n, rows)
			default:
				r.moveBlock(f, off, s, step, n, rows)
			}
		}
	}
}

func (r *run) moveBlock(f Move, off, s, step offsets, n, rows int) {
	for range rows {
		f(r.at(0, off), s[0], r.at(1, off), s[1], n)
		off = off.plus(1, step)
	}
}

// crossed reports whether a block is one that strips copy best: dst runs along
// the lanes of n items, src along the rows.
func crossed(n, rows int, s, step offsets) bool {
	return n >= stripWidth && rows >= stripWidth && abs(s[0]) < abs(step[0]) && abs(s[1]) > abs(step[1])
}

// binary computes operand 0 from operands 1 and 2.
func (r *run) binary(f Binary) {
	p, ok := r.start()
	for ; ok; ok = r.next() {
		s := laneSteps(p)
		var w layout.Walk
		for more := w.Start(p); more; more = w.NextBlock() {
			off, step, rows, n := block(&w)
			r.binaryBlock(f, off, s, step, n, rows)
		}
	}
}

func (r *run) binaryBlock(f Binary, off, s, step offsets, n, rows int) {
	staged := r.staged[0] || r.staged[1] || r.staged[2]
	for range rows {
		if staged {
			r.stagedBinary(f, off, s, n)
		} else {
			f(r.at(0, off), s[0], r.at(1, off), s[1], r.at(2, off), s[2], n)
		}
		off = off.plus(1, step)
	}
}

// stagedBinary computes one lane, a window at a time.
func (r *run) stagedBinary(f Binary, off, s offsets, n int) {
	for n > 0 {
		m := min(n, windowBytes/r.size)
		a, as := r.load(1, off, s, m)
		b, bs := r.load(2, off, s, m)
		dst := r.at(0, off)
		if r.staged[0] {
			window := mem.Of(r.window[0][:])
			f(window, r.size, a, as, b, bs, m)
			r.mover(0)(dst, s[0], window, r.size, m)
		} else {
			f(dst, s[0], a, as, b, bs, m)
		}
		off = off.plus(m, s)
		n -= m
	}
}

// load returns m items of operand k as a lane that can be computed on.
func (r *run) load(k int, off, s offsets, m int) (p mem.Addr, stride int) {
	p, stride = r.at(k, off), s[k]
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
func (r *run) reduce(f Reduce) (t Total) {
	p, ok := r.start()
	for ; ok; ok = r.next() {
		s := laneSteps(p)
		var w layout.Walk
		for more := w.Start(p); more; more = w.NextBlock() {
			off, step, rows, n := block(&w)
			t = r.reduceBlock(f, t, off, s, step, n, rows)
		}
	}
	return t
}

func (r *run) reduceBlock(f Reduce, t Total, off, s, step offsets, n, rows int) Total {
	for range rows {
		t = r.reduceLane(f, t, off, s, n)
		off = off.plus(1, step)
	}
	return t
}

func (r *run) reduceLane(f Reduce, t Total, off, s offsets, n int) Total {
	if !r.staged[0] {
		return f(t, r.at(0, off), s[0], n)
	}
	for n > 0 {
		m := min(n, windowBytes/r.size)
		window, step := r.load(0, off, s, m)
		t = f(t, window, step, m)
		off = off.plus(m, s)
		n -= m
	}
	return t
}

package kernel

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
)

// The functions of this file are what the other rooms call. Operands are arrays
// of one element kind in either byte order (execute.go takes several kinds); inputs must stretch to the shape of
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
	r := newRun(2)
	r.set(0, kind, dst)
	r.set(1, kind, src)
	if r.prepare() {
		r.moveAll()
	}
	r.free()
}

// FillArray writes x to every item of dst.
func FillArray(kind elem.Kind, dst *mem.Array, x Bits) {
	if dst.Owned() {
		mem.Hold(dst)
		defer mem.Unhold(dst)
	}
	r := newRun(2)
	r.scalar = x
	if d, ok := single(dst, kind.Size()); ok {
		moveLane(kind, d, lane{p: mem.Of(r.scalar[:])})
		runs.Put(r)
		return
	}
	r.set(0, kind, dst)
	r.setScalar(1, kind)
	if r.ops[0].swapped {
		r.swapScalar(1)
	}
	if r.prepare() {
		r.moveAll()
	}
	r.free()
}

// swapScalar turns a scalar into the byte order of a swapped dst, once.
func (r *run) swapScalar(k int) {
	p, o := mem.Of(r.scalar[:]), &r.ops[k]
	MoveOf(o.size, o.kind.Part().Size())(p, 0, p, 0, 1)
	o.swapped, o.native = true, false
}

// ComputeScalar writes a ∘ x to dst; f is of the operands' kind.
func ComputeScalar(f Binary, kind elem.Kind, dst, a *mem.Array, x Bits) {
	if dst.Owned() || a.Owned() {
		mem.Hold(dst, a)
		defer mem.Unhold(dst, a)
	}
	r := newRun(3)
	r.scalar = x
	if d, ok := single(dst, kind.Size()); ok && dst == a {
		l := Loop{Binary: f}
		l.binary(d, d, lane{p: mem.Of(r.scalar[:])})
		runs.Put(r)
		return
	}
	r.set(0, kind, dst)
	r.set(1, kind, a)
	r.setScalar(2, kind)
	if r.prepare() {
		r.computeAll(&Loop{Binary: f}, 0)
	}
	r.free()
}

// TotalOf reduces all items of a.
func TotalOf(f Reduce, kind elem.Kind, a *mem.Array) (t Total) {
	if a.Owned() {
		mem.Hold(a)
		defer mem.Unhold(a)
	}
	if l, ok := single(a, kind.Size()); ok && l.n <= reduceEach {
		return f(t, l.p, l.stride, l.n)
	}
	r := newRun(1)
	r.nout = 0
	r.set(0, kind, a)
	if r.prepare() {
		r.watching(false)
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

// move copies operand 1 to operand 0, which is of the same kind.
func (r *run) move() {
	size, unit := r.ops[0].size, 1
	if !r.twin.none() {
		if !r.turnsPixels() {
			r.computeTwin(&Loop{Unary: Unary(MoveOf(size, 1))})
		}
		return
	}
	if r.ops[0].swapped != r.ops[1].swapped {
		unit = r.ops[0].kind.Part().Size()
	}
	f, strips := MoveOf(size, unit), StripsOf(size)
	p, ok := r.start()
	for ; ok; ok = r.next() {
		s := laneSteps(p)
		var w layout.Walk
		for more := w.Start(p); more; more = w.NextBlock() {
			off, step, all, n := block(&w)
			rows := all
			if r.watch.On() {
				rows = max(min(all, moveEach/n), 1)
			}
			for ; all > 0; all -= rows { // one round, if nobody is looking for interrupts
				rows = min(rows, all)
				switch free := r.order == anyOrder; {
				case free && size == 1 && r.movePixels(&off, &s, &step, n, rows):
				case free && unit == 1 && crossed(n, rows, &s, &step):
					strips(r.at(0, &off), step[0], s[0], r.at(1, &off), step[1], s[1], rows, n)
				case free && unit == 1 && crossed(rows, n, &step, &s):
					strips(r.at(0, &off), s[0], step[0], r.at(1, &off), s[1], step[1], n, rows)
				case unit == 1 && rows > 1 && s[0] == size && s[1] == size && rows*n*size >= farFrom:
					r.moveBlock(moveRow, &off, &s, &step, n, rows)
				default:
					r.moveBlock(f, &off, &s, &step, n, rows)
				}
				r.tick(rows * n)
				off[0], off[1] = off[0]+rows*step[0], off[1]+rows*step[1]
			}
		}
	}
}

// How many items are copied, or reduced, between two looks for an interrupt, in some milliseconds.
const (
	moveEach   = 1 << 22
	reduceEach = 1 << 23 // whole blocks of a sum, so that it is the same sum
)

func (r *run) moveBlock(f Move, off, s, step *offsets, n, rows int) {
	d, from := off[0], off[1]
	for range rows {
		cuts(r.watch, moveEach, n, func(i, n int) {
			f(mem.Add(r.base[0], d+i*s[0]), s[0], mem.Add(r.base[1], from+i*s[1]), s[1], n)
		})
		d, from = d+step[0], from+step[1]
	}
}

// crossed reports whether a block is one that strips copy best: dst runs along
// the lanes of n items, src along the rows.
func crossed(n, rows int, s, step *offsets) bool {
	return n >= stripWidth && rows >= stripWidth && abs(s[0]) < abs(step[0]) && abs(s[1]) > abs(step[1])
}

// reduce takes operand 0 into a total.
func (r *run) reduce(f Reduce) (t Total) {
	p, ok := r.start()
	for ; ok; ok = r.next() {
		s := laneSteps(p)
		var w layout.Walk
		for more := w.Start(p); more; more = w.NextBlock() {
			off, step, rows, n := block(&w)
			for range rows {
				t = r.reduceLane(f, t, off[0], s[0], n)
				off[0] += step[0]
				r.tick(n)
			}
		}
	}
	return t
}

func (r *run) reduceLane(f Reduce, t Total, off, s, n int) Total {
	if !r.staged[0] {
		cuts(r.watch, reduceEach, n, func(i, n int) { t = f(t, mem.Add(r.base[0], off+i*s), s, n) }) // K1: item i
		return t
	}
	for n > 0 {
		m := min(n, r.fit)
		window, step := r.load(0, mem.Add(r.base[0], off), s, m)
		t = f(t, window, step, m)
		off += m * s
		n -= m
		r.tick(m)
	}
	return t
}

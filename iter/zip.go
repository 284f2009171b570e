package iter

import (
	stditer "iter"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// A ShapeError is the panic value of walking together views whose shapes do not
// fit. It wraps [ndview.ErrShape].
type ShapeError struct {
	Op     string // "iter.ZipLanes"
	Dst, A []int  // the shapes
	Why    error  // the axes that do not fit
}

func (e *ShapeError) Error() string {
	return "inplace: " + e.Op + ": dst " + layout.FormatShape(e.Dst) + ", a " + layout.FormatShape(e.A) + ": " + e.Why.Error()
}

// Unwrap returns [ndview.ErrShape].
func (e *ShapeError) Unwrap() error { return ndview.ErrShape }

// ZipLanes yields the lanes of dst along an axis, to be read and written in place,
// each with the lane of a at the same place. The element types may differ. a is
// stretched to the shape of dst by NumPy's rule; along a stretched axis its lanes
// have stride 0. Where dst and a share memory, what is written to a lane may be
// seen in later lanes of a.
//
// The package comment has the rules. If a does not stretch to the shape of dst the
// loop panics with a [*ShapeError].
func ZipLanes[D, A ndview.Element](dst ndview.MutView[D], a ndview.View[A], axis int) stditer.Seq2[MutLane[D], Lane[A]] {
	return func(yield func(MutLane[D], Lane[A]) bool) {
		b := stretched("iter.ZipLanes", a.Array(), dst.Array())
		if !near(dst.Array()) || !near(&b) {
			detourZip(dst.Array(), &b, axis, yield)
			return
		}
		var w, x walk
		x.start(&b, axis)
		for more := w.start(dst.Array(), axis); more; more = w.next() {
			p, n, stride := w.p, w.n, w.stride
			q, step := x.p, x.stride
			for i := range w.rows {
				if w.slot.Epoch != w.epoch {
					panic(w.released())
				}
				if x.slot.Epoch != x.epoch {
					panic(x.released())
				}
				if !yield(MutLane[D]{Lane[D]{mem.Add(p, i*w.step), n, stride}}, Lane[A]{mem.Add(q, i*x.step), n, step}) { // M2: the start of lane i
					return
				}
			}
			x.next()
		}
	}
}

// stretched returns a with the shape of dst.
func stretched(op string, a, dst *mem.Array) mem.Array {
	b := *a
	var buf [8]int
	if err := b.L().BroadcastTo(dst.L().AppendShape(buf[:0])...); err != nil {
		panic(&ShapeError{op, dst.L().AppendShape([]int{}), a.L().AppendShape([]int{}), err})
	}
	b.Settle(a.Item())
	return b
}

// detourZip is ZipLanes by a detour of both views; see detourLanes.
func detourZip[D, A ndview.Element](dst, a *mem.Array, axis int, yield func(MutLane[D], Lane[A]) bool) {
	a.Check()
	dst.Check()
	axis = laneAxis(dst.L().NDim, axis)
	d, e := newDetour(dst, axis), newDetour(a, axis)
	defer func() {
		d.writeBack()
		d.free()
		e.free()
	}()
	for d.next() && e.next() {
		dst.Check()
		a.Check()
		p, n, stride := d.lane()
		q, _, step := e.lane()
		if !yield(MutLane[D]{Lane[D]{p, n, stride}}, Lane[A]{q, n, step}) {
			return
		}
		d.writeBack()
	}
}

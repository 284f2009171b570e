package iter

import (
	"context"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// ForEach calls body for every lane of v along an axis, from several goroutines at
// once. k is the number of the lane, its place in the C order of the other axes, as
// in [IndexedLanes]; body may write what belongs to lane k to a place of its own,
// such as element k of a slice. Which worker has which lanes, and in which order,
// is not said. The rules for lanes are those of [Lanes].
//
// There are as many workers as asked for, or as many as the processors that Go uses
// if workers is 0, and never more than lanes; the calling goroutine is one of them.
// With one worker everything happens in the calling goroutine.
//
// The first error that body returns is returned; it ends the loop, as does the end
// of ctx: no further lane is begun, and ForEach returns when the workers have come
// back from the lanes that they are in. If lanes were left out because ctx ended,
// the error wraps ctx.Err() and the cause. A panic in body ends the loop too; it
// goes on in the calling goroutine with a [*WorkerPanic] that has the worker's
// stack. [runtime.Goexit] in body ends the loop and the calling goroutine. In every
// case no goroutine is left behind.
//
// The borrow of a handle is held until ForEach returns, so that a release by
// another goroutine waits. It panics with an [*ndview.AxisError] for an axis that v
// does not have, with a [*MisuseError] if workers is negative, and with a
// [ndview.ReleasedError] if the borrow has ended.
func ForEach[T ndview.Element](ctx context.Context, workers int, v ndview.View[T], axis int, body func(k int, lane Lane[T]) error) error {
	g := gang{op: "iter.ForEach", axis: axis}
	defer g.release()
	g.read(v.Array())
	return g.run(ctx, workers, func(h []hand, k int) error { return body(k, lane[T](&h[0])) })
}

// MutForEach is [ForEach] with lanes that may also be written. What is written to a
// lane that lies in a window arrives when body ends, also by panic or Goexit.
//
// A view of which different indices share memory is refused, since two workers
// might write the same element; so is one for which that cannot be decided. The
// error is an [*OverlapError], and body is not called.
func MutForEach[T ndview.Element](ctx context.Context, workers int, v ndview.MutView[T], axis int, body func(k int, lane MutLane[T]) error) error {
	g := gang{op: "iter.MutForEach", axis: axis}
	defer g.release()
	if err := g.write("the view", v.Array()); err != nil {
		return err
	}
	return g.run(ctx, workers, func(h []hand, k int) error { return body(k, MutLane[T]{lane[T](&h[0])}) })
}

// MutZipForEach calls body for every lane of dst along an axis with the lane of a at
// the same place, from several goroutines at once: [MutForEach] for two views, of
// which a is stretched to the shape of dst by NumPy's rule. If it does not stretch
// the error is a [*ShapeError].
//
// dst and a may be the same elements at the same indices. If they share memory in
// any other way, or that cannot be decided, the error is an [*OverlapError].
func MutZipForEach[D, A ndview.Element](ctx context.Context, workers int, dst ndview.MutView[D], a ndview.View[A], axis int,
	body func(k int, d MutLane[D], a Lane[A]) error) error {
	g := gang{op: "iter.MutZipForEach", axis: axis}
	defer g.release()
	if err := g.write("dst", dst.Array()); err != nil {
		return err
	}
	if err := g.beside("a", a.Array()); err != nil {
		return err
	}
	return g.run(ctx, workers, func(h []hand, k int) error {
		return body(k, MutLane[D]{lane[D](&h[0])}, lane[A](&h[1]))
	})
}

// MutZipForEach3 is [MutZipForEach] with two views to be read.
func MutZipForEach3[D, A, B ndview.Element](ctx context.Context, workers int, dst ndview.MutView[D], a ndview.View[A], b ndview.View[B], axis int,
	body func(k int, d MutLane[D], a Lane[A], b Lane[B]) error) error {
	g := gang{op: "iter.MutZipForEach3", axis: axis}
	defer g.release()
	if err := g.write("dst", dst.Array()); err != nil {
		return err
	}
	if err := g.beside("a", a.Array()); err != nil {
		return err
	}
	if err := g.beside("b", b.Array()); err != nil {
		return err
	}
	return g.run(ctx, workers, func(h []hand, k int) error {
		return body(k, MutLane[D]{lane[D](&h[0])}, lane[A](&h[1]), lane[B](&h[2]))
	})
}

// A gang is a loop over the lanes of up to three arrays of one shape by workers.
// The first array may be written if writes is set.
type gang struct {
	op     string
	axis   int
	room   [3]mem.Array
	n      int
	writes bool
}

func (g *gang) arrays() []mem.Array { return g.room[:g.n] }

// read adds an array, whose borrow is held until release.
func (g *gang) read(a *mem.Array) {
	if g.n == 0 {
		g.axis = laneAxis(a.L().NDim, g.axis)
	}
	mem.Hold(a)
	g.room[g.n] = *a
	g.n++
}

func (g *gang) release() {
	for i := range g.arrays() {
		mem.Unhold(&g.room[i])
	}
}

// write adds an array of which no two indices may share memory.
func (g *gang) write(name string, a *mem.Array) error {
	g.read(a)
	g.writes = true
	return injective(g.op, name, a)
}

// beside adds an array that is read while the first one is written.
func (g *gang) beside(name string, a *mem.Array) error {
	dst, b := &g.room[0], *a
	if err := b.L().BroadcastTo(dst.L().AppendShape([]int{})...); err != nil {
		return &ShapeError{g.op, []string{"dst", name}, [][]int{dst.L().AppendShape([]int{}), a.L().AppendShape([]int{})}, err}
	}
	b.Settle(a.Item())
	g.read(&b)
	if sameElements(dst, &b) {
		return nil
	}
	switch sharing(dst, a) {
	case layout.Overlapping:
		return &OverlapError{g.op, "dst and " + name + " share memory, so that a worker might read what another one has written; copy " + name + " first"}
	case layout.Unknown:
		return &OverlapError{g.op, "whether dst and " + name + " share memory could not be decided; copy " + name + " first"}
	}
	return nil
}

// sameElements reports whether two arrays of one shape have the same item at each
// index.
func sameElements(a, b *mem.Array) bool {
	if a.Base != b.Base || a.Item().Size != b.Item().Size {
		return false
	}
	for axis := range a.L().NDim {
		n, s := a.L().Dim(axis)
		if _, t := b.L().Dim(axis); n > 1 && (s != t || a.L().AxisLevel(axis) != b.L().AxisLevel(axis)) {
			return false
		}
	}
	if a.L().Levels() != b.L().Levels() {
		return false
	}
	for level := range a.L().Levels() {
		if a.L().LevelOffset(level) != b.L().LevelOffset(level) {
			return false
		}
	}
	return true
}

// partsPerWorker is how many parts there are for each worker, so that those whose
// lanes take longer do fewer of them.
const partsPerWorker = 8

// run calls body for each lane; a hand holds the lane of one array.
func (g *gang) run(ctx context.Context, workers int, body func(h []hand, k int) error) error {
	arrays := g.arrays()
	for i := range arrays {
		if l := arrays[i].L(); l.NDim == 0 {
			if err := l.NewAxis(0); err != nil {
				panic(err) // there is room for one axis
			}
			arrays[i].SetNDim()
		}
	}
	first := &arrays[0]
	lanes := 1
	for axis := range first.L().NDim {
		if n, _ := first.L().Dim(axis); axis != g.axis {
			lanes *= n
		}
	}
	team, err := newTeam(g.op, ctx, workers, lanes)
	if team == nil {
		return err
	}
	parts := boxes(first, team.workers*partsPerWorker, 1<<g.axis, g.writes)
	return team.run(len(parts), func(i int) error { return g.part(team, parts[i], body) })
}

// part calls body for the lanes in a box, until the team is told to stop.
func (g *gang) part(t *team, b box, body func(h []hand, k int) error) error {
	arrays := g.arrays()
	hands := make([]hand, len(arrays))
	for i := range arrays {
		hands[i].over(&arrays[i])
	}
	if g.writes {
		defer hands[0].put()
	}
	var others nest
	index, k := make([]int, len(b.lo)), 0
	for axis, weight := len(b.lo)-1, 1; axis >= 0; axis-- {
		if axis != g.axis {
			others.add(axis, b.hi[axis]-b.lo[axis], weight)
			n, _ := arrays[0].L().Dim(axis)
			k += b.lo[axis] * weight
			weight *= n
		}
	}
	for more := true; more; {
		if t.stopped() {
			return nil
		}
		for _, d := range others.digits() {
			index[d.axis] = b.lo[d.axis] + d.i
		}
		for i := range hands {
			hands[i].take(index, g.axis)
		}
		if err := body(hands, k); err != nil {
			return err
		}
		if g.writes {
			hands[0].put()
		}
		var moved int
		moved, more = others.next()
		k += moved
	}
	return nil
}

// A hand holds a lane: where it lies, or in a window.
type hand struct {
	stage
	staged bool
}

// take picks up the lane at an index, which is 0 along the axis.
func (h *hand) take(index []int, axis int) {
	n, _ := h.array.L().Dim(axis)
	if n == 0 {
		h.array.Check()
		h.n = 0
		return
	}
	h.locate(index, n, axis)
	if h.staged = !h.native(); h.staged {
		h.load(h.own(n))
	}
}

// put moves a lane that lies in the window back.
func (h *hand) put() {
	if h.staged {
		h.store(mem.Of(h.window))
	}
	h.staged = false
}

func lane[T ndview.Element](h *hand) Lane[T] {
	if h.staged {
		return Lane[T]{mem.Of(h.window), h.n, h.size}
	}
	return Lane[T]{h.p, h.n, h.stride}
}

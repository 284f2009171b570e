package kernel

import (
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Folding short lanes
//
// The channels of a pixel are a lane of a few items, and an image has millions of them: a
// call for each would cost more than its sum. So a piece of the image is parted into lanes
// of one channel each (pixels.go), and these are folded into each other by the vectors of
// elementwise verbs. It is done for integers of one and two bytes, whose sums are
// exact in 16 and in 32 bits, in whatever order.

const (
	shortMost  = 8    // items of a short lane
	shortPiece = 1024 // lanes at a time
)

type shortWindows struct {
	channels   [shortMost][shortPiece / 4]uint64 // of two bytes, at most
	acc, next  [shortPiece / 2]uint64            // of four bytes, at most
	quotients  [shortPiece]float64
	lanes      int        // items of each lane
	by         [1]float64 // the same, to divide by
	kind, wide elem.Kind
}

var shortPool = sync.Pool{New: func() any { return new(shortWindows) }}

// runShort reduces the last axis of integers that lie side by side, to results that do, if
// the axis is short; it reports whether it did.
func (q *Reduction) runShort(dstKind elem.Kind, dst *mem.Array, srcKind elem.Kind, src *mem.Array) bool {
	l := src.L()
	if q.Axes == 0 || q.Axes != 1<<uint(l.NDim-1) || !srcKind.IsInteger() || srcKind.Size() > 2 || !q.plainFold(dstKind) {
		return false
	}
	c, _ := l.Dim(l.NDim - 1)
	if c < 2 || c > shortMost || l.Size() < 4*shortPiece {
		return false
	}
	s, ok := single(src, srcKind.Size())
	d, too := single(dst, dstKind.Size())
	if !ok || !too || s.stride != srcKind.Size() || d.stride != dstKind.Size() || !lanesApart(d, s) {
		return false
	}
	w := shortPool.Get().(*shortWindows)
	w.lanes, w.by, w.kind, w.wide = c, [1]float64{float64(c)}, srcKind, elem.KindInt32
	if srcKind == elem.KindUint8 {
		w.wide = elem.KindUint16
	}
	for n := d.n; ; {
		m := min(n, shortPiece)
		w.part(s.p, m)
		w.fold(q.Verb, dstKind, d.p, m)
		if n -= m; n == 0 {
			break
		}
		d.p, s.p = mem.Add(d.p, m*d.stride), mem.Add(s.p, m*c*s.stride) // K5: lanes are left
	}
	shortPool.Put(w)
	return true
}

// lanesApart reports whether two lanes share no memory.
func lanesApart(d, s lane) bool {
	dLo, dHi := d.extent(d.stride)
	sLo, sHi := s.extent(s.stride)
	return dHi <= sLo || sHi <= dLo
}

// plainFold reports whether all items go into sums or extremes, and nothing else does.
func (q *Reduction) plainFold(dst elem.Kind) bool {
	switch q.Verb {
	case &ReduceSum, &ReduceMean, &ReduceMin, &ReduceMax:
		return q.Mask == nil && !q.SkipNaN && q.Via == elem.Invalid && !q.Started && !q.Saturate &&
			(dst.IsInteger() || dst == elem.KindFloat32 || dst == elem.KindFloat64)
	}
	return false
}

// channel is the window of a channel.
func (w *shortWindows) channel(k int) mem.Addr { return mem.Of(w.channels[k][:]) }

// part brings n lanes to the windows of their channels.
func (w *shortWindows) part(src mem.Addr, n int) {
	size, done := w.kind.Size(), 0
	if size == 1 && w.lanes == pixel {
		done = splitPixels([pixel]mem.Addr{w.channel(0), w.channel(1), w.channel(2)}, src, n)
	}
	if done == n {
		return
	}
	move := MoveOf(size, 1)
	for k := range w.lanes {
		move(mem.Add(w.channel(k), done*size), size, mem.Add(src, (done*w.lanes+k)*size), w.lanes*size, n-done) // K1: lanes are left
	}
}

// fold writes what the verb makes of n lanes.
func (w *shortWindows) fold(verb *Reducer, dstKind elem.Kind, dst mem.Addr, n int) {
	acc, size := w.channel(0), w.kind.Size()
	if verb == &ReduceMin || verb == &ReduceMax {
		smaller := Maximum[w.kind]
		if verb == &ReduceMin {
			smaller = Minimum[w.kind]
		}
		for k := 1; k < w.lanes; k++ {
			smaller(acc, size, acc, size, w.channel(k), size, n)
		}
		castOrMove(w.kind, dstKind)(dst, dstKind.Size(), acc, size, n)
		return
	}
	widen, size := CastOf(w.kind, w.wide), w.wide.Size()
	acc = mem.Of(w.acc[:])
	next := mem.Of(w.next[:])
	widen(acc, size, w.channel(0), w.kind.Size(), n)
	for k := 1; k < w.lanes; k++ {
		widen(next, size, w.channel(k), w.kind.Size(), n)
		Add[w.wide](acc, size, acc, size, next, size, n)
	}
	if verb == &ReduceSum {
		castOrMove(w.wide, dstKind)(dst, dstKind.Size(), acc, size, n)
		return
	}
	quotients := mem.Of(w.quotients[:])
	CastOf(w.wide, elem.KindFloat64)(quotients, 8, acc, size, n)
	Div[elem.KindFloat64](quotients, 8, quotients, 8, mem.Of(w.by[:]), 0, n)
	castOrMove(elem.KindFloat64, dstKind)(dst, dstKind.Size(), quotients, 8, n)
}

// castOrMove returns the loop that casts, or moves items that stay what they are.
func castOrMove(from, to elem.Kind) Unary {
	if from == to {
		return Unary(MoveOf(from.Size(), 1))
	}
	return CastOf(from, to)
}

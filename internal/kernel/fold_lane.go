package kernel

import (
	"sync/atomic"
	"time"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// laneBlock is the number of items of a long lane that have a state of their own: large, for
// states to cost nothing, and small, for a lane that pays for a helper to have some.
const laneBlock = 1 << 14

// A laneFold is a lane in parts.
type laneFold struct {
	r       *reduction
	f       *fold
	l       lane
	from    int // the first item that is shared
	block   int // items with a state of their own
	blocks  int
	per     int // blocks of a part
	words   int // of what is joined
	states  []uint64
	settled atomic.Bool
}

// foldSingle folds a lane into the result.
func (r *reduction) foldSingle(f *fold, l lane) {
	crew, timed := 1, false
	if f.join != nil && l.n > laneBlock {
		crew, timed = crewFor(r.Workers, l.n)
	}
	if crew < 2 {
		r.foldBlocks(f, l, 0, l.n)
		return
	}
	if !timed {
		r.shareLane(f, l, 0, crew*untimed, func(parts int) time.Duration { workers.Share(crew, parts, &r.lanes); return 0 })
		return
	}
	sort := r.sort(f).With(uint64(l.n)).With(uint64(l.stride))
	shareTimed(sort, crew, max(l.n/trial/laneBlock, 1)*laneBlock, l.n, func(from, to int) { r.foldBlocks(f, l, from, to) },
		func(from, cut, hands int) time.Duration {
			if f.settled != nil && f.settled(r.result) {
				return 0
			}
			return r.shareLane(f, l, from, cut, func(parts int) time.Duration { return workers.Offer(hands, parts, &r.lanes) })
		})
}

// blockOf returns the number of items of a block. Products that pass through windows are made
// window by window.
func (r *reduction) blockOf(f *fold) int {
	switch {
	case f.part != nil && r.passes():
		return wideBytes / 16
	case f.exact >= inOrder:
		return 4 * laneBlock // only for the looks in between
	}
	return laneBlock
}

// passes reports whether items of a single lane pass through windows.
func (r *reduction) passes() bool { return r.load != nil || r.Verb.lift != nil }

// foldBlocks folds items of a lane into the result, block by block.
func (r *reduction) foldBlocks(f *fold, l lane, from, to int) {
	block := r.blockOf(f)
	for i := from; i < to; i += block {
		n := min(to-i, block)
		if l.n <= laneBlock || f.exact >= inOrder || !f.joins() {
			r.foldItems(f, r.result, l, i, n)
		} else {
			part := mem.Of(r.counts[:]) // any room
			f.begin(part, 1, &f.start)
			copy(mem.Slice[uint64](part, f.common), mem.Slice[uint64](r.result, f.common)) // K1: words of states
			r.foldItems(f, part, l, i, n)
			f.join(r.result, part)
		}
		r.watch.Poll()
	}
}

// foldItems folds n items of a lane from item i on, by windows if they must be widened or lifted.
func (r *reduction) foldItems(f *fold, acc mem.Addr, l lane, i, n int) {
	a := mem.Add(l.p, i*l.stride) // K1: item i
	if !r.passes() {
		f.lane(acc, a, l.stride, n, i, 1)
		return
	}
	r.eachWindow(a, l.stride, n, func(window mem.Addr, step, k, m int) { f.lane(acc, window, step, m, i+k, 1) })
}

// eachWindow calls do for n items that are widened and lifted, with the first one of each window
// and how many it has.
func (r *reduction) eachWindow(a mem.Addr, as, n int, do func(window mem.Addr, step, k, m int)) {
	size, window := r.c.kind().Size(), mem.Of(r.window[:])
	for k := 0; k < n; k += wideBytes / 16 {
		m := min(n-k, wideBytes/16)
		r.fetch(window, size, mem.Add(a, k*as), as, m) // K1: item k
		step := size
		if r.Verb.lift != nil {
			r.Verb.lift(r.c, window, m)
			step = 8
		}
		do(window, step, k, m)
	}
}

// shareLane folds what is left of a lane from an item on in so many parts, by what shares them, and returns what that does.
func (r *reduction) shareLane(f *fold, l lane, from, cut int, share func(parts int) time.Duration) (took time.Duration) {
	j, left := &r.lanes, l.n-from
	j.r, j.f, j.l, j.from, j.block, j.words = r, f, l, from, r.blockOf(f), f.size/8
	switch {
	case f.part != nil:
		j.words = partWords
	case f.exact >= inOrder:
		j.block = ((left+cut-1)/cut + evenPieces - 1) &^ (evenPieces - 1) // each part is a block
	}
	j.blocks = (left + j.block - 1) / j.block
	j.per = (j.blocks + cut - 1) / cut
	j.states = wordsOf(j.states, j.blocks*j.words)
	j.settled.Store(false)
	took = share((j.blocks + j.per - 1) / j.per)
	for k := range j.blocks {
		i := from + k*j.block
		if !f.join(r.result, mem.Of(j.states[k*j.words:])) {
			r.foldItems(f, r.result, l, i, min(l.n-i, j.block))
			r.watch.Poll()
		}
	}
	r.lanes = laneFold{states: j.states[:0]}
	return took
}

// Part folds some blocks into their states (workers.Job).
func (j *laneFold) Part(k int) {
	r := j.r.sub()
	for b := k * j.per; b < min(j.blocks, (k+1)*j.per); b++ {
		i := j.from + b*j.block
		j.fold(r, mem.Of(j.states[b*j.words:]), i, min(j.l.n, i+j.block))
	}
	r.free()
}

// fold folds items of a block into its state.
func (j *laneFold) fold(r *reduction, state mem.Addr, i, to int) {
	f := j.f
	if f.part != nil {
		a := mem.Add(j.l.p, i*j.l.stride) // K1: item i
		if r.passes() {
			r.eachWindow(a, j.l.stride, to-i, func(window mem.Addr, step, _, m int) { f.part(state, window, step, m) })
		} else {
			f.part(state, a, j.l.stride, to-i)
		}
		r.watch.Poll()
		return
	}
	f.begin(state, 1, &f.start)
	copy(mem.Slice[uint64](state, f.common), mem.Slice[uint64](j.r.result, f.common)) // K1: words of states
	for ; i < to && !j.settled.Load(); i += 4 * laneBlock {
		r.foldItems(f, state, j.l, i, min(to-i, 4*laneBlock))
		r.watch.Poll()
		if f.settled != nil && f.settled(state) {
			j.settled.Store(true)
		}
	}
}

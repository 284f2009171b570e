package kernel

import (
	"sync/atomic"
	"time"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Reductions by several workers
//
// Results are the same to the bit however many workers there are, so that work is cut where one
// worker cuts it, too, or where it makes no difference:
//
//	lane     what is one lane, to one result, is folded in blocks of laneBlock items, each to a
//	         state of its own; states are joined in the order of the blocks (fold_lane.go)
//	blocks   so are all items of few results, by positions on the outermost axis that is reduced
//	results  many results are cut along the outermost axis that stays: no result takes items of
//	         two pieces. In which order a result takes its items does not depend on how
//	         many neighbours it has, from splitFrom on (patch.go)
//
// Folds that are exact in any order are not cut for one worker. What lies behind pointers is one
// worker's, and so is a fold whose states cannot be joined, but for cuts along results.

const (
	splitFrom  = fewItems // results that are worth a piece
	blockItems = 1 << 16  // of a block of all items
	fewResults = 64       // whose states are joined
	rowBytes   = 3840     // of a row that a piece of columns has at least: shorter ones are not fetched ahead
	shareBytes = 1 << 17  // that pay for a look at the time
)

// exactness says how far the state of a fold depends on cuts.
type exactness uint8

const (
	rounded   exactness = iota // on where they are
	inOrder                    // not at all, if the parts are joined in the order of the items
	orderless                  // nor on the order
)

// A parting says how a reduction is cut for workers, and for one of them. It depends on shapes alone.
type parting struct {
	share  int // the axis that is cut along results; −1 for none
	parted int // axes that stay are taken one by one in front of this one
	block  int // the axis that is cut in blocks; −1 for none
	rows   int // positions of a block
}

// arrangeParts finds out how to cut.
func (r *reduction) arrangeParts() {
	r.parting = parting{share: -1, block: -1}
	size := r.src.layout.Size()
	if r.indirect || size < alone {
		return
	}
	results := 1
	for axis := range r.ndim {
		if n := r.shape[axis]; !r.reduced[axis] {
			if n >= 2*splitFrom && (results == 1 || size/results >= blockItems) {
				r.share = axis
				if results > 1 {
					r.parted = axis
				}
				return
			}
			results *= n
		}
	}
	if r.scans || results > fewResults || !r.f.joins() || r.second != nil && !r.second.joins() {
		return
	}
	for axis := range r.ndim {
		if n := r.shape[axis]; r.reduced[axis] && n > 1 {
			if rows := max(blockItems/(size/n), 1); rows < n {
				r.block, r.rows = axis, rows
			}
			return
		}
	}
}

// joins reports whether states are joined in all cases.
func (f *fold) joins() bool { return f.join != nil && f.part == nil }

// A foldJob is a reduction in parts.
type foldJob struct {
	r        *reduction
	f        *fold // of blocks
	from, to int   // positions on the axis that are shared
	unit     int   // of which a piece has a whole number
	cut      int   // pieces
	n        int   // results that have states
	states   []uint64
	missing  atomic.Bool
}

// sub returns a reduction for a part of what r has to do.
func (r *reduction) sub() *reduction {
	s := reductions.Get().(*reduction)
	s.task, s.folded, s.missing = r.task, 0, false
	return s
}

// restrict leaves some positions of an axis to r.
func (r *reduction) restrict(axis, from, count int) {
	part := layout.Range{Start: from, Stop: from + count, Has: layout.HasStart | layout.HasStop}
	for _, o := range []*operand{&r.src, &r.mask, &r.out} {
		if o == &r.src || o == &r.mask && r.Mask != nil || o == &r.out && r.scans {
			off, err := o.layout.Slice(axis, part)
			must(err)
			o.base = mem.Add(o.base, off) // K1: an item of the operand
		}
	}
	r.shape[axis] = count
	switch {
	case r.reduced[axis]:
		r.firstIndex += from * r.index[axis]
	case !r.scans:
		kept := 0
		for k := range axis {
			kept += btoi(!r.reduced[k])
		}
		off, err := r.dst.L().Slice(kept, part)
		must(err)
		r.dst.Shifted(off)
	}
}

// Part computes a piece (workers.Job).
func (j *foldJob) Part(k int) {
	units := (j.to - j.from) / j.unit
	first, count := layout.Part(units, j.cut, k)
	from := j.from + first*j.unit
	to := from + count*j.unit
	if k == j.cut-1 {
		to = j.to
	}
	if j.f == nil {
		j.results(from, to)
	} else {
		j.blocks(k, from, to)
	}
}

// shareTimed does all of a sort of work that can be cut at first, and at more places: by several workers, if that pays. do does it from
// one place to another; share does it from one place to the end in as many pieces as are asked for, or nothing if it has no place to
// cut, and returns how long one worker would have taken.
func shareTimed(sort workers.Key, crew, first, all int, do func(from, to int), share func(from, cut, hands int) (took time.Duration)) {
	start, from := workers.Now(), 0
	work := sort.Took()
	if work == 0 {
		do(0, first)
		from = first
		work = inProportion(workers.Now()-start, from, all-from)
	}
	if cut, hands := cutFor(start, work, crew); cut > 1 && from < all {
		if took := share(from, cut, hands); took > 0 {
			sort.Learn(inProportion(took, all-from, all))
			return
		}
	}
	if from < all {
		do(from, all)
	}
	sort.Learn(workers.Now() - start)
}

// sort is what the time of a fold depends on.
func (r *reduction) sort(f *fold) workers.Key {
	return workers.Key(0).With(uint64(mem.Uint(mem.Addr(f)))).With(uint64(r.srcKind)).With(uint64(r.dstKind))
}

// sortOfWalk is sort for a walk over axes.
func (r *reduction) sortOfWalk(f *fold) workers.Key {
	k := r.sort(f).With(uint64(btoi(r.scans) + 2*btoi(r.Mask != nil) + 4*btoi(r.skip != nil)))
	for axis := range r.ndim {
		n, s := r.src.layout.Dim(axis)
		k = k.With(uint64(n)).With(uint64(s)).With(uint64(btoi(r.reduced[axis])))
	}
	return k
}

// all reduces to all results, shared along one of their axes if that pays.
func (r *reduction) all() {
	if r.share >= 0 {
		crew, timed := crewFor(r.Workers, r.src.layout.Size())
		if crew > 1 && (!timed || r.src.layout.Size()*r.srcKind.Size() >= shareBytes) && r.shareResults(crew, timed) {
			return
		}
	}
	r.tiles()
}

// shareResults does all in pieces, if there are several, and reports whether it did.
func (r *reduction) shareResults(crew int, timed bool) (done bool) {
	n, step := r.src.layout.Dim(r.share)
	unit, columns := splitFrom, abs(step) <= r.srcKind.Size()
	if cut, piece := r.tile1(); cut == r.share && piece < 2*splitFrom {
		unit = piece // tiles are those of one worker
	}
	least := unit
	if columns {
		unit = max(unit, evenPieces)
		least = max(unit, rowBytes/r.srcKind.Size())
	}
	if n < 2*least {
		return false
	}
	j := &r.shared
	j.r, j.f, j.from, j.to, j.unit = r, nil, 0, n, unit
	j.missing.Store(false)
	if timed {
		shareTimed(r.sortOfWalk(r.f), crew, max(n/trial/unit, least/unit)*unit, n, j.results, func(from, cut, hands int) time.Duration {
			j.from, j.cut = from, min(cut, (n-from)/least)
			if j.cut > hands {
				j.cut -= j.cut % hands // the same for all
			}
			if columns {
				j.cut = min(j.cut, hands) // rows in the longest pieces
			}
			if j.cut < 2 {
				return 0
			}
			return workers.Offer(hands, j.cut, j)
		})
	} else {
		if j.cut = min(crew*untimed, n/least); columns {
			j.cut = min(j.cut, crew)
		}
		workers.Share(crew, j.cut, j)
	}
	r.missing = j.missing.Load()
	r.shared = foldJob{states: j.states[:0]}
	return true
}

// results reduces to some positions of the axis that is shared.
func (j *foldJob) results(from, to int) {
	j.r.watch.Poll()
	s := j.r.sub()
	s.restrict(j.r.share, from, to-from)
	s.tiles()
	if s.missing {
		j.missing.Store(true)
	}
	s.free()
}

// walkAll folds all items of a tile of n results, in blocks if there are few.
func (r *reduction) walkAll(f *fold, n int) {
	crew, timed := 1, false
	if r.block >= 0 {
		crew, timed = crewFor(r.Workers, r.src.layout.Size())
	}
	if r.block < 0 || crew < 2 && f.exact == orderless {
		r.walk(f)
		return
	}
	all := r.shape[r.block]
	j := &r.shared
	j.r, j.f, j.n, j.from, j.to, j.unit = r, f, n, 0, all, r.rows
	switch {
	case crew < 2:
		j.foldBlocks(0, all)
	case timed:
		shareTimed(r.sortOfWalk(f), crew, max(all/trial/r.rows, 1)*r.rows, all, j.foldBlocks, func(from, cut, hands int) time.Duration {
			j.from, j.cut = from, min(cut, (all-from)/r.rows)
			if j.cut < 2 || f.settled != nil && n == 1 && f.settled(mem.Of(r.states[:])) {
				return 0
			}
			return j.shareBlocks(func(parts int) time.Duration { return workers.Offer(hands, parts, j) })
		})
	default:
		j.cut = min(crew*untimed, all/r.rows)
		j.shareBlocks(func(parts int) time.Duration { workers.Share(crew, parts, j); return 0 })
	}
}

// foldBlocks folds some positions into the states of r, block by block.
func (j *foldJob) foldBlocks(from, to int) {
	r := j.r
	s := r.sub()
	for ; from < to; from += r.rows {
		s.task = r.task
		s.foldBlock(j.f, j.n, from, min(r.rows, to-from), r.states[:])
		r.joinBlock(j.f, j.n, s.states[:], s.counts[:])
	}
	s.free()
}

// foldBlock folds some positions of the axis into states that begin as those of before do.
func (r *reduction) foldBlock(f *fold, n, from, count int, before []uint64) {
	r.restrict(r.block, from, count)
	r.tile1()
	r.place()
	f.begin(mem.Of(r.states[:]), n, &f.start)
	words := f.size / 8
	for i := 0; i < n*words; i += words {
		copy(r.states[i:i+f.common], before[i:])
	}
	if r.counted {
		clear(r.counts[:n])
	}
	r.walk(f)
}

// joinBlock takes the states and counts of a block.
func (r *reduction) joinBlock(f *fold, n int, states []uint64, counts []int64) {
	for i := range n {
		f.join(mem.Add(mem.Of(r.states[:]), i*f.size), mem.Add(mem.Of(states), i*f.size)) // K1: state i
		if r.counted && f == r.f {
			r.counts[i] += counts[i]
		}
	}
}

// stateWords is the number of words in which the states and counts of n results are kept.
func (j *foldJob) stateWords() int { return j.n * (j.f.size/8 + 1) }

// shareBlocks folds what is left in parts, by what shares them, and returns what that does.
func (j *foldJob) shareBlocks(share func(parts int) time.Duration) (took time.Duration) {
	r, words := j.r, j.stateWords()
	left := (j.to - j.from + r.rows - 1) / r.rows
	if j.f.exact == orderless {
		left = j.cut // a part is one block
	}
	j.states = wordsOf(j.states, left*words)
	took = share(j.cut)
	for k := range left {
		block := j.states[k*words:][:words]
		r.joinBlock(j.f, j.n, block, mem.Slice[int64](mem.Of(block[j.n*j.f.size/8:]), j.n)) // K1: the counts follow the states
	}
	return took
}

// wordsOf returns a slice of n words, s if it is long enough.
func wordsOf(s []uint64, n int) []uint64 {
	if cap(s) < n {
		return make([]uint64, n)
	}
	return s[:n]
}

// blocks folds the positions of part k into the states of their blocks.
func (j *foldJob) blocks(k, from, to int) {
	r, rows := j.r, j.r.rows
	at := (from - j.from) / rows
	if j.f.exact == orderless {
		at, rows = k, to-from
	}
	s := r.sub()
	for ; from < to; from += rows {
		r.watch.Poll()
		s.task = r.task
		s.foldBlock(j.f, j.n, from, min(rows, to-from), r.states[:])
		block := j.states[at*j.stateWords():]
		n := copy(block[:j.n*j.f.size/8], s.states[:])
		for i := range j.n {
			block[n+i] = uint64(s.counts[i])
		}
		at++
	}
	s.free()
}

package kernel

import (
	"sync"
	"time"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Several workers
//
// A loop computes each item from items of the same place alone, so that the pieces of an
// array may be computed at the same time, by several goroutines: the results are the
// same to the bit. Two things stand in the way. Where an input that shares memory with
// dst has to be read in an order (hazard.go, twin.go), one goroutine does all; and so
// it does behind pointers.
//
// How long a loop takes per item differs a thousandfold between verbs, layouts and
// processors. So nothing is guessed: the first piece is computed and timed, and the
// others are shared if they will take longer than it takes to wake a helper. A caller
// that names a number of workers gets them whatever the size.
//
// The pieces are those of a lane (laneJob), or of the axis of dst that is outermost in
// memory (runJob).

const (
	alone    = 1 << 12                // items that one goroutine always computes
	pays     = 150 * time.Microsecond // of work that is left, for a helper that must be woken
	paysSoon = 12 * time.Microsecond  // for one that stands by
	pieceFor = 4 * time.Microsecond   // of work is the least in a piece
	pieces   = 8                      // for each worker, so that late ones do fewer
	trial    = 16                     // the first piece is one of so many
)

// crewFor returns how many workers may compute n items where the caller asked for so
// many, 0 for the default; timed asks for a look at the time that they take.
func crewFor(asked, n int) (crew int, timed bool) {
	switch {
	case asked > 0:
		return min(asked, n), false
	case n < alone:
		return 1, false
	}
	return workers.Default(), true
}

// cutFor returns in how many pieces to cut what is left after a first part of all was
// computed in the time it took; 1 if it does not pay.
func cutFor(took time.Duration, crew int) int {
	left := took * (trial - 1)
	if left < paysSoon || left < pays && workers.Standby() == 0 {
		return 1
	}
	return min(int(left/pieceFor), crew*pieces)
}

// Work of at least watchFrom items, some 50 µs, looks for interrupts after each watchEach of them; work of the program's
// own functions, which may take long for each, earlier.
const (
	watchFrom    = 1 << 17
	watchEach    = 1 << 14
	watchOwnFrom = 1 << 8
	watchOwnEach = 1 << 6
)

// watching has a run look for interrupts, if it is long enough.
func (r *run) watching(own bool) {
	from := watchFrom
	r.watchEach = watchEach
	if own {
		from, r.watchEach = watchOwnFrom, watchOwnEach
	}
	r.watch = workers.Watched(r.ops[0].layout.Size(), from)
	r.computed = 0
}

// tick looks for an interrupt after each so many items.
func (r *run) tick(n int) {
	if !r.watch.On() {
		return
	}
	if r.computed += n; r.computed >= r.watchEach {
		r.computed = 0
		r.watch.Poll()
	}
}

// A laneJob is a loop over one lane of each operand.
type laneJob struct {
	move   Move // or one of these
	unary  Unary
	binary Binary

	p          [3]mem.Addr
	s          [3]int
	n, per     int // items, and of a piece
	watch      workers.Watch
	from, nops int
}

var laneJobs = sync.Pool{New: func() any { return new(laneJob) }}

// Part computes a piece (workers.Job).
func (j *laneJob) Part(k int) {
	from := j.from + k*j.per
	j.piece(from, min(j.n, from+j.per))
}

// piece computes the items from up to, not including, to.
func (j *laneJob) piece(from, to int) {
	if j.watch.On() {
		for ; to-from > watchEach; from += watchEach {
			j.block(from, from+watchEach)
			j.watch.Poll()
		}
	}
	j.block(from, to)
	j.watch.Poll() // pieces may be shorter than what is watched
}

// block computes items of a piece at once.
func (j *laneJob) block(from, to int) {
	n := to - from
	if n <= 0 {
		return
	}
	p := j.p
	for k := range j.nops {
		p[k] = mem.Add(p[k], from*j.s[k]) // K1: an item of the lane
	}
	switch {
	case j.binary != nil:
		j.binary(p[0], j.s[0], p[1], j.s[1], p[2], j.s[2], n)
	case j.unary != nil:
		j.unary(p[0], j.s[0], p[1], j.s[1], n)
	default:
		j.move(p[0], j.s[0], p[1], j.s[1], n)
	}
}

// evenPieces is what the lengths of pieces are multiples of, so that vectors are full and
// helpers write to cache lines of their own.
const evenPieces = 64

// run computes all, shared if that pays.
func (j *laneJob) run() {
	crew := workers.Default()
	cut := 1
	j.watch = workers.Watched(j.n, watchFrom)
	if crew > 1 {
		j.from = j.n / trial &^ (evenPieces - 1)
		start := time.Now()
		j.piece(0, j.from)
		cut = cutFor(time.Since(start), crew)
	}
	if cut < 2 {
		j.piece(j.from, j.n)
	} else {
		left := j.n - j.from
		j.per = (max(left/cut, 1) + evenPieces - 1) &^ (evenPieces - 1)
		workers.Share(crew, (left+j.per-1)/j.per, j)
	}
	*j = laneJob{}
	laneJobs.Put(j)
}

func newLaneJob(d lane) *laneJob {
	j := laneJobs.Get().(*laneJob)
	j.p[0], j.s[0], j.n, j.nops = d.p, d.stride, d.n, 1
	return j
}

// reads adds a lane that is read.
func (j *laneJob) reads(l lane) *laneJob {
	j.p[j.nops], j.s[j.nops] = l.p, l.stride
	j.nops++
	return j
}

// A runJob is a run that was prepared, in pieces of an axis.
type runJob struct {
	r        *run
	loop     Loop // a copy, so that the caller's stays where it is
	moves    bool // there is no loop
	axis     int
	from, to int // positions that are shared
	cut      int // number of pieces
}

// Part computes a piece (workers.Job).
func (j *runJob) Part(k int) {
	from, count := layout.Part(j.to-j.from, j.cut, k)
	j.piece(j.from+from, j.from+from+count)
}

func (j *runJob) piece(from, to int) {
	if from == to {
		return
	}
	j.r.watch.Poll()
	s := j.r.sub()
	s.cut(j.axis, from, to)
	s.arrange()
	if j.moves {
		s.move()
	} else {
		s.compute(&j.loop)
	}
	s.free()
}

// computeAll is compute by as many workers as were asked for, or as pay.
func (r *run) computeAll(l *Loop, asked int) {
	r.watching(l.Own)
	crew, timed := crewFor(asked, r.ops[0].layout.Size())
	if crew < 2 || !r.share(runJob{r: r, loop: *l}, crew, timed) {
		r.compute(l)
	}
}

// moveAll is move by as many workers as pay.
func (r *run) moveAll() {
	r.watching(false)
	crew, timed := crewFor(0, r.ops[0].layout.Size())
	if crew < 2 || !r.share(runJob{r: r, moves: true}, crew, timed) {
		r.move()
	}
}

// share does all of a run that was prepared in pieces, if it can be cut, and reports
// whether it did.
func (r *run) share(job runJob, crew int, timed bool) (done bool) {
	d := &r.ops[0].layout
	if r.order != anyOrder || !r.twin.none() || r.indirect || d.NDim == 0 {
		return false
	}
	axis := r.outermost(crew)
	n, _ := d.Dim(axis)
	if timed && n < 2*trial {
		return false
	}
	r.job = job
	j := &r.job
	j.axis, j.to, j.cut = axis, n, min(n, crew*pieces)
	if timed {
		j.from = n / trial
		start := time.Now()
		j.piece(0, j.from)
		j.cut = min(n-j.from, cutFor(time.Since(start), crew))
	}
	if j.cut < 2 {
		j.piece(j.from, n)
	} else {
		workers.Share(crew, j.cut, j)
	}
	r.job = runJob{}
	return true
}

// outermost returns the axis of dst that is outermost in memory among those that are
// long enough for some workers, or else the longest one.
func (r *run) outermost(crew int) (axis int) {
	d := &r.ops[0].layout
	outer, step, longest := -1, 0, 0
	for axis := range d.NDim {
		n, s := d.Dim(axis)
		if n >= 2*trial*crew && (outer < 0 || abs(s) > step) {
			outer, step = axis, abs(s)
		}
		if m, _ := d.Dim(longest); n > m {
			longest = axis
		}
	}
	if outer >= 0 {
		return outer
	}
	return longest
}

// unary computes a lane from another one.
func (l *Loop) unary(d, x lane) {
	if d.n < alone {
		l.Unary(d.p, d.stride, x.p, x.stride, d.n)
		return
	}
	j := newLaneJob(d).reads(x)
	j.unary = l.Unary
	j.run()
}

// binary computes a lane from two others.
func (l *Loop) binary(d, x, y lane) {
	if d.n < alone {
		l.Binary(d.p, d.stride, x.p, x.stride, y.p, y.stride, d.n)
		return
	}
	j := newLaneJob(d).reads(x).reads(y)
	j.binary = l.Binary
	j.run()
}

// moveLane copies a lane.
func moveLane(kind elem.Kind, d, s lane) {
	f := MoveOf(kind.Size(), 1)
	if d.n < alone {
		f(d.p, d.stride, s.p, s.stride, d.n)
		return
	}
	j := newLaneJob(d).reads(s)
	j.move = f
	j.run()
}

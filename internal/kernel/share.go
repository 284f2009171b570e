package kernel

import (
	"sync"
	"time"
	"unsafe"

	"github.com/go-inplace/inplace/internal/elem"
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
// processors. So it is remembered how long the same work took the last time; where that is not known, the first piece
// is computed and timed. The rest is shared if that pays (workers.Pays). A caller
// that names a number of workers gets them whatever the size.
//
// The pieces are those of a lane (laneJob), or of the axis of dst that is outermost in
// memory (runJob).

const (
	alone     = 1 << 12              // items that one goroutine always computes
	pieceFor  = 2 * time.Microsecond // of work is the least in a piece
	workerFor = 6 * time.Microsecond // and for a worker
	pieces    = 32                   // for each worker at most, so that late ones do fewer,
	untimed   = 8                    // and where nobody knows how long they take
	trial     = 16                   // the first piece is one of so many, if it is timed
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

// cutFor returns in how many pieces to cut what would take one processor so long from now on, 1 if it does not pay, and how many
// of a crew may compute them.
func cutFor(now, work time.Duration, crew int) (cut, hands int) {
	if !workers.Pays(now, work) {
		return 1, 1
	}
	hands = max(min(int(work/workerFor), crew), 2)
	return max(min(int(work/pieceFor), hands*pieces), 2), hands
}

// inProportion is what n items would take if m of them took so long. In floats: hours of nanoseconds by billions of items overflow.
func inProportion(took time.Duration, m, n int) time.Duration {
	return time.Duration(float64(took) * float64(n) / float64(m))
}

// Work of at least watchFrom items, some 50 µs, looks for interrupts after each watchEach of them; work of the program's
// own functions, which may take long for each, by the clock (pace.go).
const (
	watchFrom = 1 << 17
	watchEach = 1 << 14
)

// watching has a run look for interrupts, if it is long enough.
func (r *run) watching(own bool) {
	from := watchFrom
	if own {
		from = alone // helpers cannot ask themselves
	}
	r.watch = workers.Watched(r.ops[0].layout.Size(), from)
	r.computed, r.own = 0, own
	if own {
		r.pace.begin(r.watch)
	}
}

// tick looks for an interrupt after each so many items.
func (r *run) tick(n int) {
	switch {
	case r.own:
		r.pace.Did(n)
	case r.watch.On():
		if r.computed += n; r.computed >= watchEach {
			r.computed = 0
			r.watch.Poll()
		}
	}
}

// cuts calls f for parts of n items, each so many, with a look for an interrupt after each; for all at once, if nobody is looking.
func cuts(w workers.Watch, each, n int, f func(i, n int)) {
	if !w.On() {
		each = n
	}
	for i := 0; i < n; i += each {
		f(i, min(each, n-i))
		w.Poll()
	}
}

// part is n items of a lane, from item i on.
func (l lane) part(i, n int) lane { return lane{mem.Add(l.p, i*l.stride), n, l.stride} } // K1: item i

// A laneJob is a loop over one lane of each operand.
type laneJob struct {
	move   Move // or one of these
	unary  Unary
	binary Binary

	p          [3]mem.Addr
	s          [3]int
	n, per     int // items, and of a piece
	watch      workers.Watch
	own        bool // the loop is a function of the program
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
	if j.own {
		j.paced(from, to)
		return
	}
	if j.watch.On() {
		for ; to-from > watchEach; from += watchEach {
			j.block(from, from+watchEach)
			j.watch.Poll()
		}
	}
	j.block(from, to)
	j.watch.Poll() // pieces may be shorter than what is watched
}

// paced is piece for a function of the program.
func (j *laneJob) paced(from, to int) {
	var p Pace
	for p.begin(j.watch); from < to; {
		n := p.Next(to - from)
		j.block(from, from+n)
		p.Did(n)
		from += n
	}
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
	from := watchFrom
	if j.own {
		from = alone // helpers cannot ask themselves
	}
	j.watch = workers.Watched(j.n, from)
	if crew := workers.Default(); crew < 2 {
		j.piece(0, j.n)
	} else {
		j.share(crew)
	}
	*j = laneJob{}
	laneJobs.Put(j)
}

func (j *laneJob) share(crew int) {
	sort, start := j.sort(), workers.Now()
	work := sort.Took()
	if work == 0 {
		j.from = j.n / trial &^ (evenPieces - 1)
		j.piece(0, j.from)
		work = (workers.Now() - start) * (trial - 1)
	}
	cut, hands := cutFor(start, work, crew)
	if cut < 2 {
		j.piece(j.from, j.n)
		sort.Learn(workers.Now() - start)
		return
	}
	left := j.n - j.from
	j.per = (max(left/cut, 1) + evenPieces - 1) &^ (evenPieces - 1)
	took := workers.Offer(hands, (left+j.per-1)/j.per, j)
	sort.Learn(inProportion(took, left, j.n))
}

// sort is what the time of a job depends on.
func (j *laneJob) sort() (k workers.Key) {
	k = k.With(funcWord(&j.binary)).With(funcWord(&j.unary)).With(funcWord(&j.move))
	for _, s := range j.s[:j.nops] {
		k = k.With(uint64(s))
	}
	return k.With(uint64(j.n))
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

// funcWord is the word that a function value is, which tells it from others as long as it lives.
func funcWord[F Unary | Binary | Ternary | Pair | Move](f *F) uint64 {
	return uint64(*(*uintptr)(unsafe.Pointer(f))) // the type is that of functions: one word
}

// A runJob is a run that was prepared, in pieces of an axis.
type runJob struct {
	r        *run
	loop     Loop // a copy, so that the caller's stays where it is
	moves    bool // there is no loop
	axis     int
	from, to int // positions that are shared
	per      int // positions of a piece
}

// Part computes a piece (workers.Job).
func (j *runJob) Part(k int) {
	from := j.from + k*j.per
	j.piece(from, min(j.to, from+j.per))
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
	j.axis, j.to = axis, n
	if timed {
		j.timed(crew)
	} else {
		workers.Share(crew, j.inPieces(crew*untimed), j)
	}
	r.job = runJob{}
	return true
}

// timed computes all, shared if that pays.
func (j *runJob) timed(crew int) {
	sort, start := j.sort(), workers.Now()
	work := sort.Took()
	if work == 0 {
		j.from = j.to / trial
		if j.from > tileSide && j.crossed() {
			j.from &^= tileSide - 1
		}
		j.piece(0, j.from)
		work = (workers.Now() - start) * (trial - 1)
	}
	left := j.to - j.from
	cut, hands := cutFor(start, work, crew)
	if j.crossed() {
		cut = min(cut, hands*untimed)
	}
	parts := j.inPieces(cut)
	if cut < 2 || parts < 2 {
		j.piece(j.from, j.to)
		sort.Learn(workers.Now() - start)
		return
	}
	took := workers.Offer(hands, parts, j)
	sort.Learn(inProportion(took, left, j.to))
}

// tileSide is what the lengths of pieces are multiples of where an operand lies across dst: those of tiles, whose sides are cache lines of bytes.
const tileSide = 64

// inPieces settles the length of about so many pieces of what is left, and returns their number.
func (j *runJob) inPieces(about int) (parts int) {
	left := j.to - j.from
	j.per = (left + about - 1) / about
	if left >= about*tileSide/2 && j.crossed() {
		j.per = (j.per + tileSide - 1) &^ (tileSide - 1)
	}
	return (left + j.per - 1) / j.per
}

// crossed reports whether the axis, outermost in dst, is not outermost in some operand.
func (j *runJob) crossed() bool {
	for k := range j.r.nops {
		l := &j.r.ops[k].layout
		_, step := l.Dim(j.axis)
		for axis := range l.NDim {
			if n, s := l.Dim(axis); n > 1 && step != 0 && abs(s) > abs(step) {
				return true
			}
		}
	}
	return false
}

// sort is what the time of a job depends on.
func (j *runJob) sort() (k workers.Key) {
	k = k.With(funcWord(&j.loop.Unary)).With(funcWord(&j.loop.Binary))
	k = k.With(funcWord(&j.loop.Ternary)).With(funcWord(&j.loop.Pair))
	for i := range j.r.nops {
		o := &j.r.ops[i]
		k = k.With(uint64(o.kind)).With(uint64(o.work))
		for axis := range o.layout.NDim {
			n, s := o.layout.Dim(axis)
			k = k.With(uint64(n)).With(uint64(s))
		}
	}
	return k
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
	switch {
	case d.n < alone && l.Own:
		l.small(d, x, lane{})
		return
	case d.n < alone:
		l.Unary(d.p, d.stride, x.p, x.stride, d.n)
		return
	}
	j := newLaneJob(d).reads(x)
	j.unary, j.own = l.Unary, l.Own
	j.run()
}

// binary computes a lane from two others.
func (l *Loop) binary(d, x, y lane) {
	switch {
	case d.n < alone && l.Own:
		l.small(d, x, y)
		return
	case d.n < alone:
		l.Binary(d.p, d.stride, x.p, x.stride, y.p, y.stride, d.n)
		return
	}
	j := newLaneJob(d).reads(x).reads(y)
	j.binary, j.own = l.Binary, l.Own
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

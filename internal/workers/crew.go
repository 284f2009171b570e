package workers

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"
)

// Sharing a job
//
// A job is cut into numbered parts. The goroutine that calls [Share] takes them from the
// front, helpers take them from the back, until they meet: whoever is late does fewer,
// and a job that is called again on the same memory finds most of it in the caches of the
// same processors.
//
// To wake a helper takes longer (15 to 65 µs measured, of which the caller pays 4) than many a job.
// So nobody waits for it: the caller goes on by itself, and a helper that comes too late for one job looks out for the
// next (lookout.go).
//
//	S1  Each part is taken once, by a change of span.
//	S2  Share returns when all parts are done, and waits for none that was not begun. Helpers that come later find none.
//	S3  Nothing keeps a job after that, except helpers on their way, which find no seat
//	    or no part.
//	S4  A part that ends its goroutine (runtime.Goexit) ends the caller, by then nobody is at a part. If it was the caller's, what was
//	    not begun is left.
//	S5  Helpers turn faults of memory into panics if the caller does, which may be working on a file's memory.

// A Job is work in numbered parts, which may be done at the same time.
type Job interface{ Part(k int) }

// A Panic is what Share panics with if a part did: with what, and where.
type Panic struct {
	Value any
	Stack []byte
}

func (p *Panic) Error() string {
	return fmt.Sprintf("inplace: panic in a worker: %v\n\n%s", p.Value, p.Stack)
}

// Unwrap returns the value if it is an error.
func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}

// sleeps is what a sleeping caller takes from left.
const sleeps = 1 << 40

type shared struct {
	job   Job
	span  atomic.Uint64 // parts to be taken: from the low half up to the high half
	seats atomic.Int64  // helpers that may still join
	left  atomic.Int64  // parts that are not done
	woken chan struct{} // by the last part that is done; made when the caller goes to sleep

	faults  bool          // the caller turns faults into panics
	started time.Duration // when the helpers were
	helped  atomic.Int64  // how long they were at parts

	panicked atomic.Pointer[Panic]
	exited   atomic.Bool // a part ended its goroutine; S4
}

// board is where helpers look for a job.
var board atomic.Pointer[shared]

// How long callers wait for the last parts before they sleep: for as long as two parts take, within limits.
const (
	awaitLeast = 20 * time.Microsecond
	awaitMost  = 200 * time.Microsecond
)

// enough parts done by helpers tell how long a part takes: the last one may be short.
const enough = 4

// Share does all parts of a job, from 0 up to, not including, parts, on at most n
// goroutines, the calling one among them. It panics with a [*Panic] if one of them does, when all
// have ended.
func Share(n, parts int, job Job) {
	if n < 2 || parts < 2 {
		for k := range parts {
			job.Part(k)
		}
		return
	}
	s := post(n, parts, job)
	s.start(min(n, parts) - 1 - Standby())
	s.finish(Now(), parts)
}

// Offer is Share for work that the caller would as well do by itself, after [Pays] said that helpers may pay for it. It starts
// none while one is on its way, and returns how long the caller alone would have taken, by the parts that were done.
func Offer(n, parts int, job Job) (alone time.Duration) {
	if n < 2 || parts < 2 {
		start := Now()
		Share(1, parts, job)
		return Now() - start
	}
	start := Now()
	s := post(n, parts, job)
	if helpers := min(n, parts) - 1 - Standby() - int(coming.Load()); helpers > 0 {
		s.start(helpers)
		enter(s.started - Now())
	}
	alone, most := s.finish(Now(), parts)
	settle(Now()-start, alone, most)
	return alone
}

// post makes a job known to helpers.
func post(n, parts int, job Job) *shared {
	s := &shared{job: job, faults: PanicsOnFault()}
	s.left.Store(int64(parts))
	s.seats.Store(int64(min(n, parts) - 1))
	s.span.Store(uint64(parts) << 32)
	board.Store(s)
	return s
}

// start wakes so many helpers, without waiting for them.
func (s *shared) start(helpers int) {
	if helpers <= 0 {
		return
	}
	s.started = Now()
	for range helpers {
		coming.Add(1)
		go s.help()
	}
	go nothing()
}

// nothing is started after helpers. The goroutine that was started last waits where another processor takes it only after the
// runtime has slept for 3 µs, which Linux makes 55 µs; the others are taken at once.
func nothing() {}

// finish does what is left of a job, and returns how long the caller alone would have taken for all parts, at least and at most: the
// caller's processor may have been taken away, or a helper's, but hardly both.
func (s *shared) finish(start time.Duration, parts int) (least, most time.Duration) {
	did := s.lead()
	took := Now() - start
	s.retire(min(max(2*took/time.Duration(max(did, 1)), awaitLeast), awaitMost))
	if p := s.panicked.Load(); p != nil {
		panic(p)
	}
	if s.exited.Load() {
		runtime.Goexit()
	}
	others := parts - did
	theirs := time.Duration(s.helped.Load()) * time.Duration(parts) / time.Duration(max(others, 1))
	switch {
	case did == 0: // helpers had done everything before the caller came to it
		least, most = theirs, theirs
	case others < enough:
		least = took * time.Duration(parts) / time.Duration(did)
		most = least
	default:
		least = took * time.Duration(parts) / time.Duration(did)
		least, most = min(least, theirs), max(least, theirs)
	}
	expect(Now(), least)
	return least, most
}

// lead does the parts of the caller, and returns how many.
func (s *shared) lead() (did int) {
	leaves := true
	defer s.abandon(&leaves)
	for k := s.front(); k >= 0; k = s.front() {
		s.do(k)
		did++
	}
	leaves = false
	return did
}

// abandon ends the job of a caller that leaves by Goexit (S4).
func (s *shared) abandon(leaves *bool) {
	if *leaves {
		span := s.span.Swap(0)
		s.left.Add(int64(uint32(span)) - int64(span>>32))
		s.retire(awaitLeast)
	}
}

// retire waits for the last parts and takes the job from the board.
func (s *shared) retire(awake time.Duration) {
	s.wait(awake)
	board.CompareAndSwap(s, nil)
	s.job = nil
}

// front takes the first part that is left; it is negative if there is none.
func (s *shared) front() int {
	for {
		span := s.span.Load()
		from, to := uint32(span), uint32(span>>32)
		if from >= to {
			return -1
		}
		if s.span.CompareAndSwap(span, span+1) {
			return int(from)
		}
	}
}

// back takes the last part that is left; it is negative if there is none.
func (s *shared) back() int {
	for {
		span := s.span.Load()
		from, to := uint32(span), uint32(span>>32)
		if from >= to {
			return -1
		}
		if s.span.CompareAndSwap(span, span-1<<32) {
			return int(to) - 1
		}
	}
}

func (s *shared) do(k int) {
	exits := true
	defer s.finished(&exits)
	s.job.Part(k)
	exits = false
}

// timed is do for a helper, which was free since some time, and counts it until it is free again.
func (s *shared) timed(k int, free *time.Duration) {
	exits := true
	defer s.finished(&exits)
	s.job.Part(k)
	now := Now()
	s.helped.Add(int64(now - *free))
	*free = now
	exits = false
}

// finished counts a part that is done, and keeps its panic, or that it ended its goroutine.
func (s *shared) finished(exits *bool) {
	if value := recover(); value != nil {
		p, ok := value.(*Panic)
		if !ok {
			p = &Panic{value, debug.Stack()}
		}
		s.panicked.CompareAndSwap(nil, p)
	} else if *exits {
		s.exited.Store(true)
	}
	if s.left.Add(-1) == -sleeps {
		s.woken <- struct{}{}
	}
}

// wait returns when all parts are done (S2). It sleeps after a while.
func (s *shared) wait(awake time.Duration) {
	for end := Now() + awake; s.left.Load() != 0; {
		if Now() > end {
			s.woken = make(chan struct{}, 1)
			if s.left.Add(-sleeps) != -sleeps {
				<-s.woken
			}
			return
		}
	}
}

// help does parts of a job, and of those that follow it.
func (s *shared) help() {
	coming.Add(-1)
	late := Now() - s.started
	came(late)
	away(late)
	for s != nil {
		s = next(s.join())
	}
}

// join does parts of a job, and reports whether it did any.
func (s *shared) join() (some bool) {
	if s.seats.Add(-1) < 0 {
		return false
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(s.faults)) // S5
	free := Now()
	for k := s.back(); k >= 0; k = s.back() {
		s.timed(k, &free)
		some = true
	}
	return some
}

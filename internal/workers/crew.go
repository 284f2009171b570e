package workers

import (
	"fmt"
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
// To wake a helper takes longer (60 µs measured) than many a job. So one that has nothing left to do looks
// out for the next job for a while before it ends, and [Standby] tells how many there are
// that need no waking.
//
//	S1  Each part is taken once, by a change of span.
//	S2  Share returns when all parts are done. Helpers that come later find none.
//	S3  Nothing keeps a job after that, except helpers on their way, which find no seat
//	    or no part.
//	S4  Helpers turn faults of memory into panics if the caller does, which may be working on a file's memory.

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
	woken chan struct{} // by the last part that is done, if the caller sleeps

	faults bool // the caller turns faults into panics

	panicked atomic.Pointer[Panic]
}

// board is where helpers look for a job.
var board atomic.Pointer[shared]

// standing is the number of helpers that look.
var standing atomic.Int64

// How long helpers look out for work, and callers wait before they sleep.
const (
	lookout = 50 * time.Microsecond
	await   = 20 * time.Microsecond
)

// Standby is the number of helpers that would start at once.
func Standby() int { return int(standing.Load()) }

// Share does all parts of a job, from 0 up to, not including, parts, on at most n
// goroutines, the calling one among them. It panics with a [*Panic] if one of them does, when all
// have ended.
func Share(n, parts int, job Job) {
	helpers := min(n, parts) - 1
	if helpers < 1 {
		for k := range parts {
			job.Part(k)
		}
		return
	}
	s := &shared{job: job, woken: make(chan struct{}, 1), faults: PanicsOnFault()}
	s.left.Store(int64(parts))
	s.seats.Store(int64(helpers))
	s.span.Store(uint64(parts) << 32)
	board.Store(s)
	for range helpers - min(helpers, Standby()) {
		go s.help()
	}
	for k := s.front(); k >= 0; k = s.front() {
		s.do(k)
	}
	s.wait()
	board.CompareAndSwap(s, nil)
	s.job = nil
	if p := s.panicked.Load(); p != nil {
		panic(p)
	}
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
	defer s.finished()
	s.job.Part(k)
}

// finished counts a part that is done, and keeps its panic.
func (s *shared) finished() {
	if value := recover(); value != nil {
		p, ok := value.(*Panic)
		if !ok {
			p = &Panic{value, debug.Stack()}
		}
		s.panicked.CompareAndSwap(nil, p)
	}
	if s.left.Add(-1) == -sleeps {
		s.woken <- struct{}{}
	}
}

// wait returns when all parts are done (S2).
func (s *shared) wait() {
	if watch(await, func() bool { return s.left.Load() == 0 }) {
		return
	}
	if s.left.Add(-sleeps) != -sleeps {
		<-s.woken
	}
}

// watch looks at a condition again and again and reports whether it came true in time.
func watch(long time.Duration, f func() bool) bool {
	start := time.Now()
	for {
		for range 100 {
			if f() {
				return true
			}
		}
		if time.Since(start) > long {
			return false
		}
	}
}

// help does parts of a job, and of those that follow it.
func (s *shared) help() {
	for s != nil {
		s.join()
		s = next()
	}
}

func (s *shared) join() {
	if s.seats.Add(-1) < 0 {
		return
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(s.faults)) // S4
	for k := s.back(); k >= 0; k = s.back() {
		s.do(k)
	}
}

// next returns a job that still has a seat, or nil if none came. Who posts a job looks at
// standing afterwards: a helper that is no longer counted looks once more.
func next() (s *shared) {
	seat := func() bool {
		s = board.Load()
		return s != nil && s.seats.Load() > 0
	}
	standing.Add(1)
	found := watch(lookout, seat)
	standing.Add(-1)
	if found || seat() {
		return s
	}
	return nil
}

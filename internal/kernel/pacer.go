package kernel

import "github.com/go-inplace/inplace/internal/workers"

// A pacer looks for interrupts after some work.
//
// What sorts where its items lie looks only when these are all there, if in another order, so
// that none is lost when it panics.
type pacer struct {
	watch workers.Watch
	done  int
}

// tick counts work on n items. It may be called before these are worked on, or after.
func (p *pacer) tick(n int) {
	if !p.watch.On() {
		return
	}
	if p.done += n; p.done >= watchFrom {
		p.done = 0
		p.watch.Poll()
	}
}

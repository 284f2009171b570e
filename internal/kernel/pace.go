package kernel

import (
	"time"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/workers"
)

// Functions of the program, and Ctrl-C
//
// A function that is called for each item takes two nanoseconds or a second, and nobody knows which before it was called. So
// loops of such functions are cut into blocks that are sized by the clock: the first ones are short, those that took little
// are followed by longer ones, and between two of them there is time to look for Ctrl-C. Who has called few of them, and soon
// is done, never asks whether there is anything to look for; asking costs as much as some hundred calls.

const (
	firstCalls = 8                      // calls that are always made without a look at the clock
	mostCalls  = 1 << 12                // in a block
	quickBlock = 100 * time.Microsecond // blocks that took less are followed by longer ones
	slowBlock  = 2 * time.Millisecond   // those that took more, by shorter ones
	askAfter   = 200 * time.Microsecond // of work, whether there is anything to look for
)

// A Pace says how many items the next block has. It belongs to one goroutine, and begins with [Pace.Begin].
type Pace struct {
	watch       workers.Watch
	asked       bool
	each, count int
	began, last time.Time
}

// Begin begins work of which nobody has asked yet whether it is watched.
func (p *Pace) Begin() { p.begin(workers.Watch{}) }

func (p *Pace) begin(w workers.Watch) {
	p.watch, p.asked, p.each, p.count = w, w.On(), firstCalls, 0
	p.began = time.Now()
	p.last = p.began
}

// Next is how many of n items are to be computed before the next call of Did.
func (p *Pace) Next(n int) int { return min(n, p.each) }

// Did notes that items were computed, and looks for an interrupt if they were a block.
func (p *Pace) Did(n int) {
	if p.count += n; p.count >= p.each {
		p.count = 0
		p.look()
	}
}

func (p *Pace) look() {
	now := time.Now()
	if !p.asked && now.Sub(p.began) > askAfter {
		p.asked, p.watch = true, workers.Watched(1, 0)
	}
	p.watch.Poll()
	switch took := now.Sub(p.last); {
	case took < quickBlock:
		p.each = min(2*p.each, mostCalls)
	case took > slowBlock:
		p.each = max(p.each/4, 1)
	}
	p.last = now
}

// small computes few items from lanes, by a function of the program; binary ones from two.
func (l *Loop) small(d, x, y lane) {
	var p Pace
	for first := true; ; first = false {
		m := d.n
		if m > firstCalls {
			if first {
				p.Begin()
			}
			m = p.Next(m)
		}
		if l.Binary != nil {
			l.Binary(d.p, d.stride, x.p, x.stride, y.p, y.stride, m)
		} else {
			l.Unary(d.p, d.stride, x.p, x.stride, m)
		}
		if d.n -= m; d.n == 0 {
			return
		}
		d.p, x.p = mem.Add(d.p, m*d.stride), mem.Add(x.p, m*x.stride) // K5: items are left
		if l.Binary != nil {
			y.p = mem.Add(y.p, m*y.stride) // K5
		}
		p.Did(m)
	}
}

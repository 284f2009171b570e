package pyinterop

import (
	"log/slog"
	"sync"

	"github.com/go-inplace/inplace/internal/lease"
)

// Handles and kept objects that were forgotten. The collector's cleanups put what they held here, and a goroutine of its
// own reports each and gives it up. That may wait as long as it likes (H3): for the GIL, and for what the program does
// with its log. After Shutdown loans are given back as well: the interpreter is still there. If Python was the host and
// is ending, they stay as they are, as everything does then.
type forgottenQueue struct {
	mu      sync.Mutex
	list    []forgotten
	wake    chan struct{}
	release sync.Once
}

// A forgotten is what somebody held who is garbage now.
type forgotten interface{ giveUp() }

var allForgotten = forgottenQueue{wake: make(chan struct{}, 1)}

// add may be called on the collector's goroutine.
func (q *forgottenQueue) add(f forgotten) {
	q.mu.Lock()
	q.list = append(q.list, f)
	q.mu.Unlock()
	q.release.Do(func() { go q.releaser() })
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *forgottenQueue) releaser() {
	for range q.wake {
		q.mu.Lock()
		list := q.list
		q.list = nil
		q.mu.Unlock()
		for _, f := range list {
			f.giveUp()
		}
	}
}

// caught is the cleanup of a core. One that only the pool has let go of has nothing to give back.
func (n *net) caught() {
	if n.rec.Load() != nil {
		allForgotten.add(n)
	}
}

// giveUp empties what gonum knows of the memory before it gives the memory back.
func (n *net) giveUp() {
	rec := n.rec.Load()
	slog.Warn("pyinterop: a handle was forgotten; call Release", "acquired in", lease.PlaceOf(rec.owner.Load()))
	n.attached.Detach()
	if err := rec.giveUp(); err != nil {
		slog.Warn("pyinterop: the memory of a forgotten handle changed hands while it was borrowed", "error", err)
	}
}

// caught is the cleanup of a Kept.
func (r *kept) caught() { allForgotten.add(r) }

func (r *kept) giveUp() {
	if r.drop() {
		slog.Warn("pyinterop: a kept Python object was forgotten; call Drop", "kept at", r.place)
	}
}

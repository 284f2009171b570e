package pyinterop

import (
	"log/slog"
	"sync"

	"github.com/go-inplace/inplace/internal/lease"
)

// Loans of forgotten handles. The collector's cleanups put them here, and a goroutine of their own gives them back,
// which takes the GIL and may wait for it as long as it likes (H3). After Shutdown they are given back as well: the
// interpreter is still there. If Python was the host and is ending, they stay as they are, as everything does then.
type forgottenLoans struct {
	mu      sync.Mutex
	list    []*loan
	wake    chan struct{}
	release sync.Once
}

var forgottenHandles = forgottenLoans{wake: make(chan struct{}, 1)}

// forgotten runs on the collector's goroutine.
func (l *loan) forgotten() {
	slog.Warn("pyinterop: a handle was forgotten; call Release", "acquired in", lease.PlaceOf(l.owner.Load()))
	q := &forgottenHandles
	q.mu.Lock()
	q.list = append(q.list, l)
	q.mu.Unlock()
	q.release.Do(func() { go q.releaser() })
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

func (q *forgottenLoans) releaser() {
	for range q.wake {
		q.mu.Lock()
		list := q.list
		q.list = nil
		q.mu.Unlock()
		for _, l := range list {
			if err := l.giveUp(); err != nil {
				slog.Warn("pyinterop: the memory of a forgotten handle changed hands while it was borrowed", "error", err)
			}
		}
	}
}

package pyinterop

import (
	"sync"
	"sync/atomic"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// References that were given up by someone who does not hold the GIL: Kept.Drop outside a scope, and the
// collector's cleanups, which must never wait. The end of the next scope drops them, or the releaser
// goroutine when no scope comes along. Only Python code run by a destructor needs the GIL here.
type dropQueue struct {
	n       atomic.Int64
	mu      sync.Mutex
	list    []cpy.Object
	wake    chan struct{}
	release sync.Once
}

var dropped = dropQueue{wake: make(chan struct{}, 1)}

func (q *dropQueue) add(o cpy.Object) {
	q.mu.Lock()
	q.list = append(q.list, o)
	q.n.Store(int64(len(q.list)))
	q.mu.Unlock()
	q.release.Do(func() { go q.releaser() })
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// takeInto appends what is queued to list.
func (q *dropQueue) takeInto(list []cpy.Object) []cpy.Object {
	if q.n.Load() == 0 {
		return list
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	list = append(list, q.list...)
	q.list = q.list[:0]
	q.n.Store(0)
	return list
}

func (q *dropQueue) releaser() {
	for range q.wake {
		if q.n.Load() == 0 {
			continue
		}
		if s, err := enter(); err == nil { // after Shutdown the references stay, as the interpreter does
			s.leave()
		}
	}
}

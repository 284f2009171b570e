package pyinterop

import (
	"log/slog"
	"os"
	"runtime/debug"
	"slices"
	"strings"
	"sync"

	"github.com/go-inplace/inplace/internal/mem"
)

// Quarantine
//
// Go slices and gonum values that were taken from a view cannot be revoked: one that is used after its borrow has ended
// reads or writes memory that Python may have freed and given to somebody else. With INPLACE_DEBUG=quarantine in the
// environment, the buffers of the latest borrows are not given back at their release but some borrows later, so that
// the memory is still there: a late user crashes nothing, spoils nobody's data, and finds the values that the borrow
// left. Whoever comes late through a view, an iterator, a verb or an answer to a request panics as always, and is
// logged with the place of the borrow and the calls that led to the use (slog, level error).
//
// What it costs: exporters live longer and stay pinned (a bytearray cannot be resized, finalizers run late), and whether
// memory changed hands is seen, and logged, only when its buffer is given back.
const (
	quarantineBorrows = 1024
	quarantineBytes   = 256 << 20
)

type quarantine struct {
	mu    sync.Mutex
	kept  []inQuarantine // oldest first
	bytes int
}

type inQuarantine struct {
	l     *loan
	place string // of its borrow
}

// quarantined is nil unless the environment asks for it.
var quarantined = newQuarantine(os.Getenv("INPLACE_DEBUG"))

func newQuarantine(words string) *quarantine {
	for word := range strings.SplitSeq(words, ",") {
		if strings.TrimSpace(word) == "quarantine" {
			mem.LateUse = logLateUse
			return &quarantine{}
		}
	}
	return nil
}

func logLateUse(place string) {
	slog.Error("pyinterop: a borrow was used after its release", "borrow", place, "stack", string(debug.Stack()))
}

// keep takes a loan whose lease is closed, and gives back the oldest ones that are too many.
func (q *quarantine) keep(l *loan) {
	place := l.lastPlace()
	l.leaveHome()
	l.owner.Store(0)
	q.mu.Lock()
	q.kept = append(q.kept, inQuarantine{l, place})
	q.bytes += l.slot.Len()
	n := 0
	for len(q.kept)-n > quarantineBorrows || q.bytes > quarantineBytes && len(q.kept)-n > 1 {
		q.bytes -= q.kept[n].l.slot.Len()
		n++
	}
	old := slices.Clone(q.kept[:n])
	q.kept = slices.Delete(q.kept, 0, n)
	q.mu.Unlock()
	for _, k := range old { // not under the lock: it may wait for the GIL, whose holder may wait for the lock
		changed, ok := k.l.unhold()
		if changed {
			slog.Error("pyinterop: memory changed hands while it was borrowed or in quarantine", "borrow", k.place)
		}
		if ok {
			loans.put(k.l)
		}
	}
}

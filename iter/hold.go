package iter

import (
	"runtime"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// A hold keeps borrows that belong to handles from ending while a sequence runs; a
// release meanwhile waits. Scoped borrows, and memory of Go, are held by their scope
// already: for them there is no hold.
//
// A sequence that writes gives its hold up by a deferred call, however the loop body
// ends. One that reads cannot defer anything, or the compiler would not inline it:
// it gives its hold up when it ends, and when the body is left by break, return or
// goto. What a panic or runtime.Goexit leaves behind is given up by the collector,
// which a release that waits asks for; see lease.Slot.CloseWithin.
type hold struct {
	slots   [maxOps]*lease.Slot
	cleanup runtime.Cleanup
}

// newHold holds the arrays that belong to handles; nil if there are none. It panics
// with a [mem.ReleasedError] if one of the borrows has ended.
func newHold(arrays ...*mem.Array) *hold {
	mem.Hold(arrays...)
	var slots [maxOps]*lease.Slot
	any := false
	for k, a := range arrays {
		if a.Owned() {
			slots[k], any = a.Slot, true
		}
	}
	if !any {
		return nil
	}
	h := &hold{slots: slots}
	h.cleanup = runtime.AddCleanup(h, unhold, slots)
	return h
}

// giveUp ends the hold.
func (h *hold) giveUp() {
	h.cleanup.Stop()
	runtime.KeepAlive(h) // or it might have been started
	unhold(h.slots)
}

func unhold(slots [maxOps]*lease.Slot) {
	for _, s := range slots {
		if s != nil {
			s.Unhold()
		}
	}
}

package iter

import "github.com/go-inplace/inplace/internal/mem"

// A walk over parts of an array.
type partWalk interface {
	next() bool
	view() *mem.Array
}

// heldParts is the loop of the sequences of parts over memory that belongs to a
// handle: the borrow is held from before start until the loop is left, on any road.
// A function that defers is not inlined, which is why the loops over other memory
// do without it.
func heldParts(a *mem.Array, w partWalk, start func() bool, emit func(*mem.Array) bool) {
	mem.Hold(a)
	defer mem.Unhold(a)
	for more := start(); more; more = w.next() {
		if !emit(w.view()) {
			return
		}
	}
}

package workers

import (
	"sync/atomic"
	"time"
)

// How long work takes
//
// What a loop takes per item differs a thousandfold between verbs, layouts and processors. Whoever does it remembers how long
// it took, for the next time; a wrong guess, if two sorts of work meet in a place of the table, costs time and nothing else.

const (
	paceBits = 8
	tookBits = 40 // of nanoseconds, the rest of a place says what it is about
)

var paces [1 << paceBits]atomic.Uint64

// A Key names a sort of work: a loop, its operands' layouts and its size.
type Key uint64

// With returns the key of work that has one more trait.
func (k Key) With(trait uint64) Key {
	h := (uint64(k) ^ trait) * 0x9e3779b97f4a7c15
	return Key(h ^ h>>32)
}

// Took returns how long work of this sort took one processor the last time; 0 if that is not known.
func (k Key) Took() time.Duration {
	v := paces[k>>(64-paceBits)].Load()
	if (v^uint64(k)<<paceBits)>>tookBits != 0 {
		return 0
	}
	return time.Duration(v & (1<<tookBits - 1))
}

// Learn remembers how long work of this sort took one processor.
func (k Key) Learn(took time.Duration) {
	took = min(max(took, 1), 1<<tookBits-1)
	paces[k>>(64-paceBits)].Store(uint64(k)<<paceBits>>tookBits<<tookBits | uint64(took))
}

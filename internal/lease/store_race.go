//go:build race

package lease

import "sync/atomic"

// store opens an epoch, in the way in which the race detector knows that readers on other
// goroutines are meant to see it.
func store(epoch *uint64, to uint64) { atomic.StoreUint64(epoch, to) }

// Package workers says how many goroutines a parallel loop of this module has when its caller names
// none, and shares work among them: [Share] always, [Offer] where [Pays] said so by what a [Key] remembers of the
// last time. The number is one for all: package iter reads it, too, and pyinterop/npblas
// sets it together with the number of threads of a BLAS, so that one call bounds both.
package workers

import (
	"runtime"
	"sync/atomic"
)

// chosen is 0 while nobody has chosen.
var chosen atomic.Int64

// Default is the number that SetDefault set, or else runtime.GOMAXPROCS(0).
func Default() int {
	if n := chosen.Load(); n > 0 {
		return int(n)
	}
	return runtime.GOMAXPROCS(0)
}

// SetDefault makes n what Default answers from now on; 0 or less goes back to
// GOMAXPROCS. It returns what was chosen before, 0 for nothing. Loops that run
// already keep their workers.
func SetDefault(n int) (previous int) {
	return int(chosen.Swap(int64(max(n, 0))))
}

package pyinterop

import (
	"math"
	"os"
	"runtime"

	"github.com/go-inplace/inplace/internal/workers"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Threads of Python in Go
//
// No more threads run Go code at once than GOMAXPROCS says, and each of them has one of that many places. A thread that goes back to C,
// to run Python or to wait for the GIL, keeps its place until it is back or the runtime's monitor takes it away, 20 µs to
// 10 ms later. In a Go program few threads do so. Under Python each thread that calls does, and it may hold the GIL while it waits for
// a place that a thread has which waits for the GIL: then all wait for the monitor. So an extension module has as many places as it
// has threads in calls at once, and as many again for those that are in Python. Measured on 2 processors, 8 threads that add to arrays of
// 800 KB: 1.5 processors busy and 2.0 switches of threads for each call with GOMAXPROCS=2, 1.9 and 0.6 with 16.
//
//	T1  All of this is guarded by the GIL, which a call has when it enters Go.
//	T2  GOMAXPROCS grows, and only if nobody has chosen it; parallel loops go on with as many goroutines as before.

// mostPlaces bounds GOMAXPROCS: places cost some 10 KB each, and the collector uses a fourth of them.
const mostPlaces = 128

var (
	threadRoom   int // how many threads have a place; 0 before the first call
	threadPlaces int // what GOMAXPROCS was set to here; 0: nothing
)

// makeRoom gives the threads of Python that have calls in Go places to run.
func makeRoom() {
	if threads := cpy.ThreadsInGo(); threads > threadRoom {
		threadRoom = roomFor(threads)
	}
}

func roomFor(threads int) int {
	now := runtime.GOMAXPROCS(0)
	if os.Getenv("GOMAXPROCS") != "" || threadPlaces != 0 && threadPlaces != now { // T2: chosen by the user, or by the module
		return math.MaxInt
	}
	places := placesFor(threads, now)
	if places > now {
		workers.SetDefault(workers.Default())
		runtime.GOMAXPROCS(places)
		threadPlaces = places
	}
	if places >= mostPlaces {
		return math.MaxInt
	}
	return places
}

// placesFor doubles the places that there are if there are more threads.
func placesFor(threads, now int) int {
	places := now
	for threads > now && places < 2*threads {
		places *= 2
	}
	return max(now, min(places, mostPlaces))
}

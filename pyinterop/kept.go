package pyinterop

import (
	"fmt"
	"runtime"
	"sync/atomic"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Kept is a Python object detached from its scope: it may be used in any scope, on any goroutine, and
// borrowed outside scopes, until Drop. All methods may be called from several goroutines at once.
type Kept struct {
	r       *kept
	cleanup runtime.Cleanup
}

// kept counts the uses of one detached reference: one for the Kept itself, one for each use under way, so
// that a Drop on another goroutine takes nothing away from a use.
type kept struct {
	p     cpy.Object
	uses  atomic.Int64
	gone  atomic.Bool // Drop was called, or the collector did
	place string
}

// use reports whether the reference is still there, and keeps it so until unuse.
func (r *kept) use() bool {
	for {
		n := r.uses.Load()
		if n == 0 || r.gone.Load() {
			return false
		}
		if r.uses.CompareAndSwap(n, n+1) {
			return true
		}
	}
}

func (r *kept) unuse() {
	if r.uses.Add(-1) == 0 {
		dropped.add(r.p)
	}
}

func (r *kept) droppedError() error {
	return fmt.Errorf("pyinterop: this kept object was dropped (kept at %s)", r.place)
}

var keptNow atomic.Int64

// KeptObjects is the number of kept objects that were not dropped yet.
func KeptObjects() int { return int(keptNow.Load()) }

// Keep detaches o from its scope. The caller must Drop what it returns. One that is forgotten is dropped
// after the collector finds it, and logged with the place of this call (slog, level warn).
func (o Object) Keep() (*Kept, error) {
	if st := o.thread("Object.Keep").IncRef(o.p); st != cpy.OK {
		return nil, o.py.failure(st, "Object.Keep")
	}
	r := &kept{p: o.p, place: callerPlace(1)}
	r.uses.Store(1)
	k := &Kept{r: r}
	k.cleanup = runtime.AddCleanup(k, (*kept).caught, r)
	keptNow.Add(1)
	return k, nil
}

func callerPlace(skip int) string {
	_, file, line, ok := runtime.Caller(skip + 1)
	if !ok {
		return "unknown place"
	}
	return fmt.Sprintf("%s:%d", file, line)
}

func (r *kept) drop() bool {
	if r.gone.Swap(true) {
		return false
	}
	keptNow.Add(-1)
	r.unuse()
	return true
}

// In is the object in the scope of py.
func (k *Kept) In(py Python) (Object, error) {
	py.thread("Kept.In")
	if !k.r.use() {
		return Object{}, k.r.droppedError()
	}
	defer k.r.unuse()
	return py.hold(k.r.p, "Kept.In")
}

// Drop gives the object up, with or without the GIL and without waiting for it: the reference goes at the
// end of the next scope, or soon after. Dropping twice is fine.
func (k *Kept) Drop() {
	k.cleanup.Stop()
	k.r.drop()
	runtime.KeepAlive(k)
}

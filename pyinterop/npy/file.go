package npy

import (
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// What lives how long
//
// A File is what the program has. It and all views of it point at a core (the lease that views check), which is garbage
// when none of them is left; what has to be given back, the map and the file, is held by a net that knows nothing of the
// others, so that the collector can tell when a file was forgotten.
//
//	F1  The map is given back once: by the Close that ends the lease, or by the cleanup of the core, and then there is
//	    no view left that could use it.
//	F2  The lease ends before the map does: no view matches memory that is gone.
//	F3  Who works on the memory for longer than an element holds the lease: verbs, loops over lanes, Do.

// File is an array in a file, mapped into memory: V is the type of its view. All methods may be called by several
// goroutines at once. The caller must Close it.
//
// A file that is forgotten is closed when the garbage collector finds that neither it nor a view of it is left, and
// logged with the place where it was opened (slog, level warn). Go slices and gonum values do not count as views.
type File[V any] struct {
	view   V
	header Header
	path   string
	epoch  uint64
	place  uintptr // names the call that opened it
	core   *core
	mu     sync.Mutex // of Close
}

// A core is what views point at.
type core struct {
	lease lease.Slot
	net   *net
}

// A net has what is to be given back.
type net struct {
	attached lease.Attached
	mapping  atomic.Pointer[mapping]
	path     string
	place    uintptr
}

// open counts the files that are open, forgotten ones included.
var open atomic.Int64

// OpenFiles is the number of files that are open in this process: that were opened or created and not closed.
func OpenFiles() int { return int(open.Load()) }

// newFile makes a file of a mapping; view makes its view of untyped memory.
func newFile[V any](m *mapping, h Header, path string, view func(ndview.MutRaw) (V, error)) (*File[V], error) {
	l, _, err := h.layout()
	if err != nil {
		return nil, err
	}
	place := caller()
	c := &core{net: &net{path: path, place: place}}
	c.lease.AttachAt(&c.net.attached)
	epoch := c.lease.OpenOwned(place)
	v, err := view(ndview.NewMutRaw(mem.New(m.data, l, &c.lease, epoch, mem.Item{}), h.DType))
	if err != nil {
		c.lease.CloseWithin(0)
		return nil, err
	}
	c.net.mapping.Store(m)
	runtime.AddCleanup(c, (*net).caught, c.net)
	open.Add(1)
	return &File[V]{view: v, header: h, path: path, epoch: epoch, place: place, core: c}, nil
}

// caller is an instruction of the function that called into this package.
func caller() uintptr {
	var pcs [16]uintptr
	frames := runtime.CallersFrames(pcs[:runtime.Callers(2, pcs[:])])
	for {
		f, more := frames.Next()
		if !strings.HasPrefix(f.Function, "github.com/go-inplace/inplace/pyinterop/npy.") {
			return f.PC
		}
		if !more {
			return 0
		}
	}
}

// caught closes a file that nobody has any more.
func (n *net) caught() {
	m := n.mapping.Swap(nil)
	if m == nil {
		return
	}
	slog.Warn("npy: a mapped file was forgotten; it is closed now", "path", n.path, "opened", lease.PlaceOf(n.place))
	n.attached.Detach()
	open.Add(-1)
	if err := m.close(); err != nil {
		slog.Warn("npy: closing a forgotten file", "path", n.path, "error", err)
	}
}

// View is the mapped array. It is valid until Close: every view of the file panics with an [ndview.ReleasedError] after
// it, and so does View. Verbs and loops that are at work when Close is called are waited for; single elements are not:
// do not read or write them while another goroutine may close the file, or do it in Do.
//
// A file that another process shrinks takes memory away under the view; touching it then ends the process. In Do it is
// an error.
func (f *File[V]) View() V {
	if !f.core.lease.Holds(f.epoch) {
		panic(mem.LateAt(lease.PlaceOf(f.place), true))
	}
	return f.view
}

// Do calls fn with the view, and keeps the file from being closed until fn has returned. It is the way to work on files
// that others may shrink, or that lie on disks that may be full: where touching the memory would end the process, fn
// ends there, and Do returns a [*FaultError] that wraps [ErrFault]. That holds for what fn does on its own goroutine and
// for the workers of verbs, of fused expressions and of parallel loops; not for goroutines that fn starts itself, and not
// for C.
//
// Otherwise the error is that of fn, or wraps [ndview.ErrReleased] if the file was closed before. Other panics of fn go
// on to the caller.
func (f *File[V]) Do(fn func(v V) error) (err error) {
	if !f.core.lease.Hold(f.epoch) {
		return &closedError{"Do", f.path}
	}
	defer f.core.lease.Unhold()
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	done := false
	defer func() {
		if done {
			return
		}
		value := recover()
		if value == nil {
			return // runtime.Goexit, which goes on
		}
		fault := f.fault(value)
		if fault == nil {
			panic(value)
		}
		err = fault
	}()
	err = fn(f.view)
	done = true
	return err
}

// fault makes an error of a panic value, if it is a fault within the map.
func (f *File[V]) fault(value any) error {
	err, _ := value.(error)
	var at interface{ Addr() uintptr } // of the runtime's errors for faults
	m := f.core.net.mapping.Load()
	if err == nil || m == nil || !errors.As(err, &at) {
		return nil
	}
	first := mem.Uint(mem.Of(m.pages))
	if off := at.Addr() - first; at.Addr() < first || off >= uintptr(len(m.pages)) {
		return nil
	}
	offset := m.from + int64(at.Addr()-first)
	return &FaultError{Path: f.path, Offset: offset, Reason: m.reason(offset)}
}

func (m *mapping) reason(offset int64) string {
	info, err := m.file.Stat()
	end := m.from + int64(len(m.pages))
	switch {
	case err != nil:
		return fmt.Sprintf("its state cannot be told: %v", err)
	case info.Size() <= offset:
		return fmt.Sprintf("it was shrunk from %d bytes or more to %d; whoever writes it should write a new file and rename it", end, info.Size())
	case !m.mut:
		return "the disk has an error there, or memory that is only to be read was written"
	}
	return "the disk is full, or has an error there"
}

// Sync waits until everything that was written is on the disk. Other processes of the machine see it without that.
// There is nothing to wait for in a file that was opened for reading only. The error is that of msync, or wraps
// [ndview.ErrReleased].
func (f *File[V]) Sync() error {
	return f.hold("Sync", func(m *mapping) error { return m.sync() })
}

// hold calls fn with the mapping, which is not closed meanwhile.
func (f *File[V]) hold(op string, fn func(*mapping) error) error {
	if !f.core.lease.Hold(f.epoch) {
		return &closedError{op, f.path}
	}
	defer f.core.lease.Unhold()
	if err := fn(f.core.net.mapping.Load()); err != nil {
		return fmt.Errorf("npy: %s of %q: %w", op, f.path, err)
	}
	return nil
}

// CloseWait is how long File.Close waits for those who are at work.
const CloseWait = time.Second

// Close ends the map and gives up locks: views of the file are stale from here on. What was written stays written, also
// without [File.Sync], unless the machine stops.
//
// While verbs, loops over lanes or Do are at work on the memory, Close waits for them up to [CloseWait]. If they are
// still at work then, the file stays open, and the error is a [*HeldError] that wraps [ErrHeld]; try again. Closing
// twice is fine, and does nothing.
func (f *File[V]) Close() error { return f.CloseWithin(CloseWait) }

// CloseWithin is Close with another time to wait; 0 or less does not wait.
func (f *File[V]) CloseWithin(wait time.Duration) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.Closed() {
		return nil
	}
	if n := f.core.lease.CloseWithin(wait); n > 0 { // F2
		return &HeldError{Path: f.path, Holders: n, Waited: max(wait, 0)}
	}
	m := f.core.net.mapping.Swap(nil) // F1
	open.Add(-1)
	if err := m.close(); err != nil {
		return fmt.Errorf("npy: Close of %q: %w", f.path, err)
	}
	return nil
}

// Closed reports whether the file was closed.
func (f *File[V]) Closed() bool { return !f.core.lease.Holds(f.epoch) }

// Path is the path that the file was opened by; a member of a .npz file follows after a colon.
func (f *File[V]) Path() string { return f.path }

// Header is what the file said when it was opened. For a file without a header it is what the program said.
func (f *File[V]) Header() Header {
	h := f.header
	h.Shape = slices.Clone(h.Shape)
	return h
}

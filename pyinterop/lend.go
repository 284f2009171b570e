package pyinterop

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// The way back: Go's memory becomes Python's array
//
// Python gets an object that exports the memory, and everything that Python makes of it (memoryviews, NumPy arrays, DLPack
// capsules) keeps that object. When the last object dies, the memory is Go's alone again. Until then Go keeps it:
//
//	N1  The memory is pinned, and its Lent is in the table of lendings, from before the first object is made until the memory
//	    is given back: by the death of the last object, or by Close or Wait when nothing of Python's uses it.
//	N2  The record in C is Python's until the last object has died, closed or not; nobody writes it before that.
//	N3  Nobody who holds the lock of a Lent or of the table waits for the GIL, or runs anything that may drop a reference:
//	    an object may die on any thread, and then these locks are taken.

// ErrLent: something cannot be done while Python uses memory that was lent; ErrNotLent: memory is not lent to Python.
var (
	ErrLent    = errors.New("pyinterop: still lent")
	ErrNotLent = errors.New("pyinterop: not lent")
)

// A Lent is memory that Python has been lent, without a copy. Object, Array and MemoryView belong to the scope in which it
// was made, as every Object does; the other methods may be called by any goroutine at any time.
//
// The memory stays lent for as long as Python has anything that was made of it, also after Go has forgotten the Lent, and
// what is lent is alive and at its place until then. While it is lent, both sides reach it: whoever writes while the other one
// reads must be told by the program to wait. A Lent for reading is read-only in Python; Go may write it.
type Lent struct {
	object Object

	mu       sync.Mutex
	rec      lendingRecord
	held     bool // the record is ours: the last object lives
	returned bool
	id       int64
	a        mem.Array // what is lent, so that the collector sees it
	typ      elem.Type
	back     []func()
	waiting  int
	idle     chan struct{} // closed when the last export ends while somebody waits
}

// A LendOption says more about memory that is lent.
type LendOption func(*Lent)

// WhenReturned makes the end of a lending known: f is called once, on a goroutine of its own, when Python has let go of the
// memory, or Close or Wait has taken it back. It is where memory of C is freed. In a process that ends before, it is not called.
func WhenReturned(f func()) LendOption { return func(l *Lent) { l.back = append(l.back, f) } }

// LendSlice lends s to Python for reading: an array of one axis. See Python.Lend.
func LendSlice[T ndview.Element](py Python, s []T, opts ...LendOption) (*Lent, error) {
	return py.lend("LendSlice", rawOf(s), false, opts)
}

// LendSliceMut is LendSlice for reading and writing.
func LendSliceMut[T ndview.Element](py Python, s []T, opts ...LendOption) (*Lent, error) {
	return py.lend("LendSliceMut", rawOf(s), true, opts)
}

// rawOf is a view of s.
func rawOf[T ndview.Element](s []T) ndview.Raw {
	l := layout.Layout{NDim: 1}
	l.Shape[0], l.Strides[0] = len(s), mem.SizeOf[T]()
	return ndview.NewRaw(mem.New(mem.Of(s), l, lease.Forever, 0, mem.Item{}), elem.TypeOf[T]())
}

// Lend lends the memory of a view to Python for reading: py.Lend(v.Raw()). Any layout is lent as it is: strides of any sign,
// swapped and misaligned items, records, rows behind pointers (Python's memoryview has those, NumPy has not). A gonum matrix
// is lent as the view that package ndmat makes of it (ndmat.FromDense). Memory that C allocated is lent like Go's, as a slice
// over it, see WhenReturned.
//
// The error wraps ErrNotLent for memory that is itself borrowed from Python (return the object that it is borrowed from),
// for items that hold pointers, and ndview.ErrLayout for pointers that PEP 3118 cannot express.
func (py Python) Lend(r ndview.Raw, opts ...LendOption) (*Lent, error) {
	return py.lend("Lend", r, false, opts)
}

// LendMut is Lend for reading and writing.
func (py Python) LendMut(r ndview.MutRaw, opts ...LendOption) (*Lent, error) {
	return py.lend("LendMut", r.Raw, true, opts)
}

// lendValue lends what is memory with a layout; nil for anything else.
func (py Python) lendValue(value any) (*Lent, error) {
	switch v := value.(type) {
	case *Lent:
		return v, nil
	case ndview.Raw:
		return py.Lend(v)
	case ndview.MutRaw:
		return py.LendMut(v)
	case interface{ Raw() ndview.Raw }:
		return py.Lend(v.Raw())
	case interface{ Raw() ndview.MutRaw }:
		return py.LendMut(v.Raw())
	}
	return nil, nil
}

// arrayIn is the array of l in the scope of py.
func (l *Lent) arrayIn(py Python) (Object, error) {
	if l.object.py == py {
		return l.Array()
	}
	o, err := l.In(py)
	if err != nil {
		return Object{}, err
	}
	return l.arrayOver(o)
}

func (py Python) lend(op string, r ndview.Raw, mut bool, opts []LendOption) (*Lent, error) {
	t := py.thread(op)
	l := &Lent{a: *r.Array(), typ: r.DType(), held: true}
	m := cpy.Memory{Writable: mut}
	var axes [2 * fewAxes]int // what C is told, where there are few
	if err := l.describe(op, &m, &axes); err != nil {
		return nil, err
	}
	for _, o := range opts {
		o(l)
	}
	if l.rec = lendings.record(len(m.Shape)); l.rec.Lending == (cpy.Lending{}) {
		return nil, errors.New("pyinterop: no memory to lend any")
	}
	m.ID = lendings.enter(l)
	l.id = m.ID
	l.pin()
	l.rec.Reset(&m)
	p, st := t.Lend(l.rec.Lending)
	if st != cpy.OK {
		l.back = nil
		lendings.take(l.id)
		l.ended()
		return nil, py.failure(st, op)
	}
	l.object = py.own(p)
	return l, nil
}

// Object is the object over the memory that Python has, in the scope of the Lend: an exporter, with __dlpack__ and __array__.
func (l *Lent) Object() Object { return l.object }

// MemoryView is a memoryview of the memory: any layout, and formats that PEP 3118 has (records too, bfloat16 and datetime64
// not). The error is a *PyError.
func (l *Lent) MemoryView() (Object, error) {
	p, st := l.object.thread("Lent.MemoryView").MemoryView(l.object.p)
	return l.object.py.result(p, st, "Lent.MemoryView")
}

// Array is a NumPy array of the memory, writable if it was lent so: of any strides and of every dtype that NumPy has;
// records become structured arrays, BFloat16 is that of ml_dtypes, which must be installed then. NumPy does not have pointers
// on the way; the error is then a *PyError that says so.
func (l *Lent) Array() (Object, error) { return l.arrayOver(l.object) }

func (l *Lent) arrayOver(o Object) (Object, error) {
	t := o.thread("Lent.Array")
	var descr cpy.Object
	if numpyType(l.typ) < 0 {
		d, err := o.py.dtypeOf(l.typ)
		if err != nil {
			return Object{}, err
		}
		descr = d.p
	}
	p, st := t.LendArray(o.p, descr)
	return o.py.result(p, st, "Lent.Array")
}

// In is another object over the same memory, in the scope of py. The error wraps ErrNotLent if the memory was given back.
func (l *Lent) In(py Python) (Object, error) {
	t := py.thread("Lent.In")
	misuse(t.IncRef(cpy.None()), "Lent.In") // a hold that does not become an object would stay
	l.mu.Lock()
	ok := l.held && !l.returned && l.rec.Hold()
	l.mu.Unlock() // N3
	if !ok {
		return Object{}, fmt.Errorf("%w: Lent.In: Python had let go of the memory, or it was taken back; lend it anew", ErrNotLent)
	}
	p, st := t.LendMore(l.rec.Lending)
	return py.result(p, st, "Lent.In")
}

// Exports is how many buffers, arrays made by Array, and DLPack capsules of the memory are alive.
func (l *Lent) Exports() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.held {
		return 0
	}
	return l.rec.Exports()
}

// Returned reports whether the memory is Go's alone again.
func (l *Lent) Returned() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.returned
}

// Close takes the memory back, if nothing of Python's uses it: objects over it that are left refuse new buffers with a
// BufferError. Otherwise nothing happens, and the error is a *LentError, which wraps ErrLent. Closing twice is fine.
func (l *Lent) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if n := l.close(); n > 0 {
		return &LentError{Exports: n}
	}
	return nil
}

func (l *Lent) close() (exports int) {
	if l.returned {
		return 0
	}
	if exports = l.rec.Close(); exports == 0 {
		l.giveBack()
	}
	return exports
}

// Wait takes the memory back as soon as nothing of Python's uses it. From now on objects over it refuse new buffers; if ctx
// ends before those that are there do, they grant them again, and the error is a *LentError, which wraps ErrLent and ctx's
// cause. Python can let go of nothing while the caller holds the GIL: Wait then does not wait (call it in AllowThreads).
func (l *Lent) Wait(ctx context.Context) error {
	if cpy.HeldHere() {
		err := l.Close()
		if e := (*LentError)(nil); errors.As(err, &e) {
			e.WithGIL = true
		}
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.waiting++
	defer l.endWait()
	for !l.returned {
		if l.idle == nil {
			l.idle = make(chan struct{})
		}
		idle := l.idle
		if l.rec.Closing(true) == 0 && l.close() == 0 {
			return nil
		}
		l.mu.Unlock()
		select {
		case <-idle:
			l.mu.Lock()
		case <-ctx.Done():
			l.mu.Lock()
			if n := l.close(); n > 0 {
				return &LentError{Exports: n, Cause: context.Cause(ctx)}
			}
		}
	}
	return nil
}

func (l *Lent) endWait() {
	if l.waiting--; l.waiting == 0 && !l.returned {
		l.rec.Closing(false)
	}
}

// LentError says that Python still uses memory that was lent, and that it stays lent. It wraps ErrLent.
type LentError struct {
	Exports int
	Cause   error // why Wait did not wait longer
	WithGIL bool  // Wait did not wait, since the caller holds the GIL
}

func (e *LentError) Error() string {
	s := fmt.Sprintf("%v: Python has %d buffer(s), array(s) or DLPack capsule(s) of the memory; ", ErrLent, e.Exports)
	switch {
	case e.WithGIL:
		return s + "Python can let go of none while this goroutine holds the GIL: call Wait in AllowThreads, or after Do"
	case e.Cause != nil:
		return s + fmt.Sprintf("the wait ended (%v): give it more time, or have Python delete them", e.Cause)
	}
	return s + "have Python delete them and close again, or Wait"
}

// Unwrap returns ErrLent, and the cause if there is one.
func (e *LentError) Unwrap() []error {
	if e.Cause != nil {
		return []error{ErrLent, e.Cause}
	}
	return []error{ErrLent}
}

// giveBack ends the lending for Go (N1); l is locked.
func (l *Lent) giveBack() {
	if l.returned {
		return
	}
	l.returned = true
	l.rec.pins.Unpin()
	l.a.Base = nil
	for _, f := range l.back {
		go f()
	}
	l.back = nil
	l.wake()
}

func (l *Lent) wake() {
	if l.idle != nil {
		close(l.idle)
		l.idle = nil
	}
}

// ended is what happens when the last object has died (N2).
func (l *Lent) ended() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.giveBack()
	l.held = false
	lendings.giveUp(l.rec)
}

// pin keeps Go's memory at its place, that behind pointers and the pointers too; of other memory it does nothing.
func (l *Lent) pin() {
	lay := l.a.L()
	if l.a.Base == nil || lay.Empty() {
		return
	}
	l.rec.pins.Pin(l.a.Base)
	if lay.Indirect() {
		pinLevels(l.rec.pins, l.a, 0, 0, l.a.Base)
	}
}

// pinLevels walks the axes of one level from axis on, then pins what the pointer leads to and goes on there.
func pinLevels(pins *runtime.Pinner, a mem.Array, level, axis int, p mem.Addr) {
	lay := a.L()
	if level == lay.Levels()-1 {
		return
	}
	for ; axis < lay.NDim; axis++ {
		if lay.AxisLevel(axis) != level {
			continue
		}
		n, stride := lay.Dim(axis)
		if stride == 0 {
			n = 1 // the same pointers again
		}
		for i := range n {
			pinLevels(pins, a, level, axis+1, mem.Add(p, i*stride))
		}
		return
	}
	pins.Pin(mem.Deref(p))
	pinLevels(pins, a, level+1, 0, mem.Add(mem.Deref(p), lay.LevelOffset(level+1)))
}

// borrowedView says why memory that Python lent is not lent on.
func borrowedView(op string, a *mem.Array) error {
	if a.Slot == lease.Forever {
		return nil
	}
	return fmt.Errorf("%w: %s: wanted memory of Go or C, found a view of memory that is itself borrowed and would outlive its borrow; "+
		"hand over the object that it is borrowed from, or a copy", ErrNotLent, op)
}

// OpenLendings is how many pieces of memory are lent to Python now, in the whole process.
func OpenLendings() int {
	lendings.Lock()
	defer lendings.Unlock()
	n := 0
	for _, l := range lendings.list {
		if l != nil && !l.Returned() {
			n++
		}
	}
	return n
}

package pyinterop

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// Source is what can be borrowed: an Object, or a *Kept.
type Source interface{ source() }

func (Object) source() {}
func (*Kept) source()  {}

// Borrow calls fn with a view of src's own memory, for reading. Nothing is copied. src is any object with
// the buffer protocol: a NumPy array, bytes, bytearray, array.array, memoryview, ctypes, mmap …
//
// T is the element type and must be the exporter's, in native byte order and aligned; shape and strides
// (bytes, any sign) are the exporter's, up to 64 axes. What does not fit is refused with a *RefusedError
// that lists everything unmet and the way out; its sentinels are ndview's (ErrType, ErrByteOrder, ErrAlign,
// ErrShape …), ErrNotExporter and ErrRefused. After an error nothing is held.
//
// The view and all views made of it are valid until fn returns; using one later panics with an
// *ndview.ReleasedError that names fn. The buffer is released exactly once, when fn returns, panics or
// calls runtime.Goexit, and Borrow returns fn's error. Go slices and gonum values taken from a view cannot
// be revoked: do not keep them.
//
// Borrowed through an Object, fn runs with the GIL held; py.AllowThreads inside fn drops it, and the view
// may be used there. Borrowed through a *Kept outside of any scope, fn runs without the GIL. Reading is no promise
// that the bytes stand still: Python code that runs meanwhile may write them.
//
// https://docs.python.org/3/c-api/buffer.html
func Borrow[T ndview.Element](src Source, fn func(v ndview.View[T]) error) error {
	var a mem.Array
	l, err := borrow(src, demand{op: "Borrow", kind: elem.KindOf[T]()}, cpy.FuncPC(fn), &a)
	if err != nil {
		return err
	}
	defer l.release()
	return fn(ndview.NewView[T](a))
}

// BorrowMut is Borrow for reading and writing. Read-only exporters (bytes, arrays whose writeable flag is
// off) are refused with ndview.ErrReadOnly.
func BorrowMut[T ndview.Element](src Source, fn func(v ndview.MutView[T]) error) error {
	var a mem.Array
	l, err := borrow(src, demand{op: "BorrowMut", kind: elem.KindOf[T](), mut: true}, cpy.FuncPC(fn), &a)
	if err != nil {
		return err
	}
	defer l.release()
	return fn(ndview.NewMutView[T](a))
}

// BorrowRaw is Borrow without an element type: records, strings, byte-swapped and misaligned items, and
// numbers whose type is known only at run time. ndview.As makes the Raw a View.
func BorrowRaw(src Source, fn func(r ndview.Raw) error) error {
	var a mem.Array
	l, err := borrow(src, demand{op: "BorrowRaw"}, cpy.FuncPC(fn), &a)
	if err != nil {
		return err
	}
	defer l.release()
	return fn(ndview.NewRaw(a, l.typ))
}

// BorrowRawMut is BorrowRaw for reading and writing. Arrays of Python objects are refused: their items are
// counted references, which must not be written as bytes.
func BorrowRawMut(src Source, fn func(r ndview.MutRaw) error) error {
	var a mem.Array
	l, err := borrow(src, demand{op: "BorrowRawMut", mut: true}, cpy.FuncPC(fn), &a)
	if err != nil {
		return err
	}
	defer l.release()
	return fn(ndview.NewMutRaw(a, l.typ))
}

// A demand is what a borrow asks for.
type demand struct {
	op   string
	kind elem.Kind // Invalid: any item
	mut  bool
}

func (d demand) raw() bool { return d.kind == elem.Invalid }

func (d demand) flags() int {
	if d.mut {
		return cpy.BufFull
	}
	return cpy.BufFullRO
}

// String is the call as it stands in the program: BorrowMut[float64].
func (d demand) String() string {
	if d.raw() {
		return d.op
	}
	return d.op + "[" + d.kind.GoName() + "]"
}

// borrow acquires src's buffer, then checks what it got, and keeps nothing when it refuses. On success a
// describes the memory and the loan is the caller's to release.
func borrow(src Source, d demand, pc uintptr, a *mem.Array) (*loan, error) {
	switch s := src.(type) {
	case Object:
		return borrowInside(s, d, pc, a)
	case *Kept:
		return borrowKept(s, d, pc, a)
	}
	panic(&ScopeError{d.op, "the object is nil"})
}

// borrowInside borrows through an object of a live scope on this thread: the GIL is held and stays so.
func borrowInside(o Object, d demand, pc uintptr, a *mem.Array) (*loan, error) {
	t := o.py.thread(d.op)
	l, err := loans.takeIn(o.py.s)
	if err != nil {
		return nil, err
	}
	st := t.Borrow(l.slot, o.p, d.flags())
	if st == cpy.OK && l.describe(d, a) {
		l.open(d, pc, a)
		return l, nil
	}
	if st != cpy.OK && st != cpy.Raised {
		if st != cpy.OtherThread { // else the scope's own goroutine may have taken this loan just as well
			loans.put(l)
		}
		return nil, o.py.failure(st, d.op)
	}
	return nil, l.refuse(o, d, st)
}

// borrowKept borrows without a scope: one call takes the GIL, gets the buffer and drops the GIL again.
func borrowKept(k *Kept, d demand, pc uintptr, a *mem.Array) (*loan, error) {
	if err := ensureStarted(); err != nil {
		return nil, err
	}
	if !k.r.use() {
		return nil, k.r.droppedError()
	}
	defer k.r.unuse()
	l, err := loans.takeIn(nil)
	if err != nil {
		return nil, err
	}
	st := cpy.BorrowOutside(l.slot, k.r.p, d.flags())
	if st == cpy.OK && l.describe(d, a) {
		l.open(d, pc, a)
		return l, nil
	}
	if st != cpy.OK && st != cpy.Raised {
		loans.put(l)
		return nil, entryError(st)
	}
	return nil, l.refuseKept(k, d, st)
}

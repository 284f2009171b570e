package pyinterop

import (
	"github.com/go-inplace/inplace/internal/elem"
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
// ErrShape …), ErrNotExporter, ErrMasked and ErrRefused. After an error nothing is held.
//
// Borrows for reading may share memory, a borrow for writing has its bytes alone: the error wraps ndview.ErrOverlap and
// holds a *ConflictError if a byte of src's memory is in an open borrow and one of the two is for writing, whichever
// objects they were borrowed through. Bytes decide, not bounds: the halves of a matrix may be written by two goroutines.
// Nothing waits.
//
// The view and all views made of it are valid until fn returns; using one later panics with an
// *ndview.ReleasedError that names fn. The buffer is released exactly once, when fn returns, panics or
// calls runtime.Goexit, and Borrow returns fn's error. Go slices taken from a view cannot be revoked: do not
// keep them. A gonum matrix that package ndmat made of a view is empty afterwards.
//
// Memory that the buffer protocol cannot carry comes by another one, if the object's class has it: a NumPy array of
// datetime64 or of ml_dtypes' bfloat16 by its dtype; a tensor on the CPU by DLPack (PyTorch, JAX; read-only where it says
// so, or is too old to say); __array_interface__ and __array_struct__; a column of Arrow's without missing values (pyarrow,
// Polars in one chunk), read-only, see BorrowNullable. All else is as for a buffer. A tensor on another device is refused:
// ErrDevice.
//
// A NumPy array cannot be resized while it is borrowed. If Python put other memory or another shape into it all the
// same (ndarray.data, __setstate__), the error wraps ErrChanged, and what fn computed is worth nothing.
//
// Borrowed through an Object, fn runs with the GIL held; py.AllowThreads inside fn drops it, and the view
// may be used there. Borrowed through a *Kept outside of any scope, fn runs without the GIL. Reading is no promise
// that the bytes stand still: Python code that runs meanwhile may write them.
//
// https://docs.python.org/3/c-api/buffer.html
func Borrow[T ndview.Element](src Source, fn func(v ndview.View[T]) error) (err error) {
	w := want{op: "Borrow", kind: elem.KindOf[T](), flags: cpy.BufFullRO, pc: cpy.FuncPC(fn)}
	l, err := acquire(src, &w)
	if err != nil {
		return err
	}
	l.open(&w, w.pc)
	defer l.end(&err)
	return fn(ndview.ViewOf[T](&l.a))
}

// BorrowMut is Borrow for reading and writing. Read-only exporters (bytes, arrays whose writeable flag is
// off) are refused with ndview.ErrReadOnly.
func BorrowMut[T ndview.Element](src Source, fn func(v ndview.MutView[T]) error) (err error) {
	w := want{op: "BorrowMut", kind: elem.KindOf[T](), flags: cpy.BufFull, mut: true, pc: cpy.FuncPC(fn)}
	l, err := acquire(src, &w)
	if err != nil {
		return err
	}
	l.open(&w, w.pc)
	defer l.end(&err)
	return fn(ndview.MutViewOf[T](&l.a))
}

// BorrowRaw is Borrow without an element type: records, strings, byte-swapped and misaligned items, and
// numbers whose type is known only at run time. ndview.As makes the Raw a View.
func BorrowRaw(src Source, fn func(r ndview.Raw) error) (err error) {
	w := want{op: "BorrowRaw", flags: cpy.BufFullRO, pc: cpy.FuncPC(fn)}
	l, err := acquire(src, &w)
	if err != nil {
		return err
	}
	l.open(&w, w.pc)
	defer l.end(&err)
	return fn(ndview.NewRaw(l.a, l.typ))
}

// BorrowRawMut is BorrowRaw for reading and writing. Arrays of Python objects are refused: their items are
// counted references, which must not be written as bytes.
func BorrowRawMut(src Source, fn func(r ndview.MutRaw) error) (err error) {
	w := want{op: "BorrowRawMut", flags: cpy.BufFull, mut: true, pc: cpy.FuncPC(fn)}
	l, err := acquire(src, &w)
	if err != nil {
		return err
	}
	l.open(&w, w.pc)
	defer l.end(&err)
	return fn(ndview.NewMutRaw(l.a, l.typ))
}

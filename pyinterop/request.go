package pyinterop

import (
	"fmt"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// A Request is one way of asking an exporter for its memory, as a value; V is what the function that works on the
// memory receives, and it has methods for what was asked and for nothing else. The requests are the variables and
// functions of this package whose names begin with Ask; combinations that the buffer protocol does not have do
// not exist. A Request is immutable, and may be used by any number of goroutines.
//
// https://docs.python.org/3/c-api/buffer.html#buffer-request-types
type Request[V any] struct {
	w    want
	view func(l *front) V
}

// Borrow calls fn with src's memory as r asks for it. Refusals, scopes, the GIL and the end of the borrow are as
// for the function Borrow.
func (r Request[V]) Borrow(src Source, fn func(v V) error) (err error) {
	r.w.pc = cpy.FuncPC(fn)
	l, err := acquire(src, &r.w)
	if err != nil {
		return err
	}
	l.open(&r.w, r.w.pc)
	defer l.end(&err)
	return fn(r.view(&l.front))
}

// WithFlags is r with further bits in the flags of PyObject_GetBuffer, for requests that a later CPython or an
// exporter of your own knows and this package does not, such as PyBUF_STABLE_READ (0x400) of the draft "Stable
// Reads". What they promise is between you and the exporter. Bits that this package gives a meaning to (all up
// to 0x3ff) panic with a *FlagsError: there is a request for each of them.
func (r Request[V]) WithFlags(flags int) Request[V] {
	if flags&cpy.BufKnown != 0 || flags < 0 {
		panic(&FlagsError{flags})
	}
	r.w.flags |= int32(flags)
	return r
}

// Aliased is r without the check that no other open borrow is in the way: the memory may be borrowed at the same time
// by any number of borrows, reading and writing, and none of them is told. What goroutines do to each other's data there
// is the program's to order.
func (r Request[V]) Aliased() Request[V] {
	r.w.aliased = true
	return r
}

// FlagsError is the panic of Request.WithFlags for bits that have a meaning already.
type FlagsError struct{ Flags int }

func (e *FlagsError) Error() string {
	return fmt.Sprintf("pyinterop: WithFlags(%#x): the bits %#x have a meaning in the buffer protocol already, and requests of their own; "+
		"only bits above %#x can be added", e.Flags, e.Flags&cpy.BufKnown, cpy.BufKnown)
}

// A want is what a request asks for and what its answer must meet.
type want struct {
	op    string     // as it stands in the program: "Borrow", "AskStrided"
	typ   *elem.Type // the caller's word for the items of a request without format; nil otherwise
	flags int32      // PyBUF_*
	kind  elem.Kind  // the element type; Invalid: any item
	mut   bool

	owned    bool    // for a handle
	nullable bool    // values may be missing
	door     string  // the protocol behind which the memory was found; "" for a buffer
	of       Object  // the object that was asked, where that is not the exporter
	literal  bool    // a request of the buffer protocol, with its format or not at all
	aliased  bool    // the ledger is neither asked nor told
	hosted   bool    // for a call from Python: op names the function and the argument
	pc       uintptr // names the borrow in messages: an instruction of the closure, or of the call
}

func (w *want) raw() bool { return w.kind == elem.Invalid }

func (w *want) asks(flags int) bool { return int(w.flags)&flags == flags }

// formatted reports whether items are described by the exporter.
func (w *want) formatted() bool { return w.asks(cpy.BufFormat) }

// String is the call as it stands in the program: BorrowMut[float64].
func (w *want) String() string {
	if w.raw() || w.hosted {
		return w.op
	}
	return w.op + "[" + w.kind.GoName() + "]"
}

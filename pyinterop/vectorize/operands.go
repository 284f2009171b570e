package vectorize

import (
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// Operands are borrowed as NumPy uses them: whoever passes overlapping arrays gets what NumPy computes of them, and what other
// threads write meanwhile is the program's to order. So these borrows are Aliased.
var (
	reading = pyinterop.AskFull.Aliased()
	writing = pyinterop.AskFullMut.Aliased()
)

// A call is a call from Python, with its operands while they are borrowed.
type call struct {
	py        pyinterop.Python
	outs      []ndview.MutRaw
	ins       []ndview.Raw
	bytes     int
	threshold int
}

// Borrow borrows arrays to be written and arrays to be read, any number of them, of any numbers, bfloat16 of ml_dtypes among them, and calls
// f with their views; without the GIL if they have dropFrom bytes together. They may share memory in any way, as the operands of
// NumPy's functions may.
//
// The views are valid until f returns. The error is that of f, or of [pyinterop.BorrowRaw]: a refusal that names the array, with
// all that is unmet.
func Borrow(py pyinterop.Python, outs, ins []pyinterop.Object, dropFrom int, f func(outs []ndview.MutRaw, ins []ndview.Raw) error) error {
	c := call{py: py, outs: make([]ndview.MutRaw, 0, 4), ins: make([]ndview.Raw, 0, 4), threshold: dropFrom}
	return c.borrow(outs, ins, f)
}

// borrow borrows the first of what is left, and so on.
func (c *call) borrow(outs, ins []pyinterop.Object, f func(outs []ndview.MutRaw, ins []ndview.Raw) error) error {
	switch {
	case len(outs) > 0:
		next := func(r ndview.MutRaw) error {
			c.outs, c.bytes = append(c.outs, r), c.bytes+r.Nbytes()
			return c.borrow(outs[1:], ins, f)
		}
		if typ, is := bfloat16Of(outs[0]); is {
			return pyinterop.AskItemsMut(typ).Aliased().Borrow(outs[0], next)
		}
		return writing.Borrow(outs[0], func(a pyinterop.MutIndirectRaw) error { return next(a.MutRaw()) })
	case len(ins) > 0:
		next := func(r ndview.Raw) error {
			c.ins, c.bytes = append(c.ins, r), c.bytes+r.Nbytes()
			return c.borrow(nil, ins[1:], f)
		}
		if typ, is := bfloat16Of(ins[0]); is {
			return pyinterop.AskItems(typ).Aliased().Borrow(ins[0], next)
		}
		return reading.Borrow(ins[0], func(a pyinterop.IndirectRaw) error { return next(a.Raw()) })
	case c.bytes >= c.threshold:
		return c.py.AllowThreadsErr(func() error { return f(c.outs, c.ins) })
	}
	return f(c.outs, c.ins)
}

// bfloat16Of is the dtype, with its byte order, of an array that has bfloat16, which ml_dtypes adds to NumPy. It has no format
// in the buffer protocol: it is asked for without one.
func bfloat16Of(o pyinterop.Object) (typ ndview.DType, is bool) {
	dtype, err := o.Attr("dtype")
	if err != nil {
		return typ, false
	}
	kind, err := dtype.Attr("kind")
	if err != nil {
		return typ, false
	}
	if text, err := kind.Text(); err != nil || text != "V" {
		return typ, false
	}
	name, err := dtype.Attr("name")
	if err != nil {
		return typ, false
	}
	text, err := name.Text()
	if err != nil || text != "bfloat16" {
		return typ, false
	}
	typ, err = pyinterop.DTypeOf(dtype)
	return typ, err == nil
}

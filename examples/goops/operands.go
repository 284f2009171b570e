package main

import (
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
)

// Operands are borrowed as NumPy uses them: whoever passes overlapping arrays gets what NumPy computes of them, and what other
// threads write meanwhile is the program's to order. So these borrows are Aliased.
var (
	reading = pyinterop.AskFull.Aliased()
	writing = pyinterop.AskFullMut.Aliased()

	// bfloat16 has no format in the buffer protocol: it is asked for without one.
	readingBFloat16 = pyinterop.AskItems(ndview.DTypeOf[ndview.BFloat16]()).Aliased()
	writingBFloat16 = pyinterop.AskItemsMut(ndview.DTypeOf[ndview.BFloat16]()).Aliased()
)

// largeWork is from how many bytes on the GIL is dropped: work of some 20 µs.
const largeWork = 256 << 10

// A call is a verb's call from Python, with its operands while they are borrowed.
type call struct {
	py    pyinterop.Python
	outs  []ndview.MutRaw
	ins   []ndview.Raw
	bytes int
}

// on borrows outs and ins, calls f without the GIL if there is much to do, and names its errors as Python does.
func on(py pyinterop.Python, outs, ins []pyinterop.Object, f func(outs []ndview.MutRaw, ins []ndview.Raw) error) error {
	c := call{py: py, outs: make([]ndview.MutRaw, 0, 4), ins: make([]ndview.Raw, 0, 4)}
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
		if isBFloat16(outs[0]) {
			return writingBFloat16.Borrow(outs[0], next)
		}
		return writing.Borrow(outs[0], func(a pyinterop.MutIndirectRaw) error { return next(a.MutRaw()) })
	case len(ins) > 0:
		next := func(r ndview.Raw) error {
			c.ins, c.bytes = append(c.ins, r), c.bytes+r.Nbytes()
			return c.borrow(nil, ins[1:], f)
		}
		if isBFloat16(ins[0]) {
			return readingBFloat16.Borrow(ins[0], next)
		}
		return reading.Borrow(ins[0], func(a pyinterop.IndirectRaw) error { return next(a.Raw()) })
	case c.bytes >= largeWork:
		return exception(c.py.AllowThreadsErr(func() error { return f(c.outs, c.ins) }))
	}
	return exception(f(c.outs, c.ins))
}

// isBFloat16 reports whether an array has the dtype that ml_dtypes adds to NumPy.
func isBFloat16(o pyinterop.Object) bool {
	dtype, err := o.Attr("dtype")
	if err != nil {
		return false
	}
	kind, err := dtype.Attr("kind")
	if err != nil {
		return false
	}
	if text, err := kind.Text(); err != nil || text != "V" {
		return false
	}
	name, err := dtype.Attr("name")
	if err != nil {
		return false
	}
	text, err := name.Text()
	return err == nil && text == "bfloat16"
}

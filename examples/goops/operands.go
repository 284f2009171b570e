package main

import (
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop"
	"github.com/go-inplace/inplace/pyinterop/vectorize"
)

// largeWork is from how many bytes on the GIL is dropped: work of some 20 µs.
const largeWork = 256 << 10

// on borrows outs and ins, as NumPy uses operands, calls f without the GIL if there is much to do, and names its errors as Python does.
func on(py pyinterop.Python, outs, ins []pyinterop.Object, f func(outs []ndview.MutRaw, ins []ndview.Raw) error) error {
	return vectorize.Borrow(py, outs, ins, largeWork, func(outs []ndview.MutRaw, ins []ndview.Raw) error { return exception(f(outs, ins)) })
}

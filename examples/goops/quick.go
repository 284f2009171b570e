package main

import (
	"slices"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
	"github.com/go-inplace/inplace/pyinterop"
)

// The elementwise verbs as functions of their own, for the call that matters most: arrays of NumPy with numbers in native byte
// order, out given (of divmod both, by position), nothing else. Such a call enters Go once and allocates nothing in Python. All others go on to the
// function of the same name in _elementwise.py, and so do those that fail, for NumPy's words.
func init() {
	const rest = "out=None, *, where=True, casting='same_kind', order='K', dtype=None, subok=True, signature=None, sig=None)"
	for _, v := range ops.Verbs() {
		if slices.Contains(notUfuncs, v.Name) {
			continue
		}
		name, doc := v.Name, v.Doc+"; element by element.\n\nAs numpy."+v.Name+", if NumPy has it: operands are stretched to one shape and cast as "+
			"in NumPy 2; the result goes to\nout, which may be an operand, or to a new array. where names the elements that are computed."
		if v.Out == 2 {
			doc = v.Doc + "; element by element.\n\nAs numpy." + v.Name + ". The results go to out1 and out2, or to out, a tuple of both, or to new arrays."
			pyinterop.DefArrays(module, name+"("+inputs[v.In]+", out1=None, out2=None, /, "+rest, doc, v.In, 2, func(in []ndview.Raw, out []ndview.MutRaw) (pyinterop.Tuple, error) {
				return pyinterop.Tuple{pyinterop.Argument(len(in)), pyinterop.Argument(len(in) + 1)}, ops.ApplyPair(name, out[0], out[1], in)
			}, pyinterop.Otherwise(), pyinterop.Aliased())
			continue
		}
		pyinterop.DefArrays(module, name+"("+inputs[v.In]+", /, "+rest, doc, v.In, 1, func(in []ndview.Raw, out []ndview.MutRaw) (pyinterop.Argument, error) {
			return pyinterop.Argument(len(in)), ops.Apply(name, out[0], in)
		}, pyinterop.Otherwise(), pyinterop.Aliased())
	}
	module.Def("otherwise(name, f)", "Names what a verb calls for all that it does not do itself.", module.SetOtherwise)
}

// inputs are the names that NumPy's ufuncs give their inputs, by their number.
var inputs = []string{1: "x", 2: "x1, x2", 3: "x1, x2, x3"}

// notUfuncs are verbs that NumPy calls otherwise: see _functions.py.
var notUfuncs = []string{"angle", "clip", "imag", "real", "round", "where"}

// Package vectorize makes of a function of numbers in Go a function in Python that works on whole arrays, as NumPy's ufuncs do:
//
//	var module = pyinterop.NewModule("special", "Functions that NumPy lacks.")
//
//	func init() {
//		vectorize.Def1(module, "logistic(x)", "1 / (1 + exp(-x)).", func(x float64) float64 { return 1 / (1 + math.Exp(-x)) })
//	}
//
// In Python:
//
//	special.logistic(a)                        # a new array, or a number for a number
//	special.logistic(a, out=a)                 # in place
//	special.logistic(a[::2], out=b, where=m)   # the others of b stay
//
// What holds for NumPy's ufuncs holds here: operands are arrays of any numbers, layout and byte order, NumPy's scalars, lists, and Python's
// numbers, which are weak as in NumPy 2; they are stretched to one shape; out may be an operand or overlap one; results without axes are
// scalars; order, dtype and signature (or sig) are as in NumPy, and casting is that of out: inputs are cast without loss, or as dtype or signature asks; subclasses become arrays.
// Arrays have up to 64 axes, as in NumPy 2. The errors are NumPy's, in its words where that was possible. dtypes are
// those of ndview's elements; a function of float64 takes what casts to float64 without losing values, integers of 64 bits too. With
// several functions, [Def], the first one is taken to whose parameters all operands cast.
//
// The function is called once for each element that is computed, in no promised order, on one goroutine unless [Parallel]. An
// error of a [ops.LoopErr1] becomes the exception that package pyinterop makes of it, and a panic a RuntimeError with the stack; what was computed
// before stays written. The GIL is dropped for arrays of 8 KiB and more, so a function must not use Python, and calls of several Python
// threads overlap, with Parallel or without: what a function keeps between two elements it guards itself.
// Ctrl-C in Python's main thread ends a call between two elements, within some milliseconds; of an element, or of eight, the function is called to its end.
//
// A module with such functions needs NumPy where it is imported.
package vectorize

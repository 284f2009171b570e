// Package fused computes whole expressions over arrays in one pass: they are built
// once, checked and compiled, and run as often as wanted, in blocks that stay in the
// cache, by several goroutines.
//
//	x, y := fused.In[float64]("x"), fused.In[float64]("y")
//	length, err := fused.Compile(fused.Sqrt(fused.Add(fused.Mul(x, x), fused.Mul(y, y))))
//	…
//	err = length.Run(dst.Raw(), a.Raw(), b.Raw()) // np.sqrt(a*a + b*b, out=dst)
//
// Three verbs of package ops, called one after another, go through memory three times
// and need room for what lies between; a program goes through it once and needs none.
//
// # Expressions
//
// An [Expr] is an input ([In]), a constant, or a verb with its operands: one of the
// functions of this package, or [Call] with the name of any verb that [ops.Verbs] lists.
// It prints as Python writes it.
//
// Dtypes are NumPy's: of a verb, those of the first loop to which all operands cast
// safely, as for the ufunc of that name. [Const] is a number as Python writes it, which
// takes the dtype of what it meets (NEP 50); [Value] has a dtype of its own; [As]
// casts. A verb of constants alone is computed when it is compiled, as NumPy would
// compute it: in int64, float64 or complex128.
//
// # Results
//
// The result is bit by bit that of calling the verbs one after another: the same loops
// run, and x*y + z is rounded twice. (Where NaNs meet, which one is left may differ.)
// What is used several times in an expression is computed once.
//
// Operands may have any layout and byte order, and dst may be an input; see
// [Program.Run].
//
// A reduction ([Sum], [Mean], [Any] …) may stand at the top: the elements are computed
// in boxes that stay in the cache, each is reduced as [ops.Reduce] does it, and where
// a single result has more elements than a box, partial results are reduced again,
// sums and products of floats in float64. The result does not depend on the number of
// goroutines; from that of reducing all elements at once a sum may differ in its last
// digit.
//
// # Speed
//
// A verb is a loop over a block of a few hundred items whose operands are in the
// first-level cache, so an expression costs the arithmetic of its verbs, and memory once.
// It wins where memory is what verbs wait for: large arrays, several verbs. A run
// has a fixed cost of 0.4 microseconds, that of several verbs on ten elements.
//
// # Design
//
// Compiling finds a loop for each verb, puts in casts, and gives values registers: of a
// block's length, reused when a value has been read for the last time (a linear scan over the
// steps, ordered so that few values are held at once). Running plans the walk over all
// operands together, cuts it into parts for goroutines and lanes into blocks, and
// calls the loops. Operands that Go cannot compute on where they lie pass through windows.
//
// References: D. M. Cooke, F. Alted and others, numexpr (2009), for virtual machines over
// blocks; R. Sethi, J. D. Ullman, The generation of optimal code for arithmetic
// expressions (1970), for the order of the steps; M. Poletto, V. Sarkar, Linear scan
// register allocation (1999).
package fused

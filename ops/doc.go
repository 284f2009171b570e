// Package ops computes on whole views, in place: fill, copy, arithmetic, sums.
// The destination comes first, then the operands.
//
//	err := ops.Add(dst, a, b) // dst = a + b, as np.add(a, b, out=dst)
//
// # Operands
//
// Every verb takes views of any layout: any strides, byte order and alignment,
// behind pointers, without elements, without axes. Axes are walked in the order in
// which they lie in memory and merged where they follow each other, so that the
// order of the axes of a view costs nothing.
//
// Inputs are stretched to the shape of dst by NumPy's rule: shapes are aligned at
// the last axis, and an axis of length 1, or one that is missing in front,
// repeats. dst is never stretched.
//
// # Shared memory
//
// dst may be an input, and may share memory with inputs in any other way. The
// result is always the one of reading every input before the first element is
// written, as in NumPy. Shifts (a[1:] += a[:-1]) go in the order that gives that;
// reversed axes (a[::-1] += a) and square transposes (a[:] = a.T) by pairs of pieces
// that are both read before either is written. Anything else is first copied to one
// temporary of the size of the input in question, if that is more than 4 KiB; nothing
// else among the elementwise verbs allocates in proportion to its operands.
//
// A dst of which two indices share memory (a broadcast, overlapping windows) has
// no such result and is refused with [ndview.ErrOverlap]. Behind pointers only the
// strides are looked at, not whether two pointers are equal.
//
// # Arithmetic
//
// As NumPy's, for operands of one element type: integers wrap around; Float16 and
// BFloat16 are computed in float32 and rounded; [ndview.Bool] adds by "or" and
// multiplies by "and", and is written as 0 or 1; complex products follow the
// schoolbook formula, without special care for infinities.
//
// # Reductions and scans
//
// A reduction makes one element of many, as a value ([Sum], [Max], [Mean], [All] …)
// or, along the axes named by [Axes], as the elements of dst ([SumTo], [MaxTo] …), which
// may share memory with what is reduced; [Reduce] does so by NumPy's names. [CumSum],
// [CumProd] and [Accumulate] keep what comes between. [When] and [SkipNaN] leave
// elements out. Sums of floats carry their rounding errors, along every axis, and are rounded
// once; results are cast to dst by the rule [SameKind], where NumPy casts anything.
//
// # Functions of floating-point numbers
//
// Exponentials, logarithms, circular and hyperbolic functions, roots and powers are
// wrong by about a unit in the last place at most (internal/vmath/ULP.md); float32 is
// computed in float32, halves are computed in float32 and rounded. Complex results are wrong by some units of their
// larger part. All have the same bits on every platform. Special values are those of
// C99 and NumPy.
//
// # Errors and panics
//
// Shapes that do not fit are an error that wraps [ndview.ErrShape], a dst that
// overlaps itself one that wraps [ndview.ErrOverlap]; then nothing has been
// written. A view whose borrow has ended panics with a [ndview.ReleasedError].
//
// Functions that return a value alone ([Sum], [Prod], [Norm] …) panic with the
// [FoldError] of an option or a mask that does not fit; those that write to a dst
// return it.
//
// # By name
//
// [Apply] calls every elementwise verb by NumPy's name, on views whose dtypes are
// known only at run time. Operands of several dtypes meet as they do in NumPy 2,
// whatever their values; results are cast to the dtype of dst if the casting rule
// allows it ([Casting], SameKind unless given). [When] names the elements that are
// computed, NumPy's where=. VERBS.md lists the verbs and their dtypes. The typed
// functions are the same verbs, for operands of one element type, without the
// look-up.
//
// # How to add a verb
//
// A loop in internal/kernel beside its family, a line for it in that family's slice
// of verbs, and it is there by name; the test that compares VERBS.md with the
// registry writes the page anew. A typed function is a few lines more:
//
//	var lessVerb = verbOf("ops.Less", "less")
//
//	func Less[T Real](dst ndview.MutView[ndview.Bool], a, b ndview.View[T], opts ...Option) error {
//		return binaryOf(lessVerb, elem.KindOf[T](), dst.Array(), a.Array(), b.Array(), opts)
//	}
//
// unaryOf, binaryOf, ternaryOf and pairOf check the operands, word the errors and
// run the loop for inputs of that kind; the element type of dst must be what the
// loop gives.
//
// # Concurrency
//
// A verb that is long enough shares its work with helpers, up to GOMAXPROCS
// goroutines in all, and returns when all have ended. Results are the same to the
// bit by any number of them. [Workers] says how many, and Workers(1) that the
// calling goroutine is to do all. Functions of the program's own ([Map], [Stencil]
// and their kin) are called on the calling goroutine alone, those of [NewVerb] too unless
// [Verb.Parallel] allows more. Different goroutines may
// call verbs at the same time as long as nobody writes what another reads or writes.
package ops

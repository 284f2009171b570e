// Package rawblas answers one question, for everybody who computes with BLAS: what
// does this memory look like to it? A layout becomes the numbers of a General, a
// Vector, a Symmetric, a Triangular or a band matrix, and with the memory the
// structs of blas64, blas32, cblas64 and cblas128; or it does not, and then the
// reasons are listed, all of them.
//
// BLAS counts strides and increments in elements, wants the elements of a row (or,
// for a transposed operand, of a column) next to each other and rows that do not
// overlap. Our strides are bytes of any sign. An axis of length 1 has no stride
// that means anything: BLAS gets the number that it likes best.
//
//	layout                                           General     Vector
//	2-d, stride itemsize along rows, rows apart      RowMajor    -
//	2-d, stride itemsize along columns, apart        ColMajor    -
//	1-d, positive multiple of itemsize               -           Inc ≥ 1
//	1-d, negative multiple of itemsize               -           Inc ≤ −1
//	no elements; stride 0; negative or overlapping   reasons     reasons
//	rows; two steps; no multiple of itemsize;
//	misaligned; swapped; pointers
//
// # Invariants
//
//	R1  Stride ≥ max(1, Cols): a smaller one makes gonum panic even for one row.
//	R2  Data begins with the element of the lowest address and ends with the one
//	    of the highest, its capacity is its length: what lies behind is out of
//	    reach. gonum's vectors of Inc 1 work on all of Data, whatever N says.
//	R3  No General and no Vector without elements.
//	R4  Each question has two answers, a quick yes or no and the list of what
//	    hinders; the list is empty exactly where the answer is yes.
//
// # Vectors that run backwards
//
// A negative Inc follows the BLAS convention: element 0 is Data[(N−1)·|Inc|]. So a
// view with a negative stride is a Vector over the same memory, whose Data begins
// with its last element. Of the routines of level 1, these take it in gonum:
//
//	blas64     Axpy Copy Dot Rot Rotm Swap
//	blas32     Axpy Copy DDot Dot Rot Rotm SDDot Swap
//	cblas64    Axpy Copy Dotc Dotu Swap
//	cblas128   Axpy Copy Dotc Dotu Swap
//
// and these panic, because they are about one vector, whose order does not matter:
// turn it round with [Vector.Forward].
//
//	blas64     Asum Iamax Nrm2 Scal
//	blas32     Asum Iamax Nrm2 Scal
//	cblas64    Asum Dscal Iamax Nrm2 Scal
//	cblas128   Asum Dscal Iamax Nrm2 Scal
//
// Routines of level 2 take it, but for Ger of blas64 and blas32 on amd64: there its
// assembly does nothing if y runs backwards, and reads memory outside x if x does.
// Use one Axpy for each row. Tests call all of them.
package rawblas

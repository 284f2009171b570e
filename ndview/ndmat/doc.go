// Package ndmat is the gonum door: it hands views of float64 to gonum over the
// same memory, without a copy, as the types that gonum is fast with wherever the
// layout allows it.
//
//	d, err := ndmat.Dense(v)    // *mat.Dense, or an error that says which stride is in the way
//	m := ndmat.Matrix(v.View)   // mat.Matrix that reads any layout where it is
//	m, road := ndmat.Operand(v) // the fastest of them, and which it was
//	w := ndmat.FromDense(d)     // back: gonum's memory as a view
//
// # What a view becomes
//
// Strides are bytes here and elements in gonum. Axes of length 1 may have any
// stride. "Read" means: as an operand of gonum; "write": as the receiver.
//
//	float64 view, native and aligned             becomes                  by           read      write
//	2-d, stride 8 along rows, rows apart         *mat.Dense               Dense        fast      yes
//	2-d, one row, elements next to each other    *mat.Dense, Stride c     Dense        fast      yes
//	2-d, one column, stride ≥ 8                  *mat.Dense, Stride ≥ 1   Dense        fast      yes
//	2-d, stride 8 along columns (Fortran order)  T() of a *mat.Dense      Transposed   mostly    through the transpose
//	1-d, positive stride                         *mat.VecDense, Inc ≥ 1   Vec          fast      yes
//	1-d, one element                             *mat.VecDense, Inc 1     Vec          fast      yes
//
//	any other float64 view                       becomes                  by           read      write
//	2-d: both strides more than 8; negative; 0   mat.Matrix, mat.Mutable  Matrix,      each      Set
//	(broadcast); rows that overlap (windows);                             Mutable      element
//	no multiple of 8; misaligned; the other
//	byte order; behind pointers; no elements
//	1-d, the same                                mat.Vector,              Vector,      each      SetVec
//	                                             mat.MutableVector        Mutable-     element
//	                                                                      Vector
//	read-only views, of any layout               mat.Matrix, mat.Vector   Matrix,      each      no
//	                                                                      Vector       element
//	0-d, 3-d and more                            nothing: take a matrix of it with IndexAxis or Reshape
//
// Matrices of other real element types are read by [MatrixOf]. [RoadOf] tells the
// row of the table and which stride decided it; a refusal of [Dense], [Transposed]
// or [Vec] says the same as an error. These three are the strict forms: they never
// fall to the slow road. gonum has no matrix without rows or columns: an empty
// *mat.Dense as receiver is given new memory, so what is computed would silently
// miss the view. Empty views are therefore refused, and can only be read.
//
// # Read-only views
//
// gonum has no read-only matrix: whoever holds a *mat.Dense can write to it. A
// [ndview.View] therefore becomes nothing that gonum could write through, nor
// anything that hands out its memory (RawMatrix); borrow for writing to have the
// fast types.
//
// # Aliasing
//
// gonum allows a receiver to share memory with an operand only if both are the
// same pointer. Over shared memory that has consequences:
//
//   - Keep one *mat.Dense (or *mat.VecDense) per view and pass it around. Two of
//     the same view make gonum panic with "bad region: identical".
//   - Two views of disjoint parts of one array can make gonum panic as well: with
//     "bad region: different strides" (rows against every second row), and for
//     vectors that interleave (two columns of a matrix) with "bad region: overlap".
//     Package ops has no such limit.
//   - Some overlaps gonum does not see. VecDense.CopyVec copies in the wrong order
//     when source and destination overlap; Dense.Copy copies nothing between two
//     matrices that start at one address with different strides; operations on
//     vectors that overlap by whole Incs are not noticed. Copy with package ops.
//   - x.DivElemVec(a, b) divides twice when an Inc is above 1 and x is a or b.
//     Write to another vector.
//   - Of a matrix that is read element by element gonum checks nothing:
//     m.Copy(Mutable(v).T()) over the memory of m gives wrong results.
//     [ndview.Overlaps] tells; Clone one operand.
//   - x.Scale(k, x), x.Apply(f, x) and x.Mul(x, b) are right, and go through a
//     workspace of gonum's and a copy back. Package ops scales in place.
//   - Do not Reset a matrix over a view: the next operation takes the memory as
//     its scratch, the bytes between the rows included. Grow returns a matrix with
//     other memory, which no longer writes to the view. Slices of what this
//     package hands out end with the last element of the view, so neither Grow nor
//     SliceVec reaches memory behind it.
//
// What lies between the elements (the rest of a row, the other fields of a record)
// is left alone by every operation but those after Reset.
//
// # Numbers
//
// gonum's matrix product may skip factors that are 0, so that 0·NaN and 0·Inf count
// as 0 where NumPy has NaN; mat.Max and mat.Min skip NaN.
//
// # Lifetime
//
// The functions of this package panic with a [ndview.ReleasedError] if the borrow
// of the view has ended, and so do At and Set of [Matrix], [Mutable], [Vector] and
// [MutableVector] later on. A *mat.Dense or *mat.VecDense is a slice of the memory,
// which nothing can revoke: using it after the borrow reads and writes memory that
// may belong to somebody else. Do not keep it. Memory of Go is never released.
//
// # Concurrency
//
// Reading from several goroutines at once is safe; writing to elements that others
// read or write is a data race, as with views.
package ndmat

// Package ndmat is the gonum door: it hands views to gonum over the same memory,
// without a copy, as the types that gonum is fast with wherever the layout allows it.
//
//	d, err := ndmat.Dense(v)       // *mat.Dense, or an error that says which stride is in the way
//	m, road := ndmat.Operand(v)    // the fastest matrix that the layout allows, and which it is
//	m, road := ndmat.ReadOnly(r)   // the same for a view that must not be written
//	dst, err := ndmat.Into(v)      // gonum's results into C or Fortran order, whatever overlaps
//	lu, err := ndmat.FactorLU(v)   // LAPACK in place
//	w := ndmat.FromDense(d)        // back: gonum's memory as a view
//
// # What a view becomes
//
// Strides are bytes here and elements in gonum. Axes of length 1 may have any
// stride. "Read" means: as an operand of gonum; "write": as the receiver. "Each"
// is element by element, by At; "all else" are matrices with two strides above 8,
// negative, 0 (broadcast) or odd ones, rows that overlap (windows), misaligned
// memory, the other byte order, pointers on the way, and those without elements.
//
//	elements    view                                   becomes                   by              read       write
//	float64     2-d, stride 8 along rows, rows apart   *mat.Dense                Dense           fast       yes
//	float64     2-d, one row, neighbours               *mat.Dense                Dense           fast       yes
//	float64     2-d, one column, stride ≥ 8            *mat.Dense                Dense           fast       yes
//	float64     2-d, stride 8 along columns (Fortran)  (*mat.Dense).T()          Transposed      mostly     by Into
//	float64     2-d, C or Fortran order, read-only     mat.RawMatrixer           ReadOnly        mostly     no
//	float64     1-d, positive stride                   *mat.VecDense             Vec             fast       yes
//	float64     1-d, one element, any stride           *mat.VecDense             Vec             fast       yes
//	float64     1-d, positive stride, read-only        mat.RawVectorer           ReadOnly        fast       no
//	float64     1-d, negative stride                   blas64.Vector             RawVector       some BLAS  some BLAS
//	float64     2-d square, C order, upper triangle    *mat.SymDense             Sym             fast       yes
//	float64     2-d square, Fortran, lower triangle    *mat.SymDense             Sym             fast       yes
//	float64     2-d square, the other two triangles    blas64.Symmetric          RawSymmetric    BLAS       BLAS
//	float64     2-d square, C order, one triangle      *mat.TriDense             Tri             fast       yes
//	float64     2-d square, Fortran, one triangle      (*mat.TriDense).TTri()    Tri of T()      fast       transpose
//	float64     2-d, band storage by rows              *mat.BandDense            Band            fast       yes
//	float64     2-d, LAPACK's band storage, Fortran    (*mat.BandDense).TBand()  Band of T()     fast       transpose
//	float64     2-d, storage of half a band by rows    *mat.SymBandDense         SymBand         fast       yes
//	float64     2-d, storage of half a band by rows    *mat.TriBandDense         TriBand         fast       yes
//	float64     1-d, positive stride, a diagonal       *mat.DiagDense            Diag            fast       yes
//	float64     three 1-d, contiguous, diagonals       *mat.Tridiag              Tridiag         fast       yes
//	float64     2-d, all else, and 2-d in general      mat.Mutable               Mutable         each       Set
//	float64     2-d, all else, read-only               mat.Matrix                Matrix          each       no
//	float64     1-d, all else, and 1-d in general      mat.MutableVector         MutableVector   each       SetVec
//	float64     1-d, all else, read-only               mat.Vector                Vector          each       no
//	complex128  2-d, stride 16 along rows, rows apart  *mat.CDense               Complex         BLAS       BLAS
//	complex128  the same                               cblas128.General          RawGeneralC128  BLAS       BLAS
//	complex128  1-d, stride of either sign             cblas128.Vector           RawVectorC128   BLAS       BLAS
//	float32     2-d, stride 4 along rows, rows apart   blas32.General            RawGeneral32    BLAS       BLAS
//	float32     1-d, stride of either sign             blas32.Vector             RawVector32     BLAS       BLAS
//	complex64   2-d, stride 8 along rows, rows apart   cblas64.General           RawGeneralC64   BLAS       BLAS
//	complex64   1-d, stride of either sign             cblas64.Vector            RawVectorC64    BLAS       BLAS
//	real        2-d, any layout, any other number      mat.Matrix                MatrixOf        each       no
//
// 0-d, 3-d and more: take a matrix of it with IndexAxis or Reshape. [Table] returns
// this table, [RoadOf] the row of a view and the stride that decided it; a refusal
// says the same as an error. All functions but [Operand], [ReadOnly], [Matrix],
// [Mutable], [Vector] and [MutableVector] are strict: they refuse rather than fall
// to the slow road. gonum has no matrix without rows or columns: an empty *mat.Dense
// as receiver is given new memory, so what is computed would silently miss the view.
// Empty views are therefore refused, and can only be read.
//
// # Read-only views
//
// gonum has no read-only matrix: whoever holds a *mat.Dense can write to it. A
// [ndview.View] therefore never becomes a type that can be a receiver. [ReadOnly]
// lets gonum read its memory, by RawMatrix; [Matrix] does not give it away at all.
//
// # Aliasing
//
// gonum allows a receiver to share memory with an operand only if both are the same
// pointer. So all adaptations of one view are one *mat.Dense (one *mat.SymDense …),
// as long as anybody uses it. Other traps remain, which [Into] and package ops do not
// have:
//
//   - Two views of disjoint parts of one array can make gonum panic: with "bad
//     region: different strides" (rows against every second row), and for vectors
//     that interleave (two columns of a matrix) with "bad region: overlap".
//   - Some overlaps gonum does not see. VecDense.CopyVec copies in the wrong order
//     when source and destination overlap; Dense.Copy copies nothing between two
//     matrices that start at one address with different strides; operations on
//     vectors that overlap by whole Incs are not noticed.
//   - x.DivElemVec(a, b) divides twice when an Inc is above 1 and x is a or b.
//     Write to another vector.
//   - Of a matrix that is read element by element gonum checks nothing:
//     m.Copy(Mutable(v).T()) over the memory of m gives wrong results.
//     [ndview.Overlaps] tells; Clone one operand.
//   - x.Scale(k, x), x.Apply(f, x) and x.Mul(x, b) are right, and go through a
//     workspace of gonum's and a copy back. Package ops scales in place.
//   - LU, QR, SVD, Cholesky and Eigen of package mat work on a copy; [FactorLU],
//     [FactorCholesky], [FactorQR] and [EigenSym] work in place.
//   - Do not Reset a matrix over a view: the next operation takes the memory as
//     its scratch, the bytes between the rows included. Grow returns a matrix with
//     other memory, which no longer writes to the view. Slices of what this
//     package hands out end with the last element of the view, so neither Grow nor
//     SliceVec reaches memory behind it.
//   - A SymDense reads the upper triangle and ignores the lower one.
//   - Zero of a BandDense with rows below the band panics.
//   - blas64.Ger and blas32.Ger are wrong on amd64 if an Inc is negative: see
//     [RawVector].
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
// of the view has ended, and so do later At and Set of [Matrix], [Mutable], [Vector]
// and [MutableVector], and RawMatrix of [ReadOnly]. A *mat.Dense, or any other type
// of package mat that was handed out, is emptied when the borrow ends: whoever kept
// it finds a matrix of 0×0, never memory that belongs to somebody else. What gonum
// made of it (Slice, RowView, RawMatrix) and the structs of the blas packages are
// slices of the memory, which nothing can revoke. Do not keep them. Nor does gonum hold
// a borrow: do not end it (by Release of a handle, in another goroutine) while an
// operation of gonum's runs. The methods of [Receiver] and the factorisations do hold
// the views they were given, and operands that this package handed out, *mat.Dense and
// its kin too; not what gonum made of those. Memory of Go is never released.
//
// # Concurrency
//
// Reading from several goroutines at once is safe, and so is adapting; writing to
// elements that others read or write is a data race, as with views.
package ndmat

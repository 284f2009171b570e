package ndmat

import (
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/mat"
)

// Real is the set of element types that [MatrixOf] reads as float64.
type Real interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32 | float64
}

// Matrix returns a two-dimensional view of any layout as a mat.Matrix that reads
// each element where it is: behind negative, odd or zero strides, misaligned, in
// the other byte order, behind pointers. Nobody can write through it, whatever the
// layout: beyond mat.Matrix it is a RowViewer and ColViewer of such vectors, and a
// NonZeroDoer. [ReadOnly] is the faster form where the layout has one.
//
// gonum does not know that the matrix shares memory with others and checks no
// overlap: an operation whose receiver shares memory with v gives wrong results
// without a word ([ndview.Overlaps] tells, and receivers of [Into] look for
// themselves). Most operations take three to six times as long as with a *mat.Dense,
// Mul 10 to 25 times.
//
// At panics with a [ndview.IndexError] for an index outside the shape, and with a
// [ndview.ReleasedError] that names the borrow after its end. Matrix panics with a
// [*RefusedError] if v is not two-dimensional.
func Matrix(v ndview.View[float64]) mat.Matrix {
	needAxes[float64]("Matrix", "matrix", v.Array(), 2)
	return &reader[float64]{v}
}

// MatrixOf is [Matrix] for elements that are converted to float64 when they are
// read; integers beyond 2⁵³ are rounded. There is no such matrix for writing: a
// float64 does not fit in most of these types.
func MatrixOf[T Real](v ndview.View[T]) mat.Matrix {
	needAxes[T]("MatrixOf", "matrix", v.Array(), 2)
	return &reader[T]{v}
}

// Mutable returns a two-dimensional view of any layout as a mat.Mutable that reads
// and writes each element where it is. It is also a mat.Copier whose source may
// share its memory, and where the elements of a row are neighbours (rows that run
// backwards or overlap) a mat.RawRowViewer. No operation of gonum itself writes to a
// mat.Mutable: it is for functions that take one, and an operand as Matrix is. What
// [Matrix] says of overlap, speed and panics holds here too, for Set as for At.
func Mutable(v ndview.MutView[float64]) mat.Mutable {
	needAxes[float64]("Mutable", "matrix", v.Array(), 2)
	if rowsAreSlices(v.Array()) {
		return &rowWriter{writer{v}}
	}
	return &writer{v}
}

// Vector returns a one-dimensional view of any layout, broadcast and reversed ones
// included, as a mat.Vector that reads each element where it is. It is a matrix of
// one column, as vectors are in gonum. What [Matrix] says holds here too.
func Vector(v ndview.View[float64]) mat.Vector {
	needAxes[float64]("Vector", "vector", v.Array(), 1)
	return &vectorReader{reader[float64]{v.InsertAxis(1)}}
}

// MutableVector is [Vector] for reading and writing.
func MutableVector(v ndview.MutView[float64]) mat.MutableVector {
	needAxes[float64]("MutableVector", "vector", v.Array(), 1)
	return &vectorWriter{writer{v.InsertAxis(1)}}
}

// Operand returns v as the fastest mat.Matrix that its layout allows, to be read by
// gonum, and the road that was taken: a *mat.Dense, the T() of one, a
// *mat.VecDense, or element by element. Use [Dense] and [Vec] where the slow road
// shall be refused. Operand panics with a [*RefusedError] if v has neither one nor
// two axes, and with a [ndview.ReleasedError] if its borrow has ended.
func Operand(v ndview.MutView[float64]) (mat.Matrix, Road) {
	a := v.Array()
	a.Check()
	road := roadOf[float64](a)
	switch road.Kind {
	case KindDense:
		return denseOf(a, rawblas.RowMajor), road
	case KindTransposed:
		return denseOf(a, rawblas.ColMajor).T(), road
	case KindVec:
		x, _ := Vec(v)
		return x, road
	}
	if v.NDim() == 1 {
		return MutableVector(v), elementByElement(road)
	}
	needAxes[float64]("Operand", "matrix", a, 2)
	return Mutable(v), road
}

// elementByElement is the road that package mat takes where BLAS has a better one.
func elementByElement(r Road) Road {
	if r.Kind == KindBackwards {
		r.Reason = "a " + r.Type + " only: " + r.Reason
		r.Kind, r.Type = KindFallback, typeOf[float64](KindFallback)
	}
	return r
}

func needAxes[T Real](op, want string, a *mem.Array, ndim int) {
	if l := a.L(); l.NDim != ndim {
		panic(refuse[T](op, want, a, rawblas.AxesUnmet(l, ndim)))
	}
}

// A reader lets gonum read a matrix. It has no method of gonum's that would give
// away the memory (RawMatrix, RawRowView …).
type reader[T Real] struct{ v ndview.View[T] }

func (m *reader[T]) Dims() (r, c int) { return m.v.Len(0), m.v.Len(1) }
func (m *reader[T]) T() mat.Matrix    { return mat.Transpose{Matrix: m} }

func (m *reader[T]) At(i, j int) float64 {
	if m.v.Plain() {
		return float64(m.v.At2(i, j))
	}
	return slowAt(&m.v, i, j)
}

// RowView returns row i as a vector that is only to be read.
func (m *reader[T]) RowView(i int) mat.Vector {
	return &columnReader[T]{reader[T]{m.v.IndexAxis(0, i).InsertAxis(1)}}
}

// ColView returns column j as a vector that is only to be read.
func (m *reader[T]) ColView(j int) mat.Vector {
	return &columnReader[T]{reader[T]{m.v.IndexAxis(1, j).InsertAxis(1)}}
}

// DoNonZero calls fn for each element that is not zero, row by row.
func (m *reader[T]) DoNonZero(fn func(i, j int, x float64)) {
	for i := range m.v.Len(0) {
		m.DoRowNonZero(i, fn)
	}
}

// DoRowNonZero calls fn for each element of row i that is not zero.
func (m *reader[T]) DoRowNonZero(i int, fn func(i, j int, x float64)) {
	for j := range m.v.Len(1) {
		if x := m.At(i, j); x != 0 {
			fn(i, j, x)
		}
	}
}

// DoColNonZero calls fn for each element of column j that is not zero.
func (m *reader[T]) DoColNonZero(j int, fn func(i, j int, x float64)) {
	for i := range m.v.Len(0) {
		if x := m.At(i, j); x != 0 {
			fn(i, j, x)
		}
	}
}

func (m *reader[T]) memory() (*mem.Array, int) { return m.v.Array(), m.v.Itemsize() }

// A columnReader is a reader of one column.
type columnReader[T Real] struct{ reader[T] }

func (x *columnReader[T]) Len() int            { return x.v.Len(0) }
func (x *columnReader[T]) AtVec(i int) float64 { return x.At(i, 0) }
func (x *columnReader[T]) T() mat.Matrix       { return mat.Transpose{Matrix: x} }

// A vectorReader is the columnReader of Vector.
type vectorReader = columnReader[float64]

var (
	_ mat.Matrix         = (*reader[int16])(nil)
	_ mat.RowViewer      = (*reader[int16])(nil)
	_ mat.ColViewer      = (*reader[int16])(nil)
	_ mat.NonZeroDoer    = (*reader[int16])(nil)
	_ mat.RowNonZeroDoer = (*reader[int16])(nil)
	_ mat.ColNonZeroDoer = (*reader[int16])(nil)
	_ mat.Vector         = (*vectorReader)(nil)
)

package ndmat

import (
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/mat"
)

// Real is the set of element types that [MatrixOf] reads as float64.
type Real interface {
	int8 | int16 | int32 | int64 | uint8 | uint16 | uint32 | uint64 | float32 | float64
}

// Matrix returns a two-dimensional view of any layout as a mat.Matrix that reads
// each element where it is: behind negative, odd or zero strides, misaligned, in
// the other byte order, behind pointers. gonum cannot write through it, whatever
// the layout: it has no method but Dims, At and T.
//
// gonum does not know that the matrix shares memory with others and checks no
// overlap: an operation whose receiver shares memory with v gives wrong results
// without a word ([ndview.Overlaps] tells). Most operations take three to six
// times as long as with a *mat.Dense, Mul 10 to 25 times.
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
// and writes each element where it is. No operation of gonum itself writes to a
// mat.Mutable: it is for functions that take one, and an operand as Matrix is. What
// [Matrix] says of overlap, speed and panics holds here too, for Set as for At.
func Mutable(v ndview.MutView[float64]) mat.Mutable {
	needAxes[float64]("Mutable", "matrix", v.Array(), 2)
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
	v.Array().Check()
	road := RoadOf(v.View)
	switch road.Kind {
	case KindDense:
		d, _ := denseOf(v.Array(), rowMajor)
		return d, road
	case KindTransposed:
		d, _ := denseOf(v.Array(), columnMajor)
		return d.T(), road
	case KindVec:
		x, _ := Vec(v)
		return x, road
	}
	if v.NDim() == 1 {
		return MutableVector(v), road
	}
	needAxes[float64]("Operand", "matrix", v.Array(), 2)
	return Mutable(v), road
}

func needAxes[T Real](op, want string, a *mem.Array, ndim int) {
	if l := a.L(); l.NDim != ndim {
		err := refuse(op, want, a, axesUnmet(l, ndim))
		err.item = ndview.DTypeOf[T]().String()
		panic(err)
	}
}

// A reader lets gonum read a matrix. It has no method of gonum's that would give
// away the memory (RawMatrix, RowView, RawRowView …), so gonum knows it by At alone.
type reader[T Real] struct{ v ndview.View[T] }

func (m *reader[T]) Dims() (r, c int)    { return m.v.Len(0), m.v.Len(1) }
func (m *reader[T]) At(i, j int) float64 { return float64(m.v.At2(i, j)) }
func (m *reader[T]) T() mat.Matrix       { return mat.Transpose{Matrix: m} }

// A writer is a reader that others may write to.
type writer struct{ v ndview.MutView[float64] }

func (m *writer) Dims() (r, c int)        { return m.v.Len(0), m.v.Len(1) }
func (m *writer) At(i, j int) float64     { return m.v.At2(i, j) }
func (m *writer) Set(i, j int, x float64) { m.v.Set2(i, j, x) }
func (m *writer) T() mat.Matrix           { return mat.Transpose{Matrix: m} }

// A vectorReader is a reader of one column.
type vectorReader struct{ reader[float64] }

func (x *vectorReader) Len() int            { return x.v.Len(0) }
func (x *vectorReader) AtVec(i int) float64 { return x.v.At2(i, 0) }
func (x *vectorReader) T() mat.Matrix       { return mat.Transpose{Matrix: x} }

// A vectorWriter is a writer of one column.
type vectorWriter struct{ writer }

func (x *vectorWriter) Len() int                { return x.v.Len(0) }
func (x *vectorWriter) AtVec(i int) float64     { return x.v.At2(i, 0) }
func (x *vectorWriter) SetVec(i int, e float64) { x.v.Set2(i, 0, e) }
func (x *vectorWriter) T() mat.Matrix           { return mat.Transpose{Matrix: x} }

var (
	_ mat.Matrix        = (*reader[int16])(nil)
	_ mat.Mutable       = (*writer)(nil)
	_ mat.Vector        = (*vectorReader)(nil)
	_ mat.MutableVector = (*vectorWriter)(nil)
)

package ndmat

import (
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// ReadOnly returns a read-only view as the fastest mat.Matrix that its layout
// allows, and the road that was taken. It is what [Operand] is for a view that may
// be written, but never a type that can be the receiver of an operation.
//
// Where the road is KindDense, KindTransposed or KindVec the matrix has RawMatrix
// (RawVector), by which gonum reads the memory directly: Mul, MulVec, Solve, Norm,
// Sum, Scale, Apply and most others take as long as with a *mat.Dense, and gonum
// sees an overlap with the receiver. Add, Sub, MulElem and DivElem know *mat.Dense
// alone and read element by element; [Into] and package ops do not. The data that
// RawMatrix and RawVector return must not be written, as with
// [ndview.View.UnsafeSlice].
//
// RawMatrix, RawVector and At panic with a [ndview.ReleasedError] after the end of
// the borrow. ReadOnly itself panics as Operand does.
func ReadOnly(v ndview.View[float64]) (mat.Matrix, Road) {
	a := v.Array()
	a.Check()
	road := roadOf[float64](a)
	switch road.Kind {
	case KindDense:
		return &rawReader{reader[float64]{v}}, road
	case KindTransposed:
		return mat.Transpose{Matrix: &rawReader{reader[float64]{v.T()}}}, road
	case KindVec:
		return &rawVectorReader{vectorReader{reader[float64]{v.InsertAxis(1)}}}, road
	}
	if v.NDim() == 1 {
		return Vector(v), elementByElement(road)
	}
	needAxes[float64]("ReadOnly", "matrix", a, 2)
	return Matrix(v), road
}

// A rawReader is a reader of memory that is a General in rows.
type rawReader struct{ reader[float64] }

func (m *rawReader) T() mat.Matrix { return mat.Transpose{Matrix: m} }

// RawMatrix returns the memory, which must not be written.
func (m *rawReader) RawMatrix() blas64.General {
	a := m.v.Array()
	a.Check()
	g, _ := rawblas.General64(a, rawblas.RowMajor) // ReadOnly has asked
	return g
}

// A rawVectorReader is a reader of a column that is a Vector.
type rawVectorReader struct{ vectorReader }

func (x *rawVectorReader) T() mat.Matrix { return mat.Transpose{Matrix: x} }

// RawVector returns the memory, which must not be written.
func (x *rawVectorReader) RawVector() blas64.Vector {
	column := x.v.IndexAxis(1, 0)
	a := column.Array()
	a.Check()
	raw, _ := rawblas.Vector64(a) // ReadOnly has asked
	return raw
}

var (
	_ mat.RawMatrixer = (*rawReader)(nil)
	_ mat.RawVectorer = (*rawVectorReader)(nil)
	_ mat.Vector      = (*rawVectorReader)(nil)
)

package ndmat

import (
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/mat"
)

// Dense returns a two-dimensional view as a *mat.Dense over the same memory.
// Nothing is copied: what gonum writes is seen through v and the other way round.
//
// The elements of a row must be neighbours (stride 8 bytes along axis 1) and the
// rows must not overlap (stride of axis 0 at least 8 bytes times the number of
// columns; bytes between the rows are left alone). The stride of an axis of length
// 1 does not matter. Any other view is refused with a [*RefusedError] that wraps
// [ndview.ErrShape], [ndview.ErrLayout], [ndview.ErrAlign] or
// [ndview.ErrByteOrder]; [Operand] and [Mutable] take it.
//
// Dense panics with a [ndview.ReleasedError] if the borrow of v has ended.
// Afterwards nothing revokes the matrix: do not keep it longer than the borrow.
// Keep one matrix per view; see the package's words on aliasing.
func Dense(v ndview.MutView[float64]) (*mat.Dense, error) {
	d, ok := denseOf(v.Array(), rowMajor)
	if !ok {
		return nil, refuse("Dense", "*mat.Dense", v.Array(), generalUnmet(v.Array(), rowMajor))
	}
	return d, nil
}

// Transposed returns the *mat.Dense whose T() is v, over the same memory: for an
// r×c view in Fortran order a c×r matrix. It is Dense(v.T()), and takes what Dense
// takes with the axes exchanged.
//
// As an operand Xt.T() takes up to 1.7 times as long as a *mat.Dense, in Add, Sub,
// MulElem and DivElem eight times: they read it element by element. gonum writes only to a *mat.Dense. To write to a view in Fortran
// order, compute its transpose; with At and Bt the matrices whose T() are A and B:
//
//	C = A·B            Ct.Mul(Bt, At)
//	C = A              Ct.Copy(A.T())
//	C = A + B          Ct.Add(At, Bt), and so Sub, MulElem, DivElem
//	C = k·A            Ct.Scale(k, At)
//	C = f(i, j, A)     Ct.Apply(func(i, j int, x float64) float64 { return f(j, i, x) }, At)
//	y = A·x            y.MulVec(At.T(), x)
//
// Errors and panics are those of [Dense].
func Transposed(v ndview.MutView[float64]) (*mat.Dense, error) {
	d, ok := denseOf(v.Array(), columnMajor)
	if !ok {
		return nil, refuse("Transposed", "T() of a *mat.Dense", v.Array(), generalUnmet(v.Array(), columnMajor))
	}
	return d, nil
}

func denseOf(a *mem.Array, o order) (*mat.Dense, bool) {
	a.Check()
	g, ok := generalOf(a, o)
	if !ok {
		return nil, false
	}
	g.Data = mem.Slice[float64](a.Base, (g.Rows-1)*g.Stride+g.Cols) // M1–M4: lease open, plain, up to the last element
	d := new(mat.Dense)
	d.SetRawMatrix(g)
	return d, true
}

// FromDense returns the memory of m as a two-dimensional view, without a copy. An
// empty m, as the zero mat.Dense is, gives a view of shape (0, 0).
//
// The view is one of Go memory: it keeps the memory alive and is never released.
// Therefore do not take it from a matrix over borrowed memory, which [Dense]
// returned: it would not notice the end of that borrow. A later m.Reset, m.Grow or
// an operation that resizes m may give m other memory; the view keeps the old.
//
// FromDense panics with an error that wraps [ndview.ErrBounds] if m was given, by
// SetRawMatrix, less data than its shape needs.
func FromDense(m *mat.Dense) ndview.MutView[float64] {
	g := m.RawMatrix()
	return fromRaw(g.Data, []int{g.Rows, g.Cols}, []int{g.Stride * itemsize, itemsize})
}

// FromVec returns the memory of x as a one-dimensional view, without a copy. An
// empty x gives a view of shape (0,). What [FromDense] says of lifetime holds here
// too.
func FromVec(x *mat.VecDense) ndview.MutView[float64] {
	raw := x.RawVector()
	return fromRaw(raw.Data, []int{raw.N}, []int{raw.Inc * itemsize})
}

func fromRaw(data []float64, shape, strides []int) ndview.MutView[float64] {
	v, err := ndview.FromStrided(data, 0, shape, strides)
	if err != nil {
		panic(err)
	}
	return v
}

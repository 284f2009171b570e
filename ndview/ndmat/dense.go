package ndmat

import (
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/rawblas"
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
// All calls with views of the same elements return the same *mat.Dense as long as it
// is in use, so that gonum sees that a receiver and an operand are one matrix.
//
// Dense panics with a [ndview.ReleasedError] if the borrow of v has ended. The end
// of the borrow empties the matrix; see the package's words on lifetime.
func Dense(v ndview.MutView[float64]) (*mat.Dense, error) {
	a := v.Array()
	if d := denseOf(a, rawblas.RowMajor); d != nil {
		return d, nil
	}
	return nil, refuse[float64]("Dense", "*mat.Dense", a, rawblas.GeneralUnmet[float64](a, rawblas.RowMajor))
}

// Transposed returns the *mat.Dense whose T() is v, over the same memory: for an
// r×c view in Fortran order a c×r matrix. It is Dense(v.T()), and takes what Dense
// takes with the axes exchanged.
//
// As an operand Xt.T() takes up to 1.7 times as long as a *mat.Dense, in Add, Sub,
// MulElem and DivElem eight times: they read it element by element. gonum writes
// only to a *mat.Dense. To write to a view in Fortran order, compute its transpose,
// as [Into] does; with At and Bt the matrices whose T() are A and B:
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
	a := v.Array()
	if d := denseOf(a, rawblas.ColMajor); d != nil {
		return d, nil
	}
	return nil, refuse[float64]("Transposed", "T() of a *mat.Dense", a, rawblas.GeneralUnmet[float64](a, rawblas.ColMajor))
}

// denseOf returns the header of a, or nil if its layout does not allow one.
func denseOf(a *mem.Array, o rawblas.Order) *mat.Dense {
	g, ok := rawblas.General64(a, o) // looks at nothing behind the address; lock checks the lease
	if !ok {
		a.Check()
		return nil
	}
	want := key{place(g.Data), g.Rows, g.Cols, g.Stride}
	s := lock(a)
	d := s.dense.find(want, keyOfDense)
	if d == nil {
		d = s.dense.add(want, s.weakOnly)
		d.SetRawMatrix(g)
	}
	s.mu.Unlock()
	return d
}

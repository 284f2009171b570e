package ndmat

import (
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// A Receiver writes results to a view in C or Fortran order, as the methods of a
// *mat.Dense write to it. [Into] makes it.
//
// It differs from a *mat.Dense where that has traps. Operands may share memory with
// the view and with each other in any way: the result is as if all operands were
// read before the view was written. Whether they do is decided exactly, so memory
// that is disjoint is never refused. What would need scratch memory gets it: an
// operand that overlaps (unless element meets element), and in Mul one that BLAS
// cannot take, are copied first.
//
// The methods panic with mat.ErrShape if the operands do not fit the view, which is
// never resized, with [ErrZeroValue] if [Into] did not make the receiver, and with a
// [ndview.ReleasedError] after the end of the borrow, or of that of an operand. They hold
// the borrows of the view and of the operands that this package made.
//
// A view in Fortran order is written through its transpose X', the *mat.Dense of
// [Transposed]; for operands A' and B' exchanged with their transposes:
//
//	X = A·B          X' = B'·A'
//	X = A ∘ B        X' = A' ∘ B'         (+, −, ×, / element by element)
//	X = f(i, j, A)   X' = f(j, i, A')
type Receiver struct {
	v          ndview.MutView[float64]
	transposed bool
}

// Into returns a receiver for a two-dimensional view in C or Fortran order, by the
// rules of [Dense] and [Transposed]. The error is a [*RefusedError].
func Into(v ndview.MutView[float64]) (Receiver, error) {
	a := v.Array()
	a.Check()
	if _, o, ok := rawblas.EitherOf[float64](a); ok {
		return Receiver{v, o == rawblas.ColMajor}, nil
	}
	return Receiver{}, refuse[float64]("Into", "receiver in C or Fortran order", a, rawblas.GeneralUnmet[float64](a, rawblas.RowMajor))
}

// Dense returns the matrix that the receiver writes to, and whether that is the
// transpose of the view.
func (r Receiver) Dense() (d *mat.Dense, transposed bool) {
	return denseOf(r.array(), r.order()), r.transposed
}

// array returns the memory of the view. It panics with ErrZeroValue if there is none.
func (r *Receiver) array() *mem.Array {
	a := r.v.Array()
	if a.Slot == nil {
		panic(ErrZeroValue)
	}
	return a
}

func (r Receiver) order() rawblas.Order {
	if r.transposed {
		return rawblas.ColMajor
	}
	return rawblas.RowMajor
}

// general returns the memory that is written, in rows.
func (r Receiver) general() blas64.General {
	a := r.v.Array()
	a.Check()
	g, _ := rawblas.General64(a, r.order()) // Into has asked
	return g
}

// turned returns an operand as it enters the equation that is computed.
func (r Receiver) turned(m mat.Matrix) mat.Matrix {
	if !r.transposed {
		return m
	}
	if u, ok := m.(mat.Untransposer); ok {
		return u.Untranspose()
	}
	return m.T()
}

// fit panics unless m has the shape r×c.
func fit(m mat.Matrix, r, c int) {
	if mr, mc := m.Dims(); mr != r || mc != c {
		panic(mat.ErrShape)
	}
}

// Mul writes the product a·b. If a has no columns, and b no rows, that is 0.
func (r Receiver) Mul(a, b mat.Matrix) {
	arrays := held(r.array(), a, b)
	mem.Hold(arrays...)
	defer mem.Unhold(arrays...)
	dst := r.general()
	if r.transposed {
		a, b = r.turned(b), r.turned(a)
	}
	ar, ac := a.Dims()
	fit(b, ac, dst.Cols)
	if ar != dst.Rows {
		panic(mat.ErrShape)
	}
	if ac == 0 { // sums of nothing; gonum has no such operands
		for i := range dst.Rows {
			clear(rowOf(dst, i))
		}
		return
	}
	a, b = r.multiplicand(a), r.multiplicand(b)
	x, xT, xOK := generalOf(a)
	y, yT, yOK := generalOf(b)
	if !xOK || !yOK {
		d, _ := r.Dense()
		d.Mul(a, b) // triangles and bands: gonum has routines for them
		return
	}
	blas64.Gemm(transpose(xT), transpose(yT), 1, x, y, 0, dst)
}

func transpose(t bool) blas.Transpose {
	if t {
		return blas.Trans
	}
	return blas.NoTrans
}

// multiplicand returns m, or a copy if m shares memory with the view or must be read
// element by element, which would happen many times.
func (r Receiver) multiplicand(m mat.Matrix) mat.Matrix {
	if _, _, ok := generalOf(m); ok {
		if sharing(r.v.Array(), m) == ndview.Disjoint {
			return m
		}
		return mat.DenseCopyOf(m)
	}
	switch u, _ := untransposed(m); u.(type) {
	case *mat.SymDense, *mat.TriDense, *mat.VecDense:
		if spansSharing(r.v.Array(), m) == ndview.Disjoint { // gonum would panic otherwise
			return m
		}
	}
	return mat.DenseCopyOf(m)
}

// Add writes a + b.
func (r Receiver) Add(a, b mat.Matrix) { r.both(a, b, floats.AddTo) }

// Sub writes a − b.
func (r Receiver) Sub(a, b mat.Matrix) { r.both(a, b, floats.SubTo) }

// MulElem writes the products of the elements of a and b.
func (r Receiver) MulElem(a, b mat.Matrix) { r.both(a, b, floats.MulTo) }

// DivElem writes the quotients of the elements of a and b.
func (r Receiver) DivElem(a, b mat.Matrix) { r.both(a, b, floats.DivTo) }

// Scale writes k times a.
func (r Receiver) Scale(k float64, a mat.Matrix) {
	r.each(a, func(_ int, dst, src []float64) {
		for j, x := range src {
			dst[j] = k * x
		}
	})
}

// Copy writes a. It wants the whole of it, unlike the Copy of a *mat.Dense.
func (r Receiver) Copy(a mat.Matrix) {
	r.each(a, func(_ int, dst, src []float64) { copy(dst, src) })
}

// Apply writes f(i, j, x) for each element x at (i, j) of a.
func (r Receiver) Apply(f func(i, j int, x float64) float64, a mat.Matrix) {
	r.each(a, func(i int, dst, src []float64) {
		for j, x := range src {
			if r.transposed {
				dst[j] = f(j, i, x)
			} else {
				dst[j] = f(i, j, x)
			}
		}
	})
}

// each writes the rows that row makes of those of a.
func (r Receiver) each(a mat.Matrix, row func(i int, dst, src []float64)) {
	arrays := held(r.array(), a)
	mem.Hold(arrays...)
	defer mem.Unhold(arrays...)
	dst := r.general()
	x := r.rowsOf(r.turned(a), dst)
	for i := range dst.Rows {
		row(i, rowOf(dst, i), x.row(i))
	}
}

// both writes the rows that row makes of those of a and b.
func (r Receiver) both(a, b mat.Matrix, row func(dst, s, t []float64) []float64) {
	arrays := held(r.array(), a, b)
	mem.Hold(arrays...)
	defer mem.Unhold(arrays...)
	dst := r.general()
	x, y := r.rowsOf(r.turned(a), dst), r.rowsOf(r.turned(b), dst)
	for i := range dst.Rows {
		row(rowOf(dst, i), x.row(i), y.row(i))
	}
}

func rowOf(g blas64.General, i int) []float64 { return g.Data[i*g.Stride : i*g.Stride+g.Cols] }

// rows reads an operand row by row: a General where it lies, all else through a row
// of scratch memory.
type rows struct {
	m       mat.Matrix
	g       blas64.General
	raw     bool
	scratch []float64
}

func (x *rows) row(i int) []float64 {
	if x.raw {
		return rowOf(x.g, i)
	}
	for j := range x.scratch {
		x.scratch[j] = x.m.At(i, j)
	}
	return x.scratch
}

// rowsOf prepares an operand of operations that meet element by element. One that
// shares memory with the view in another way than that is copied.
func (r Receiver) rowsOf(m mat.Matrix, dst blas64.General) *rows {
	fit(m, dst.Rows, dst.Cols)
	g, t, ok := generalOf(m)
	if ok && !t && place(g.Data) == place(dst.Data) && g.Stride == dst.Stride {
		return &rows{g: g, raw: true}
	}
	if sharing(r.v.Array(), m) != ndview.Disjoint {
		return &rows{g: mat.DenseCopyOf(m).RawMatrix(), raw: true}
	}
	if ok && !t {
		return &rows{g: g, raw: true}
	}
	return &rows{m: m, scratch: make([]float64, dst.Cols)}
}

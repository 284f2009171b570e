package ndmat_test

import (
	"fmt"
	"testing"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

var (
	sizes    = []int{0, 1, 2, 5}
	whatever = []int{0, 1, 1000, -1, -1000} // strides of axes of length 1 and 0
)

// writes are operations of gonum that write to their receiver, each by another
// road inside gonum.
var writes = map[string]func(d *mat.Dense){
	"Set":          func(d *mat.Dense) { r, c := d.Dims(); d.Set(r-1, c-1, 99) },
	"SetRow":       func(d *mat.Dense) { r, c := d.Dims(); d.SetRow(r-1, some(1, c).RawRowView(0)) },
	"SetCol":       func(d *mat.Dense) { r, c := d.Dims(); d.SetCol(c-1, mat.Col(nil, 0, some(r, 1))) },
	"Scale self":   func(d *mat.Dense) { d.Scale(3, d) },
	"Scale":        func(d *mat.Dense) { d.Scale(3, some(d.Dims())) },
	"Add":          func(d *mat.Dense) { x := some(d.Dims()); d.Add(x, x) },
	"Add self":     func(d *mat.Dense) { d.Add(d, some(d.Dims())) },
	"Sub T":        func(d *mat.Dense) { r, c := d.Dims(); d.Sub(d, some(c, r).T()) },
	"MulElem self": func(d *mat.Dense) { d.MulElem(d, d) },
	"DivElem":      func(d *mat.Dense) { d.DivElem(some(d.Dims()), d) },
	"Apply self":   func(d *mat.Dense) { d.Apply(func(i, j int, x float64) float64 { return x + float64(i-j) }, d) },
	"Mul":          func(d *mat.Dense) { r, c := d.Dims(); d.Mul(some(r, 4), some(4, c)) },
	"Mul self":     func(d *mat.Dense) { _, c := d.Dims(); d.Mul(d, some(c, c)) },
	"Mul T":        func(d *mat.Dense) { r, c := d.Dims(); d.Mul(some(4, r).T(), some(c, 4).T()) },
	"Copy":         func(d *mat.Dense) { d.Copy(some(d.Dims())) },
	"Copy T":       func(d *mat.Dense) { r, c := d.Dims(); d.Copy(some(c, r).T()) },
	"Copy At-only": func(d *mat.Dense) { r, c := d.Dims(); d.Copy(ndmat.Matrix(ndmat.FromDense(some(r, c)).View)) },
	"Outer":        func(d *mat.Dense) { r, c := d.Dims(); d.Outer(2, some(r, 1).ColView(0), some(c, 1).ColView(0)) },
	"RankOne":      func(d *mat.Dense) { r, c := d.Dims(); d.RankOne(d, 2, some(r, 1).ColView(0), some(c, 1).ColView(0)) },
	"Slice":        func(d *mat.Dense) { r, c := d.Dims(); s := d.Slice(r-1, r, 0, c).(*mat.Dense); s.Scale(5, s) },
	"RowView":      func(d *mat.Dense) { v := d.RowView(0).(*mat.VecDense); v.ScaleVec(5, v) },
	"ColView":      func(d *mat.Dense) { v := d.ColView(0).(*mat.VecDense); v.ScaleVec(5, v) },
	"DiagView":     func(d *mat.Dense) { d.DiagView().(*mat.DiagDense).SetDiag(0, 42) },
	"Zero":         func(d *mat.Dense) { d.Zero() },
}

// reads are operations that read a matrix and make another.
var reads = map[string]func(a mat.Matrix) mat.Matrix{
	"CloneFrom": func(a mat.Matrix) mat.Matrix { return mat.DenseCopyOf(a) },
	"T":         func(a mat.Matrix) mat.Matrix { return mat.DenseCopyOf(a.T()) },
	"T of T":    func(a mat.Matrix) mat.Matrix { return mat.DenseCopyOf(a.T().T()) },
	"Copy":      func(a mat.Matrix) mat.Matrix { r, c := a.Dims(); d := some(r, c); d.Copy(a); return d },
	"Add":       func(a mat.Matrix) mat.Matrix { var d mat.Dense; d.Add(a, a); return &d },
	"Scale T":   func(a mat.Matrix) mat.Matrix { var d mat.Dense; d.Scale(2, a.T()); return &d },
	"Mul left":  func(a mat.Matrix) mat.Matrix { _, c := a.Dims(); var d mat.Dense; d.Mul(a, some(c, 3)); return &d },
	"Mul right": func(a mat.Matrix) mat.Matrix { r, _ := a.Dims(); var d mat.Dense; d.Mul(some(3, r), a); return &d },
	"Mul AᵀA":   func(a mat.Matrix) mat.Matrix { var d mat.Dense; d.Mul(a.T(), a); return &d },
	"MulVec": func(a mat.Matrix) mat.Matrix {
		_, c := a.Dims()
		var y mat.VecDense
		y.MulVec(a, some(c, 1).ColView(0))
		return &y
	},
	"Row, Col": func(a mat.Matrix) mat.Matrix {
		return mat.NewVecDense(2, []float64{sum(mat.Row(nil, 0, a)), sum(mat.Col(nil, 0, a))})
	},
	"Sum, Max": func(a mat.Matrix) mat.Matrix {
		return mat.NewVecDense(3, []float64{mat.Sum(a), mat.Max(a), mat.Min(a)})
	},
	"Norm": func(a mat.Matrix) mat.Matrix { return mat.NewVecDense(2, []float64{mat.Norm(a, 1), mat.Norm(a, 2)}) },
}

func sum(x []float64) (s float64) {
	for _, e := range x {
		s += e
	}
	return s
}

// TestEveryOperationOnADenseTouchesTheElementsOnly walks sizes × gaps between rows ×
// strides of axes of length 1, and compares with an ordinary matrix of gonum's.
func TestEveryOperationOnADenseTouchesTheElementsOnly(t *testing.T) {
	cases := 0
	for _, r := range sizes {
		for _, c := range sizes {
			for _, strides := range denseStrides(r, c) {
				cases++
				denseCase(t, []int{r, c}, strides)
			}
		}
	}
	assert.Equal(t, 192, cases) // (2·5+2·3) row strides × (2·5+2·1) column strides
}

// denseStrides returns the strides, in elements, of the layouts of r rows that a
// Dense can have.
func denseStrides(r, c int) (all [][]int) {
	downs, rights := []int{c, c + 1, c + 3}, []int{1}
	if r <= 1 {
		downs = whatever
	}
	if c <= 1 {
		rights = whatever
	}
	for _, down := range downs {
		for _, right := range rights {
			if r > 1 && c == 0 {
				down = 7
			}
			all = append(all, []int{down, right})
		}
	}
	return all
}

func denseCase(t *testing.T, shape, strides []int) {
	if shape[0] == 0 || shape[1] == 0 {
		d, err := ndmat.Dense(newCanvas(t, shape, strides).v)
		require.ErrorIs(t, err, ndview.ErrShape, "shape %v", shape)
		require.Nil(t, d)
		return
	}
	for name, write := range writes {
		canvas := newCanvas(t, shape, strides)
		what := fmt.Sprintf("%s: %v", name, canvas)
		d, err := ndmat.Dense(canvas.v)
		require.NoError(t, err, what)
		want := copied(canvas.v.View)
		write(want)
		write(d)
		equal(t, want, canvas.v.View, what)
		canvas.guarded(t, what)
	}
	for name, read := range reads {
		canvas := newCanvas(t, shape, strides)
		what := fmt.Sprintf("%s: %v", name, canvas)
		d, err := ndmat.Dense(canvas.v)
		require.NoError(t, err, what)
		want := copied(canvas.v.View)
		require.Equal(t, mat.DenseCopyOf(read(want)), mat.DenseCopyOf(read(d)), what)
		equal(t, want, canvas.v.View, what)
		canvas.guarded(t, what)
	}
}

func TestDenseHasExactlyTheMemoryOfTheView(t *testing.T) {
	for _, r := range sizes[1:] {
		for _, c := range sizes[1:] {
			for _, strides := range denseStrides(r, c) {
				canvas := newCanvas(t, []int{r, c}, strides)
				d, err := ndmat.Dense(canvas.v)
				require.NoError(t, err)
				raw := d.RawMatrix()
				require.Equal(t, []int{r, c}, []int{raw.Rows, raw.Cols})
				require.GreaterOrEqual(t, raw.Stride, raw.Cols, "gonum refuses a Stride below Cols")
				require.Len(t, raw.Data, (r-1)*raw.Stride+c, "%v", canvas)
				require.Equal(t, len(raw.Data), cap(raw.Data), "capacity of %v", canvas)
				require.Same(t, canvas.v.UnsafePointerTo(0, 0), &raw.Data[0])
				require.Same(t, canvas.v.UnsafePointerTo(r-1, c-1), &raw.Data[len(raw.Data)-1])
				if r == 1 {
					require.Equal(t, c, raw.Stride, "the Stride of one row")
				}
				capR, capC := d.Caps()
				require.Equal(t, []int{r, c}, []int{capR, capC})
			}
		}
	}
}

func TestWritesAreSeenBothWays(t *testing.T) {
	canvas := newCanvas(t, []int{3, 4}, []int{6, 1})
	d, err := ndmat.Dense(canvas.v)
	require.NoError(t, err)
	d.Set(1, 2, -5)
	assert.Equal(t, -5.0, canvas.v.At2(1, 2))
	canvas.v.Set2(2, 3, -7)
	assert.Equal(t, -7.0, d.At(2, 3))

	x, err := ndmat.Vec(canvas.v.Col(1))
	require.NoError(t, err)
	x.SetVec(2, -9)
	assert.Equal(t, -9.0, d.At(2, 1))
	canvas.guarded(t, "Set")
}

// TestTransposedTakesWhatDenseTakesTransposed walks the same layouts with the axes
// exchanged.
func TestTransposedTakesWhatDenseTakesTransposed(t *testing.T) {
	for _, r := range sizes {
		for _, c := range sizes {
			for _, s := range denseStrides(c, r) {
				shape, strides := []int{r, c}, []int{s[1], s[0]}
				canvas := newCanvas(t, shape, strides)
				xt, err := ndmat.Transposed(canvas.v)
				if r == 0 || c == 0 {
					require.ErrorIs(t, err, ndview.ErrShape)
					continue
				}
				require.NoError(t, err, "%v", canvas)
				equal(t, xt.T(), canvas.v.View, "T()")
				for name, read := range reads {
					want := copied(canvas.v.View)
					require.True(t, mat.EqualApprox(read(want), read(xt.T()), 1e-14), "%s: %v", name, canvas)
				}
				for name, write := range writes {
					canvas := newCanvas(t, shape, strides)
					xt, err := ndmat.Transposed(canvas.v)
					require.NoError(t, err)
					want := mat.DenseCopyOf(copied(canvas.v.View).T())
					write(want)
					write(xt)
					equal(t, want.T(), canvas.v.View, name)
					canvas.guarded(t, name)
				}
			}
		}
	}
}

// TestFortranOrderIsWrittenThroughItsTranspose proves the identities that the
// documentation of Transposed lists.
func TestFortranOrderIsWrittenThroughItsTranspose(t *testing.T) {
	fortran := func(r, c int) (*canvas, *mat.Dense) {
		canvas := newCanvas(t, []int{r, c}, []int{1, r + 2})
		xt, err := ndmat.Transposed(canvas.v)
		require.NoError(t, err)
		return canvas, xt
	}
	a, at := fortran(3, 4)
	b, bt := fortran(3, 4)
	f, ft := fortran(4, 5)
	bt.Scale(0.5, bt)
	A, B, F := copied(a.v.View), copied(b.v.View), copied(f.v.View)

	for name, test := range map[string]struct {
		c     int
		write func(ct *mat.Dense)
		want  func(c *mat.Dense)
	}{
		"product": {5, func(ct *mat.Dense) { ct.Mul(ft, at) }, func(c *mat.Dense) { c.Mul(A, F) }},
		"copy":    {4, func(ct *mat.Dense) { ct.Copy(A.T()) }, func(c *mat.Dense) { c.Copy(A) }},
		"sum":     {4, func(ct *mat.Dense) { ct.Add(at, bt) }, func(c *mat.Dense) { c.Add(A, B) }},
		"differ":  {4, func(ct *mat.Dense) { ct.Sub(at, bt) }, func(c *mat.Dense) { c.Sub(A, B) }},
		"times":   {4, func(ct *mat.Dense) { ct.MulElem(at, bt) }, func(c *mat.Dense) { c.MulElem(A, B) }},
		"over":    {4, func(ct *mat.Dense) { ct.DivElem(at, bt) }, func(c *mat.Dense) { c.DivElem(A, B) }},
		"scale":   {4, func(ct *mat.Dense) { ct.Scale(3, at) }, func(c *mat.Dense) { c.Scale(3, A) }},
		"apply": {4, func(ct *mat.Dense) {
			ct.Apply(func(i, j int, x float64) float64 { return 10*float64(j) + float64(i) + x }, at)
		}, func(c *mat.Dense) {
			c.Apply(func(i, j int, x float64) float64 { return 10*float64(i) + float64(j) + x }, A)
		}},
	} {
		c, ct := fortran(3, test.c)
		want := mat.NewDense(3, test.c, nil)
		test.want(want)
		test.write(ct)
		assert.True(t, mat.EqualApprox(want, ndmat.Matrix(c.v.View), 1e-14), name)
		c.guarded(t, name)
	}
	for _, operand := range []*canvas{a, b, f} {
		operand.guarded(t, "operand")
	}
	var got, want mat.VecDense
	x := some(4, 1).ColView(0)
	got.MulVec(at.T(), x)
	want.MulVec(A, x)
	assert.True(t, mat.EqualApprox(&want, &got, 1e-14))
}

func TestFromDenseIsTheMemoryOfTheMatrix(t *testing.T) {
	d := mat.NewDense(3, 4, nil)
	v := ndmat.FromDense(d)
	assert.Equal(t, []int{3, 4}, v.Shape())
	assert.Equal(t, []int{32, 8}, v.Strides())
	v.Set2(1, 2, 5)
	assert.Equal(t, 5.0, d.At(1, 2))
	d.Set(2, 3, 6)
	assert.Equal(t, 6.0, v.At2(2, 3))

	part := ndmat.FromDense(d.Slice(1, 3, 2, 4).(*mat.Dense))
	assert.Equal(t, []int{2, 2}, part.Shape())
	assert.Equal(t, []int{32, 8}, part.Strides())
	assert.Equal(t, 5.0, part.At2(0, 0))
	assert.Equal(t, 6.0, part.At2(1, 1))

	empty := ndmat.FromDense(&mat.Dense{})
	assert.Equal(t, []int{0, 0}, empty.Shape())
}

func TestFromDenseRefusesAMatrixWithTooLittleData(t *testing.T) {
	var d mat.Dense
	raw := mat.NewDense(2, 3, nil).RawMatrix()
	raw.Data = raw.Data[:5]
	d.SetRawMatrix(raw)
	assertPanics(t, ndview.ErrBounds, func() { ndmat.FromDense(&d) })
}

func TestThereAndBackIsTheSameMemory(t *testing.T) {
	for _, r := range sizes[1:] {
		for _, c := range sizes[1:] {
			for _, strides := range denseStrides(r, c) {
				canvas := newCanvas(t, []int{r, c}, strides)
				d, err := ndmat.Dense(canvas.v)
				require.NoError(t, err)
				back := ndmat.FromDense(d)
				require.Equal(t, canvas.v.Shape(), back.Shape())
				for i := range r {
					for j := range c {
						require.Same(t, canvas.v.UnsafePointerTo(i, j), back.UnsafePointerTo(i, j), "%v", canvas)
					}
				}
			}
		}
	}
}

// assertPanics fails t unless f panics with an error that wraps a sentinel. It
// returns the error.
func assertPanics(t testing.TB, sentinel error, f func()) (err error) {
	t.Helper()
	defer func() {
		t.Helper()
		var ok bool
		err, ok = recover().(error)
		require.True(t, ok, "no panic with an error")
		require.ErrorIs(t, err, sentinel)
	}()
	f()
	return nil
}

package ndmat_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// An operation of Receiver beside what it means.
type operation struct {
	name string
	do   func(r ndmat.Receiver, a, b mat.Matrix)
	want func(d *mat.Dense, a, b mat.Matrix)
}

var operations = []operation{
	{"Add", func(r ndmat.Receiver, a, b mat.Matrix) { r.Add(a, b) }, func(d *mat.Dense, a, b mat.Matrix) { d.Add(a, b) }},
	{"Sub", func(r ndmat.Receiver, a, b mat.Matrix) { r.Sub(a, b) }, func(d *mat.Dense, a, b mat.Matrix) { d.Sub(a, b) }},
	{"MulElem", func(r ndmat.Receiver, a, b mat.Matrix) { r.MulElem(a, b) }, func(d *mat.Dense, a, b mat.Matrix) { d.MulElem(a, b) }},
	{"DivElem", func(r ndmat.Receiver, a, b mat.Matrix) { r.DivElem(a, b) }, func(d *mat.Dense, a, b mat.Matrix) { d.DivElem(a, b) }},
	{"Mul", func(r ndmat.Receiver, a, b mat.Matrix) { r.Mul(a, b) }, func(d *mat.Dense, a, b mat.Matrix) { d.Mul(a, b) }},
	{"Mul T", func(r ndmat.Receiver, a, b mat.Matrix) { r.Mul(a.T(), b) }, func(d *mat.Dense, a, b mat.Matrix) { d.Mul(a.T(), b) }},
	{"Scale", func(r ndmat.Receiver, a, _ mat.Matrix) { r.Scale(3, a) }, func(d *mat.Dense, a, _ mat.Matrix) { d.Scale(3, a) }},
	{"Copy", func(r ndmat.Receiver, a, _ mat.Matrix) { r.Copy(a) }, func(d *mat.Dense, a, _ mat.Matrix) { d.Copy(a) }},
	{"Copy T", func(r ndmat.Receiver, a, _ mat.Matrix) { r.Copy(a.T()) }, func(d *mat.Dense, a, _ mat.Matrix) { d.Copy(a.T()) }},
	{"Apply", func(r ndmat.Receiver, a, _ mat.Matrix) { r.Apply(index, a) }, func(d *mat.Dense, a, _ mat.Matrix) { d.Apply(index, a) }},
}

func index(i, j int, x float64) float64 { return 10*float64(i) + 100*float64(j) + x }

// operands are the forms in which a view can be read.
var operands = map[string]func(v ndview.MutView[float64]) mat.Matrix{
	"Operand":  func(v ndview.MutView[float64]) mat.Matrix { m, _ := ndmat.Operand(v); return m },
	"ReadOnly": func(v ndview.MutView[float64]) mat.Matrix { m, _ := ndmat.ReadOnly(v.View); return m },
	"Mutable":  func(v ndview.MutView[float64]) mat.Matrix { return ndmat.Mutable(v) },
	"T of T":   func(v ndview.MutView[float64]) mat.Matrix { m, _ := ndmat.Operand(v); return m.T().T() },
}

// TestReceiversTakeOperandsThatOverlapInAnyWay takes the receiver and both operands
// from one block of memory at random: in every order, gap, sign and place. gonum
// computes what should come out on copies that were made before.
func TestReceiversTakeOperandsThatOverlapInAnyWay(t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	const n = 3
	rounds := 1500
	for range rounds {
		data := make([]float64, 64)
		for i := range data {
			data[i] = float64(rng.IntN(9) + 1)
		}
		dst := square(rng, data, n, 0)
		sources := []ndview.MutView[float64]{square(rng, data, n, rng.IntN(4)), square(rng, data, n, rng.IntN(4))}
		if rng.IntN(4) == 0 {
			sources[0] = dst
		}
		form := slices.Sorted(maps(operands))[rng.IntN(len(operands))]
		op := operations[rng.IntN(len(operations))]
		a, b := operands[form](sources[0]), operands[form](sources[1])
		want := mat.NewDense(n, n, nil)
		op.want(want, copied(sources[0].View), copied(sources[1].View))
		before := slices.Clone(data)
		r, err := ndmat.Into(dst)
		require.NoError(t, err)
		what := fmt.Sprintf("%s of %s: dst %v a %v b %v", op.name, form, dst.Strides(), sources[0].Strides(), sources[1].Strides())
		op.do(r, a, b)
		require.True(t, mat.EqualApprox(want, ndmat.Matrix(dst.View), 1e-12), "%s\nwant %v\ngot  %v", what, want, copied(dst.View))
		untouched(t, data, before, dst, what)
		seen.Add(op.name, ndview.Overlaps(&dst, &sources[0]) == ndview.Overlapping)
	}
	seen.AtLeast(t, 2*len(operations), 20)
}

func maps(m map[string]func(v ndview.MutView[float64]) mat.Matrix) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

// square takes an n×n view out of data: 0 and 1 in C and Fortran order, 2 with two
// steps, 3 backwards.
func square(rng *rand.Rand, data []float64, n, kind int) ndview.MutView[float64] {
	down, right := n+rng.IntN(6), 1
	if kind == 2 {
		right = 2
		down = 2*n + rng.IntN(3)
	}
	if rng.IntN(2) == 0 {
		down, right = right, down
	}
	offset := rng.IntN(len(data) - (n-1)*(down+right))
	v, err := ndview.FromStrided(data, offset, []int{n, n}, []int{8 * down, 8 * right})
	if err != nil {
		panic(err)
	}
	if kind == 3 {
		v = v.Flip(rng.IntN(2))
	}
	return v
}

// untouched fails t if an element outside of v changed.
func untouched(t *testing.T, data, before []float64, v ndview.MutView[float64], what string) {
	t.Helper()
	inside := map[*float64]bool{}
	for i := range v.Len(0) {
		for j := range v.Len(1) {
			inside[v.UnsafePointerTo(i, j)] = true
		}
	}
	for i := range data {
		if !inside[&data[i]] {
			require.Equal(t, before[i], data[i], "%s: element %d of the memory", what, i)
		}
	}
}

func TestReceiversOfBothOrdersGiveWhatADenseGives(t *testing.T) {
	for _, r := range sizes[1:] {
		for _, c := range sizes[1:] {
			for name, strides := range layouts(r, c) {
				for _, op := range operations {
					a, b := some(r, c), some(r, c)
					b.Apply(func(i, j int, x float64) float64 { return x + float64(i+1) }, b)
					if op.name == "Mul" {
						a, b = some(r, 4), some(4, c)
					} else if op.name == "Mul T" {
						a, b = some(4, r), some(4, c)
					} else if op.name == "Copy T" {
						a = some(c, r)
					}
					canvas := newCanvas(t, []int{r, c}, strides)
					dst, err := ndmat.Into(canvas.v)
					require.NoError(t, err)
					want := mat.NewDense(r, c, nil)
					op.want(want, a, b)
					op.do(dst, a, b)
					require.True(t, mat.EqualApprox(want, ndmat.Matrix(canvas.v.View), 1e-12), "%s into %s", op.name, canvas)
					canvas.guarded(t, op.name+" into "+name)
				}
			}
		}
	}
}

func TestReceiversTakeTrianglesBandsAndVectors(t *testing.T) {
	sym := mat.NewSymDense(3, []float64{1, 2, 3, 0, 4, 5, 0, 0, 6})
	tri := mat.NewTriDense(3, mat.Lower, []float64{1, 0, 0, 2, 3, 0, 4, 5, 6})
	band := mat.NewBandDense(3, 3, 1, 0, []float64{0, 1, 2, 3, 4, 5})
	diag := mat.NewDiagDense(3, []float64{1, 2, 3})
	tridiag := mat.NewTridiag(3, []float64{1, 2}, []float64{3, 4, 5}, []float64{6, 7})
	for name, strides := range layouts(3, 3) {
		for _, a := range []mat.Matrix{sym, tri, tri.T(), tri.TTri(), band, band.T(), diag, tridiag, some(3, 3)} {
			for _, b := range []mat.Matrix{sym, tri.TTri(), band.TBand(), some(3, 3).T(), tridiag.T()} {
				canvas := newCanvas(t, []int{3, 3}, strides)
				dst, err := ndmat.Into(canvas.v)
				require.NoError(t, err)
				for _, op := range operations[:5] {
					if op.name == "DivElem" {
						continue
					}
					want := mat.NewDense(3, 3, nil)
					op.want(want, a, b)
					op.do(dst, a, b)
					require.True(t, mat.EqualApprox(want, ndmat.Matrix(canvas.v.View), 1e-12), "%s of %T and %T into %s", op.name, a, b, name)
				}
				canvas.guarded(t, name)
			}
		}
	}
	column := newCanvas(t, []int{3, 1}, []int{4, 1})
	dst, err := ndmat.Into(column.v)
	require.NoError(t, err)
	x := mat.NewVecDense(3, []float64{1, 2, 3})
	dst.Mul(sym, x)
	assert.Equal(t, []float64{14, 25, 31}, mat.Col(nil, 0, ndmat.Matrix(column.v.View)))
	dst.Scale(2, x)
	assert.Equal(t, []float64{2, 4, 6}, mat.Col(nil, 0, ndmat.Matrix(column.v.View)))
	column.guarded(t, "column")
}

// A triangle in the memory of the receiver, and one between its rows: gonum would
// refuse the second.
func TestReceiversTakeTrianglesOfTheSameMemory(t *testing.T) {
	v, _ := counted(6, 6)
	even, odd := v.Slice(ndview.All.By(2), ndview.To(3)), v.Slice(ndview.From(1).By(2), ndview.To(3))
	for _, source := range []ndview.MutView[float64]{even, odd} {
		tri, err := ndmat.Tri(source, 'U')
		require.NoError(t, err)
		want := mat.NewDense(3, 3, nil)
		want.Mul(mat.DenseCopyOf(tri), some(3, 3))
		dst, err := ndmat.Into(even)
		require.NoError(t, err)
		dst.Mul(tri, some(3, 3))
		require.True(t, mat.EqualApprox(want, ndmat.Matrix(even.View), 1e-12))
	}
}

func TestAProductOfNothingIsZero(t *testing.T) {
	v := ndview.Make[float64](3, 8)
	for i := range 24 {
		v.Set2(i/8, i%8, 5)
	}
	for _, dst := range []ndview.MutView[float64]{v.Slice(ndview.All, ndview.To(2)), v.Slice(ndview.All, ndview.From(6)).T()} {
		r, err := ndmat.Into(dst)
		require.NoError(t, err)
		r.Mul(ndmat.Matrix(ndview.Make[float64](dst.Len(0), 0).View), ndmat.Matrix(ndview.Make[float64](0, dst.Len(1)).View))
	}
	for i := range 3 {
		for j := range 8 {
			assert.Equal(t, map[bool]float64{true: 5}[2 <= j && j < 6], v.At2(i, j))
		}
	}
	r, err := ndmat.Into(v)
	require.NoError(t, err)
	assert.PanicsWithValue(t, mat.ErrShape, func() {
		r.Mul(ndmat.Matrix(ndview.Make[float64](2, 0).View), ndmat.Matrix(ndview.Make[float64](0, 8).View))
	})
}

func TestReceiversRefuseShapesLayoutsAndReleasedMemory(t *testing.T) {
	v := ndview.Make[float64](2, 3)
	r, err := ndmat.Into(v)
	require.NoError(t, err)
	for _, f := range []func(){
		func() { r.Add(some(2, 3), some(3, 2)) }, func() { r.Mul(some(2, 3), some(2, 3)) }, func() { r.Mul(some(3, 3), some(3, 3)) },
		func() { r.Copy(some(1, 3)) }, func() { r.Scale(2, some(3, 3)) }, func() { r.Copy(&mat.Dense{}) },
	} {
		assert.PanicsWithValue(t, mat.ErrShape, f)
	}
	_, err = ndmat.Into(ndview.Make[float64](4, 4).Slice(ndview.All.By(2), ndview.All.By(2)))
	require.ErrorIs(t, err, ndview.ErrLayout)
	_, err = ndmat.Into(v.Row(0))
	require.ErrorIs(t, err, ndview.ErrShape)
	_, err = ndmat.Into(v.Slice(ndview.To(0)))
	require.ErrorIs(t, err, ndview.ErrShape)

	var slot lease.Slot
	r, err = ndmat.Into(lent(&slot, v))
	require.NoError(t, err)
	d, transposed := r.Dense()
	require.False(t, transposed)
	slot.Close()
	require.True(t, d.IsEmpty())
	assertPanics(t, ndview.ErrReleased, func() { r.Scale(2, some(2, 3)) })
	assertPanics(t, ndview.ErrReleased, func() { r.Dense() })
	assert.Zero(t, lease.Count())
}

func TestReceiversWorkInPlaceWithoutScratchMemory(t *testing.T) {
	for _, v := range []ndview.MutView[float64]{ndview.Make[float64](50, 60), ndview.Make[float64](60, 50).T()} {
		r, err := ndmat.Into(v)
		require.NoError(t, err)
		m := operands["Operand"](v)
		other := operands["Operand"](ndview.Make[float64](50, 60))
		if _, transposed := r.Dense(); transposed {
			other = operands["Operand"](ndview.Make[float64](60, 50).T())
		}
		for name, f := range map[string]func(){
			"Scale": func() { r.Scale(2, m) }, "Add": func() { r.Add(m, other) }, "Apply": func() { r.Apply(index, m) },
		} {
			before := testing.AllocsPerRun(20, f)
			assert.LessOrEqual(t, before, 10.0, "%s: headers only", name)
		}
	}
}

// What copies into any layout, whatever overlaps.
func TestMutableCopies(t *testing.T) {
	v, data := counted(8)
	x := ndmat.MutableVector(v.Slice(ndview.From(2).By(2))).(mat.Copier)
	r, c := x.Copy(vecOf(t, v.Slice(ndview.To(6).By(2))))
	assert.Equal(t, []int{3, 1}, []int{r, c})
	assert.Equal(t, []float64{0, 1, 0, 3, 2, 5, 4, 7}, data, "VecDense.CopyVec gives 0 1 0 3 0 5 0 7")

	v, data = counted(2, 2)
	m := ndmat.Mutable(v).(mat.Copier)
	m.Copy(ndmat.Mutable(v).T())
	assert.Equal(t, []float64{0, 2, 1, 3}, data)
	r, c = m.Copy(some(1, 5))
	assert.Equal(t, []int{1, 2}, []int{r, c})
	r, c = m.Copy(&mat.Dense{})
	assert.Equal(t, []int{0, 0}, []int{r, c})
}

func TestReadOnlyRawMatricesEndWithTheBorrow(t *testing.T) {
	var slot lease.Slot
	v := lent(&slot, ndview.Make[float64](2, 3)).View
	m, x := readOnly(v).(mat.RawMatrixer), readOnly(v.Col(0)).(mat.RawVectorer)
	assert.Equal(t, 3, m.RawMatrix().Stride)
	assert.Equal(t, 3, x.RawVector().Inc)
	slot.Close()
	assertPanics(t, ndview.ErrReleased, func() { m.RawMatrix() })
	assertPanics(t, ndview.ErrReleased, func() { x.RawVector() })
	assertPanics(t, ndview.ErrReleased, func() { ndmat.ReadOnly(v) })
	assertPanics(t, ndview.ErrReleased, func() { readOnly(v) })
	assert.Zero(t, lease.Count())
}

// gonum sees the memory of a read-only operand, and so the overlap with a receiver.
func TestGonumSeesTheOverlapWithAReadOnlyOperand(t *testing.T) {
	v, _ := counted(3, 3)
	d := denseOf(t, v)
	assert.PanicsWithValue(t, "mat: bad region: identical", func() { d.Mul(some(3, 3), readOnly(v.View)) })
	assert.Panics(t, func() { d.Copy(readOnly(v.View.T())) })
}

func TestNonZeroDoersWalkTheirElements(t *testing.T) {
	v := ndview.Make[float64](2, 3)
	v.Set2(0, 2, 5)
	v.Set2(1, 0, 7)
	type entry struct {
		i, j int
		x    float64
	}
	for _, m := range []mat.Matrix{ndmat.Matrix(v.View), ndmat.Mutable(v), readOnly(v.View)} {
		var all, row, column []entry
		m.(mat.NonZeroDoer).DoNonZero(func(i, j int, x float64) { all = append(all, entry{i, j, x}) })
		m.(mat.RowNonZeroDoer).DoRowNonZero(1, func(i, j int, x float64) { row = append(row, entry{i, j, x}) })
		m.(mat.ColNonZeroDoer).DoColNonZero(2, func(i, j int, x float64) { column = append(column, entry{i, j, x}) })
		assert.Equal(t, []entry{{0, 2, 5}, {1, 0, 7}}, all)
		assert.Equal(t, all[1:], row)
		assert.Equal(t, all[:1], column)
		assert.Equal(t, 7.0, m.(mat.RowViewer).RowView(1).AtVec(0))
		assert.Equal(t, 5.0, m.(mat.ColViewer).ColView(2).AtVec(0))
	}
	ndmat.Mutable(v).(mat.RowViewer).RowView(1).(mat.MutableVector).SetVec(2, 9)
	ndmat.Mutable(v).(mat.ColViewer).ColView(1).(mat.MutableVector).SetVec(0, 8)
	assert.Equal(t, []float64{9, 8}, []float64{v.At2(1, 2), v.At2(0, 1)})
}

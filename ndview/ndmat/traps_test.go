package ndmat_test

import (
	"math"
	"testing"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/go-inplace/inplace/ops"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
	"gonum.org/v1/gonum/mat"
)

// The package's documentation makes statements about gonum v0.17. They are tested
// here, so that a later gonum that behaves otherwise is noticed. The first three
// tests reproduce what raw types would do that this package never hands out.

func denseOf(t *testing.T, v ndview.MutView[float64]) *mat.Dense {
	t.Helper()
	d, err := ndmat.Dense(v)
	require.NoError(t, err)
	return d
}

func vecOf(t *testing.T, v ndview.MutView[float64]) *mat.VecDense {
	t.Helper()
	x, err := ndmat.Vec(v)
	require.NoError(t, err)
	return x
}

// counted returns a view of 0, 1, 2 … and its memory.
func counted(shape ...int) (ndview.MutView[float64], []float64) {
	v := ndview.Make[float64](shape...)
	data, _ := v.Data()
	for i := range data {
		data[i] = float64(i)
	}
	return v, data
}

func TestDataBehindAVectorIsNotHandedOut(t *testing.T) {
	data := []float64{1, 1, 1, 7, 7, 7}
	var loose mat.VecDense
	loose.SetRawVector(blas64.Vector{N: 3, Inc: 1, Data: data})
	loose.ScaleVec(2, &loose)
	require.Equal(t, []float64{2, 2, 2, 14, 14, 14}, data, "gonum scales all of Data")

	data = []float64{1, 1, 1, 7, 7, 7}
	v, err := ndview.FromSlice(data)
	require.NoError(t, err)
	x := vecOf(t, v.Slice(ndview.To(3)))
	x.ScaleVec(2, x)
	x.AddVec(x, x)
	assert.Equal(t, []float64{4, 4, 4, 7, 7, 7}, data)
	assert.PanicsWithValue(t, mat.ErrIndexOutOfRange, func() { x.SliceVec(0, 4) })
}

func TestStrideBelowColsIsNotHandedOut(t *testing.T) {
	const refused = "blas: bad leading dimension of A"
	data := []float64{0, 1, 2, 3, 4}
	var windows, row mat.Dense
	windows.SetRawMatrix(blas64.General{Rows: 2, Cols: 4, Stride: 1, Data: data})
	require.PanicsWithValue(t, refused, func() { new(mat.Dense).Mul(&windows, some(4, 2)) })
	row.SetRawMatrix(blas64.General{Rows: 1, Cols: 4, Stride: 1, Data: data[:4:4]})
	require.PanicsWithValue(t, refused, func() { new(mat.Dense).Mul(&row, some(4, 2)) }, "even of one row")

	v, err := ndview.FromStrided(data, 0, []int{2, 4}, []int{8, 8})
	require.NoError(t, err)
	var sums mat.Dense
	sums.Add(&windows, &windows)
	require.Equal(t, []float64{0, 2, 4, 6, 2, 4, 6, 8}, sums.RawMatrix().Data, "Add does not look")

	require.ErrorIs(t, dense(v), ndview.ErrLayout)
	one := denseOf(t, v.Slice(ndview.To(1)))
	assert.NotPanics(t, func() { new(mat.Dense).Mul(one, some(4, 2)) })
}

func TestStrideZeroIsNotHandedOut(t *testing.T) {
	var broadcast mat.VecDense
	broadcast.SetRawVector(blas64.Vector{N: 3, Inc: 0, Data: []float64{5}})
	require.True(t, broadcast.IsEmpty(), "gonum takes Inc 0 for empty")
	var rows, sums mat.Dense
	rows.SetRawMatrix(blas64.General{Rows: 2, Cols: 3, Stride: 0, Data: []float64{4, 5, 6}})
	require.True(t, rows.IsEmpty(), "and Stride 0")
	sums.Add(&rows, &rows)
	require.Equal(t, make([]float64, 6), sums.RawMatrix().Data, "not a row is read, and nobody is told")
	require.PanicsWithValue(t, "blas: bad leading dimension of A", func() { new(mat.Dense).Mul(&rows, some(3, 2)) })

	require.ErrorIs(t, dense(newCanvas(t, []int{2, 3}, []int{0, 1}).v), ndview.ErrLayout)
	x := newCanvas(t, []int{3}, []int{0}).v
	require.ErrorIs(t, vec(x), ndview.ErrLayout)
	assert.Equal(t, 9.0, mat.Sum(ndmat.Vector(x.View)))
}

func TestTwoMatricesOfOneViewAreOne(t *testing.T) {
	v, _ := counted(3, 4)
	d := denseOf(t, v)
	var other mat.Dense
	other.SetRawMatrix(d.RawMatrix())
	require.PanicsWithValue(t, "mat: bad region: identical", func() { other.Add(d, d) })
	assert.Same(t, d, denseOf(t, v), "the header is remembered")
	denseOf(t, v).Add(d, d)
	assert.Equal(t, 22.0, v.At2(2, 3))
}

func TestSomeDisjointViewsAreRefusedByGonum(t *testing.T) {
	v, _ := counted(4, 4)
	everySecond := v.Slice(ndview.All.By(2), ndview.To(2))
	rows := v.Slice(ndview.To(2), ndview.From(2))
	require.Equal(t, ndview.Disjoint, ndview.Overlaps(&everySecond, &rows))
	d := denseOf(t, everySecond)
	assert.PanicsWithValue(t, "mat: bad region: different strides", func() { d.Add(d, denseOf(t, rows)) })

	x := vecOf(t, v.Col(2))
	assert.PanicsWithValue(t, "mat: bad region: overlap", func() { x.AddVec(x, vecOf(t, v.Col(3))) })

	line, _ := counted(8)
	even, odd := vecOf(t, line.Slice(ndview.All.By(2))), vecOf(t, line.Slice(ndview.From(1).By(2)))
	assert.PanicsWithValue(t, "mat: bad region: overlap", func() { even.AddVec(even, odd) })

	pairs, err := v.Slice(ndview.To(2)).Reshape(4, 2)
	require.NoError(t, err)
	before, behind := denseOf(t, pairs.Slice(ndview.To(2))), denseOf(t, v.Slice(ndview.From(2), ndview.To(2)))
	assert.NotPanics(t, func() { before.Add(before, behind) }, "different strides, but one range before the other")

	left := denseOf(t, v.Slice(ndview.All, ndview.To(2)))
	assert.NotPanics(t, func() { left.Add(left, denseOf(t, v.Slice(ndview.All, ndview.From(2)))) }, "equal strides")
}

func TestSomeOverlapsAreNotSeenByGonum(t *testing.T) {
	for _, inc := range []int{2, 4} {
		const n = 9 // more than are read before the first is written
		v, data := counted((n + 1) * inc)
		from, to := vecOf(t, v.Slice(ndview.To(n*inc).By(inc))), vecOf(t, v.Slice(ndview.From(inc).By(inc)))
		to.AddVec(from, from) // no panic
		assert.Equal(t, 0.0, data[inc])
		assert.NotEqual(t, float64(2*(n-1)*inc), data[n*inc], "Inc %d: twice what was there before", inc)
	}

	v, data := counted(10)
	from, to := vecOf(t, v.Slice(ndview.To(8).By(2))), vecOf(t, v.Slice(ndview.From(2).By(2)))
	to.CopyVec(from)
	assert.Equal(t, []float64{0, 1, 0, 3, 0, 5, 0, 7, 0, 9}, data, "the first element everywhere")

	v, _ = counted(4, 4)
	firstRows, everySecond := denseOf(t, v.Slice(ndview.To(2))), denseOf(t, v.Slice(ndview.All.By(2)))
	r, c := firstRows.Copy(everySecond)
	assert.Equal(t, []int{2, 4}, []int{r, c})
	assert.Equal(t, 4.0, v.At2(1, 0), "nothing was copied")
}

func TestOverlapWithWhatIsReadByElementIsNotSeen(t *testing.T) {
	v, data := counted(2, 2)
	d := denseOf(t, v)
	require.PanicsWithValue(t, "mat: bad region: identical", func() { d.Copy(d.T()) })
	d.Copy(ndmat.Mutable(v).T())
	assert.Equal(t, []float64{0, 2, 2, 3}, data, "the transpose would be 0 2 1 3")
}

// Upstream: the loop over strided vectors lacks a return, and the loop over At
// behind it computes everything again.
func TestDivElemVecDividesTwiceWhenStrided(t *testing.T) {
	v, data := counted(6)
	x := vecOf(t, v.Slice(ndview.All.By(2)))
	x.DivElemVec(x, mat.NewVecDense(3, []float64{2, 2, 2}))
	assert.Equal(t, []float64{0, 1, 0.5, 3, 1, 5}, data, "0 1 2 divided by 2 is not 0 ½ 1")

	y := mat.NewVecDense(3, []float64{4, 4, 4})
	y.DivElemVec(y, mat.NewVecDense(3, []float64{2, 2, 2}))
	assert.Equal(t, []float64{2, 2, 2}, y.RawVector().Data, "Inc 1 is right")
}

func TestResetTakesTheGapsBetweenTheRows(t *testing.T) {
	v, data := counted(3, 4)
	part := denseOf(t, v.Slice(ndview.All, ndview.To(2)))
	part.Zero()
	assert.Equal(t, []float64{0, 0, 2, 3, 0, 0, 6, 7, 0, 0, 10, 11}, data, "Zero leaves the gaps")
	part.Reset()
	part.ReuseAs(2, 3)
	assert.Equal(t, []float64{0, 0, 0, 0, 0, 0, 6, 7, 0, 0, 10, 11}, data, "after Reset the gaps are scratch")
	part.Reset()
	part.ReuseAs(11, 1)
	part.Set(10, 0, 5)
	assert.Equal(t, 11.0, data[11], "what lies behind the view is out of reach: gonum took other memory")
	assert.Equal(t, 10.0, data[10])
}

func TestGrowDetaches(t *testing.T) {
	v, data := counted(2, 2)
	grown := denseOf(t, v).Grow(1, 0).(*mat.Dense)
	grown.Set(0, 0, 99)
	assert.Equal(t, []float64{0, 1, 2, 3}, data)
}

func TestGonumHasNoMatrixWithoutElements(t *testing.T) {
	v, _ := counted(2, 3)
	none := ndmat.Matrix(v.Slice(ndview.To(0)).View)
	assert.PanicsWithValue(t, mat.ErrZeroLength, func() { new(mat.Dense).Scale(2, none) })
	assert.PanicsWithValue(t, mat.ErrZeroLength, func() { mat.NewDense(0, 3, nil) })
}

func TestGonumSkipsNaN(t *testing.T) {
	nan := math.NaN()
	row, col := ndview.Make[float64](1, 2), ndview.Make[float64](2, 1)
	row.Set2(0, 1, 1)
	col.Set2(0, 0, nan)
	col.Set2(1, 0, 2)
	var product mat.Dense
	product.Mul(denseOf(t, row), denseOf(t, col))
	assert.Equal(t, 2.0, product.At(0, 0), "[0 1]·[NaN 2]ᵀ is NaN in NumPy")
	assert.Equal(t, 2.0, mat.Max(denseOf(t, col)))
	assert.Equal(t, 2.0, mat.Min(denseOf(t, col)))
}

// What gonum refuses though nothing is shared, receivers and package ops take.
func TestOursAcceptWhatGonumRefusesWronglyForDisjointMemory(t *testing.T) {
	v, _ := counted(4, 4)
	want := mat.NewDense(2, 2, nil)
	rows, everySecond := v.Slice(ndview.To(2), ndview.From(2)), v.Slice(ndview.All.By(2), ndview.To(2))
	want.Add(copied(everySecond.View), copied(rows.View))
	dst, err := ndmat.Into(everySecond)
	require.NoError(t, err)
	dst.Add(denseOf(t, everySecond), denseOf(t, rows))
	assert.True(t, mat.Equal(want, ndmat.Matrix(everySecond.View)))

	x, y := v.Col(2), v.Col(3)
	sums := mat.NewVecDense(4, nil)
	sums.AddVec(mat.VecDenseCopyOf(vecOf(t, x)), mat.VecDenseCopyOf(vecOf(t, y)))
	require.NoError(t, ops.Add(x, x.View, y.View))
	assert.True(t, mat.Equal(sums, ndmat.Vector(x.View)))

	v, data := counted(10)
	require.NoError(t, ops.Copy(v.Slice(ndview.From(2).By(2)), v.Slice(ndview.To(8).By(2)).View))
	assert.Equal(t, []float64{0, 1, 0, 3, 2, 5, 4, 7, 6, 9}, data, "CopyVec gives 0 1 0 3 0 5 0 7 0 9")

	v, _ = counted(4, 4)
	dst, err = ndmat.Into(v.Slice(ndview.To(2)))
	require.NoError(t, err)
	dst.Copy(denseOf(t, v.Slice(ndview.All.By(2))))
	assert.Equal(t, 8.0, v.At2(1, 0), "Dense.Copy copies nothing")
}

// Its function sees the matrix as it was: what it returns is gathered elsewhere, and copied back.
func TestGonumsOperationsOnTheirOwnReceiverUseAWorkspace(t *testing.T) {
	v, data := counted(2, 2)
	x := denseOf(t, v)
	var seen []float64
	x.Apply(func(i, j int, a float64) float64 {
		seen = append(seen, data[3], data[0])
		return a + 10
	}, x)
	assert.Equal(t, []float64{3, 0, 3, 0, 3, 0, 3, 0}, seen)
	assert.Equal(t, []float64{10, 11, 12, 13}, data)
	x.Scale(2, x)
	assert.Equal(t, []float64{20, 22, 24, 26}, data)
	x.Mul(x, x)
	assert.Equal(t, []float64{20*20 + 22*24, 20*22 + 22*26, 24*20 + 26*24, 24*22 + 26*26}, data)
}

func TestGonumsOwnFactorisationsCopy(t *testing.T) {
	v, _ := counted(2, 2)
	before := copied(v.View)
	var lu mat.LU
	lu.Factorize(denseOf(t, v))
	var qr mat.QR
	qr.Factorize(denseOf(t, v))
	var svd mat.SVD
	require.True(t, svd.Factorize(denseOf(t, v), mat.SVDThin))
	var eigen mat.Eigen
	require.True(t, eigen.Factorize(denseOf(t, v), mat.EigenBoth))
	assert.True(t, mat.Equal(before, ndmat.Matrix(v.View)))

	v.Set2(0, 0, 2) // (2, 1; 1, 3): positive definite
	v.Set2(1, 0, 1)
	before = copied(v.View)
	s, err := ndmat.Sym(v, blas.Upper)
	require.NoError(t, err)
	var cholesky mat.Cholesky
	require.True(t, cholesky.Factorize(s))
	var symmetric mat.EigenSym
	require.True(t, symmetric.Factorize(s, true))
	assert.True(t, mat.Equal(before, ndmat.Matrix(v.View)))
}

// Upstream: Zero of a BandDense takes the rows of the matrix for those of its band.
func TestZeroOfABandBelowItsRowsPanics(t *testing.T) {
	assert.Panics(t, func() { mat.NewBandDense(7, 2, 1, 1, nil).Zero() })
}

package ndmat_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ndview/ndmat"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/mat"
)

// abilities lists the methods of gonum's that m has beyond mat.Matrix.
func abilities(m mat.Matrix) (found []string) {
	for name, has := range map[string]bool{
		"RawMatrixer": is[mat.RawMatrixer](m), "RawVectorer": is[mat.RawVectorer](m), "RawSymmetricer": is[mat.RawSymmetricer](m),
		"RawTriangular": is[mat.RawTriangular](m), "RawMatrixSetter": is[mat.RawMatrixSetter](m), "RawBander": is[mat.RawBander](m),
		"RowViewer": is[mat.RowViewer](m), "ColViewer": is[mat.ColViewer](m),
		"RawRowViewer": is[mat.RawRowViewer](m), "RawColViewer": is[mat.RawColViewer](m),
		"Reseter": is[mat.Reseter](m), "Grower": is[mat.Grower](m), "ClonerFrom": is[mat.ClonerFrom](m), "Copier": is[mat.Copier](m),
		"Symmetric": is[mat.Symmetric](m), "Banded": is[mat.Banded](m), "NonZeroDoer": is[mat.NonZeroDoer](m),
		"Mutable": is[mat.Mutable](m), "MutableVector": is[mat.MutableVector](m),
	} {
		if has {
			found = append(found, name)
		}
	}
	slices.Sort(found)
	return found
}

func is[T any](m mat.Matrix) bool { _, ok := m.(T); return ok }

// A read-only view has the type system in front of it: no receiver of gonum's, no
// Set, no setter. By At alone none of the memory is given away.
func TestNoReadOnlyViewLetsGonumWrite(t *testing.T) {
	v := ndview.Make[float64](2, 3)
	require.Contains(t, abilities(denseOf(t, v)), "RawMatrixSetter")
	reading := []string{"ColViewer", "NonZeroDoer", "RowViewer"}
	for _, m := range []mat.Matrix{
		ndmat.Matrix(v.View), ndmat.MatrixOf(v.View), ndmat.MatrixOf(ndview.Make[int32](2, 2).View), ndmat.Vector(v.Row(0).View),
	} {
		assert.Equal(t, reading, abilities(m), "%T", m)
		assert.Empty(t, abilities(m.T()), "%T", m)
		for _, part := range []mat.Matrix{m.(mat.RowViewer).RowView(0), m.(mat.ColViewer).ColView(0)} {
			assert.Equal(t, reading, abilities(part), "%T", m)
		}
	}
	for _, test := range []struct {
		m    mat.Matrix
		want string
	}{
		{readOnly(v.View), "RawMatrixer"},
		{readOnly(v.View.T()).T(), "RawMatrixer"},
		{readOnly(v.View.Col(1)), "RawVectorer"},
	} {
		m := test.m
		if u, ok := m.(mat.Untransposer); ok {
			m = u.Untranspose()
		}
		want := append([]string{test.want}, reading...)
		slices.Sort(want)
		assert.Equal(t, want, abilities(m), "%T: reads by the memory, and cannot be a receiver", m)
	}
	assert.Equal(t, reading, abilities(readOnly(v.View.Flip(1))))
	assert.Equal(t, reading, abilities(readOnly(v.View.Row(0).Flip(0))))
}

func readOnly(v ndview.View[float64]) mat.Matrix { m, _ := ndmat.ReadOnly(v); return m }

func TestTheSlowRoadForWritingGivesRowsWhereTheyAreSlices(t *testing.T) {
	v := ndview.Make[float64](3, 4)
	writing := []string{"ColViewer", "Copier", "Mutable", "NonZeroDoer", "RowViewer"}
	assert.Equal(t, writing, abilities(ndmat.Mutable(v.Flip(1))))
	assert.Equal(t, []string{"ColViewer", "Copier", "Mutable", "MutableVector", "NonZeroDoer", "RowViewer"}, abilities(ndmat.MutableVector(v.Row(0))))
	assert.Empty(t, abilities(ndmat.Mutable(v).T()))

	upsideDown := ndmat.Mutable(v.Flip(0))
	assert.Equal(t, []string{"ColViewer", "Copier", "Mutable", "NonZeroDoer", "RawRowViewer", "RowViewer"}, abilities(upsideDown))
	row := upsideDown.(mat.RawRowViewer).RawRowView(0)
	require.Len(t, row, 4)
	require.Equal(t, 4, cap(row))
	row[1] = 5
	assert.Equal(t, 5.0, v.At2(2, 1))
	assertPanics(t, ndview.ErrBounds, func() { upsideDown.(mat.RawRowViewer).RawRowView(3) })
}

// slowReads are operations of gonum with a matrix among its operands.
func slowReads(t *testing.T, m, want mat.Matrix, what string) {
	for name, read := range reads {
		require.True(t, mat.EqualApprox(read(want), read(m), 1e-13), "%s: %s", what, name)
	}
	require.True(t, mat.Equal(m, want), what)
	require.Equal(t, fmt.Sprintf("%.3g", mat.Formatted(want)), fmt.Sprintf("%.3g", mat.Formatted(m)), what)
	require.Equal(t, fmt.Sprint(mat.Formatted(want, mat.Squeeze(), mat.Excerpt(2))), fmt.Sprint(mat.Formatted(m, mat.Squeeze(), mat.Excerpt(2))), what)
}

func TestGonumReadsMatricesOfEveryLayout(t *testing.T) {
	for _, shape := range [][]int{{1, 1}, {1, 4}, {4, 1}, {2, 3}, {3, 3}, {5, 2}} {
		for _, s := range ndtest.Sources(shape, func(k int) float64 { return float64(k*k%11) - 4.5 }) {
			what := fmt.Sprintf("%s %v", s.Name, shape)
			want := mat.NewDense(shape[0], shape[1], append([]float64(nil), s.Values...))
			slowReads(t, ndmat.Matrix(s.View.View), want, what)
			slowReads(t, ndmat.Mutable(s.View), want, what)
			slowReads(t, ndmat.Matrix(s.View.View.T()).T(), want, what)
			m, road := ndmat.Operand(s.View)
			slowReads(t, m, want, what+", "+road.String())
			m, taken := ndmat.ReadOnly(s.View.View)
			slowReads(t, m, want, what+", read-only "+road.String())
			require.Equal(t, road, taken)
			require.NoError(t, s.Intact())
		}
	}
}

func TestGonumReadsVectorsOfEveryLayout(t *testing.T) {
	for _, n := range []int{1, 2, 5} {
		for _, s := range ndtest.Sources([]int{n}, func(k int) float64 { return float64(k*k%11) - 4.5 }) {
			want := mat.NewVecDense(n, append([]float64(nil), s.Values...))
			for _, x := range []mat.Vector{ndmat.Vector(s.View.View), ndmat.MutableVector(s.View), readOnly(s.View.View).(mat.Vector)} {
				what := fmt.Sprintf("%s (%d,) %T", s.Name, n, x)
				slowReads(t, x, want, what)
				var y, wantY mat.VecDense
				y.MulVec(some(4, n), x)
				wantY.MulVec(some(4, n), want)
				require.True(t, mat.EqualApprox(&wantY, &y, 1e-13), what)
			}
		}
	}
}

func TestGonumSolvesWithMatricesOfEveryLayout(t *testing.T) {
	value := func(k int) float64 {
		if k%4 == 0 {
			return 9 // the diagonal of a 3×3 matrix
		}
		return float64(k)
	}
	for _, s := range ndtest.Sources([]int{3, 3}, value) {
		if s.Shared {
			continue // equal rows: singular
		}
		want := mat.NewDense(3, 3, append([]float64(nil), s.Values...))
		var x, y mat.Dense
		require.NoError(t, x.Solve(ndmat.Matrix(s.View.View), some(3, 2)), s.Name)
		require.NoError(t, y.Solve(want, some(3, 2)))
		require.True(t, mat.EqualApprox(&y, &x, 1e-12), s.Name)
		require.InDelta(t, mat.Det(want), mat.Det(ndmat.Matrix(s.View.View)), 1e-9, s.Name)
		require.NoError(t, s.Intact())
	}
}

// TestMutableWritesEveryLayout writes each element of random memory of every class
// and lets ndtest's own arithmetic find it.
func TestMutableWritesEveryLayout(t *testing.T) {
	rng := ndtest.Seeded(t)
	for range 40 {
		for _, class := range ndtest.Classes {
			a := ndtest.New[float64](rng, class, 1+rng.IntN(4), 1+rng.IntN(4))
			a.Remember()
			m := ndmat.Mutable(a.V)
			writeAll(t, rng, a, m.Set, m.At)

			b := ndtest.New[float64](rng, class, 1+rng.IntN(5))
			b.Remember()
			x := ndmat.MutableVector(b.V)
			writeAll(t, rng, b, func(i, _ int, e float64) { x.SetVec(i, e) }, x.At)
			require.Equal(t, b.Shape[0], x.Len())
			for i := range x.Len() {
				require.Equal(t, x.At(i, 0), x.AtVec(i))
			}
		}
	}
}

func writeAll(t *testing.T, rng *rand.Rand, a *ndtest.Array[float64], set func(i, j int, x float64), at func(i, j int) float64) {
	t.Helper()
	for index := range ndtest.Indices(a.Shape) {
		i, j := index[0], 0
		if len(index) == 2 {
			j = index[1]
		}
		x := rng.NormFloat64()
		set(i, j, x)
		require.Equal(t, x, a.Get(index), "%s", a)
		require.Equal(t, x, at(i, j), "%s", a)
	}
	a.OnlyElements(t, "Set")
}

func TestEmptyMatricesCanBeAsked(t *testing.T) {
	for _, shape := range [][]int{{0, 0}, {0, 3}, {3, 0}} {
		v := ndview.Make[float64](shape...)
		for _, m := range []mat.Matrix{ndmat.Matrix(v.View), ndmat.Mutable(v)} {
			r, c := m.Dims()
			assert.Equal(t, shape, []int{r, c})
			r, c = m.T().Dims()
			assert.Equal(t, shape, []int{c, r})
			assertPanics(t, ndview.ErrBounds, func() { m.At(0, 0) })
		}
	}
	x := ndmat.Vector(ndview.Make[float64](0).View)
	assert.Zero(t, x.Len())
	r, c := x.Dims()
	assert.Equal(t, []int{0, 1}, []int{r, c})
}

func TestIndicesOutsideTheShapePanicByName(t *testing.T) {
	v := ndview.Make[float64](2, 3)
	var index ndview.IndexError
	for _, f := range []func(){
		func() { ndmat.Matrix(v.View).At(2, 0) },
		func() { ndmat.Matrix(v.View).At(0, -1) },
		func() { ndmat.Matrix(v.View).T().At(2, 2) },
		func() { ndmat.Mutable(v).At(0, 3) },
		func() { ndmat.Mutable(v).Set(-1, 0, 1) },
		func() { ndmat.Vector(v.Row(0).View).AtVec(3) },
		func() { ndmat.Vector(v.Row(0).View).At(0, 1) },
		func() { ndmat.MutableVector(v.Row(0)).SetVec(-1, 1) },
	} {
		assert.ErrorAs(t, assertPanics(t, ndview.ErrBounds, f), &index)
	}
	assert.Equal(t, make([]float64, 6), copied(v.View).RawMatrix().Data)
}

func TestMatrixOfReadsEveryRealType(t *testing.T) {
	matrixOf(t, int8(-128), 127)
	matrixOf(t, int16(-32768), 32767)
	matrixOf(t, int32(math.MinInt32), math.MaxInt32)
	matrixOf(t, int64(-1<<53), 1<<53)
	matrixOf(t, uint8(0), 255)
	matrixOf(t, uint16(0), 65535)
	matrixOf(t, uint32(0), math.MaxUint32)
	matrixOf(t, uint64(0), 1<<53)
	matrixOf(t, float32(-1.5), math.MaxFloat32)
	matrixOf(t, -1.5, math.MaxFloat64)
}

func matrixOf[T ndmat.Real](t *testing.T, low, high T) {
	for _, s := range ndtest.Sources([]int{2, 3}, func(k int) T { return []T{low, high, 1, 2, 3, 4}[k] }) {
		m := ndmat.MatrixOf(s.View.View)
		for i := range 2 {
			for j := range 3 {
				require.Equal(t, float64(s.Values[3*i+j]), m.At(i, j), "%s %T", s.Name, low)
			}
		}
	}
}

// borrowed returns a view whose borrow can be ended.
func borrowed(data []float64, shape ...int) (v ndview.MutView[float64], release func()) {
	slot := new(lease.Slot)
	own, err := ndview.FromSlice(data, shape...)
	if err != nil {
		panic(err)
	}
	epoch := slot.Open(reflect.ValueOf(borrowed).Pointer())
	a := own.Array()
	return ndview.NewMutView[float64](mem.New(a.Base, *a.L(), slot, epoch, a.Item())), slot.Close
}

func TestUseAfterReleasePanicsByName(t *testing.T) {
	v, release := borrowed([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	m, w := ndmat.Matrix(v.View), ndmat.Mutable(v)
	x, y := ndmat.Vector(v.Col(1).View), ndmat.MutableVector(v.Col(1))
	slow, _ := ndmat.Operand(v.Flip(0))
	assert.Equal(t, 6.0, m.At(1, 2))
	release()
	for name, f := range map[string]func(){
		"Dense":         func() { dense(v) },
		"refused Dense": func() { dense(v.T()) },
		"Transposed":    func() { transposed(v.T()) },
		"Vec":           func() { vec(v.Row(0)) },
		"Operand":       func() { ndmat.Operand(v) },
		"slow Operand":  func() { ndmat.Operand(v.Flip(0)) },
		"At":            func() { m.At(0, 0) },
		"T().At":        func() { m.T().At(0, 0) },
		"Mutable.At":    func() { w.At(0, 0) },
		"Set":           func() { w.Set(0, 0, 1) },
		"AtVec":         func() { x.AtVec(0) },
		"MutAtVec":      func() { y.AtVec(0) },
		"SetVec":        func() { y.SetVec(0, 1) },
		"operand":       func() { slow.At(0, 0) },
		"mat.Sum":       func() { mat.Sum(m) },
		"Mul":           func() { new(mat.Dense).Mul(m, m.T()) },
	} {
		err := assertPanics(t, ndview.ErrReleased, f)
		assert.ErrorContains(t, err, "ndmat_test.borrowed", name)
	}
	assert.Equal(t, ndmat.KindDense, ndmat.RoadOf(v.View).Kind, "RoadOf looks at no memory")
}

func TestElementsOfAnyMemoryAreReadAndWrittenWithoutAllocations(t *testing.T) {
	for _, s := range ndtest.Sources([]int{2, 3}, func(k int) float64 { return float64(k) }) {
		reading, writing := ndmat.Matrix(s.View.View), ndmat.Mutable(s.View)
		assert.Zero(t, testing.AllocsPerRun(50, func() { writing.Set(1, 2, reading.At(1, 1)+writing.At(0, 1)) }), s.Name)
		require.NoError(t, s.Intact())
	}
}

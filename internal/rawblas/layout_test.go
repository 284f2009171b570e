package rawblas_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/internal/rawblas"
	"github.com/go-inplace/inplace/ndview"
	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/blas"
)

// A raw is a struct of one of gonum's packages, whatever the element type.
type raw[T rawblas.Number] struct {
	rows, cols, stride int // of a General; N, 1 and Inc of a Vector
	data               []T
}

// at finds an element of a General as BLAS does.
func (g raw[T]) at(i, j int) *T { return &g.data[i*g.stride+j] }

// element finds element k of a Vector as BLAS does.
func (g raw[T]) element(k int) *T {
	if g.stride < 0 {
		return &g.data[(g.rows-1-k)*-g.stride]
	}
	return &g.data[k*g.stride]
}

func generalOf[T rawblas.Number](a *mem.Array, o rawblas.Order) (g raw[T], ok bool) {
	var data any
	switch any(*new(T)).(type) {
	case float64:
		r, found := rawblas.General64(a, o)
		g.rows, g.cols, g.stride, data, ok = r.Rows, r.Cols, r.Stride, r.Data, found
	case float32:
		r, found := rawblas.General32(a, o)
		g.rows, g.cols, g.stride, data, ok = r.Rows, r.Cols, r.Stride, r.Data, found
	case complex64:
		r, found := rawblas.GeneralC64(a, o)
		g.rows, g.cols, g.stride, data, ok = r.Rows, r.Cols, r.Stride, r.Data, found
	case complex128:
		r, found := rawblas.GeneralC128(a, o)
		g.rows, g.cols, g.stride, data, ok = r.Rows, r.Cols, r.Stride, r.Data, found
	}
	g.data = data.([]T)
	return g, ok
}

func vectorOf[T rawblas.Number](a *mem.Array) (x raw[T], ok bool) {
	var data any
	switch any(*new(T)).(type) {
	case float64:
		r, found := rawblas.Vector64(a)
		x.rows, x.stride, data, ok = r.N, r.Inc, r.Data, found
	case float32:
		r, found := rawblas.Vector32(a)
		x.rows, x.stride, data, ok = r.N, r.Inc, r.Data, found
	case complex64:
		r, found := rawblas.VectorC64(a)
		x.rows, x.stride, data, ok = r.N, r.Inc, r.Data, found
	case complex128:
		r, found := rawblas.VectorC128(a)
		x.rows, x.stride, data, ok = r.N, r.Inc, r.Data, found
	}
	x.data = data.([]T)
	return x, ok
}

// The judge knows nothing of the rules: it takes the addresses of all elements, and
// tries every Stride that gonum would take, every Inc.

func judgedGeneral[T rawblas.Number](v ndview.View[T]) bool {
	r, c := v.Len(0), v.Len(1)
	if r == 0 || c == 0 || !v.Plain() {
		return false
	}
	for stride := c; stride <= 128; stride++ {
		if follows(v, func(index []int) int { return index[0]*stride + index[1] }) {
			return true
		}
	}
	return false
}

func judgedVector[T rawblas.Number](v ndview.View[T]) bool {
	if v.Len(0) == 0 || !v.Plain() {
		return false
	}
	for inc := -128; inc <= 128; inc++ {
		if inc != 0 && follows(v, func(index []int) int { return index[0] * inc }) {
			return true
		}
	}
	return false
}

// follows reports whether each element lies place(index) items behind the first.
func follows[T rawblas.Number](v ndview.View[T], place func(index []int) int) bool {
	first := mem.Uint(mem.Addr(v.UnsafePointerTo(make([]int, v.NDim())...)))
	for index := range ndtest.Indices(v.Shape()) {
		if int(mem.Uint(mem.Addr(v.UnsafePointerTo(index...)))-first) != place(index)*mem.SizeOf[T]() {
			return false
		}
	}
	return true
}

func TestEveryLayoutIsJudgedByItsAddresses(t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	for range 150 {
		for _, class := range ndtest.ReadClasses {
			judge[float64](t, rng, class, seen)
			judge[float32](t, rng, class, seen)
			judge[complex64](t, rng, class, seen)
			judge[complex128](t, rng, class, seen)
		}
	}
	// General, transposed and Vector of each of the four types, taken and refused.
	seen.AtLeast(t, 3*4*2, 50)
}

func judge[T rawblas.Number](t *testing.T, rng *rand.Rand, class ndtest.Class, seen ndtest.Counter) {
	length := func() int { return []int{0, 1, 1, 2, 3, 5, 5}[rng.IntN(7)] }
	a := ndtest.New[T](rng, class, length(), length())
	for _, o := range []rawblas.Order{rawblas.RowMajor, rawblas.ColMajor} {
		v := a.V.View
		if o == rawblas.ColMajor {
			v = v.T()
		}
		ok := checkGeneral(t, a.V, o, a.String())
		require.Equal(t, judgedGeneral(v), ok, "%s order %d", a, o)
		seen.Add(ndview.DTypeOf[T](), "general", o, ok)
	}
	x := ndtest.New[T](rng, class, length())
	ok := checkVector(t, x.V, x.String())
	require.Equal(t, judgedVector(x.V.View), ok, "%s", x)
	seen.Add(ndview.DTypeOf[T](), "vector", ok)
}

// checkGeneral compares the answers about an order with each other, and what is
// handed out with the view.
func checkGeneral[T rawblas.Number](t *testing.T, v ndview.MutView[T], o rawblas.Order, what string) bool {
	a := v.Array()
	g, ok := generalOf[T](a, o)
	unmet := rawblas.GeneralUnmet[T](a, o)
	require.Equal(t, ok, len(unmet) == 0, "%s order %d: %v", what, o, unmet)
	if !ok {
		require.Nil(t, g.data)
		return false
	}
	w := v
	if o == rawblas.ColMajor {
		w = v.T()
	}
	require.Equal(t, w.Shape(), []int{g.rows, g.cols}, what)
	require.GreaterOrEqual(t, g.stride, g.cols, what)
	exact(t, g.data, (g.rows-1)*g.stride+g.cols, what)
	for i := range g.rows {
		for j := range g.cols {
			require.Same(t, w.UnsafePointerTo(i, j), g.at(i, j), what)
		}
	}
	if g.rows == 1 {
		require.Equal(t, g.cols, g.stride, what)
	}
	return true
}

func checkVector[T rawblas.Number](t *testing.T, v ndview.MutView[T], what string) bool {
	a := v.Array()
	x, ok := vectorOf[T](a)
	unmet := rawblas.VectorUnmet[T](a, false)
	require.Equal(t, ok, len(unmet) == 0, "%s: %v", what, unmet)
	forward := rawblas.VectorUnmet[T](a, true)
	require.Equal(t, ok && x.stride > 0, len(forward) == 0, "%s: %v", what, forward)
	if !ok {
		require.Nil(t, x.data)
		return false
	}
	require.Equal(t, v.Len(0), x.rows, what)
	require.NotZero(t, x.stride, what)
	exact(t, x.data, (x.rows-1)*max(x.stride, -x.stride)+1, what)
	for k := range x.rows {
		require.Same(t, v.UnsafePointerTo(k), x.element(k), what)
	}
	if x.rows == 1 {
		require.Equal(t, 1, x.stride, what)
	}
	return true
}

func exact[T any](t *testing.T, data []T, n int, what string) {
	require.Len(t, data, n, what)
	require.Equal(t, n, cap(data), what)
}

// TestSmallMatricesAndVectorsOfAllStrides walks sizes × strides, the strides of axes
// of length 1 and 0 among them.
func TestSmallMatricesAndVectorsOfAllStrides(t *testing.T) {
	strides := []int{-1000, -6, -2, -1, 0, 1, 2, 5, 6, 1000}
	data := make([]float64, 20000)
	view := func(shape, strides []int) ndview.MutView[float64] {
		bytes := make([]int, len(strides))
		for k := range strides {
			bytes[k] = 8 * strides[k]
		}
		v, err := ndview.FromStrided(data, 10000, shape, bytes)
		require.NoError(t, err)
		return v
	}
	taken := 0
	for _, r := range []int{0, 1, 2, 5} {
		for _, right := range strides {
			v := view([]int{r}, []int{right})
			ok := checkVector(t, v, fmt.Sprint(r, right))
			require.Equal(t, r == 1 || r > 1 && right != 0, ok, "%d elements, stride %d", r, right)
			for _, c := range []int{0, 1, 2, 5} {
				for _, down := range strides {
					v := view([]int{r, c}, []int{down, right})
					what := fmt.Sprint(v.Shape(), down, right)
					for _, o := range []rawblas.Order{rawblas.RowMajor, rawblas.ColMajor} {
						ok := checkGeneral(t, v, o, what)
						if o == rawblas.RowMajor {
							require.Equal(t, r > 0 && c > 0 && (c == 1 || right == 1) && (r == 1 || down >= c), ok, what)
						}
						if ok {
							taken++
						}
					}
					_, order, ok := rawblas.EitherOf[float64](v.Array())
					_, rows := rawblas.GeneralOf[float64](v.Array(), rawblas.RowMajor)
					_, columns := rawblas.GeneralOf[float64](v.Array(), rawblas.ColMajor)
					require.Equal(t, rows || columns, ok)
					require.Equal(t, !rows, order == rawblas.ColMajor)
				}
			}
		}
	}
	require.Greater(t, taken, 400)
}

func TestATriangleOfTheTransposeIsTheOther(t *testing.T) {
	v := ndview.Make[float64](3, 3)
	for _, uplo := range []blas.Uplo{blas.Upper, blas.Lower} {
		row, ok := rawblas.Symmetric64(v.Array(), uplo, rawblas.RowMajor)
		require.True(t, ok)
		require.Equal(t, uplo, row.Uplo)
		w := v.T()
		column, ok := rawblas.Symmetric64(w.Array(), uplo, rawblas.ColMajor)
		require.True(t, ok)
		require.Equal(t, rawblas.Other(uplo), column.Uplo)
		require.Same(t, &row.Data[0], &column.Data[0])
		tri, ok := rawblas.Triangular64(w.Array(), uplo, rawblas.ColMajor)
		require.True(t, ok)
		require.Equal(t, rawblas.Other(uplo), tri.Uplo)
		require.Equal(t, blas.NonUnit, tri.Diag)
	}
	oblong := ndview.Make[float64](3, 4)
	_, ok := rawblas.Symmetric64(oblong.Array(), blas.Upper, rawblas.RowMajor)
	require.False(t, ok)
	require.Equal(t, []rawblas.Reason{{Kind: rawblas.Shape, Text: "want as many rows as columns, found 3 and 4"}},
		rawblas.SquareUnmet[float64](oblong.Array(), rawblas.RowMajor))
}

func TestBandStorageMustHaveTheRowsThatTheBandReaches(t *testing.T) {
	for _, test := range []struct{ shape, band []int }{
		{[]int{4, 3}, []int{4, 4, 1, 1}},
		{[]int{3, 3}, []int{7, 2, 1, 1}}, // rows 3 … 6 are all zero
		{[]int{4, 4}, []int{4, 9, 0, 3}},
		{[]int{1, 1}, []int{1, 1, 0, 0}},
	} {
		b := test.band
		v := ndview.Make[float64](test.shape...)
		got, ok := rawblas.Band64(v.Array(), b[0], b[1], b[2], b[3])
		require.True(t, ok, "%v", test)
		require.Empty(t, rawblas.BandUnmet[float64](v.Array(), b[0], b[1], b[2], b[3]))
		require.Equal(t, b, []int{got.Rows, got.Cols, got.KL, got.KU})
		exact(t, got.Data, test.shape[0]*test.shape[1], "band")
	}
	v := ndview.Make[float64](4, 3)
	for _, b := range [][]int{{4, 4, 1, 0}, {5, 5, 1, 1}, {4, 4, -1, 3}, {4, 4, 2, 4}, {0, 0, 0, 0}, {1, 4, 1, 1}} {
		_, ok := rawblas.Band64(v.Array(), b[0], b[1], b[2], b[3])
		require.False(t, ok, "%v", b)
		require.NotEmpty(t, rawblas.BandUnmet[float64](v.Array(), b[0], b[1], b[2], b[3]), "%v", b)
	}
}

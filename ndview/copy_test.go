package ndview_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
)

func TestCopiesInAndOutOfEveryLayout(t *testing.T) {
	t.Run("bool", testCopies[elem.Bool])
	t.Run("uint16", testCopies[uint16])
	t.Run("float32", testCopies[float32])
	t.Run("float64", testCopies[float64])
	t.Run("complex64", testCopies[complex64])
	t.Run("complex128", testCopies[complex128])
}

func testCopies[T ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, shape := range append(ndtest.Shapes(), []int{20, 30}, []int{9, 8, 10}, []int{3, 600}) {
		for _, class := range ndtest.ReadClasses {
			a := ndtest.New[T](rng, class, shape...)
			a.Fill(ndtest.RandomBits[T](rng, len(a.Values())))
			a.Remember()
			inC, inF := a.Values(), fortran(a)
			out := make([]T, len(inC))

			require.NoError(t, a.V.CopyTo(out))
			require.True(t, ndtest.SameBits(inC, out), "CopyTo of %v", a)
			require.NoError(t, a.V.CopyToF(out))
			require.True(t, ndtest.SameBits(inF, out), "CopyToF of %v", a)
			requireClone(t, a, a.V.Clone(), inC, true)
			requireClone(t, a, a.V.CloneF(), inF, false)
			a.Unchanged(t, "a copy out")
			if class == ndtest.Broadcast {
				continue
			}

			src := ndtest.RandomBits[T](rng, len(inC))
			before := slices.Clone(src)
			require.NoError(t, a.V.CopyFrom(src))
			require.True(t, ndtest.SameBits(src, a.Values()), "CopyFrom to %v", a)
			require.NoError(t, a.V.CopyFromF(src))
			require.True(t, ndtest.SameBits(src, fortran(a)), "CopyFromF to %v", a)
			require.True(t, ndtest.SameBits(before, src))
			a.OnlyElements(t, "a copy in")
		}
	}
}

// fortran returns the elements in Fortran order.
func fortran[T ndview.Element](a *ndtest.Array[T]) []T {
	reversed := slices.Clone(a.Shape)
	slices.Reverse(reversed)
	values := []T{}
	for index := range ndtest.Indices(reversed) {
		at := slices.Clone(index)
		slices.Reverse(at)
		values = append(values, a.Get(at))
	}
	return values
}

func requireClone[T ndview.Element](t *testing.T, a *ndtest.Array[T], c ndview.MutView[T], want []T, inC bool) {
	t.Helper()
	require.Equal(t, a.Shape, append([]int{}, c.Shape()...), "%v", a)
	require.True(t, c.Plain())
	view := c
	if inC {
		require.True(t, c.ContiguousC())
	} else {
		require.True(t, c.ContiguousF())
		view = c.T()
	}
	got := make([]T, view.Size())
	require.NoError(t, view.CopyTo(got))
	require.True(t, ndtest.SameBits(want, got), "clone of %v", a)
	require.NotEqual(t, ndview.Overlapping, ndview.Overlaps(&c, &a.V), "a clone shares nothing")
}

func TestSlicesOfAnotherLengthAreRefused(t *testing.T) {
	v := ndview.Make[int32](2, 3)
	for _, n := range []int{0, 5, 7} {
		s := make([]int32, n)
		for op, err := range map[string]error{
			"CopyTo": v.CopyTo(s), "CopyToF": v.CopyToF(s), "CopyFrom": v.CopyFrom(s), "CopyFromF": v.CopyFromF(s),
		} {
			assert.ErrorIs(t, err, ndview.ErrShape)
			assert.ErrorContains(t, err, "inplace: "+op+": the view of shape (2, 3) has 6 elements, the slice ")
		}
	}
	assert.NoError(t, ndview.Make[int32](0, 3).CopyTo(nil))
	assert.NoError(t, ndview.Make[int32](3, 0).CopyFrom([]int32{}))
}

func TestCopyFromToElementsThatShareMemoryIsRefused(t *testing.T) {
	s := []int16{1, 2, 3, 4}
	windows, err := ndview.FromStrided(s, 0, []int{3, 2}, []int{2, 2})
	require.NoError(t, err)
	err = windows.CopyFrom(make([]int16, 6))
	assert.ErrorIs(t, err, ndview.ErrOverlap)
	assert.ErrorContains(t, err, "inplace: CopyFrom: elements of the view of shape (3, 2) with strides (2, 2) (bytes) share memory")
	assert.Equal(t, []int16{1, 2, 3, 4}, s)
}

// The slice may be the memory of the view: the copy is as if read first.
func TestCopiesBetweenAViewAndItsOwnMemory(t *testing.T) {
	s := []float64{0, 1, 2, 3, 4, 5, 6, 7, 8}
	v, err := ndview.FromSlice(s, 3, 3)
	require.NoError(t, err)
	require.NoError(t, v.T().CopyTo(s))
	assert.Equal(t, []float64{0, 3, 6, 1, 4, 7, 2, 5, 8}, s)
	require.NoError(t, v.CopyFromF(s))
	assert.Equal(t, []float64{0, 1, 2, 3, 4, 5, 6, 7, 8}, s)
	require.NoError(t, v.SliceAxis(0, ndview.From(1)).CopyTo(s[:6]))
	assert.Equal(t, []float64{3, 4, 5, 6, 7, 8, 6, 7, 8}, s)
}

func ExampleView_CopyTo() {
	v, err := ndview.FromSlice([]float64{1, 2, 3, 4, 5, 6}, 2, 3)
	if err != nil {
		panic(err)
	}
	columns := make([]float64, 4)
	if err := v.SliceAxis(1, ndview.All.By(2)).CopyTo(columns); err != nil { // v[:, ::2]
		panic(err)
	}
	fmt.Println(columns)
	if err := v.SliceAxis(1, ndview.All.By(2)).CopyToF(columns); err != nil {
		panic(err)
	}
	fmt.Println(columns)
	// Output:
	// [1 3 4 6]
	// [1 4 3 6]
}

func ExampleMutView_CopyFrom() {
	v := ndview.Make[float64](2, 3)
	if err := v.T().CopyFrom([]float64{1, 2, 3, 4, 5, 6}); err != nil {
		panic(err)
	}
	fmt.Println(v.At2(0, 0), v.At2(0, 1), v.At2(0, 2), v.At2(1, 0))
	// Output: 1 3 5 2
}

func ExampleView_Clone() {
	v := ndview.Make[float64](2, 3)
	c := v.T().Clone()
	c.Set2(0, 1, 7)
	fmt.Println(c.Shape(), c.ContiguousC(), v.At2(1, 0))
	// Output: [3 2] true 0
}

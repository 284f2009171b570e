package ops_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Products of one or two axes each take a road of their own: it leads to what Einsum computes by labels, whatever the
// strides and the lengths, and where dst is an operand.
func TestPlainProductsAreThoseByLabels(t *testing.T) {
	sequence := func(shape ...int) ndview.MutFloat64 {
		v := ndview.Make[float64](shape...)
		i := 0.0
		require.NoError(t, ops.MapEach(v, v.View, func(float64) float64 { i++; return float64(int(i*i)%23) - 11 }))
		return v
	}
	layouts := func(r, c int) []ndview.Float64 {
		big := sequence(2*r, 2*c).View
		return []ndview.Float64{sequence(r, c).View, sequence(c, r).T().View, sequence(r, c).Flip(0).View, sequence(r, c).Flip(1).View,
			big.Slice(ndview.All.By(2), ndview.All.By(2))}
	}
	for _, size := range [][3]int{{1, 1, 1}, {1, 3, 2}, {4, 4, 4}, {3, 1, 5}, {2, 300, 1}, {7, 9, 1}, {5, 0, 2}, {9, 8, 7}, {1, 2, 600}} {
		m, k, n := size[0], size[1], size[2]
		for _, a := range layouts(m, k) {
			for _, b := range layouts(k, n) {
				want, got := ndview.Make[float64](m, n), ndview.Make[float64](m, n)
				require.NoError(t, ops.Einsum(want, "ij,jk->ik", a, b))
				require.NoError(t, ops.MatMul(got, a, b))
				require.Equal(t, itemsIn(t, want.View), itemsIn(t, got.View), "%v: %v @ %v", size, a.Strides(), b.Strides())
				turned := ndview.Make[float64](n, m)
				require.NoError(t, ops.Product("matmul", turned.T().Raw(), a.Raw(), b.Raw()))
				require.Equal(t, itemsIn(t, want.View), itemsIn(t, turned.T().View), "%v into columns", size)
				x := b.IndexAxis(1, n-1)
				column, also := ndview.Make[float64](m), ndview.Make[float64](m)
				require.NoError(t, ops.Einsum(column, "ij,j->i", a, x))
				require.NoError(t, ops.Product("matvec", also.Raw(), a.Raw(), x.Raw()))
				require.Equal(t, itemsIn(t, column.View), itemsIn(t, also.View), "%v: a column", size)
			}
		}
	}
	square := sequence(4, 4)
	want := ndview.Make[float64](4, 4)
	require.NoError(t, ops.Einsum(want, "ij,jk->ik", square.View, square.View))
	require.NoError(t, ops.MatMul(square, square.View, square.View))
	assert.Equal(t, itemsIn(t, want.View), itemsIn(t, square.View), "into an operand")
}

// Operands that a library of linear algebra cannot take go to it as copies, in blocks where they are large. The items are
// whole numbers, of which sums are exact in any order.
func TestProductsOfLayoutsThatALibraryCannotTake(t *testing.T) {
	sequence := func(r, c int) ndview.Float64 {
		v := ndview.Make[float64](2*r, 2*c)
		i := 0.0
		require.NoError(t, ops.MapEach(v, v.View, func(float64) float64 { i++; return float64(int(i*i)%23) - 11 }))
		return v.View
	}
	for _, size := range [][3]int{{60, 50, 70}, {12, 2100, 9}, {1030, 11, 5}, {6, 10, 1040}} {
		m, k, n := size[0], size[1], size[2]
		wide, tall := sequence(m, k), sequence(k, n)
		every, half := ndview.All.By(2), ndview.To
		a, b := wide.Slice(every, every), tall.Slice(every, every)
		for i, x := range []ndview.Float64{a, a.Flip(0), a.Flip(1), wide.Slice(half(m), half(k))} {
			for j, y := range []ndview.Float64{b, b.Flip(1), tall.Slice(half(k), half(n))} {
				p, q, want, got := ndview.Make[float64](m, k), ndview.Make[float64](k, n), ndview.Make[float64](m, n), ndview.Make[float64](m, n)
				require.NoError(t, ops.Copy(p, x))
				require.NoError(t, ops.Copy(q, y))
				require.NoError(t, ops.MatMul(want, p.View, q.View))
				require.NoError(t, ops.MatMul(got, x, y))
				require.Equal(t, itemsIn(t, want.View), itemsIn(t, got.View), "%v, layouts %d and %d", size, i, j)
				turned := ndview.Make[float64](n, m)
				require.NoError(t, ops.MatMul(turned.T(), x, y))
				require.Equal(t, itemsIn(t, want.View), itemsIn(t, turned.T().View), "%v, layouts %d and %d, into columns", size, i, j)
			}
		}
	}
}

func TestSmallProductsByNameAllocateNothing(t *testing.T) {
	d, a, b := ndview.Make[float64](4, 4).Raw(), ndview.Make[float64](4, 4).Raw().Raw, ndview.Make[float64](4, 4).Raw().Raw
	for range 10 {
		require.NoError(t, ops.Product("matmul", d, a, b))
	}
	assert.Less(t, testing.AllocsPerRun(100, func() { _ = ops.Product("matmul", d, a, b) }), 1.0)
}

func itemsIn[T ndview.Element](t *testing.T, v ndview.View[T]) []T {
	items := make([]T, v.Size())
	require.NoError(t, v.CopyTo(items))
	return items
}

// A large operand of another dtype is cast a part of its rows at a time: what comes out is that of casting it all first, also
// where dst is a part of it, or its last part is short.
func TestLargeOperandsOfOtherDTypesAreCastByRows(t *testing.T) {
	const pixels, rows = 257, 101
	for channels := 1; channels <= 5; channels++ {
		img, weights := ndview.Make[uint8](rows, pixels, channels), ndview.Make[float32](channels)
		i := 0
		require.NoError(t, ops.MapEach(img, img.View, func(uint8) uint8 { i++; return uint8(i * i >> 3) }))
		require.NoError(t, ops.MapEach(weights, weights.View, func(float32) float32 { i++; return float32(i%7) - 2.5 }))
		cast, want := ndview.Make[float32](rows, pixels, channels), ndview.Make[float32](rows, pixels)
		require.NoError(t, ops.Cast(cast, img.View))
		require.NoError(t, ops.Einsum(want, "ijk,k->ij", cast.View, weights.View))
		for _, name := range []string{"matmul", "matvec"} {
			got := ndview.Make[float32](rows, pixels)
			require.NoError(t, ops.Product(name, got.Raw(), img.Raw().Raw, weights.Raw().Raw))
			require.True(t, slices.Equal(itemsIn(t, want.View), itemsIn(t, got.View)), "%s of %d channels", name, channels)
		}
		reversed := ndview.Make[float32](rows, pixels)
		require.NoError(t, ops.Product("matmul", reversed.Flip(0).Raw(), img.Flip(0).Raw().Raw, weights.Raw().Raw))
		require.True(t, slices.Equal(itemsIn(t, want.View), itemsIn(t, reversed.View)), "reversed")
	}
	short := ndview.Make[float32](100, 257)
	err := ops.Product("matmul", short.Raw(), ndview.Make[uint8](101, 257, 3).Raw().Raw, ndview.Make[float32](3).Raw().Raw)
	assert.ErrorContains(t, err, "(101, 257, 3)", "the shapes of all, not of a part")
}

// Where elements of dst share memory nothing is written, also if those of each part of the rows do not.
func TestRowsOfOtherDTypesAreNotWrittenOverEachOther(t *testing.T) {
	once := func(memory []float32, shape, strides []int) ndview.MutRaw {
		v, err := ndview.FromStrided(memory, 0, shape, strides)
		require.NoError(t, err)
		return v.Raw()
	}
	for _, c := range []struct {
		a, shape, strides []int
	}{
		{[]int{10, 70000}, []int{10}, []int{0}},
		{[]int{100, 2, 5000}, []int{100, 2}, []int{4, 28}}, // (7, 0) is where (0, 1) is
	} {
		memory := make([]float32, 200)
		x := ndview.Make[float32](c.a[len(c.a)-1])
		require.NoError(t, ops.Fill(x, 1))
		a := ndview.Make[uint8](c.a...)
		require.NoError(t, ops.Fill(a, 1))
		err := ops.Product("matvec", once(memory, c.shape, c.strides), a.Raw().Raw, x.Raw().Raw)
		require.ErrorIs(t, err, ndview.ErrOverlap)
		require.Equal(t, make([]float32, 200), memory)
	}
}

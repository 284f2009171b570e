package ops_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

func TestLookupTakesItemsOfATable(t *testing.T) {
	const rows, columns = 37, 70
	bytes, words := make([]uint8, 256), make([]int32, 256)
	for i := range bytes {
		bytes[i], words[i] = uint8(i*i+5*i+3), int32(i*-1000)
	}
	table, wide := viewOn(t, bytes, 256).View, viewOn(t, words, 256).View
	image := make([]uint8, rows*columns)
	for i := range image {
		image[i] = uint8(i * 31)
	}
	src := viewOn(t, image, rows, columns).View
	out, long := make([]uint8, len(image)), make([]int32, len(image))
	require.NoError(t, ops.Lookup(viewOn(t, out, rows, columns), table, src))
	require.NoError(t, ops.Lookup(viewOn(t, long, rows, columns), wide, src))
	turned := make([]uint8, len(image))
	require.NoError(t, ops.Lookup(viewOn(t, turned, columns, rows), table, src.T()))
	for i, b := range image {
		require.Equal(t, bytes[b], out[i])
		require.Equal(t, words[b], long[i])
		require.Equal(t, bytes[b], turned[i%columns*rows+i/columns])
	}
	want := out
	require.NoError(t, ops.Lookup(viewOn(t, image, rows, columns), table, src), "in place")
	require.Equal(t, want, image)

	require.ErrorIs(t, ops.Lookup(viewOn(t, out, rows, columns), viewOn(t, bytes[:255], 255).View, src), ndview.ErrShape)
	require.ErrorIs(t, ops.Lookup(viewOn(t, out, rows, columns), table, viewOn(t, image, columns, rows).View), ndview.ErrShape)
}

func viewOn[T ndview.Element](t *testing.T, items []T, shape ...int) ndview.MutView[T] {
	t.Helper()
	v, err := ndview.FromSlice(items, shape...)
	require.NoError(t, err)
	return v
}

// The negative of a picture.
func ExampleLookup() {
	negative := ndview.Make[uint8](256)
	for i := range 256 {
		negative.Set1(i, uint8(255-i))
	}
	picture := of[uint8](0, 10, 200, 255)
	must(ops.Lookup(picture, negative.View, picture.View))
	show(picture.View)
	// Output: [255 245 55 0]
}

//go:build unix

package iter_test

import (
	"runtime/debug"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// Sequences that read never write: the memory lies in pages that cannot be written,
// and a write is a fault, which the test would see.
func TestReadingNeverWrites(t *testing.T) {
	const size = 1 << 16
	pages, err := syscall.Mmap(-1, 0, size, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	require.NoError(t, err)
	defer func() { require.NoError(t, syscall.Munmap(pages)) }()
	for i := range pages {
		pages[i] = byte(i * 7)
	}
	require.NoError(t, syscall.Mprotect(pages, syscall.PROT_READ))
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))

	swapped := ndview.DTypeOf[float64]()
	swapped.Swapped = true
	plain := ndview.DTypeOf[float64]()
	for name, c := range map[string]struct {
		typ            ndview.DType
		offset         int
		shape, strides []int
	}{
		"contiguous":  {plain, 0, []int{30, 40}, []int{320, 8}},
		"transposed":  {plain, 0, []int{40, 30}, []int{8, 320}},
		"negative":    {plain, 1199 * 8, []int{30, 40}, []int{-320, -8}},
		"swapped":     {swapped, 0, []int{30, 40}, []int{320, 8}},
		"misaligned":  {plain, 3, []int{30, 40}, []int{320, 8}},
		"odd strides": {plain, 0, []int{30, 40}, []int{361, 9}},
		"repeated":    {plain, 8, []int{30, 40}, []int{0, 8}},
		"swapped 5-d": {swapped, 0, []int{2, 3, 2, 3, 5}, []int{900, 304, 144, 56, 8}},
	} {
		raw, err := ndview.FromBytes(pages, c.offset, c.typ, c.shape, c.strides)
		require.NoError(t, err)
		v, err := ndview.AsMut[float64](raw)
		require.NoError(t, err)
		for sequence, read := range readers[float64](t) {
			for _, orders := range allOrders {
				assert.NotPanics(t, func() { require.Len(t, read(v.View, orders), v.Size()) }, "%s of %s", sequence, name)
			}
		}
		assert.NotPanics(t, func() {
			n := 0
			for lane := range iter.Lanes(v.View, 0) {
				n += lane.Len()
			}
			for x := range iter.Zip3(v.View, v.View, v.View) {
				_ = x.A + x.B + x.C
				n++
			}
			for a, b := range iter.ZipRuns(v.View, v.View) {
				n += a.Len() + b.Len()
			}
			for a, b := range iter.ZipLanes(v.View, v.View, -1) {
				n += a.Len() + b.Len()
			}
			require.Equal(t, 6*v.Size(), n)
		}, name)
		err = recovered(func() {
			for lane := range iter.MutLanes(v, 0) {
				lane.Set(0, 1)
			}
		})
		assert.Error(t, err, "%s: a write would have been seen", name)
	}
}

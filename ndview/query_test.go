package ndview_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
)

// addresses returns the address of each element in C order.
func addresses[T ndview.Element](v ndview.View[T]) []uintptr {
	var all []uintptr
	for index := range ndtest.Indices(v.Shape()) {
		all = append(all, uintptr(v.Array().Addr(index...)))
	}
	return all
}

// dense reports whether addresses follow each other without gaps.
func dense(at []uintptr, size int) bool {
	for k := range at {
		if at[k] != at[0]+uintptr(k*size) {
			return false
		}
	}
	return true
}

func TestQueriesFollowTheAddresses(t *testing.T) {
	for _, shape := range shapes {
		for _, s := range ndtest.Sources(shape, func(k int) int32 { return int32(k) }) {
			checkQueries(t, s.Name, s.View)
			checkQueries(t, s.Name+" transposed", s.View.T())
			if len(shape) > 0 {
				checkQueries(t, s.Name+" sliced", s.View.SliceAxis(-1, ndview.All.By(-2)))
				checkQueries(t, s.Name+" halved", s.View.SliceAxis(0, ndview.From(1)))
			}
		}
	}
}

func checkQueries(t *testing.T, name string, v ndview.MutView[int32]) {
	t.Helper()
	raw := v.Raw()
	at, byF := addresses(v.View), addresses(v.View.T())
	sorted := slices.Sorted(slices.Values(at))
	size := len(at)
	require.Equal(t, size, v.Size(), name)
	require.Equal(t, 4*size, v.Nbytes(), name)
	require.Equal(t, 4*size, raw.Nbytes(), name)
	require.Equal(t, 4, v.Itemsize())
	require.Equal(t, 4, raw.Itemsize())

	if !v.Indirect() {
		require.Equal(t, dense(at, 4), v.ContiguousC(), "%s: C", name)
		require.Equal(t, dense(byF, 4), v.ContiguousF(), "%s: F", name)
		any := size == 0 || dense(sorted, 4) && sorted[0] == v.Address()
		require.Equal(t, any, v.Contiguous(), "%s: any order", name)
	} else {
		require.False(t, v.ContiguousC() || v.ContiguousF() || v.Contiguous(), name)
	}
	require.Equal(t, [...]bool{v.ContiguousC(), v.ContiguousF(), v.Contiguous(), v.HasZeroStride(), v.HasNegativeStride(), v.Indirect(), v.Injective()},
		[...]bool{raw.ContiguousC(), raw.ContiguousF(), raw.Contiguous(), raw.HasZeroStride(), raw.HasNegativeStride(), raw.Indirect(), raw.Injective()}, name)

	zero, negative := false, false
	for axis := range v.NDim() {
		require.Equal(t, v.Shape()[axis], v.Len(axis))
		require.Equal(t, v.Strides()[axis], v.Stride(axis))
		require.Equal(t, v.Len(axis), raw.Len(axis))
		require.Equal(t, v.Stride(axis), raw.Stride(axis))
		zero = zero || size > 0 && v.Len(axis) > 1 && v.Stride(axis) == 0
		negative = negative || size > 0 && v.Len(axis) > 1 && v.Stride(axis) < 0
	}
	require.Equal(t, zero, v.HasZeroStride(), name)
	require.Equal(t, negative, v.HasNegativeStride(), name)

	if v.Indirect() {
		if size > 1 {
			require.Equal(t, ndview.Unknown, v.SelfOverlap(), name)
			require.False(t, v.Injective(), name)
		}
		return
	}
	lo, hi := v.Span()
	if size == 0 {
		require.Equal(t, [2]int{}, [2]int{lo, hi}, name)
		require.True(t, v.Injective(), name)
		return
	}
	require.Equal(t, sorted[0], v.Address()+uintptr(lo), "%s: first byte", name)
	require.Equal(t, sorted[size-1]+4, v.Address()+uintptr(hi), "%s: last byte", name)
	apart := true
	for k := 1; k < size; k++ {
		apart = apart && sorted[k]-sorted[k-1] >= 4
	}
	require.Equal(t, apart, v.Injective(), name)
	checkCoalesced(t, name, v.View, at)
}

func checkCoalesced(t *testing.T, name string, v ndview.View[int32], at []uintptr) {
	t.Helper()
	shape, strides := v.Coalesced()
	k := 0
	for index := range ndtest.Indices(shape) {
		p := v.Address()
		for axis, i := range index {
			p += uintptr(i * strides[axis])
		}
		require.Equal(t, at[k], p, name)
		k++
	}
	require.Equal(t, len(at), k, name)
	for axis := range shape {
		require.NotEqual(t, 1, shape[axis], name)
		if axis > 0 {
			require.NotEqual(t, strides[axis-1], strides[axis]*shape[axis], "%s: %v %v could be merged", name, shape, strides)
		}
	}
	raw := v.Raw()
	rawShape, rawStrides := raw.Coalesced()
	require.Equal(t, shape, rawShape)
	require.Equal(t, strides, rawStrides)
}

func TestOverlapsIsExactForViewsOfOneArray(t *testing.T) {
	a := ndview.Make[int16](6, 7)
	rng := ndtest.Seeded(t)
	part := func() ndview.View[int16] {
		v := a.View
		for axis := range 2 {
			start := rng.IntN(v.Len(axis))
			v = v.SliceAxis(axis, ndview.Span(start, start+rng.IntN(8)))
			v = v.SliceAxis(axis, ndview.All.By([]int{1, 2, 3, -1, -2}[rng.IntN(5)]))
		}
		return v
	}
	seen := map[ndview.Verdict]int{}
	for range 4000 {
		v, w := part(), part()
		want := ndview.Disjoint
		theirs := addresses(w)
		for _, p := range addresses(v) {
			if slices.Contains(theirs, p) {
				want = ndview.Overlapping
			}
		}
		require.Equal(t, want, ndview.Overlaps(&v, &w), "%v %v %v, %v %v %v", v.Address(), v.Shape(), v.Strides(), w.Address(), w.Shape(), w.Strides())
		require.Equal(t, want, ndview.OverlapsWithin(-1, &w, &v))
		if bounds := ndview.OverlapsWithin(0, &w, &v); bounds != ndview.Unknown {
			require.Equal(t, ndview.Disjoint, bounds)
			require.Equal(t, ndview.Disjoint, want)
		}
		seen[want]++
	}
	assert.Greater(t, seen[ndview.Disjoint], 500)
	assert.Greater(t, seen[ndview.Overlapping], 500)
}

func TestOverlapsOfAnyTypes(t *testing.T) {
	z := ndview.Make[complex128](4)
	re, im := ndview.MutReal128(z), ndview.Imag128(z.View)
	raw := z.Raw()
	assert.Equal(t, ndview.Disjoint, ndview.Overlaps(&re, &im), "interleaved, without a common byte")
	assert.Equal(t, ndview.Overlapping, ndview.Overlaps(&re, &raw))
	assert.Equal(t, ndview.Overlapping, ndview.Overlaps(&raw.Raw, &im))
	other := ndview.Make[complex128](4)
	assert.Equal(t, ndview.Disjoint, ndview.Overlaps(&z, &other))
	empty := z.SliceAxis(0, ndview.To(0))
	assert.Equal(t, ndview.Disjoint, ndview.Overlaps(&z, &empty))
	pointers := source(t, []int{2, 3}, "rows behind pointers").View
	assert.Equal(t, ndview.Unknown, ndview.Overlaps(&pointers, &pointers))
	assert.Equal(t, []string{"disjoint", "overlapping", "unknown"},
		[]string{ndview.Disjoint.String(), ndview.Overlapping.String(), ndview.Unknown.String()})
}

func TestDataIsTheMemoryOfContiguousViews(t *testing.T) {
	for _, shape := range shapes {
		for _, s := range ndtest.Sources(shape, func(k int) int32 { return int32(k) }) {
			data, ok := s.View.Data()
			require.Equal(t, s.View.ContiguousC() && s.View.Plain(), ok, s.Name)
			read, same := s.View.UnsafeSlice()
			require.Equal(t, ok, same)
			require.Equal(t, data, read)
			bytes, dense := s.View.Raw().Raw.UnsafeSlice()
			require.Equal(t, s.View.ContiguousC(), dense, s.Name)
			require.Len(t, bytes, map[bool]int{true: s.View.Nbytes()}[dense])
			if !ok {
				require.Nil(t, data)
				continue
			}
			require.Equal(t, s.Values, append([]int32(nil), data...), s.Name)
			require.Equal(t, len(data), cap(data), "append must not reach the neighbours")
			_ = append(data, -1)
			require.NoError(t, s.Intact())
			if len(data) > 0 {
				data[0] = 99
				require.Equal(t, int32(99), s.View.At(make([]int, len(shape))...))
			}
		}
	}
}

func TestDataOfRaw(t *testing.T) {
	raw, b := records(t)
	data, ok := raw.Data()
	require.True(t, ok)
	assert.Equal(t, b, data)
	assert.Equal(t, len(data), cap(data))
	_, ok = raw.SliceAxis(0, ndview.All.By(-1)).Data()
	assert.False(t, ok)
	empty, ok := raw.SliceAxis(0, ndview.To(0)).Data()
	assert.True(t, ok)
	assert.Equal(t, []byte{}, empty)
}

func TestUnsafePointerTo(t *testing.T) {
	v := ndview.Make[int32](2, 3)
	*v.UnsafePointerTo(1, 2) = 5
	assert.Equal(t, int32(5), v.At2(1, 2))
	for name, text := range map[string]string{
		"swapped":              "the memory of this >i4 view cannot be used as Go values: byte order; use At, Set, lanes or CopyTo",
		"misaligned":           "the memory of this int32 view cannot be used as Go values: alignment; use At, Set, lanes or CopyTo",
		"rows behind pointers": "the memory of this int32 view cannot be used as Go values: layout; use At, Set, lanes or CopyTo",
	} {
		s := source(t, []int{2, 3}, name)
		func() {
			defer func() {
				err, _ := recover().(error)
				assert.EqualError(t, err, "inplace: UnsafePointerTo: "+text)
				assert.IsType(t, &ndview.PlainError{}, err)
			}()
			s.View.UnsafePointerTo(0, 0)
		}()
	}
	assert.Panics(t, func() { v.UnsafePointerTo(2, 0) })
}

package ops_test

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Operands that share memory in every way: views of one block, cut out of a
// matrix as programs do, or with any strides. The oracle reads all inputs first
// and then writes.
func TestOperandsMayShareMemoryInAnyWay(t *testing.T) { forEachType(t, sharing) }

// A slab is one block of memory that all operands of a case lie in.
type slab[T ndview.Element] struct {
	bytes []byte
}

// A cut is a view of a slab: its layout, in bytes.
type cut struct {
	offset         int
	shape, strides []int
}

func (s slab[T]) view(t *testing.T, c cut) ndview.MutView[T] {
	raw, err := ndview.FromBytes(s.bytes, c.offset, ndview.DTypeOf[T](), c.shape, c.strides)
	require.NoError(t, err)
	v, err := ndview.AsMut[T](raw)
	require.NoError(t, err)
	return v
}

func (c cut) place(index []int) int {
	at := c.offset
	for k, i := range index {
		at += i * c.strides[k]
	}
	return at
}

func (s slab[T]) get(c cut, index []int) T {
	return mem.LoadUnit[T](mem.Of(s.bytes[c.place(index):]), 1)
}

func (s slab[T]) put(c cut, index []int, x T) {
	mem.StoreUnit(mem.Of(s.bytes[c.place(index):]), x, 1)
}

// touched counts how often each byte of the slab belongs to an element of c.
func (s slab[T]) touched(c cut) []int {
	count := make([]int, len(s.bytes))
	for index := range ndtest.Indices(c.shape) {
		at := c.place(index)
		for i := range mem.SizeOf[T]() {
			count[at+i]++
		}
	}
	return count
}

func overlap(a, b []int) bool {
	for i := range a {
		if a[i] > 0 && b[i] > 0 {
			return true
		}
	}
	return false
}

const slabRows, slabCols = 7, 9

func newSlab[T ndview.Element](rng *rand.Rand) slab[T] {
	words := make([][2]uint64, (slabRows*slabCols*mem.SizeOf[T]()+15)/16)
	s := slab[T]{mem.Bytes(mem.Of(words), slabRows*slabCols*mem.SizeOf[T]())}
	values := ndtest.Small[T](rng, slabRows*slabCols)
	copy(s.bytes, mem.Bytes(mem.Of(values), len(s.bytes)))
	return s
}

// sliced cuts a window of the given shape out of the slab as a matrix, turned or
// transposed at random; a shape of one axis becomes a row, a column or a run.
func sliced(rng *rand.Rand, shape []int, size int) cut {
	rs, cs := slabCols*size, size
	if len(shape) == 1 {
		stride := []int{cs, rs, 2 * cs, rs + cs}[rng.IntN(4)]
		return placed(rng, shape, []int{stride}, size, size)
	}
	strides := []int{rs, cs}
	if rng.IntN(3) == 0 {
		strides = []int{cs, rs}
	}
	return placed(rng, shape, strides, size, size)
}

// strided cuts with any strides, zero included, at any byte.
func strided(rng *rand.Rand, shape []int, size int) cut {
	strides := make([]int, len(shape))
	room := slabRows*slabCols*size - size
	for i, n := range shape {
		most := room / max(n-1, 1) / 2
		strides[i] = rng.IntN(most + 1)
		if rng.IntN(3) > 0 {
			strides[i] -= strides[i] % size
		}
		room -= strides[i] * (n - 1)
	}
	step := size
	if rng.IntN(4) == 0 {
		step = 1
	}
	return placed(rng, shape, strides, size, step)
}

// placed turns axes round at random and moves the cut to a random multiple of
// step where it fits.
func placed(rng *rand.Rand, shape, strides []int, size, step int) cut {
	c := cut{shape: shape, strides: slices.Clone(strides)}
	reach, low := 0, 0
	for i, n := range shape {
		reach += c.strides[i] * (n - 1)
		if rng.IntN(4) == 0 {
			low += c.strides[i] * (n - 1)
			c.strides[i] = -c.strides[i]
		}
	}
	room := slabRows*slabCols*size - size - reach
	c.offset = low + step*rng.IntN(room/step+1)
	return c
}

func anyCut(rng *rand.Rand, shape []int, size int) cut {
	if len(shape) <= 2 && rng.IntN(3) > 0 {
		return sliced(rng, shape, size)
	}
	return strided(rng, shape, size)
}

func testSharing[T ndview.Element](t *testing.T, verbs []verb[T]) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	size := mem.SizeOf[T]()
	for range 3000 {
		shape := make([]int, 1+rng.IntN(3))
		for i := range shape {
			shape[i] = 1 + rng.IntN([]int{7, 5, 3}[len(shape)-1])
		}
		s := newSlab[T](rng)
		dst, a, b := anyCut(rng, shape, size), anyCut(rng, shape, size), anyCut(rng, shape, size)
		if rng.IntN(8) == 0 {
			a = dst
		}
		v := verbs[rng.IntN(len(verbs))]
		inDst := s.touched(dst)
		apart := slices.Max(inDst) <= 1
		seen.Add(v.name, "apart", apart)
		seen.Add("shared", overlap(inDst, s.touched(a)), overlap(inDst, s.touched(b)), len(shape))

		before := slab[T]{slices.Clone(s.bytes)}
		want := []T{}
		for index := range ndtest.Indices(shape) {
			want = append(want, v.one(s.get(a, index), s.get(b, index)))
		}
		err := v.do(s.view(t, dst), s.view(t, a).View, s.view(t, b).View)
		if !apart {
			require.ErrorIs(t, err, ndview.ErrOverlap)
			require.Equal(t, before.bytes, s.bytes, "nothing is written on an error")
			continue
		}
		require.NoError(t, err)
		expect(t, before, s, dst, want, "%s: dst %v, a %v, b %v", v.name, dst, a, b)
	}
	seen.AtLeast(t, 2*len(verbs)+4*3, 20)
}

// expect compares a slab with what it was before and the elements written to dst.
func expect[T ndview.Element](t *testing.T, before, after slab[T], dst cut, want []T, msg string, args ...any) {
	t.Helper()
	got := []T{}
	for index := range ndtest.Indices(dst.shape) {
		got = append(got, after.get(dst, index))
		before.put(dst, index, got[len(got)-1])
	}
	requireSame(t, want, got, msg, args...)
	require.Equal(t, before.bytes, after.bytes, "bytes outside of dst")
}

func TestCopyBetweenOverlappingViewsReadsFirst(t *testing.T) {
	t.Run("uint8", testOverlappingCopies[uint8])
	t.Run("int16", testOverlappingCopies[int16])
	t.Run("float64", testOverlappingCopies[float64])
	t.Run("complex128", testOverlappingCopies[complex128])
}

func testOverlappingCopies[T ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	size := mem.SizeOf[T]()
	for range 5000 {
		shape := make([]int, 1+rng.IntN(3))
		for i := range shape {
			shape[i] = 1 + rng.IntN([]int{7, 5, 3}[len(shape)-1])
		}
		s := newSlab[T](rng)
		dst, src := anyCut(rng, shape, size), anyCut(rng, shape, size)
		before := slab[T]{slices.Clone(s.bytes)}
		want := []T{}
		for index := range ndtest.Indices(shape) {
			want = append(want, s.get(src, index))
		}
		inDst := s.touched(dst)
		err := ops.Copy(s.view(t, dst), s.view(t, src).View)
		if slices.Max(inDst) > 1 {
			require.ErrorIs(t, err, ndview.ErrOverlap)
			require.Equal(t, before.bytes, s.bytes)
			continue
		}
		require.NoError(t, err)
		seen.Add(len(shape), overlap(inDst, s.touched(src)))
		expect(t, before, s, dst, want, "dst %v, src %v", dst, src)
	}
	seen.AtLeast(t, 6, 50)
}

// The table of NumPy's answers: what a ufunc gives where operands share memory.
func TestOverlappingVerbsGiveNumPysAnswers(t *testing.T) {
	ramp := func(n int, shape ...int) ndview.MutView[float64] {
		s := make([]float64, n)
		for i := range s {
			s[i] = float64(i)
		}
		v, err := ndview.FromSlice(s, shape...)
		require.NoError(t, err)
		return v
	}
	values := func(v ndview.MutView[float64]) []float64 {
		s := make([]float64, v.Size())
		require.NoError(t, v.CopyTo(s))
		return s
	}
	tail, head := ndview.From(1), ndview.To(-1)

	a := ramp(10) // a[1:] += a[:-1]
	require.NoError(t, ops.Add(a.SliceAxis(0, tail), a.SliceAxis(0, tail).View, a.SliceAxis(0, head).View))
	assert.Equal(t, []float64{0, 1, 3, 5, 7, 9, 11, 13, 15, 17}, values(a))

	a = ramp(6) // a[::-1] += a
	require.NoError(t, ops.Add(a.Flip(0), a.Flip(0).View, a.View))
	assert.Equal(t, []float64{5, 5, 5, 5, 5, 5}, values(a))

	a = ramp(9, 3, 3) // a += a.T
	require.NoError(t, ops.Add(a, a.View, a.T().View))
	assert.Equal(t, []float64{0, 4, 8, 4, 8, 12, 8, 12, 16}, values(a))

	a = ramp(5) // a[:] = a[::-1]
	require.NoError(t, ops.Copy(a, a.Flip(0).View))
	assert.Equal(t, []float64{4, 3, 2, 1, 0}, values(a))

	a = ramp(10) // every element one place to the right, and back
	require.NoError(t, ops.Copy(a.SliceAxis(0, tail), a.SliceAxis(0, head).View))
	assert.Equal(t, []float64{0, 0, 1, 2, 3, 4, 5, 6, 7, 8}, values(a))
	require.NoError(t, ops.Copy(a.SliceAxis(0, head), a.SliceAxis(0, tail).View))
	assert.Equal(t, []float64{0, 1, 2, 3, 4, 5, 6, 7, 8, 8}, values(a))

	a = ramp(8) // np.add(a[:-1], a[1:], out=a[1:])
	require.NoError(t, ops.Add(a.SliceAxis(0, tail), a.SliceAxis(0, head).View, a.SliceAxis(0, tail).View))
	assert.Equal(t, []float64{0, 1, 3, 5, 7, 9, 11, 13}, values(a))

	a = ramp(6, 2, 3) // a += a[0]
	require.NoError(t, ops.Add(a, a.View, a.IndexAxis(0, 0).View))
	assert.Equal(t, []float64{0, 2, 4, 3, 5, 7}, values(a))
}

package ops_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// filled returns an array of small whole numbers.
func filled[T ndview.Element](rng *rand.Rand, class ndtest.Class, shape []int) *ndtest.Array[T] {
	a := ndtest.New[T](rng, class, shape...)
	a.Fill(ndtest.Small[T](rng, len(a.Values())))
	return a.Remember()
}

// The functions of the program see every element of operands of any layout and of
// different types, and what they write arrives, against the index walk.
func TestUserFunctionsAreTheIndexWalkForEveryLayout(t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	class := func() ndtest.Class { return ndtest.ReadClasses[rng.IntN(len(ndtest.ReadClasses))] }
	for _, shape := range append(ndtest.Shapes(), []int{1300}, []int{3, 700}, []int{600, 2}) {
		for _, to := range ndtest.Classes {
			dst := ndtest.New[float32](rng, to, shape...).Remember()
			a := filled[int16](rng, class(), stretched(rng, shape))
			b := filled[float64](rng, class(), stretched(rng, shape))
			c := filled[uint8](rng, class(), stretched(rng, shape))
			check := func(what string, err error, one func(x int16, y float64, z uint8) float32) {
				t.Helper()
				require.NoError(t, err)
				want := []float32{}
				for index := range ndtest.Indices(shape) {
					want = append(want, one(at(a, index), at(b, index), at(c, index)))
				}
				require.Equal(t, want, dst.Values(), "%s: %v, %v, %v, %v", what, dst, a, b, c)
				dst.OnlyElements(t, what)
				a.Unchanged(t, what)
				b.Unchanged(t, what)
				c.Unchanged(t, what)
				seen.Add(what, to)
				dst.Remember()
			}
			one := func(x int16) float32 { return 2*float32(x) + 1 }
			err := ops.Map(dst.V, a.V.View, func(d []float32, a iter.Run[int16]) {
				require.Equal(t, len(d), a.Len())
				for i := range d {
					d[i] = one(a.At(i))
				}
			})
			check("Map", err, func(x int16, _ float64, _ uint8) float32 { return one(x) })
			check("MapEach", ops.MapEach(dst.V, c.V.View, func(z uint8) float32 { return -float32(z) }),
				func(_ int16, _ float64, z uint8) float32 { return -float32(z) })

			two := func(x int16, y float64) float32 { return float32(float64(x) - 3*y) }
			check("Zip2Each", ops.Zip2Each(dst.V, a.V.View, b.V.View, two), func(x int16, y float64, _ uint8) float32 { return two(x, y) })

			three := func(x int16, y float64, z uint8) float32 { return float32(float64(x)*y) + float32(z) }
			check("Zip3Each", ops.Zip3Each(dst.V, a.V.View, b.V.View, c.V.View, three), three)
		}
	}
	seen.AtLeast(t, 4*len(ndtest.Classes), 20)
}

// Operands that share memory with dst in every way give what they would if they were
// read first; a dst that overlaps itself is refused before f is called.
func TestUserFunctionsReadFirst(t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	for range 3000 {
		shape := make([]int, 1+rng.IntN(3))
		for i := range shape {
			shape[i] = 1 + rng.IntN([]int{7, 5, 3}[len(shape)-1])
		}
		s := newSlab[int16](rng)
		dst, a, b := anyCut(rng, shape, 2), anyCut(rng, shape, 2), anyCut(rng, shape, 2)
		if rng.IntN(8) == 0 {
			a = dst
		}
		inDst := s.touched(dst)
		apart := slices.Max(inDst) <= 1
		before := slab[int16]{slices.Clone(s.bytes)}
		one := func(x, y int16) int16 { return 3*x - y }
		want := []int16{}
		for index := range ndtest.Indices(shape) {
			want = append(want, one(s.get(a, index), s.get(b, index)))
		}
		called := false
		err := ops.Zip2Each(s.view(t, dst), s.view(t, a).View, s.view(t, b).View, func(x, y int16) int16 {
			called = true
			return one(x, y)
		})
		seen.Add(apart, overlap(inDst, s.touched(a)), overlap(inDst, s.touched(b)))
		if !apart {
			require.ErrorIs(t, err, ndview.ErrOverlap)
			require.Equal(t, before.bytes, s.bytes, "nothing is written on an error")
			require.False(t, called)
			continue
		}
		require.NoError(t, err)
		expect(t, before, s, dst, want, "dst %v, a %v, b %v", dst, a, b)
	}
	seen.AtLeast(t, 8, 20)
}

func TestAReductionByAFunctionMeetsEveryElementOnce(t *testing.T) {
	rng := ndtest.Seeded(t)
	sum := func(acc int64, lane iter.Lane[int32]) int64 {
		for i := range lane.Len() {
			acc += int64(lane.At(i))
		}
		return acc
	}
	for _, shape := range append(ndtest.Shapes(), []int{1300}, []int{3, 700}) {
		for _, class := range ndtest.ReadClasses {
			v := filled[int32](rng, class, shape)
			want := int64(5)
			for _, x := range v.Values() {
				want += int64(x)
			}
			require.Equal(t, want, ops.ReduceFunc(v.V.View, 5, sum), v)
			require.Equal(t, want, ops.ReduceEach(v.V.View, 5, func(acc int64, x int32) int64 { return acc + int64(x) }), v)
			for axis := range shape {
				reduced := slices.Delete(slices.Clone(shape), axis, axis+1)
				if rng.IntN(2) == 0 {
					reduced = slices.Clone(shape)
					reduced[axis] = 1
				}
				totals := map[string]int64{}
				for index := range ndtest.Indices(shape) {
					totals[key(index, axis)] += int64(at(v, index))
				}
				to := ndtest.Classes[rng.IntN(len(ndtest.Classes))]
				dst := ndtest.New[int64](rng, to, reduced...).Remember()
				named := axis - len(shape)*rng.IntN(2)
				require.NoError(t, ops.ReduceFuncTo(dst.V, v.V.View, 7, sum, named))
				for index := range ndtest.Indices(reduced) {
					long := index
					if len(reduced) < len(shape) {
						long = slices.Insert(slices.Clone(index), axis, 0)
					}
					require.Equal(t, 7+totals[key(long, axis)], dst.Get(index), "%v over axis %d to %v", v, axis, dst)
				}
				dst.OnlyElements(t, "ReduceFuncTo")
			}
			v.Unchanged(t, "ReduceFunc")
		}
	}
}

// key names an index but for its place on one axis.
func key(index []int, axis int) string {
	index = slices.Clone(index)
	index[axis] = 0
	var b []byte
	for _, i := range index {
		b = append(b, byte(i), byte(i>>8))
	}
	return string(b)
}

func TestReduceFuncToReadsFirstAndRefusesOtherShapes(t *testing.T) {
	a := ramp(3, 4) // a.sum(axis=0, out=a[0])
	sum := func(acc float64, lane iter.Lane[float64]) float64 {
		for i := range lane.Len() {
			acc += lane.At(i)
		}
		return acc
	}
	require.NoError(t, ops.ReduceFuncTo(a.IndexAxis(0, 0), a.View, 0, sum, 0))
	require.Equal(t, []float64{12, 15, 18, 21, 4, 5, 6, 7, 8, 9, 10, 11}, elements(t, a.View))

	err := ops.ReduceFuncTo(ndview.Make[float64](3), a.View, 0, sum, 0)
	require.ErrorIs(t, err, ndview.ErrShape)
	require.EqualError(t, err, "inplace: ops.ReduceFuncTo: the shapes of dst (3,), v (3, 4) do not fit: wanted dst of shape (4,) or (1, 4); "+
		"inputs are aligned with dst at the last axis, and only axes of length 1 or missing in front repeat; slice, reshape, or insert an axis with InsertAxis")
	require.Panics(t, func() { _ = ops.ReduceFuncTo(ndview.Make[float64](3), a.View, 0, sum, 2) })
	require.Panics(t, func() { _ = ops.ReduceFuncTo(ndview.Make[float64](4), a.View, 0, sum, 0, -2) })
}

func elements[T ndview.Element](t *testing.T, v ndview.View[T]) []T {
	s := make([]T, v.Size())
	require.NoError(t, v.CopyTo(s))
	return s
}

// A stencil over its own destination sees the elements from before, at every border.
func TestAStencilReadsFirstAtEveryBorder(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, shape := range [][]int{{}, {1}, {7}, {0, 3}, {4, 5}, {5, 1}, {3, 2, 4}} {
		for border := iter.ConstantBorder; border <= iter.WrapBorder; border++ {
			for _, class := range ndtest.Classes {
				s := iter.Stencil[int32]{Offsets: iter.Box(len(shape), 1), Border: border, Constant: 9}
				v := filled[int32](rng, class, shape)
				dst := ndtest.New[float64](rng, ndtest.Classes[rng.IntN(len(ndtest.Classes))], shape...).Remember()
				require.NoError(t, ops.Stencil(dst.V, v.V.View, s, func(d iter.MutLane[float64], near iter.Neighbourhood[int32]) {
					for i := range d.Len() {
						sum := 0.0
						for k := range near.Count() {
							sum += float64(k+1) * float64(near.At(k, i))
						}
						d.Set(i, sum)
					}
				}))
				dst.OnlyElements(t, "Stencil")
				want := []float64{}
				for index := range ndtest.Indices(shape) {
					sum := 0.0
					for k, offset := range s.Offsets {
						sum += float64(k+1) * float64(neighbour(v, index, offset, s))
					}
					want = append(want, sum)
				}
				require.Equal(t, want, dst.Values(), "%v, border %v", v, border)

				require.NoError(t, ops.StencilEach(v.V, v.V.View, s, func(near []int32) (sum int32) {
					for k, x := range near {
						sum += int32(k+1) * x
					}
					return sum
				}))
				for i, x := range v.Values() {
					require.Equal(t, want[i], float64(x), "in place: %v, border %v", v, border)
				}
			}
		}
	}
}

// neighbour reads an element of the extended array, position by position.
func neighbour(v *ndtest.Array[int32], index, offset []int, s iter.Stencil[int32]) int32 {
	at := slices.Clone(index)
	for axis, n := range v.Shape {
		i := index[axis] + offset[axis]
		switch { // offsets are at most 1
		case i >= 0 && i < n:
		case s.Border == iter.ConstantBorder:
			return s.Constant
		case s.Border == iter.EdgeBorder || s.Border == iter.SymmetricBorder:
			i = min(max(i, 0), n-1)
		case s.Border == iter.ReflectBorder:
			i = min(max(-i, 0), n-1) + max(0, min(n-2, n-1)*b2i(i == n))
		default:
			i = (i + n) % n
		}
		at[axis] = i
	}
	return v.Get(at)
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func TestUserFunctionsRefuseBeforeTheyCall(t *testing.T) {
	never := func([]float64, iter.Run[float64]) { t.Error("called") }
	a := ramp(2, 3)
	require.ErrorIs(t, ops.Map(a, ramp(2).View, never), ndview.ErrShape)
	require.ErrorIs(t, ops.Map(ramp(3), a.View, never), ndview.ErrShape)
	require.ErrorIs(t, ops.Zip3(a, a.View, a.View, ramp(4).View,
		func([]float64, iter.Run[float64], iter.Run[float64], iter.Run[float64]) { t.Error("called") }), ndview.ErrShape)
	folded, err := ndview.FromStrided([]float64{1, 2, 3}, 0, []int{2, 3}, []int{0, 8})
	require.NoError(t, err)
	require.ErrorIs(t, ops.Map(folded, a.View, never), ndview.ErrOverlap)
	require.ErrorIs(t, ops.Stencil(folded, a.View, iter.Stencil[float64]{Offsets: iter.Cross(2, 1)},
		func(iter.MutLane[float64], iter.Neighbourhood[float64]) { t.Error("called") }), ndview.ErrOverlap)
	require.Panics(t, func() {
		_ = ops.Stencil(a, a.View, iter.Stencil[float64]{Offsets: iter.Cross(1, 1)}, func(iter.MutLane[float64], iter.Neighbourhood[float64]) {})
	}, "an offset for each axis")
}

// However a function ends, no borrow stays held.
func TestAFunctionThatPanicsLeavesNothingHeld(t *testing.T) {
	type view = ndview.MutView[float64]
	for name, call := range map[string]func(v view, stop func()){
		"Map":     func(v view, stop func()) { _ = ops.Map(v, v.View, func([]float64, iter.Run[float64]) { stop() }) },
		"MapEach": func(v view, stop func()) { _ = ops.MapEach(v, v.View, func(x float64) float64 { stop(); return x }) },
		"Zip2Each": func(v view, stop func()) {
			_ = ops.Zip2Each(v, v.View, v.View, func(x, _ float64) float64 { stop(); return x })
		},
		"Zip3Each": func(v view, stop func()) {
			_ = ops.Zip3Each(v, v.View, v.View, v.View, func(x, _, _ float64) float64 { stop(); return x })
		},
		"ReduceFunc": func(v view, stop func()) { ops.ReduceEach(v.View, 0, func(int, float64) int { stop(); return 0 }) },
		"ReduceFuncTo": func(v view, stop func()) {
			_ = ops.ReduceFuncTo(ndview.Make[int8](), v.View, 0, func(int8, iter.Lane[float64]) int8 { stop(); return 0 })
		},
		"StencilEach": func(v view, stop func()) {
			_ = ops.StencilEach(v, v.View, iter.Stencil[float64]{Offsets: iter.Cross(1, 1)}, func([]float64) float64 { stop(); return 0 })
		},
	} {
		for how, stop := range map[string]func(){"panic": func() { panic("mine") }, "Goexit": runtime.Goexit} {
			v, slot := ofHandle(100)
			over := make(chan any)
			go func() {
				defer func() { over <- recover() }()
				call(v, func() {
					assert.Positive(t, slot.Holders(), "%s holds what it works on", name)
					stop()
				})
			}()
			got := <-over
			assert.Equal(t, how == "panic", got == "mine", "%s ended by %s", name, how)
			assert.Zero(t, slot.Holders(), "%s ended by %s", name, how)
			assert.Zero(t, slot.CloseWithin(0))
			func() {
				defer func() { assert.ErrorIs(t, recover().(error), ndview.ErrReleased) }()
				call(v, func() { t.Error("called") })
			}()
		}
	}
	assert.Zero(t, lease.Count())
}

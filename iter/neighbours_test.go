package iter_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

var borders = []iter.Border{iter.ConstantBorder, iter.EdgeBorder, iter.ReflectBorder, iter.SymmetricBorder, iter.WrapBorder}

// stepped is the oracle of the border rules: it walks from element 0 of n to
// position i step by step, and at the ends does what the rule says.
func stepped(b iter.Border, i, n int) (at int, inside bool) {
	if i >= 0 && i < n {
		return i, true
	}
	if b == iter.ConstantBorder {
		return 0, false
	}
	step := 1
	if i < 0 {
		step = -1
	}
	for range max(i, -i) {
		next := at + step
		if next >= 0 && next < n {
			at = next
			continue
		}
		switch b {
		case iter.EdgeBorder:
		case iter.ReflectBorder:
			step = -step
			at = min(max(at+step, 0), n-1)
		case iter.SymmetricBorder:
			step = -step
		case iter.WrapBorder:
			at = modulo(next, n)
		}
	}
	return at, true
}

func modulo(i, n int) int { return ((i % n) + n) % n }

// neighbour reads what stands at an index of the extended array.
func neighbour[T ndview.Element](a *ndtest.Array[T], b iter.Border, constant T, index []int) T {
	at := slices.Clone(index)
	for k, i := range index {
		j, inside := stepped(b, i, a.Shape[k])
		if !inside {
			return constant
		}
		at[k] = j
	}
	return a.Get(at)
}

// someStencil returns up to six offsets, some of them far outside small arrays.
func someStencil[T ndview.Element](rng *rand.Rand, ndim int) iter.Stencil[T] {
	s := iter.Stencil[T]{Border: borders[rng.IntN(len(borders))], Constant: ndtest.RandomBits[T](rng, 1)[0]}
	reach := 1 + rng.IntN(4)
	for range rng.IntN(7) {
		offset := make([]int, ndim)
		for k := range offset {
			offset[k] = rng.IntN(2*reach+1) - reach
		}
		if rng.IntN(3) == 0 && ndim > 0 { // on the lane itself, or beside it
			only := rng.IntN(ndim)
			for k := range offset {
				if k != only {
					offset[k] = 0
				}
			}
		}
		s.Offsets = append(s.Offsets, offset)
	}
	return s
}

func TestNeighboursAreThoseOfTheExtendedArrayForEveryLayout(t *testing.T) {
	t.Run("float64", testNeighbours[float64])
	t.Run("int16", testNeighbours[int16])
	t.Run("complex128", testNeighbours[complex128])
}

func testNeighbours[T ndview.Element](t *testing.T) {
	seen, cases := ndtest.Counter{}, 0
	overArrays(t, ndtest.ReadClasses, thrice(func(rng *rand.Rand, a *ndtest.Array[T]) {
		if len(a.Shape) == 0 {
			return
		}
		axis := rng.IntN(len(a.Shape))
		s := someStencil[T](rng, len(a.Shape))
		s.Border = borders[cases%len(borders)] // each as often, for arrays of each number of axes
		cases++
		lanes := lanesOf(a.Shape, axis)
		if slices.Contains(a.Shape, 0) {
			lanes = nil
		}
		k := 0
		for nb := range iter.Neighbours(a.V.View, axis-len(a.Shape), s) {
			requireNeighbours(t, a, s, nb, lanes[k])
			k++
			if rng.IntN(100) == 0 {
				break
			}
		}
		next := 0
		for k, nb := range iter.IndexedNeighbours(a.V.View, axis, s) {
			require.Equal(t, next, k)
			requireNeighbours(t, a, s, nb, lanes[k])
			next++
		}
		require.Len(t, lanes, next)
		a.Unchanged(t, "Neighbours")
		if next > 0 && len(s.Offsets) > 0 {
			seen.Add(s.Border, len(a.Shape))
		}
	}))
	seen.AtLeast(t, 25, 1)
}

func requireNeighbours[T ndview.Element](t *testing.T, a *ndtest.Array[T], s iter.Stencil[T], nb iter.Neighbourhood[T], lane [][]int) {
	t.Helper()
	require.Equal(t, len(lane), nb.Len())
	require.Equal(t, len(s.Offsets), nb.Count())
	for k, offset := range s.Offsets {
		require.Equal(t, nb.Len(), nb.Lane(k).Len())
		for i, index := range lane {
			want := neighbour(a, s.Border, s.Constant, plus(index, offset))
			if !ndtest.SameBits([]T{want}, []T{nb.At(k, i)}) {
				require.Failf(t, "wrong neighbour", "%v, %v: at %v + %v is %v, wanted %v", a, s.Border, index, offset, nb.At(k, i), want)
			}
		}
	}
}

func TestMutZipNeighboursWriteResultsOfEveryPairOfLayouts(t *testing.T) {
	for _, from := range ndtest.ReadClasses {
		overArrays(t, ndtest.Classes, func(rng *rand.Rand, dst *ndtest.Array[float32]) {
			if len(dst.Shape) == 0 {
				return
			}
			a := ndtest.New[int16](rng, from, dst.Shape...)
			a.Fill(ndtest.RandomBits[int16](rng, ndtest.Size(a.Shape)))
			a.Remember()
			s := someStencil[int16](rng, len(a.Shape))
			axis := rng.IntN(len(a.Shape))
			lanes := lanesOf(a.Shape, axis)
			before, want := dst.Values(), map[string]float32{}
			k, last := 0, rng.IntN(len(lanes)+1)
			for out, nb := range iter.MutZipNeighbours(dst.V, a.V.View, axis, s) {
				require.Equal(t, nb.Len(), out.Len())
				for i, index := range lanes[k] {
					sum := float32(0)
					for j := range nb.Count() {
						sum += float32(nb.At(j, i))
					}
					out.Set(i, sum)
					sum = 0
					for _, offset := range s.Offsets {
						sum += float32(neighbour(a, s.Border, s.Constant, plus(index, offset)))
					}
					want[key(index)] = sum
				}
				if k++; k == last {
					break
				}
			}
			requireOnlyWritten(t, dst, before, want)
			a.Unchanged(t, "MutZipNeighbours")
		})
	}
}

func TestResultsOfNeighboursArriveHoweverTheBodyEnds(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		for _, way := range []string{"break", "panic", "Goexit"} {
			dst, a := ndtest.New[int32](rng, class, 3, 4), ndtest.New[int32](rng, ndtest.C, 3, 4)
			dst.Fill(make([]int32, 12))
			a.Fill([]int32{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
			done := make(chan bool)
			go func() {
				defer close(done)
				defer func() { _ = recover() }()
				rows := 0
				for out, nb := range iter.MutZipNeighbours(dst.V, a.V.View, 1, iter.Stencil[int32]{Offsets: [][]int{{0, -1}}, Border: iter.EdgeBorder}) {
					for i := range out.Len() {
						out.Set(i, nb.At(0, i))
					}
					if rows++; rows < 2 {
						continue
					}
					switch way {
					case "panic":
						panic("in the body")
					case "Goexit":
						runtime.Goexit()
					}
					break
				}
			}()
			<-done
			assert.Equal(t, []int32{1, 1, 2, 3, 5, 5, 6, 7, 0, 0, 0, 0}, dst.Values(), "%v %s", dst, way)
		}
	}
}

func TestNeighboursRefuseByName(t *testing.T) {
	v := ndview.Make[float64](3, 4)
	cross := iter.Stencil[float64]{Offsets: iter.Cross(2, 1)}
	zip := func(dst ndview.MutView[float64]) func() {
		return func() { drain2(iter.MutZipNeighbours(dst, v.View, 1, cross)) }
	}
	assert.PanicsWithError(t, "inplace: iter.MutZipNeighbours: dst shares memory with the view whose neighbours are read, so that results would be read as neighbours; "+
		"write to other memory, or copy the view first", zip(v))
	assert.ErrorIs(t, recovered(zip(v.Flip(0))), ndview.ErrOverlap)
	assert.PanicsWithError(t, "inplace: iter.MutZipNeighbours: dst (4, 3), a (3, 4): the shapes must be the same", zip(ndview.Make[float64](4, 3)))
	assert.ErrorIs(t, recovered(zip(ndview.Make[float64](3))), ndview.ErrShape)
	assert.NoError(t, recovered(zip(ndview.Make[float64](3, 4))))

	assert.PanicsWithError(t, "inplace: iter.Neighbours: offset 1 is (1,), wanted one number for each of 2 axes", func() {
		drain(iter.Neighbours(v.View, 1, iter.Stencil[float64]{Offsets: [][]int{{0, 0}, {1}}}))
	})
	assert.PanicsWithError(t, "inplace: iter.IndexedNeighbours: no such border rule: Border(9)", func() {
		drain2(iter.IndexedNeighbours(v.View, 1, iter.Stencil[float64]{Border: 9}))
	})
	one := ndview.Make[float64]()
	assert.PanicsWithError(t, "axis 0 is out of bounds for array of dimension 0: it has no axes", func() {
		drain(iter.Neighbours(one.View, 0, iter.Stencil[float64]{}))
	})
}

func TestNeighboursCheckTheBorrow(t *testing.T) {
	rng := ndtest.Seeded(t)
	s := iter.Stencil[float64]{Offsets: iter.Box(2, 1), Border: iter.WrapBorder}
	for _, class := range ndtest.Classes {
		a, b := ndtest.New[float64](rng, class, 3, 4), ndtest.New[float64](rng, class, 3, 4)
		a.Fill(ndtest.Small[float64](rng, 12))
		b.Fill(ndtest.Small[float64](rng, 12))
		b.Remember()
		for name, loop := range map[string]func(v, dst ndview.MutView[float64], body func()){
			"Neighbours": func(v, _ ndview.MutView[float64], body func()) { each(iter.Neighbours(v.View, 1, s), body) },
			"IndexedNeighbours": func(v, _ ndview.MutView[float64], body func()) {
				each2(iter.IndexedNeighbours(v.View, 0, s), body)
			},
			"MutZipNeighbours": func(v, dst ndview.MutView[float64], body func()) {
				each2(iter.MutZipNeighbours(dst, v.View, 0, s), body)
			},
			"dst of MutZipNeighbours": func(v, dst ndview.MutView[float64], body func()) {
				each2(iter.MutZipNeighbours(v, dst.View, 1, s), body)
			},
		} {
			v, release := lent(a)
			n := 0
			err := recovered(func() { loop(v, b.V, func() { n++; release() }) })
			assert.ErrorIs(t, err, ndview.ErrReleased, "%s of %v", name, a)
			assert.Equal(t, 1, n)
			err = recovered(func() { loop(v, b.V, func() { n++ }) })
			assert.ErrorIs(t, err, ndview.ErrReleased, "%s of %v", name, a)
			assert.Equal(t, 1, n)
		}
	}
}

func TestAllocationsOfNeighboursDoNotGrowWithTheLanes(t *testing.T) {
	count := func(rows int) float64 {
		v := ndview.Make[float64](rows, 8)
		dst := ndview.Make[float64](rows, 8)
		s := iter.Stencil[float64]{Offsets: iter.Box(2, 1), Border: iter.ReflectBorder}
		return testing.AllocsPerRun(10, func() { blur(dst, v.View, s) })
	}
	assert.Equal(t, count(3), count(300))
	assert.Less(t, count(3), 50.0)
}

func blur(dst ndview.MutView[float64], v ndview.View[float64], s iter.Stencil[float64]) {
	for out, nb := range iter.MutZipNeighbours(dst, v, 1, s) {
		for i := range nb.Len() {
			sum := 0.0
			for k := range nb.Count() {
				sum += nb.At(k, i)
			}
			out.Set(i, sum)
		}
	}
}

func TestBordersHaveTheNamesOfNumPysModes(t *testing.T) {
	names := []string{}
	for _, b := range borders {
		names = append(names, b.String())
	}
	assert.Equal(t, []string{"constant", "edge", "reflect", "symmetric", "wrap"}, names)
	assert.Equal(t, "Border(7)", iter.Border(7).String())
}

func TestCrossesAndBoxesHaveTheirOffsetsInCOrder(t *testing.T) {
	assert.Equal(t, [][]int{{-1, 0}, {0, -1}, {0, 0}, {0, 1}, {1, 0}}, iter.Cross(2, 1))
	assert.Equal(t, [][]int{{-2}, {-1}, {0}, {1}, {2}}, iter.Box(1, 2))
	assert.Equal(t, [][]int{{}}, iter.Box(0, 3))
	assert.Len(t, iter.Cross(3, 2), 13)
	box := iter.Box(3, 1)
	assert.Len(t, box, 27)
	assert.True(t, slices.IsSortedFunc(box, slices.Compare[[]int]))
	for _, f := range []func(){func() { iter.Cross(2, -1) }, func() { iter.Box(-1, 2) }} {
		assert.ErrorAs(t, recovered(f), new(*iter.MisuseError))
	}
}

package iter_test

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// lanesOf is the oracle: the indices of the elements of each lane, by the index
// walk alone.
func lanesOf(shape []int, axis int) [][][]int {
	if len(shape) == 0 {
		return [][][]int{{{}}}
	}
	others := slices.Clone(shape)
	others[axis] = 1
	var lanes [][][]int
	for index := range ndtest.Indices(others) {
		lane := [][]int{}
		for i := range shape[axis] {
			at := slices.Clone(index)
			at[axis] = i
			lane = append(lane, at)
		}
		lanes = append(lanes, lane)
	}
	return lanes
}

// overAll runs f for arrays of every class, shape and axis, negative ones too.
func overAll[T ndview.Element](t *testing.T, classes []ndtest.Class, f func(a *ndtest.Array[T], axis int, lanes [][][]int)) {
	overShapes(t, ndtest.Seeded(t), append(ndtest.Shapes(), []int{5, 300}, []int{700, 2}), classes, f)
}

func overShapes[T ndview.Element](t *testing.T, rng *rand.Rand, shapes [][]int, classes []ndtest.Class, f func(a *ndtest.Array[T], axis int, lanes [][][]int)) {
	for _, shape := range shapes {
		for _, class := range classes {
			for axis := range max(len(shape), 1) {
				a := ndtest.New[T](rng, class, shape...)
				a.Fill(ndtest.RandomBits[T](rng, len(a.Values())))
				named := axis
				if rng.IntN(2) == 0 {
					named -= max(len(shape), 1)
				}
				f(a.Remember(), named, lanesOf(shape, axis))
			}
		}
	}
}

func TestLanesReadEveryElementInOrderForEveryLayout(t *testing.T) {
	t.Run("uint8", testLanes[uint8])
	t.Run("int16", testLanes[int16])
	t.Run("float32", testLanes[float32])
	t.Run("float64", testLanes[float64])
	t.Run("complex64", testLanes[complex64])
	t.Run("complex128", testLanes[complex128])
	t.Run("float16", testLanes[elem.Float16])
}

func testLanes[T ndview.Element](t *testing.T) {
	overAll(t, ndtest.ReadClasses, func(a *ndtest.Array[T], axis int, lanes [][][]int) {
		k := 0
		for lane := range iter.Lanes(a.V.View, axis) {
			requireLane(t, a, lane, lanes[k])
			k++
		}
		require.Len(t, lanes, k, "%v axis %d", a, axis)
		next := 0
		for k, lane := range iter.IndexedLanes(a.V.View, axis) {
			require.Equal(t, next, k)
			requireLane(t, a, lane, lanes[k])
			next++
		}
		require.Len(t, lanes, next)
		a.Unchanged(t, "Lanes")
	})
}

func requireLane[T ndview.Element](t *testing.T, a *ndtest.Array[T], lane iter.Lane[T], indices [][]int) {
	t.Helper()
	require.Equal(t, len(indices), lane.Len(), "%v", a)
	want, got := []T{}, []T{}
	for i, index := range indices {
		want, got = append(want, a.Get(index)), append(got, lane.At(i))
	}
	if !ndtest.SameBits(want, got) {
		require.Failf(t, "wrong lane", "%v: %v, wanted %v", a, got, want)
	}
	copied := make([]T, lane.Len()+1)
	require.Equal(t, lane.Len(), lane.CopyTo(copied))
	require.True(t, ndtest.SameBits(want, copied[:lane.Len()]))
}

func TestMutLanesWriteEveryElementInPlaceForEveryLayout(t *testing.T) {
	t.Run("bool", testMutLanes[elem.Bool])
	t.Run("uint16", testMutLanes[uint16])
	t.Run("int32", testMutLanes[int32])
	t.Run("float64", testMutLanes[float64])
	t.Run("complex64", testMutLanes[complex64])
	t.Run("complex128", testMutLanes[complex128])
}

func testMutLanes[T ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	overAll(t, ndtest.Classes, func(a *ndtest.Array[T], axis int, lanes [][][]int) {
		want := map[int][]T{}
		next := 0
		for k, lane := range iter.IndexedMutLanes(a.V, axis) {
			require.Equal(t, next, k)
			requireLane(t, a, lane.Lane, lanes[k])
			want[k] = ndtest.RandomBits[T](rng, lane.Len())
			write(t, rng, seen, lane, want[k])
			next++
		}
		require.Len(t, lanes, next)
		requireWritten(t, a, lanes, want)

		next = 0
		for lane := range iter.MutLanes(a.V, axis) {
			want[next] = ndtest.RandomBits[T](rng, lane.Len())
			write(t, rng, seen, lane, want[next])
			next++
		}
		require.Len(t, lanes, next)
		requireWritten(t, a, lanes, want)
		a.OnlyElements(t, "MutLanes")
	})
	seen.AtLeast(t, 3, 100)
}

// write sets a lane to values by one of the three ways there are.
func write[T ndview.Element](t *testing.T, rng *rand.Rand, seen ndtest.Counter, lane iter.MutLane[T], values []T) {
	s, ok := lane.Slice()
	switch way := rng.IntN(3); {
	case way == 0 && ok:
		require.Len(t, s, lane.Len())
		require.Equal(t, lane.Len(), cap(s), "append must not reach the next lane")
		copy(s, values)
		seen.Add("Slice")
	case way == 1:
		require.Equal(t, lane.Len(), lane.CopyFrom(values))
		seen.Add("CopyFrom")
	default:
		for i, x := range values {
			lane.Set(i, x)
			if !ndtest.SameBits([]T{x}, []T{lane.At(i)}) {
				require.Failf(t, "not set", "element %d", i)
			}
		}
		seen.Add("Set")
	}
}

// requireWritten compares the lanes written with memory; the others are as
// Remember saw them.
func requireWritten[T ndview.Element](t *testing.T, a *ndtest.Array[T], lanes [][][]int, want map[int][]T) {
	t.Helper()
	for k, values := range want {
		got := []T{}
		for _, index := range lanes[k] {
			got = append(got, a.Get(index))
		}
		if !ndtest.SameBits(values, got) {
			require.Failf(t, "not written", "%v lane %d: %v, wanted %v", a, k, got, values)
		}
	}
}

// However the loop body ends, what it wrote is in memory: after break, return,
// panic and Goexit, at each of the lanes.
func TestWritesArriveHoweverTheBodyEnds(t *testing.T) {
	seen := ndtest.Counter{}
	ways := []string{"break", "return", "panic", "Goexit"}
	rng := ndtest.Seeded(t)
	overAll(t, ndtest.Classes, func(a *ndtest.Array[int64], axis int, lanes [][][]int) {
		if len(lanes) == 0 {
			return
		}
		way, last := ways[rng.IntN(len(ways))], rng.IntN(len(lanes))
		before := a.Values()
		walkUntil(a.V, axis, last, way)
		i := 0
		written := map[string]bool{}
		for _, lane := range lanes[:last+1] {
			for _, index := range lane {
				if want, got := int64(len(written))+1, a.Get(index); got != want {
					require.Failf(t, "lost", "%v: %s at lane %d: %d, wanted %d", a, way, last, got, want)
				}
				written[key(index)] = true
			}
		}
		for index := range ndtest.Indices(a.Shape) {
			if !written[key(index)] && a.Get(index) != before[i] {
				require.Failf(t, "written", "%v: lanes after %d stay as they are", a, last)
			}
			i++
		}
		a.OnlyElements(t, way)
		seen.Add(way, a.Class)
	})
	seen.AtLeast(t, len(ways)*len(ndtest.Classes), 5)
}

func key(index []int) string {
	b := []byte{}
	for _, i := range index {
		b = append(b, byte(i), byte(i>>8))
	}
	return string(b)
}

// walkUntil numbers elements from 1 and leaves the loop in lane number last.
func walkUntil(v ndview.MutView[int64], axis, last int, way string) {
	done := make(chan bool)
	go func() {
		defer close(done)
		defer func() { _ = recover() }()
		number := int64(0)
		for k, lane := range iter.IndexedMutLanes(v, axis) {
			for i := range lane.Len() {
				number++
				lane.Set(i, number)
			}
			if k < last {
				continue
			}
			switch way {
			case "break":
			case "return":
				return
			case "panic":
				panic("in the body")
			case "Goexit":
				runtime.Goexit()
			}
			break
		}
	}()
	<-done
}

func TestLanesOfViewsWithoutAxesAndWithoutElements(t *testing.T) {
	one := ndview.Make[int32]()
	for _, axis := range []int{0, -1} {
		n := 0
		for lane := range iter.MutLanes(one, axis) {
			require.Equal(t, 1, lane.Len())
			lane.Set(0, 7)
			n++
		}
		assert.Equal(t, 1, n)
		assert.Equal(t, int32(7), one.At())
	}

	empty := ndview.Make[int32](3, 0)
	lengths := []int{}
	for lane := range iter.Lanes(empty.View, 1) {
		lengths = append(lengths, lane.Len())
	}
	assert.Equal(t, []int{0, 0, 0}, lengths, "one empty lane for each row")
	for range iter.Lanes(empty.View, 0) {
		assert.Fail(t, "no columns, no lanes")
	}
}

func TestAnAxisThatDoesNotExistPanicsByName(t *testing.T) {
	v := ndview.Make[int8](2, 3)
	for _, axis := range []int{2, -3} {
		assert.PanicsWithError(t, "axis "+map[int]string{2: "2", -3: "-3"}[axis]+" is out of bounds for array of dimension 2: use -2 … 1", func() {
			for range iter.Lanes(v.View, axis) {
			}
		})
	}
	one := ndview.Make[int8]()
	assert.Panics(t, func() {
		for range iter.MutLanes(one, 1) {
		}
	})
}

func TestAnIndexOutsideALanePanicsByName(t *testing.T) {
	v := ndview.Make[int8](2, 3)
	for lane := range iter.MutLanes(v, 1) {
		for _, i := range []int{-1, 3} {
			err := recovered(func() { lane.At(i) })
			assert.Equal(t, iter.IndexError{Index: i, Len: 3}, err)
			assert.ErrorIs(t, err, ndview.ErrBounds)
			assert.Equal(t, iter.IndexError{Index: i, Len: 3}, recovered(func() { lane.Set(i, 1) }))
		}
	}
	assert.EqualError(t, iter.IndexError{Index: 3, Len: 3}, "inplace: index 3 out of range for a lane of 3 elements")
}

func recovered(f func()) (err error) {
	defer func() { err, _ = recover().(error) }()
	f()
	return nil
}

func TestSequencesMayBeStoredRepeatedAndNested(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[int16](rng, class, 4, 5)
		a.Fill(ndtest.Small[int16](rng, 20))
		want, got := 0, 0
		for index := range ndtest.Indices(a.Shape) {
			for i := range 5 {
				want += int(a.Get(index)) * int(a.Get([]int{index[0], i}))
			}
		}
		rows := iter.Lanes(a.V.View, 1)
		for outer := range rows {
			for inner := range rows {
				_ = inner.At(0) // another lane of the same sequence moves nothing of outer
			}
			for i := range outer.Len() {
				for j := range outer.Len() {
					got += int(outer.At(i)) * int(outer.At(j))
				}
			}
		}
		assert.Equal(t, want, got, "%v", a)
	}
}

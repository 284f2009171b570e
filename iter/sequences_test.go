package iter_test

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// allOrders lists every order that can be asked for.
var allOrders = [][]iter.Order{
	{}, {iter.C}, {iter.F}, {iter.K}, {iter.Any},
	{iter.Reversed}, {iter.F, iter.Reversed}, {iter.Reversed, iter.K}, {iter.Any, iter.Reversed},
}

// indicesIn is the oracle: the indices of a's elements in an order, by the index
// walk and, for the order of memory, by the addresses: pointers in C order, and
// behind each the elements upwards. Of elements that lie on each other the order of
// memory is not told; ok is false.
func indicesIn[T ndview.Element](a *ndtest.Array[T], usual iter.Order, orders []iter.Order) (all [][]int, ok bool) {
	order, reversed := usual, false
	for _, o := range orders {
		if o == iter.Reversed {
			reversed = true
		} else {
			order = o
		}
	}
	shape := slices.Clone(a.Shape)
	if order == iter.F {
		slices.Reverse(shape)
	}
	for index := range ndtest.Indices(shape) {
		index = slices.Clone(index)
		if order == iter.F {
			slices.Reverse(index)
		}
		all = append(all, index)
	}
	ok = true
	if order == iter.K || order == iter.Any {
		ok = a.Class != ndtest.Broadcast
		inMemory(a, all)
	}
	if reversed {
		slices.Reverse(all)
	}
	return all, ok
}

// inMemory sorts indices by where the elements lie.
func inMemory[T ndview.Element](a *ndtest.Array[T], all [][]int) {
	l := a.V.Array().L()
	pointer := -1
	for k := range l.NDim {
		if n, _ := l.Dim(k); l.Levels() > 1 && l.AxisLevel(k) == 0 && n > 1 {
			pointer = k
		}
	}
	slices.SortStableFunc(all, func(i, j []int) int {
		if pointer >= 0 && i[pointer] != j[pointer] {
			return cmp.Compare(i[pointer], j[pointer])
		}
		return cmp.Compare(mem.Uint(a.V.Array().Addr(i...)), mem.Uint(a.V.Array().Addr(j...)))
	})
}

// readers are the sequences that read elements.
func readers[T ndview.Element](t *testing.T) map[string]func(v ndview.View[T], orders []iter.Order) []T {
	return map[string]func(v ndview.View[T], orders []iter.Order) []T{
		"Elements": func(v ndview.View[T], orders []iter.Order) (got []T) {
			for x := range iter.Elements(v, orders...) {
				got = append(got, x)
			}
			return got
		},
		"IndexedElements": func(v ndview.View[T], orders []iter.Order) (got []T) {
			for k, x := range iter.IndexedElements(v, orders...) {
				require.Equal(t, len(got), k)
				got = append(got, x)
			}
			return got
		},
		"Positions": func(v ndview.View[T], orders []iter.Order) (got []T) {
			for p := range iter.Positions(v, orders...) {
				require.Equal(t, len(got), p.Index())
				got = append(got, p.Get())
			}
			return got
		},
		"Runs": func(v ndview.View[T], orders []iter.Order) (got []T) {
			for r := range iter.Runs(v, orders...) {
				for i := range r.Len() {
					got = append(got, r.At(i))
				}
			}
			return got
		},
		"IndexedRuns": func(v ndview.View[T], orders []iter.Order) (got []T) {
			for k, r := range iter.IndexedRuns(v, orders...) {
				require.Equal(t, len(got), k)
				got = append(got, make([]T, r.Len())...)
				require.Equal(t, r.Len(), r.CopyTo(got[k:]))
			}
			return got
		},
	}
}

func TestSequencesReadEveryElementInOrderForEveryLayout(t *testing.T) {
	t.Run("uint8", testReaders[uint8])
	t.Run("int16", testReaders[int16])
	t.Run("float64", testReaders[float64])
	t.Run("complex64", testReaders[complex64])
}

// longShapes have lanes that are longer than a window.
var longShapes = [][]int{{5, 300}, {700, 2}, {3, 1100}, {2, 3, 2, 2, 2, 3}}

func testReaders[T ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	sequences := readers[T](t)
	for _, shape := range append(ndtest.Shapes(), longShapes...) {
		for _, class := range ndtest.ReadClasses {
			a := ndtest.New[T](rng, class, shape...)
			a.Fill(ndtest.RandomBits[T](rng, len(a.Values())))
			a.Remember()
			for name, read := range sequences {
				orders := allOrders[rng.IntN(len(allOrders))]
				indices, ok := indicesIn(a, usualOrder(name), orders)
				requireRead(t, a, read(a.V.View, orders), indices, ok, fmt.Sprint(name, orders))
				seen.Add(name, class)
			}
			a.Unchanged(t, "reading")
		}
	}
	seen.AtLeast(t, len(sequences)*len(ndtest.ReadClasses), 50)
}

// requireRead compares what was read with the elements at indices, in their order
// if that is told.
func requireRead[T ndview.Element](t *testing.T, a *ndtest.Array[T], got []T, indices [][]int, ordered bool, what string) {
	t.Helper()
	want := []T{}
	for _, index := range indices {
		want = append(want, a.Get(index))
	}
	if !ordered {
		want, got = sortedBits(want), sortedBits(got)
	}
	if !ndtest.SameBits(want, got) {
		require.Failf(t, "wrong elements", "%s of %v: %v, wanted %v", what, a, got, want)
	}
}

func sortedBits[T ndview.Element](values []T) []T {
	size := mem.SizeOf[T]()
	sorted := slices.Clone(values)
	slices.SortFunc(sorted, func(x, y T) int {
		return slices.Compare(mem.Bytes(mem.Of([]T{x}), size), mem.Bytes(mem.Of([]T{y}), size))
	})
	return sorted
}

// A writer writes values[k] to the element with number k, and returns what the
// elements held before.
type writer[T ndview.Element] func(v ndview.MutView[T], values []T, orders []iter.Order) []T

func writers[T ndview.Element](t *testing.T) map[string]writer[T] {
	return map[string]writer[T]{
		"Pointers": func(v ndview.MutView[T], values []T, orders []iter.Order) (got []T) {
			for p := range iter.Pointers(v, orders...) {
				got = append(got, *p)
				*p = values[len(got)-1]
			}
			return got
		},
		"IndexedPointers": func(v ndview.MutView[T], values []T, orders []iter.Order) (got []T) {
			for k, p := range iter.IndexedPointers(v, orders...) {
				require.Equal(t, len(got), k)
				got = append(got, *p)
				*p = values[k]
			}
			return got
		},
		"MutPositions": func(v ndview.MutView[T], values []T, orders []iter.Order) (got []T) {
			for p := range iter.MutPositions(v, orders...) {
				got = append(got, p.Get())
				p.Set(values[p.Index()])
				require.True(t, ndtest.SameBits([]T{p.Get()}, values[p.Index():p.Index()+1]))
			}
			return got
		},
		"MutRuns": func(v ndview.MutView[T], values []T, orders []iter.Order) (got []T) {
			for s := range iter.MutRuns(v, orders...) {
				require.Equal(t, len(s), cap(s), "append must not reach the next run")
				got = append(got, s...)
				copy(s, values[len(got)-len(s):])
			}
			return got
		},
		"IndexedMutRuns": func(v ndview.MutView[T], values []T, orders []iter.Order) (got []T) {
			for k, s := range iter.IndexedMutRuns(v, orders...) {
				require.Equal(t, len(got), k)
				got = append(got, s...)
				copy(s, values[k:])
			}
			return got
		},
	}
}

func TestSequencesWriteEveryElementInPlaceForEveryLayout(t *testing.T) {
	t.Run("bool", testWriters[elem.Bool])
	t.Run("uint16", testWriters[uint16])
	t.Run("float64", testWriters[float64])
	t.Run("complex128", testWriters[complex128])
}

func testWriters[T ndview.Element](t *testing.T) {
	rng := ndtest.Seeded(t)
	seen := ndtest.Counter{}
	sequences := writers[T](t)
	for _, shape := range append(ndtest.Shapes(), longShapes...) {
		for _, class := range ndtest.Classes {
			a := ndtest.New[T](rng, class, shape...)
			a.Fill(ndtest.RandomBits[T](rng, len(a.Values())))
			for name, write := range sequences {
				if !a.V.Plain() && (name == "Pointers" || name == "IndexedPointers") {
					seen.Add(name, "not plain")
					err := recovered(func() { write(a.V, nil, nil) })
					assert.ErrorAs(t, err, new(*ndview.PlainError), "%s of %v", name, a)
					continue
				}
				a.Remember()
				orders := allOrders[rng.IntN(len(allOrders))]
				indices, _ := indicesIn(a, usualOrder(name), orders)
				values := ndtest.RandomBits[T](rng, len(indices))
				before := a.Values()
				got := write(a.V, values, orders)
				requireWrote(t, a, before, got, values, indices, fmt.Sprint(name, orders))
				a.OnlyElements(t, name)
				seen.Add(name, class)
			}
		}
	}
	kinds := len(sequences)*len(ndtest.Classes) + 2
	for _, class := range []ndtest.Class{ndtest.Odd, ndtest.Misaligned, ndtest.Swapped, ndtest.Indirect} {
		for _, name := range []string{"Pointers", "IndexedPointers"} {
			if seen[fmt.Sprintln(name, class)] == 0 {
				kinds--
			} else {
				delete(seen, fmt.Sprintln(name, class)) // some of them are plain, by their shape
				kinds--
			}
		}
	}
	seen.AtLeast(t, kinds, 50)
}

// requireWrote compares what was read and then written with the elements at indices.
func requireWrote[T ndview.Element](t *testing.T, a *ndtest.Array[T], before, got, values []T, indices [][]int, what string) {
	t.Helper()
	want, now := []T{}, []T{}
	for _, index := range indices {
		want = append(want, before[ndtest.Position(a.Shape, index)])
		now = append(now, a.Get(index))
	}
	if !ndtest.SameBits(want, got) {
		require.Failf(t, "wrong elements", "%s of %v: %v, wanted %v", what, a, got, want)
	}
	if !ndtest.SameBits(values, now) {
		require.Failf(t, "not written", "%s of %v: %v, wanted %v", what, a, now, values)
	}
}

func TestPositionsTellTheIndexAlongEachAxis(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, shape := range append(ndtest.Shapes(), []int{2, 3, 2, 2, 2, 3}) {
		for _, class := range ndtest.ReadClasses {
			a := ndtest.New[int32](rng, class, shape...)
			a.Fill(ndtest.RandomBits[int32](rng, len(a.Values())))
			for _, orders := range allOrders {
				indices, ok := indicesIn(a, iter.C, orders)
				k, buffer := 0, []int{}
				for p := range iter.Positions(a.V.View, orders...) {
					buffer = p.MultiIndex(buffer)
					require.Equal(t, a.Get(buffer), p.Get(), "%v %v", a, orders)
					if ok {
						require.Equal(t, indices[k], buffer, "%v %v", a, orders)
					}
					k++
				}
				require.Len(t, indices, k)
			}
		}
	}
}

// What is fixed and has up to two pointers on the way to an element.
func TestSequencesGoThroughAnyNumberOfPointers(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for _, shape := range [][]int{{}, {3}, {0}, {2, 3}, {2, 0}, {3, 2, 2}, {2, 2, 3, 2}} {
		for _, s := range ndtest.Sources(shape, func(k int) int64 { return int64(k) }) {
			for name, read := range readers[int64](t) {
				got := read(s.View.View, []iter.Order{iter.C})
				assert.Equal(t, fmt.Sprint(s.Values), fmt.Sprint(got), "%s of %s %v", name, s.Name, shape)
				got = read(s.View.View, []iter.Order{iter.K, iter.Reversed})
				slices.Sort(got)
				want := slices.Sorted(slices.Values(s.Values))
				assert.Equal(t, fmt.Sprint(want), fmt.Sprint(got), "%s of %s %v", name, s.Name, shape)
			}
			if s.Shared {
				continue
			}
			for name, write := range writers[int64](t) {
				if !s.View.Plain() && (name == "Pointers" || name == "IndexedPointers") {
					continue
				}
				values := make([]int64, len(s.Values))
				for k := range values {
					values[k] = rng.Int64()
				}
				write(s.View, values, []iter.Order{iter.C})
				got := readers[int64](t)["Elements"](s.View.View, nil)
				assert.Equal(t, fmt.Sprint(values), fmt.Sprint(got), "%s of %s %v", name, s.Name, shape)
				require.NoError(t, s.Intact())
			}
		}
	}
}

func TestTwoOrdersAtOncePanicByName(t *testing.T) {
	v := ndview.Make[int8](2, 3)
	err := recovered(func() {
		for range iter.Elements(v.View, iter.C, iter.F) {
		}
	})
	assert.EqualError(t, err, "inplace: a sequence has one order, not [C F]; Reversed may be given with each")
	assert.ErrorIs(t, err, ndview.ErrLayout)
}

func TestStalePositionsPanicByName(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[float32](rng, class, 2, 3)
		a.Fill(ndtest.Small[float32](rng, 6))
		var kept []iter.MutPosition[float32]
		for p := range iter.MutPositions(a.V) {
			kept = append(kept, p)
			for _, old := range kept[:len(kept)-1] {
				requireStale(t, old)
			}
			if len(kept) == 5 {
				break
			}
		}
		for _, p := range kept {
			requireStale(t, p)
		}
		kept = kept[:0]
		for p := range iter.MutPositions(a.V) {
			kept = append(kept, p)
		}
		require.Len(t, kept, 6)
		requireStale(t, kept[5])
	}
	assert.EqualError(t, iter.StaleError{Index: 3}, "inplace: position 3 used after the loop body that received it; copy what must outlive it")
}

// A loop body that panics leaves its position behind; memory that has been given back
// is out of its reach all the same.
func TestThePositionThatAPanicLeavesBehindEndsWithTheBorrow(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[float32](rng, class, 2, 3)
		v, release := lent(a)
		var kept []iter.MutPosition[float32]
		require.Error(t, recovered(func() {
			for p := range iter.Positions(v.View) {
				kept = append(kept, iter.MutPosition[float32]{Position: p})
				panic(ndview.ErrShape)
			}
		}))
		require.Error(t, recovered(func() {
			for p := range iter.MutPositions(v) {
				kept = append(kept, p)
				panic(ndview.ErrShape)
			}
		}))
		release()
		require.Len(t, kept, 2)
		for _, p := range kept {
			for _, use := range []func(){func() { p.Get() }, func() { p.Set(1) }} {
				require.ErrorAs(t, recovered(use), new(iter.StaleError), "%v", a)
			}
		}
	}
}

func requireStale(t *testing.T, p iter.MutPosition[float32]) {
	t.Helper()
	for _, use := range []func(){func() { p.Get() }, func() { p.Set(1) }, func() { p.Index() }, func() { p.MultiIndex(nil) }} {
		err := recovered(use)
		require.ErrorIs(t, err, ndview.ErrReleased)
		require.ErrorAs(t, err, new(iter.StaleError))
	}
}

package iter_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

// lent returns a view of a's memory that belongs to a borrow, and the end of
// that borrow.
func lent[T ndview.Element](a *ndtest.Array[T]) (v ndview.MutView[T], release func()) {
	slot := new(lease.Slot)
	epoch := slot.Open(0)
	whole := a.V.Array()
	return ndview.NewMutView[T](mem.New(whole.Base, *whole.L(), slot, epoch, whole.Item())), slot.Close
}

func TestLanesAfterTheEndOfTheBorrowPanicByName(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[float64](rng, class, 3, 4)
		v, release := lent(a)
		release()
		for name, loop := range map[string]func(){
			"Lanes":           func() { countLanes(v.View) },
			"IndexedLanes":    func() { countIndexedLanes(v.View) },
			"MutLanes":        func() { scale(v) },
			"IndexedMutLanes": func() { scaleIndexed(v) },
		} {
			assert.ErrorIs(t, recovered(loop), ndview.ErrReleased, "%s of %v", name, a)
		}
	}
}

func countLanes(v ndview.View[float64]) (n int) {
	for range iter.Lanes(v, 0) {
		n++
	}
	return n
}

func countIndexedLanes(v ndview.View[float64]) (n int) {
	for range iter.IndexedLanes(v, 0) {
		n++
	}
	return n
}

func scale(v ndview.MutView[float64]) {
	for lane := range iter.MutLanes(v, 0) {
		for i := range lane.Len() {
			lane.Set(i, 2*lane.At(i))
		}
	}
}

func scaleIndexed(v ndview.MutView[float64]) {
	for _, lane := range iter.IndexedMutLanes(v, 0) {
		for i := range lane.Len() {
			lane.Set(i, 2*lane.At(i))
		}
	}
}

// A borrow that ends inside the loop is noticed before the next lane, and nothing
// is moved back into memory that may be gone.
func TestABorrowThatEndsInTheBodyStopsTheLoop(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[float64](rng, class, 3, 4)
		a.Fill(ndtest.Small[float64](rng, 12))
		v, release := lent(a)
		a.Remember()
		n := 0
		err := recovered(func() {
			for lane := range iter.MutLanes(v, 0) {
				n++
				release()
				if lane.Stride() == 8 && class != ndtest.Indirect && !v.Plain() {
					lane.Set(0, -1) // into the window
				}
			}
		})
		assert.ErrorIs(t, err, ndview.ErrReleased, "%v", a)
		assert.Equal(t, 1, n)
		a.Unchanged(t, "a window of a borrow that has ended")

		v, release = lent(a)
		n = 0
		err = recovered(func() {
			for range iter.Lanes(v.View, 0) {
				n++
				release()
			}
		})
		require.ErrorIs(t, err, ndview.ErrReleased)
		assert.Equal(t, 1, n)
	}
}

// A lane that is only to be read has no method that would hand out its memory
// for writing.
func TestLanesToBeReadCannotBeWritten(t *testing.T) {
	var lane any = iter.Lane[float64]{}
	_, slice := lane.(interface{ Slice() ([]float64, bool) })
	_, set := lane.(interface{ Set(int, float64) })
	_, from := lane.(interface{ CopyFrom([]float64) int })
	assert.False(t, slice || set || from)
}

func TestLanesDoNotAllocate(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		for _, shape := range [][]int{{30}, {5, 6}, {2, 3, 4}, {2, 2, 3, 2}} {
			if class == ndtest.Indirect {
				continue // see TestLanesAlongPointersAllocateTheSameForEverySize
			}
			a := ndtest.New[float64](rng, class, shape...)
			a.Fill(ndtest.Small[float64](rng, len(a.Values())))
			sum := 0.0
			assert.Zero(t, testing.AllocsPerRun(100, func() { sum += sumLanes(a.V.View) }), "Lanes of %v", a)
			assert.Zero(t, testing.AllocsPerRun(100, func() { scale(a.V) }), "MutLanes of %v", a)
			assert.Zero(t, testing.AllocsPerRun(100, func() { scaleIndexed(a.V) }), "IndexedMutLanes of %v", a)
			assert.Zero(t, testing.AllocsPerRun(100, func() { breakEarly(a.V) }), "MutLanes with break of %v", a)
		}
	}
}

// Along and in front of pointers a plan of its own is made, whatever the size.
func TestLanesAlongPointersAllocateTheSameForEverySize(t *testing.T) {
	rng := ndtest.Seeded(t)
	for range 20 {
		var allocs []float64
		seed := rng.Uint64()
		for _, n := range []int{3, 30, 300} {
			a := ndtest.New[float64](rand.New(rand.NewPCG(seed, 1)), ndtest.Indirect, n, 5)
			a.Fill(ndtest.Small[float64](rng, 5*n))
			sum := 0.0
			allocs = append(allocs, testing.AllocsPerRun(20, func() { sum += sumLanes(a.V.View); scale(a.V) }))
		}
		assert.Equal(t, []float64{allocs[0], allocs[0], allocs[0]}, allocs)
		assert.LessOrEqual(t, allocs[0], 50.0)
	}
}

func sumLanes(v ndview.View[float64]) (sum float64) {
	for lane := range iter.Lanes(v, 0) {
		for i := range lane.Len() {
			sum += lane.At(i)
		}
	}
	return sum
}

func breakEarly(v ndview.MutView[float64]) {
	for lane := range iter.MutLanes(v, -1) {
		if lane.Len() > 0 {
			break
		}
	}
	for lane := range iter.Lanes(v.View, -1) {
		if lane.Len() > 0 {
			break
		}
	}
}

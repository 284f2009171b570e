package iter_test

import (
	"context"
	"errors"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/internal/ndtest"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
)

var background = context.Background()

// alone fails t if goroutines are left behind.
func alone(t *testing.T) func() {
	before := runtime.NumGoroutine()
	return func() {
		t.Helper()
		for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) { // those that have ended may still be counted
			if runtime.NumGoroutine() <= before {
				return
			}
		}
		t.Errorf("%d goroutines are left behind", runtime.NumGoroutine()-before)
	}
}

func TestForEachVisitsEveryLaneOnceForEveryLayout(t *testing.T) {
	defer alone(t)()
	overArrays(t, ndtest.ReadClasses, func(rng *rand.Rand, a *ndtest.Array[int16]) {
		axis := rng.IntN(max(len(a.Shape), 1))
		lanes := lanesOf(a.Shape, axis)
		got := make([][]int16, len(lanes))
		err := iter.ForEach(background, rng.IntN(5), a.V.View, axis-max(len(a.Shape), 1), func(k int, lane iter.Lane[int16]) error {
			if got[k] != nil {
				return errors.New("a lane comes twice")
			}
			got[k] = make([]int16, lane.Len())
			lane.CopyTo(got[k])
			return nil
		})
		require.NoError(t, err)
		for k, lane := range lanes {
			require.Len(t, got[k], len(lane))
			for i, index := range lane {
				require.Equal(t, a.Get(index), got[k][i], "%v lane %d", a, k)
			}
		}
		a.Unchanged(t, "ForEach")
	})
}

func TestMutForEachWritesEveryLaneOnceForEveryLayout(t *testing.T) {
	defer alone(t)()
	overArrays(t, ndtest.Classes, func(rng *rand.Rand, a *ndtest.Array[int64]) {
		axis := rng.IntN(max(len(a.Shape), 1))
		lanes := lanesOf(a.Shape, axis)
		err := iter.MutForEach(background, 1+rng.IntN(4), a.V, axis, func(k int, lane iter.MutLane[int64]) error {
			for i := range lane.Len() {
				lane.Set(i, lane.At(i)^int64(k+1))
			}
			return nil
		})
		require.NoError(t, err)
		after := a.Values()
		restore(a, lanes)
		a.Unchanged(t, "lanes xored twice")
		if len(after) > 0 {
			require.NotEqual(t, after, a.Values())
		}
	})
}

// restore does by the index walk what the workers have done: it undoes it.
func restore(a *ndtest.Array[int64], lanes [][][]int) {
	for k, lane := range lanes {
		for _, index := range lane {
			a.Put(index, a.Get(index)^int64(k+1))
		}
	}
}

func TestMutZipForEachWalksItsViewsTogetherForEveryPairOfLayouts(t *testing.T) {
	defer alone(t)()
	for _, from := range ndtest.ReadClasses {
		overArrays(t, ndtest.Classes, func(rng *rand.Rand, dst *ndtest.Array[int64]) {
			shape := slices.Clone(dst.Shape[rng.IntN(len(dst.Shape)+1):])
			a, b := ndtest.New[int32](rng, from, shape...), ndtest.New[int8](rng, ndtest.F, dst.Shape...)
			a.Fill(ndtest.RandomBits[int32](rng, ndtest.Size(shape)))
			b.Fill(ndtest.RandomBits[int8](rng, ndtest.Size(dst.Shape)))
			axis := rng.IntN(max(len(dst.Shape), 1))
			require.NoError(t, iter.MutZipForEach(background, 3, dst.V, a.V.View, axis, func(_ int, d iter.MutLane[int64], l iter.Lane[int32]) error {
				for i := range d.Len() {
					d.Set(i, int64(l.At(i)))
				}
				return nil
			}))
			for index := range ndtest.Indices(dst.Shape) {
				require.Equal(t, int64(stretchedAt(a, index)), dst.Get(index), "%v from %v", dst, a)
			}
			require.NoError(t, iter.MutZipForEach3(background, 2, dst.V, a.V.View, b.V.View, axis, func(_ int, d iter.MutLane[int64], l iter.Lane[int32], m iter.Lane[int8]) error {
				for i := range d.Len() {
					d.Set(i, int64(l.At(i))*int64(m.At(i)))
				}
				return nil
			}))
			for index := range ndtest.Indices(dst.Shape) {
				require.Equal(t, int64(stretchedAt(a, index))*int64(b.Get(index)), dst.Get(index), "%v from %v", dst, a)
			}
			dst.OnlyElements(t, "MutZipForEach")
		})
	}
}

func TestTheFirstErrorEndsTheLoop(t *testing.T) {
	defer alone(t)()
	v := ndview.Make[float64](10_000, 2)
	wrong := errors.New("lane 17 is wrong")
	for _, workers := range []int{1, 2, 8} {
		var calls atomic.Int64
		err := iter.MutForEach(background, workers, v, 1, func(k int, _ iter.MutLane[float64]) error {
			calls.Add(1)
			if k == 17 {
				return wrong
			}
			time.Sleep(time.Microsecond)
			return nil
		})
		assert.Same(t, wrong, err)
		assert.Less(t, calls.Load(), int64(10_000))
	}
}

func TestTheEndOfTheContextEndsTheLoop(t *testing.T) {
	defer alone(t)()
	v := ndview.Make[float64](10_000, 2)
	why := errors.New("the user has left")
	for _, workers := range []int{1, 3} {
		ctx, cancel := context.WithCancelCause(background)
		var calls atomic.Int64
		err := iter.ForEach(ctx, workers, v.View, 1, func(int, iter.Lane[float64]) error {
			if calls.Add(1) == 5 {
				cancel(why)
			}
			time.Sleep(10 * time.Microsecond)
			return nil
		})
		assert.ErrorIs(t, err, context.Canceled)
		assert.ErrorIs(t, err, why)
		assert.Less(t, calls.Load(), int64(10_000))

		err = iter.ForEach(ctx, workers, v.View, 1, func(int, iter.Lane[float64]) error { panic("not called") })
		assert.ErrorIs(t, err, why, "it has ended before")
	}
	// In the last lane nothing is left out any more.
	ctx, cancel := context.WithTimeout(background, time.Hour)
	first := make(chan struct{})
	require.NoError(t, iter.ForEach(ctx, 2, v.View, 0, func(k int, _ iter.Lane[float64]) error {
		if k == 0 {
			close(first)
		} else {
			<-first
			cancel()
			time.Sleep(time.Millisecond)
		}
		return nil
	}))
	// An error of the body in the last lane is not lost to a context that ends there.
	ctx, cancel = context.WithCancel(background)
	wrong := errors.New("wrong")
	err := iter.ForEach(ctx, 1, ndview.Make[int8](3).View, 0, func(int, iter.Lane[int8]) error {
		cancel()
		time.Sleep(5 * time.Millisecond)
		return wrong
	})
	assert.Same(t, wrong, err)
}

func TestAPanicInAWorkerGoesOnInTheCaller(t *testing.T) {
	defer alone(t)()
	v := ndview.Make[float64](1000, 2)
	for _, workers := range []int{1, 2, 7} {
		var p *iter.WorkerPanic
		err := recovered(func() {
			_ = iter.MutForEach(background, workers, v, 1, func(k int, lane iter.MutLane[float64]) error {
				lane.At(k / 500 * 5) // lane 500 has no element 5
				return nil
			})
		})
		require.ErrorAs(t, err, &p)
		assert.ErrorIs(t, err, ndview.ErrBounds, "what the body panicked with")
		assert.Equal(t, iter.IndexError{Index: 5, Len: 2}, p.Value)
		assert.Contains(t, string(p.Stack), "TestAPanicInAWorkerGoesOnInTheCaller", "the stack of the worker")
		assert.True(t, strings.HasPrefix(err.Error(), "inplace: panic in a worker: inplace: index 5 out of range for a lane of 2 elements\n\n"))
	}
	err := recovered(func() {
		_ = iter.ForEach(background, 2, v.View, 1, func(int, iter.Lane[float64]) error { panic("a text") })
	})
	assert.NoError(t, errors.Unwrap(err), "a text is no error")
}

func TestGoexitInAWorkerEndsTheCaller(t *testing.T) {
	defer alone(t)()
	v := ndview.Make[float64](1000, 2)
	for _, workers := range []int{1, 2, 5} {
		returned, ended := false, make(chan bool)
		go func() {
			defer close(ended)
			_ = iter.ForEach(background, workers, v.View, 1, func(k int, _ iter.Lane[float64]) error {
				if k == 700 {
					runtime.Goexit()
				}
				return nil
			})
			returned = true
		}()
		<-ended
		assert.False(t, returned)
	}
}

// What was written before a panic or Goexit is in memory, also of lanes that lie in
// windows.
func TestWritesOfWorkersArriveHoweverTheBodyEnds(t *testing.T) {
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		for _, way := range []string{"error", "panic", "Goexit"} {
			a := ndtest.New[int32](rng, class, 4, 5)
			a.Fill(make([]int32, 20))
			a.Remember()
			done := make(chan bool)
			go func() {
				defer close(done)
				defer func() { _ = recover() }()
				_ = iter.MutForEach(background, 1, a.V, 1, func(_ int, lane iter.MutLane[int32]) error {
					lane.Set(0, 7)
					switch way {
					case "panic":
						panic("in the body")
					case "Goexit":
						runtime.Goexit()
					}
					return errors.New("in the body")
				})
			}()
			<-done
			sevens := 0
			for _, x := range a.Values() {
				sevens += int(x) / 7
			}
			assert.Equal(t, 1, sevens, "%v %s", a, way)
			a.OnlyElements(t, way)
		}
	}
}

func TestForEachRefusesMemoryThatWorkersWouldShare(t *testing.T) {
	room := make([]float64, 100)
	nothing := func(int, iter.MutLane[float64]) error { panic("called") }
	err := iter.MutForEach(background, 2, strided(room, 0, []int{4, 5}, []int{0, 8}), 1, nothing)
	assert.ErrorIs(t, err, ndview.ErrOverlap)
	assert.ErrorContains(t, err, "iter.MutForEach: the view of shape (4, 5) repeats its elements along axis 0 (stride 0)")

	add := func(_ int, d iter.MutLane[float64], a iter.Lane[float64]) error {
		for i := range d.Len() {
			d.Set(i, d.At(i)+a.At(i))
		}
		return nil
	}
	v := strided(room, 0, []int{4, 5}, []int{40, 8})
	assert.NoError(t, iter.MutZipForEach(background, 2, v, v.View, 1, add), "in place")
	assert.NoError(t, iter.MutZipForEach(background, 2, v, strided(room, 50, []int{5}, []int{8}).View, 1, add))
	err = iter.MutZipForEach(background, 2, v, v.View.Flip(0), 1, add)
	assert.EqualError(t, err, "inplace: iter.MutZipForEach: dst and a share memory, so that a worker might read what another one has written; copy a first")
	assert.ErrorIs(t, iter.MutZipForEach3(background, 2, v, v.View, strided(room, 1, []int{4, 5}, []int{40, 8}).View, 1,
		func(int, iter.MutLane[float64], iter.Lane[float64], iter.Lane[float64]) error { return nil }), ndview.ErrOverlap)
	err = iter.MutZipForEach(background, 2, v, strided(room, 0, []int{3}, []int{8}).View, 1, add)
	assert.ErrorIs(t, err, ndview.ErrShape)

	rows := behind(room, 0, 4, 8)
	assert.NoError(t, iter.MutZipForEach(background, 2, rows, behind(room, 50, 54, 50).View, 1, add), "other rows behind pointers")
	assert.NoError(t, iter.MutZipForEach(background, 2, rows, rows.View, 0, add), "in place behind pointers")
	assert.ErrorIs(t, iter.MutZipForEach(background, 2, rows, behind(room, 50, 4, 58).View, 1, add), ndview.ErrOverlap)
	assert.ErrorIs(t, iter.MutZipForEach(background, 2, rows, strided(room, 10, []int{2}, []int{8}).View, 1, add), ndview.ErrOverlap)
	assert.NoError(t, iter.MutZipForEach(background, 2, rows, strided(room, 11, []int{2}, []int{8}).View, 1, add))
}

func TestForEachRefusesByName(t *testing.T) {
	v := ndview.Make[int8](2, 3)
	body := func(int, iter.Lane[int8]) error { return nil }
	assert.PanicsWithError(t, "inplace: iter.ForEach: -1 workers, wanted at least 1, or 0 for as many as there are processors", func() {
		_ = iter.ForEach(background, -1, v.View, 0, body)
	})
	assert.PanicsWithError(t, "axis 2 is out of bounds for array of dimension 2: use -2 … 1", func() { _ = iter.ForEach(background, 1, v.View, 2, body) })
}

// owned returns a view whose borrow belongs to a handle.
func owned[T ndview.Element](a *ndtest.Array[T]) (ndview.MutView[T], *lease.Slot) {
	slot := new(lease.Slot)
	epoch := slot.OpenOwned(0)
	whole := a.V.Array()
	return ndview.NewMutView[T](mem.New(whole.Base, *whole.L(), slot, epoch, whole.Item())), slot
}

func TestForEachHoldsTheBorrowOfAHandleOnEveryRoad(t *testing.T) {
	defer alone(t)()
	open := lease.Count()
	rng := ndtest.Seeded(t)
	for _, class := range ndtest.Classes {
		a := ndtest.New[float64](rng, class, 30, 4)
		a.Fill(ndtest.Small[float64](rng, 120))
		for _, way := range []string{"return", "error", "panic", "Goexit", "wait"} {
			v, slot := owned(a)
			var once sync.Once
			done := make(chan bool)
			go func() {
				defer close(done)
				defer func() { _ = recover() }()
				_ = iter.MutForEach(background, 2, v, 1, func(_ int, lane iter.MutLane[float64]) error {
					once.Do(func() { assert.Positive(t, slot.CloseWithin(0), "a release is refused while workers are at it") })
					lane.Set(0, 1)
					switch way {
					case "error":
						return errors.New("in the body")
					case "panic":
						panic("in the body")
					case "Goexit":
						runtime.Goexit()
					case "wait":
						time.Sleep(100 * time.Microsecond)
					}
					return nil
				})
			}()
			if way == "wait" {
				for slot.Holders() == 0 {
					runtime.Gosched()
				}
				assert.Zero(t, slot.CloseWithin(time.Minute), "a release waits for the workers")
				<-done
				continue
			}
			<-done
			assert.Zero(t, slot.Holders(), "%s", way)
			assert.Zero(t, slot.CloseWithin(0), "%s", way)
			assert.ErrorIs(t, recovered(func() { _ = iter.MutForEach(background, 2, v, 1, nil) }), ndview.ErrReleased)
		}
	}
	assert.Equal(t, open, lease.Count())
}

func TestABorrowThatEndsUnderTheWorkersPanicsByName(t *testing.T) {
	rng := ndtest.Seeded(t)
	a := ndtest.New[float64](rng, ndtest.C, 30, 4)
	v, release := lent(a)
	err := recovered(func() {
		_ = iter.ForEach(background, 1, v.View, 1, func(k int, _ iter.Lane[float64]) error {
			if k == 3 {
				release()
			}
			return nil
		})
	})
	assert.ErrorIs(t, err, ndview.ErrReleased)
	assert.ErrorIs(t, recovered(func() { _ = iter.ForEach(background, 1, v.View, 1, nil) }), ndview.ErrReleased)
}

package iter_test

import (
	"runtime"
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

// ofHandle returns a view of a's memory that belongs to a handle's borrow.
func ofHandle(a *ndtest.Array[float64]) (ndview.MutView[float64], *lease.Slot) {
	slot := new(lease.Slot)
	epoch := slot.OpenOwned(0)
	whole := a.V.Array()
	return ndview.NewMutView[float64](mem.New(whole.Base, *whole.L(), slot, epoch, whole.Item())), slot
}

// holding are sequences, each with a body that is told how often it ran; it ends the
// loop if it returns false.
func holding(v ndview.MutView[float64]) map[string]func(body func() bool) {
	small := ndview.Make[int8](v.Len(1))
	return map[string]func(body func() bool){
		"Lanes": func(body func() bool) {
			for range iter.Lanes(v.View, 0) {
				if !body() {
					break
				}
			}
		},
		"IndexedMutLanes": func(body func() bool) {
			for range iter.IndexedMutLanes(v, 1) {
				if !body() {
					break
				}
			}
		},
		"Elements": func(body func() bool) {
			for range iter.Elements(v.View) {
				if !body() {
					break
				}
			}
		},
		"MutPositions": func(body func() bool) {
			for range iter.MutPositions(v) {
				if !body() {
					break
				}
			}
		},
		"Runs": func(body func() bool) {
			for range iter.Runs(v.View, iter.C) {
				if !body() {
					break
				}
			}
		},
		"MutRuns": func(body func() bool) {
			for range iter.MutRuns(v, iter.C) {
				if !body() {
					break
				}
			}
		},
		"Zip": func(body func() bool) {
			for range iter.Zip(small.View, v.View) {
				if !body() {
					break
				}
			}
		},
		"MutZip3": func(body func() bool) {
			for range iter.MutZip3(v, v.View, small.View) {
				if !body() {
					break
				}
			}
		},
		"MutZipLanes": func(body func() bool) {
			for range iter.MutZipLanes(v, v.View, 0) {
				if !body() {
					break
				}
			}
		},
	}
}

// A release waits for the sequence, and sees what it has written; afterwards the
// sequence panics.
func TestSequencesHoldTheBorrowOfAHandle(t *testing.T) {
	rng := ndtest.Seeded(t)
	open := lease.Count()
	for _, class := range ndtest.Classes {
		a := ndtest.New[float64](rng, class, 3, 4)
		a.Fill(ndtest.Small[float64](rng, 12))
		v, slot := ofHandle(a)
		for name, loop := range holding(v) {
			n := 0
			loop(func() bool {
				require.Positive(t, slot.Holders(), "%s of %v", name, a)
				require.Positive(t, slot.CloseWithin(0), "a release is refused meanwhile")
				n++
				return true
			})
			require.Positive(t, n)
			require.Zero(t, slot.Holders(), "%s of %v to its end", name, a)
			loop(func() bool { return false })
			require.Zero(t, slot.Holders(), "%s of %v with a break", name, a)
		}
		require.Zero(t, slot.CloseWithin(0))
		for name, loop := range holding(v) {
			require.ErrorIs(t, recovered(func() { loop(func() bool { return true }) }), ndview.ErrReleased, name)
		}
	}
	assert.Equal(t, open, lease.Count(), "no borrow is open")
}

// What a panic or Goexit leaves held is given up: at once by the sequences that
// write, by the collector for those that read, before the release's deadline.
func TestHoldsEndHoweverTheBodyEnds(t *testing.T) {
	rng := ndtest.Seeded(t)
	a := ndtest.New[float64](rng, ndtest.Swapped, 3, 4)
	a.Fill(ndtest.Small[float64](rng, 12))
	b := ndtest.New[float64](rng, ndtest.C, 3, 4)
	b.Fill(ndtest.Small[float64](rng, 12))
	for _, array := range []*ndtest.Array[float64]{a, b} {
		for _, leave := range []func(){func() { panic("in the body") }, runtime.Goexit} {
			for name := range holding(array.V) {
				v, slot := ofHandle(array)
				done := make(chan bool)
				go func() {
					defer close(done)
					defer func() { _ = recover() }()
					holding(v)[name](func() bool { leave(); return true })
				}()
				<-done
				if name[:3] == "Mut" && name != "MutPositions" || name == "IndexedMutLanes" {
					require.Zero(t, slot.Holders(), "%s of %v", name, array)
				}
				require.Zero(t, slot.CloseWithin(20*time.Second), "%s of %v", name, array)
			}
		}
	}
}

// A mistake in the arguments leaves nothing held.
func TestRefusedSequencesHoldNothing(t *testing.T) {
	rng := ndtest.Seeded(t)
	a := ndtest.New[float64](rng, ndtest.Misaligned, 3, 4)
	v, slot := ofHandle(a)
	other := ndview.Make[int8](3)
	for name, loop := range map[string]func(){
		"axis": func() {
			for range iter.Lanes(v.View, 2) {
			}
		},
		"order": func() {
			for range iter.Elements(v.View, iter.C, iter.K) {
			}
		},
		"not plain": func() {
			for range iter.Pointers(v) {
			}
		},
		"rows": func() {
			for range iter.MutRows(v.IndexAxis(0, 0)) {
			}
		},
		"shape": func() {
			for range iter.MutZip(v, other.View) {
			}
		},
		"axis of two": func() {
			for range iter.ZipLanes(v.View, v.View, -3) {
			}
		},
		"order of two": func() {
			for range iter.ZipRuns(v.View, v.View, iter.C, iter.F) {
			}
		},
	} {
		require.Error(t, recovered(loop), name)
		require.Zero(t, slot.Holders(), name)
	}
	require.Zero(t, slot.CloseWithin(0))
}

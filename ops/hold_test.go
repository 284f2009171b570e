package ops_test

import (
	"runtime"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// ofHandle returns n ones as memory of a borrow that belongs to a handle.
func ofHandle(n int) (ndview.MutView[float64], *lease.Slot) {
	slot := new(lease.Slot)
	whole := ndview.Make[float64](n)
	if err := ops.Fill(whole, 1); err != nil {
		panic(err)
	}
	a := whole.Array()
	return ndview.NewMutView[float64](mem.New(a.Base, *a.L(), slot, slot.OpenOwned(0), a.Item())), slot
}

// Each verb holds what it works on: a release while it runs is refused at its
// deadline, or waits until the whole result is there.
func TestAReleaseWaitsForTheVerbAtWork(t *testing.T) {
	const n = 2 << 20
	for name, verb := range map[string]func(v ndview.MutView[float64]) error{
		"Fill":  func(v ndview.MutView[float64]) error { return ops.Fill(v, 2) },
		"Copy":  func(v ndview.MutView[float64]) error { return ops.Copy(ndview.Make[float64](n), v.View) },
		"Add":   func(v ndview.MutView[float64]) error { return ops.Add(v, v.View, v.View) },
		"Scale": func(v ndview.MutView[float64]) error { return ops.Scale(v, 2) },
		"Sum": func(v ndview.MutView[float64]) error {
			assert.Equal(t, float64(n), ops.Sum(v.View))
			return nil
		},
		"MeanTo": func(v ndview.MutView[float64]) error {
			return ops.MeanTo(v.SliceAxis(0, ndview.To(1)), v.View, ops.KeepDims())
		},
		"CumSum": func(v ndview.MutView[float64]) error { return ops.CumSum(v, v.View) },
		"Sort":   func(v ndview.MutView[float64]) error { return ops.Sort(v, v.View, 0) },
		"Roll":   func(v ndview.MutView[float64]) error { return ops.Roll(v, v.View, 5, 0) },
		"Median": func(v ndview.MutView[float64]) error {
			assert.Equal(t, 1.0, ops.Median(v.View))
			return nil
		},
		"CopyTo":   func(v ndview.MutView[float64]) error { return v.CopyTo(make([]float64, n)) },
		"CopyFrom": func(v ndview.MutView[float64]) error { return v.CopyFrom(make([]float64, n)) },
		"Clone":    func(v ndview.MutView[float64]) error { v.Clone(); return nil },
	} {
		t.Run(name, func(t *testing.T) {
			refused, tries := 0, 0
			for ; refused == 0; tries++ { // the verb may be over before this goroutine sees it at work
				require.Less(t, tries, 100, "the verb was never seen at work")
				v, slot := ofHandle(n)
				done := make(chan error, 1)
				go func() { done <- verb(v) }()
				for slot.Holders() == 0 && len(done) == 0 {
					runtime.Gosched()
				}
				if slot.CloseWithin(0) != 0 {
					refused++
					assert.True(t, v.Live(), "refused: open as before")
					require.Zero(t, slot.CloseWithin(time.Minute))
					assert.Zero(t, slot.Holders())
				}
				require.NoError(t, <-done)
				func() {
					defer func() { require.ErrorIs(t, recover().(error), ndview.ErrReleased) }()
					_ = verb(v)
				}()
			}
		})
	}
	assert.Zero(t, lease.Count())
}

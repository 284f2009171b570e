package mem_test

import (
	"reflect"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
)

// of returns three float64s as memory of a borrow.
func of(t *testing.T, slot *lease.Slot, epoch uint64) *mem.Array {
	l, err := layout.C([]int{3}, 8)
	require.NoError(t, err)
	a := mem.New(mem.Of(make([]float64, 3)), l, slot, epoch, float64Item)
	return &a
}

func TestHoldKeepsTheBorrowsOfHandlesOnly(t *testing.T) {
	var handle, scoped lease.Slot
	owned, mine, own := of(t, &handle, handle.OpenOwned(0)), of(t, &scoped, scoped.Open(0)), of(t, lease.Forever, 0)
	assert.True(t, owned.Owned() && owned.Live() && owned.Plain())
	assert.False(t, mine.Owned() || own.Owned())
	assert.Equal(t, 0.0, mem.At1[float64](owned, 2, mem.SlowAt1), "one compare serves owned borrows too")

	mem.Hold(owned, mine, own, owned)
	assert.Equal(t, 2, handle.Holders(), "arrays may repeat")
	assert.Zero(t, scoped.Holders()+lease.Forever.Holders())
	assert.Equal(t, 2, handle.CloseWithin(time.Millisecond))
	mem.Unhold(owned, mine, own, owned)
	assert.Zero(t, handle.CloseWithin(0))
	assert.False(t, owned.Live())
	scoped.Close()
}

func TestHoldOfAnEndedBorrowPanicsAndHoldsNothing(t *testing.T) {
	var handle, ended, scoped lease.Slot
	pc := reflect.ValueOf(of).Pointer()
	owned, late, scopedLate := of(t, &handle, handle.OpenOwned(0)), of(t, &ended, ended.OpenOwned(pc)), of(t, &scoped, scoped.Open(pc))
	require.Zero(t, ended.CloseWithin(0))
	scoped.Close()
	for _, a := range []*mem.Array{late, scopedLate} {
		func() {
			defer func() {
				err := recover().(error)
				assert.ErrorIs(t, err, mem.ErrReleased)
				assert.Contains(t, err.Error(), "mem_test.of (")
			}()
			mem.Hold(owned, a)
		}()
	}
	assert.Panics(t, func() { mem.At1[float64](late, 0, mem.SlowAt1) })
	assert.Panics(t, func() { late.Check() })
	assert.Zero(t, handle.CloseWithin(0), "nothing is held")
}

func TestHoldDoesNotAllocate(t *testing.T) {
	var handle lease.Slot
	a, b := of(t, &handle, handle.OpenOwned(0)), of(t, lease.Forever, 0)
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		mem.Hold(a, b, a)
		mem.Unhold(a, b, a)
	}))
	assert.Zero(t, handle.CloseWithin(0))
}

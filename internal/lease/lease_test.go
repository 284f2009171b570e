package lease

import (
	"reflect"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestCloseMakesEveryEarlierEpochStale(t *testing.T) {
	var s Slot
	seen := map[uint64]bool{}
	for range 1000 {
		e := s.Open(0)
		require.Equal(t, s.Epoch, e, "open borrow matches its slot (E3)")
		require.False(t, seen[e], "an epoch never returns (E1)")
		require.Equal(t, uint64(Open), e%Step)
		seen[e] = true
		s.Close()
		require.NotEqual(t, s.Epoch, e)
	}
	assert.Zero(t, Count())
}

func TestCountFollowsOpenAndClose(t *testing.T) {
	var a, b Slot
	a.Open(0)
	b.Open(0)
	assert.Equal(t, 2, Count())
	a.Close()
	assert.Equal(t, 1, Count())
	b.Close()
	assert.Zero(t, Count())
}

func TestPlaceNamesTheClosureOfRecentBorrowsOnly(t *testing.T) {
	var s Slot
	pc := reflect.ValueOf(TestPlaceNamesTheClosureOfRecentBorrowsOnly).Pointer()
	first := s.Open(pc)
	assert.Contains(t, s.Place(first), "TestPlaceNamesTheClosureOfRecentBorrowsOnly (")
	assert.Contains(t, s.Place(first), "lease_test.go:")
	s.Close()
	assert.NotEmpty(t, s.Place(first), "still named right after its release")
	for range history {
		s.Open(0)
		s.Close()
	}
	assert.Empty(t, s.Place(first), "forgotten, never misnamed")
}

func TestASlotThatRunsOutOfEpochsPanics(t *testing.T) {
	s := Slot{Epoch: Limit - Step}
	s.Open(0)
	assert.PanicsWithValue(t, "lease: a slot ran out of epochs", s.Close)
	atomic.StoreUint64(&s.Epoch, 0)
}

func TestOpenAndCloseDoNotAllocate(t *testing.T) {
	var s Slot
	assert.Zero(t, testing.AllocsPerRun(1000, func() { s.Open(1); s.Close() }))
}

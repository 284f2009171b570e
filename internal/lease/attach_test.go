package lease_test

import (
	"sync"
	"testing"

	"github.com/go-inplace/inplace/internal/lease"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A bag is an attachment of names.
type bag struct {
	mu       sync.Mutex
	names    []string
	detached int
}

func (b *bag) Detach() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.names, b.detached = nil, b.detached+1
}

// add adds a name for the borrow of epoch and reports whether that was still open.
func (b *bag) add(s *lease.Slot, epoch uint64, name string) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !s.Holds(epoch) {
		return false
	}
	b.names = append(b.names, name)
	return true
}

func TestCloseEmptiesTheAttachment(t *testing.T) {
	var s lease.Slot
	require.Nil(t, s.Attachment())
	epoch := s.Open(0)
	b := &bag{}
	require.Same(t, b, s.Attach(b))
	require.Same(t, b, s.Attach(&bag{}), "a slot has one attachment")
	require.True(t, b.add(&s, epoch, "header"))
	s.Close()
	assert.Empty(t, b.names)
	assert.Equal(t, 1, b.detached)
	assert.False(t, b.add(&s, epoch, "late"), "the borrow has ended")

	epoch = s.Open(0)
	require.Same(t, b, s.Attachment(), "it stays with the slot")
	require.True(t, b.add(&s, epoch, "header"))
	s.Close()
	assert.Empty(t, b.names)
}

// What is added while another goroutine closes is emptied, or was not added.
func TestNothingStaysAttachedAfterClose(t *testing.T) {
	added, refused := 0, 0
	var s lease.Slot
	for range 2000 {
		epoch := s.Open(0)
		late := make(chan bool, 1)
		go func() { late <- s.Attach(&bag{}).(*bag).add(&s, epoch, "header") }()
		s.Close()
		if <-late {
			added++
		} else {
			refused++
		}
		if a, ok := s.Attachment().(*bag); ok {
			require.Empty(t, a.names)
		}
	}
	require.Equal(t, 2000, added+refused)
}

// The place of a handle's attachment outlives the slot, so that it can be emptied when the slot was forgotten.
func TestAnAttachmentElsewhereIsEmptiedWithTheSlotOrWithoutIt(t *testing.T) {
	var place lease.Attached
	place.Detach()
	var s lease.Slot
	s.AttachAt(&place)
	b := &bag{}
	epoch := s.OpenOwned(0)
	require.Same(t, b, s.Attach(b))
	require.Same(t, b, s.Attachment())
	require.True(t, b.add(&s, epoch, "header"))
	require.Zero(t, s.CloseWithin(0))
	assert.Empty(t, b.names)

	epoch = s.OpenOwned(0)
	require.True(t, b.add(&s, epoch, "header"))
	place.Detach() // as if nobody had the slot any more
	assert.Empty(t, b.names)
	assert.Equal(t, 2, b.detached)
}

func TestClosingWithAnAttachmentDoesNotAllocate(t *testing.T) {
	var s lease.Slot
	s.Attach(&bag{})
	assert.Zero(t, testing.AllocsPerRun(100, func() {
		s.Open(0)
		s.Close()
	}))
}

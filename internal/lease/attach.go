package lease

import "sync/atomic"

// An Attachment holds what was made of borrowed memory and cannot ask the lease
// by itself: headers of another library's types with a pointer inside. It is
// emptied when the borrow ends, so that a late user finds nothing.
//
// A slot has at most one, made at the first need and kept from borrow to borrow,
// as the slot itself is.
//
//	E5  Detach runs after the slot's epoch has moved on. Who adds to an
//	    attachment does so under a lock that Detach takes too, and first compares
//	    the epoch (Holds): what is added is emptied, or is not added.
type Attachment interface {
	// Detach empties everything that was added since the latest Detach.
	Detach()
}

// attached is the place of a slot's attachment: a pointer to the interface, since
// an interface cannot be read atomically.
type attached struct{ p atomic.Pointer[Attachment] }

// Attachment returns the attachment of s, or nil.
func (s *Slot) Attachment() Attachment {
	if p := s.attached.p.Load(); p != nil {
		return *p
	}
	return nil
}

// Attach returns the attachment of s, which is fresh if there was none.
func (s *Slot) Attach(fresh Attachment) Attachment {
	if s.attached.p.CompareAndSwap(nil, &fresh) {
		return fresh
	}
	return *s.attached.p.Load()
}

// Holds reports whether the borrow of epoch is open. Unlike element access it
// synchronises with Close.
func (s *Slot) Holds(epoch uint64) bool { return atomic.LoadUint64(&s.Epoch) == epoch }

// detach empties what is attached; Close calls it after moving the epoch (E5).
func (s *Slot) detach() {
	if a := s.Attachment(); a != nil {
		a.Detach()
	}
}

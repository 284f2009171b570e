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
//	    the epoch (Holds): what is added is emptied, or is not added. An attachment
//	    does not point at its slot: a slot that was forgotten has to be garbage.
type Attachment interface {
	// Detach empties everything that was added since the latest Detach.
	Detach()
}

// Attached is the place of a slot's attachment: a pointer to the interface, since an
// interface cannot be read atomically.
type Attached struct{ p atomic.Pointer[Attachment] }

// Detach empties what is attached, if anything is: Close calls it after moving the
// epoch, and whoever gives back what a lost slot held calls it before that (E5).
func (a *Attached) Detach() {
	if p := a.p.Load(); p != nil {
		(*p).Detach()
	}
}

// AttachAt makes a the place of what is attached to s, before anything is. It is for
// the slot of a handle: what was made of its memory has to be emptied, too, when
// the slot has been forgotten.
func (s *Slot) AttachAt(a *Attached) { s.elsewhere = a }

func (s *Slot) place() *Attached {
	if s.elsewhere != nil {
		return s.elsewhere
	}
	return &s.attached
}

// Attachment returns the attachment of s, or nil.
func (s *Slot) Attachment() Attachment {
	if p := s.place().p.Load(); p != nil {
		return *p
	}
	return nil
}

// Attach returns the attachment of s, which is fresh if there was none.
func (s *Slot) Attach(fresh Attachment) Attachment {
	at := s.place()
	if at.p.CompareAndSwap(nil, &fresh) {
		return fresh
	}
	return *at.p.Load()
}

// Holds reports whether the borrow of epoch is open. Unlike element access it
// synchronises with Close.
func (s *Slot) Holds(epoch uint64) bool { return atomic.LoadUint64(&s.Epoch) == epoch }

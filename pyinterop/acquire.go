package pyinterop

import "github.com/go-inplace/inplace/pyinterop/internal/cpy"

// The way of every borrow:
//
//	acquire    takes a loan, gets the buffer in one C call, proves what it says against the want; holds nothing after an error
//	open       starts the lease: from here on views of l.a are valid
//	release    ends the lease, then gives the buffer back in one C call

// acquire gets src's buffer, then checks what it got, and keeps nothing when it refuses. On success l.a describes
// the memory and the loan is the caller's to open and to release.
func acquire(src Source, w *want) (*loan, error) {
	switch s := src.(type) {
	case Object:
		return acquireInside(s, w)
	case *Kept:
		return acquireKept(s.r, w)
	}
	panic(&ScopeError{w.op, "the object is nil"})
}

// acquireInside borrows through an object of a live scope on this thread: the GIL is held and stays so.
func acquireInside(o Object, w *want) (*loan, error) {
	t := o.py.thread(w.op)
	l, err := loans.takeIn(o.py.s)
	if err != nil {
		return nil, err
	}
	l.slot.Ask(o.p, int(w.flags))
	if w.owned {
		l.slot.Lasting()
	}
	st := t.Borrow(l.slot)
	if st == cpy.OK && l.describe(w) {
		return l, nil
	}
	if st == cpy.Raised && w.door == "" {
		if other, err, taken := l.otherDoor(o, w); taken {
			return other, err
		}
	}
	return nil, l.failed(o, w, st)
}

// failed explains a borrow that did not succeed, and leaves nothing held.
func (l *loan) failed(o Object, w *want, st cpy.Status) error {
	switch st {
	case cpy.OK, cpy.Raised, cpy.Masked, cpy.Objects:
		return l.refuse(o, w, st)
	case cpy.OtherThread:
		loans.giveAway(l)
	default:
		loans.put(l)
	}
	return o.py.failure(st, w.op)
}

// otherDoorKept is otherDoor for a borrow without a scope, of which the loan is not bound to one either.
func (l *loan) otherDoorKept(k *kept, w *want) (other *loan, err error) {
	scopeErr := Do(func(py Python) error {
		lasting, o := *w, Object{py, k.p}
		lasting.owned = true
		var taken bool
		l.scope = py.s
		if other, err, taken = l.otherDoor(o, &lasting); !taken {
			err = l.refuse(o, w, cpy.Raised)
		}
		if other != nil {
			other.leaveHome()
		}
		return nil
	})
	if scopeErr != nil {
		l.leaveHome()
		l.giveBack()
		return nil, scopeErr
	}
	return other, err
}

// acquireKept borrows without a scope: one call takes the GIL, gets the buffer and drops the GIL again.
func acquireKept(k *kept, w *want) (*loan, error) {
	if err := ensureStarted(); err != nil {
		return nil, err
	}
	if !k.use() {
		return nil, k.droppedError()
	}
	defer k.unuse()
	l, err := loans.takeIn(nil)
	if err != nil {
		return nil, err
	}
	l.slot.Ask(k.p, int(w.flags))
	l.slot.Lasting()
	g := l.group()
	st := cpy.BorrowOutside(&g)
	if st == cpy.OK && l.describe(w) {
		return l, nil
	}
	switch st {
	case cpy.Raised:
		return l.otherDoorKept(k, w)
	case cpy.OK, cpy.Masked, cpy.Objects:
		return nil, l.refuseKept(k, w, st)
	}
	loans.put(l)
	return nil, entryError(st)
}

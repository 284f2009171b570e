package pyinterop

import (
	"errors"
	"fmt"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
	"github.com/go-inplace/inplace/pyinterop/internal/ledger"
)

// asked is one argument of a group.
type asked struct {
	o Object
	k *kept // nil: o is meant
	w want
}

// sourceOf takes a Source apart: an Object in an interface that is kept would be allocated. So would it be if the
// pointer to a Kept were kept; a Kept that nobody else has, and so nobody will Drop, may be collected before the borrow.
func sourceOf(src Source, op string) (Object, *kept) {
	switch s := src.(type) {
	case Object:
		return s, nil
	case *Kept:
		return Object{}, s.r
	}
	panic(&ScopeError{op, "the object is nil"})
}

func (a *asked) handle() cpy.Object {
	if a.k != nil {
		return a.k.p
	}
	return a.o.p
}

// A group is a borrow of several objects. It lives on the stack of the function that borrows.
type group struct {
	op    string
	pc    uintptr // of the function that works on it
	n     int
	asked [cpy.Several]asked
	loans [cpy.Several]*loan // all of them, or after an error none
	scope *scope             // of an Object among the arguments; nil if all are kept

	claims  [cpy.Several]*ledger.Claim // of the arguments that claim anything
	claimed int

	behind []*kept // objects behind other doors, until the buffers hold them

	tried   cpy.Slot // what the first of them that fails has answered already; see borrow
	triedAt int
	isTried bool
}

// acquire is the function acquire for all arguments.
func (g *group) acquire() error {
	err := g.acquireAll()
	for _, k := range g.behind {
		k.unuse()
	}
	g.behind = nil
	return err
}

func (g *group) acquireAll() error {
	if err := g.findScope(); err != nil {
		return err
	}
	uses, err := g.use()
	defer g.unuse(uses)
	if err != nil {
		return err
	}
	if err := g.take(); err != nil {
		return err
	}
	st := g.borrow()
	switch st {
	case cpy.OK:
		return g.describe()
	case cpy.Raised, cpy.Masked, cpy.Objects:
		i := 0
		for g.loans[i].slot.Outcome() == cpy.OK {
			i++
		}
		if taken, err := g.otherDoor(i, st); taken {
			g.putAll()
			if err != nil {
				return err
			}
			return g.acquireAll()
		}
		defer g.putAll()
		return g.refuse(i, st)
	}
	if g.scope == nil {
		g.putAll()
		return entryError(st)
	}
	if st != cpy.OtherThread {
		g.putAll()
	} else {
		g.giveAwayAll()
	}
	return g.scope.token().failure(st, g.op)
}

// otherDoor puts the object behind another door in the place of argument i, for the whole group to be asked again. What it
// holds goes with the scope, or without one when the group has it.
func (g *group) otherDoor(i int, st cpy.Status) (taken bool, err error) {
	a, l := &g.asked[i], g.loans[i]
	if st != cpy.Raised || a.w.door != "" {
		return false, nil
	}
	through := func(py Python) {
		o := a.o
		if a.k != nil {
			o = Object{py, a.k.p}
		}
		exception := l.slot.TakeException()
		if py.s.held.Urgent(exception) {
			l.slot.PutException(exception)
			return
		}
		var d *door
		if d, err, taken = openDoor(o, a.w, nil); !taken {
			l.slot.PutException(exception)
			return
		}
		if exception != 0 {
			py.own(exception)
		}
		if err != nil {
			if e, ok := err.(*RefusedError); ok && !a.w.hosted {
				e.Op = fmt.Sprintf("%s, argument %d, %s", g.op, i+1, e.Op)
			}
			return
		}
		a.w = d.w
		if d.o == 0 {
			return
		}
		if a.k != nil {
			a.k.unuse() // that of use, which ends for what is now in its place
		}
		if g.scope != nil {
			a.o, a.k = py.own(d.o), nil
			return
		}
		a.k = &kept{p: d.o, place: "another door"}
		a.k.uses.Store(2) // behind's, and that of use
		g.behind = append(g.behind, a.k)
	}
	if g.scope != nil {
		through(g.scope.token())
		return taken, err
	}
	if scopeErr := Do(func(py Python) error { through(py); return nil }); scopeErr != nil {
		return true, scopeErr
	}
	return taken, err
}

// findScope finds the scope of the call, and checks that every object belongs to a live one.
func (g *group) findScope() error {
	for i := range g.n {
		if a := &g.asked[i]; a.k == nil {
			a.o.py.thread(g.op)
			g.scope = a.o.py.s
		}
	}
	if g.scope == nil {
		return ensureStarted()
	}
	return nil
}

// use keeps the kept objects from being dropped by others while they are asked; uses is how many arguments were
// looked at.
func (g *group) use() (uses int, err error) {
	for i := range g.n {
		if a := &g.asked[i]; a.k != nil && !a.k.use() {
			return i, a.k.droppedError()
		}
	}
	return g.n, nil
}

func (g *group) unuse(uses int) {
	for i := range uses {
		if k := g.asked[i].k; k != nil {
			k.unuse()
		}
	}
}

func (g *group) take() error {
	for i := range g.n {
		l, err := loans.takeIn(g.scope)
		if err != nil {
			g.putAll()
			return err
		}
		g.loans[i] = l
	}
	return nil
}

func (g *group) putAll() {
	for i, l := range g.loans {
		if l != nil {
			loans.put(l)
			g.loans[i] = nil
		}
	}
}

// giveAwayAll is putAll on a goroutine that is not the scope's.
func (g *group) giveAwayAll() {
	for i, l := range g.loans {
		if l != nil {
			loans.giveAway(l)
			g.loans[i] = nil
		}
	}
}

// borrow asks for all of them, unless that was done and failed (a call from Python asks before it enters Go): an exporter is not
// asked again what it has answered.
func (g *group) borrow() cpy.Status {
	if g.isTried {
		g.isTried = false
		for _, l := range g.loans[:g.triedAt] {
			l.slot.Succeeded()
		}
		failed := g.loans[g.triedAt].slot
		failed.TakeOutcome(g.tried)
		return failed.Outcome()
	}
	for i := range g.n {
		a := &g.asked[i]
		a.w.pc = g.pc
		g.loans[i].slot.Ask(a.handle(), int(a.w.flags))
		if g.scope == nil {
			g.loans[i].slot.Lasting()
		}
	}
	slots := g.slots()
	if g.scope != nil {
		return g.scope.held.BorrowAll(&slots)
	}
	return cpy.BorrowOutside(&slots)
}

func (g *group) slots() cpy.Group {
	s := cpy.Group{N: g.n}
	for i, l := range g.loans[:g.n] {
		s.Slots[i] = l.slot
	}
	return s
}

// describe proves every answer. If one does not do, nothing stays held.
func (g *group) describe() error {
	var bad [cpy.Several]bool
	any := false
	for i, l := range g.loans[:g.n] {
		bad[i] = !l.meets(&g.asked[i].w)
		any = any || bad[i]
	}
	if !any {
		at, ok := g.enter()
		if ok {
			return nil
		}
		bad[at] = true
	}
	var errs []error
	for i := range g.n {
		if bad[i] {
			errs = append(errs, g.refuse(i, cpy.OK))
		}
	}
	for i, l := range g.loans[:g.n] {
		if l != nil {
			l.giveBack()
			g.loans[i] = nil
		}
	}
	if len(errs) == 1 {
		return errs[0]
	}
	return errors.Join(errs...)
}

// enter claims the memory of all arguments, or reports whose memory another borrow, or an earlier argument, has.
func (g *group) enter() (at int, ok bool) {
	var of [cpy.Several]int
	for i, l := range g.loans[:g.n] {
		if l.fillClaim(&g.asked[i].w) {
			g.claims[g.claimed], of[g.claimed] = &l.claim, i
			g.claimed++
		}
	}
	if g.claimed == 0 {
		return 0, true
	}
	at, conflict := borrowed.EnterAll(g.claims[:g.claimed])
	if conflict == nil {
		return 0, true
	}
	g.claimed = 0
	at = of[at]
	g.loans[at].conflict = conflict
	return at, false
}

// refuse explains what is wrong with one argument, and leaves nothing of it held.
func (g *group) refuse(i int, st cpy.Status) error {
	l, a := g.loans[i], &g.asked[i]
	g.loans[i] = nil
	err := g.explain(l, a, st)
	if e, ok := err.(*RefusedError); ok {
		if a.w.hosted {
			e.WayOut = e.hostedWayOut(&a.w)
		} else {
			e.Op = fmt.Sprintf("%s, argument %d, %s", g.op, i+1, e.Op)
		}
	}
	return err
}

func (g *group) explain(l *loan, a *asked, st cpy.Status) error {
	switch {
	case a.k == nil:
		return l.refuse(a.o, &a.w, st)
	case g.scope != nil:
		return l.refuse(Object{g.scope.token(), a.k.p}, &a.w, st)
	}
	return l.refuseKept(a.k, &a.w, st)
}

func (g *group) open() {
	for i, l := range g.loans[:g.n] {
		l.open(&g.asked[i].w, g.pc)
	}
}

// end is release, deferred; see loan.end.
func (g *group) end(err *error) {
	for _, l := range g.loans[:g.n] {
		l.lease.Close() // B2, for all before the first buffer goes
		l.a.Base = nil
	}
	if g.claimed > 0 {
		borrowed.LeaveAll(g.claims[:g.claimed])
	}
	if quarantined != nil {
		for _, l := range g.loans[:g.n] {
			quarantined.keep(l)
		}
		return
	}
	if g.releaseLater() {
		return
	}
	slots := g.slots()
	st := cpy.NoGIL
	if g.scope != nil {
		st = g.scope.held.ReleaseAll(&slots)
	}
	if st != cpy.OK && st != cpy.Changed {
		st = cpy.ReleaseOutside(&slots)
	}
	for _, l := range g.loans[:g.n] {
		if changed := l.settle(st == cpy.OK || st == cpy.Changed, st == cpy.Changed && l.slot.Outcome() == cpy.Changed); changed != nil {
			*err = joinErrors(*err, changed)
		}
	}
}

// releaseLater gives up, from the last on, the loans that can be released without a call; false if some are left.
func (g *group) releaseLater() bool {
	for g.scope != nil && g.n > 0 {
		l := g.loans[g.n-1]
		if !l.hasHome() || !g.scope.held.ReleaseLater(l.slot) { // B4
			break
		}
		loans.put(l)
		g.n--
	}
	return g.n == 0
}

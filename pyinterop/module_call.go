package pyinterop

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"

	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
	"github.com/go-inplace/inplace/pyinterop/internal/ledger"
)

// A hostedCall is one call from Python. Its scope holds the GIL that the caller holds, so that entering and leaving it
// costs no call into C.
//
// There are two roads. On the short one the C function that CPython called has borrowed all arrays on its own stack before
// it entered Go, and gives them back when Go has returned: a call enters Go once, and nothing goes back to C. What these
// slots say is proved as for any borrow, by loans that belong to the record of the call. The long road, for what could not be
// borrowed or does not do, borrows as everybody does, and says what is wrong.
type hostedCall struct {
	def    *def
	args   *[cpy.MaxParams]cpy.HostArg
	py     Python
	scope  *scope              // its own
	at     [cpy.MaxParams]int8 // where the loan of a parameter is, -1: it has none
	loans  [cpy.Several]*loan  // of the call
	opened bool

	slots   cpy.HostSlots // of the short road
	short   bool
	n       int // of lent
	lent    [cpy.Several]loan
	claims  [cpy.Several]*ledger.Claim
	claimed int

	ins   [cpy.Several]ndview.Raw // for DefArrays
	outs  [cpy.Several]ndview.MutRaw
	given int // how many of both there may be

	g group // of the long road

	dropped bool    // the GIL
	saved   uintptr // for taking it again

	watch *interruptWatch // of a function with a context, nil: it has none
}

// Records are pooled and never freed, as loans are. One is at hand without a lock.
var hostedCalls struct {
	one atomic.Pointer[hostedCall]
	sync.Mutex
	free []*hostedCall
}

func takeHosted() *hostedCall {
	if c := hostedCalls.one.Swap(nil); c != nil {
		return c
	}
	hostedCalls.Lock()
	defer hostedCalls.Unlock()
	if n := len(hostedCalls.free); n > 0 {
		c := hostedCalls.free[n-1]
		hostedCalls.free = hostedCalls.free[:n-1]
		return c
	}
	c := &hostedCall{scope: &scope{vacant: allVacant}}
	loans.Lock()
	defer loans.Unlock()
	for k := range c.lent {
		loans.all = append(loans.all, &c.lent[k])
	}
	return c
}

func (c *hostedCall) put() {
	if c.given > 0 {
		c.forgetArrays()
	}
	c.def, c.args, c.slots, c.opened, c.n, c.claimed = nil, nil, cpy.HostSlots{}, false, 0, 0
	if !c.short {
		c.g, c.loans = group{}, [cpy.Several]*loan{}
	}
	if hostedCalls.one.CompareAndSwap(nil, c) {
		return
	}
	hostedCalls.Lock()
	hostedCalls.free = append(hostedCalls.free, c)
	hostedCalls.Unlock()
}

// hostCall is what the shim calls.
func hostCall(t cpy.Thread, index int, args *[cpy.MaxParams]cpy.HostArg, slots cpy.HostSlots) (result cpy.Object) {
	makeRoom() // T1
	c := takeHosted()
	c.def, c.args, c.slots = hosted[index], args, slots
	c.scope.held = cpy.Scope{Thread: t}
	c.py = c.scope.token()
	defer c.end(&result)
	if c.short = c.lend(); !c.short {
		if slots.Any() && c.def.otherwise.Load() {
			return cpy.HostGaveUp
		}
		if err := c.acquire(); err != nil {
			return c.raise(err)
		}
	}
	if len(c.def.checks) > 0 {
		if err := c.check(); err != nil {
			return c.raise(err)
		}
	}
	o, err := c.def.invoke(c)
	c.takeGIL()
	if raised := c.unwatch(); raised != nil {
		c.py.giveUp(o)
		return c.raise(raised)
	}
	if err != nil {
		if c.def.otherwise.Load() && !isFinal(err) {
			return cpy.HostGaveUp
		}
		return c.raise(err)
	}
	return o
}

// lend opens the arrays that the shim has borrowed. It reports whether all will do; if not, they are given back.
func (c *hostedCall) lend() bool {
	if len(c.def.borrows) == 0 {
		return true
	}
	if !c.slots.Any() {
		return false
	}
	if !c.meet() {
		for k := range c.n {
			c.lent[k].a.Base = nil
		}
		c.py.s.held.GiveBack(c.slots)
		return false
	}
	for _, i := range c.def.borrows {
		if l := c.loan(i); l != nil {
			l.open(c.def.params[i].want, c.def.pc)
		}
	}
	c.opened = true
	return true
}

// meet proves all answers, and claims the memory.
func (c *hostedCall) meet() bool {
	for k, i := range c.def.borrows {
		slot, given := c.slots.At(k)
		if !given {
			c.at[i] = -1
			continue
		}
		l := &c.lent[c.n]
		c.at[i], c.loans[c.n] = int8(c.n), l
		c.n++
		l.slot = slot
		w := c.def.params[i].want
		if !l.meets(w) {
			return false
		}
		if l.fillClaim(w) {
			l.claim.PC = c.def.pc
			c.claims[c.claimed] = &l.claim
			c.claimed++
		}
	}
	if c.claimed > 0 {
		if _, conflict := borrowed.EnterAll(c.claims[:c.claimed]); conflict != nil {
			c.claimed = 0
			return false
		}
	}
	return true
}

// end gives everything back, whatever happened, and makes an exception of a panic.
func (c *hostedCall) end(result *cpy.Object) {
	p := recover()
	c.takeGIL()
	if p != nil {
		stack := debug.Stack()
		if raised := c.unwatch(); raised != nil {
			*result = c.raise(raised)
		} else if interrupted(p) {
			*result = c.raise(c.afterInterrupt())
		} else {
			*result = c.raise(&panicError{c.def, p, stack})
		}
	}
	if c.opened {
		var changed error
		if c.short {
			changed = c.endShort()
		} else {
			c.g.end(&changed)
		}
		if changed != nil && *result != 0 {
			c.py.giveUp(*result)
			*result = c.raise(changed)
		}
	}
	c.py.s.leaveHosted()
	c.put()
}

// endShort ends what lend began. The buffers are given back behind it, by the function that has borrowed them, unless
// something may have happened to an array meanwhile.
func (c *hostedCall) endShort() (changed error) {
	disturbed := false
	for k := range c.n {
		l := &c.lent[k]
		l.lease.Close() // B2
		l.a.Base = nil
		disturbed = disturbed || l.slot.Disturbed(c.py.s.held.Thread)
	}
	if c.claimed > 0 {
		borrowed.LeaveAll(c.claims[:c.claimed])
	}
	if disturbed && c.py.s.held.GiveBack(c.slots) == cpy.Changed {
		changed = &ChangedError{Place: c.lent[0].lastPlace()}
	}
	return changed
}

// leaveHosted ends the scope of a call. What waits in the thread's frame, the shim gives back behind it; the loans
// are taken back only when nothing does (B4).
func (s *scope) leaveHosted() {
	s.gen.Add(1)
	s.arena = dropped.takeInto(s.arena)
	if len(s.arena) == 0 && s.vacant == allVacant { // most calls use nothing of it
		s.held = cpy.Scope{}
		return
	}
	s.held.DecRef(s.arena)
	loans.takeBack(s)
	if cap(s.arena) > 1<<16 {
		s.arena = nil
	}
	s.arena = s.arena[:0]
	s.held = cpy.Scope{}
}

// giveUp drops a reference that is nobody's.
func (py Python) giveUp(o cpy.Object) {
	if o.IsReference() {
		py.own(o)
	}
}

// object is an argument as an Object, whose reference the caller holds.
func (c *hostedCall) object(i int) Object { return Object{c.py, c.args[i].Object()} }

// loan is that of an argument, nil if it is None.
func (c *hostedCall) loan(i int) *loan {
	if c.at[i] < 0 {
		return nil
	}
	return c.loans[c.at[i]]
}

// acquire borrows all arrays at once, or none.
func (c *hostedCall) acquire() error {
	d := c.def
	refused, slot, isRefused := c.slots.Refused()
	for k, i := range d.borrows {
		p := &d.params[i]
		if isRefused && k == refused {
			c.g.tried, c.g.triedAt, c.g.isTried = slot, c.g.n, true
		}
		if p.optional && c.args[i].Object() == cpy.None() {
			c.at[i] = -1
			continue
		}
		c.at[i] = int8(c.g.n)
		c.g.asked[c.g.n] = asked{o: c.object(i), w: *p.want}
		c.g.n++
	}
	if c.g.n > 0 {
		if err := c.g.acquire(); err != nil {
			return err
		}
		c.g.pc = d.pc
		c.g.open()
		c.loans = c.g.loans
		c.opened = true
	}
	return nil
}

// check makes all checks, and lists what is unmet for each argument.
func (c *hostedCall) check() error {
	var unmet []error
	of := make(map[string]*RefusedError) // by the argument
	for _, check := range c.def.checks {
		e := check(c)
		if e == nil {
			continue
		}
		if first := of[e.Op]; first != nil {
			first.Unmet, first.causes = append(first.Unmet, e.Unmet...), append(first.causes, e.causes...)
			continue
		}
		of[e.Op] = e
		unmet = append(unmet, e)
	}
	return errors.Join(unmet...)
}

// dropGIL drops the GIL for the function, if that is its rule. takeGIL undoes it.
func (c *hostedCall) dropGIL() {
	switch c.def.gil {
	case gilKept:
		return
	case gilByWork:
		if c.def.python || c.work() < c.def.large {
			return
		}
	}
	saved, st := c.py.s.held.AllowBegin()
	misuse(st, c.def.name)
	c.saved, c.dropped = saved, true
}

func (c *hostedCall) takeGIL() {
	if c.dropped {
		c.dropped = false
		c.py.s.held.AllowEnd(c.saved)
	}
}

// work is how many bytes the borrowed items have.
func (c *hostedCall) work() (bytes int) {
	for _, i := range c.def.borrows {
		if l := c.loan(i); l != nil {
			bytes += l.slot.Len()
		}
	}
	return bytes
}

// returned makes Python's object of a result.
func (c *hostedCall) returned(value any) (cpy.Object, error) {
	c.takeGIL()
	switch v := value.(type) {
	case None, nil:
		return cpy.HostNone, nil
	case Argument:
		return c.argument(v)
	case Object:
		if v.p == 0 {
			return cpy.HostNone, nil
		}
	}
	o, err := c.py.From(value)
	if err != nil {
		return 0, fmt.Errorf("pyinterop: %s(): its result: %w", c.def, err)
	}
	if arena := c.py.s.arena; len(arena) > 0 && arena[len(arena)-1] == o.p {
		c.py.s.arena = arena[:len(arena)-1] // the reference passes to the caller
		return o.p, nil
	}
	c.py.s.held.IncRef(o.p)
	return o.p, nil
}

// argument is the result of a function that returns one of its arguments.
func (c *hostedCall) argument(i Argument) (cpy.Object, error) {
	if uint(i) >= uint(len(c.def.params)) {
		return 0, fmt.Errorf("pyinterop: %s(): its result: Argument(%d), and it has %d parameters", c.def, i, len(c.def.params))
	}
	return cpy.HostArgument + cpy.Object(i), nil
}

// None is the result of a function that has none.
type None struct{}

// Argument is the result of a function that returns one of its arguments, by its place among Python's parameters, as
// NumPy's functions return out. In a [Tuple] that is a result it stands for that argument, too.
type Argument int

package pyinterop

import (
	"errors"
	"fmt"
	"runtime/debug"
	"sync"

	"github.com/go-inplace/inplace/pyinterop/internal/cpy"
)

// A hostedCall is one call from Python. Its scope holds the GIL that the caller holds, so that entering and leaving it
// costs no call into C.
type hostedCall struct {
	def    *def
	args   *[cpy.MaxParams]cpy.HostArg
	py     Python
	g      group
	at     [cpy.MaxParams]int8 // where the loan of a parameter is in g, -1: it has none
	opened bool

	dropped bool    // the GIL
	saved   uintptr // for taking it again
}

var hostedCalls = sync.Pool{New: func() any { return new(hostedCall) }}

// hostCall is what the shim calls.
func hostCall(t cpy.Thread, index int, args *[cpy.MaxParams]cpy.HostArg) (result cpy.Object) {
	c := hostedCalls.Get().(*hostedCall)
	c.def, c.args = hosted[index], args
	s := scopes.Get().(*scope)
	s.held = cpy.Scope{Thread: t}
	c.py = s.token()
	defer c.end(&result)
	if err := c.acquire(); err != nil {
		return c.raise(err)
	}
	o, err := c.def.invoke(c)
	c.takeGIL()
	if err != nil {
		return c.raise(err)
	}
	return o
}

// end gives everything back, whatever happened, and makes an exception of a panic.
func (c *hostedCall) end(result *cpy.Object) {
	p := recover()
	c.takeGIL()
	if p != nil {
		*result = c.raise(&panicError{c.def, p, debug.Stack()})
	}
	if c.opened {
		var changed error
		c.g.end(&changed)
		if changed != nil && *result != 0 {
			c.py.giveUp(*result)
			*result = c.raise(changed)
		}
	}
	c.py.s.leaveHosted()
	*c = hostedCall{}
	hostedCalls.Put(c)
}

// leaveHosted ends the scope of a call. What waits in the thread's frame, the shim gives back behind it; the loans
// are taken back only when nothing does (B4).
func (s *scope) leaveHosted() {
	s.gen.Add(1)
	s.arena = dropped.takeInto(s.arena)
	if len(s.arena) > 0 || s.vacant != allVacant {
		s.held.DecRef(s.arena)
	}
	loans.takeBack(s)
	if cap(s.arena) > 1<<16 {
		s.arena = nil
	}
	s.arena = s.arena[:0]
	s.held = cpy.Scope{}
	scopes.Put(s)
}

// giveUp drops a reference that is nobody's.
func (py Python) giveUp(o cpy.Object) {
	if o != cpy.HostNone {
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
	return c.g.loans[c.at[i]]
}

// acquire borrows all arrays at once, or none.
func (c *hostedCall) acquire() error {
	d := c.def
	for _, i := range d.borrows {
		p := &d.params[i]
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
		c.opened = true
	}
	if len(d.checks) == 0 {
		return nil
	}
	return c.check()
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
		if c.work() < largeWork || c.def.python {
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
	for _, l := range c.g.loans[:c.g.n] {
		bytes += l.slot.Len()
	}
	return bytes
}

// returned makes Python's object of a result.
func (c *hostedCall) returned(value any) (cpy.Object, error) {
	c.takeGIL()
	switch v := value.(type) {
	case None, nil:
		return cpy.HostNone, nil
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

// None is the result of a function that has none.
type None struct{}

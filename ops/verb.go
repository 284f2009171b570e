package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
)

// The names of operands in errors.
var namesBinary = namesFor(1, 2)

// A verb is an elementwise verb as its typed function knows it: with the loops for
// inputs of one kind found once, when the program starts.
type verb struct {
	op    string // "ops.Add"
	names []string
	*kernel.Verb
	loops [elem.NumNumeric]*kernel.Loop
	quick [elem.NumNumeric]bool // there is a loop, and it takes every value
}

// verbOf returns the verb that a typed function named op offers; name is the
// registry's. A name that does not exist is a mistake of this module.
func verbOf(op, name string) *verb {
	k, ok := kernel.Lookup(name)
	if !ok {
		panic("ops: no verb " + name)
	}
	v := &verb{op: op, Verb: k, names: namesFor(k.Out, k.In)}
	for kind := range v.loops {
		v.loops[kind] = k.Exact(elem.Kind(kind))
		v.quick[kind] = v.loops[kind] != nil && v.loops[kind].Check == nil
	}
	return v
}

// named sets the names that errors call the operands by, outputs first.
func (v *verb) named(names ...string) *verb {
	v.names = names
	return v
}

func namesFor(out, in int) []string {
	names := append(make([]string, 0, out+in), []string{"dst", "dst2"}[:out]...)
	return append(names, []string{"a", "b", "c"}[:in]...)
}

// unaryOf is the body of a typed function of one input: dst = f(a), where dst is of
// the kind that the loop for a gives.
func unaryOf(v *verb, kind elem.Kind, dst, a *mem.Array, opts []Option) error {
	loop := v.loops[kind]
	if len(opts) == 0 && v.quick[kind] && loop.Quick1(dst, a) {
		return nil
	}
	if len(opts) > 0 || loop == nil || loop.Check != nil {
		return callTyped(v, kind, opts, dst, a)
	}
	if err := check(v.op, loop.Out[0].Size(), v.names, dst, a); err != nil {
		return err
	}
	loop.Run1(dst, a)
	return nil
}

// binaryOf is the body of a typed function of two inputs of one kind: dst = a ∘ b,
// where dst is of the kind that the loop for them gives.
func binaryOf(v *verb, kind elem.Kind, dst, a, b *mem.Array, opts []Option) error {
	loop := v.loops[kind]
	if len(opts) == 0 && v.quick[kind] && loop.Quick2(dst, a, b) {
		return nil
	}
	if len(opts) > 0 || loop == nil || loop.Check != nil {
		return callTyped(v, kind, opts, dst, a, b)
	}
	if err := check(v.op, loop.Out[0].Size(), v.names, dst, a, b); err != nil {
		return err
	}
	loop.Run2(dst, a, b)
	return nil
}

// ternaryOf is the body of a typed function of three inputs of one kind.
func ternaryOf(v *verb, kind elem.Kind, dst, a, b, c *mem.Array, opts []Option) error {
	return callTyped(v, kind, opts, dst, a, b, c)
}

// pairOf is the body of a typed function with two outputs, all of one kind.
func pairOf(v *verb, kind elem.Kind, dst, dst2, a, b *mem.Array, opts []Option) error {
	return callTyped(v, kind, opts, dst, dst2, a, b)
}

// callTyped calls a verb whose operands are of exactly the kinds of its loop for
// inputs of one kind.
func callTyped(v *verb, kind elem.Kind, opts []Option, arrays ...*mem.Array) error {
	loop := v.loops[kind]
	kinds := [maxOperands]elem.Kind{kind, kind, kind, kind, kind}
	if loop != nil {
		copy(kinds[:], loop.Out[:v.Out])
	}
	return callOf(v, opts, kinds, arrays...)
}

// unaryTo is unaryOf for a dst of a kind of the caller's choice, to which the result
// is cast.
func unaryTo(v *verb, to, from elem.Kind, dst, a *mem.Array, opts []Option) error {
	if loop := v.loops[from]; loop != nil && loop.Out[0] == to {
		return unaryOf(v, from, dst, a, opts)
	}
	return callOf(v, opts, [maxOperands]elem.Kind{to, from}, dst, a)
}

// callOf calls a verb on operands of the kinds given, outputs first.
func callOf(v *verb, opts []Option, kinds [maxOperands]elem.Kind, arrays ...*mem.Array) error {
	c := call{verb: v, settings: settingsOf(opts), outs: v.Out, n: len(arrays), kinds: kinds}
	//lint:ignore S1001 copy would make the compiler move the arrays to the heap
	for k, a := range arrays {
		c.arrays[k] = a
	}
	return c.run()
}

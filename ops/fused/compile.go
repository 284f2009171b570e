package fused

import (
	"fmt"
	"slices"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/ndview"
)

// Compiling
//
// An expression becomes a program in four passes:
//
//	inputs     every input gets its place in the order of operands
//	resolve    from the operands up, each verb gets the loop that NumPy would take, weak
//	           constants get their kind, and casts are put in where an operand has
//	           another kind than the loop; what is equal becomes one value, and verbs of
//	           constants are computed at once
//	order      values are put in an order in which few are held at a time: of two
//	           operands first the one that needs more registers (Sethi, Ullman 1970)
//	allocate   each value gets a register, free again after its last use
//
// Errors are collected over the whole expression; what lies above one is not looked
// at.

// Compile checks an expression and makes a program of it. The operands of the
// program are the inputs in the order given; without any, in the order in which the
// expression names them first, read from the left. Inputs that are given may be
// missing in the expression.
//
// The error is a [*CompileError] that lists every place with a verb that does not
// exist, that has another number of operands, or that has no loop for the dtypes it
// meets, constants out of range, and inputs of one name and two dtypes. It wraps
// [ndview.ErrType].
func Compile(e Expr, inputs ...Expr) (*Program, error) {
	c := compiler{expr: e, ids: map[*node]int{}, interned: map[value]int{}, inputs: map[string]int{}}
	for k, in := range inputs {
		if in.n == nil || in.n.op != opInput {
			c.fault(in, "operand %d is not an input", k)
			continue
		}
		if _, twice := c.inputs[in.n.name]; twice {
			c.fault(in, "input %s is named twice", in)
			continue
		}
		c.input(in)
	}
	c.listed = len(inputs) > 0
	part, reduced := e, (*reduction)(nil)
	if e.n != nil && e.n.op == opReduce {
		part = e.n.args[0]
	}
	root := c.strong(part)
	if part != e && root != none {
		reduced = c.reduction(e, c.values[root].kind)
	}
	if len(c.faults) > 0 {
		return nil, &CompileError{Expr: e.String(), Faults: c.faults}
	}
	p := c.program(root)
	p.reduction = reduced
	return p, nil
}

// A value is something that is computed once: an input, a constant, or a loop with
// its operands, by their numbers. Equal values are one.
type value struct {
	class valueClass
	kind  elem.Kind
	bits  kernel.Bits // of a constant
	verb  string      // "" for a cast
	in    [3]int      // of an input, in[0] is its place
	nin   int
}

type valueClass uint8

const (
	anInput valueClass = iota
	aConstant
	aStep
)

type compiler struct {
	expr     Expr
	values   []value
	loops    []*kernel.Loop // of the values that are steps
	interned map[value]int
	ids      map[*node]int

	inputs map[string]int // place of each
	types  []ndview.DType
	names  []string
	listed bool // the caller gave the inputs, and their order
	faults []Fault
}

// none is the number of a value that has a fault.
const none = -1

func (c *compiler) fault(at Expr, format string, args ...any) int {
	c.faults = append(c.faults, Fault{At: at.String(), Text: fmt.Sprintf(format, args...)})
	return none
}

func (c *compiler) intern(v value, loop *kernel.Loop) int {
	if id, ok := c.interned[v]; ok {
		return id
	}
	c.values, c.loops = append(c.values, v), append(c.loops, loop)
	c.interned[v] = len(c.values) - 1
	return len(c.values) - 1
}

// strong returns the value of an expression that is no weak constant, or of one that
// meets nothing.
func (c *compiler) strong(e Expr) int {
	n := e.n
	if n == nil {
		return c.fault(e, "an operand is missing")
	}
	if id, ok := c.ids[n]; ok {
		return id
	}
	var id int
	switch n.op {
	case opInput:
		id = c.input(e)
	case opConstant:
		id = c.constant(n.kind, n.bits)
		if n.kind == elem.Invalid {
			id = c.constant(weakKind(n.weak), n.bits)
		}
	case opCast:
		if id = c.strong(n.args[0]); id != none {
			id = c.cast(id, n.kind)
		}
	case opReduce:
		id = c.fault(e, "a reduction stands inside of an expression; make its result an input of another program")
	default:
		id = c.verb(e)
	}
	c.ids[n] = id
	return id
}

func (c *compiler) constant(kind elem.Kind, b kernel.Bits) int {
	return c.intern(value{class: aConstant, kind: kind, bits: b}, nil)
}

func (c *compiler) input(e Expr) int {
	n := e.n
	k, known := c.inputs[n.name]
	switch {
	case !n.typ.Kind.IsNumeric():
		return c.fault(e, "input %s has dtype %s, which no verb computes on", n.name, n.typ)
	case known && c.types[k].Kind != n.typ.Kind:
		return c.fault(e, "input %s has dtype %s here and %s elsewhere; give one of them another name", n.name, n.typ.Kind, c.types[k].Kind)
	case !known && c.listed:
		return c.fault(e, "input %s is not among the operands that the program is given: %v", n.name, c.names)
	case !known:
		k = len(c.types)
		c.inputs[n.name] = k
		c.types, c.names = append(c.types, n.typ.Kind.Type()), append(c.names, n.name)
	}
	return c.intern(value{class: anInput, kind: n.typ.Kind, in: [3]int{k}}, nil)
}

// cast returns a value in another kind.
func (c *compiler) cast(id int, kind elem.Kind) int {
	from := c.values[id]
	switch {
	case from.kind == kind:
		return id
	case from.class == aConstant:
		return c.constant(kind, castBits(from.kind, kind, from.bits))
	}
	return c.intern(value{class: aStep, kind: kind, in: [3]int{id}, nin: 1}, castLoop(from.kind, kind))
}

func castLoop(from, to elem.Kind) *kernel.Loop {
	return &kernel.Loop{In: [3]elem.Kind{from}, Out: [2]elem.Kind{to}, Unary: kernel.CastOf(from, to)}
}

// verb resolves a verb and its operands.
func (c *compiler) verb(e Expr) int {
	n := e.n
	v, ok := kernel.Lookup(n.name)
	if !ok {
		return c.fault(e, "there is no verb %q; ops.Verbs lists the names", n.name)
	}
	if v.Out != 1 {
		return c.fault(e, "%s has %d results, and a part of an expression has one; use the verbs that give one of them", n.name, v.Out)
	}
	if len(n.args) != v.In {
		return c.fault(e, "%s has %d operands, wanted %d", n.name, len(n.args), v.In)
	}
	ids, kinds, ok := c.operands(e, v)
	if !ok {
		return none
	}
	loop, ok := v.Resolve(kinds)
	if ok && c.widen(e, loop, kinds) {
		loop, ok = v.Resolve(kinds)
	}
	if !ok {
		return c.fault(e, "%s has no loop for (%s)%s", n.name, kindList(kinds), advice(v))
	}
	if out := c.outOfBounds(e, loop); out != none {
		return c.fault(e, "integer %s is out of bounds for %s; write it as a Value, or cast the other operand with As", n.args[out], loop.In[out])
	}
	step := value{class: aStep, kind: loop.Out[0], verb: v.Name, nin: v.In}
	for i, id := range ids[:v.In] {
		step.in[i] = c.cast(id, loop.In[i])
	}
	if check := loop.Check; check != nil {
		if in := &c.values[step.in[check.Input]]; in.class == aConstant {
			if check.Bad(place(&in.bits), 0, 1) >= 0 {
				return c.fault(e, "%s", check.Text)
			}
			loop = unchecked(loop)
		}
	}
	if joined, loop := c.multiplyAdd(step); loop != nil {
		return c.intern(joined, loop)
	}
	if joined, loop := c.rootOfSquares(step); loop != nil {
		return c.intern(joined, loop)
	}
	if slices.ContainsFunc(step.in[:v.In], func(id int) bool { return c.values[id].class != aConstant }) {
		return c.intern(step, loop)
	}
	return c.fold(step, loop)
}

// multiplyAdd joins a sum with the product that is one of its operands into one step, which
// rounds after each; loop is nil where that is not what the step is.
func (c *compiler) multiplyAdd(sum value) (_ value, loop *kernel.Loop) {
	k := sum.kind
	if sum.verb != "add" || kernel.MulAdd[k] == nil {
		return sum, nil
	}
	for i, id := range sum.in[:2] {
		if p := c.values[id]; p.class == aStep && p.verb == "multiply" {
			loop = &kernel.Loop{In: [3]elem.Kind{k, k, k}, Out: [2]elem.Kind{k}, Ternary: kernel.MulAdd[k]}
			return value{class: aStep, kind: k, verb: "multiply_add", in: [3]int{p.in[0], p.in[1], sum.in[1-i]}, nin: 3}, loop
		}
	}
	return sum, nil
}

// rootOfSquares joins a root with the sum of two squares that it is taken of into one step, which
// rounds after each; loop is nil where that is not what the step is.
func (c *compiler) rootOfSquares(root value) (_ value, loop *kernel.Loop) {
	k := root.kind
	if root.verb != "sqrt" || kernel.RootOfSquares[k] == nil {
		return root, nil
	}
	sum := c.values[root.in[0]]
	var x, y int
	switch {
	case sum.class == aStep && sum.verb == "multiply_add" && sum.in[0] == sum.in[1]:
		x, y = sum.in[0], c.squared(sum.in[2])
	case sum.class == aStep && sum.verb == "add":
		x, y = c.squared(sum.in[0]), c.squared(sum.in[1])
	default:
		return root, nil
	}
	if x == none || y == none {
		return root, nil
	}
	loop = &kernel.Loop{In: [3]elem.Kind{k, k}, Out: [2]elem.Kind{k}, Binary: kernel.RootOfSquares[k]}
	return value{class: aStep, kind: k, verb: "root_of_squares", in: [3]int{x, y}, nin: 2}, loop
}

// squared returns the value of which a value is the square, or none.
func (c *compiler) squared(id int) int {
	v := c.values[id]
	if v.class == aStep && (v.verb == "square" || v.verb == "multiply" && v.in[0] == v.in[1]) {
		return v.in[0]
	}
	return none
}

// unchecked is a loop whose input was checked when the program was compiled.
func unchecked(l *kernel.Loop) *kernel.Loop {
	free := *l
	free.Check = nil
	return &free
}

// fold computes a verb of constants.
func (c *compiler) fold(step value, l *kernel.Loop) int {
	var out kernel.Bits
	in := [3]kernel.Bits{}
	for i, id := range step.in[:step.nin] {
		in[i] = c.values[id].bits
	}
	switch {
	case l.Unary != nil:
		l.Unary(place(&out), 0, place(&in[0]), 0, 1)
	case l.Binary != nil:
		l.Binary(place(&out), 0, place(&in[0]), 0, place(&in[1]), 0, 1)
	default:
		l.Ternary(place(&out), 0, place(&in[0]), 0, place(&in[1]), 0, place(&in[2]), 0, 1)
	}
	return c.constant(step.kind, out)
}

// operands returns the values of a verb's operands, and the kinds by which its loop
// is chosen: for weak constants, the one that they take there.
func (c *compiler) operands(e Expr, v *kernel.Verb) (ids [3]int, kinds []elem.Kind, ok bool) {
	args := e.n.args
	kinds, ok = make([]elem.Kind, v.In), true
	met := elem.Invalid // the kind in which all but weak constants meet
	condition := -1
	if v.Name == "where" {
		condition = 0
	}
	for i, a := range args {
		if ids[i] = c.strong(a); ids[i] == none {
			ok = false
			continue
		}
		switch {
		case i == condition: // NumPy asks any condition whether it is true
			ids[i] = c.cast(ids[i], elem.KindBool)
		case isWeak(a):
			continue
		case met == elem.Invalid:
			met = c.values[ids[i]].kind
		default:
			met = elem.Promote(met, c.values[ids[i]].kind)
		}
		kinds[i] = c.values[ids[i]].kind
	}
	for i, a := range args { // weak floats widen weak integers too
		if i != condition && isWeak(a) && a.n.weak > elem.WeakInt {
			met = elem.PromoteWeak(met, a.n.weak)
		}
	}
	for i, a := range args {
		if i != condition && isWeak(a) {
			kinds[i] = elem.PromoteWeak(met, a.n.weak)
		}
	}
	return ids, kinds, ok
}

func isWeak(e Expr) bool { return e.n != nil && e.n.op == opConstant && e.n.kind == elem.Invalid }

// outOfBounds returns the operand that is a weak integer which the loop's kind for it
// does not hold, or none. A float may be rounded.
func (c *compiler) outOfBounds(e Expr, l *kernel.Loop) int {
	for i, a := range e.n.args {
		if !isWeak(a) || a.n.weak != elem.WeakInt || !l.In[i].IsInteger() {
			continue
		}
		x, kind := int64(a.n.bits[0]), l.In[i]
		if back := castBits(kind, elem.KindInt64, castBits(elem.KindInt64, kind, a.n.bits)); back != a.n.bits || kind == elem.KindUint64 && x < 0 {
			return i
		}
	}
	return none
}

// widen makes an integer out of bounds an int64 where the result is no integer: NumPy
// takes it as it is to compare, to divide, and to ask whether it is zero. It reports
// whether there was one.
func (c *compiler) widen(e Expr, l *kernel.Loop, kinds []elem.Kind) bool {
	out := c.outOfBounds(e, l)
	if out == none || l.Out[0].IsInteger() {
		return false
	}
	kinds[out] = elem.KindInt64
	return true
}

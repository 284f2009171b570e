package kernel

import (
	"slices"
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/mem"
)

// Loops of elementwise verbs
//
// All of them follow K1–K5: strides are bytes of any sign, 0 means one item for
// all, n is at least 0, items are native and aligned. The arguments are at most
// nine words, so that they travel in registers.

// A Unary computes dst[i] = f(a[i]) for n items.
type Unary func(dst mem.Addr, ds int, a mem.Addr, as int, n int)

// A Binary computes dst[i] = a[i] ∘ b[i] for n items.
type Binary func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, n int)

// A Ternary computes dst[i] = f(a[i], b[i], c[i]) for n items.
type Ternary func(dst mem.Addr, ds int, a mem.Addr, as int, b mem.Addr, bs int, c mem.Addr, cs int, n int)

// A Pair computes (dst[i], dst2[i]) = f(a[i], b[i]) for n items. Both inputs of an
// item are read before either output is written.
type Pair func(dst mem.Addr, ds int, dst2 mem.Addr, ds2 int, a mem.Addr, as int, b mem.Addr, bs int, n int)

// A Loop is a verb for one choice of kinds; exactly one of the four functions is
// set. What the verb has no operand for is elem.Invalid.
type Loop struct {
	In  [3]elem.Kind // of the inputs
	Out [2]elem.Kind // of the outputs

	Unary   Unary
	Binary  Binary
	Ternary Ternary
	Pair    Pair

	Check *Check // nil where any input will do
	Own   bool   // a function of the program, which is called once for each item that is selected and for no other
}

// A Check refuses inputs for the values of one of them, before anything is
// written: negative integer powers, say.
type Check struct {
	Input int                                      // 0 for the first
	Bad   func(a mem.Addr, as int, n int) (at int) // index of the first item refused, or -1; items are of the loop's kind
	Text  string                                   // the rule, and the way out
}

// A Verb is one elementwise operation: what NumPy calls a ufunc.
type Verb struct {
	Name    string // NumPy's name: "add", "floor_divide"; our own where NumPy has none ("fma", "sigmoid")
	Doc     string // half a line: "x + y, for booleans x or y"
	In, Out int    // numbers of operands

	// Loops in the order in which they are tried, that of NumPy's ufunc.types: taken is
	// the first to whose inputs all operands cast safely.
	Loops []Loop

	// NoBool refuses operands that are all booleans, although they would cast to
	// those of the first loop: subtract, negative.
	NoBool bool

	// Advice is the way out where there is no loop for some operands: "booleans
	// have no difference: use bitwise_xor or logical_xor". It may be empty.
	Advice string
}

// Resolve returns the loop for operands of these kinds, one for each input: the
// first to whose inputs all of them cast safely. ok is false if there is none.
func (v *Verb) Resolve(in []elem.Kind) (_ *Loop, ok bool) {
	if v.NoBool && !slices.ContainsFunc(in, func(k elem.Kind) bool { return k != elem.KindBool }) {
		return nil, false
	}
	for i := range v.Loops {
		if v.Loops[i].takes(in) {
			return &v.Loops[i], true
		}
	}
	return nil, false
}

func (l *Loop) takes(in []elem.Kind) bool {
	for k, kind := range in {
		if k >= len(l.In) || !elem.CanCast(kind, l.In[k], elem.CastSafe) {
			return false
		}
	}
	return true
}

// Exact returns the loop whose inputs are all of one kind, or nil. Typed wrappers
// find their loops by it, once.
func (v *Verb) Exact(kind elem.Kind) *Loop {
	for i := range v.Loops {
		if l := &v.Loops[i]; l.In[0] == kind && (v.In < 2 || l.In[1] == kind) && (v.In < 3 || l.In[2] == kind) {
			return l
		}
	}
	return nil
}

// Lookup returns the verb of a name.
func Lookup(name string) (_ *Verb, ok bool) {
	v, ok := verbsByName()[name]
	return v, ok
}

var verbsByName = sync.OnceValue(func() map[string]*Verb {
	names := make(map[string]*Verb, len(Verbs))
	for _, v := range Verbs {
		if names[v.Name] != nil {
			panic("kernel: two verbs are named " + v.Name)
		}
		names[v.Name] = v
	}
	return names
})

package ops

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// What to do next about a verb called by name.
var (
	// ErrVerb: there is no verb of that name, or not with so many operands.
	ErrVerb = errors.New("no such verb")
	// ErrValue: a verb is not defined for the value of an operand.
	ErrValue = errors.New("value not allowed")
)

// Apply sets dst to what the elementwise verb of a name computes of the operands,
// as the ufunc of that name does in NumPy: Apply("add", dst, []ndview.Raw{a, b}) is
// np.add(a, b, out=dst). The dtypes may be any numbers, in any byte order; operands
// are cast, without losing values, to the dtypes of the first loop of the verb
// that takes them all ([ResultType]), and the result to that of dst by the rule
// SameKind, or the one given by [Casting]. [Verbs] lists the names.
//
// The error wraps [ErrVerb] if there is no such verb of so many operands,
// [ndview.ErrType] for dtypes ([NoLoopError], [CastError]), [ndview.ErrShape],
// [ndview.ErrOverlap] as those of [Add], and [ErrValue]; nothing is written then.
func Apply(name string, dst ndview.MutRaw, operands []ndview.Raw, opts ...Option) error {
	if len(opts) == 0 && applyQuick(name, &dst.Raw, operands) {
		return nil
	}
	return apply(name, 1, &dst.Raw, nil, operands, opts)
}

// applyQuick computes small arrays of one dtype at once, and reports whether it did; what is
// wrong it leaves to apply.
func applyQuick(name string, dst *ndview.Raw, operands []ndview.Raw) (done bool) {
	v, ok := byName().find(name)
	if !ok || v.Out != 1 || v.In != len(operands) {
		return false
	}
	typ := operands[0].DType()
	if int(typ.Kind) >= len(v.quick) || !v.quick[typ.Kind] {
		return false
	}
	loop, to := v.loops[typ.Kind], dst.DType()
	if to.Kind != loop.Out[0] || to.Swapped || typ.Swapped {
		return false
	}
	switch v.In {
	case 1:
		return loop.QuickRaw1(dst.Array(), operands[0].Array())
	case 2:
		b := operands[1].DType()
		return b.Kind == typ.Kind && !b.Swapped && loop.QuickRaw2(dst.Array(), operands[0].Array(), operands[1].Array())
	}
	return false
}

// ApplyPair is [Apply] for verbs with two outputs: ApplyPair("divmod", q, r,
// []ndview.Raw{a, b}). The outputs have one shape and must not share memory.
func ApplyPair(name string, dst, dst2 ndview.MutRaw, operands []ndview.Raw, opts ...Option) error {
	return apply(name, 2, &dst.Raw, &dst2.Raw, operands, opts)
}

// A directory has the verbs as Apply knows them by their names: a map would take as long to look
// into as ten elements take to add.
type directory [256][]*verb

// slot is where a name is, which is not empty; no more than a few names share one.
func (d *directory) slot(name string) *[]*verb {
	n := len(name)
	return &d[uint8(7*n+31*int(name[0])+5*int(name[n/2])+int(name[n-1]))]
}

func (d *directory) find(name string) (v *verb, ok bool) {
	if name == "" {
		return nil, false
	}
	for _, v := range *d.slot(name) {
		if v.Name == name {
			return v, true
		}
	}
	return nil, false
}

var byName = sync.OnceValue(func() *directory {
	d := new(directory)
	for _, v := range kernel.Verbs {
		s := d.slot(v.Name)
		*s = append(*s, verbOf(fmt.Sprintf("ops.Apply %q", v.Name), v.Name))
	}
	return d
})

func apply(name string, outs int, dst, dst2 *ndview.Raw, operands []ndview.Raw, opts []Option) error {
	v, ok := byName().find(name)
	if !ok {
		return fmt.Errorf("inplace: ops.Apply: no verb is named %q; Verbs lists the names: %w", name, ErrVerb)
	}
	if v.Out != outs || v.In != len(operands) {
		return countError(v, outs, len(operands))
	}
	c := call{verb: v, settings: settingsOf(opts), n: outs + len(operands), outs: outs}
	c.raws[0], c.raws[1] = dst, dst2
	for k := range operands {
		c.raws[outs+k] = &operands[k]
	}
	var native [maxOperands]mem.Array
	for k := range c.n { // here, and not in a function of its own, so that native stays on the stack
		native[k] = *c.raws[k].Array()
		c.kinds[k] = settleNumbers(&native[k], c.raws[k].DType())
		c.arrays[k] = &native[k]
	}
	return c.run()
}

func countError(v *verb, outs, ins int) error {
	return fmt.Errorf("inplace: %s: called with %s and %s, the verb has %s and %s: %w", v.op,
		count(outs, "output"), count(ins, "operand"), count(v.Out, "output"), count(v.In, "operand"), ErrVerb)
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// numbers returns the array of r as one of numbers, which it may be misaligned or
// swapped as, and the kind of its items.
func numbers(r *ndview.Raw) (mem.Array, elem.Kind) {
	a := *r.Array()
	kind := settleNumbers(&a, r.DType())
	return a, kind
}

// settleNumbers makes a, whose items are of a type, an array of numbers, if they are.
func settleNumbers(a *mem.Array, typ elem.Type) elem.Kind {
	if typ.Kind.IsNumeric() {
		it := mem.Item{Size: typ.Kind.Size(), Unit: 1, Align: typ.Kind.Align()}
		if typ.Swapped {
			it.Unit = typ.Kind.Part().Size()
		}
		a.Settle(it)
	}
	return typ.Kind
}

// ResultType returns the dtypes of what the verb of a name computes of operands of
// these dtypes, as ufunc.resolve_dtypes does in NumPy; the second one is invalid
// unless the verb has two outputs. The error wraps [ErrVerb] or [ndview.ErrType].
func ResultType(name string, operands ...ndview.DType) (out, out2 ndview.DType, err error) {
	v, ok := kernel.Lookup(name)
	if !ok || v.In != len(operands) {
		return out, out2, fmt.Errorf("inplace: ops.ResultType: no verb %q takes %s; Verbs lists the names: %w",
			name, count(len(operands), "operand"), ErrVerb)
	}
	return resultType(v, operands)
}

func resultType(v *kernel.Verb, operands []ndview.DType) (out, out2 ndview.DType, err error) {
	if v.In != len(operands) {
		return out, out2, fmt.Errorf("inplace: ops.ResultType %q: the verb has %s, found %s: %w", v.Name, count(v.In, "operand"), count(len(operands), "dtype"), ErrVerb)
	}
	var kinds [3]elem.Kind
	names := make([]string, len(operands))
	for i, typ := range operands {
		kinds[i], names[i] = typ.Kind, typ.String()
	}
	loop, ok := v.Resolve(kinds[:v.In])
	if !ok {
		return out, out2, fmt.Errorf("inplace: ops.ResultType %q: the verb has no loop for (%s): %w", v.Name, strings.Join(names, ", "), ndview.ErrType)
	}
	return loop.Out[0].Type(), loop.Out[1].Type(), nil
}

// A VerbInfo describes an elementwise verb.
type VerbInfo struct {
	Name    string // NumPy's name of the ufunc, or our own where NumPy has none
	Doc     string // half a line
	In, Out int    // numbers of operands
}

// Verbs returns the elementwise verbs that [Apply] knows, in the order of the
// registry.
func Verbs() []VerbInfo {
	list := make([]VerbInfo, len(kernel.Verbs))
	for i, v := range kernel.Verbs {
		list[i] = VerbInfo{v.Name, v.Doc, v.In, v.Out}
	}
	return list
}

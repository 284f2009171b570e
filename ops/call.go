package ops

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// maxOperands is the largest number of operands of an elementwise verb.
const maxOperands = 5

// A call is an elementwise verb with its operands, outputs first. run looks at
// everything before it writes anything.
type call struct {
	settings
	*verb
	outs, n int // numbers of outputs, and of all operands
	arrays  [maxOperands]*mem.Array
	kinds   [maxOperands]elem.Kind
	raws    [maxOperands]*ndview.Raw // for the texts of errors; nil where the kind says everything
}

func (c *call) run() error {
	loop, ok := c.resolve()
	if ok && c.mask == nil && c.workers == 0 && c.quick(loop) {
		return nil
	}
	for _, a := range c.arrays[:c.n] {
		a.Check()
	}
	if !ok {
		return c.noLoop()
	}
	for k, to := range c.kinds[:c.outs] {
		if !elem.CanCast(loop.Out[k], to, c.rule) {
			return c.castError(loop)
		}
	}
	if err := c.check(); err != nil {
		return err
	}
	if c.mask == nil && c.workers == 0 && c.direct(loop) {
		return nil
	}
	k := kernel.Call{
		Loop: loop, Out: c.outs, In: c.n - c.outs,
		Kinds: c.kinds, Arrays: c.arrays, Mask: c.mask, Saturate: c.rule == Saturate,
		Workers: c.workers,
	}
	if refused := k.Run(); refused != nil {
		return c.valueError(refused)
	}
	return nil
}

// resolve finds the loop.
func (c *call) resolve() (_ *kernel.Loop, ok bool) {
	kinds := c.kinds[c.outs:c.n]
	if kind := kinds[0]; kind.IsNumeric() && c.loops[kind] != nil && same(kinds) {
		return c.loops[kind], true
	}
	return c.Resolve(kinds)
}

func same(kinds []elem.Kind) bool {
	for _, k := range kinds {
		if k != kinds[0] {
			return false
		}
	}
	return true
}

// exact reports whether every operand is of its kind in a loop of one output that takes
// every value.
func (c *call) exact(l *kernel.Loop) bool {
	return l.Check == nil && c.outs == 1 && c.kinds[0] == l.Out[0] && c.kinds[1] == l.In[0] &&
		(c.n == 2 || c.n == 3 && c.kinds[2] == l.In[1])
}

// quick computes small arrays at once, which it looks at itself, and reports whether it did.
func (c *call) quick(l *kernel.Loop) (done bool) {
	switch {
	case !c.exact(l):
		return false
	case c.n == 2:
		return l.Quick1(c.arrays[0], c.arrays[1])
	}
	return l.Quick2(c.arrays[0], c.arrays[1], c.arrays[2])
}

// direct runs the loop on operands that were looked at, if each is of its kind, and reports
// whether it did.
func (c *call) direct(l *kernel.Loop) (done bool) {
	switch {
	case !c.exact(l):
		return false
	case c.n == 2:
		l.Run1(c.arrays[0], c.arrays[1])
	default:
		l.Run2(c.arrays[0], c.arrays[1], c.arrays[2])
	}
	return true
}

// check tests shapes, and that no output overlaps itself or the other one.
func (c *call) check() error {
	if err := c.checkShapes(); err != nil {
		return err
	}
	return c.checkOutputs()
}

// checkShapes tests that outputs have one shape, and that everything else
// stretches to it.
func (c *call) checkShapes() error {
	dst, fit := c.arrays[0].L(), true
	for k, a := range c.arrays[1:c.n] {
		if l := a.L(); k+1 < c.outs {
			fit = fit && sameShape(l, dst)
		} else {
			fit = fit && stretches(l, dst)
		}
	}
	if c.mask != nil {
		c.mask.Check()
		fit = fit && stretches(c.mask.L(), dst)
	}
	if fit {
		return nil
	}
	return c.shapeError()
}

func sameShape(a, b *layout.Layout) bool {
	return a.NDim == b.NDim && stretches(a, b) && stretches(b, a)
}

// checkOutputs tests that no output overlaps itself or the other one.
func (c *call) checkOutputs() error {
	for k, a := range c.arrays[:c.outs] {
		if size := c.kinds[k].Size(); !plainlyApart(a.L(), size) {
			if err := checkApart(c.op, size, a.L()); err != nil {
				return err
			}
		}
	}
	if c.outs < 2 {
		return nil
	}
	return c.checkPair()
}

func (c *call) checkPair() error {
	a, b := c.arrays[0], c.arrays[1]
	v := layout.Overlap(a.L(), mem.Uint(a.Base), c.kinds[0].Size(), b.L(), mem.Uint(b.Base), c.kinds[1].Size(), layout.DefaultWork)
	if v == layout.Unknown && (a.L().Indirect() || b.L().Indirect()) && mem.Uint(a.Base) != mem.Uint(b.Base) {
		return nil // behind pointers only what the layout tells is looked at
	}
	if v == layout.Disjoint {
		return nil
	}
	l := a.L()
	return &OverlapError{
		Op: c.op, Shape: l.AppendShape([]int{}), Strides: l.AppendStrides([]int{}),
		Itemsize: c.kinds[0].Size(), Proven: v == layout.Overlapping, With: c.names[1],
	}
}

func (c *call) noLoop() error {
	return &NoLoopError{Op: c.op, Names: c.names, Shapes: c.shapes(), DTypes: c.dtypes(), Advice: c.Advice}
}

func (c *call) castError(loop *kernel.Loop) error {
	e := &CastError{Op: c.op, Names: c.names, Shapes: c.shapes(), DTypes: c.dtypes(), Rule: c.rule}
	for k := range c.outs {
		e.Results = append(e.Results, loop.Out[k].Type())
	}
	return e
}

func (c *call) valueError(refused *kernel.Check) error {
	return &ValueError{
		Op: c.op, Names: c.names, Shapes: c.shapes(), DTypes: c.dtypes(),
		Operand: c.names[c.outs+refused.Input], Rule: refused.Text,
	}
}

func (c *call) shapes() (shapes [][]int) {
	for _, a := range c.arrays[:c.n] {
		shapes = append(shapes, a.L().AppendShape([]int{}))
	}
	return shapes
}

func (c *call) dtypes() (types []elem.Type) {
	for k, a := range c.arrays[:c.n] {
		typ := c.kinds[k].Type()
		typ.Swapped = a.Swapped()
		if c.raws[k] != nil {
			typ = c.raws[k].DType()
		}
		types = append(types, typ)
	}
	return types
}

func (c *call) shapeError() error {
	var arrays [maxOperands + 1]*mem.Array
	n := c.n
	for k := range n { // copy would make the compiler move the arrays to the heap
		arrays[k] = c.arrays[k]
	}
	if c.mask == nil {
		return shapeError(c.op, c.outs, c.names, arrays[:n])
	}
	arrays[n] = c.mask
	return shapeError(c.op, c.outs, append(c.names[:n:n], "mask"), arrays[:n+1])
}

package fused

import (
	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/kernel"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/ndview"
)

// An operand is an array that a job reads or writes.
type operand struct {
	base    mem.Addr
	own     layout.Layout // before it was stretched
	layout  layout.Layout // of the shape that is walked
	kind    elem.Kind
	size    int
	swapped bool
	native  bool // byte order and strides allow to compute on it, if its address is aligned too
}

func (o *operand) set(a *mem.Array, typ ndview.DType) {
	*o = operand{base: a.Base, own: *a.L(), layout: *a.L(), kind: typ.Kind, size: typ.Size, swapped: typ.Swapped}
	o.native = !o.swapped && o.layout.AlignedTo(o.kind.Align())
}

// mover returns the loop between memory and native items.
func (o *operand) mover() kernel.Move {
	if o.swapped {
		return kernel.MoveOf(o.size, o.kind.Part().Size())
	}
	return kernel.MoveOf(o.size, 1)
}

// check tests whether a run may begin, and lists what is wrong with its operands if
// it may not.
func (p *Program) check(dst *ndview.MutRaw, inputs []ndview.Raw) error {
	if p.fits(dst, inputs) {
		return nil
	}
	e := &OperandError{Expr: p.text}
	if len(inputs) != len(p.types) {
		e.add(ndview.ErrShape, "%d operands were given, wanted %d: %v", len(inputs), len(p.types), p.names)
		return e
	}
	for k := range inputs {
		if found := inputs[k].DType(); found.Kind != p.types[k].Kind {
			e.add(ndview.ErrType, "%s has dtype %s, wanted %s; compile the expression with an input of that dtype", p.names[k], found.Kind, p.types[k].Kind)
		}
	}
	p.checkShapes(e, dst, inputs)
	p.checkDst(e, dst)
	if len(e.Unmet) > 0 {
		return e
	}
	return nil
}

func (p *Program) fits(dst *ndview.MutRaw, inputs []ndview.Raw) bool {
	if len(inputs) != len(p.types) || !elem.CanCast(p.kind, dst.DType().Kind, elem.CastSameKind) {
		return false
	}
	d := dst.Array().L()
	for k := range inputs {
		if inputs[k].DType().Kind != p.types[k].Kind || !stretches(inputs[k].Array().L(), d) {
			return false
		}
	}
	return p.apart(dst) == layout.Disjoint
}

// stretches reports whether layout a can be broadcast to the shape of dst.
func stretches(a, dst *layout.Layout) bool {
	extra := dst.NDim - a.NDim
	if extra < 0 {
		return false
	}
	for axis := range a.NDim {
		n, _ := a.Dim(axis)
		if want, _ := dst.Dim(axis + extra); n != want && n != 1 {
			return false
		}
	}
	return true
}

// apart says whether two elements of dst share memory; of a dst behind pointers only
// what one pointer leads to is looked at.
func (p *Program) apart(dst *ndview.MutRaw) layout.Verdict {
	l, size := dst.Array().L(), dst.DType().Size
	if l.ContiguousC(size) {
		return layout.Disjoint
	}
	if l.Indirect() {
		l = lastLevel(l)
	}
	return layout.SelfOverlap(l, size, layout.DefaultWork)
}

// lastLevel returns the axes of a layout that lie behind its last pointer.
func lastLevel(l *layout.Layout) *layout.Layout {
	var shape, strides []int
	for axis := range l.NDim {
		if l.AxisLevel(axis) == l.Levels()-1 {
			n, s := l.Dim(axis)
			shape, strides = append(shape, n), append(strides, s)
		}
	}
	last, err := layout.New(shape, strides, nil, 0)
	if err != nil {
		panic(err) // part of a layout that was checked
	}
	return &last
}

func (p *Program) checkShapes(e *OperandError, dst *ndview.MutRaw, inputs []ndview.Raw) {
	d := dst.Array().L()
	for k := range inputs {
		l := inputs[k].Array().L()
		if d.NDim < l.NDim {
			e.add(ndview.ErrShape, "%s of shape %s does not stretch to the shape %s of dst: it has more axes; slice or reshape it",
				p.names[k], shapeText(l), shapeText(d))
			continue
		}
		for axis := range l.NDim {
			n, _ := l.Dim(axis)
			if want, _ := d.Dim(axis + d.NDim - l.NDim); n != want && n != 1 {
				e.add(ndview.ErrShape, "%s of shape %s does not stretch to the shape %s of dst: its axis %d has length %d, wanted %d or 1; "+
					"slice, reshape, or insert an axis with InsertAxis", p.names[k], shapeText(l), shapeText(d), axis, n, want)
				break
			}
		}
	}
}

func (p *Program) checkDst(e *OperandError, dst *ndview.MutRaw) {
	result, typ := p.kind, dst.DType()
	if !typ.Kind.IsNumeric() || !elem.CanCast(result, typ.Kind, elem.CastSameKind) {
		e.add(ndview.ErrType, "the result is %s and dst %s, to which it does not cast by the rule same_kind; cast the expression with As, or give a dst of dtype %s",
			result, typ, result)
		return
	}
	if verdict := p.apart(dst); verdict != layout.Disjoint {
		l := dst.Array().L()
		e.add(ndview.ErrOverlap, "dst of shape %s with strides %s (bytes) has elements that share memory (%s), so the result would depend on the order of writing; "+
			"write to a view whose elements are apart, and copy", shapeText(l), layout.FormatShape(l.AppendStrides([]int{})), verdict)
	}
}

// separate replaces inputs that change while they are still to be read, as dst is
// written block by block, by copies. An input is safe if it is apart from dst, or if
// its items are those of dst with the same indices.
func (j *job) separate() {
	dst := &j.ops[len(j.ops)-1]
	for k := range j.ops[:len(j.ops)-1] {
		in := &j.ops[k]
		if sameItems(dst, in) {
			continue
		}
		if layout.Overlap(&dst.own, mem.Uint(dst.base), dst.size, &in.own, mem.Uint(in.base), in.size, layout.DefaultWork) != layout.Disjoint {
			in.copyAside()
		}
	}
}

func sameItems(a, b *operand) bool {
	if a.base != b.base || a.size != b.size || a.layout.Indirect() || b.layout.Indirect() {
		return false
	}
	for axis := range a.layout.NDim {
		n, s := a.layout.Dim(axis)
		if _, t := b.layout.Dim(axis); n > 1 && s != t {
			return false
		}
	}
	return true
}

// copyAside makes an operand a native copy of itself, and stretches that.
func (o *operand) copyAside() {
	var shape [layout.MaxNDim]int
	c, err := layout.C(o.own.AppendShape(shape[:0]), o.size)
	if err != nil {
		panic(err) // what shares memory with dst is not larger than memory
	}
	words := make([]uint64, (c.Size()*o.size+7)/8)
	item := mem.Item{Size: o.size, Unit: 1, Align: o.kind.Align()}
	from := item
	if o.swapped {
		from.Unit = o.kind.Part().Size()
	}
	to, in := mem.New(mem.Of(words), c, lease.Forever, 0, item), mem.New(o.base, o.own, lease.Forever, 0, from)
	kernel.CopyArray(o.kind, &to, &in)
	stretched := o.layout.AppendShape(shape[:0])
	*o = operand{base: mem.Of(words), own: c, layout: c, kind: o.kind, size: o.size, native: true}
	o.stretch(stretched)
}

// stretch gives an operand a shape that it stretches to.
func (o *operand) stretch(shape []int) {
	if err := o.layout.BroadcastTo(shape...); err != nil {
		panic(err) // the shapes were compared
	}
}

package fused

import (
	"context"
	"slices"
	"sync"

	"github.com/go-inplace/inplace/internal/elem"
	"github.com/go-inplace/inplace/internal/layout"
	"github.com/go-inplace/inplace/internal/lease"
	"github.com/go-inplace/inplace/internal/mem"
	"github.com/go-inplace/inplace/iter"
	"github.com/go-inplace/inplace/ndview"
	"github.com/go-inplace/inplace/ops"
)

// Reductions of an expression
//
// The elements are cut into boxes that stay in the second-level cache. Each box is
// computed into a buffer and reduced by ops.Reduce: to its part of dst where all that
// belongs to a result lies in one box, which is so unless a single result has more
// elements than a box, and else to a partial result of its own, which are reduced at
// the end. The boxes do not depend on the number of workers, and so neither does the
// result.

// Reduce is a reduction of e over some axes, all if none is named, by the verb of a
// name: "sum", "prod", "min", "max", "mean", "all", "any" or "count_nonzero". It
// stands at the top of an expression. The program's dst has the shape to which its
// inputs stretch, without these axes or with length 1 in their place; dtypes are those
// of [ops.Reduce].
func Reduce(verb string, e Expr, axes ...int) Expr {
	return Expr{&node{op: opReduce, name: verb, args: []Expr{e}, axes: append([]int(nil), axes...)}}
}

// Sum is the sum of e over some axes, all if none is named; see [Reduce].
func Sum(e Expr, axes ...int) Expr { return Reduce("sum", e, axes...) }

// Prod is the product of e over some axes, all if none is named; see [Reduce].
func Prod(e Expr, axes ...int) Expr { return Reduce("prod", e, axes...) }

// Min is the smallest of e over some axes, all if none is named; see [Reduce].
func Min(e Expr, axes ...int) Expr { return Reduce("min", e, axes...) }

// Max is the largest of e over some axes, all if none is named; see [Reduce].
func Max(e Expr, axes ...int) Expr { return Reduce("max", e, axes...) }

// Mean is the mean of e over some axes, all if none is named; see [Reduce].
func Mean(e Expr, axes ...int) Expr { return Reduce("mean", e, axes...) }

// All is whether e is true everywhere along some axes, all if none is named; see
// [Reduce].
func All(e Expr, axes ...int) Expr { return Reduce("all", e, axes...) }

// Any is whether e is true somewhere along some axes, all if none is named; see
// [Reduce].
func Any(e Expr, axes ...int) Expr { return Reduce("any", e, axes...) }

// Count is the number of true elements of e along some axes, all if none is named; see
// [Reduce].
func Count(e Expr, axes ...int) Expr { return Reduce("count_nonzero", e, axes...) }

type reduction struct {
	verb    string
	axes    []int // as they were named; nil for all
	typ     ndview.DType
	partial string    // the verb of partial results
	wide    elem.Kind // of partial results
	join    string    // the verb that makes one of them
	mean    bool      // the joined result is divided by the number of elements
}

// reduction checks the reduction at the top of an expression whose elements are of a
// kind.
func (c *compiler) reduction(e Expr, kind elem.Kind) *reduction {
	n := e.n
	r := &reduction{verb: n.name, axes: n.axes, partial: n.name, join: n.name}
	switch n.name {
	case "sum", "prod", "min", "max", "all", "any":
	case "mean":
		r.partial, r.join, r.mean = "sum", "sum", true
	case "count_nonzero":
		r.join = "sum"
	default:
		c.fault(e, "there is no reduction %q of expressions, wanted sum, prod, min, max, mean, all, any or count_nonzero; "+
			"compute the expression, and reduce that with ops.Reduce", n.name)
		return nil
	}
	typ, err := ops.ReduceType(n.name, kind.Type())
	if err != nil {
		c.fault(e, "%v", err)
		return nil
	}
	r.typ, r.wide = typ, typ.Kind
	if r.partial == "sum" || r.partial == "prod" { // the sums of parts keep more digits than the result
		switch {
		case typ.Kind.IsFloat():
			r.wide = elem.KindFloat64
		case typ.Kind.IsComplex():
			r.wide = elem.KindComplex128
		}
	}
	return r
}

// boxItems is the number of elements of a box: 256 KiB of float64.
const boxItems = 32 << 10

// A box is a range of positions on each axis. Its elements belong to result number
// cell of those that have several boxes, or, if cell is −1, to a part of dst.
type box struct {
	lo, hi []int
	cell   int
}

func (b box) size() int {
	size := 1
	for axis := range b.lo {
		size *= b.hi[axis] - b.lo[axis]
	}
	return size
}

// A folding is one run of a reduction.
type folding struct {
	p       *Program
	shape   []int
	reduced []bool // axes
	keep    bool   // dst has the reduced axes, with length 1
	dst     ndview.MutRaw
	inputs  []ndview.Raw // of the shape
	boxes   []box
	cells   []cell
	partial int           // number of partial results
	parts   ndview.MutRaw // partial results
	aside   bool          // dst is written at the end, from f.dst
}

// A cell is a result with several boxes.
type cell struct {
	at          box // of dst
	first, last int // partial results
}

// reduce computes the expression and reduces it.
func (p *Program) reduce(ctx context.Context, workers int, dst ndview.MutRaw, inputs []ndview.Raw) error {
	f := &folding{p: p, dst: dst}
	if err := f.prepare(&dst, inputs); err != nil {
		return err
	}
	whole := box{make([]int, len(f.shape)), f.shape, -1}
	f.cut(whole)
	f.parts = room(p.reduction.wide, []int{f.partial})
	if err := f.all(ctx, workers); err != nil {
		return err
	}
	if err := f.join(); err != nil {
		return err
	}
	if f.aside {
		return ops.CastRaw(dst, f.dst.Raw)
	}
	return nil
}

// prepare checks the operands and gives the inputs one shape.
func (f *folding) prepare(dst *ndview.MutRaw, inputs []ndview.Raw) error {
	p, e := f.p, &OperandError{Expr: f.p.text}
	if len(inputs) != len(p.types) {
		e.add(ndview.ErrShape, "%d operands were given, wanted %d: %v", len(inputs), len(p.types), p.names)
		return e
	}
	shapes := make([][]int, len(inputs))
	for k := range inputs {
		shapes[k] = inputs[k].Shape()
		if found := inputs[k].DType(); found.Kind != p.types[k].Kind {
			e.add(ndview.ErrType, "%s has dtype %s, wanted %s; compile the expression with an input of that dtype", p.names[k], found.Kind, p.types[k].Kind)
		}
	}
	shape, err := layout.BroadcastShapes([]int{}, shapes...)
	if err != nil {
		e.add(ndview.ErrShape, "%v", err)
		return e
	}
	f.shape = shape
	f.checkAxes(e)
	f.checkDst(e, dst)
	if len(e.Unmet) > 0 {
		return e
	}
	f.aside = p.checks // a value may be refused when others have been reduced
	for k := range inputs {
		in, err := inputs[k].BroadcastTo(shape...)
		if err != nil {
			return err // the shapes were compared
		}
		f.inputs = append(f.inputs, in)
		f.aside = f.aside || ndview.Overlaps(dst, &inputs[k]) != ndview.Disjoint
	}
	if f.aside {
		f.dst = room(dst.DType().Kind, dst.Shape())
	}
	return nil
}

func (f *folding) checkAxes(e *OperandError) {
	ndim := len(f.shape)
	f.reduced = make([]bool, ndim)
	for axis := range f.reduced {
		f.reduced[axis] = len(f.p.reduction.axes) == 0
	}
	for _, named := range f.p.reduction.axes {
		axis := named
		if axis < 0 {
			axis += ndim
		}
		switch {
		case uint(axis) >= uint(ndim):
			e.add(ndview.ErrBounds, "axis %d is out of bounds for elements of shape %s", named, layout.FormatShape(f.shape))
		case f.reduced[axis]:
			e.add(ndview.ErrShape, "axis %d is named twice", axis)
		default:
			f.reduced[axis] = true
		}
	}
}

func (f *folding) checkDst(e *OperandError, dst *ndview.MutRaw) {
	without, with := []int{}, []int{}
	for axis, n := range f.shape {
		if f.reduced[axis] {
			with = append(with, 1)
			continue
		}
		without, with = append(without, n), append(with, n)
	}
	shape := dst.Shape()
	f.keep = len(shape) == len(with) && len(with) > len(without)
	if !slices.Equal(shape, without) && !slices.Equal(shape, with) {
		e.add(ndview.ErrShape, "dst has shape %s, wanted %s or %s", layout.FormatShape(shape), layout.FormatShape(without), layout.FormatShape(with))
	}
	result := f.p.reduction.typ.Kind
	if !elem.CanCast(result, dst.DType().Kind, elem.CastSameKind) {
		e.add(ndview.ErrType, "the result is %s and dst %s, to which it does not cast by the rule same_kind; give a dst of dtype %s", result, dst.DType(), result)
		return
	}
	if verdict := f.p.apart(dst); verdict != layout.Disjoint {
		e.add(ndview.ErrOverlap, "dst of shape %s has elements that share memory (%s); write to a view whose elements are apart, and copy",
			layout.FormatShape(shape), verdict)
	}
}

// cut divides a box until its parts are small: along axes that are kept as long as
// there are any, so that each part has all elements of its results.
func (f *folding) cut(b box) {
	size := b.size()
	if size <= boxItems {
		f.boxes = append(f.boxes, b)
		if b.cell >= 0 {
			f.partial++
		}
		return
	}
	axis := f.longest(b, false)
	if axis < 0 {
		axis = f.longest(b, true)
		if b.cell < 0 {
			b.cell = len(f.cells)
			f.cells = append(f.cells, cell{at: b, first: f.partial})
		}
	}
	n := b.hi[axis] - b.lo[axis]
	thick := max(boxItems/(size/n), 1)
	for from := 0; from < n; from += thick {
		part := box{append([]int{}, b.lo...), append([]int{}, b.hi...), b.cell}
		part.lo[axis], part.hi[axis] = b.lo[axis]+from, min(b.lo[axis]+from+thick, b.hi[axis])
		f.cut(part)
	}
	if b.cell >= 0 {
		f.cells[b.cell].last = f.partial
	}
}

// longest returns the longest axis that is reduced, or that is not; −1 if there is
// none longer than 1.
func (f *folding) longest(b box, reduced bool) int {
	longest, most := -1, 1
	for axis := range b.lo {
		if n := b.hi[axis] - b.lo[axis]; f.reduced[axis] == reduced && n > most {
			longest, most = axis, n
		}
	}
	return longest
}

// all computes all boxes.
func (f *folding) all(ctx context.Context, asked int) error {
	if asked == 0 {
		asked = max(mostWorkers(box{make([]int, len(f.shape)), f.shape, -1}.size(), len(f.p.steps)), 1)
	}
	number := make([]int, len(f.boxes)) // of its partial result
	n := 0
	for i := range f.boxes {
		if number[i] = n; f.boxes[i].cell >= 0 {
			n++
		}
	}
	tasks := ndview.Make[uint8](len(f.boxes), 1)
	return iter.ForEach(ctx, asked, tasks.View, 1, func(i int, _ iter.Lane[uint8]) error {
		b := f.boxes[i]
		shape := make([]int, len(b.lo))
		for axis := range shape {
			shape[axis] = b.hi[axis] - b.lo[axis]
		}
		buffer := buffers.Get().(*[2 * boxItems]uint64)
		defer buffers.Put(buffer)
		items := arrayIn(buffer[:], f.p.kind, shape)
		inputs := make([]ndview.Raw, len(f.inputs))
		for k := range inputs {
			inputs[k] = f.inputs[k]
			for axis := range shape {
				inputs[k] = inputs[k].SliceAxis(axis, ndview.Span(b.lo[axis], b.hi[axis]))
			}
		}
		if err := f.p.compute(ctx, 1, &items, inputs); err != nil {
			return err
		}
		if b.cell >= 0 {
			return ops.Reduce(f.p.reduction.partial, f.parts.IndexAxis(0, number[i]), items.Raw)
		}
		opts := []ops.Option{ops.Axes(f.named()...)}
		if f.keep {
			opts = append(opts, ops.KeepDims())
		}
		return ops.Reduce(f.p.reduction.verb, f.part(b), items.Raw, opts...)
	})
}

// named returns the reduced axes.
func (f *folding) named() []int {
	axes := []int{}
	for axis, reduced := range f.reduced {
		if reduced {
			axes = append(axes, axis)
		}
	}
	return axes
}

// part returns the part of dst that has the results of a box.
func (f *folding) part(b box) ndview.MutRaw {
	d, at := f.dst, 0
	for axis := range b.lo {
		if !f.reduced[axis] {
			d = d.SliceAxis(at, ndview.Span(b.lo[axis], b.hi[axis]))
		}
		if f.keep || !f.reduced[axis] {
			at++
		}
	}
	return d
}

// join makes results of partial ones.
func (f *folding) join() error {
	r := f.p.reduction
	for _, c := range f.cells {
		parts := f.parts.SliceAxis(0, ndview.Span(c.first, c.last)).Raw
		dst := f.part(c.at)
		for dst.NDim() > 0 {
			dst = dst.IndexAxis(0, 0)
		}
		if !r.mean {
			if err := ops.Reduce(r.join, dst, parts); err != nil {
				return err
			}
			continue
		}
		sum, count := room(r.wide, nil), ndview.Make[float64]()
		count.Set(float64(c.at.size()))
		if err := ops.Reduce(r.join, sum, parts); err != nil {
			return err
		}
		if err := ops.Apply("divide", dst, []ndview.Raw{sum.Raw, count.View.Raw()}); err != nil {
			return err
		}
	}
	return nil
}

// buffers hold the elements of a box, of any kind.
var buffers = sync.Pool{New: func() any { return new([2 * boxItems]uint64) }}

// room returns a new array.
func room(kind elem.Kind, shape []int) ndview.MutRaw {
	size := kind.Size()
	for _, n := range shape {
		size *= n
	}
	return arrayIn(make([]uint64, (size+7)/8), kind, shape)
}

// arrayIn returns an array at the beginning of a buffer that is long enough for it.
func arrayIn(buffer []uint64, kind elem.Kind, shape []int) ndview.MutRaw {
	l, err := layout.C(shape, kind.Size())
	if err != nil {
		panic(err) // the shape is that of an array, or of a part of one
	}
	return ndview.NewMutRaw(mem.New(mem.Of(buffer), l, lease.Forever, 0, mem.Item{}), kind.Type())
}

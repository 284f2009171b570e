package layout

import "slices"

// The plan of a walk
//
// Several arrays of one shape are walked together, lane by lane. A plan chooses
// the axes of that walk so that lanes are long, memory is met in order and what
// Go cannot load in place is known before the first lane. It is made by passes
// over the strides of all operands, each a method of its own:
//
//	gather     one shape, the strides of each operand; axes of length 1 are dropped
//	reverse    (Fortran order) the first axis becomes the inner one
//	flip       (a free order) an axis on which some operand runs down and none up is
//	           reversed
//	sort       (a free order) axes are ordered by |stride|, largest outside; where
//	           operands disagree, or are equal, the order of the shape (C) stands
//	coalesce   neighbours that every operand walks as one axis become one
//	turn       (a reversed order) every axis is reversed
//	choose     the lane is the inner axis; where the order is free and that one is
//	           short, a longer one, in pieces that fit into the cache
//	stage      operands that have to pass through a window are named, and lanes
//	           are cut into pieces of at most a window
//
// Only OrderK and OrderAny have flip and sort, only OrderAny has choose. Operands
// that repeat elements take part with stride 0: broadcast them first.
//
// # Groups
//
// A walk may have two groups of axes, one inside the other: the axes of
// [Request.Inner] and all others. Each group is planned by itself, and no pass
// looks across the border. A block leaves its inner axes as they are: the walk
// stops in front of them (lanes along a given axis, sub-views). A reduction plans
// them too, so that lanes come grouped by the position on the outer axes, which is
// the place of a result.
//
// # Invariants
//
// Of a plan that was built, for every request:
//
//	P1  There is at least one axis, and the last one is the lane. Axes of length 1
//	    are there only if no other is, or if they belong to a block.
//	P2  The walk visits each element once; its lanes and the product of the lengths
//	    say how many there are.
//	P3  OrderC and OrderF visit elements in that order, within each group, and a
//	    reversed order visits them exactly the other way round.
//	P4  No two neighbours of a group could be one axis, except in a block, where
//	    axes are tracked, and around a lane that was chosen.
//	P5  Each offset of the walk is that of an element. Of an empty layout every
//	    stride is taken as 0, so that its offsets are 0 (L6, L9).
//	P6  A lane of the walk has at most Piece elements, if Piece is not 0. Pieces of
//	    a lane follow each other, except where the order is free.
//	P7  Along the lane, and from lane to lane, an operand that is not staged has
//	    only addresses of its alignment, in native order, side by side if it is
//	    to be dense.
//
// # References
//
// The passes are those of NumPy's nditer: npyiter_flip_negative_strides,
// npyiter_find_best_axis_ordering and npyiter_coalesce_axes in
// numpy/_core/src/multiarray/nditer_constr.c; stride 0 on the axes of a reduction
// is its reduce_ok. choose and stage are not in nditer, which buffers all operands
// or none. Whether operands may be walked in place at all is the business of
// overlap.go (numpy/_core/src/common/mem_overlap.c).

// Order is the order in which a plan visits elements. [Reverse] may be added to
// each.
type Order uint8

// The orders.
const (
	OrderK   Order = iota // as they lie in memory, of all operands
	OrderC                // last axis fastest
	OrderF                // first axis fastest
	OrderAny              // whatever is fastest; nothing is promised
)

// Reverse added to an order is the same walk from its end to its beginning.
const Reverse Order = 1 << 7

func (o Order) reversed() bool { return o&Reverse != 0 }

func (o Order) forward() Order { return o &^ Reverse }

// free reports whether axes may be flipped and sorted.
func (o Order) free() bool { return o.forward() == OrderK || o.forward() == OrderAny }

// Axes is a set of axes: bit k stands for axis k.
type Axes uint64

// Has reports whether axis k is in the set.
func (a Axes) Has(k int) bool { return a>>uint(k)&1 != 0 }

// Mode says what becomes of the axes of [Request.Inner].
type Mode uint8

// The modes.
const (
	Whole  Mode = iota // Inner is not looked at: there is one group
	Block              // they stay as they are, and the walk stops in front of them
	Reduce             // they are planned by themselves, inside of all others
)

// A Request says which plan is wanted. The zero Request is OrderK over all axes.
type Request struct {
	Order Order
	Mode  Mode
	Inner Axes // see Mode; axes that the operands do not have are not looked at

	// Track keeps axes apart, so that Walk.Index can tell where a lane lies.
	Track bool

	// Piece is the largest number of elements of a lane, 0 for any. It does not
	// concern a Block.
	Piece int

	// Items describes what the operands consist of, for the decision about
	// windows; without it no operand is staged.
	Items []Item
}

// A Plan says how to walk over operands of one shape: NDim axes, the last one
// being the lane, with a stride for each operand and axis, and for each operand
// the offset from its base to the first element visited. The zero Plan has no
// operands.
//
// Up to four axes of up to four operands lie in the value itself.
type Plan struct {
	ndim, nops int
	outer      int // axes outside of the inner group
	block      int // axes that the walk does not enter: 1, or those of a Block
	none       bool
	from       [near]origin // per axis
	shape      [near]int
	strides    [near]row // per axis
	offsets    row
	far        *farPlan // instead of the arrays, if they do not suffice

	piece  int // largest part of a lane, 0 for whole lanes
	cutAt  int // the pieces of a lane are an axis in front of this one
	staged Operands
}

// Operands is a set of operands: bit k stands for operand k. Operand 63 stands for
// all that follow it.
type Operands uint64

// Has reports whether operand k is in the set.
func (o Operands) Has(k int) bool { return o>>uint(min(k, 63))&1 != 0 }

// A row holds a number for each of four operands; those that do not exist are 0,
// which no pass minds.
type row [near]int

type farPlan struct {
	shape, strides, offsets []int
	from                    []origin
}

// Build plans the walk over direct layouts of one shape in an order, as
// [Plan.Make] does.
func (p *Plan) Build(order Order, ops ...*Layout) error {
	return p.Make(&Request{Order: order}, ops...)
}

// Make plans the walk over direct layouts of one shape. Errors wrap ErrShape
// (the shapes differ) or ErrLayout (an operand is indirect: see Descent).
func (p *Plan) Make(r *Request, ops ...*Layout) error {
	if !p.quick(r, ops) {
		if err := p.slow(r, ops); err != nil {
			return err
		}
	}
	p.piece, p.cutAt, p.staged = 0, p.ndim-1, 0
	if r.Piece > 0 && r.Mode != Block {
		p.piece = r.Piece
	}
	if r.Order.forward() == OrderAny {
		p.choose(r)
	}
	if len(r.Items) > 0 {
		p.stage(r)
	}
	return nil
}

// slow plans the walk by the passes.
func (p *Plan) slow(r *Request, ops []*Layout) error {
	if err := plannable(ops); err != nil {
		return err
	}
	p.nops, p.far = len(ops), nil
	if len(ops) > near || room(r, ops) > near {
		p.makeFar(r, ops)
		return nil
	}
	var strides [near * near]int
	p.offsets = row{}
	a := axes{nops: len(ops), width: near, shape: p.shape[:], from: p.from[:], strides: strides[:], offsets: p.offsets[:]}
	a.plan(r, ops)
	p.settle(&a)
	for axis := range p.strides {
		p.strides[axis] = row(strides[near*axis:])
	}
	return nil
}

// room returns the largest number of axes that a plan can have.
func room(r *Request, ops []*Layout) int {
	switch {
	case len(ops) == 0:
		return 1
	case r.Mode == Whole || r.Inner&(1<<ops[0].NDim-1) != 0:
		return max(ops[0].NDim, 1)
	}
	return ops[0].NDim + 1 // the inner group has an axis of its own
}

func plannable(ops []*Layout) error {
	for i, l := range ops {
		if l.Indirect() {
			return faultf(ErrLayout, "plan: operand %d is reached through pointers", i)
		}
		if i > 0 && !sameShape(ops[0], l) {
			return shapesDiffer(ops, i)
		}
	}
	return nil
}

func shapesDiffer(ops []*Layout, i int) error {
	return faultf(ErrShape, "plan: operand 0 has shape %s and operand %d shape %s; broadcast them first",
		FormatShape(ops[0].shape()), i, FormatShape(ops[i].shape()))
}

func sameShape(a, b *Layout) bool {
	if a.NDim != b.NDim {
		return false
	}
	if a.Far == nil && b.Far == nil {
		return a.Shape == b.Shape
	}
	return slices.Equal(a.shape(), b.shape())
}

// settle takes over what the passes have found.
func (p *Plan) settle(a *axes) {
	p.ndim, p.outer, p.none, p.block = a.ndim, a.outer, a.none, 1
	if a.block && !a.none {
		p.block = a.ndim - a.outer
	}
}

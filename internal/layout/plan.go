package layout

// The plan of a walk
//
// Several arrays of one shape are walked together, lane by lane. A plan chooses
// the axes of that walk so that lanes are long and memory is met in order. It is
// made by passes, each a method below, over the strides of all operands:
//
//	gather     one shape, the strides of each operand; axes of length 1 are dropped
//	flip       an axis on which some operand runs down and none up is reversed
//	sort       axes are ordered by |stride|, largest outside; where operands
//	           disagree, or are equal, the order of the shape (C) stands
//	reverse    (Fortran order only) the first axis becomes the inner one
//	coalesce   neighbours that every operand walks as one axis become one
//
// flip and sort change the order of the elements, so only OrderK has them. These
// are the steps of NumPy's nditer (numpy/_core/src/multiarray/nditer_constr.c).
// Operands that repeat elements take part with stride 0: broadcast them first.

// Order is the order in which a plan visits elements.
type Order uint8

// The orders.
const (
	OrderK Order = iota // as they lie in memory, of all operands
	OrderC              // last axis fastest
	OrderF              // first axis fastest
)

// A Plan says how to walk over operands of one shape: NDim axes, the last one
// being the lane, with a stride for each operand and axis, and for each operand
// the offset from its base to the first element visited. There is at least one
// axis; without elements its length is 0. The zero Plan has no operands.
//
// Up to four axes of up to four operands lie in the value itself.
type Plan struct {
	ndim, nops int
	shape      [near]int
	strides    [near * near]int // of operand k on axis i at [i·nops+k]
	offsets    [near]int
	far        *farPlan // instead of the arrays, if they do not suffice
}

type farPlan struct{ shape, strides, offsets []int }

// axes is a plan under construction: ndim axes in slices that have room for all of
// the operands' axes and lie in the Plan where they fit.
type axes struct {
	ndim, nops              int
	shape, strides, offsets []int
}

// Build plans the walk over direct layouts of one shape. Errors wrap ErrShape
// (the shapes differ) or ErrLayout (an operand is indirect: see Descent).
func (p *Plan) Build(order Order, ops ...*Layout) error {
	if err := plannable(ops); err != nil {
		return err
	}
	p.nops, p.far = len(ops), nil
	a := axes{nops: len(ops)}
	if room := roomFor(ops); room <= near && len(ops) <= near {
		p.offsets = [near]int{}
		a.shape, a.strides, a.offsets = p.shape[:], p.strides[:], p.offsets[:]
	} else {
		a.shape, a.strides, a.offsets = make([]int, room), make([]int, room*len(ops)), make([]int, len(ops))
	}
	a.gather(ops)
	switch order {
	case OrderK:
		a.flip()
		a.sort()
	case OrderF:
		a.reverse()
	}
	a.coalesce()
	p.settle(&a)
	return nil
}

// roomFor returns the largest number of axes a plan can have.
func roomFor(ops []*Layout) int {
	if len(ops) == 0 {
		return 1
	}
	return max(ops[0].NDim, 1)
}

func plannable(ops []*Layout) error {
	for i, l := range ops {
		if l.Indirect() {
			return faultf(ErrLayout, "plan: operand %d is reached through pointers", i)
		}
		if i > 0 && !sameShape(ops[0], l) {
			return faultf(ErrShape, "plan: operand 0 has shape %s and operand %d shape %s; broadcast them first",
				FormatShape(ops[0].shape()), i, FormatShape(l.shape()))
		}
	}
	return nil
}

func sameShape(a, b *Layout) bool {
	if a.NDim != b.NDim {
		return false
	}
	if a.Far == nil && b.Far == nil {
		return a.Shape == b.Shape
	}
	s, t := a.shape(), b.shape()
	for k := range s {
		if s[k] != t[k] {
			return false
		}
	}
	return true
}

// gather takes over the axes that are longer than 1; an axis of length 0 is kept
// alone, and one of length 1 if there is no other.
func (a *axes) gather(ops []*Layout) {
	if len(ops) > 0 {
		for axis, n := range ops[0].shape() {
			switch {
			case n == 0:
				a.ndim = 0
				a.idle(0)
				return
			case n > 1:
				a.shape[a.ndim] = n
				a.ndim++
				column := a.of(a.ndim - 1)
				for k, l := range ops {
					_, column[k] = l.Dim(axis)
				}
			}
		}
	}
	if a.ndim == 0 {
		a.idle(1)
	}
}

// idle adds an axis along which nothing moves.
func (a *axes) idle(n int) {
	a.shape[a.ndim] = n
	a.ndim++
	clear(a.of(a.ndim - 1))
}

// of returns the strides of all operands on an axis.
func (a *axes) of(axis int) []int {
	return a.strides[axis*a.nops : (axis+1)*a.nops]
}

func (a *axes) flip() {
	for axis, n := range a.shape[:a.ndim] {
		strides := a.of(axis)
		down, up := false, false
		for _, s := range strides {
			down, up = down || s < 0, up || s > 0
		}
		if !down || up {
			continue
		}
		for k, s := range strides {
			a.offsets[k] += s * (n - 1)
			strides[k] = -s
		}
	}
}

// sort moves each axis inwards, beginning with the inner ones, past the axes that
// have to be outside of it.
func (a *axes) sort() {
	for axis := a.ndim - 2; axis >= 0; axis-- {
		to := axis
	inwards:
		for inner := axis + 1; inner < a.ndim; inner++ {
			switch a.compare(axis, inner) {
			case swap:
				to = inner
			case keep:
				break inwards
			}
		}
		for i := axis; i < to; i++ {
			a.swap(i, i+1)
		}
	}
}

type preference uint8

const (
	either preference = iota // no operand moves along both axes
	keep                     // some operand wants the outer axis outside
	swap                     // every operand that moves along both wants the inner one outside
)

func (a *axes) compare(outer, inner int) preference {
	want := either
	o, in := a.of(outer), a.of(inner)
	for k := range o {
		switch {
		case o[k] == 0 || in[k] == 0:
		case abs(in[k]) <= abs(o[k]):
			return keep
		default:
			want = swap
		}
	}
	return want
}

func (a *axes) swap(i, j int) {
	a.shape[i], a.shape[j] = a.shape[j], a.shape[i]
	s, t := a.of(i), a.of(j)
	for k := range s {
		s[k], t[k] = t[k], s[k]
	}
}

func (a *axes) reverse() {
	for i, j := 0, a.ndim-1; i < j; i, j = i+1, j-1 {
		a.swap(i, j)
	}
}

// coalesce joins an axis with the one inside it where for every operand a step
// along the outer one is as far as walking the whole inner one.
func (a *axes) coalesce() {
	to := 0
	for axis := 1; axis < a.ndim; axis++ {
		if a.joined(to, axis) {
			a.shape[to] *= a.shape[axis]
		} else {
			to++
			a.shape[to] = a.shape[axis]
		}
		copy(a.of(to), a.of(axis))
	}
	a.ndim = to + 1
}

func (a *axes) joined(outer, inner int) bool {
	n := a.shape[inner]
	o, in := a.of(outer), a.of(inner)
	for k := range o {
		if o[k] != in[k]*n {
			return false
		}
	}
	return true
}

// settle keeps the result, in the value if it has become small enough.
func (p *Plan) settle(a *axes) {
	p.ndim = a.ndim
	shape, strides := a.shape[:a.ndim], a.strides[:a.ndim*a.nops]
	if p.nops > near || p.ndim > near {
		p.far = &farPlan{clone(shape), clone(strides), clone(a.offsets)}
		return
	}
	copy(p.shape[:], shape)
	copy(p.strides[:], strides)
	copy(p.offsets[:], a.offsets)
}

// clone copies s: what a Plan on the stack would be moved to the heap for, if it
// were stored elsewhere.
func clone(s []int) []int { return append([]int(nil), s...) }

// NDim returns the number of axes of the walk, at least 1.
func (p *Plan) NDim() int { return p.ndim }

// NOps returns the number of operands.
func (p *Plan) NOps() int { return p.nops }

// Shape returns the lengths of the axes, to be read only.
func (p *Plan) Shape() []int {
	if p.far != nil {
		return p.far.shape
	}
	return p.shape[:p.ndim]
}

// Strides returns the strides of all operands, in bytes, on an axis; to be read
// only.
func (p *Plan) Strides(axis int) []int {
	if p.far != nil {
		return p.far.strides[axis*p.nops : (axis+1)*p.nops]
	}
	return p.strides[axis*p.nops : (axis+1)*p.nops]
}

// Offsets returns for each operand the bytes between its base and the first
// element visited; to be read only.
func (p *Plan) Offsets() []int {
	if p.far != nil {
		return p.far.offsets
	}
	return p.offsets[:p.nops]
}

// Lane returns the length of the lanes and the strides of all operands along
// them, to be read only.
func (p *Plan) Lane() (n int, strides []int) {
	return p.Shape()[p.ndim-1], p.Strides(p.ndim - 1)
}

// Lanes returns the number of lanes, 0 without elements.
func (p *Plan) Lanes() int {
	lanes := 1
	shape := p.Shape()
	if shape[p.ndim-1] == 0 {
		return 0
	}
	for _, n := range shape[:p.ndim-1] {
		lanes *= n
	}
	return lanes
}

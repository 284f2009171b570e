package layout

// The plan of a walk
//
// Several arrays of one shape are walked together, lane by lane. A plan chooses
// the axes of that walk so that lanes are long and memory is met in order. It is
// made by passes, each a method below, over the strides of all operands:
//
//	gather     one shape, the strides of each operand; axes of length 1 are dropped
//	reverse    (Fortran order only) the first axis becomes the inner one
//	coalesce   neighbours that every operand walks as one axis become one
//	flip       an axis on which some operand runs down and none up is reversed
//	sort       axes are ordered by |stride|, largest outside; where operands
//	           disagree, or are equal, the order of the shape (C) stands
//	coalesce   again, where flip or sort changed something
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
	rows       [near]row // per axis
	offsets    row
	far        *farPlan // instead of the arrays, if they do not suffice
}

// A row holds a number for each of four operands; those that do not exist are 0,
// which no pass minds.
type row [near]int

type farPlan struct{ shape, strides, offsets []int }

// axes is a plan under construction: ndim axes in slices that have room for all of
// the operands' axes and lie in the Plan where they fit. More than four operands
// take several rows per axis.
type axes struct {
	ndim, width int
	shape       []int
	rows        []row // width for each axis
	offsets     []row
}

// Build plans the walk over direct layouts of one shape. Errors wrap ErrShape
// (the shapes differ) or ErrLayout (an operand is indirect: see Descent).
func (p *Plan) Build(order Order, ops ...*Layout) error {
	if err := plannable(ops); err != nil {
		return err
	}
	p.nops, p.far = len(ops), nil
	a := axes{width: 1, shape: p.shape[:], rows: p.rows[:]}
	var moved [1]row
	a.offsets = moved[:]
	elsewhere := roomFor(ops) > near || len(ops) > near
	if elsewhere {
		room := roomFor(ops)
		a.width = (len(ops) + near - 1) / near
		a.shape, a.rows, a.offsets = make([]int, room), make([]row, room*a.width), make([]row, a.width)
	}
	a.gather(ops)
	if order == OrderF {
		a.reverse()
	}
	a.coalesce()
	if order == OrderK {
		flipped, sorted := a.flip(), a.sort()
		if flipped || sorted {
			a.coalesce()
		}
	}
	p.ndim, p.offsets = a.ndim, a.offsets[0]
	if elsewhere {
		p.settle(&a)
	}
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
			if n == 0 {
				a.idle(0)
				return
			}
			if n == 1 {
				continue
			}
			a.shape[a.ndim] = n
			a.still(a.ndim)
			for k, l := range ops {
				_, stride := l.Dim(axis)
				a.row(a.ndim, k/near)[k%near] = stride
			}
			a.ndim++
		}
	}
	if a.ndim == 0 {
		a.idle(1)
	}
}

// idle leaves a single axis along which nothing moves.
func (a *axes) idle(n int) {
	a.ndim, a.shape[0] = 1, n
	a.still(0)
}

// still sets all strides of an axis to 0.
func (a *axes) still(axis int) {
	for c := range a.width {
		*a.row(axis, c) = row{}
	}
}

func (a *axes) row(axis, c int) *row { return &a.rows[axis*a.width+c] }

// flip reports whether it reversed an axis.
func (a *axes) flip() (changed bool) {
	for axis, n := range a.shape[:a.ndim] {
		down, up := false, false
		for c := range a.width {
			for _, s := range a.row(axis, c) {
				down, up = down || s < 0, up || s > 0
			}
		}
		if !down || up {
			continue
		}
		changed = true
		for c := range a.width {
			r := a.row(axis, c)
			for k, s := range r {
				a.offsets[c][k] += s * (n - 1)
				r[k] = -s
			}
		}
	}
	return changed
}

// sort moves each axis inwards, beginning with the inner ones, past the axes that
// have to be outside of it, and reports whether any moved.
func (a *axes) sort() (changed bool) {
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
			changed = true
		}
	}
	return changed
}

type preference uint8

const (
	either preference = iota // no operand moves along both axes
	keep                     // some operand wants the outer axis outside
	swap                     // every operand that moves along both wants the inner one outside
)

func (a *axes) compare(outer, inner int) preference {
	want := either
	for c := range a.width {
		o, in := a.row(outer, c), a.row(inner, c)
		for k := range o {
			if o[k] == 0 || in[k] == 0 {
				continue
			}
			if abs(in[k]) <= abs(o[k]) {
				return keep
			}
			want = swap
		}
	}
	return want
}

func (a *axes) swap(i, j int) {
	a.shape[i], a.shape[j] = a.shape[j], a.shape[i]
	for c := range a.width {
		r, s := a.row(i, c), a.row(j, c)
		*r, *s = *s, *r
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
		if to == axis {
			continue
		}
		for c := range a.width {
			r, s := a.row(to, c), a.row(axis, c)
			r[0], r[1], r[2], r[3] = s[0], s[1], s[2], s[3] // at once would wait for the single stores
		}
	}
	a.ndim = to + 1
}

func (a *axes) joined(outer, inner int) bool {
	n := a.shape[inner]
	for c := range a.width {
		o, in := a.row(outer, c), a.row(inner, c)
		for k := range o {
			if o[k] != in[k]*n {
				return false
			}
		}
	}
	return true
}

// settle moves a result that was made elsewhere into the value, if it has become
// small enough.
func (p *Plan) settle(a *axes) {
	if p.nops > near || p.ndim > near {
		p.far = a.flat(p.nops)
		return
	}
	copy(p.shape[:], a.shape[:a.ndim])
	copy(p.rows[:], a.rows[:a.ndim]) // width is 1
}

// flat copies the result: what lies in a Plan on the stack would be moved to the
// heap if it were kept elsewhere.
func (a *axes) flat(nops int) *farPlan {
	f := &farPlan{shape: clone(a.shape[:a.ndim])}
	for axis := range a.ndim {
		for k := range nops {
			f.strides = append(f.strides, a.row(axis, k/near)[k%near])
		}
	}
	for k := range nops {
		f.offsets = append(f.offsets, a.offsets[k/near][k%near])
	}
	return f
}

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
	return p.rows[axis][:p.nops]
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

package layout

// A Descent walks operands of one shape of which some are reached through
// pointers. The axes in front of a last pointer are walked outside; at each of
// their positions every operand has a path (offsets and loads) to an address, and
// from there on all of them are direct, by one Plan that is the same everywhere.
//
//	var d Descent
//	if err := d.Build(OrderK, ops...); err != nil { … }
//	for more := d.Start(); more; more = d.Next() {
//		… follow d.Path(k) for each operand, then walk d.Plan from there …
//	}
type Descent struct {
	Plan Plan // over the inner axes, from the addresses that the paths lead to

	shape, index []int   // outer axes
	steps        [][]int // per outer axis and operand: stride
	levels       [][]int // per outer axis and operand: the level it moves on
	paths        [][]int // per operand and level
	firsts       [][]int // the paths of the first position
}

// Build plans the walk. OrderC and OrderF hold for all axes together, so that an
// axis may have to be walked outside although it lies behind all pointers; OrderK
// walks outside only what it must. The error wraps ErrShape (the shapes differ).
func (d *Descent) Build(order Order, ops ...*Layout) error {
	for i, l := range ops {
		if !sameShape(ops[0], l) {
			return faultf(ErrShape, "plan: operand 0 has shape %s and operand %d shape %s; broadcast them first",
				FormatShape(ops[0].shape()), i, FormatShape(l.shape()))
		}
	}
	*d = Descent{}
	outer := outerAxes(order, ops)
	inner := make([]Layout, len(ops))
	refs := make([]*Layout, len(ops))
	for k, l := range ops {
		inner[k] = l.behindPointers(outer)
		refs[k] = &inner[k]
		path := make([]int, l.Levels())
		for level := range path {
			path[level] = l.LevelOffset(level)
		}
		d.firsts = append(d.firsts, path)
		d.paths = append(d.paths, clone(path))
	}
	for axis := 0; len(ops) > 0 && axis < ops[0].NDim; axis++ {
		if outer&(1<<axis) != 0 {
			d.addOuter(ops, axis)
		}
	}
	if order == OrderF {
		d.reverse()
	}
	return d.Plan.Build(order, refs...)
}

// outerAxes returns the axes, as bits, that have to be walked outside.
func outerAxes(order Order, ops []*Layout) (outer uint64) {
	ndim := 0
	for _, l := range ops {
		ndim = l.NDim
		for axis := range l.NDim {
			if !l.loose(axis) && l.Far.level(axis) < l.Levels()-1 {
				outer |= 1 << axis
			}
		}
	}
	switch {
	case outer == 0 || order == OrderK:
	case order == OrderC:
		last := ndim - 1
		for outer&(1<<last) == 0 {
			last--
		}
		outer = 1<<(last+1) - 1
	case order == OrderF:
		first := 0
		for outer&(1<<first) == 0 {
			first++
		}
		outer = (1<<ndim - 1) &^ (1<<first - 1)
	}
	return outer
}

// behindPointers returns the axes that are not outer as a direct layout.
func (l *Layout) behindPointers(outer uint64) Layout {
	t := *l
	t.dropAxes(outer)
	if !t.Indirect() {
		return t
	}
	direct := Scalar()
	b := direct.start(t.NDim)
	for k := range t.NDim {
		n, stride := t.Dim(k)
		if t.loose(k) {
			stride = 0
		}
		b.set(k, n, stride, 0)
	}
	return b.done()
}

func (d *Descent) addOuter(ops []*Layout, axis int) {
	n, _ := ops[0].Dim(axis)
	steps, levels := make([]int, len(ops)), make([]int, len(ops))
	for k, l := range ops {
		_, steps[k] = l.Dim(axis)
		levels[k] = l.Far.level(axis)
	}
	d.shape = append(d.shape, n)
	d.index = append(d.index, 0)
	d.steps = append(d.steps, steps)
	d.levels = append(d.levels, levels)
}

func (d *Descent) reverse() {
	for i, j := 0, len(d.shape)-1; i < j; i, j = i+1, j-1 {
		d.shape[i], d.shape[j] = d.shape[j], d.shape[i]
		d.steps[i], d.steps[j] = d.steps[j], d.steps[i]
		d.levels[i], d.levels[j] = d.levels[j], d.levels[i]
	}
}

// Start goes to the first position of the outer axes and reports whether there is
// one. Nothing may be loaded if there is none.
func (d *Descent) Start() bool {
	for k, path := range d.firsts {
		copy(d.paths[k], path)
	}
	clear(d.index)
	return d.Plan.Lanes() > 0 && !containsZero(d.shape)
}

// Next goes to the next position and reports whether there is one.
func (d *Descent) Next() bool {
	for i := len(d.shape) - 1; i >= 0; i-- {
		if d.index[i]+1 < d.shape[i] {
			d.index[i]++
			for k, step := range d.steps[i] {
				d.paths[k][d.levels[i][k]] += step
			}
			return true
		}
		for k, step := range d.steps[i] {
			d.paths[k][d.levels[i][k]] -= step * d.index[i]
		}
		d.index[i] = 0
	}
	return false
}

// Path returns, for each level of operand k, the bytes to add to the level's
// address (the base, then each pointer loaded) at the current position; see
// Layout.Path. It is to be read only and changes with Next. The last entry does
// not include the offset that Plan gives the operand.
func (d *Descent) Path(k int) []int { return d.paths[k] }

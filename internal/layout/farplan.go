package layout

// makeFar plans a walk over more axes or operands than a Plan has room for. What
// comes out of it may fit all the same.
func (p *Plan) makeFar(r *Request, ops []*Layout) {
	n, nops := room(r, ops), len(ops)
	a := axes{
		nops: nops, width: nops,
		shape: make([]int, n), from: make([]origin, n), strides: make([]int, n*nops), offsets: make([]int, nops),
	}
	a.plan(r, ops)
	p.settle(&a)
	if a.ndim > near || nops > near {
		p.far = &farPlan{shape: a.shape, from: a.from, strides: a.strides, offsets: a.offsets}
		return
	}
	p.strides, p.offsets = [near]row{}, row{}
	copy(p.shape[:], a.shape)
	copy(p.from[:], a.from)
	copy(p.offsets[:], a.offsets)
	for axis := range a.ndim {
		copy(p.strides[axis][:], a.strip(axis))
	}
}

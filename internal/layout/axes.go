package layout

// Permute puts axis perm[k] at place k. Entries may be negative; each axis
// stands exactly once. Errors wrap ErrShape (wrong count, an axis named twice)
// or ErrBounds (no such axis).
func (l *Layout) Permute(perm ...int) error {
	if len(perm) != l.NDim {
		return permuteError(l, perm)
	}
	var seen uint64
	for _, p := range perm {
		if p < 0 {
			p += l.NDim
		}
		if uint(p) >= uint(l.NDim) {
			return permuteError(l, perm)
		}
		seen |= 1 << (uint(p) & 63)
	}
	if seen != 1<<uint(l.NDim)-1 {
		return permuteError(l, perm)
	}
	if l.Far != nil {
		l.permuteFar(perm)
		return nil
	}
	shape, strides := l.Shape, l.Strides
	for k, p := range perm {
		if p < 0 {
			p += l.NDim
		}
		l.Shape[k&(near-1)], l.Strides[k&(near-1)] = shape[p&(near-1)], strides[p&(near-1)]
	}
	return nil
}

//go:noinline
func permuteError(l *Layout, perm []int) error {
	if len(perm) != l.NDim {
		return faultf(ErrShape, "permute: %d axes named for an array of %d axes", len(perm), l.NDim)
	}
	var seen uint64
	for _, named := range perm {
		p, ok := l.axis(named)
		if !ok {
			return axisError(named, l.NDim)
		}
		if seen&(1<<p) != 0 {
			return faultf(ErrShape, "permute: axis %d is named twice in %s", p, FormatShape(perm))
		}
		seen |= 1 << p
	}
	return nil
}

func (l *Layout) permuteFar(perm []int) {
	b := l.start(l.NDim)
	for k, p := range perm {
		if p < 0 {
			p += l.NDim
		}
		n, stride := l.Dim(p)
		b.set(k, n, stride, l.Far.level(p))
	}
	*l = b.done()
}

// Transpose reverses the order of the axes.
func (l *Layout) Transpose() {
	if l.Far != nil {
		b := l.start(l.NDim)
		for k := range l.NDim {
			n, stride := l.Dim(k)
			b.set(l.NDim-1-k, n, stride, l.Far.level(k))
		}
		*l = b.done()
		return
	}
	for i, j := 0, l.NDim-1; i < j; i, j = i+1, j-1 {
		l.Shape[i], l.Shape[j] = l.Shape[j], l.Shape[i]
		l.Strides[i], l.Strides[j] = l.Strides[j], l.Strides[i]
	}
}

// SwapAxes exchanges two axes, which may be negative. Errors wrap ErrBounds.
func (l *Layout) SwapAxes(a, b int) error {
	i, ok := l.axis(a)
	if !ok {
		return axisError(a, l.NDim)
	}
	j, ok := l.axis(b)
	if !ok {
		return axisError(b, l.NDim)
	}
	if f := l.Far; f != nil {
		f = f.clone()
		f.shape[i], f.shape[j] = f.shape[j], f.shape[i]
		f.strides[i], f.strides[j] = f.strides[j], f.strides[i]
		if f.offsets != nil {
			f.levels[i], f.levels[j] = f.levels[j], f.levels[i]
		}
		l.Far = f
		return nil
	}
	l.Shape[i], l.Shape[j] = l.Shape[j], l.Shape[i]
	l.Strides[i], l.Strides[j] = l.Strides[j], l.Strides[i]
	return nil
}

// MoveAxis takes an axis out and puts it back so that it becomes axis to; the
// others keep their order. Both may be negative. Errors wrap ErrBounds.
func (l *Layout) MoveAxis(from, to int) error {
	i, ok := l.axis(from)
	if !ok {
		return axisError(from, l.NDim)
	}
	j, ok := l.axis(to)
	if !ok {
		return axisError(to, l.NDim)
	}
	step := 1
	if j < i {
		step = -1
	}
	for ; i != j; i += step {
		if err := l.SwapAxes(i, i+step); err != nil {
			return err
		}
	}
	return nil
}

// Flip reverses the order of the elements along an axis, which may be negative.
// It returns the bytes to add to the base. Errors wrap ErrBounds.
func (l *Layout) Flip(axis int) (int, error) {
	a, ok := l.axis(axis)
	if !ok {
		return 0, axisError(axis, l.NDim)
	}
	n, stride := l.Dim(a)
	return l.restrict(a, (n-1)*stride, n, -stride), nil
}

// NewAxis inserts an axis of length 1 so that it becomes axis at; at may be
// negative and then counts from the end of the result. Errors wrap ErrBounds
// (no such place) or ErrShape (more than MaxNDim axes).
func (l *Layout) NewAxis(at int) error {
	a := at
	if a < 0 {
		a += l.NDim + 1
	}
	if uint(a) > uint(l.NDim) {
		return axisError(at, l.NDim+1)
	}
	if l.NDim < near && l.Far == nil {
		for k := l.NDim; k > a; k-- {
			l.Shape[k], l.Strides[k] = l.Shape[k-1], l.Strides[k-1]
		}
		l.Shape[a], l.Strides[a] = 1, 0
		l.NDim++
		return nil
	}
	return l.newAxisFar(a)
}

func (l *Layout) newAxisFar(at int) error {
	if l.NDim == MaxNDim {
		return faultf(ErrShape, "new axis: the array has %d axes already, which is the most possible", MaxNDim)
	}
	b := l.start(l.NDim + 1)
	b.set(at, 1, 0, 0)
	for k := range l.NDim {
		n, stride := l.Dim(k)
		j := k
		if k >= at {
			j++
		}
		b.set(j, n, stride, l.Far.level(k))
	}
	*l = b.done()
	return nil
}

// axis counts a negative axis from the end and reports whether it exists.
func (l *Layout) axis(a int) (int, bool) {
	if a < 0 {
		a += l.NDim
	}
	return a, uint(a) < uint(l.NDim)
}
